"""How much is taken out of a file, and what the file is called where it is refused."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Caps:
    """Limits of one kind of file. `thing` is what it should be: "a list of people".

    `most_ratio` holds for parts that give more than `ratio_from` bytes; `readings` is how often
    a part may be read; `most_strings` counts the different texts of a workbook,
    `most_characters` their letters together.
    """

    thing: str
    most_entries: int
    most_unpacked: int
    most_ratio: int
    ratio_from: int
    most_strings: int
    most_cells: int
    longest_cell: int
    split: str = "Split the list, or save it as CSV."
    readings: int = 4
    most_characters: int = 40_000_000
