"""How many minutes learning takes, cut into blocks that fit a working week."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from whetstone.core.kernel.refresher import refresher_length

if TYPE_CHECKING:
    from collections.abc import Iterable

SILENT_READING = 238
"""Words a minute, English non-fiction (Brysbaert 2019, J. Memory and Language 109: 238)."""

CAREFUL_READING = 160
"""Words a minute for study in a second language: judgement, about two thirds of the above."""

MINUTES_PER_ITEM = 1.5
"""A practice question with its explanation: judgement until response times exist."""

SHORTEST, NORMAL, LONGEST = 25, 30, 60
"""Minutes of a block."""


@dataclass(frozen=True, slots=True)
class Block:
    """Minutes to be placed; ids are unique for one person."""

    id: str
    minutes: int


def reading_minutes(words: int, *, words_per_minute: int = CAREFUL_READING) -> int:
    """Whole minutes to read so many words, rounded up."""
    if words < 0 or words_per_minute <= 0:
        raise ValueError("words and pace are positive")
    return math.ceil(words / words_per_minute)


def refresher_minutes(relearn: Iterable[int], *, items: int = 0) -> int:
    """Minutes of one refresher with its questions: 2 to 8; 0 where nothing is to be relearned."""
    whole = sum(relearn) + math.ceil(items * MINUTES_PER_ITEM)
    return refresher_length(whole) if whole else 0


def blocks_for(minutes: int, *, prefix: str, length: int = NORMAL) -> tuple[Block, ...]:
    """Cut minutes into blocks of about `length`; a rest too short for a block joins another.

    The blocks together hold at least `minutes`, each 25 to 60 long, equal within five minutes.

    >>> [block.minutes for block in blocks_for(70, prefix="lesson")]
    [35, 35]
    """
    if not SHORTEST <= length <= LONGEST:
        raise ValueError(f"a block is {SHORTEST} to {LONGEST} minutes long")
    if minutes <= 0:
        return ()
    count = max(1, round(minutes / length), math.ceil(minutes / LONGEST))
    each = max(SHORTEST, 5 * math.ceil(minutes / count / 5))
    return tuple(Block(f"{prefix}-{number}", each) for number in range(1, count + 1))


def weekly_minutes(contract_share: float, *, full: int = 60) -> int:
    """Learning minutes of a week by contract share; never less than one block of 25."""
    if not 0 < contract_share <= 1:
        raise ValueError("a contract share lies between 0 and 1")
    return max(SHORTEST, round(full * contract_share))


def weeks_needed(minutes: int, *, contract_share: float = 1.0, full: int = 60) -> int:
    """Weeks until so many minutes are done at the weekly pace."""
    return math.ceil(max(0, minutes) / weekly_minutes(contract_share, full=full))
