"""The living demo: a story simulated through the same services that people use, and copies of it."""
