"""Document -> paragraphs, windows, and the metadata that the text states."""
