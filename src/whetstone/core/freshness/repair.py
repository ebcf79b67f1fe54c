"""How long it takes to mend what a change made untrue.

*Assumed*, until repairs are timed: what an editor needs for one thing of a kind, the source read
and the sentence checked. It orders work and warns of a bad week; it is no promise.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

ASSUMED_MINUTES: Final[Mapping[str, float]] = {
    "block": 20.0,
    "item": 15.0,
    "card": 5.0,
    "task": 30.0,
    "guide": 20.0,
}
"""ASSUMPTION, minutes for one thing. Wholes (lessons, courses) are mended in their parts;
certificates and plans are not mended by an editor."""


def repair_minutes(things: Mapping[str, int]) -> float:
    """Minutes to mend so many things of each kind; kinds without an assumption count nothing.

    >>> repair_minutes({"block": 2, "card": 1, "certificate": 9})
    45.0
    """
    return sum(ASSUMED_MINUTES.get(kind, 0.0) * n for kind, n in things.items())
