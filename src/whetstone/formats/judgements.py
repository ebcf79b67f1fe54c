"""What judges said, in a CSV file: columns judge, item, rating; or judge, round, page (bookmarks).

A rating is how many of 100 people who are only just at the level would earn the full points.
Judges are named by what they are ("judge 3, agency"), not by name: the file becomes a record that
anybody may read. Every fault is told with its row, all at once.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from whetstone.core.kernel.errors import Fault, Faults, raise_all
from whetstone.core.measurement.bookmark import Bookmark

if TYPE_CHECKING:
    from collections.abc import Mapping

MOST_BYTES: Final = 5_000_000
COLUMNS: Final = ("judge", "item", "rating")
BOOKMARKS: Final = ("judge", "round", "page")
MOST_DIGITS: Final = 6
MOST_NAMED: Final = 80
"""Signs in a judge's label."""


@dataclass(frozen=True, slots=True)
class Judged:
    """One row: who (as a label), which question (by its name), and the rating."""

    judge: str
    item: str
    rating: float
    row: int


def read(data: bytes, *, name: str = "file") -> tuple[Judged, ...]:
    """Read a file of ratings.

    Raises:
        Faults: it is too large, no CSV, a column is missing, or what is wrong in each row.
    """
    faults: list[Fault] = []
    rows = _rows(data, name, COLUMNS)
    found = [_judged(cells, row, f"{name}:{row}", faults) for row, cells in rows]
    if not found:
        faults.append(Fault(name, "holds no rating."))
    raise_all(faults)
    return tuple(found)


def read_bookmarks(data: bytes, *, name: str = "file") -> tuple[Bookmark, ...]:
    """Read a file of bookmarks: in which round a judge put one at which page.

    Raises:
        Faults: as `read`.
    """
    faults: list[Fault] = []
    rows = _rows(data, name, BOOKMARKS)
    found = [_marked(cells, f"{name}:{row}", faults) for row, cells in rows]
    if not found:
        faults.append(Fault(name, "holds no bookmark."))
    raise_all(faults)
    return tuple(found)


def _rows(data: bytes, name: str, columns: tuple[str, ...]) -> list[tuple[int, dict[str, str]]]:
    """The cells of each row that is not empty, with its number."""
    if len(data) > MOST_BYTES:
        raise Faults([Fault(name, "is larger than 5 MB.")])
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        where = f"{name}, byte {fault.start}"
        raise Faults([Fault(where, "is not UTF-8.", "Save the file as CSV (UTF-8).")]) from None
    mark = max(",;\t", key=text.split("\n", 1)[0].count)
    rows = csv.DictReader(io.StringIO(text), delimiter=mark)
    head = {(one or "").strip().lower(): one for one in rows.fieldnames or ()}
    raise_all(
        Fault(f"{name}:1", f"no column is named “{one}”.") for one in columns if one not in head
    )
    numbered = (
        (number, {one: (row[head[one]] or "").strip() for one in columns})
        for number, row in enumerate(rows, start=2)
    )
    return [(number, cells) for number, cells in numbered if any(cells.values())]


def _marked(cells: Mapping[str, str], where: str, faults: list[Fault]) -> Bookmark:
    _check_label(cells, where, faults)
    found = {}
    for column in BOOKMARKS[1:]:
        figure = cells[column]
        if figure and not (figure.isascii() and figure.isdigit() and len(figure) < MOST_DIGITS):
            faults.append(Fault(where, f"the {column} “{figure}” is no whole number."))
            figure = ""
        found[column] = int(figure or 0)
    return Bookmark(cells["judge"], found["round"], found["page"])


def _check_label(cells: Mapping[str, str], where: str, faults: list[Fault]) -> None:
    faults += [Fault(where, f"the {one} is missing.") for one in cells if not cells[one]]
    if len(cells["judge"]) > MOST_NAMED:
        faults.append(Fault(where, f"the judge's label is longer than {MOST_NAMED} signs."))


def _judged(cells: Mapping[str, str], row: int, where: str, faults: list[Fault]) -> Judged:
    _check_label(cells, where, faults)
    try:
        rating = float(cells["rating"].replace(",", ".") or "nan")
    except ValueError:
        faults.append(Fault(where, f"the rating “{cells['rating']}” is no number."))
        rating = float("nan")
    return Judged(cells["judge"], cells["item"], rating, row)
