"""Evidence epochs: earlier answers inform, newer ones measure.

A learning event in an area opens a new epoch there. Between two epochs the ability takes random-
walk steps of sd `ASSUMED_PROCESS_SD` (the local-level model of Harvey 1989, *Forecasting,
Structural Time Series Models and the Kalman Filter*, section 2.3, on a grid instead of in
normals). The prior belongs to the newest epoch with answers: earlier answers reach it through
the walk, blurred, so that they neither average a gain away nor make the prior vaguer. Learning
after the last answer leaves the mean where it is and widens the band: we no longer know.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from scipy import sparse

from whetstone.core.measurement.density import normalised
from whetstone.core.measurement.items import GRID, Floats, Ints, ItemTable

if TYPE_CHECKING:
    from whetstone.core.measurement.responses import Responses

ASSUMED_PROCESS_SD: Final = 2.0
"""ASSUMPTION, in logits: how far a learning event may move an ability. Wide enough that a gain,
measured again with ten answers, is shown to at least 90 % of what they alone would show."""
ASSUMED_UNMEASURED_SD: Final = 0.5
"""ASSUMPTION, in logits: what a learning event adds to the band while nobody has measured again.
Smaller than the process sd, which is generous on purpose so that new answers win."""
MOST_STEPS: Final = 2
"""Many lessons between two sittings widen the band no further than two steps."""

_FLOOR: Final = 1e-300


@dataclass(frozen=True, eq=False)
class Epochs:
    """Answers laid out by epoch, oldest first, for P persons and K areas.

    `log_lik` (E, P, K, G); `steps` (E, P, K) random-walk steps before each epoch (0 for the
    first and where there is none); `trailing` (P, K) steps since the last answered epoch;
    `answers` (P, K) answers that count; `fresh` (P, K) their weights summed over the epoch that
    is still open.
    """

    log_lik: Floats
    steps: Ints
    trailing: Ints
    answers: Ints
    fresh: Floats


def lay_out(responses: Responses, table: ItemTable, now: Ints) -> Epochs:
    """Responses (only those that count) by epoch.

    `now` (persons, areas) is the number of learning events so far; where it is smaller than the
    newest answered epoch, that epoch is taken to be still open.
    """
    size = now.size
    place = responses.person * now.shape[1] + table.area[responses.item]
    rank, newest, steps = _ranks(place, responses.epoch, size)
    depth = steps.shape[0]
    rows = rank * size + place
    columns = responses.item * table.prob.shape[1] + responses.score
    spread = sparse.csr_matrix(
        (responses.weight, (rows, columns)), shape=(depth * size, table.rows.shape[0])
    )
    answers = np.bincount(place, minlength=size)
    trailing = np.clip(now.reshape(-1) - newest, 0, MOST_STEPS) * (answers > 0)
    is_open = (rank == (steps > 0).sum(axis=0)[place]) & (trailing[place] == 0)
    fresh = np.bincount(place, weights=responses.weight * is_open, minlength=size)
    return Epochs(
        np.asarray(spread @ table.rows).reshape(depth, *now.shape, GRID.size),
        steps.reshape(depth, *now.shape),
        trailing.reshape(now.shape),
        np.asarray(answers, dtype=np.int64).reshape(now.shape),
        np.asarray(fresh, dtype=np.float64).reshape(now.shape),
    )


def site(epochs: Epochs, process_sd: float = ASSUMED_PROCESS_SD) -> Floats:
    """What all answers say about the ability in the newest answered epoch, log, (P, K, G)."""
    message: Floats = epochs.log_lik[0]
    for later in range(1, epochs.log_lik.shape[0]):
        blurred = _walk(message, epochs.steps[later], process_sd, of_density=False)
        message = blurred + epochs.log_lik[later]
    return message


def loosened(epochs: Epochs, variance: Floats, process_sd: float) -> Floats | None:
    """What is left of each area's correlation with the others, (P, K); None where all of it is.

    Areas go together before anybody learns. A lesson in one moves that one alone: with the walk's
    own step, corr(theta + step, other) = corr(theta, other) x sd / sqrt(sd^2 + steps x
    process_sd^2). Without it the other areas would say of a person who has just learned what is
    true of one who has not. `variance` (K,) is the prior's.
    """
    steps = np.minimum(epochs.steps.sum(axis=0), MOST_STEPS)
    if not steps.any():
        return None
    return np.asarray(np.sqrt(variance / (variance + steps * process_sd**2)))


def today(
    log_density: Floats, epochs: Epochs, unmeasured_sd: float = ASSUMED_UNMEASURED_SD
) -> Floats:
    """The density of today's ability, (P, K, G).

    `log_density` is the one in the newest answered epoch; the steps since then widen it.
    """
    if not epochs.trailing.any():
        return normalised(log_density)
    return normalised(_walk(log_density, epochs.trailing, unmeasured_sd, of_density=True))


def blurred(log_likelihood: Floats, sd: float) -> Floats:
    """A likelihood (G,) of a place that lies a normal error of `sd` away from the ability."""
    top = log_likelihood.max()
    return np.asarray(top + np.log(np.maximum(_kernel(sd) @ np.exp(log_likelihood - top), _FLOOR)))


def _ranks(place: Ints, epoch: Ints, size: int) -> tuple[Ints, Ints, Ints]:
    """Each answer's epoch rank at its place, the newest epoch per place, and steps (E, size)."""
    span = int(epoch.max(initial=0)) + 1
    if span == 1:
        none = np.zeros(size, dtype=np.int64)
        return np.zeros_like(place), none, none[None]
    keys, inverse = np.unique(place * span + epoch, return_inverse=True)
    where, when = keys // span, keys % span
    starts = np.searchsorted(where, where)
    rank = np.arange(keys.size) - starts
    steps = np.zeros((int(rank.max(initial=0)) + 1, size), dtype=np.int64)
    follows = np.flatnonzero(rank > 0)
    gap = np.minimum(when[follows] - when[follows - 1], MOST_STEPS)
    steps[rank[follows], where[follows]] = gap
    newest = np.zeros(size, dtype=np.int64)
    np.maximum.at(newest, where, when)
    return rank[inverse.reshape(-1)], newest, steps


def _walk(log_value: Floats, steps: Ints, sd: float, *, of_density: bool) -> Floats:
    """A random walk of `steps` (P, K) steps, of a density or of a likelihood.

    Rows without a step pass unchanged.
    """
    result = log_value.copy()
    for count in range(1, MOST_STEPS + 1):
        chosen = steps == count
        if chosen.any():
            rows = log_value[chosen]
            top = rows.max(axis=-1, keepdims=True)
            kernel = _kernel(sd * count**0.5)
            moved = np.exp(rows - top) @ (kernel if of_density else kernel.T)
            result[chosen] = top + np.log(np.maximum(moved, _FLOOR))
    return result


def _kernel(sd: float) -> Floats:
    """P(to | from) of a normal step of `sd` on the grid, (from, to)."""
    weight = np.exp(-((GRID[:, None] - GRID[None, :]) ** 2) / (2 * sd**2))
    return np.asarray(weight / weight.sum(axis=-1, keepdims=True))
