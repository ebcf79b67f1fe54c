"""A syllabus as lines with places: what every file format becomes, and what is looked through.

A span is a pair of character offsets in `Document.text`, which is the lines joined by newlines.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


class LineKind(StrEnum):
    """What a line is in its document."""

    HEADING = "heading"
    ITEM = "item"
    TEXT = "text"
    ROW = "row"


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph, heading, list item or table row.

    `page` counts from 1 (0 where the format has none), `number` is the line or paragraph of the
    source, `start` the first character in the document's text. `depth` is a heading's level.
    """

    kind: LineKind
    text: str
    page: int = 0
    number: int = 0
    start: int = 0
    depth: int = 0

    @property
    def end(self) -> int:
        """One past the last character."""
        return self.start + len(self.text)


@dataclass(frozen=True, slots=True)
class Course:
    """A row of a catalogue. `required` None: it does not say. `line` is its place in the lines."""

    programme: str
    title: str
    required: bool | None
    line: int
    hours: float | None = None
    credits: float | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """What was read of one file; `notes` are codes of what the reader should know about it."""

    name: str
    format: str
    lines: tuple[Line, ...]
    pages: int = 0
    courses: tuple[Course, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """All lines, one below the other."""
        return "\n".join(line.text for line in self.lines)

    @property
    def is_catalogue(self) -> bool:
        """Whether it lists courses of programmes instead of telling of one course."""
        return bool(self.courses)


def placed(lines: Iterable[Line]) -> tuple[Line, ...]:
    """The lines with their offsets, in order; lines without text are left out.

    >>> [line.start for line in placed([Line(LineKind.TEXT, "ab"), Line(LineKind.TEXT, "c")])]
    [0, 3]
    """
    done, start = [], 0
    for line in lines:
        text = " ".join(line.text.split())
        if text:
            done.append(Line(line.kind, text, line.page, line.number, start, line.depth))
            start += len(text) + 1
    return tuple(done)
