"""What the simulations share: banks, people, and how long a fixed loop takes on this machine."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace

import numpy as np

from whetstone.core.measurement.items import Floats, Ints, ItemParameters, ItemTable
from whetstone.core.measurement.next_question import Bank

FORMATS = ("data_single", "multi_select", "best_worst", "order", "matching")


def calibration_loop() -> float:
    """CPU seconds of two million additions in Python: read times against it."""
    begun = time.process_time()
    total = 0
    for number in range(2_000_000):
        total += number
    return time.process_time() - begun


@dataclass(frozen=True, eq=False)
class World:
    """A bank as believed, the truth behind it, and the people's abilities (people, areas)."""

    bank: Bank
    a: Floats
    b: Floats
    theta: Floats
    rng: np.random.Generator

    def __call__(self, rows: Ints, people: Ints) -> Ints:
        """Right (1) or wrong (0), by the two-parameter model with the true parameters."""
        able = self.theta[people, self.bank.table.area[rows]]
        p = 1 / (1 + np.exp(-self.a[rows] * (able - self.b[rows])))
        return (self.rng.random(rows.size) < p).astype(np.int64)


def drawn_items(size: int, rng: np.random.Generator) -> tuple[Floats, Floats]:
    """Slopes a ~ logN(0.2, 0.3), places b ~ N(0, 1)."""
    return rng.lognormal(0.2, 0.3, size), rng.normal(size=size)


def world(size: int, theta: Floats, rng: np.random.Generator, *, b_error: float = 0.0) -> World:
    """Items known but for an error in b of sd `b_error`, which the table knows of.

    The areas take turns; five formats; one item in twenty has an enemy; all take 90 seconds.
    """
    areas = theta.shape[1]
    a, b = drawn_items(size, rng)
    believed = b + b_error * rng.normal(size=size)
    if b_error:  # what is believed is what an expert says; the truth lies about it
        b, believed = believed, b
    table = ItemTable.build(
        [ItemParameters(k % areas, 1, a[k], believed[k], 0.0, b_error) for k in range(size)]
    )
    nobody: frozenset[int] = frozenset()
    enemies = [
        frozenset({k + areas}) if k % 20 == 0 and k + areas < size else nobody for k in range(size)
    ]
    formats = [FORMATS[int(k)] for k in rng.integers(0, len(FORMATS), size)]
    bank = replace(Bank.of(table), enemies=enemies, formats=formats)
    return World(bank, a, b, theta, rng)
