"""Item models on a grid: probabilities, and one Newton step of all items at once.

An item with largest score m has a slope a and m intercepts c. Padded to the widest item, `a` is
(J,) and `c` (J, M); `has` (J, M) says which intercepts an item has.

Generalised partial credit (Muraki 1992; with m = 1 the two-parameter logistic):
    P(k) ~ exp(k a theta + c_k),  c_0 = 0;  step places b_k = -(c_k - c_{k-1}) / a
Graded response (Samejima 1969):
    P(score >= k) = 1 / (1 + exp(-(a theta + c_k)));  places b_k = -c_k / a
With right and wrong only, a fixed chance `low` to be right without knowing (Birnbaum 1968):
    P(1) = low + (1 - low) / (1 + exp(-(a theta + c)))
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from whetstone.core.measurement.items import Floats

    Bools = NDArray[np.bool_]

SMALLEST_P: Final = 1e-290
LONGEST_STEP: Final = 1.0
FLATTEST: Final = 1e-3
"""With a prior on slopes, none is smaller."""


class Model(StrEnum):
    """Which model an item follows; the two-parameter logistic is partial credit with m = 1."""

    TWO_PL = "2pl"
    RASCH = "rasch"
    GPCM = "gpcm"
    GRM = "grm"

    @property
    def is_graded(self) -> bool:
        """Cumulative logits, not adjacent ones."""
        return self is Model.GRM


@dataclass(frozen=True, slots=True)
class Priors:
    """Weak priors that keep unanimous items finite.

    log a ~ N(log_a, log_a_sd^2), every place b ~ N(b_mean, b_sd^2). The last two are one number
    for all, or (J, 1) or (J, M) where items differ (`experts` makes such).
    """

    log_a: float = 0.2
    log_a_sd: float = 0.5
    b_mean: float | Floats = 0.0
    b_sd: float | Floats = 2.0

    def off(self, b: Floats) -> Floats:
        """How far places (J, M) are from where they were thought, in squared sds; NaN counts 0."""
        return np.nan_to_num((b - self.b_mean) / np.square(self.b_sd))


@dataclass(frozen=True, slots=True)
class Parameters:
    """Slopes (J,), intercepts (J, M), 0 where an item has none, and lower asymptotes (J,)."""

    a: Floats
    c: Floats
    low: Floats | None = None

    def moved(self, step_a: Floats, step_c: Floats) -> Parameters:
        """The parameters a step further."""
        return Parameters(self.a + step_a, self.c + step_c, self.low)


def log_probabilities(model: Model, at: Parameters, has: Bools, theta: Floats) -> Floats:
    """Log P(score = k | theta), (J, M + 1, Q); meaningless for scores an item does not have."""
    prob = graded(at, has, theta)[0] if model.is_graded else credit(at, has, theta)
    return np.asarray(np.log(np.maximum(prob, SMALLEST_P)))


def credit(at: Parameters, has: Bools, theta: Floats) -> Floats:
    """P(score = k | theta) of partial credit items; (J, M + 1, Q), 0 for missing scores."""
    levels = np.arange(1, at.c.shape[1] + 1)
    logit = at.a[:, None, None] * levels[:, None] * theta + at.c[..., None]
    logit = np.where(has[..., None], logit, -np.inf)
    logit = np.concatenate([np.zeros((len(at.a), 1, theta.size)), logit], axis=1)
    weight = np.exp(logit - logit.max(axis=1, keepdims=True))
    prob = weight / weight.sum(axis=1, keepdims=True)
    if at.low is not None:
        low = at.low[:, None]
        prob[:, 0] *= 1 - low
        prob[:, 1] = np.where(low > 0, 1 - prob[:, 0], prob[:, 1])
    return np.asarray(prob)


def graded(at: Parameters, has: Bools, theta: Floats) -> tuple[Floats, Floats]:
    """P(score = k) and P(score >= k), k from 0, of graded items; the latter with 1 and 0 ends."""
    logit = at.a[:, None, None] * theta + at.c[..., None]
    above = np.where(has[..., None], 1 / (1 + np.exp(-logit)), 0.0)
    ends = np.ones((len(at.a), 1, theta.size))
    above = np.concatenate([ends, above, 0 * ends], axis=1)
    return np.asarray(above[:, :-1] - above[:, 1:]), np.asarray(above)


def score_and_information(
    model: Model, at: Parameters, has: Bools, *, counts: Floats, theta: Floats
) -> tuple[Floats, Floats]:
    """Gradient (J, 1 + M) of the expected log likelihood, and its (expected) information.

    `counts` (J, M + 1, Q) are the expected answers by score and grid place.
    """
    if model.is_graded:
        return _of_graded(at, has, counts, theta)
    if has.shape[1] == 1:
        return _of_two(at, counts, theta)
    return _of_credit(at, has, counts, theta)


def _of_two(at: Parameters, counts: Floats, theta: Floats) -> tuple[Floats, Floats]:
    """Right and wrong only: sums over the grid as one product with (1, theta, theta^2)."""
    powers = theta[:, None] ** np.arange(3)
    many = counts.sum(axis=1)
    knows = 1 / (1 + np.exp(-(at.a[:, None] * theta + at.c)))
    low = 0.0 if at.low is None else at.low[:, None]
    prob = low + (1 - low) * knows
    share = knows / prob  # of those who were right, how many knew
    left = ((counts[:, 1] - many * prob) * share) @ powers[:, :2]
    told = (many * share * (1 - low) * knows * (1 - knows)) @ powers
    return left[:, ::-1].copy(), told[:, [[2, 1], [1, 0]]]


def _of_credit(at: Parameters, has: Bools, counts: Floats, theta: Floats) -> tuple[Floats, Floats]:
    prob = credit(at, has, theta)
    many = counts.sum(axis=1)
    left = counts - many[:, None] * prob
    level = np.arange(prob.shape[1], dtype=np.float64)
    mean = np.einsum("k,jkq->jq", level, prob)
    gradient = np.concatenate(
        [np.einsum("k,jkq,q->j", level, left, theta)[:, None], left[:, 1:].sum(axis=2)], axis=1
    )
    size = gradient.shape[1]
    info = np.empty((len(at.a), size, size))
    spread = np.einsum("k,jkq->jq", level**2, prob) - mean**2
    info[:, 0, 0] = (many * spread * theta**2).sum(axis=1)
    cross = prob[:, 1:] * (level[1:, None] - mean[:, None])
    info[:, 0, 1:] = info[:, 1:, 0] = np.einsum("jq,jkq,q->jk", many, cross, theta)
    info[:, 1:, 1:] = -np.einsum("jq,jkq,jlq->jkl", many, prob[:, 1:], prob[:, 1:])
    place = np.arange(1, size)
    info[:, place, place] += np.einsum("jq,jkq->jk", many, prob[:, 1:])
    if at.low is not None and (rows := np.flatnonzero(at.low > 0)).size:
        two = Parameters(at.a[rows], at.c[rows, :1], at.low[rows])
        gradient[rows], info[rows] = 0.0, 0.0
        gradient[rows, :2], info[rows, :2, :2] = _of_two(two, counts[rows, :2], theta)
    return gradient, info


def _of_graded(at: Parameters, has: Bools, counts: Floats, theta: Floats) -> tuple[Floats, Floats]:
    prob, above = graded(at, has, theta)
    many = counts.sum(axis=1)
    slope = (above * (1 - above))[:, 1:-1]
    safe = np.maximum(prob, SMALLEST_P)
    share = np.where(prob > 0, counts / safe, 0.0)
    by_logit = slope * (share[:, 1:] - share[:, :-1])
    gradient = np.concatenate(
        [np.einsum("jkq,q->j", by_logit, theta)[:, None], by_logit.sum(axis=2)], axis=1
    )
    size = gradient.shape[1]
    inverse = np.where(prob > 0, 1 / safe, 0.0)
    own = many[:, None] * slope**2 * (inverse[:, 1:] + inverse[:, :-1])
    next_ = -many[:, None] * slope[:, :-1] * slope[:, 1:] * inverse[:, 1:-1]
    own = np.where(has[..., None], own, 0.0)
    next_ = np.where(has[:, 1:, None], next_, 0.0)
    row = own.copy()  # of the information about logits: each row summed over its columns
    row[:, :-1] += next_
    row[:, 1:] += next_
    info = np.zeros((len(at.a), size, size))
    info[:, 0, 0] = np.einsum("jkq,q->j", row, theta**2)
    info[:, 0, 1:] = info[:, 1:, 0] = np.einsum("jkq,q->jk", row, theta)
    place = np.arange(1, size)
    info[:, place, place] = own.sum(axis=2)
    info[:, place[:-1], place[1:]] = info[:, place[1:], place[:-1]] = next_.sum(axis=2)
    return gradient, info


def score_slopes(model: Model, at: Parameters, has: Bools, theta: Floats) -> Floats:
    """The slopes d log P(score = k | theta) / d (a, c), (J, M + 1, 1 + M, Q)."""
    items, most = has.shape
    found = np.zeros((items, most + 1, 1 + most, theta.size))
    score, place = np.arange(most + 1), np.arange(1, most + 1)
    if model.is_graded:
        prob, above = graded(at, has, theta)
        inverse = np.where(prob > 0, 1 / np.maximum(prob, SMALLEST_P), 0.0)
        slope = (above * (1 - above))[:, 1:-1]
        found[:, place, place] = slope * inverse[:, 1:]
        found[:, place - 1, place] = -slope * inverse[:, :-1]
        found[:, :, 0] = found[:, :, 1:].sum(axis=2) * theta
        return found
    prob = credit(at, has, theta)
    mean = np.einsum("k,jkq->jq", score.astype(np.float64), prob)
    found[:, :, 0] = (score[:, None] - mean[:, None]) * theta
    found[:, :, 1:] = -prob[:, None, 1:]
    found[:, place, place] += 1.0
    if at.low is not None and (rows := np.flatnonzero(at.low > 0)).size:
        knows = 1 / (1 + np.exp(-(at.a[rows, None] * theta + at.c[rows, :1])))
        low = at.low[rows, None]
        found[rows] = 0.0
        found[rows, 0, 1] = -knows
        found[rows, 1, 1] = (1 - low) * knows * (1 - knows) / (low + (1 - low) * knows)
        found[rows, :, 0] = found[rows, :, 1] * theta
    return found


def places(model: Model, at: Parameters, has: Bools) -> Floats:
    """The places b on the ability scale, (J, M); NaN where an item has none."""
    step = at.c if model.is_graded else np.diff(at.c, axis=1, prepend=0.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(np.where(has, -step / at.a[:, None], np.nan))


def place_slopes(model: Model, at: Parameters, has: Bools) -> Floats:
    """How the places move with the parameters: d b_k / d (a, c), (J, M, 1 + M)."""
    items, most = at.c.shape
    over = np.eye(most) if model.is_graded else np.eye(most) - np.eye(most, k=-1)
    moved = np.zeros((items, most, 1 + most))
    moved[:, :, 0] = -np.nan_to_num(places(model, at, has)) / at.a[:, None]
    moved[:, :, 1:] = -over / at.a[:, None, None]
    return np.where(has[..., None], moved, 0.0)


def add_priors(
    model: Model,
    at: Parameters,
    has: Bools,
    *,
    priors: Priors,
    found: tuple[Floats, Floats],
) -> tuple[Floats, Floats]:
    """Gradient and information with the priors' share (Gauss-Newton for the places)."""
    gradient, info = found[0].copy(), found[1].copy()
    log_a = np.log(at.a)
    gradient[:, 0] += -(log_a - priors.log_a) / (priors.log_a_sd**2 * at.a)
    info[:, 0, 0] += 1 / (priors.log_a_sd * at.a) ** 2
    off = priors.off(places(model, at, has))
    moved = place_slopes(model, at, has)
    gradient += -np.einsum("jk,jkp->jp", off, moved)
    told = np.broadcast_to(1 / np.square(priors.b_sd), has.shape)
    info += np.einsum("jkp,jk,jkr->jpr", moved, told, moved)
    return gradient, info


def log_prior(model: Model, at: Parameters, has: Bools, priors: Priors) -> float:
    """Log density of the priors at the parameters, up to a constant."""
    of_a = -0.5 * ((np.log(at.a) - priors.log_a) / priors.log_a_sd) ** 2
    of_b = -0.5 * np.square(priors.off(places(model, at, has)) * priors.b_sd)
    return float(of_a.sum() + of_b.sum())
