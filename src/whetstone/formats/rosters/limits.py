"""How much of a roster is read."""

from typing import Final

from whetstone.formats.tables.caps import Caps

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

CAPS: Final = Caps(
    thing="a list of people",
    most_entries=1_000,
    most_unpacked=300_000_000,
    most_ratio=120,
    ratio_from=4_000_000,
    most_strings=600_000,
    most_cells=MOST_CELLS,
    longest_cell=LONGEST_CELL,
)
"""Archives and workbooks: their parts, what they unpack to, their texts."""
