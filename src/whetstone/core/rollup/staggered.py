"""What training did where units start one after the other: not-yet-started units compare.

The estimate follows Callaway & Sant'Anna (2021, eq. 2.8): of each group that starts together, and
of each period since, the mean change since before the start less that of the units that have not
started by then; averaged over the periods that started units have lived through. "Before" is the
mean of all periods before the start. Every figure here is one weighted sum of the table of
outcomes, the weights following from the starts alone, so intervals and re-drawings are exact
algebra and not a model.

Intervals. One group against units that start later or never: Welch (1947) on the units' own
changes. Several groups: the spread is pooled over all units after the effect is taken off, with
its bias for having fitted the effect removed and degrees of freedom matched by two moments
(Satterthwaite 1946). This supposes that units vary alike, which a drawn order makes fair.

P-value: the order of starts is drawn anew (Fisher 1935), all orders where there are at most
20,000, so it is the test of the rule that was used.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np
from scipy import special

from whetstone.core.kernel.intervals import Estimate, cannot_tell
from whetstone.core.kernel.reasons import Reason, because
from whetstone.core.rollup.training_effect import FEWEST_A_SIDE, Effect, Told

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from numpy.typing import NDArray

ALPHA = 0.05
POWER = 0.8
FEWEST_FOR_A_SPREAD = 2
MOST_EXACT = 20_000
DRAWS = 5_000
SLACK = 1e-9
ROUNDING = 1.5e-14
"""How far equal sums may lie apart by rounding: in parts of what moved, and of the outcomes as
they came, which may be millions that move by one."""


@dataclass(frozen=True)
class Starts:
    """Who starts when: for each unit the place of its first period, of `periods` in all.

    A start at `periods` or later is none within what was seen. A start at 0 is refused: such a
    unit has no before.
    """

    places: tuple[int, ...]
    periods: int

    def __post_init__(self) -> None:
        """Refuse units without a before."""
        if any(place < 1 for place in self.places):
            raise ValueError("each unit needs a period before its start")

    @cached_property
    def at(self) -> NDArray[np.int64]:
        """The starts as a row; all that lie beyond what was seen are alike."""
        return np.minimum(np.array(self.places, dtype=np.int64), self.periods)

    @cached_property
    def on(self) -> NDArray[np.float64]:
        """A table of units by periods: 1 from the start on."""
        return (np.arange(self.periods) >= self.at[:, None]).astype(float)

    @cached_property
    def cohorts(self) -> tuple[int, ...]:
        """The starts that have a period to be compared in, in order."""
        inside = sorted({int(one) for one in self.at if one < self.periods})
        return tuple(one for one in inside if (self.at > one).any())

    def size(self, start: int) -> int:
        """How many units start there."""
        return int((self.at == start).sum())

    @property
    def lived(self) -> int:
        """Over how many periods of units the mean effect is taken: started, and compared."""
        last = int(self.at.max())
        return sum(self.size(one) * (min(last, self.periods) - one) for one in self.cohorts)

    @property
    def at_once(self) -> tuple[int, int]:
        """Started and not yet started units in the period that is best balanced between them."""
        pairs = [
            (int((self.at <= t).sum()), int((self.at > t).sum())) for t in range(self.periods)
        ]
        return max(pairs, key=min)


@dataclass(frozen=True, slots=True)
class Panel:
    """A complete table of outcomes: units by periods, and each unit's start."""

    units: tuple[str, ...]
    periods: tuple[str, ...]
    outcome: NDArray[np.float64]
    starts: Starts


@dataclass(frozen=True, slots=True)
class Point:
    """The difference `step` periods after the start (below 0: before it)."""

    step: int
    estimate: Estimate


@dataclass(frozen=True, slots=True)
class Answer:
    """What a panel says. `detectable`: the smallest effect it would find 8 times in 10, or NaN.

    `started` and `not_yet` are of the period that is best balanced.
    """

    effect: Effect
    detectable: float
    points: tuple[Point, ...]
    started: int
    not_yet: int


