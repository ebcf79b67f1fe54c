"""Looking at a running comparison before its end, at a stated price.

A fixed plan looks once. The mixture sequential probability ratio test may look every day and
still keeps its error rate (Johari, Koomen, Pekelis & Walsh 2017, Peeking at A/B Tests); it
pays with power. Looking daily with the fixed plan's test gives false alarms in about a quarter
of cases.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

ALPHA = 0.05


@dataclass(frozen=True, slots=True)
class Arm:
    """Events and people of one arm so far."""

    events: int
    people: int

    @property
    def rate(self) -> float:
        """Events per person."""
        return self.events / self.people


def likelihood_ratio(a: Arm, b: Arm, *, tau: float) -> float:
    """The mixture likelihood ratio L_n against "no difference".

    L_n = sqrt(V / (V + n tau^2)) exp(n^2 tau^2 d^2 / (2 V (V + n tau^2))) with
    V = p_a (1 - p_a) + p_b (1 - p_b), n the people per arm (the smaller arm), d the difference
    of the rates and `tau` the difference worth having. 1.0 while nothing has happened.

    Raises:
        ValueError: when tau is not positive or an arm has more events than people.
    """
    if tau <= 0 or any(not 0 <= arm.events <= arm.people for arm in (a, b)):
        raise ValueError("tau is positive and events do not exceed people")
    n = min(a.people, b.people)
    if n == 0:
        return 1.0
    variance = a.rate * (1 - a.rate) + b.rate * (1 - b.rate)
    if variance <= 0:
        return 1.0
    widened = variance + n * tau * tau
    d = b.rate - a.rate
    power = (n * tau * d) ** 2 / (2 * variance * widened)
    return math.sqrt(variance / widened) * math.exp(min(power, 700.0))


def may_stop(a: Arm, b: Arm, *, tau: float, alpha: float = ALPHA) -> bool:
    """May the comparison stop today, with error rate alpha over all looks: L_n >= 1 / alpha?"""
    return likelihood_ratio(a, b, tau=tau) >= 1 / alpha
