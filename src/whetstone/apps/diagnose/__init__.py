"""The skills assessment and the profile."""
