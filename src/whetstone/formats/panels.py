"""A panel in a CSV file: one row for each unit and period, and when each unit starts.

Columns unit, period, treated_from and outcome, in any order; others are passed over. Periods are
whole numbers, days (2026-11-29), weeks (2026-W48) or months (2026-11), one kind in a file. A blank
`treated_from` is a unit that never starts; one beyond the last period has not started yet. Every
fault is told with its row and column, all at once.
"""

from __future__ import annotations

import csv
import io
import math
import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

import numpy as np

from whetstone.core.kernel.errors import Fault, Faults, raise_all
from whetstone.core.rollup.staggered import Panel, Starts

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

MOST_BYTES: Final = 20_000_000
MOST_TOLD: Final = 50
MOST_NAMED: Final = 3
COLUMNS: Final = ("unit", "period", "treated_from", "outcome")
KINDS: Final = {
    "number": re.compile(r"-?\d{1,9}"),
    "day": re.compile(r"\d{4}-\d{2}-\d{2}"),
    "week": re.compile(r"\d{4}-W\d{2}"),
    "month": re.compile(r"\d{4}-\d{2}"),
}
SHOWN: Final = "Write 12, 2026-11-29, 2026-W48 or 2026-11."


@dataclass(frozen=True, slots=True)
class _Cell:
    """A period as written, its kind, and its place in time."""

    text: str
    kind: str
    key: int


@dataclass(frozen=True, slots=True)
class _Row:
    where: str
    unit: str
    period: _Cell
    start: _Cell | None
    outcome: float


def read(data: bytes, *, name: str = "file") -> Panel:
    """Read a panel.

    Raises:
        Faults: every fault with its row, its column and what mends it.
    """
    faults: list[Fault] = []
    rows = list(_read_rows(table(data, name, COLUMNS), name, faults))
    if not faults:
        _check_kinds(rows, faults)
        _check_starts(rows, faults)
        _check_complete(rows, name, faults)
    raise_some(name, faults)
    return _panel(rows)


def table(data: bytes, name: str, columns: Sequence[str]) -> list[tuple[int, dict[str, str]]]:
    """Line and cells of each row of a CSV file that has these columns.

    Raises:
        Faults: where it is no such file.
    """
    if len(data) > MOST_BYTES:
        raise Faults([Fault(name, "is larger than 20 MB.", "Leave out what is not compared.")])
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        where = f"{name}, byte {fault.start}"
        raise Faults([Fault(where, "is not UTF-8.", "Save the file as CSV (UTF-8).")]) from None
    first = text.split("\n", 1)[0]
    reader = csv.reader(io.StringIO(text), delimiter=max(",;\t", key=first.count))
    try:
        rows = [(reader.line_num, row) for row in reader if any(cell.strip() for cell in row)]
    except csv.Error as fault:
        raise Faults([Fault(name, f"is no CSV: {fault}.", "Save it as CSV (UTF-8).")]) from None
    if not rows:
        raise Faults([Fault(name, "is empty.", f"A head line is wanted: {', '.join(columns)}.")])
    head = [cell.strip().lower() for cell in rows[0][1]]
    raise_all(
        Fault(f"{name}:1", f"no column is named “{one}”.", f"Wanted: {', '.join(columns)}.")
        if one not in head
        else Fault(f"{name}:1", f"two columns are named “{one}”.", "Rename or drop one.")
        for one in columns
        if head.count(one) != 1
    )
    if len(rows) == 1:
        raise Faults([Fault(name, "holds no rows.", "One row a unit and period is wanted.")])
    at = {one: head.index(one) for one in columns}
    return [
        (line, {one: row[n].strip() if n < len(row) else "" for one, n in at.items()})
        for line, row in rows[1:]
    ]


def outcome_of(text: str, where: str, faults: list[Fault]) -> float:
    """A figure; a fault, and NaN, where it is none."""
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if math.isfinite(value) and "_" not in text:
        return value
    if not text:
        mend = "Blank is unknown, not 0: fill it in, or leave the period out for every unit."
        faults.append(Fault(f"{where}, outcome", "is blank.", mend))
    else:
        mend = "Write plain digits with a point: 1234.5."
        faults.append(Fault(f"{where}, outcome", f"“{text[:40]}” is no number.", mend))
    return math.nan


def raise_some(name: str, faults: Sequence[Fault]) -> None:
    """Raise the first faults, and how many more there are.

    Raises:
        Faults: where there are any.
    """
    more = len(faults) - MOST_TOLD
    rest = [Fault(name, f"{more} more faults.", "Mend these first.")] if more > 0 else []
    raise_all([*faults[:MOST_TOLD], *rest])


