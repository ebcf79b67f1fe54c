"""What it costs to look early: false alarms, power and days, by simulation.

Three rules on the same draws: the fixed plan's test read every day (naive), once at the end
(fixed), and the always-valid test read every day (Johari, Koomen, Pekelis & Walsh 2017).
Randomness comes in as a seed.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from whetstone.core.kernel.intervals import Estimate
from whetstone.core.kernel.probability import normal_quantile, wilson

if TYPE_CHECKING:
    from numpy.typing import NDArray

MOST_EXPONENT = 700.0


@dataclass(frozen=True, slots=True)
class Looks:
    """A comparison of two arms: people a day in each, rate of the first, daily looks.

    `tau` is the difference worth having, as a share of the rate (0.2: a fifth).
    """

    rate: float
    per_day: int
    days: int
    tau: float = 0.2
    alpha: float = 0.05


@dataclass(frozen=True, slots=True)
class Price:
    """Share of simulated comparisons in which each rule says "different".

    Without a true lift these are false alarms, with one they are power. `stops` is the mean day
    on which the always-valid test stopped, among those where it did; None where it never did.
    """

    naive: Estimate
    fixed: Estimate
    valid: Estimate
    stops: float | None


def price(looks: Looks, *, lift: float, runs: int, seed: int) -> Price:
    """Simulate `runs` comparisons with that true relative lift.

    Raises:
        ValueError: when a rate leaves 0 to 1 or nothing is simulated.
    """
    other = looks.rate * (1 + lift)
    if not (0 < looks.rate < 1 and 0 < other < 1) or min(runs, looks.per_day, looks.days) < 1:
        raise ValueError("rates lie between 0 and 1, and there is something to simulate")
    rng = np.random.Generator(np.random.PCG64(seed))
    shape = (runs, looks.days)
    a = np.cumsum(rng.binomial(looks.per_day, looks.rate, shape), axis=1)
    b = np.cumsum(rng.binomial(looks.per_day, other, shape), axis=1)
    n = looks.per_day * np.arange(1, looks.days + 1)
    crossed = np.abs(_z(a, b, n)) > normal_quantile(1 - looks.alpha / 2)
    valid = _log_ratio(a, b, n, looks.tau * looks.rate) >= math.log(1 / looks.alpha)
    stopped: NDArray[np.bool_] = np.asarray(valid.any(axis=1))
    first = valid.argmax(axis=1)[stopped] + 1
    ever: NDArray[np.bool_] = np.asarray(crossed.any(axis=1))
    return Price(
        _share(ever),
        _share(crossed[:, -1]),
        _share(stopped),
        float(first.mean()) if first.size else None,
    )


def _z(a: NDArray[np.int64], b: NDArray[np.int64], n: NDArray[np.int64]) -> NDArray[np.float64]:
    """The pooled two-sample z of rates; 0 where nothing happened yet."""
    pooled = (a + b) / (2 * n)
    spread = np.sqrt(2 * pooled * (1 - pooled) / n)
    zeros = np.zeros(a.shape)
    return np.divide((b - a) / n, spread, out=zeros, where=spread > 0)


def _log_ratio(
    a: NDArray[np.int64], b: NDArray[np.int64], n: NDArray[np.int64], tau: float
) -> NDArray[np.float64]:
    """The logarithm of L_n of `looking.likelihood_ratio`, for whole arrays."""
    p, q = a / n, b / n
    variance = p * (1 - p) + q * (1 - q)
    safe = np.where(variance > 0, variance, 1.0)
    widened = safe + n * tau * tau
    exponent = np.minimum((n * tau * (q - p)) ** 2 / (2 * safe * widened), MOST_EXPONENT)
    found: NDArray[np.float64] = np.where(
        variance > 0, exponent + 0.5 * np.log(safe / widened), 0.0
    )
    return found


def _share(hits: NDArray[np.bool_]) -> Estimate:
    yes, n = int(hits.sum()), int(hits.size)
    low, high = wilson(yes, n)
    return Estimate(yes / n, low, high, n, "simulated")
