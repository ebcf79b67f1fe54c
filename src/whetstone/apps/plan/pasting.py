"""Rows of figures as people paste them: date, people, views, replies, link taps.

Every fault of every row at once. A blank cell is unknown, never 0.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import unicodedata
from dataclasses import dataclass

from whetstone.core.kernel.errors import Fault

COLUMNS = ("date", "people", "views", "replies", "link_taps")
MOST_ROWS = 1000
LARGEST = 2_000_000_000
UNKNOWN = frozenset({"", "-", "–", "n/a", "na", "--"})

Day = tuple[dt.date, int | None, int | None, int | None, int | None]


@dataclass(frozen=True, slots=True)
class Pasted:
    """The readable days, and every fault. `where` of a fault is the line number."""

    days: tuple[Day, ...]
    faults: tuple[Fault, ...]


def read_rows(text: str, *, today: dt.date) -> Pasted:
    """Read pasted rows with commas, semicolons or tabs; a line of headings may come first.

    Fault codes in `what`: columns, date, date_twice, date_ahead, number, more_acts, too_many.
    `mend` holds the offending text.
    """
    days: dict[dt.date, Day] = {}
    faults: list[Fault] = []
    text = "".join(str(unicodedata.decimal(ch, ch)) for ch in text)  # digits of every script
    lines = text.splitlines()
    split = _delimiter(text)
    for number, line in enumerate(lines, start=1):
        if not line.strip() or (number == 1 and not any(ch.isdigit() for ch in line)):
            continue
        if len(days) >= MOST_ROWS:
            faults.append(Fault(str(number), "too_many", str(MOST_ROWS)))
            break
        cells = [cell.strip() for cell in next(csv.reader(io.StringIO(line), delimiter=split))]
        found = _row(str(number), cells, days, today)
        if isinstance(found, list):
            faults += found
        else:
            days[found[0]] = found
    return Pasted(tuple(days[key] for key in sorted(days)), tuple(faults))


def _delimiter(text: str) -> str:
    return max("\t;,", key=text.count) if any(mark in text for mark in "\t;,") else ","


def _row(
    where: str, cells: list[str], days: dict[dt.date, Day], today: dt.date
) -> Day | list[Fault]:
    if len(cells) != len(COLUMNS):
        return [Fault(where, "columns", str(len(cells)))]
    day = _date(cells[0])
    wrong = _wrong_day(day, days, today)
    faults = [Fault(where, wrong, cells[0])] if wrong else []
    counts = [_count(cell) for cell in cells[1:]]
    faults += [
        Fault(where, "number", cell)
        for cell, count in zip(cells[1:], counts, strict=True)
        if count is False
    ]
    people, views, replies, taps = (None if count is False else count for count in counts)
    if people is not None and max(replies or 0, taps or 0) > people:
        faults.append(Fault(where, "more_acts", cells[1]))
    if faults or day is None:
        return faults
    return day, people, views, replies, taps


def _wrong_day(day: dt.date | None, days: dict[dt.date, Day], today: dt.date) -> str:
    """What is wrong with a day; empty where nothing is."""
    if day is None:
        return "date"
    if day in days:
        return "date_twice"
    return "date_ahead" if day > today else ""


def _date(text: str) -> dt.date | None:
    """2026-11-23 or 23.11.2026; nothing that could mean two days."""
    for form in ("%Y-%m-%d", "%d.%m.%Y"):
        try:
            return dt.datetime.strptime(text, form).date()  # noqa: DTZ007  # a plain calendar day
        except ValueError:
            continue
    return None


def _count(text: str) -> int | bool | None:
    """A whole number, None for unknown, False for what is neither."""
    if text.lower() in UNKNOWN:
        return None
    plain = text.replace(" ", "").replace("\u00a0", "").replace("\u202f", "").replace("'", "")
    if not plain.isascii() or not plain.isdigit() or int(plain) > LARGEST:
        return False
    return int(plain)
