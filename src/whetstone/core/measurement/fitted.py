"""From fitted parameters to a bank on the grid: what calibration found, ready for scoring.

Slopes and step places as `calibration` reports them become an `ItemTable`, their standard errors
averaged in (as in `items`). Errors are not known jointly: the places of one item move together, by
the mean of their errors, which is no narrower than the truth.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from whetstone.core.kernel.errors import Fault, raise_all
from whetstone.core.measurement.calibration.kernels import Model, Parameters, credit, graded
from whetstone.core.measurement.items import (
    CATEGORIES,
    GRID,
    MAX_SCORE,
    Floats,
    ItemTable,
    faults_of_floor,
    floored,
    gauss_hermite,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

_NODES_A, _NODES_B = 3, 9


@dataclass(frozen=True, slots=True)
class FittedItem:
    """One item: slope, step places (rising or not), their errors (0: known), and its area.

    `c`: the chance to be right without knowing; right and wrong only.
    """

    name: str
    a: float
    b: tuple[float, ...]
    a_se: float = 0.0
    b_se: tuple[float, ...] = ()
    area: int = 0
    c: float = 0.0

    def faults(self) -> Iterator[Fault]:
        """What is wrong, each named under the item."""
        where = f"item {self.name}"
        if not (np.isfinite(self.a) and self.a > 0):
            yield Fault(where, f"slope a = {self.a} is not above 0.")
        if not 1 <= len(self.b) <= MAX_SCORE or not np.isfinite(self.b).all():
            yield Fault(where, f"1 to {MAX_SCORE} places b are wanted, each a number.")
        errors = np.array([self.a_se, *self.b_se])
        if not (np.isfinite(errors) & (errors >= 0)).all():
            yield Fault(where, "standard errors are numbers of 0 or more.")
        yield from faults_of_floor(self.c, len(self.b), where)


def table_of(items: Sequence[FittedItem], model: Model) -> ItemTable:
    """The bank on the grid. Raises `Faults` naming every bad item."""
    raise_all(fault for item in items for fault in item.faults())
    size = len(items)
    has, b = np.zeros((size, MAX_SCORE), dtype=bool), np.zeros((size, MAX_SCORE))
    for row, item in enumerate(items):
        has[row, : len(item.b)], b[row, : len(item.b)] = True, item.b
    a = np.array([item.a for item in items])
    a_sd = np.array([item.a_se for item in items])
    b_sd = np.array([float(np.mean(item.b_se)) if item.b_se else 0.0 for item in items])
    spread = np.sqrt(np.log1p((a_sd / a) ** 2))
    prob = np.zeros((size, CATEGORIES, GRID.size))
    for node_a, weight_a in gauss_hermite(_NODES_A if a_sd.any() else 1):
        for node_b, weight_b in gauss_hermite(_NODES_B if b_sd.any() else 1):
            slope = a * np.exp(spread * node_a - spread**2 / 2)
            at = _parameters(slope, b + (b_sd * node_b)[:, None], has, model)
            prob += weight_a * weight_b * _curves(at, has, model)
    area = np.array([item.area for item in items], dtype=np.int64)
    c = np.array([item.c for item in items], dtype=np.float64)
    return ItemTable(area, has.sum(axis=1).astype(np.int64), floored(prob, c))


def _parameters(a: Floats, b: Floats, has: NDArray[np.bool_], model: Model) -> Parameters:
    """Slopes and intercepts from slopes and places."""
    steps = b if model.is_graded else np.cumsum(np.where(has, b, 0.0), axis=1)
    return Parameters(a, np.where(has, -a[:, None] * steps, 0.0))


def _curves(at: Parameters, has: NDArray[np.bool_], model: Model) -> Floats:
    return graded(at, has, GRID)[0] if model.is_graded else credit(at, has, GRID)
