"""Separated text as a list of people: its rows one by one, without the empty ones."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING

from whetstone.formats.rosters import limits
from whetstone.formats.tables import separated

if TYPE_CHECKING:
    from collections.abc import Iterator

    from whetstone.formats.tables.workbooks import Cells


def rows(file: IO[bytes], *, name: str = "file") -> Iterator[Cells]:
    """The rows of a separated text, trimmed; empty rows are left out.

    Raises:
        Fault: it is no text, or a row cannot be told from the next.
    """
    encoding = separated.encoding_of(file, holds="the people", name=name)
    for number, cells in separated.rows(file, encoding, most_cells=limits.MOST_CELLS, name=name):
        if any(cells):
            yield number, cells, frozenset()
