"""The quiz of a session has its block: booked three days on, kept when it is answered."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from whetstone.apps.learn.models import Booking
from whetstone.apps.learn.selectors import quizzes
from whetstone.apps.learn.selectors.bookings import QUIZ, held
from whetstone.apps.learn.services.bookings import get_current, next_state
from whetstone.apps.people import selectors as people
from whetstone.apps.people.at_work import standing_learners

if TYPE_CHECKING:
    import datetime as dt


def book_quizzes(now: dt.datetime) -> int:
    """The chore: a block for each quiz that is due, in the hours of who was there. How many.

    It is safe to repeat: a quiz that ever had a block is not due again.
    """
    booked = 0
    for workspace_id in sorted({one.workspace_id for one in quizzes.lately_held(now)}):
        here = standing_learners().filter(workspace=workspace_id)
        ids = list(here.values_list("pk", flat=True))
        due = quizzes.quizzes_due(ids, workspace_id=workspace_id, now=now)
        if due:
            booked += get_current(
                person_ids=due, workspace_id=workspace_id, now=now, only=[QUIZ]
            ).booked
    return booked


def quiz_answered(*, session_uid: str, person_id: int, now: dt.datetime) -> None:
    """Who answers has kept the block; one that lies on a later day is let go."""
    rows = Booking.objects.select_for_update().filter(
        person=person_id, thing_kind=QUIZ, thing_id=session_uid
    )
    newest = rows.order_by("-sequence").first()
    if newest is None or newest.state != Booking.State.BOOKED:
        return
    clock = ZoneInfo(people.actor_for(person_id, now=now).time_zone)
    is_later = newest.starts_at.astimezone(clock).date() > now.astimezone(clock).date()
    state = Booking.State.CANCELLED if is_later else Booking.State.KEPT
    next_state(held(newest), state, now).save()
