"""What widgets draw, and are not."""
