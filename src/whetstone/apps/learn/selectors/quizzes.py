"""Which quizzes of sessions are due for whom: three days on, for who was there."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from typing import TYPE_CHECKING

from whetstone.apps.learn.models import Booking, ExpertSession, Practice, SessionTime
from whetstone.apps.learn.selectors import sessions
from whetstone.apps.learn.selectors.bookings import QUIZ
from whetstone.apps.learn.selectors.wanted import Wanted
from whetstone.core.timeplan.slots import DEFAULT_RULES

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

QUIZ_MINUTES = 10
"""Three questions with what they explain; the block around it is as long as the shortest is."""
NOTICE = dt.timedelta(hours=DEFAULT_RULES.notice_hours)


def lately_held(now: dt.datetime) -> list[ExpertSession]:
    """Sessions, of every workspace, whose quiz can have its place now. Two queries.

    Nothing is placed within a day, so a place found two days on lies on the third day or later.
    """
    since = now - sessions.QUIZ_AFTER - sessions.QUIZ_FOR
    until = now - sessions.QUIZ_AFTER + NOTICE
    over = SessionTime.objects.filter(ends_at__gt=since, ends_at__lte=until).values("session")
    found = list(ExpertSession.objects.filter(pk__in=over).order_by("pk"))
    times = sessions.newest_times(found)
    return [
        one for one in found if not times[one.pk].is_off and since < times[one.pk].ends_at <= until
    ]


def quizzes_due(
    person_ids: Collection[int], *, workspace_id: int, now: dt.datetime
) -> dict[int, list[Wanted]]:
    """By person: quizzes that have questions, no answer of theirs, and never had a block.

    A block that somebody took out of their week counts as one: it is not booked again.
    """
    held = [one for one in lately_held(now) if one.workspace_id == workspace_id]
    if not held:
        return {}
    seats = sessions.seats_of([one.uid for one in held])
    done = _answered(held, person_ids) | _booked(held, person_ids)
    found: defaultdict[int, list[Wanted]] = defaultdict(list)
    for one in held:
        uid = str(one.uid)
        if sessions.quiz_slugs(one, workspace_id=workspace_id, on=now.date()):
            for person in sorted(seats.get(uid, frozenset()) & set(person_ids)):
                if (person, uid) not in done:
                    found[person].append(Wanted(QUIZ, uid, one.title, QUIZ_MINUTES))
    return found


def who_sat(found: ExpertSession) -> frozenset[int]:
    """Who had a seat. One query."""
    return sessions.seats_of([found.uid]).get(str(found.uid), frozenset())


def _answered(held: Iterable[ExpertSession], ids: Collection[int]) -> set[tuple[int, str]]:
    places: Mapping[str, str] = {sessions.place_of(one.uid): str(one.uid) for one in held}
    rows = Practice.objects.filter(person__in=ids, place__in=list(places))
    return {(person, places[place]) for person, place in rows.values_list("person", "place")}


def _booked(held: Iterable[ExpertSession], ids: Collection[int]) -> set[tuple[int, str]]:
    uids = [str(one.uid) for one in held]
    rows = Booking.objects.filter(person__in=ids, thing_kind=QUIZ, thing_id__in=uids)
    return set(rows.values_list("person", "thing_id"))
