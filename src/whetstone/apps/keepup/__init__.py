"""Changes, their ripple and its publication."""
