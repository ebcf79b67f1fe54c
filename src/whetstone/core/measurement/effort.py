"""Answers that say less than they seem to: given too fast to have been read, or known beforehand.

A *rapid guess* comes within a tenth of the time a question is set for, and within ten seconds
(normative threshold NT10: Wise & Ma 2012, paper at NCME; weight 0 as in effort-moderated scoring:
Wise & DeMars 2006, J. Educational Measurement 43, 19-38). "I do not know yet" is never a guess,
however fast. An answer *known beforehand* is right, and faster than nearly everybody who was
right: log times of right answers are taken as normal (van der Linden 2006, J. Educational and
Behavioral Statistics 31, 181-204), and one in a hundred honest answers lies below the line. It
counts half: it may be honest.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from whetstone.core.measurement.items import Floats

RAPID_SHARE: Final = 0.10
RAPID_MOST_SECONDS: Final = 10.0
RAPID_WEIGHT: Final = 0.0
FAST_Z: Final = -2.326
"""The 1 % point of a standard normal."""
FEWEST_TIMES: Final = 50
"""Right answers with a time from which it is known how long a question takes."""
KNOWN_BEFOREHAND_WEIGHT: Final = 0.5
SMALLEST_SPREAD: Final = 0.15
"""Of log seconds: clocks and thumbs differ by more than this."""


def is_rapid(seconds: float | None, *, set_for: float, unknown: bool = False) -> bool:
    """Whether an answer came too fast for anybody to have read the question.

    >>> is_rapid(4.0, set_for=90), is_rapid(4.0, set_for=90, unknown=True), is_rapid(12.0, set_for=300)
    (True, False, False)
    """  # noqa: E501  # one example a line
    if seconds is None or unknown:
        return False
    return seconds < min(RAPID_MOST_SECONDS, RAPID_SHARE * set_for)


@dataclass(frozen=True, slots=True)
class Pace:
    """How long those take who are right: mean and sd of log seconds, from `n` answers."""

    log_mean: float
    log_sd: float
    n: int

    @property
    def fastest(self) -> float:
        """Seconds below which a right answer looks known beforehand."""
        return math.exp(self.log_mean + FAST_Z * self.log_sd)

    @property
    def usual(self) -> float:
        """The middle time in seconds."""
        return math.exp(self.log_mean)


def pace(seconds: ArrayLike, right: NDArray[np.bool_]) -> Pace | None:
    """The pace of one question, or None while too few right answers have a time.

    `seconds` is NaN where the time is not known. Median and quartiles, so that the fast ones
    looked for do not hide themselves.
    """
    times = np.asarray(seconds, dtype=np.float64)[right]
    logs = np.log(times[np.isfinite(times) & (times > 0)])
    if logs.size < FEWEST_TIMES:
        return None
    low, middle, high = np.quantile(logs, [0.25, 0.5, 0.75])
    return Pace(float(middle), float(max((high - low) / 1.349, SMALLEST_SPREAD)), int(logs.size))


def effort_weights(
    seconds: Floats, right: NDArray[np.bool_], rapid: NDArray[np.bool_], fastest: Floats
) -> Floats:
    """The weight of each answer; `fastest` is NaN where the pace of a question is not known."""
    with np.errstate(invalid="ignore"):
        known = right & (seconds < fastest)
    return np.where(rapid, RAPID_WEIGHT, np.where(known, KNOWN_BEFOREHAND_WEIGHT, 1.0))
