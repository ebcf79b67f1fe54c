"""Probabilities and the few distributions that every science here needs."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NewType

import numpy as np
from scipy import special

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

Probability = NewType("Probability", float)
"""A number in [0, 1]."""


def probability(value: float) -> Probability:
    """`value` as a probability. Raises ValueError outside [0, 1] and for NaN."""
    if not 0.0 <= value <= 1.0:
        raise ValueError(f"{value!r} is not a probability.")
    return Probability(float(value))


def normal_cdf(x: float) -> Probability:
    """P(Z <= x) for a standard normal Z."""
    return Probability(0.5 * math.erfc(-x / math.sqrt(2.0)))


def normal_quantile(p: float) -> float:
    """The x with P(Z <= x) = p, for 0 < p < 1. Raises ValueError at and beyond the ends."""
    if not 0.0 < p < 1.0:
        raise ValueError(f"{p!r} has no finite normal quantile.")
    return float(special.ndtri(p))


def wilson(successes: int, n: int, *, level: float = 0.95) -> tuple[Probability, Probability]:
    """The score interval of Wilson (1927), J. Am. Stat. Assoc. 22, for a share.

    Without trials nothing is known and the interval is (0, 1).

    >>> low, high = wilson(9, 100)
    >>> round(100 * low, 1), round(100 * high, 1)
    (4.8, 16.2)
    """
    if not 0 <= successes <= n:
        raise ValueError(f"{successes} successes in {n} trials.")
    if n == 0:
        return Probability(0.0), Probability(1.0)
    z = normal_quantile(0.5 + level / 2)
    share = successes / n
    centre = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    low = 0.0 if successes == 0 else max(0.0, centre - half)
    high = 1.0 if successes == n else min(1.0, centre + half)
    return Probability(low), Probability(high)


def beta_interval(a: float, b: float, *, level: float = 0.95) -> tuple[Probability, Probability]:
    """The central interval of Beta(a, b), a and b above 0."""
    if not (a > 0 and b > 0):
        raise ValueError(f"Beta({a}, {b}) does not exist.")
    tail = (1 - level) / 2
    low = float(special.betaincinv(a, b, tail))
    high = float(special.betaincinv(a, b, 1 - tail))
    return Probability(low), Probability(high)


def poisson_binomial(chances: Iterable[float]) -> NDArray[np.float64]:
    """P(exactly k of independent events happen), k = 0..n, by convolution; shape (n + 1,).

    Wang (1993), Statistica Sinica 3, on the number of successes in independent trials.
    """
    given = [probability(chance) for chance in chances]
    mass = np.zeros(len(given) + 1)
    mass[0] = 1.0
    for done, p in enumerate(given, start=1):
        mass[1 : done + 1] = mass[1 : done + 1] * (1 - p) + mass[:done] * p
        mass[0] *= 1 - p
    return mass


def at_least(chances: Iterable[float], n: int) -> Probability:
    """P(at least `n` of independent events happen); `n` steps for each event."""
    given = [probability(chance) for chance in chances]
    if n <= 0:
        return Probability(1.0)
    mass = [1.0, *[0.0] * n]
    for p in given:
        _happens(mass, p)
    return Probability(min(1.0, mass[n]))


def without_each(
    chances: Iterable[float], n: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """For each event: P(exactly n - 1 of the others happen), P(at least `n` of the others do).

    `n` is 1 or more; both of shape (events,). What comes before an event and what comes after
    it are convolved, so that a thousand events take a thousand steps and not a million. Only
    sums of products of probabilities: nothing cancels.
    """
    given = [probability(chance) for chance in chances]
    before = _running(given, n)[:-1]
    after = _running(given[::-1], n)[::-1][1:]
    exactly = (before[:, :n] * after[:, n - 1 :: -1]).sum(axis=1)
    rest = np.cumsum(after[:, ::-1], axis=1)  # column m: P(at least n - m after it)
    enough = (before * rest).sum(axis=1)
    return exactly, np.minimum(1.0, enough)


def _running(given: Sequence[float], n: int) -> NDArray[np.float64]:
    """The masses of 0..n-1 and of n or more, before each event and after the last one."""
    mass = [1.0, *[0.0] * n]
    rows = [tuple(mass)]
    for p in given:
        _happens(mass, p)
        rows.append(tuple(mass))
    return np.array(rows)


def _happens(mass: list[float], p: float) -> None:
    """One more event that happens with probability p; the last place gathers what is beyond."""
    last = len(mass) - 1
    mass[last] += mass[last - 1] * p
    for k in range(last - 1, 0, -1):
        mass[k] = mass[k] * (1 - p) + mass[k - 1] * p
    mass[0] *= 1 - p
