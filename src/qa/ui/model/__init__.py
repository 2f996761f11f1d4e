"""Values of the screen; pure."""