def _read_rows(
    lines: Sequence[tuple[int, dict[str, str]]], name: str, faults: list[Fault]
) -> Iterator[_Row]:
    for line, cells in lines:
        where, known = f"{name}:{line}", len(faults)
        if not cells["unit"]:
            faults.append(Fault(f"{where}, unit", "is blank.", "Name the unit."))
        period = _cell(cells["period"], f"{where}, period", faults)
        start = None
        if cells["treated_from"]:
            start = _cell(cells["treated_from"], f"{where}, treated_from", faults)
        outcome = outcome_of(cells["outcome"], where, faults)
        if period is not None and len(faults) == known:
            yield _Row(where, cells["unit"], period, start, outcome)


def _cell(text: str, where: str, faults: list[Fault]) -> _Cell | None:
    kind = next((kind for kind, form in KINDS.items() if form.fullmatch(text)), "")
    try:
        if kind:
            return _Cell(text, kind, _key(text, kind))
    except ValueError:
        faults.append(Fault(where, f"“{text}” is not in the calendar.", SHOWN))
        return None
    what = f"“{text[:40]}” is no period." if text else "is blank."
    faults.append(Fault(where, what, SHOWN))
    return None


def _key(text: str, kind: str) -> int:
    if kind == "number":
        return int(text)
    if kind == "day":
        return date.fromisoformat(text).toordinal()
    if kind == "week":
        return date.fromisocalendar(int(text[:4]), int(text[6:]), 1).toordinal()
    return date(int(text[:4]), int(text[5:]), 1).toordinal()


def _check_kinds(rows: Sequence[_Row], faults: list[Fault]) -> None:
    wanted = rows[0].period.kind
    for row in rows:
        for column, cell in (("period", row.period), ("treated_from", row.start)):
            if cell is not None and cell.kind != wanted:
                what = f"“{cell.text}” is a {cell.kind}, the first row has a {wanted}."
                mend = "Write all periods alike."
                faults.append(Fault(f"{row.where}, {column}", what, mend))


def _check_starts(rows: Sequence[_Row], faults: list[Fault]) -> None:
    """One start a unit, with a period before it."""
    first = min(row.period.key for row in rows)
    of: dict[str, _Cell | None] = {}
    for row in rows:
        known = of.setdefault(row.unit, row.start)
        where = f"{row.where}, treated_from"
        if (known.key if known else None) != (row.start.key if row.start else None):
            was = f"“{known.text}”" if known else "blank"
            faults.append(
                Fault(where, f"was {was} for “{row.unit}” before.", "A unit starts once.")
            )
        elif row.start and row.start.key <= first and row.period.key == first:
            mend = "Add earlier periods, or leave the unit out."
            faults.append(Fault(where, f"“{row.unit}” has no period before its start.", mend))


def _check_complete(rows: Sequence[_Row], name: str, faults: list[Fault]) -> None:
    """Each unit once in each period; two units and two periods at least."""
    seen: dict[tuple[str, int], str] = {}
    for row in rows:
        other = seen.setdefault((row.unit, row.period.key), row.where)
        if other != row.where:
            what = f"“{row.unit}” stands in period {row.period.text} already ({other})."
            faults.append(Fault(f"{row.where}, period", what, "Keep one of the two rows."))
    periods = {row.period.key: row.period.text for row in rows}
    units = dict.fromkeys(row.unit for row in rows)
    for unit in units:
        gone = [text for key, text in sorted(periods.items()) if (unit, key) not in seen]
        if gone:
            some = ", ".join(gone[:MOST_NAMED]) + (" …" if len(gone) > MOST_NAMED else "")
            mend = "Add the rows, or leave those periods, or the unit, out altogether."
            faults.append(Fault(f"{name}, unit “{unit}”", f"has no row for {some}.", mend))
    if len(units) < 2:  # noqa: PLR2004  # one to compare with
        faults.append(Fault(f"{name}, unit", "holds one unit.", "Two are the fewest to compare."))
    if len(periods) < 2:  # noqa: PLR2004  # before and after
        faults.append(Fault(f"{name}, period", "holds one period.", "A before and an after."))


def _panel(rows: Sequence[_Row]) -> Panel:
    periods = dict(sorted({row.period.key: row.period.text for row in rows}.items()))
    place = {key: n for n, key in enumerate(periods)}
    start = {row.unit: row.start for row in rows}
    row_of = {unit: n for n, unit in enumerate(start)}
    outcome = np.zeros((len(row_of), len(periods)))
    for row in rows:
        outcome[row_of[row.unit], place[row.period.key]] = row.outcome
    starts = tuple(
        sum(key < one.key for key in periods) if one else len(periods) for one in start.values()
    )
    return Panel(tuple(start), tuple(periods.values()), outcome, Starts(starts, len(periods)))
