"""One trained unit: a weighted mixture of the others stands in for it (synthetic control).

Abadie, Diamond & Hainmueller (2010): weights of at least 0 that sum to 1 are chosen so that the
mixture follows the unit before its start. The same is done for every other unit as if it had been
the one (placebo in space); the rank of its misfit after the start, as a multiple of that before,
among all units is the p-value. With n units it is never below 1/n.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import scipy

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from whetstone.core.rollup.staggered import Panel

FEWEST_OTHERS = 2
SUM_WEIGHS = 1e3
TINY = 1e-12


@dataclass(frozen=True, slots=True)
class Synthetic:
    """The mean gap since the start, what the mixture is made of, and the rank of the misfit.

    `misfit` is the root mean square gap before the start. `rank` 1 is the largest of `of`.
    """

    unit: str
    gap: float
    misfit: float
    rank: int
    of: int
    parts: tuple[tuple[str, float], ...]

    @property
    def p(self) -> float:
        """The share of units with a misfit as large."""
        return self.rank / self.of


def synthetic_control(panel: Panel) -> Synthetic | None:
    """The one started unit against a mixture of the others; None where it is not the only one."""
    mine = [n for n, place in enumerate(panel.starts.places) if place < len(panel.periods)]
    if len(mine) != 1 or len(panel.units) <= FEWEST_OTHERS:
        return None
    one, start = mine[0], panel.starts.places[mine[0]]
    found = [_gaps(panel.outcome, n, start, leave=one) for n in range(len(panel.units))]
    ratios = [_size(gaps[start:]) / max(_size(gaps[:start]), TINY) for gaps, _parts in found]
    gaps, weights = found[one]
    others = [unit for n, unit in enumerate(panel.units) if n != one]
    parts = sorted(zip(others, weights.tolist(), strict=True), key=lambda part: -part[1])
    return Synthetic(
        panel.units[one],
        float(gaps[start:].mean()),
        _size(gaps[:start]),
        sum(ratio >= ratios[one] * (1 - TINY) for ratio in ratios),
        len(panel.units),
        tuple((unit, weight) for unit, weight in parts if weight > TINY),
    )


def _gaps(
    outcome: NDArray[np.float64], one: int, start: int, *, leave: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """A unit less its mixture, period by period, and the weights; `leave` is in no mixture."""
    others = np.array([n for n in range(len(outcome)) if n not in {one, leave}])
    donors = outcome[others]
    scale = float(np.abs(outcome[:, :start]).max()) or 1.0
    table = np.vstack([donors[:, :start].T / scale, np.full((1, len(others)), SUM_WEIGHS)])
    weights, _misfit = scipy.optimize.nnls(
        table, np.append(outcome[one, :start] / scale, SUM_WEIGHS)
    )
    weights /= weights.sum()
    return outcome[one] - weights @ donors, weights


def _size(gaps: NDArray[np.float64]) -> float:
    return math.sqrt(float((gaps**2).mean()))
