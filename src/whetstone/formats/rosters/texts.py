"""Separated text as a list of people: its rows one by one, without the empty ones."""

from __future__ import annotations

import io
from typing import IO, TYPE_CHECKING, Final

from whetstone.core.kernel.errors import Fault
from whetstone.formats.rosters import limits
from whetstone.formats.tables import separated

if TYPE_CHECKING:
    from collections.abc import Iterator

    from whetstone.formats.tables.workbooks import Cells

_NO_TEXTS: Final = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF")
"""How a zip or workbook, an old or locked workbook and a PDF begin."""


def rows(file: IO[bytes], *, name: str = "file") -> Iterator[Cells]:
    """The rows of a separated text, trimmed; empty rows are left out.

    Raises:
        Fault: it is no text, or a row cannot be told from the next.
    """
    encoding = separated.encoding_of(file, holds="the people", name=name)
    for number, cells in separated.rows(file, encoding, most_cells=limits.MOST_CELLS, name=name):
        if any(cells):
            yield number, cells, frozenset()


def whole(data: bytes) -> str | None:
    """A list as one text; None where it is none (a workbook, an archive, letters unknown)."""
    if data.startswith(_NO_TEXTS):
        return None
    try:
        text = data.decode(separated.encoding_of(io.BytesIO(data), holds="the people"))
    except (Fault, UnicodeDecodeError):
        return None
    return None if "\0" in text else text.removeprefix("\ufeff")
