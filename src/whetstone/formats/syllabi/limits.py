"""How much of a syllabus is read, and what its reader may use."""

from typing import Final

MOST_FILES: Final = 20
MOST_BYTES: Final = 10_000_000
MOST_PAGES: Final = 500
"""Longer PDFs are read up to here, or to half the time of the process, and the report says so."""
MOST_LINES: Final = 20_000
MOST_CHARACTERS: Final = 1_000_000
LONGEST_LINE: Final = 4_000
MOST_ROWS: Final = 20_000

MOST_ENTRIES: Final = 2_000
MOST_UNPACKED: Final = 100_000_000
MOST_RATIO: Final = 200
RATIO_FROM: Final = 1_000_000
"""A part of a Word file that unpacks to more than this many bytes is held to the ratio."""

CPU_SECONDS: Final = 30
WALL_SECONDS: Final = 40
MEMORY_BYTES: Final = 1_500_000_000
AT_ONCE: Final = 2
"""Readers that one server process lets run at the same time."""
