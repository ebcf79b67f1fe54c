"""Whom to remind of which session: who sits in it, on their last working day before it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple
from zoneinfo import ZoneInfo

from whetstone.apps.learn.models import ExpertSession, SessionReminder, SessionTime
from whetstone.apps.learn.selectors import sessions
from whetstone.apps.people import selectors as people
from whetstone.apps.people.at_work import learners_at_work

if TYPE_CHECKING:
    from collections.abc import Collection

DAYS_BEFORE = 7
"""So far back the last working day before a session is looked for."""


class Reminding(NamedTuple):
    """A seat whose person should be told now."""

    session: ExpertSession
    person_id: int
    starts_at: dt.datetime


def sessions_ahead(now: dt.datetime) -> list[tuple[ExpertSession, SessionTime]]:
    """Sessions, of every workspace, within a week, with the time that counts. Two queries."""
    until = now + dt.timedelta(days=DAYS_BEFORE + 1)
    soon = SessionTime.objects.filter(starts_at__gt=now, starts_at__lt=until).values("session")
    found = list(ExpertSession.objects.filter(pk__in=soon).order_by("pk"))
    times = sessions.newest_times(found)
    return [
        (one, times[one.pk])
        for one in found
        if not times[one.pk].is_off and now < times[one.pk].starts_at < until
    ]


def to_remind(now: dt.datetime) -> list[Reminding]:
    """Seats whose session is on the next day that their person works, of people at work now."""
    ahead = sessions_ahead(now)
    seats = sessions.seats_of([one.uid for one, _time in ahead]) if ahead else {}
    seated = {person for mine in seats.values() for person in mine}
    if not seated:
        return []
    zones = dict(learners_at_work(now).filter(pk__in=seated).values_list("pk", "zone"))
    works = {
        person: {stretch.weekday for stretch in stretches}
        for person, stretches in people.working_hours(list(zones)).items()
    }
    return [
        Reminding(session, person, time.starts_at)
        for session, time in ahead
        for person in sorted(seats.get(str(session.uid), frozenset()) & zones.keys())
        if _is_the_day_before(now, time.starts_at, zones[person], works.get(person, set()))
    ]


@dataclass(frozen=True, slots=True)
class ReminderView:
    """A reminder as its mail says it."""

    person_id: int
    address: str
    language: str
    zone: str
    workspace: str
    uid: str
    title: str
    guest: str
    minutes: int
    starts_at: dt.datetime


def reminders_waiting(*, now: dt.datetime) -> list[tuple[int, int]]:
    """Reminders that are not mailed, of people at work now: (reminder, person). Two queries."""
    rows = SessionReminder.objects.filter(
        mailed_at=None, starts_at__gt=now, person__in=learners_at_work(now).values("pk")
    )
    return list(rows.order_by("pk").values_list("pk", "person_id"))


def reminder(reminder_id: int) -> ReminderView:
    """One of them. One query."""
    rows = SessionReminder.objects.select_related("session", "person__user", "person__workspace")
    row = rows.get(pk=reminder_id)
    person, session = row.person, row.session
    return ReminderView(
        person_id=person.pk,
        address=person.user.email if person.user else person.email,
        language=(person.user.language if person.user else "") or person.workspace.language,
        zone=person.time_zone or person.workspace.time_zone,
        workspace=person.workspace.name,
        uid=str(session.uid),
        title=session.title,
        guest=session.guest,
        minutes=session.minutes,
        starts_at=row.starts_at,
    )


def still_stands(session: ExpertSession, person_id: int, starts_at: dt.datetime) -> bool:
    """Whether a seat is still held at this time. Two queries."""
    time = sessions.newest_times([session]).get(session.pk)
    is_on = time is not None and not time.is_off and time.starts_at == starts_at
    return is_on and person_id in sessions.seats_of([session.uid]).get(
        str(session.uid), frozenset()
    )


def _is_the_day_before(
    now: dt.datetime, starts_at: dt.datetime, zone: str, works: Collection[int]
) -> bool:
    """Is it a later day on the person's clock, and no day that they work lies in between?"""
    clock = ZoneInfo(zone)
    today, day = now.astimezone(clock).date(), starts_at.astimezone(clock).date()
    between = (today + dt.timedelta(days=n) for n in range(1, (day - today).days))
    return today < day and not any(one.weekday() in works for one in between)
