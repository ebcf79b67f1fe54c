"""What is still true: claims, changes, what a change touches, and how current things are."""
