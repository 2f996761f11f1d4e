"""The main screen: conversation on the left, source on the right."""
