"""How a goal is doing: its newest reading against the way from its first one to its target."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from whetstone.core.kernel.probability import wilson

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence


class Outlook(StrEnum):
    """In one word."""

    BROKEN = "broken"
    NO_TARGET = "no_target"
    NO_READING = "no_reading"
    REACHED = "reached"
    MISSED = "missed"
    EARLY = "early"
    ON_COURSE = "on_course"
    BEHIND = "behind"
    TOO_CLOSE = "too_close"


@dataclass(frozen=True, slots=True)
class Reading:
    """A figure on a date. With `hits` of `n` it is a share in per cent, and has an interval.

    `era`: how it was counted.
    """

    on: dt.date
    value: float
    hits: int | None
    n: int | None
    source: str
    era: str = ""

    @property
    def is_share(self) -> bool:
        """Whether it is a share of so many, and not a count."""
        return self.hits is not None and bool(self.n)

    @property
    def band(self) -> tuple[float, float] | None:
        """Wilson's interval in per cent; None for a count, which has none."""
        if self.hits is None or not self.n:
            return None
        low, high = wilson(self.hits, self.n)
        return 100 * low, 100 * high

    @property
    def ends(self) -> tuple[float, float]:
        """The interval, or the count itself twice."""
        return self.band or (self.value, self.value)


def in_one_way(readings: Sequence[Reading]) -> Sequence[Reading]:
    """Those since the way of counting last changed; the oldest first, as they are given.

    A reading that does not say how it was counted is taken for one of those beside it.
    """
    way = ""
    for place in reversed(range(len(readings))):
        era = readings[place].era
        if way and era and era != way:
            return readings[place + 1 :]
        way = way or era
    return readings


def outlook(
    *,
    baseline: float | None,
    target: float | None,
    due: dt.date | None,
    first: Reading | None,
    newest: Reading | None,
    today: dt.date,
    is_broken: bool = False,
) -> Outlook:
    """Straight-line expectation on the day of the newest reading, against its whole interval.

    The line runs from the first reading (or the baseline on its day) to the target on the due
    date; that it is straight is an assumption, and pages say so.
    """
    if is_broken or target is None:
        return Outlook.BROKEN if is_broken else Outlook.NO_TARGET
    if newest is None or first is None:
        return Outlook.NO_READING
    start = first.value if baseline is None else baseline
    up = 1 if target >= start else -1
    worst, best = sorted(up * end for end in newest.ends)
    if worst >= up * target:
        return Outlook.REACHED
    if due is not None and today > due and best < up * target:
        return Outlook.MISSED
    if due is None or due <= first.on or newest.on <= first.on:
        return Outlook.EARLY
    share = min(1.0, (newest.on - first.on).days / (due - first.on).days)
    return _against(up * (start + (target - start) * share), worst, best)


def _against(expected: float, worst: float, best: float) -> Outlook:
    if worst >= expected:
        return Outlook.ON_COURSE
    return Outlook.BEHIND if best < expected else Outlook.TOO_CLOSE
