"""Plain text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from whetstone.core.freshness.document import Document, placed
from whetstone.formats.syllabi.decoding import decode
from whetstone.formats.syllabi.shape import shaped

if TYPE_CHECKING:
    from whetstone.core.freshness.document import Line


def read_text(name: str, data: bytes) -> Document:
    """Headings, items and paragraphs by how they look."""
    text, notes = decode(name, data)
    return Document(name, "text", lines_of(text), notes=notes)


def lines_of(text: str, *, page: int = 0) -> tuple[Line, ...]:
    """The lines of a decoded text."""
    rows = ((row, page, number) for number, row in enumerate(text.split("\n"), start=1))
    return placed(shaped(rows))
