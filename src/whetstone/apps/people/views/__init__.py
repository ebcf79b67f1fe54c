"""Pages about who is who: the doors, a real start, people, hours."""
