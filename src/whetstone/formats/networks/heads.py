"""Where the header of a table stands, and what the lines above it say."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Final

from whetstone.formats.networks import limits
from whetstone.formats.networks.catalogue import format_of, may_be_header
from whetstone.formats.networks.dates import FIRST_YEAR, LAST_YEAR
from whetstone.formats.networks.shape import plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from whetstone.formats.networks.opening import Line, Source
    from whetstone.formats.networks.shape import Format

_START: Final = re.compile(r"#\s*Start date:\s*(\d{4})-?(\d{2})-?(\d{2})", re.IGNORECASE)
_END: Final = re.compile(r"#\s*End date:\s*(\d{4})-?(\d{2})-?(\d{2})", re.IGNORECASE)
_IN_NAME: Final = re.compile(r"(20\d\d)-(\d\d)-(\d\d)")


@dataclass(slots=True)
class Head:
    """What stands at the top of a table. `line` 0: it holds nothing.

    `first` and `last` are the days of the export where comment lines say them; `title` is the
    single cell above the header.
    """

    line: int = 0
    cells: list[str] = field(default_factory=list)
    format: Format | None = None
    title: str = ""
    first: date | None = None
    last: date | None = None
    samples: list[tuple[str, ...]] = field(default_factory=list)


def head_of(source: Source, mapping: Mapping[str, str] | None = None) -> Head:
    """The first of the first fifteen rows that is a known header, or that a mapping fits.

    Where there is none: the row that looks most like one, without a format.
    """
    head, seen = Head(), []
    wanted = {plain(one) for one in mapping or ()}
    lines = iter(source.lines())
    for line in lines:
        if not any(line[1]) or _is_comment(line[1], head):
            continue
        seen.append(line)
        found = None if wanted else format_of(line[1])
        if found or (wanted and wanted <= {plain(one) for one in line[1]}):
            head.line, head.cells, head.format = line[0], line[1], found
            head.samples = _samples(lines)
            return head
        if len(seen) >= limits.HEADER_WITHIN:
            break
        head.title = title_in(line[1]) or head.title
    if not wanted and seen:
        place = _likely(seen)
        head.line, head.cells = seen[place][0], seen[place][1]
        head.samples = _samples(seen[place + 1 :])
    return head


def title_in(cells: list[str]) -> str:
    """The text of a row that has one cell only; "" where it has more."""
    filled = [one for one in cells if one]
    return filled[0] if len(filled) == 1 else ""


def is_comment(cells: list[str]) -> bool:
    """Whether a row is a remark to the reader."""
    return cells[0].startswith("#") and not any(cells[1:]) if cells else False


def window_in(name: str) -> tuple[date, date] | None:
    """The days of the export as its file's name says them."""
    found = [_day(one) for one in _IN_NAME.findall(name)]
    days = [one for one in found if one is not None]
    return (min(days), max(days)) if len(days) > 1 else None


def _is_comment(cells: list[str], head: Head) -> bool:
    said = cells[0] if cells else ""
    if not said.startswith("#"):
        return False
    if found := _START.match(said):
        head.first = _day(found.groups())
    elif found := _END.match(said):
        head.last = _day(found.groups())
    return True


def _day(parts: tuple[str | None, ...]) -> date | None:
    try:
        found = date(*(int(one or 0) for one in parts))
    except ValueError:
        return None
    return found if FIRST_YEAR <= found.year <= LAST_YEAR else None


def _likely(seen: list[Line]) -> int:
    """The row with three known headers, else the first of the widest rows without a number."""
    for place, (_line, cells, _odd) in enumerate(seen):
        if may_be_header(cells):
            return place

    def width(place: int) -> tuple[int, int]:
        filled = [one for one in seen[place][1] if one]
        worded = not any(one[0].isdecimal() for one in filled)
        return (len(filled) if worded else 0, -place)

    return max(range(len(seen)), key=width)


def _samples(lines: Iterable[Line]) -> list[tuple[str, ...]]:
    found: list[tuple[str, ...]] = []
    for _line, cells, _odd in lines:
        if any(cells):
            found.append(tuple(cells))
        if len(found) >= limits.SAMPLES:
            break
    return found
