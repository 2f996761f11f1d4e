"""Hits -> findings: the words that answer."""
