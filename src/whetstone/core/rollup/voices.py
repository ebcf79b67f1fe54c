"""What customers say, counted: shares of people, weeks against own history, time to an answer.

Who writes to a brand is no sample of its customers, so nothing here compares brands, and nothing
scores a person or a mood. Shares are of people, not of messages: one who writes ten times is one.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from scipy import special

from whetstone.core.freshness.survival import Step, quantile
from whetstone.core.kernel.intervals import Estimate, cannot_tell
from whetstone.core.kernel.probability import normal_quantile, wilson
from whetstone.core.rollup.disclosure import SMALLEST

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

FEWEST_WEEKS: Final = 8
"""Weeks of own history before a week can be called unusual."""
MOST_WEEKS: Final = 26
"""Older weeks say little about what is usual now."""
ALARM: Final = 0.01
"""How rarely a usual week is called a surge, for one theme: at most twice that when weeks vary
more than chance and few are known (`tests/long/test_usual_weeks.py` counts it)."""
TOO_FEW_PEOPLE: Final = "fewer than five people"
TOO_FEW_WEEKS: Final = "fewer than eight weeks before it"
TOO_FEW_CASES: Final = "fewer than five cases of five people"


def share(people: int, of: int, *, messages: int) -> Estimate:
    """The share of those who wrote that wrote of a theme, with the interval of Wilson (1927).

    Nothing is told of fewer than five people or messages, nor where all but one to four wrote of
    it: that would tell of those.

    >>> share(4, 50, messages=9).is_known
    False
    >>> round(share(20, 50, messages=25).value, 2)
    0.4
    """
    rest = of - people
    if min(people, messages) < SMALLEST or 0 < rest < SMALLEST:
        return cannot_tell(TOO_FEW_PEOPLE)
    low, high = wilson(people, of)
    return Estimate(people / of, low, high, of, "Wilson")


@dataclass(frozen=True, slots=True)
class Week:
    """A week against the weeks before it.

    `usual` is their mean and `upto` the highest count that chance alone gives 99 times in 100;
    `chance` is how often chance alone gives a week like this or a higher one. `spread` is the
    variance of the weeks in means: 1 where messages come on their own, more where one brings
    another. Where `reason` is not empty it cannot be told yet.
    """

    count: int
    weeks: int
    usual: float = math.nan
    upto: float = math.nan
    chance: float = math.nan
    spread: float = 1.0
    reason: str = ""

    @property
    def is_surge(self) -> bool:
        """Whether the week is beyond what its own history makes usual."""
        return not self.reason and self.count >= SMALLEST and self.chance < ALARM


def surge(before: Sequence[int], count: int) -> Week:
    """Hold a week's count against those before it, the oldest first.

    Counts are Poisson around a rate with Jeffreys' prior, so that the next week's count is
    negative binomial: with S messages in m weeks, NB(S + 1/2, m / (m + 1)) (Gelman et al. 2013,
    Bayesian Data Analysis, 2.6). Where weeks vary more than Poisson, counts are divided by their
    dispersion, Pearson's chi-square over m - 1 and never below 1 (quasi-likelihood, as in
    Farrington et al. 1996, J. R. Stat. Soc. A 159, 547-563, 3.2). The dispersion of few weeks is
    itself uncertain, so where it is above chance its upper end is taken (80 %, one side).
    """
    weeks = np.asarray(before[-MOST_WEEKS:], dtype=float)
    m = len(weeks)
    if m < FEWEST_WEEKS:
        return Week(count, m, reason=TOO_FEW_WEEKS)
    mean = float(weeks.mean())
    spread = _spread(weeks, mean)
    shape = float(weeks.sum()) / spread + 0.5
    chance = _beyond(count / spread, shape, m)
    limit = int(mean)
    while _beyond((limit + 1) / spread, shape, m) >= ALARM:
        limit += 1
    return Week(count, m, mean, float(limit), chance, spread)


def _spread(weeks: NDArray[np.float64], mean: float) -> float:
    if mean <= 0:
        return 1.0
    pearson = float(((weeks - mean) ** 2).sum()) / mean
    left = len(weeks) - 1
    if pearson <= special.chdtri(left, 0.2):  # no more than Poisson weeks give 4 times in 5
        return max(1.0, pearson / left)
    return pearson / float(special.chdtri(left, 0.8))


def _beyond(count: float, shape: float, weeks: int) -> float:
    """P(the next week >= count) for NB(shape, weeks / (weeks + 1)): an incomplete beta."""
    if count <= 0:
        return 1.0
    return float(special.betainc(count, shape, 1 / (weeks + 1)))


@dataclass(frozen=True, slots=True)
class Waiting:
    """How long cases waited: all of them, those that were ended and those still open.

    `median` and `ninth` (nine in ten) are minutes, by Kaplan & Meier (1958): a case that is
    still open waited at least until it was last looked at, and is neither left out nor taken
    for ended.
    """

    cases: int
    ended: int
    open: int
    median: Estimate
    ninth: Estimate


def waiting(minutes: Sequence[float], ended: Sequence[bool], *, people: int) -> Waiting:
    """Median and 90th percentile of a wait with the intervals of Brookmeyer & Crowley (1982).

    `minutes` to the end of each case, or to the last look at one that is open. Nothing is told
    of fewer than five cases of five people.
    """
    n, done = len(minutes), int(sum(ended))
    if n < SMALLEST or people < SMALLEST:
        none = cannot_tell(TOO_FEW_CASES)
        return Waiting(n, done, n - done, none, none)
    steps = curve(np.asarray(minutes, dtype=float), np.asarray(ended, dtype=bool))
    return Waiting(n, done, n - done, quantile(steps, 0.5, n=n), quantile(steps, 0.9, n=n))


def curve(times: NDArray[np.float64], ended: NDArray[np.bool_]) -> tuple[Step, ...]:
    """`core.freshness.survival.curve` where all are watched from the start, in n log n steps."""
    order = np.argsort(times, kind="stable")
    times, ended = times[order], ended[order]
    at = np.unique(times[ended])
    if not len(at):
        return ()
    first = np.searchsorted(times, at, side="left")
    at_risk = len(times) - first
    passed = np.concatenate([[0], np.cumsum(ended)])
    deaths = passed[np.searchsorted(times, at, side="right")] - passed[first]
    shares = np.cumprod(1 - deaths / at_risk)
    left = np.maximum(at_risk - deaths, 1)
    green = np.cumsum(np.where(at_risk > deaths, deaths / (at_risk * left), 0.0))
    lows, highs = _log_log(shares, green)
    errors = shares * np.sqrt(green)
    columns = (at, at_risk, deaths, shares, errors, lows, highs)
    return tuple(
        Step(time, int(risk), int(dead), alive, error, lo, hi)
        for time, risk, dead, alive, error, lo, hi in zip(
            *(column.tolist() for column in columns), strict=True
        )
    )


def _log_log(
    shares: NDArray[np.float64], green: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The interval of each step on the log(-log) scale (Kalbfleisch & Prentice 1980)."""
    z = normal_quantile(0.975)
    inside = (shares > 0) & (shares < 1)
    safe = np.where(inside, shares, 0.5)
    spread = z * np.sqrt(np.where(inside, green, 0.0)) / np.abs(np.log(safe))
    # A curve that has come near 0 has an interval as wide as it may be, not one that overflows.
    wide = np.exp(np.minimum(spread, 700.0))
    lows, highs = safe**wide, safe ** (1 / wide)
    return np.where(inside, lows, shares), np.where(inside, highs, shares)
