"""What judges said of questions, in a CSV file: columns judge, item, rating; one row a rating.

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

if TYPE_CHECKING:
    from collections.abc import Mapping

MOST_BYTES: Final = 5_000_000
COLUMNS: Final = ("judge", "item", "rating")
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
        Fault(f"{name}:1", f"no column is named “{one}”.") for one in COLUMNS if one not in head
    )
    faults: list[Fault] = []
    found = []
    for number, row in enumerate(rows, start=2):
        cells = {one: (row[head[one]] or "").strip() for one in COLUMNS}
        if any(cells.values()):
            found.append(_judged(cells, number, f"{name}:{number}", faults))
    if not found:
        faults.append(Fault(name, "holds no rating."))
    raise_all(faults)
    return tuple(found)


def _judged(cells: Mapping[str, str], row: int, where: str, faults: list[Fault]) -> Judged:
    faults += [Fault(where, f"the {one} is missing.") for one in COLUMNS if not cells[one]]
    if len(cells["judge"]) > MOST_NAMED:
        faults.append(Fault(where, f"the judge's label is longer than {MOST_NAMED} signs."))
    try:
        rating = float(cells["rating"].replace(",", ".") or "nan")
    except ValueError:
        faults.append(Fault(where, f"the rating “{cells['rating']}” is no number."))
        rating = float("nan")
    return Judged(cells["judge"], cells["item"], rating, row)
