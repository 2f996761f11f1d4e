"""Prose on an answer by a language model of the user's own; each sentence is checked here."""
