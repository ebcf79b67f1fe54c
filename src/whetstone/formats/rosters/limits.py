"""How much of a roster is read."""

from typing import Final

MOST_BYTES: Final = 25_000_000
MOST_ROWS: Final = 60_000
"""Rows of people in one file: a programme of 40,000 and half as many again."""
MOST_PLACES: Final = 400_000
"""Rows of places in classes in one OneRoster file."""
MOST_CELLS: Final = 60
LONGEST_CELL: Final = 2_000
LONGEST_NAME: Final = 120
LONGEST_ADDRESS: Final = 254
LONGEST_ID: Final = 120

MOST_ENTRIES: Final = 1_000
MOST_UNPACKED: Final = 300_000_000
MOST_RATIO: Final = 120
RATIO_FROM: Final = 4_000_000
"""A packed part that gives more than this many bytes is held to the ratio."""
MOST_STRINGS: Final = 600_000
"""Different texts in a spreadsheet."""
