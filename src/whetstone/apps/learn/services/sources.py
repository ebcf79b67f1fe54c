"""A subscribed calendar: its address, asked once an hour through the one guarded fetcher."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Final

from django.db import transaction
from django.db.models import F, Q

from whetstone.apps.learn.models import CalendarSource
from whetstone.apps.learn.services.calendars import ReadCalendar, keep_busy
from whetstone.apps.people import selectors as whose
from whetstone.apps.people import services as people
from whetstone.core.kernel.errors import Fault, Faults
from whetstone.web import fetching

if TYPE_CHECKING:
    from whetstone.web.fetching import Fetches

TYPES: Final = frozenset({"text/calendar", "application/ics", "text/plain"})
EVERY: Final = dt.timedelta(hours=1)
MOST: Final = 200
"""Calendars that one round of the chore asks; the next takes those that wait longest."""
OK, NOT_MODIFIED = 200, 304


@transaction.atomic
def subscribe(*, person_id: int, workspace_id: int, url: str, now: dt.datetime) -> CalendarSource:
    """Read somebody's busy times from this address from now on; the same again changes nothing.

    `webcal://` is the same place by another name.

    Raises:
        Faults: the address is none that may be asked.
    """
    url = url.strip()
    if url.lower().startswith("webcal://"):
        url = f"https://{url[len('webcal://') :]}"
    faults = fetching.faults_of(url)
    if faults:
        raise Faults([Fault("address", fetching.words_of(reason)) for reason in faults])
    there = CalendarSource.objects.select_for_update().filter(person=person_id).first()
    if there is not None and there.url == url:
        return there
    made, _is_new = CalendarSource.objects.update_or_create(
        person_id=person_id,
        defaults={"url": url, "etag": "", "set_at": now, "looked_at": None, "fault": ""},
    )
    people.audit(
        workspace_id=workspace_id,
        actor_id=person_id,
        act="subscribe to calendar",
        object_kind="person",
        object_id=person_id,
        now=now,
    )
    return made


@transaction.atomic
def unsubscribe_calendar(*, person_id: int) -> None:
    """Ask the address no more, and forget what came from it."""
    if CalendarSource.objects.filter(person=person_id).delete()[0]:
        people.replace_busy(person_id=person_id, spans=(), source="calendar")


def look_at_calendars(now: dt.datetime, *, fetch: Fetches | None = None) -> int:
    """The chore: ask the calendars that are due; how many were read. Off where fetching is off."""
    if fetch is None and not fetching.is_on():
        return 0
    due = CalendarSource.objects.filter(
        Q(looked_at=None) | Q(looked_at__lte=now - EVERY),
        person__left_at=None,
        person__workspace__is_demo=False,
    ).order_by(F("looked_at").asc(nulls_first=True), "pk")[:MOST]
    asks = fetch or fetching.installed()
    return sum(_look(one, asks, now) for one in due)


def _look(source: CalendarSource, fetch: Fetches, now: dt.datetime) -> bool:
    """Ask one; what was known stays where nothing that can be read comes."""
    fault, etag, is_read = "", source.etag, False
    try:
        came = fetch(fetching.Wanted(source.url, TYPES, etag=source.etag))
    except fetching.NotFetchedError as gone:
        fault = fetching.words_of(gone.reason)
    else:
        if came.status == OK:
            zone = whose.actor_for(source.person_id, now=now).time_zone
            read: ReadCalendar = keep_busy(
                came.body, person_id=source.person_id, zone=zone, now=now
            )
            is_read = read.spans is not None
            fault, etag = ("", came.etag) if is_read else (" ".join(read.faults), "")
        elif came.status != NOT_MODIFIED:
            fault = str(came.status)
    rows = CalendarSource.objects.filter(pk=source.pk, url=source.url)
    rows.update(looked_at=now, fault=fault[:300], etag=etag[:200])
    return is_read
