"""What training did: a difference in differences, with an interval, or "cannot tell".

Teams that learned against teams that have not yet (staggered start: only not-yet-treated teams
compare, after Callaway & Sant'Anna 2021). The estimate is the difference of the mean changes;
its interval is Welch's; the p-value comes from re-drawing who was trained (Fisher 1935). With
fewer than five teams a side the interval is shown and no verdict is given. Money is only ever
the interval times the user's own margin.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np
from scipy import special

from whetstone.core.kernel.intervals import Estimate, cannot_tell
from whetstone.core.kernel.reasons import Reason, because

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

FEWEST_A_SIDE = 5
FEWEST_FOR_A_SPREAD = 2
ALPHA = 0.05
MOST_EXACT = 20_000
DRAWS = 5_000
SLACK = 1e-9


class Told(StrEnum):
    """What the comparison says."""

    BETTER = "better"
    WORSE = "worse"
    NO_DIFFERENCE_SEEN = "no_difference_seen"
    CANNOT_TELL = "cannot_tell"


@dataclass(frozen=True, slots=True)
class Unit:
    """One team: its outcome by week before and after the start of the training group."""

    name: str
    before: tuple[float, ...]
    after: tuple[float, ...]

    @property
    def change(self) -> float:
        """Mean after minus mean before."""
        return sum(self.after) / len(self.after) - sum(self.before) / len(self.before)


@dataclass(frozen=True, slots=True)
class Effect:
    """Outcome units a team and week. `p` is of the randomisation test; None when not run."""

    estimate: Estimate
    p: float | None
    told: Told
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Return:
    """Benefit less the cost of the hours, over the period, in the user's currency."""

    benefit: Estimate
    cost: float
    net: Estimate


def training_effect(
    treated: Sequence[Unit], control: Sequence[Unit], *, rng: np.random.Generator
) -> Effect:
    """Compare the changes of trained and not-yet-trained teams.

    Args:
        treated: teams that learned.
        control: teams that have not yet.
        rng: draws assignments when there are too many to list.

    Raises:
        ValueError: when a team has no weeks before or after.
    """
    if any(not unit.before or not unit.after for unit in (*treated, *control)):
        raise ValueError("each team needs weeks before and after")
    x = np.array([unit.change for unit in treated])
    y = np.array([unit.change for unit in control])
    if min(x.size, y.size) < FEWEST_FOR_A_SPREAD:
        reason = because("no_spread", treated=int(x.size), control=int(y.size))
        return Effect(
            cannot_tell("fewer than two teams a side"), None, Told.CANNOT_TELL, (reason,)
        )
    estimate = _welch(x, y)
    p = _randomisation(x, y, rng)
    few = min(x.size, y.size) < FEWEST_A_SIDE
    told = Told.CANNOT_TELL if few else _told(estimate, p)
    return Effect(estimate, p, told, tuple(_reasons(treated, control)))


def what_it_returned(
    effect: Effect, *, team_weeks: float, margin: float, hours: float, hour_cost: float
) -> Return:
    """The return as a range; unknown unless the comparison told something.

    Args:
        effect: the effect a team and week.
        team_weeks: trained teams times weeks.
        margin: what one outcome unit is worth; the user's own figure.
        hours: learning hours spent, all people.
        hour_cost: cost of an hour.
    """
    cost = hours * hour_cost
    if effect.told is Told.CANNOT_TELL:
        unknown = cannot_tell("the comparison cannot tell")
        return Return(unknown, cost, unknown)
    times, one = team_weeks * margin, effect.estimate
    low, high = sorted((one.lo * times, one.hi * times))
    benefit = Estimate(one.value * times, low, high, one.n, "effect x your margin")
    net = Estimate(benefit.value - cost, low - cost, high - cost, one.n, "benefit less hours")
    return Return(benefit, cost, net)


def _welch(x: NDArray[np.float64], y: NDArray[np.float64]) -> Estimate:
    """Difference of means, Welch (1947) standard error and degrees of freedom, 95 %."""
    value = float(x.mean() - y.mean())
    a, b = float(x.var(ddof=1)) / x.size, float(y.var(ddof=1)) / y.size
    n = int(x.size + y.size)
    if a + b == 0:
        return Estimate(value, value, value, n, "every team changed alike")
    df = (a + b) ** 2 / (a**2 / (x.size - 1) + b**2 / (y.size - 1))
    half = float(special.stdtrit(df, 1 - ALPHA / 2)) * math.sqrt(a + b)
    return Estimate(value, value - half, value + half, n, "difference in differences")


def _randomisation(
    x: NDArray[np.float64], y: NDArray[np.float64], rng: np.random.Generator
) -> float:
    """Share of assignments with a difference at least as large; exact where listable."""
    pooled = np.concatenate([x, y])
    observed = abs(float(x.mean() - y.mean())) - SLACK
    if math.comb(pooled.size, x.size) <= MOST_EXACT:
        picks = np.array(list(combinations(range(pooled.size), x.size)))
        return float((_differences(pooled, picks) >= observed).mean())
    order = rng.permuted(np.tile(np.arange(pooled.size), (DRAWS, 1)), axis=1)
    hits = int((_differences(pooled, order[:, : x.size]) >= observed).sum())
    return (hits + 1) / (DRAWS + 1)


def _differences(pooled: NDArray[np.float64], picks: NDArray[np.int64]) -> NDArray[np.float64]:
    inside = pooled[picks].sum(axis=1)
    chosen = picks.shape[1]
    outside = pooled.sum() - inside
    return np.asarray(np.abs(inside / chosen - outside / (pooled.size - chosen)))


def _told(estimate: Estimate, p: float) -> Told:
    if p >= ALPHA or estimate.holds(0.0):
        return Told.NO_DIFFERENCE_SEEN
    return Told.BETTER if estimate.value > 0 else Told.WORSE


def _reasons(treated: Sequence[Unit], control: Sequence[Unit]) -> Iterator[Reason]:
    yield because("compared", treated=len(treated), control=len(control))
    if min(len(treated), len(control)) < FEWEST_A_SIDE:
        yield because("too_few_teams", needed=FEWEST_A_SIDE)
    if _drifted_apart(treated, control):
        yield because("drifted_before")


def _drifted_apart(treated: Sequence[Unit], control: Sequence[Unit]) -> bool:
    """Did the two groups already move apart before the start (Welch test on slopes, 5 %)?"""
    x, y = _slopes(treated), _slopes(control)
    if min(x.size, y.size) < FEWEST_FOR_A_SPREAD or np.ptp(np.concatenate([x, y])) < SLACK:
        return False
    slopes = _welch(x, y)
    return not slopes.lo - SLACK <= 0.0 <= slopes.hi + SLACK


def _slopes(units: Sequence[Unit]) -> NDArray[np.float64]:
    long = [unit.before for unit in units if len(unit.before) > 1]
    return np.array([np.polyfit(np.arange(len(weeks)), weeks, 1)[0] for weeks in long])
