"""Hours for learning, kept and stolen: sums for a team, and a person's own."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from typing import TYPE_CHECKING, Any

from whetstone.apps.learn.models import Booking, Reading
from whetstone.apps.learn.selectors import bookings
from whetstone.apps.learn.selectors.bookings import Block, Fate, HoursKept
from whetstone.apps.learn.selectors.team import pattern_of
from whetstone.apps.people import selectors as people
from whetstone.core.rollup.hours import BlockHour
from whetstone.core.rollup.hours import Fate as Sort
from whetstone.core.timeplan.pattern import Span, is_inside
from whetstone.web.prepared import Prepared

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

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


def moved_minutes(person_ids: Collection[int], *, since: dt.datetime) -> dict[int, int]:
    """Minutes of blocks that were put elsewhere at least once, by person. One query."""
    states = (
        Booking.objects.filter(
            person_id__in=sorted(person_ids), state=Booking.State.BOOKED, ends_at__gte=since
        )
        .order_by("person_id", "uid", "sequence")
        .values_list("person_id", "uid", "starts_at", "ends_at")
    )
    places: dict[tuple[int, Any], set[dt.datetime]] = defaultdict(set)
    length: dict[tuple[int, Any], int] = {}
    for person, uid, start, end in states:
        places[person, uid].add(start)
        length[person, uid] = round((end - start).total_seconds() / 60)
    found: defaultdict[int, int] = defaultdict(int)
    for (person, uid), starts in places.items():
        if len(starts) > 1:
            found[person] += length[person, uid]
    return dict(found)


def after_hours_minutes(
    zones: Mapping[int, str], *, since: dt.datetime, until: dt.datetime
) -> dict[int, int]:
    """Minutes of lessons that were finished outside the person's own hours. Two queries.

    A lesson counts with its own minutes: how long it lay open says little. Who has no hours here
    has none to be outside of.
    """
    hours = people.working_hours(list(zones))
    patterns = {one: pattern_of(rows, zone=zones[one]) for one, rows in hours.items()}
    found: defaultdict[int, int] = defaultdict(int)
    for person, at, minutes in _FINISHED(since, until, *sorted(patterns)) if patterns else ():
        if at is not None and not _is_at_work(patterns[person], at):
            found[person] += minutes
    return dict(found)


_FINISHED = Prepared(
    lambda since, until, *ids: Reading.objects.filter(
        person_id__in=ids, finished_at__gte=since, finished_at__lt=until
    ).values_list("person_id", "finished_at", "lesson__minutes")
)


def _is_at_work(pattern: WorkingPattern, at: dt.datetime) -> bool:
    """Whether a moment lies in working time; its end still does."""
    minute = dt.timedelta(minutes=1)
    end = at.replace(second=0, microsecond=0)
    return any(is_inside(pattern, Span(one, one + minute)) for one in (end, end - minute))


def after_hours_of(person_id: int, *, zone: str, since: dt.datetime, now: dt.datetime) -> int:
    """A person's own minutes after hours, for them alone. Two queries."""
    found = after_hours_minutes({person_id: zone}, since=since, until=now)
    return found.get(person_id, 0)


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
