"""The parts of the screen. They are given values, post messages, and know no library."""
