"""How many people something touches, told so that no look beside another tells of one person.

Two things are done. A count is told as a band of five numbers or more, never exactly: so two
changes that touch six and seven people read alike, and neither "all" nor any single number can be
read off. And a count is kept as it was told: a later one takes its place only a week on, and only
where those who are touched and those who are not have each moved by nobody or by five and more
since every count told before. Else the count told last stands, with its day.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from whetstone.core.rollup.disclosure import SMALLEST
from whetstone.core.rollup.sums import is_due

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

FEWEST_FOR_TWO_BANDS: Final = 2 * SMALLEST - 1
FEWEST_TOLD: Final = 10


@dataclass(frozen=True, slots=True)
class Band:
    """From `low` to `high` of `size` people."""

    low: int
    high: int
    size: int

    @property
    def tells(self) -> bool:
        """Whether it says more than that there are so many people."""
        return self.low > 0 or self.high < self.size


@dataclass(frozen=True, slots=True)
class Count:
    """So many of so many people were touched when it was counted."""

    n: int
    size: int
    on: date

    @property
    def band(self) -> Band:
        """What of it is told."""
        return band(self.n, self.size)


def band(n: int, size: int) -> Band:
    """The band in which a count lies: each holds five numbers or more.

    >>> band(7, 31), band(30, 31), band(4, 7)
    (Band(low=5, high=9, size=31), Band(low=25, high=31, size=31), Band(low=0, high=7, size=7))
    """
    bands = max(1, (size + 1) // SMALLEST)
    place = min(n // SMALLEST, bands - 1)
    low = SMALLEST * place
    return Band(low, size if place == bands - 1 else low + SMALLEST - 1, size)


def at_least(n: int) -> int:
    """The highest of 10, 20, 50, 100, 200, ... that a number reaches; 0 below ten.

    So a number of meetings says how much something is used, and not that one was added.

    >>> [at_least(n) for n in (0, 9, 10, 49, 50, 1999)]
    [0, 0, 10, 20, 50, 1000]
    """
    if n < FEWEST_TOLD:
        return 0
    power = int(10 ** (len(str(n)) - 1))
    return max(step * power for step in (1, 2, 5) if step * power <= n)


def next_count(now: Count, *, released: Sequence[Count]) -> Count | None:
    """The count to tell: that of now, or the one told last; None under five people.

    `released` are the counts of the same thing that were told before, oldest first.

    >>> from datetime import date
    >>> first = Count(4, 12, date(2026, 11, 2))
    >>> next_count(Count(5, 12, date(2026, 11, 9)), released=[first]) == first
    True
    >>> next_count(Count(9, 17, date(2026, 11, 9)), released=[first]).n
    9
    """
    if now.size < SMALLEST:
        return None
    if not released:
        return now
    newest = released[-1]
    if is_due(newest.on, on=now.on) and (now.n, now.size) != (newest.n, newest.size):
        return now if all(_apart(now, other) for other in released) else newest
    return newest


def _apart(one: Count, other: Count) -> bool:
    """Both sides moved by nobody, or by five and more."""
    moved = (one.n - other.n, (one.size - one.n) - (other.size - other.n))
    return all(n == 0 or abs(n) >= SMALLEST for n in moved)


def may_stand_beside(parts: Sequence[Band], *, whole: Band) -> bool:
    """May the bands of disjoint groups be told beside that of everybody?

    Bands bound each other: where all groups and the whole are at their ends, they say the number.
    What they leave open for each group must still be five numbers or more.

    >>> may_stand_beside([band(7, 14), band(7, 14)], whole=band(14, 28))
    True
    >>> may_stand_beside([Band(5, 9, 14)] * 5, whole=Band(45, 70, 70))
    False
    """
    outside = max(0, whole.size - sum(one.size for one in parts))
    every = [*parts, Band(0, outside, outside)]
    lows, highs = sum(one.low for one in every), sum(one.high for one in every)
    for one in parts:
        low = max(one.low, whole.low - (highs - one.high))
        high = min(one.high, whole.high - (lows - one.low))
        if high - low < SMALLEST - 1:
            return False
    return True
