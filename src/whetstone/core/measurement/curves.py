"""The curve of one question: what share of its points people earn at each ability, with a band."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from whetstone.core.measurement.items import (
    MAX_SCORE,
    category_probabilities,
    even_steps,
    floored,
)

if TYPE_CHECKING:
    from whetstone.core.measurement.items import Floats, ItemParameters

DRAWS: Final = 400
BAND: Final = (0.05, 0.95)


@dataclass(frozen=True, slots=True, eq=False)
class Curve:
    """Expected share of the points along `theta` (n,), and its 90 % band."""

    theta: Floats
    share: Floats
    low: Floats
    high: Floats

    def at(self, theta: float) -> tuple[float, float, float]:
        """The share and its band at one ability."""
        return tuple(  # type: ignore[return-value]  # three of them
            float(np.interp(theta, self.theta, one)) for one in (self.share, self.low, self.high)
        )


def curve(item: ItemParameters, theta: Floats, *, seed: int = 0) -> Curve:
    """The curve of a question; its band comes from seeded draws of its slope and place.

    The middle is at the numbers themselves; slopes are drawn log-normal, places normal.
    """
    rng = np.random.default_rng(seed)
    spread = np.sqrt(np.log1p((item.a_sd / item.a) ** 2))
    a = item.a * np.exp(spread * rng.standard_normal(DRAWS))
    b = item.b + item.b_sd * rng.standard_normal(DRAWS)
    drawn = _share(item, a, b, theta)
    low, high = np.quantile(drawn, BAND, axis=0)
    (middle,) = _share(item, np.array([item.a]), np.array([item.b]), theta)
    return Curve(theta, middle, np.minimum(low, middle), np.maximum(high, middle))


def _share(item: ItemParameters, a: Floats, b: Floats, theta: Floats) -> Floats:
    steps = np.full(MAX_SCORE, np.inf)
    steps[: item.max_score] = item.steps or even_steps(item.max_score)
    chance = category_probabilities(a, b, np.broadcast_to(steps, (a.size, MAX_SCORE)), theta)
    chance = floored(chance, np.full(a.size, item.c))
    points = np.einsum("nkg,k->ng", chance, np.arange(MAX_SCORE + 1))
    return np.asarray(points / item.max_score, dtype=np.float64)
