"""Figures that are kept by day: when they still stand, and what had been told by a day.

A kept figure is a cache of a pure function. What happened since is known from marks; time alone
moves it where a day ends or a booked block is over. So what is kept is current, or behind by so
long, or must be worked out anew before anybody reads it.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from enum import Enum
from typing import TYPE_CHECKING, Final, Protocol, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable

SMALL: Final = 200
"""Up to so many people, whoever looks counts anew by looking: it takes a moment."""
PATIENCE: Final = timedelta(minutes=15)
"""For so long a large team's page may say "as of"; then whoever looks counts anew."""
SHARE_OF_TIME: Final = 50
"""A worker rests at least so many times as long as the last counting took."""


class Standing(Enum):
    """How figures that are kept stand to what happened since."""

    CURRENT = "current"
    BEHIND = "behind"
    ANEW = "anew"


def standing(*, team: int, behind_for: timedelta | None, must: bool) -> Standing:
    """What to do with figures of a team of so many that have been behind for so long (None: not).

    `must`: something happened that the next reader has to see.

    >>> standing(team=7, behind_for=timedelta(0), must=False)
    <Standing.ANEW: 'anew'>
    >>> standing(team=2000, behind_for=timedelta(minutes=1), must=False)
    <Standing.BEHIND: 'behind'>
    """
    if must:
        return Standing.ANEW
    if behind_for is None:
        return Standing.CURRENT
    if team <= SMALL or behind_for > PATIENCE:
        return Standing.ANEW
    return Standing.BEHIND


def rests_until(at: datetime, *, took: timedelta) -> datetime:
    """Until when a worker leaves figures as they are, which were counted at a moment."""
    return at + SHARE_OF_TIME * took


class Dated(Protocol):
    """What was told of a topic on a day."""

    @property
    def topic(self) -> str:
        """What it is about."""

    @property
    def on(self) -> date:
        """Since when it was told."""


Told = TypeVar("Told", bound=Dated)


def told_by(rows: Iterable[Told], day: date) -> dict[str, Told]:
    """By topic, what stood at the end of a day; `rows` in the order in which they were told.

    Rows are only ever added, each with its day, and no row of a day is added once the day is over:
    so what this gives for a day that is over never changes.
    """
    return {one.topic: one for one in rows if one.on <= day}
