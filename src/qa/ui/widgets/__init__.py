"""The widgets of the screen: they are given values, post messages, and know no library."""
