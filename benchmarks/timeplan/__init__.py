"""Placement of learning blocks: how good beside the best there is, and how quick."""
