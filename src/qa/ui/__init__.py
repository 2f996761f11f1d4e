"""The terminal face: a conversation on the left, the source it is drawn from on the right."""
