"""What a person can do, with honest bands: scoring, level estimates, next question."""
