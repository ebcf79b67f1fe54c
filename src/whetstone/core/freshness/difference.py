"""What became of a syllabus between two terms, both held against today's ledger."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from whetstone.core.freshness.audit import Taught

if TYPE_CHECKING:
    from whetstone.core.freshness.audit import Report

_RANK = {Taught.MISSING: 0, Taught.ELECTIVE: 1, Taught.REQUIRED: 2}


@dataclass(frozen=True, slots=True)
class Moved:
    """A skill that is treated differently now."""

    skill: str
    was: Taught
    now: Taught
    depth_was: int
    depth_now: int


@dataclass(frozen=True, slots=True)
class Difference:
    """What moved: skills gained or lost (also between required and elective), and depth.

    `mended` are claims no longer rested on, `newly_outdated` those rested on now and not before.
    """

    gained: tuple[Moved, ...]
    lost: tuple[Moved, ...]
    deeper: tuple[Moved, ...]
    shallower: tuple[Moved, ...]
    mended: tuple[str, ...]
    newly_outdated: tuple[str, ...]

    @property
    def is_none(self) -> bool:
        """Whether nothing moved."""
        return not any(
            (self.gained, self.lost, self.deeper, self.shallower, self.mended, self.newly_outdated)
        )


def difference(before: Report, after: Report, *, was: set[str], now: set[str]) -> Difference:
    """Compare two reports over the same framework; `was` and `now` are the outdated claims."""
    old = {row.skill: row for row in before.rows}
    moved = [
        Moved(row.skill, old[row.skill].taught, row.taught, old[row.skill].depth, row.depth)
        for row in after.rows
        if row.skill in old
    ]
    same = [one for one in moved if one.was is one.now]
    return Difference(
        gained=tuple(one for one in moved if _RANK[one.now] > _RANK[one.was]),
        lost=tuple(one for one in moved if _RANK[one.now] < _RANK[one.was]),
        deeper=tuple(one for one in same if one.depth_now > one.depth_was),
        shallower=tuple(one for one in same if one.depth_now < one.depth_was),
        mended=tuple(sorted(was - now)),
        newly_outdated=tuple(sorted(now - was)),
    )
