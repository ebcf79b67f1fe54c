"""A task of a team: handed in, judged by those who were asked, read, and handed in again."""
