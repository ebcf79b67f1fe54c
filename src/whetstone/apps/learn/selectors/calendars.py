"""Learning blocks as a calendar file, and how many busy times are known."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.utils import translation
from django.utils.translation import gettext as _

from whetstone.apps.learn import saying
from whetstone.apps.learn.models import CalendarSource
from whetstone.apps.learn.selectors import bookings
from whetstone.apps.people import selectors as people
from whetstone.formats.icalendar import Booking, write_calendar

if TYPE_CHECKING:
    from whetstone.apps.learn.selectors.bookings import Held

DAYS_BACK = 60
DAYS_AHEAD = 180


def busy_ahead(person_id: int, *, now: dt.datetime) -> int:
    """How many busy times of a person are known from now on. One query."""
    end = now + dt.timedelta(days=DAYS_AHEAD)
    return len(people.busy_times([person_id], start=now, end=end).get(person_id, []))


def source_of(person_id: int) -> CalendarSource | None:
    """The calendar somebody subscribed to, if any. One query."""
    return CalendarSource.objects.filter(person_id=person_id).first()


def calendar_file(
    person_id: int,
    *,
    zone: str,
    now: dt.datetime,
    root: str,
    is_neutral: bool = False,
    language: str | None = None,
) -> bytes:
    """A person's blocks of the last sixty days and all ahead as iCalendar. One query.

    Args:
        person_id: whose.
        zone: IANA name of their clock.
        now: the present moment.
        root: the address of the installation, ending in a slash: each block links to their day.
        is_neutral: say "Busy" instead of what is learned.
        language: of the titles; the reader's where none is given.
    """
    rows = bookings.latest([person_id], since=now - dt.timedelta(days=DAYS_BACK))
    with translation.override(language or translation.get_language()):
        events = [_event(held, is_neutral=is_neutral, root=root) for held in rows]
        return write_calendar(events, zone=zone, name=_("Learning blocks"), method="PUBLISH")


def _event(held: Held, *, is_neutral: bool, root: str) -> Booking:
    words = saying.block_title(held.kind, held.title, len(held.things))
    return Booking(
        uid=f"{held.uid}@whetstone",
        sequence=held.sequence,
        span=held.span,
        title=_("Busy") if is_neutral else words,
        stamp=held.recorded_at,
        is_cancelled=held.state == "cancelled",
        description="" if is_neutral else f"{root.rstrip('/')}/today",
    )
