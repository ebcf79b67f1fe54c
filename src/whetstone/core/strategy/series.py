"""What an account's own past says about noise: placebo windows, weekdays, autocorrelation.

Placebo windows need no theory: a campaign that never happened is slid over the history, and
the spread of its "effects" is the smallest effect a real one can show. On real series longer
windows soon stop helping: drift, not sample size, is the limit, and only a control helps.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import chdtri

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

BEFORE = 28
"""Days of history a campaign is compared with."""

DETECT = 2.8
"""z(.975) + z(.80) = 1.96 + 0.84: two-sided 5 %, power 80 %."""

MOST_LOG = 50.0
WEEK = 7
FEWEST_WINDOWS = 8
"""Windows that do not overlap; fewer give no spread worth showing."""

TAIL = 0.05
"""Chance left out on each side of the interval of the smallest difference itself."""

WEEKDAY_ALPHA = 0.05
FEWEST_WEEKS = 6


@dataclass(frozen=True, slots=True)
class Placebo:
    """The smallest relative difference a campaign of `days` can show.

    `mde` 0.21 is 21 %; None when the history is too short. `windows` do not overlap;
    `with_control` says whether a control series was used. `low` to `high` is where the figure
    itself may lie (90 %): a spread from n windows has (n - 1) s^2 / sigma^2 ~ chi-squared, with
    windows taken as independent.
    """

    days: int
    mde: float | None
    windows: int
    with_control: bool
    low: float | None = None
    high: float | None = None


def history_needed(days: int) -> int:
    """Days of history that placebo windows of so many days ask for."""
    return BEFORE + FEWEST_WINDOWS * days


def placebo_mde(
    daily: Sequence[float], days: int, *, control: Sequence[float] | None = None
) -> Placebo:
    """Slide a campaign of `days` over the history; exp(2.8 sd of the log change) - 1.

    Args:
        daily: counts by day, oldest first, shape (N,).
        days: length of the campaign.
        control: counts of a series the campaign does not touch, shape (N,).

    Raises:
        ValueError: when the control has another length or days are not positive.
    """
    if days < 1:
        raise ValueError("a campaign has at least one day")
    if control is not None and len(control) != len(daily):
        raise ValueError("the control has as many days as the series")
    windows = max(0, (len(daily) - BEFORE) // days)
    if windows < FEWEST_WINDOWS:
        return Placebo(days, None, windows, control is not None)
    changes = _log_changes(np.asarray(daily, dtype=float), days)
    if control is not None:
        changes = changes - _log_changes(np.asarray(control, dtype=float), days)
    if not np.isfinite(changes).all():
        return Placebo(days, None, windows, control is not None)
    spread, df = float(np.std(changes, ddof=1)), windows - 1
    low, mde, high = (
        math.expm1(min(DETECT * spread * factor, MOST_LOG))
        for factor in (
            math.sqrt(df / float(chdtri(df, TAIL))),
            1.0,
            math.sqrt(df / float(chdtri(df, 1 - TAIL))),
        )
    )
    return Placebo(days, mde, windows, control is not None, low, high)


def autocorrelation(daily: Sequence[float], lag: int) -> float:
    """Correlation of the series with itself `lag` days earlier; 0 for a constant series.

    Raises:
        ValueError: when the series is not longer than the lag by at least two days.
    """
    x = np.asarray(daily, dtype=float)
    if lag < 1 or x.size < lag + 2:
        raise ValueError("the series is too short for that lag")
    early, late = x[:-lag] - x[:-lag].mean(), x[lag:] - x[lag:].mean()
    scale = math.sqrt(float(early @ early) * float(late @ late))
    return float(early @ late) / scale if scale > 0 else 0.0


def effective_n(n: float, rho: float) -> float:
    """How many independent days `n` days are worth: n (1 - rho) / (1 + rho), AR(1).

    Negative autocorrelation is not allowed to promise more than n.
    """
    rho = min(max(rho, 0.0), 0.999)
    return n * (1 - rho) / (1 + rho)


def has_weekday_pattern(daily: Sequence[float]) -> bool | None:
    """Do weekdays differ? Kruskal & Wallis (1952) on each day over its own week's mean.

    None when there are fewer than six whole weeks.
    """
    x = np.asarray(daily, dtype=float)
    weeks = x.size // WEEK
    if weeks < FEWEST_WEEKS:
        return None
    table = x[: weeks * WEEK].reshape(weeks, WEEK)
    means = table.mean(axis=1, keepdims=True)
    ratios = (table / np.where(means > 0, means, 1.0)).T
    if np.ptp(ratios) == 0:
        return False
    from scipy import stats  # half a second to import, for one plan in many requests

    return bool(stats.kruskal(*ratios).pvalue < WEEKDAY_ALPHA)


def _log_changes(x: NDArray[np.float64], days: int) -> NDArray[np.float64]:
    """log(mean of the window) - log(mean of the 28 days before), every start."""
    sums = np.concatenate([[0.0], np.cumsum(x)])
    starts = np.arange(BEFORE, x.size - days + 1)
    window = (sums[starts + days] - sums[starts]) / days
    before = (sums[starts] - sums[starts - BEFORE]) / BEFORE
    with np.errstate(divide="ignore", invalid="ignore"):
        change: NDArray[np.float64] = np.log(window) - np.log(before)
    return change
