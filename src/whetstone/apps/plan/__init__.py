"""Goals, campaigns and their reasons."""
