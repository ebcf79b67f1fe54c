"""The digest: which changes of a month, which of them affect me, how long, and when.

"This month in your field: 3 changes, 1 affects you, 4 minutes, booked Tuesday 10:00." It is told
at most once in seven days, and only where something is new since the last one: there is no empty
digest.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final, Self

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

MONTH: Final = timedelta(days=30)
"""How far back "this month" reaches."""
APART: Final = timedelta(days=7)
"""Digests of one person lie at least so far apart."""
A_YEAR: Final = timedelta(days=365)
OPEN, DONE, NOT_MINE = "open", "done", ""


@dataclass(frozen=True, slots=True)
class Told:
    """A published change as a digest tells it."""

    slug: str
    title: str
    network: str
    severity: str
    happened_on: str
    published_at: datetime


@dataclass(frozen=True, slots=True)
class Mine:
    """What a change asks of one person: still open, or relearned."""

    told: Told
    minutes: int
    is_done: bool


@dataclass(frozen=True, slots=True)
class Row:
    """A change in a digest; `mine` is open, done or empty."""

    told: Told
    is_new: bool
    mine: str


@dataclass(frozen=True, slots=True)
class Digest:
    """What one person reads. `booked_at` is when the first of what is open has its place."""

    rows: tuple[Row, ...]
    minutes: int
    booked_at: datetime | None

    @property
    def changes(self) -> int:
        """How many changes there are."""
        return len(self.rows)

    @property
    def new(self) -> int:
        """How many of them are new since the last digest."""
        return sum(row.is_new for row in self.rows)

    @property
    def open(self) -> int:
        """How many ask something of this person still."""
        return sum(row.mine == OPEN for row in self.rows)

    @property
    def done(self) -> int:
        """How many asked something, which they have relearned."""
        return sum(row.mine == DONE for row in self.rows)

    def as_facts(self) -> dict[str, Any]:
        """As it is stored: plain values, no names of people."""
        return {
            "changes": [
                {
                    "slug": row.told.slug,
                    "title": row.told.title,
                    "network": row.told.network,
                    "severity": row.told.severity,
                    "happened_on": row.told.happened_on,
                    "published_at": row.told.published_at.isoformat(),
                    "is_new": row.is_new,
                    "mine": row.mine,
                }
                for row in self.rows
            ],
            "minutes": self.minutes,
            "booked_at": self.booked_at.isoformat() if self.booked_at else None,
        }

    @classmethod
    def of_facts(cls, facts: Mapping[str, Any]) -> Self:
        """As it was stored."""
        rows = []
        for one in facts["changes"]:
            told = {name: one[name] for name in Told.__slots__ if name != "published_at"}
            published_at = datetime.fromisoformat(one["published_at"])
            rows.append(Row(Told(**told, published_at=published_at), one["is_new"], one["mine"]))
        booked = facts["booked_at"]
        booked_at = datetime.fromisoformat(booked) if booked else None
        return cls(tuple(rows), facts["minutes"], booked_at)


def compose(
    told: Iterable[Told],
    mine: Iterable[Mine],
    *,
    since: datetime,
    minutes: int,
    booked_at: datetime | None,
) -> Digest:
    """What there is to tell: what affects the reader first, then the newest.

    Args:
        told: the changes of the month.
        mine: what asks something of this person; an open one is told however old it is.
        since: when the last digest was told.
        minutes: what all that is open takes.
        booked_at: when the first of it has its place.
    """
    own = {one.told.slug: one for one in sorted(mine, key=lambda one: not one.is_done)}
    every = {one.slug: one for one in told} | {
        slug: one.told for slug, one in own.items() if not one.is_done
    }
    rows = [
        Row(one, one.published_at > since, _mine(own.get(slug))) for slug, one in every.items()
    ]
    rows.sort(key=lambda row: row.told.slug)
    rows.sort(key=lambda row: row.told.published_at, reverse=True)
    rows.sort(key=lambda row: (row.mine != OPEN, row.mine != DONE))
    is_open = any(row.mine == OPEN for row in rows)
    return Digest(tuple(rows), minutes if is_open else 0, booked_at if is_open else None)


def _mine(one: Mine | None) -> str:
    if one is None:
        return NOT_MINE
    return DONE if one.is_done else OPEN


def is_news(happened: date, *, published_at: datetime) -> bool:
    """Whether a change is news: it happened within a year of its publication.

    A new installation publishes years of history on its first day. That is the ledger, not news;
    what of it asks something of the reader is told all the same.
    """
    return published_at.date() - happened <= A_YEAR


def since_of(last: datetime | None, *, now: datetime) -> datetime:
    """From when on a change is new: the last digest, else a month ago."""
    return max(last, now - MONTH) if last else now - MONTH


def is_due(last: datetime | None, *, newest: datetime | None, now: datetime) -> bool:
    """Whether to tell a digest now: something is new, and the last one lies far enough back."""
    if newest is None or newest > now or newest <= since_of(last, now=now):
        return False
    return last is None or now - last >= APART
