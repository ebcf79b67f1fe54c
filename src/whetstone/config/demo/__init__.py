"""The living demo: a story simulated through the same services that people use.

And copies of it.
"""
