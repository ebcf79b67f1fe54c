"""Hours for learning, kept and stolen: sums for a team, and a person's own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from whetstone.apps.learn.selectors import bookings
from whetstone.apps.learn.selectors.bookings import Block, Fate, HoursKept
from whetstone.apps.learn.selectors.team import pattern_of
from whetstone.apps.people import selectors as people
from whetstone.core.rollup.hours import BlockHour
from whetstone.core.rollup.hours import Fate as Sort
from whetstone.core.timeplan.pattern import is_inside

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    from whetstone.core.timeplan.pattern import WorkingPattern

_SORTS = {
    Fate.KEPT: Sort.LEARNED,
    Fate.STOLEN: Sort.TAKEN,
    Fate.UNSAID: Sort.SKIPPED,
    Fate.AHEAD: Sort.AHEAD,
}


def hours_kept(
    workspace_id: int, *, since: dt.datetime, now: dt.datetime, person_id: int | None = None
) -> HoursKept:
    """Minutes kept, stolen, unsaid and still ahead, of all learners or of one. Seven queries.

    A person's own sum is for that person only. `outside` is measured on what is ahead, against the
    hours as they stand; what is past was inside them when it was booked, or it was not booked.
    """
    rows, patterns = _rows(workspace_id, since=since, now=now, person_id=person_id)
    outside = sum(
        block.minutes
        for block, what in rows
        if what is Fate.AHEAD and not _inside(patterns, block)
    )
    return bookings.add_up(rows, outside=outside)


def block_hours(workspace_id: int, *, since: dt.datetime, now: dt.datetime) -> list[BlockHour]:
    """Blocks of all learners, for `core.rollup.hours`: it withholds what is personal."""
    rows, patterns = _rows(workspace_id, since=since, now=now, person_id=None)
    return [
        BlockHour(
            person=str(block.person_id),
            start=block.starts_at,
            minutes=block.minutes,
            inside_pattern=what is not Fate.AHEAD or _inside(patterns, block),
            fate=_SORTS[what],
        )
        for block, what in rows
    ]


def _rows(
    workspace_id: int, *, since: dt.datetime, now: dt.datetime, person_id: int | None
) -> tuple[Sequence[tuple[Block, Fate]], Mapping[int, WorkingPattern]]:
    zones = bookings.zones(workspace_id)
    ids: Any = [one for one in zones if person_id in (None, one)]
    rows = bookings.fates_of_blocks(ids, zones=zones, since=since, now=now)
    ahead = sorted({block.person_id for block, what in rows if what is Fate.AHEAD})
    hours = people.working_hours(ahead)
    return rows, {one: pattern_of(hours.get(one, []), zone=zones[one]) for one in ahead}


def _inside(patterns: Mapping[int, WorkingPattern], block: Block) -> bool:
    return is_inside(patterns[block.person_id], block.span)
