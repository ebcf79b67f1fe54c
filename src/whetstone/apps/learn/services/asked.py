"""Learning by a day: another room asks for it, and it is placed in free working time or it is not.

The hours are the person's: nothing lies outside their pattern, in a meeting, in a blackout, on
top of another block, or beyond the weekly budget. What does not fit is told with its reasons.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction

from whetstone.apps.learn.models import Booking
from whetstone.apps.learn.selectors import planning
from whetstone.apps.learn.selectors.fitting import FURTHEST, codes_of
from whetstone.apps.learn.services.bookings import booking_row
from whetstone.apps.people import services as people
from whetstone.core.kernel.reasons import because

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection


@dataclass(frozen=True, slots=True)
class Answer:
    """How many blocks were booked for how many people, how many have no place, and why not.

    `reasons` are codes, the most frequent first, and say nothing of whose.
    """

    people: int
    booked: int
    unplaced: int
    reasons: tuple[str, ...]

    @property
    def fits(self) -> bool:
        """Whether everything that was missing has a place."""
        return not self.unplaced


@transaction.atomic
def ask_for_learning(
    *,
    workspace_id: int,
    person_ids: Collection[int],
    area_id: str,
    cause: str,
    today: dt.date,
    before: dt.date,
    now: dt.datetime,
    actor_id: int | None = None,
) -> Answer:
    """Book the lessons of an area that these people have not read, before a day.

    Asked again it books only what has no place yet. `cause` is told to each of them with the
    block. People outside the workspace are left out.

    Raises:
        ValueError: when no day lies between.
    """
    if before <= today:
        raise ValueError("no day is left")
    days = min(FURTHEST, (before - today).days)
    found = planning.propose_area(
        workspace_id, person_ids=person_ids, area_id=area_id, days=days, now=now
    )
    why = because("for_campaign", what=cause, day=before)
    places = {placed.block.id: placed for placed in found.plan.placed}
    rows = [booking_row(found.wishes[uid], places[uid], now, first=why) for uid in places]
    Booking.objects.bulk_create(rows, ignore_conflicts=True)
    if rows:
        people.audit(
            workspace_id=workspace_id,
            actor_id=actor_id,
            act="placed learning",
            object_kind="blocks",
            object_id=len(rows),
            now=now,
        )
    asked = Counter(wish.person_id for wish in found.wishes.values())
    return Answer(
        people=len(asked),
        booked=len(rows),
        unplaced=len(found.unplaced),
        reasons=codes_of(found.plan),
    )
