"""Hours for learning: kept, stolen, and still free.

- kept: booked, inside the working pattern, and learned in;
- stolen: booked, and taken by other work;
- after hours: learned outside the pattern, which is stolen from the person;
- free: booked and still ahead.

What each person did is theirs, so averages and shares need five people; totals shown to others
week after week are released by `core.rollup.sums`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from whetstone.core.kernel.intervals import Estimate, cannot_tell
from whetstone.core.kernel.probability import wilson
from whetstone.core.kernel.reasons import Reason, because
from whetstone.core.rollup.disclosure import SMALLEST

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

MINUTES_PER_HOUR = 60


class Fate(StrEnum):
    """What became of a booked block."""

    LEARNED = "learned"
    TAKEN = "taken"
    SKIPPED = "skipped"
    AHEAD = "ahead"


@dataclass(frozen=True, slots=True)
class BlockHour:
    """One block. `inside_pattern` says whether it lay in paid time."""

    person: str
    start: datetime
    minutes: int
    inside_pattern: bool
    fate: Fate


@dataclass(frozen=True, slots=True)
class Hours:
    """Hours by fate, and the share of settled blocks that were kept.

    A skip is the person's own choice: it is neither kept nor stolen, and never counted against
    anyone.
    """

    kept: float
    stolen: float
    after_hours: float
    free: float
    people: int
    kept_share: Estimate
    kept_each: Estimate
    reasons: tuple[Reason, ...]


def hours(rows: Iterable[BlockHour], *, team_size: int) -> Hours:
    """Add up the blocks of a team.

    Args:
        rows: blocks of the team in the period.
        team_size: everyone in the team, also those without blocks.
    """
    blocks = tuple(rows)
    kept = [b for b in blocks if b.fate is Fate.LEARNED and b.inside_pattern]
    stolen = [b for b in blocks if b.fate is Fate.TAKEN]
    after = [b for b in blocks if b.fate is Fate.LEARNED and not b.inside_pattern]
    free = [b for b in blocks if b.fate is Fate.AHEAD]
    shown = team_size >= SMALLEST
    return Hours(
        kept=_hours(kept),
        stolen=_hours(stolen),
        after_hours=_hours(after),
        free=_hours(free),
        people=len({b.person for b in blocks}),
        kept_share=_share(len(kept), len(kept) + len(stolen)) if shown else _small(),
        kept_each=_each(_hours(kept), team_size) if shown else _small(),
        reasons=tuple(_reasons(stolen, after)),
    )


def _hours(blocks: Iterable[BlockHour]) -> float:
    return sum(block.minutes for block in blocks) / MINUTES_PER_HOUR


def _share(count: int, total: int) -> Estimate:
    if not total:
        return cannot_tell("no block has come and gone yet")
    low, high = wilson(count, total)
    return Estimate(count / total, low, high, total, "blocks kept of blocks kept or taken")


def _each(total: float, team_size: int) -> Estimate:
    mean = total / team_size
    return Estimate(mean, mean, mean, team_size, "a full count")


def _small() -> Estimate:
    return cannot_tell(f"shown from {SMALLEST} people up")


def _reasons(stolen: list[BlockHour], after: list[BlockHour]) -> Iterable[Reason]:
    if stolen:
        yield because("stolen", hours=_hours(stolen), blocks=len(stolen))
    if after:
        yield because("after_hours", hours=_hours(after), blocks=len(after))