@dataclass(frozen=True, slots=True)
class _Piece:
    """Units that start at `start`, along `direction`, against those that start after `last`."""

    start: int
    direction: NDArray[np.float64]
    last: int


def answer(panel: Panel, *, rng: np.random.Generator) -> Answer:
    """Estimate, interval, p-value, points and what could have been found.

    Args:
        panel: a complete table.
        rng: draws orders when there are too many to list.
    """
    starts = panel.starts
    started, not_yet = starts.at_once
    weights = effect_weights(starts)
    if weights is None:
        return _nothing(because("nobody_to_compare"), started, not_yet)
    if not has_spread(starts):
        treated = sum(starts.size(one) for one in starts.cohorts)
        reason = because("no_spread", treated=treated, control=len(panel.units) - treated)
        return _nothing(reason, started, not_yet)
    value, se, df = (float(one[0]) for one in contrast(starts, weights, panel.outcome[None]))
    estimate = _estimate(panel, value, se, df)
    p = randomisation(starts, panel.outcome[None], rng)[0]
    few = min(started, not_yet) < FEWEST_A_SIDE
    told = Told.CANNOT_TELL if few else _told(estimate, float(p))
    effect = Effect(estimate, float(p), told, tuple(_reasons(panel, started, not_yet)))
    smallest = (_t(1 - ALPHA / 2, df) + _t(POWER, df)) * se if se else 0.0
    return Answer(effect, smallest, tuple(_points(panel)), started, not_yet)


def effect_weights(starts: Starts) -> NDArray[np.float64] | None:
    """The weight of each outcome (units by periods) in the mean effect; None: nothing compares."""
    pieces = [
        _Piece(start, _since_before(starts, start, t), t)
        for start in starts.cohorts
        for t in range(start, starts.periods)
    ]
    return _weights(starts, pieces)


def has_spread(starts: Starts) -> bool:
    """Whether the units are enough for an interval: two a side."""
    if len(starts.cohorts) > 1:
        return len(starts.places) > 1 + FEWEST_FOR_A_SPREAD
    treated = sum(starts.size(one) for one in starts.cohorts)
    return min(treated, len(starts.places) - treated) >= FEWEST_FOR_A_SPREAD


