"""Runs the library and the updates of the index on threads of their own."""
