"""Who learns when, as their lead may see it: the time is the team's, the subject is theirs.

A block is named only where its person shares the areas of its lesson, and then by its title.
What became of a block is nobody's but the person's, so no block says it here.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from whetstone.apps.diagnose import selectors as diagnose
from whetstone.apps.learn.models import Booking
from whetstone.apps.learn.selectors import bookings
from whetstone.apps.learn.selectors.bookings import LESSON, SESSION
from whetstone.apps.learn.selectors.wanted import shelf
from whetstone.apps.people import selectors as people

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Mapping

    from whetstone.apps.learn.selectors.bookings import Held

BY_LEAD = "by_lead"
"""The code of the first reason of a block whose time a lead asked back."""


@dataclass(frozen=True, slots=True)
class BlockOfTeam:
    """A block of somebody's week. `title` is empty where its subject is not shared.

    `may_move`: it lies ahead and its time is its person's alone, so it can be asked back.
    """

    uid: str
    person_id: int
    starts_at: dt.datetime
    minutes: int
    title: str
    may_move: bool


def team_week(
    workspace_id: int, *, start: dt.datetime, end: dt.datetime, now: dt.datetime
) -> dict[int, list[BlockOfTeam]]:
    """The blocks that begin in a span, by person, in order of time. Five queries."""
    ids = [one.id for one in people.members(workspace_id)]
    rows = [
        held
        for held in bookings.latest(ids, since=start)
        if held.state != Booking.State.CANCELLED and start <= held.starts_at < end
    ]
    shared = diagnose.shared_areas(ids)
    areas = {one.id: frozenset(one.areas) for one in shelf()} if rows else {}
    found: defaultdict[int, list[BlockOfTeam]] = defaultdict(list)
    for held in rows:
        told = shared.get(held.person_id, frozenset())
        found[held.person_id].append(
            BlockOfTeam(
                uid=held.uid,
                person_id=held.person_id,
                starts_at=held.starts_at,
                minutes=held.minutes,
                title=held.title if _is_told(held, areas, told) else "",
                may_move=held.state == Booking.State.BOOKED
                and held.starts_at > now
                and held.kind != SESSION,
            )
        )
    return dict(found)


def _is_told(held: Held, areas: Mapping[str, frozenset[str]], shared: Collection[str]) -> bool:
    """A lesson of areas that are all shared; refreshers and checks tell what was answered."""
    if held.kind != LESSON:
        return False
    mine = areas.get(held.thing_id, frozenset())
    return bool(mine) and mine <= frozenset(shared)


@dataclass(frozen=True, slots=True)
class AskedBack:
    """Blocks whose time a lead asked back: how many, how long, and how many have another."""

    blocks: int
    minutes: int
    placed: int


def asked_back(workspace_id: int, *, since: dt.datetime) -> AskedBack:
    """The overrides of a workspace since a moment. One query."""
    rows = Booking.objects.filter(
        person__workspace_id=workspace_id, recorded_at__gte=since, reasons__0__code=BY_LEAD
    ).values_list("starts_at", "ends_at", "state")
    found = [(end - start, state) for start, end, state in rows]
    return AskedBack(
        blocks=len(found),
        minutes=sum(round(length.total_seconds() / 60) for length, _state in found),
        placed=sum(state == Booking.State.BOOKED for _length, state in found),
    )
