"""People's figures over time, without letting two of them be subtracted.

A figure over refreshers is recounted on Mondays only, and released only where it covers five
people or more and differs from every figure released before in the rows of nobody, or of five
people or more (`disclosure`). The days are walked from the first refresher on, so that what was
released never depends on when somebody looks.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from whetstone.core.rollup.disclosure import SMALLEST

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence


@dataclass(frozen=True, slots=True)
class Refreshed:
    """One person and one change that touched them.

    From `made_on` there was something to relearn; it was done on `done_on` (None: not yet) and
    taken back on `withdrawn_on` (None: it stands).
    """

    person: int
    change: str
    made_on: date
    done_on: date | None
    withdrawn_on: date | None = None

    def state(self, on: date, *, settled_after: int = 0) -> Token | None:
        """What is known of it at the end of that day; None where it does not count, or not yet."""
        if self.made_on + timedelta(days=settled_after) > on:
            return None
        if self.withdrawn_on is not None and self.withdrawn_on <= on:
            return None
        done = self.done_on if self.done_on is not None and self.done_on <= on else None
        return Token(self.person, self.change, self.made_on, done)


@dataclass(frozen=True, slots=True)
class Token:
    """One row of a release: who, for which change, since when, done when (None: waiting)."""

    person: int
    change: str
    made_on: date
    done_on: date | None


@dataclass(frozen=True, slots=True)
class Release:
    """The rows behind a figure, as they stood on a Monday."""

    on: date
    rows: frozenset[Token]

    @property
    def people(self) -> int:
        """How many people it covers."""
        return len({row.person for row in self.rows})


def releases(
    rows: Iterable[Refreshed],
    *,
    until: date,
    settled_after: int = 0,
    beside: Collection[frozenset[Token]] = (),
) -> tuple[Release, ...]:
    """Every release up to and with a day, oldest first.

    Args:
        rows: who had something to relearn.
        until: the day of the reading.
        settled_after: a row counts only this many days after it was made.
        beside: releases of other groupings of the same rows, from which these may not differ
            by a few people either.
    """
    rows = tuple(rows)
    found: list[Release] = []
    for monday in sorted({_monday(day) for row in rows for day in _days(row, settled_after)}):
        if monday > until:
            break
        states = (row.state(monday, settled_after=settled_after) for row in rows)
        tokens = frozenset(token for token in states if token is not None)
        if may_release_rows(tokens, released=[*beside, *(one.rows for one in found)]):
            found.append(Release(monday, tokens))
    return tuple(found)


def partition(
    rows: Iterable[Refreshed],
    names: Iterable[Mapping[str, str]],
    *,
    until: date,
    whole: Sequence[Release],
) -> tuple[Mapping[str, Release], ...]:
    """The newest release of each group of changes, for each way of grouping them.

    `names` maps a change to its group, once for each way. A group that would give away a few
    people, by subtraction from the whole or from another group, is left out. Groups are walked
    in the order in which they first had anybody, so that a later one takes none away.
    """
    rows = tuple(rows)
    beside = [one.rows for one in whole]
    ways: list[Mapping[str, Release]] = []
    for way in names:
        groups: dict[str, list[Refreshed]] = {}
        for row in sorted(rows, key=lambda one: (one.made_on, way.get(one.change, ""))):
            groups.setdefault(way.get(row.change, ""), []).append(row)
        told: dict[str, Release] = {}
        for name, members in groups.items():
            found = releases(members, until=until, beside=beside)
            beside += [one.rows for one in found]
            if found:
                told[name] = found[-1]
        ways.append(dict(sorted(told.items())))
    return tuple(ways)


def newest(found: Sequence[Release], on: date) -> Release | None:
    """What had been released by a day."""
    return next((one for one in reversed(found) if one.on <= on), None)


def may_release_rows(
    rows: frozenset[Token], *, released: Collection[frozenset[Token]] = ()
) -> bool:
    """May a figure over these rows be shown, given those shown before?

    A person may have several rows: what counts is whose rows lie in a difference.
    """
    if _people(rows) < SMALLEST:
        return False
    return all(_safe(rows, other) for other in released)


def _safe(rows: frozenset[Token], other: frozenset[Token]) -> bool:
    """Whoever subtracts one from the other is left with the rows of nobody, or of five or more.

    A row that changed lies on both sides: sides alone (as `disclosure` counts people who came and
    went) would hold back every later figure for one who finished late.
    """
    moved = _people(rows ^ other)
    return moved == 0 or moved >= SMALLEST


def _people(rows: frozenset[Token]) -> int:
    return len({row.person for row in rows})


def _days(row: Refreshed, settled_after: int) -> Iterable[date]:
    yield row.made_on + timedelta(days=settled_after)
    yield from (day for day in (row.done_on, row.withdrawn_on) if day is not None)


def _monday(day: date) -> date:
    """The Monday on or after a day."""
    return day + timedelta(days=-day.weekday() % 7)
