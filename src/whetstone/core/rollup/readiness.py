"""Are there enough people for a campaign? From the verdict words that people share, and no number.

Each word stands for a range of probability, as in `cover`; so the answer is a range too.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from whetstone.core.kernel.intervals import Estimate, cannot_tell
from whetstone.core.kernel.probability import at_least
from whetstone.core.kernel.verdict import TALK_HIGH, TALK_LOW, Verdict
from whetstone.core.rollup.cover import word_ranges

if TYPE_CHECKING:
    from collections.abc import Sequence


class Ready(StrEnum):
    """What may be said of the team in one area."""

    READY = "ready"
    CLOSE = "close"
    SHORT = "short"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Readiness:
    """`have` share that they are there, `near` that they are not; `enough` is P(at least n)."""

    need: int
    have: int
    near: int
    enough: Estimate
    ready: Ready


def readiness(words: Sequence[Verdict], *, need: int) -> Readiness:
    """What shared words say about `need` people at the level.

    It is "short" only where even the best reading of the words is below the talk limit: somebody
    who shares nothing may well be there.

    >>> readiness([Verdict.MET_PROBABLY] * 3, need=1).ready.value
    'ready'

    Raises:
        ValueError: when need is below 1.
    """
    if need < 1:
        raise ValueError("at least one person is needed")
    told = [one for one in words if one in word_ranges()]
    have = sum(one is Verdict.MET_PROBABLY for one in told)
    if not told:
        return Readiness(need, 0, 0, cannot_tell("nobody shares a word here"), Ready.UNKNOWN)
    middle, low, high = zip(*(word_ranges()[one] for one in told), strict=True)
    enough = Estimate(
        float(at_least(middle, need)),
        float(at_least(low, need)),
        float(at_least(high, need)),
        len(told),
        "from shared words only",
    )
    return Readiness(need, have, len(told) - have, enough, _ready(enough))


def _ready(enough: Estimate) -> Ready:
    if enough.value >= TALK_HIGH:
        return Ready.READY
    return Ready.SHORT if enough.value <= TALK_LOW else Ready.CLOSE
