"""Drift: a question that has become harder or easier than it was, though nobody changed it.

The field moves under a question (a button is renamed, a rule is in every newspaper), and its
answers tell before an editor does. Each answer is held against what the model expected of that
person without it; the differences are summed up in order (CUSUM: Page 1954, Biometrika 41,
100-115; for items of adaptive tests: Veerkamp & Glas 2000, J. Educational and Behavioral
Statistics 25, 373-389). An expert-set difficulty is itself off by something: so a question is
measured against its own past, not against its parameters (self-starting CUSUM: Hawkins 1987,
The Statistician 36, 299-316). A calibrated difficulty is known: there the likelihood ratio of a
shift is summed up (`shifts`), which is as quick as any test can be (Lorden 1971, Annals of
Mathematical Statistics 42). A drift alarm is a reason to look. It never changes a score.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

import numpy as np
from scipy import optimize

from whetstone.core.measurement.in_pieces import pieces, said_of
from whetstone.core.measurement.items import GRID

if TYPE_CHECKING:
    from whetstone.core.measurement.items import Floats, Ints, ItemTable
    from whetstone.core.measurement.responses import Responses

EVERY: Final = 200
"""New answers between two checks of a question, and the fewest that are checked."""
BURN_IN: Final = 100
"""Answers from which a question's own level is learned before anything is summed up."""
REFERENCE: Final = 0.25
"""k, in sds of one answer: half of the smallest lasting shift worth an alarm (Page's rule)."""
THRESHOLD: Final = 20.0
"""h, in sds of one answer. With k it sets the rates in docs/why/measurement.md, by simulation."""
SHIFT: Final = 0.5
"""Logits: the shift of a calibrated question that its watch is made for."""
FALSE_ALARMS: Final = 0.05
WATCHED: Final = 1_000
"""At most this share of questions that stand still raise an alarm in so many answers."""
_LEAST_VARIANCE: Final = 1e-4
_OVERSHOOT: Final = 1.166


class Drifted(StrEnum):
    """Which way a question went."""

    HARDER = "harder"
    EASIER = "easier"


@dataclass(frozen=True, slots=True)
class Alarm:
    """The question drifted: noticed at its `at`-th answer, begun after about the `since`-th.

    Both count from 1, in the order of answering. `since` is the last moment at which the sum
    stood at zero: Page's estimate of where the shift lies.
    """

    way: Drifted
    at: int
    since: int


def residuals(responses: Responses, table: ItemTable) -> Floats:
    """How far each answer lies from what was expected of its person, in sds, (n,).

    What is expected comes from the person's other answers in the same area and the standard
    normal prior of the working population: the answer itself is left out exactly, on the grid;
    other areas, fading and epochs are left out for cheapness. Under the model each residual has
    mean 0 and variance 1, whatever the ability.
    """
    out = np.zeros(len(responses))
    if not len(responses):
        return out
    areas = table.area[responses.item]
    group = responses.person * (int(areas.max()) + 1) + areas
    order = np.argsort(group, kind="stable")
    for some in pieces(group[order]):
        rows = order[some]
        out[rows] = _of_some(responses.item[rows], responses.score[rows], group[rows], table)
    return out


def _of_some(item: Ints, score: Ints, group: Ints, table: ItemTable) -> Floats:
    """The residuals of whole groups (a person in an area), which stand together."""
    able = _without_each(item, score, group, table)
    out = np.empty(len(item))
    for one in np.unique(item):
        mine = item == one
        expected = able[mine] @ table.prob[one].T
        scores = np.arange(expected.shape[1])
        mean = expected @ scores
        variance = np.maximum(expected @ scores**2 - mean**2, _LEAST_VARIANCE)
        out[mine] = (score[mine] - mean) / np.sqrt(variance)
    return out


def _without_each(item: Ints, score: Ints, group: Ints, table: ItemTable) -> Floats:
    """What each person is thought able to do without the answer; groups stand together."""
    said = said_of(item, score, table)
    new = np.flatnonzero(np.diff(group, prepend=group[0] - 1))
    sizes = np.diff(new, append=len(group))
    return _density(np.repeat(np.add.reduceat(said, new, axis=0), sizes, axis=0) - said)


def _density(log_likelihood: Floats) -> Floats:
    log = log_likelihood - GRID**2 / 2
    weight = np.exp(log - log.max(axis=1, keepdims=True))
    return np.asarray(weight / weight.sum(axis=1, keepdims=True))


def alarms(found: Floats) -> tuple[Alarm, ...]:
    """Every alarm in the residuals of one question, in order of answering.

    Only whole stretches of `EVERY` answers are looked at: a check made twice says the same.
    After an alarm the question is measured anew, against its level from there on.
    """
    looked = found[: len(found) - len(found) % EVERY]
    told: list[Alarm] = []
    start = 0
    while (alarm := _first(looked[start:])) is not None:
        told.append(Alarm(alarm.way, alarm.at + start, alarm.since + start))
        start = told[-1].at
    return tuple(told)


def _first(found: Floats) -> Alarm | None:
    """The first alarm of a stretch."""
    moved = self_started(found)
    hits = []
    for way, sign in ((Drifted.EASIER, 1.0), (Drifted.HARDER, -1.0)):
        total = one_sided(sign * moved)
        over = np.flatnonzero(total > THRESHOLD)
        if over.size:
            at = int(over[0])
            since = int(np.flatnonzero(total[:at] <= 0)[-1]) + 1 if (total[:at] <= 0).any() else 0
            hits.append(Alarm(way, at + 1 + BURN_IN, since + BURN_IN))
    return min(hits, key=lambda alarm: alarm.at, default=None)


