"""Rosters: a list of people is read, every row's fate is shown, and then it is taken."""
