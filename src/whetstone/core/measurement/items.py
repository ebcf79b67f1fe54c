"""Item models, and the table of a whole bank on one grid.

An item with largest score m is a generalised partial credit item (Muraki 1992, Applied
Psychological Measurement 16, eq. 4):

    P(score = k | theta)  ~  exp( sum_{j<=k} a (theta - b - d_j) ),   k = 0..m,  d_0 term empty

with m = 1 the two-parameter logistic. A question of one point may have a lower asymptote c, the
chance to be right without knowing, fixed and taken as known (Birnbaum 1968, in Lord & Novick,
Statistical Theories of Mental Test Scores, ch. 17): P(1) = c + (1 - c) P. It is put into the
table, and everything is made from the table: likelihood, information, which question next.

Difficulty and slope are not known exactly: an expert set them, or few answers did. The table holds
the probabilities *averaged over that error* (Gauss-Hermite in b, and in log a), so that every
estimate made from it already carries a wider band.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from whetstone.core.kernel.errors import Fault, raise_all

if TYPE_CHECKING:
    from collections.abc import Sequence

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

GRID_STEP: Final = 0.2
GRID: Final[Floats] = np.linspace(-6.0, 6.0, 61)
"""Places on the ability scale, in logits of the working population N(0, 1)."""
GRID.setflags(write=False)

MAX_SCORE: Final = 3
CATEGORIES: Final = MAX_SCORE + 1
ASSUMED_STEP_SPREAD: Final = 0.8
"""ASSUMPTION until answers say otherwise: logits between neighbouring steps of one item."""

_NODES_B: Final = 9
_NODES_A: Final = 3
_FEW: Final = 1000
"""Tables of so many questions at most are remembered; 16 of the largest hold 31 MB."""


@dataclass(frozen=True, slots=True)
class ItemParameters:
    """One question as the model sees it.

    `area` is the place of its area in the profile (0-based), `max_score` is 1 to 3, `a` the
    slope above 0, `b` the location in logits, `a_sd` and `b_sd` their standard errors (0 =
    known). `steps` are the m step offsets d_j; without them steps are spread evenly around b.
    `c`: the chance to be right without knowing, 0 where a question has more than one point.
    """

    area: int
    max_score: int
    a: float
    b: float
    a_sd: float = 0.0
    b_sd: float = 0.0
    steps: tuple[float, ...] | None = None
    c: float = 0.0

    def faults(self, where: str) -> list[Fault]:
        """What is wrong with these parameters, each named under `where`."""
        found: list[Fault] = []
        if self.area < 0:
            found.append(Fault(where, f"area index {self.area} is negative."))
        if self.max_score not in range(1, MAX_SCORE + 1):
            found.append(Fault(where, f"largest score {self.max_score} is not 1 to {MAX_SCORE}."))
        if not (np.isfinite(self.a) and self.a > 0):
            found.append(Fault(where, f"slope a = {self.a} is not above 0."))
        if not np.isfinite(self.b):
            found.append(Fault(where, f"location b = {self.b} is not a number."))
        if not (self.a_sd >= 0 and self.b_sd >= 0):
            found.append(Fault(where, "a_sd and b_sd must be 0 or more."))
        if self.steps is not None and len(self.steps) != self.max_score:
            found.append(Fault(where, f"{len(self.steps)} steps for {self.max_score} points."))
        return [*found, *faults_of_floor(self.c, self.max_score, where)]


def faults_of_floor(c: float, points: int, where: str) -> list[Fault]:
    """What is wrong with a chance to be right without knowing."""
    if not 0 <= c < 1:
        return [Fault(where, f"a lower asymptote of {c} is not 0 to 1.")]
    if c and points > 1:
        return [Fault(where, "only a question of one point has a lower asymptote.")]
    return []


def even_steps(max_score: int, spread: float = ASSUMED_STEP_SPREAD) -> tuple[float, ...]:
    """Step offsets spread evenly around 0, easiest first.

    >>> even_steps(3)
    (-0.8, 0.0, 0.8)
    """
    middle = (max_score + 1) / 2
    return tuple(spread * (step - middle) for step in range(1, max_score + 1))


class ItemTable:
    """A bank on the grid: build it once per bank and edition, then share it freely.

    `area` (N,), `max_score` (N,), `prob` and `log_prob` (N, 4, G): P(score | theta) averaged
    over item error, 0 and -inf for scores an item does not have. All arrays are read-only.
    """

    def __init__(self, area: Ints, max_score: Ints, prob: Floats) -> None:
        self.area = area
        self.max_score = max_score
        self.prob = prob
        with np.errstate(divide="ignore"):
            self.log_prob: Floats = np.log(prob)
        self.rows: Floats = self.log_prob.reshape(-1, GRID.size)
        for array in (self.area, self.max_score, self.prob, self.log_prob):
            array.setflags(write=False)

    def __len__(self) -> int:
        """How many items the bank has."""
        return int(self.area.size)

    @cached_property
    def used(self) -> Floats:
        """`prob` without the scores that no item has, in one piece: (N, largest score + 1, G)."""
        return np.ascontiguousarray(self.prob[:, : int(self.max_score.max(initial=0)) + 1])

    @cached_property
    def by_area(self) -> tuple[tuple[Ints, Floats], ...]:
        """For each area its rows, and their curves in one piece (rows, scores, G)."""
        areas = range(int(self.area.max(initial=-1)) + 1)
        found = [(self.area == one).nonzero()[0] for one in areas]
        return tuple(
            (
                rows,
                np.ascontiguousarray(self.used[rows, : self.max_score[rows].max(initial=0) + 1]),
            )
            for rows in found
        )

    @classmethod
    def build(cls, items: Sequence[ItemParameters]) -> ItemTable:
        """The table of `items`, in their order. Raises `Faults` naming every bad item."""
        raise_all(
            fault for place, item in enumerate(items) for fault in item.faults(f"items[{place}]")
        )
        return cls(
            np.array([item.area for item in items], dtype=np.int64),
            np.array([item.max_score for item in items], dtype=np.int64),
            _kept(tuple(items)) if len(items) <= _FEW else _averaged(items),
        )


def category_probabilities(a: Floats, b: Floats, steps: Floats, theta: Floats) -> Floats:
    """P(score = k | theta), Muraki 1992 eq. 4.

    `a`, `b` have any common shape S, `steps` is S + (3,) with +inf where an item has no such
    step, `theta` is (G,). The result is S + (4, G); its sum over scores is 1.
    """
    slope = a[..., None, None]
    with np.errstate(invalid="ignore"):
        terms = slope * (theta - b[..., None, None] - steps[..., None])
    start = np.zeros((*terms.shape[:-2], 1, theta.size))
    logit = np.concatenate([start, np.cumsum(terms, axis=-2)], axis=-2)
    logit -= logit.max(axis=-2, keepdims=True)
    weight = np.exp(logit)
    return np.asarray(weight / weight.sum(axis=-2, keepdims=True), dtype=np.float64)


def floored(prob: Floats, c: Floats) -> Floats:
    """The chances of right and wrong, (..., scores, G), where `c` (...) are right without knowing.

    Where every c is 0 it is `prob` itself, untouched.
    """
    if not c.any():
        return prob
    some = prob.copy()
    rows = c > 0
    some[rows, 0] = (1 - c[rows, None]) * prob[rows, 0]
    some[rows, 1] = c[rows, None] + (1 - c[rows, None]) * prob[rows, 1]
    return some


@lru_cache(maxsize=16)
def _kept(items: tuple[ItemParameters, ...]) -> Floats:
    """The same, remembered: a form of some questions is read again at every answer."""
    found = _averaged(items)
    found.setflags(write=False)
    return found


def _averaged(items: Sequence[ItemParameters]) -> Floats:
    """The categories' probabilities, averaged over the error of b and of log a; (N, 4, G)."""
    steps = np.full((len(items), MAX_SCORE), np.inf)
    for row, item in enumerate(items):
        steps[row, : item.max_score] = item.steps or even_steps(item.max_score)
    a, b, a_sd, b_sd = (
        np.array([getattr(item, name) for item in items], dtype=np.float64)
        for name in ("a", "b", "a_sd", "b_sd")
    )
    spread = np.sqrt(np.log1p((a_sd / a) ** 2))
    total = np.zeros((len(items), CATEGORIES, GRID.size))
    for node_a, weight_a in gauss_hermite(_NODES_A if a_sd.any() else 1):
        for node_b, weight_b in gauss_hermite(_NODES_B if b_sd.any() else 1):
            slope = a * np.exp(spread * node_a - spread**2 / 2)
            place = b + b_sd * node_b
            total += weight_a * weight_b * category_probabilities(slope, place, steps, GRID)
    return floored(total, np.array([item.c for item in items], dtype=np.float64))


def gauss_hermite(count: int) -> list[tuple[float, float]]:
    """Gauss-Hermite nodes and weights of a standard normal."""
    places, weights = np.polynomial.hermite_e.hermegauss(count)
    share = weights / weights.sum()
    return [(float(place), float(weight)) for place, weight in zip(places, share, strict=True)]
