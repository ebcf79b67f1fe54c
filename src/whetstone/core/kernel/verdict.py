"""From a probability to a word. The two constants of the product live here and nowhere else."""

from __future__ import annotations

from enum import Enum
from typing import Final

from whetstone.core.kernel.probability import Probability, probability

TALK_LOW: Final = Probability(0.2)
TALK_HIGH: Final = Probability(0.8)
"""Between these two we say that it is too close to call."""
CERTIFICATE: Final = Probability(0.95)
"""A certificate needs at least this P(at or above the level)."""


class Verdict(Enum):
    """What may be said about a person and a level."""

    BELOW_PROBABLY = "below_probably"
    TOO_CLOSE = "too_close"
    MET_PROBABLY = "met_probably"
    UNMEASURED = "unmeasured"

    @property
    def words(self) -> str:
        """The words a page prints (English source text)."""
        return _WORDS[self]


_WORDS: Final = {
    Verdict.BELOW_PROBABLY: "below, probably",
    Verdict.TOO_CLOSE: "too close to call",
    Verdict.MET_PROBABLY: "met, probably",
    Verdict.UNMEASURED: "not measured yet",
}


def verdict(p: float, *, measured: bool = True) -> Verdict:
    """The word for P(at or above the level) = `p`; nothing is said about what is unmeasured."""
    if not measured:
        return Verdict.UNMEASURED
    chance = probability(p)
    if chance >= TALK_HIGH:
        return Verdict.MET_PROBABLY
    if chance <= TALK_LOW:
        return Verdict.BELOW_PROBABLY
    return Verdict.TOO_CLOSE


def certifies(p: float) -> bool:
    """Whether P(at or above the level) = `p` is enough for a certificate."""
    return probability(p) >= CERTIFICATE


_ONE: Final = 0.01


def in_100(p: float) -> str:
    """A probability as people say it: "60 in 100". Never "0" or "100" unless it is exactly so.

    >>> in_100(0.6)
    '60 in 100'
    >>> in_100(0.9996)
    'more than 99 in 100'
    """
    chance = probability(p)
    if 0 < chance < _ONE:
        return "less than 1 in 100"
    if 1 - _ONE < chance < 1:
        return "more than 99 in 100"
    return f"{round(100 * chance)} in 100"
