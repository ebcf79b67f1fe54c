"""How much of an export is read."""

from typing import Final

from whetstone.formats.tables.caps import Caps

MOST_BYTES: Final = 110_000_000
MOST_ROWS: Final = 1_000_000
MOST_CELLS: Final = 300
HEADER_WITHIN: Final = 15
"""The header stands in the first so many rows that hold something."""
SAMPLES: Final = 5
SHOWN: Final = 60
LONGEST_TEXT: Final = 10_000
LONGEST_ID: Final = 300

CAPS: Final = Caps(
    thing="an export of a network",
    most_entries=200,
    most_unpacked=250_000_000,
    most_ratio=120,
    ratio_from=4_000_000,
    most_strings=600_000,
    most_cells=MOST_CELLS,
    longest_cell=LONGEST_TEXT,
    split="Export a shorter time, or save it as CSV.",
    readings=6,
)