def contrast(
    starts: Starts, weights: NDArray[np.float64], outcomes: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Value, standard error and degrees of freedom of a weighted sum, for each of many panels.

    Args:
        starts: who starts when.
        weights: units by periods, as `effect_weights` makes them.
        outcomes: panels by units by periods.
    """
    outcomes = _moved(outcomes)
    if len(starts.cohorts) == 1:
        return _welch(starts, weights, outcomes)
    value = np.einsum("nt,rnt->r", weights, outcomes)
    variance, df = _pooled(starts, weights, outcomes)
    return value, np.sqrt(variance), df


def randomisation(
    starts: Starts, outcomes: NDArray[np.float64], rng: np.random.Generator
) -> NDArray[np.float64]:
    """For each panel the share of orders with an effect at least as large as the one seen."""
    weights = effect_weights(starts)
    if weights is None:
        return np.ones(len(outcomes))
    kinds, of_unit = np.unique(starts.at, return_inverse=True)
    by_kind = np.array([weights[np.flatnonzero(of_unit == k)[0]] for k in range(len(kinds))])
    parts = np.einsum("kt,rnt->rnk", by_kind, _moved(outcomes))
    units = np.arange(len(of_unit))
    slack = _slack(outcomes)
    seen = np.abs(parts[:, units, of_unit].sum(axis=1)) - slack
    orders, exact = _orders(of_unit, rng)
    hits = np.zeros(len(outcomes))
    for order in orders:
        hits += np.abs(parts[:, units, order].sum(axis=1)) >= seen
    return hits / len(orders) if exact else (hits + 1) / (len(orders) + 1)


def _moved(outcomes: NDArray[np.float64]) -> NDArray[np.float64]:
    """Outcomes without each unit's own level.

    Every weighing here sums to nothing over the periods, so levels are no part of it; taken off
    first, they cannot drown what moved.
    """
    moved: NDArray[np.float64] = outcomes - outcomes.mean(axis=2, keepdims=True)
    return moved


def _slack(outcomes: NDArray[np.float64]) -> NDArray[np.float64]:
    """For each panel the difference below which two figures are the same."""
    common = _moved(outcomes)
    common = common - common.mean(axis=1, keepdims=True)
    size, whole = (np.abs(one).max(axis=(1, 2), initial=0.0) for one in (common, outcomes))
    slack: NDArray[np.float64] = SLACK * size + ROUNDING * whole
    return slack


def _orders(
    of_unit: NDArray[np.int64], rng: np.random.Generator
) -> tuple[NDArray[np.int64], bool]:
    """Every order of the starts, or draws of them; and whether it is every one."""
    sizes = np.bincount(of_unit)
    ways = math.factorial(len(of_unit))
    for size in sizes:
        ways //= math.factorial(int(size))
    if ways > MOST_EXACT:
        return rng.permuted(np.tile(of_unit, (DRAWS, 1)), axis=1), False
    rows = np.full((1, len(of_unit)), -1)
    for kind, size in enumerate(sizes[:-1]):
        rows = np.array(
            [_with(row, kind, pick) for row in rows for pick in _picks(row, int(size))]
        )
    rows[rows < 0] = len(sizes) - 1
    return rows, True


def _picks(row: NDArray[np.int64], size: int) -> Iterator[tuple[int, ...]]:
    return combinations(np.flatnonzero(row < 0).tolist(), size)


def _with(row: NDArray[np.int64], kind: int, pick: Iterable[int]) -> NDArray[np.int64]:
    made = row.copy()
    made[list(pick)] = kind
    return made


def _weights(starts: Starts, pieces: Sequence[_Piece]) -> NDArray[np.float64] | None:
    """Each piece weighs as many units as start there."""
    kept = [one for one in pieces if (starts.at > one.last).any()]
    whole = sum(starts.size(one.start) for one in kept)
    if not whole:
        return None
    made = np.zeros((len(starts.places), starts.periods))
    for one in kept:
        mine, later = starts.at == one.start, starts.at > one.last
        share = starts.size(one.start) / whole
        made[mine] += share * one.direction / mine.sum()
        made[later] -= share * one.direction / later.sum()
    return made


def _since_before(starts: Starts, start: int, period: int) -> NDArray[np.float64]:
    """The direction "this period less the mean of all before the start"."""
    made = np.zeros(starts.periods)
    made[:start] -= 1 / start
    made[period] += 1
    return made


def _slope(starts: Starts, start: int) -> NDArray[np.float64]:
    """The direction whose product with a row is its slope before the start."""
    made = np.zeros(starts.periods)
    steps = np.arange(start) - (start - 1) / 2
    made[:start] = steps / (steps**2).sum()
    return made


def _welch(
    starts: Starts, weights: NDArray[np.float64], outcomes: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    mine = starts.at == starts.cohorts[0]
    direction = weights[mine][0] * mine.sum()
    x, y = outcomes[:, mine] @ direction, outcomes[:, ~mine] @ direction
    a, b = x.var(axis=1, ddof=1) / x.shape[1], y.var(axis=1, ddof=1) / y.shape[1]
    below = a**2 / (x.shape[1] - 1) + b**2 / (y.shape[1] - 1)
    df = np.divide((a + b) ** 2, below, out=np.ones_like(a), where=below > 0)
    return x.mean(axis=1) - y.mean(axis=1), np.sqrt(a + b), df


def _pooled(
    starts: Starts, weights: NDArray[np.float64], outcomes: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Variance and degrees of freedom, the effect taken off and the spread pooled over units."""
    of_effect = effect_weights(starts)
    assert of_effect is not None  # a contrast of several groups has one
    free = len(starts.places) - 1
    rest = outcomes - np.einsum("nt,rnt->r", of_effect, outcomes)[:, None, None] * starts.on
    rest -= rest.mean(axis=1, keepdims=True)
    spread = np.einsum("rns,rnt->rst", rest, rest) / free
    on = starts.on - starts.on.mean(axis=0)
    m, m_effect = weights.T @ weights, of_effect.T @ of_effect
    whole = np.maximum(np.einsum("st,rts->r", m, spread), 0.0)
    cross = np.einsum("rst,ts->r", spread, m @ on.T @ of_effect)
    fitted = np.einsum("st,rts->r", m_effect, spread) * float(np.einsum("nt,ts,ns->", on, m, on))
    kept = np.divide(
        free * whole - 2 * cross + fitted, free * whole, out=np.ones_like(whole), where=whole > 0
    )
    kept = np.clip(kept, 1 / free, 1.0)
    both = m @ spread
    square = np.einsum("rst,rts->r", both, both)
    df = np.divide(free * kept * whole**2, square, out=np.ones_like(whole), where=square > 0)
    return whole / kept, df


def _points(panel: Panel) -> Iterator[Point]:
    """The difference by periods since the start, before it as well."""
    starts = panel.starts
    cohorts = [one for one in starts.cohorts if one > 0]
    first = -max(cohorts)
    for step in range(first, starts.periods - min(cohorts)):
        pieces = [
            _Piece(one, _since_before(starts, one, one + step), max(one, one + step))
            for one in cohorts
            if 0 <= one + step < starts.periods and (step >= 0 or one > 1)
        ]
        weights = _weights(starts, pieces)
        if weights is not None:
            value, se, df = (
                float(one[0]) for one in contrast(starts, weights, panel.outcome[None])
            )
            yield Point(step, _estimate(panel, value, se, df))


def _drifted_apart(panel: Panel) -> bool:
    """Did those who start first already move apart before (5 %)? Needs two periods before."""
    starts = panel.starts
    pieces = [_Piece(one, _slope(starts, one), one) for one in starts.cohorts if one > 1]
    weights = _weights(starts, pieces)
    if weights is None:
        return False
    value, se, df = (float(one[0]) for one in contrast(starts, weights, panel.outcome[None]))
    return abs(value) > _t(1 - ALPHA / 2, df) * se + float(_slack(panel.outcome[None])[0])


def _estimate(panel: Panel, value: float, se: float, df: float) -> Estimate:
    n = len(panel.units)
    half = _t(1 - ALPHA / 2, df) * se if se > float(_slack(panel.outcome[None])[0]) else 0.0
    reason = "difference in differences" if half else "every unit changed alike"
    return Estimate(value, value - half, value + half, n, reason)


def _t(p: float, df: float) -> float:
    return float(special.stdtrit(df, p))


def _told(estimate: Estimate, p: float) -> Told:
    if p >= ALPHA or estimate.holds(0.0):
        return Told.NO_DIFFERENCE_SEEN
    return Told.BETTER if estimate.value > 0 else Told.WORSE


def _reasons(panel: Panel, started: int, not_yet: int) -> Iterator[Reason]:
    yield because("compared", treated=started, control=not_yet)
    if min(started, not_yet) < FEWEST_A_SIDE:
        yield because("too_few_teams", needed=FEWEST_A_SIDE)
    if _drifted_apart(panel):
        yield because("drifted_before")


def _nothing(reason: Reason, started: int, not_yet: int) -> Answer:
    said = cannot_tell("nothing to compare with")
    effect = Effect(said, None, Told.CANNOT_TELL, (reason,))
    return Answer(effect, math.nan, (), started, not_yet)
