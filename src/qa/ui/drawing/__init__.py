"""What widgets draw: cards, excerpts, marks and wrapped lines."""
