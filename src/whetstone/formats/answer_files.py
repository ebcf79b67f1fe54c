"""Answers in a CSV file, in the three shapes that researchers keep them in.

- wide: one row a person, one column an item; an empty cell, `NA` or `-` is no answer. A first
  column named person, id or name is the person's name; a column named group is their group.
- pattern and count: wide, with a last column named n, count, freq or frequency.
- long: columns person, item, score (weight and group where wanted), one row an answer.

Scores are whole numbers from 0. Every fault is told with its row and column, all at once.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from whetstone.core.kernel.errors import Fault, Faults, raise_all
from whetstone.core.measurement.calibration.answers import LARGEST_SCORE, Answers

if TYPE_CHECKING:
    from collections.abc import Sequence

MOST_BYTES: Final = 500_000_000
MOST_OF_A_COLUMN: Final = 3
NOTHING: Final = frozenset({"", "na", "n/a", "nan", "-", "."})
PERSON: Final = frozenset({"person", "id", "name", "student", "respondent"})
COUNT: Final = frozenset({"n", "count", "freq", "frequency"})


@dataclass(frozen=True, slots=True)
class AnswerFile:
    """What a file holds: answers, and the names of its items, groups and people.

    People without a name are called by their line.
    """

    answers: Answers
    items: tuple[str, ...]
    groups: tuple[str, ...]
    shape: str
    people: tuple[str, ...] = ()


def read(
    data: bytes, *, name: str = "file", without: Sequence[str] = (), group: str = "group"
) -> AnswerFile:
    """Read a file of any of the three shapes.

    Columns named in `without` are passed over; the column named by `group` says who is in which.

    Raises:
        Faults: every fault with its row and column; of one column the first few, then how many.
    """
    rows = _rows(data, name)
    head = [cell.strip() for cell in rows[0]]
    low = [cell.lower() for cell in head]
    twice = sorted({cell for cell in head if head.count(cell) > 1})
    raise_all(Fault(f"{name}:1", f"two columns are named “{cell}”.") for cell in twice)
    low = ["group" if cell == group.lower() else cell for cell in low]
    if {"person", "item", "score"} <= set(low):
        return _long(rows[1:], low, name)
    raise_all(
        Fault(f"{name}:1", f"no column is named “{one}”.") for one in without if one not in head
    )
    return _wide(rows[1:], head, name, low=low, without=frozenset(without))


def _rows(data: bytes, name: str) -> list[list[str]]:
    if len(data) > MOST_BYTES:
        raise Faults([Fault(name, "is larger than 500 MB.", "Split it.")])
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        where = f"{name}, byte {fault.start}"
        raise Faults([Fault(where, "is not UTF-8.", "Save the file as CSV (UTF-8).")]) from None
    first = text.split("\n", 1)[0]
    mark = max(",;\t", key=first.count)
    try:
        rows = [row for row in csv.reader(io.StringIO(text), delimiter=mark) if any(row)]
    except csv.Error as fault:
        raise Faults([Fault(name, f"is no CSV: {fault}.")]) from None
    if len(rows) < 2:  # noqa: PLR2004  # a head and a row
        raise Faults([Fault(name, "holds no answers.", "A head line and rows are wanted.")])
    return rows


def _wide(
    rows: Sequence[Sequence[str]],
    head: Sequence[str],
    name: str,
    *,
    low: Sequence[str],
    without: frozenset[str],
) -> AnswerFile:
    count = len(head) - 1 if low[-1] in COUNT else None
    group = low.index("group") if "group" in low else None
    skip = {count, group, 0 if low[0] in PERSON else None}
    columns = [n for n in range(len(head)) if n not in skip and head[n] not in without]
    faults: list[Fault] = []
    if not columns:
        faults.append(Fault(f"{name}:1", "no column holds answers."))
    table = np.full((len(rows), len(columns)), np.nan)
    times, groups = np.ones(len(rows)), [""] * len(rows)
    for n, row in enumerate(rows):
        where = f"{name}:{n + 2}"
        if len(row) != len(head):
            faults.append(Fault(where, f"has {len(row)} cells, the head has {len(head)}."))
            continue
        for at, place in enumerate(columns):
            score = _score(row[place], f"{where}, {head[place]}", faults)
            table[n, at] = np.nan if score is None else score
        if count is not None:
            times[n] = _number(row[count], f"{where}, {head[count]}", faults)
        if group is not None:
            groups[n] = row[group].strip()
    _raise_some(faults)
    names = tuple(dict.fromkeys(groups))
    numbers = np.array([names.index(one) for one in groups]) if len(names) > 1 else None
    answers = Answers.table(table, times=times, group=numbers)
    shape = "wide" if count is None else "pattern and count"
    named = low[0] in PERSON
    people = tuple(row[0].strip() if named else f"line {n + 2}" for n, row in enumerate(rows))
    return AnswerFile(answers, tuple(head[place] for place in columns), names, shape, people)


def _long(rows: Sequence[Sequence[str]], low: Sequence[str], name: str) -> AnswerFile:
    column = {word: place for place, word in enumerate(low)}
    faults: list[Fault] = []
    people: dict[str, int] = {}
    items: dict[str, int] = {}
    of_person: dict[int, str] = {}
    who, what, how, weight = [], [], [], []
    for n, row in enumerate(rows):
        where = f"{name}:{n + 2}"
        if len(row) != len(low):
            faults.append(Fault(where, f"has {len(row)} cells, the head has {len(low)}."))
            continue
        score = _score(row[column["score"]], f"{where}, score", faults)
        if score is None:
            continue
        person = people.setdefault(row[column["person"]].strip(), len(people))
        group = row[column["group"]].strip() if "group" in column else ""
        if of_person.setdefault(person, group) != group:
            faults.append(Fault(where, f"the person was in group “{of_person[person]}” before."))
        who.append(person)
        what.append(items.setdefault(row[column["item"]].strip(), len(items)))
        how.append(score)
        weight.append(
            _number(row[column["weight"]], f"{where}, weight", faults)
            if "weight" in column
            else 1.0
        )
    _raise_some(faults)
    names = tuple(dict.fromkeys(of_person.values()))
    numbers = [names.index(of_person[person]) for person in range(len(people))]
    answers = Answers.of(
        who, what, how, weight=weight, times=np.ones(len(people)), group=numbers, items=len(items)
    )
    return AnswerFile(answers, tuple(items), names, "long", tuple(people))


def _score(cell: str, where: str, faults: list[Fault]) -> int | None:
    text = cell.strip()
    if text.lower() in NOTHING:
        return None
    whole = text.removesuffix(".0")
    if not whole.isdecimal() or int(whole[:4]) > LARGEST_SCORE:
        what = f"“{text[:20]}” is no whole number from 0 to {LARGEST_SCORE}."
        faults.append(Fault(where, what, "Leave a missing answer empty."))
        return None
    return int(whole)


def _number(cell: str, where: str, faults: list[Fault]) -> float:
    try:
        found = float(cell)
    except ValueError:
        found = -1.0
    if not (np.isfinite(found) and found >= 0):
        faults.append(Fault(where, f"“{cell.strip()[:20]}” is no number of 0 or more."))
        return 0.0
    return found


def _raise_some(faults: list[Fault]) -> None:
    """All faults; of one column the first few, and how many more there are."""
    by_column: dict[str, list[Fault]] = {}
    for fault in faults:
        by_column.setdefault(fault.where.partition(", ")[2], []).append(fault)
    told: list[Fault] = []
    for column, mine in by_column.items():
        more = len(mine) - MOST_OF_A_COLUMN
        told += mine[:MOST_OF_A_COLUMN]
        if more > 0:
            mend = f"Where it is no item, leave it out: --without “{column}”." if column else ""
            told.append(Fault(column or "file", f"{more} more faults of this kind.", mend))
    raise_all(told)
