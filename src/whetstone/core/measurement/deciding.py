"""Is a person at entry level in an area: a decision with error rates stated beforehand.

Two rules, both from the answers of the current sitting only. The sequential probability ratio
test (Wald 1947, *Sequential Analysis*, ch. 3; for adaptive tests Reckase 1983, Eggen 1999, Applied
Psychological Measurement 23) weighs "just above the cut" against "just below it" and needs no
prior. The posterior rule asks how likely the person is to be above. Either may end without a
decision: "too close to call" is an answer.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Final

import numpy as np

from whetstone.core.kernel.errors import Fault, raise_all
from whetstone.core.measurement.density import at_or_above
from whetstone.core.measurement.items import GRID, Floats, Ints

if TYPE_CHECKING:
    from whetstone.core.measurement.display import Cut
    from whetstone.core.measurement.sitting import SittingPosterior

HALF_WIDTH: Final = 0.3
"""Logits on either side of the cut within which a wrong decision is not held against the test."""
UNDECIDED, BELOW, MET = 0, -1, 1


class Decided(Enum):
    """What a sitting says about a cut."""

    MET = MET
    BELOW = BELOW
    TOO_CLOSE = UNDECIDED


@dataclass(frozen=True, slots=True)
class ErrorRates:
    """Accepted chances of a wrong "met" and of a wrong "below"."""

    false_met: float = 0.05
    false_below: float = 0.05

    def __post_init__(self) -> None:
        """Refuse rates outside (0, 0.5)."""
        raise_all(
            Fault(f"error_rates.{name}", f"{rate} is not between 0 and 0.5.")
            for name, rate in (("false_met", self.false_met), ("false_below", self.false_below))
            if not 0 < rate < 0.5  # noqa: PLR2004  # a coin does as well
        )

    @property
    def bounds(self) -> tuple[float, float]:
        """Wald's lower and upper bound of the log likelihood ratio."""
        return (
            math.log(self.false_below / (1 - self.false_met)),
            math.log((1 - self.false_below) / self.false_met),
        )


DEFAULT_RATES: Final = ErrorRates()


def decide(
    posterior: SittingPosterior,
    area: int,
    cut: Cut,
    *,
    rates: ErrorRates = DEFAULT_RATES,
    half_width: float | None = HALF_WIDTH,
) -> Decided:
    """The decision in one area: by ratio, or by posterior where `half_width` is None."""
    if half_width is None:
        return Decided(int(by_posterior(posterior.density[area], cut.theta, rates)))
    return Decided(int(by_ratio(posterior.log_lik[area], cut.theta, rates, half_width)))


def by_ratio(
    log_lik: Floats, cut: float, rates: ErrorRates, half_width: float = HALF_WIDTH
) -> Ints:
    """Wald's test of cut + half_width against cut - half_width; `log_lik` (..., G) -> 1, 0, -1."""
    ratio = _at(log_lik, cut + half_width) - _at(log_lik, cut - half_width)
    low, high = rates.bounds
    return np.where(ratio >= high, MET, np.where(ratio <= low, BELOW, UNDECIDED))


def by_posterior(density: Floats, cut: float, rates: ErrorRates) -> Ints:
    """P(at or above the cut) against the accepted errors; `density` (..., G) -> 1, 0, -1."""
    above = at_or_above(density, cut)
    met, below = above >= 1 - rates.false_met, above <= rates.false_below
    return np.where(met, MET, np.where(below, BELOW, UNDECIDED))


def _at(log_lik: Floats, theta: float) -> Floats:
    """A log likelihood between grid places, by a straight line."""
    place = float(np.clip((theta - GRID[0]) / (GRID[1] - GRID[0]), 0, GRID.size - 1))
    cell = min(int(place), GRID.size - 2)
    part = place - cell
    return np.asarray((1 - part) * log_lik[..., cell] + part * log_lik[..., cell + 1])
