"""The life of a question: what it may do now, derived from what is known of it.

draft -> expert-set -> provisional -> operational, and flagged or retired at any time. *Expert-set*
questions are scored: experts gave their difficulty, and every estimate is averaged over the error
of that. From 100 first answers on a fit replaces the experts' numbers (*provisional*), from 300 on
it is trusted to carry others (*operational*). A new question of a bank that is calibrated already
is a *pilot*: it is asked, a few in a sitting, and scored for nobody until it has its own numbers
(seeding, and its sizes: Ban, Hanson, Wang, Yi & Harris 2001, J. Educational Measurement 38).
"""

from __future__ import annotations

import hashlib
from enum import StrEnum
from typing import Final

PROVISIONAL_FROM: Final = 100
OPERATIONAL_FROM: Final = 300
CALIBRATED_BANK: Final = 10
"""So many operational questions of an area make a whole form of it: new ones need not count."""
FEWEST_PILOTS, MOST_PILOTS = 2, 4
A_PILOT_IN: Final = 7
"""One pilot for so many questions that count, within the two bounds."""
FIRST_PLACE: Final = 2
"""Nobody's sitting begins with a pilot."""


class ItemState(StrEnum):
    """What a question may do now."""

    DRAFT = "draft"
    EXPERT_SET = "expert-set"
    PILOT = "pilot"
    PROVISIONAL = "provisional"
    OPERATIONAL = "operational"
    FLAGGED = "flagged"
    RETIRED = "retired"


class ItemMark(StrEnum):
    """What an editor said of a question last."""

    FLAGGED = "flagged"
    CLEARED = "cleared"
    RETIRED = "retired"


SCORED: Final = frozenset({ItemState.EXPERT_SET, ItemState.PROVISIONAL, ItemState.OPERATIONAL})
"""States in which answers count for a person."""
MEASURED: Final = frozenset({ItemState.PROVISIONAL, ItemState.OPERATIONAL})
"""States in which the numbers come from answers."""


def item_state(
    *,
    filed: ItemState,
    calibrated_from: int = 0,
    mark: ItemMark | None = None,
    in_calibrated_bank: bool = False,
) -> ItemState:
    """The state of a question.

    Args:
        filed: what its file says.
        calibrated_from: the first answers behind its numbers in the calibration in force.
        mark: an editor's newest word on it.
        in_calibrated_bank: whether it came into an area that had a whole form of operational
            questions already; what was scored before stays scored.
    """
    if mark is ItemMark.RETIRED or filed is ItemState.RETIRED:
        return ItemState.RETIRED
    if mark is ItemMark.FLAGGED or (filed is ItemState.FLAGGED and mark is not ItemMark.CLEARED):
        return ItemState.FLAGGED
    if filed is ItemState.DRAFT:
        return ItemState.DRAFT
    if calibrated_from >= OPERATIONAL_FROM:
        return ItemState.OPERATIONAL
    if calibrated_from >= PROVISIONAL_FROM:
        return ItemState.PROVISIONAL
    return ItemState.PILOT if in_calibrated_bank else ItemState.EXPERT_SET


def is_calibrated_bank(operational: int) -> bool:
    """Whether an area with so many operational questions seeds its new ones unscored."""
    return operational >= CALIBRATED_BANK


def pilots_in(length: int) -> int:
    """How many pilots a sitting of so many counted questions has room for.

    >>> [pilots_in(n) for n in (10, 21, 28)]
    [2, 3, 4]
    """
    return max(FEWEST_PILOTS, min(MOST_PILOTS, length // A_PILOT_IN))


def pilot_places(seed: str, length: int, pilots: int) -> frozenset[int]:
    """At which places (from 0) of a sitting pilots stand, the same for the same seed.

    `length` counts the questions that count. One pilot stands in each equal stretch of the
    sitting, nowhere in particular in it.
    """
    room = length + pilots - FIRST_PLACE
    many = max(0, min(pilots, room))
    found = set()
    for nth in range(many):
        start = FIRST_PLACE + nth * room // many
        stop = FIRST_PLACE + (nth + 1) * room // many
        digest = hashlib.blake2b(f"{seed}:pilot:{nth}".encode(), digest_size=8).digest()
        found.add(start + int.from_bytes(digest, "big") % (stop - start))
    return frozenset(found)
