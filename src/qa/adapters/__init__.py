"""Retrievers for frameworks, each an extra: their documents are passages with their places."""