def self_started(found: Floats) -> Floats:
    """Each value after the burn-in in sds of those before it, about their mean; (n - BURN_IN,).

    Hawkins (1987), eq. 2, without his last step to exact normality: from 100 values on it moves
    nothing that matters here.
    """
    n = np.arange(len(found))
    sums, squares = np.cumsum(found), np.cumsum(found**2)
    before = n[BURN_IN:]
    if not before.size:
        return np.zeros(0)
    mean = sums[BURN_IN - 1 : -1] / before
    variance = (squares[BURN_IN - 1 : -1] - before * mean**2) / (before - 1)
    spread = np.sqrt(np.maximum(variance, _LEAST_VARIANCE))
    return np.asarray((found[BURN_IN:] - mean) / spread * np.sqrt(before / (before + 1)))


def one_sided(values: Floats) -> Floats:
    """Page's sum C_t = max(0, C_{t-1} + x_t - k), all t at once.

    >>> one_sided(np.array([1.25, 1.25, -9.0, 0.5])).tolist()
    [1.0, 2.0, 0.0, 0.25]
    """
    return _summed(values - REFERENCE)


def abilities(responses: Responses, table: ItemTable) -> Floats:
    """What each answer's person is thought able to do without that answer, (n, G).

    From the other answers in the same area and the standard normal, as in `residuals`.
    """
    if not len(responses):
        return np.zeros((0, GRID.size))
    areas = table.area[responses.item]
    group = responses.person * (int(areas.max()) + 1) + areas
    order = np.argsort(group, kind="stable")
    out = np.empty((len(responses), GRID.size))
    out[order] = _without_each(responses.item[order], responses.score[order], group[order], table)
    return out


def shifts(scores: Ints, curve: Floats, density: Floats, shift: float = SHIFT) -> Alarm | None:
    """The first alarm of one calibrated question, or None.

    `scores` (n,) in order of answering, `curve` (scores, G) the question's P(score | theta),
    `density` (n, G) each person's ability without this answer.
    """
    hits = []
    for way, sign in ((Drifted.HARDER, 1.0), (Drifted.EASIER, -1.0)):
        ratio, spread = _ratios(curve, density, sign * shift)
        total = _summed(ratio[np.arange(len(scores)), scores], start=head_start(spread))
        over = np.flatnonzero(total > threshold(spread))
        if over.size:
            at = int(over[0])
            zero = np.flatnonzero(total[:at] <= 0)
            hits.append(Alarm(way, at + 1, int(zero[-1]) + 1 if zero.size else 0))
    return min(hits, key=lambda alarm: alarm.at, default=None)


def head_start(spread: float) -> float:
    """Where a sum begins: where one that has run for long stands on average without a shift.

    A sum that begins at 0 is slower at first than ever after (Lucas & Crosier 1982, Technometrics
    24, gave it a head start for that). Without a shift it tends to an exponential of mean 1, less
    what its steps take off: e^(-0.583 spread) (Siegmund 1985). So a new watch is as awake as an
    old one, and no more.
    """
    return math.exp(-_OVERSHOOT / 2 * spread)


def threshold(spread: float, *, rate: float = FALSE_ALARMS, within: int = WATCHED) -> float:
    """H of a two-sided likelihood-ratio CUSUM with its head start for a rate of false alarms.

    `spread` is the sd of one answer's log ratio. Siegmund (1985, *Sequential Analysis*, ch. 2 and
    10): the mean run to a false alarm is (e^y - y - 1) / (spread^2 / 2), y = h + 1.166 spread. To
    that comes the chance that the head start leads to h before it is used up: the ratio's mean is
    1 without a shift, so it is (e^start - e^-r) / (e^(h + r) - e^-r), r = 0.583 spread.
    """
    sd = max(spread, 1e-3)
    step, start = _OVERSHOOT / 2 * sd, head_start(sd)

    def excess(h: float) -> float:
        y = h + 2 * step
        again = within * sd**2 / 2 / (math.expm1(y) - y)
        first = (math.exp(start) - math.exp(-step)) / (math.exp(h + step) - math.exp(-step))
        return 2 * (again + first) + math.log1p(-rate)

    return max(float(optimize.brentq(excess, start, 60.0)), 0.1)


def _ratios(curve: Floats, density: Floats, shift: float) -> tuple[Floats, float]:
    """Log of P(score | shifted) / P(score), (n, scores), and its sd without a shift."""
    moved = np.array([np.interp(GRID - shift, GRID, one) for one in curve])
    now = np.maximum(density @ curve.T, _LEAST_VARIANCE**2)
    ratio = np.log(np.maximum(density @ moved.T, _LEAST_VARIANCE**2)) - np.log(now)
    mean = (now * ratio).sum(axis=1)
    variance = (now * ratio**2).sum(axis=1) - mean**2
    return ratio, float(np.sqrt(variance.mean())) if len(variance) else 0.0


def _summed(values: Floats, start: float = 0.0) -> Floats:
    """Page's sum without a reference value: the ratio has its own. It begins at `start`."""
    walk = np.cumsum(values) + start
    return np.asarray(walk - np.minimum.accumulate(np.minimum(walk, 0.0)))
