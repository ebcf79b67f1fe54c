"""Goals, what counts for them, what the data can show, and how long that takes."""
