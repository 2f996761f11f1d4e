"""Document -> paragraphs, windows, and what the text says of itself."""
