"""How far two people who judge the same works by the same rubric agree.

Weighted kappa with squared weights (Cohen 1968), for two raters who may be anybody: the marginals
are pooled, so that it does not matter who is called the first (Scott 1955; with squared weights
this is an intraclass correlation, Fleiss & Cohen 1973). Then kappa is 1 - mean((a - b)^2) / (2 v),
v being the variance of all levels given. Rows of one work hang together, so the band comes from
leaving out one work at a time (the jackknife, Efron 1981, section 3).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from whetstone.core.measurement.items import Floats

WORKS: Final = 30
"""So many works judged twice, or nothing is said."""
ENOUGH: Final = 0.6
"""From here on one rater may do, with every tenth work judged twice (the tasks' key `rating`)."""
_BAND: Final = 1.96
Pairs = list[tuple[int, int]]
"""Of one work: by row of its rubric, the levels that two people gave."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """Weighted kappa with its 95 % band; `works` is how many it rests on."""

    kappa: float
    low: float
    high: float
    works: int

    @property
    def is_enough(self) -> bool:
        """Whether one rater may do from here on."""
        return self.kappa >= ENOUGH


def agreement(works: Sequence[Pairs]) -> Agreement | None:
    """The agreement over works; None where it cannot be told: too few, or all levels alike."""
    if len(works) < WORKS:
        return None
    sums = np.array([_sums(one) for one in works], dtype=np.float64)
    whole = float(_kappa(sums.sum(axis=0)[None, :])[0])
    without = _kappa(sums.sum(axis=0) - sums)
    if math.isnan(whole) or bool(np.isnan(without).any()):
        return None
    n = len(works)
    error = math.sqrt((n - 1) / n * float(((without - without.mean()) ** 2).sum()))
    return Agreement(whole, max(-1.0, whole - _BAND * error), min(1.0, whole + _BAND * error), n)


def _sums(pairs: Pairs) -> tuple[int, int, int, int]:
    """Pairs, squared differences, levels, squared levels."""
    return (
        len(pairs),
        sum((a - b) ** 2 for a, b in pairs),
        sum(a + b for a, b in pairs),
        sum(a * a + b * b for a, b in pairs),
    )


def _kappa(sums: Floats) -> Floats:
    """Of each line of sums; not a number where all levels are alike."""
    pairs, apart, levels, squares = sums.T
    variance = squares / (2 * pairs) - (levels / (2 * pairs)) ** 2
    found = np.full(len(sums), np.nan)
    spread = variance > 0
    found[spread] = 1 - apart[spread] / pairs[spread] / (2 * variance[spread])
    return found
