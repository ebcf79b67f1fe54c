"""How long a lesson takes people, beside what its words promise."""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass
from statistics import fmean, stdev
from typing import TYPE_CHECKING

from scipy.special import stdtrit

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

AT_ONCE_FROM = 5
"""Readers from which a time is told, and by which it grows: under five nothing is, anywhere."""

LONGEST_PAUSE = 15 * 60
"""Seconds between two acts in a lesson beyond which somebody was away. Judgement: the longest
stretch without a box or a question is read in ten minutes."""

_NINE_IN_TEN = 0.95
_MINUTE = 60


@dataclass(frozen=True, slots=True)
class ReadingTime:
    """What a lesson took `n` people who went through it in one go, in whole minutes.

    `middle` is their geometric mean (times are skewed: few are very long), `low` to `high` holds
    that of all such readers nine times in ten, as far as five readers can say.
    """

    n: int
    middle: int
    low: int
    high: int

    def agrees_with(self, minutes: int) -> bool:
        """Whether a promise of so many minutes can stand."""
        return self.low <= minutes <= self.high


def seconds_in_one_go(acts: Iterable[datetime]) -> int | None:
    """Seconds from the first act to the last; None where somebody was away in between.

    >>> from datetime import datetime, timedelta
    >>> nine = datetime(2026, 11, 23, 9)
    >>> seconds_in_one_go([nine, nine + timedelta(minutes=9), nine + timedelta(minutes=20)])
    1200
    >>> seconds_in_one_go([nine, nine + timedelta(minutes=16)]) is None
    True
    """
    moments = sorted(acts)
    gaps = [(later - before).total_seconds() for before, later in itertools.pairwise(moments)]
    if not gaps or max(gaps) > LONGEST_PAUSE:
        return None
    return round(sum(gaps))


def is_next_told(counted: int, told: int) -> bool:
    """Whether a time is told anew: at five readers, and with five more than the last time.

    >>> [n for n in range(12) if is_next_told(n, 0)][0], is_next_told(9, 5), is_next_told(10, 5)
    (5, False, True)
    """
    return counted >= told + AT_ONCE_FROM


def reading_time(seconds: Sequence[int]) -> ReadingTime | None:
    """The usual time of readers; None below five of them.

    The interval is Student's t on the logarithms of the times.

    >>> reading_time([900, 960, 1020, 1080, 1260])
    ReadingTime(n=5, middle=17, low=15, high=20)
    """
    n = len(seconds)
    if n < AT_ONCE_FROM:
        return None
    logs = [math.log(max(_MINUTE, one)) for one in seconds]
    middle = fmean(logs)
    half = float(stdtrit(n - 1, _NINE_IN_TEN)) * stdev(logs) / math.sqrt(n)
    return ReadingTime(
        n, _minutes(middle), math.floor(_raw(middle - half)), math.ceil(_raw(middle + half))
    )


def _raw(log_seconds: float) -> float:
    return math.exp(log_seconds) / _MINUTE


def _minutes(log_seconds: float) -> int:
    return max(1, round(_raw(log_seconds)))
