"""How long things last, when some are still lasting and some were met late.

Kaplan & Meier (1958), Nonparametric estimation from incomplete observations, J. Am. Stat.
Assoc. 53, 457-481. A thing counts among those at risk from the moment it is first watched
(delayed entry, or left truncation: Klein & Moeschberger 2003, Survival Analysis, 4.6) to the
moment it ended or was last seen to hold (censoring).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from whetstone.core.kernel.intervals import Estimate, cannot_tell
from whetstone.core.kernel.probability import normal_quantile

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

TOO_MANY_OPEN = "too many cases are still open"
NO_CASES = "no cases yet"


@dataclass(frozen=True, slots=True)
class Life:
    """One thing: watched from `entry` to `exit`, both counted from its own beginning.

    `ended` says whether it ended at `exit`, or was merely last seen there.

    Raises:
        ValueError: it leaves before it is met.
    """

    entry: float
    exit: float
    ended: bool

    def __post_init__(self) -> None:
        """Refuse what cannot be."""
        if not 0 <= self.entry <= self.exit:
            message = f"watched from {self.entry} to {self.exit}"
            raise ValueError(message)


@dataclass(frozen=True, slots=True)
class Step:
    """One fall of the curve: at `time`, `ended` of `at_risk`; `share` last longer.

    `lo` and `hi` hold the share in 95 of 100 cases.
    """

    time: float
    at_risk: int
    ended: int
    share: float
    error: float
    lo: float
    hi: float


def curve(lives: Iterable[Life], *, level: float = 0.95) -> tuple[Step, ...]:
    """The product-limit estimate, one step for each time at which something ended.

    The standard error is Greenwood's (1926); the interval is taken on the log(-log) scale, so
    that it stays between 0 and 1 (Kalbfleisch & Prentice 1980).

    >>> [round(step.share, 2) for step in curve([Life(0, 2, True), Life(0, 3, False)])]
    [0.5]
    """
    rows = tuple(lives)
    entry = np.array([row.entry for row in rows])
    leave = np.array([row.exit for row in rows])
    ended = np.array([row.ended for row in rows], dtype=bool)
    z = normal_quantile(0.5 + level / 2)
    share, greenwood, steps = 1.0, 0.0, []
    for time in np.unique(leave[ended]) if rows else ():
        deaths = int((ended & (leave == time)).sum())
        # Met and ended in one moment: it was at risk then, or more would end than could.
        is_watched = ((entry < time) | (entry == leave)) & (entry <= time) & (leave >= time)
        at_risk = int(is_watched.sum())
        share *= 1 - deaths / at_risk
        if at_risk > deaths:
            greenwood += deaths / (at_risk * (at_risk - deaths))
        lo, hi = _log_log(share, greenwood, z)
        error = share * math.sqrt(greenwood)
        steps.append(Step(float(time), at_risk, deaths, share, error, lo, hi))
        if share == 0:
            break
    return tuple(steps)


def quantile(steps: Sequence[Step], q: float, *, n: int) -> Estimate:
    """The time by which a share `q` has ended, with the interval of Brookmeyer & Crowley.

    (1982), Biometrics 38, 29-41: the times that the interval of the curve does not exclude.
    Where the curve does not fall far enough there is no value, and the reason says so; where
    only the upper end is out of reach it is infinite.
    """
    if not n:
        return cannot_tell(NO_CASES)
    left = 1 - q
    fallen = [step for step in steps if step.share <= left + 1e-12]
    if not fallen:
        return cannot_tell(TOO_MANY_OPEN, n=n)
    middle = fallen[0].time
    lows = [step.time for step in steps if step.lo <= left + 1e-12]
    highs = [step.time for step in steps if step.hi <= left + 1e-12]
    low = min(lows[0] if lows else middle, middle)
    high = highs[0] if highs else math.inf
    return Estimate(middle, low, max(high, middle), n, "Kaplan-Meier")


def _log_log(share: float, greenwood: float, z: float) -> tuple[float, float]:
    if not 0 < share < 1:
        return share, share
    spread = z * math.sqrt(greenwood) / abs(math.log(share))
    return share ** math.exp(spread), share ** math.exp(-spread)
