"""Keeps an index in step with its files; joins load, split, embed and store."""
