"""Checks, the profile, and how good the questions are."""
