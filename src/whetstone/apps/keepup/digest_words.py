"""A digest in words: the same on a page, in a mail and in its subject."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from whetstone.apps.keepup.selectors.digests import fresh
from whetstone.apps.learn.lines import Line
from whetstone.web import wording

if TYPE_CHECKING:
    from whetstone.core.freshness.digest import Digest
    from whetstone.web.request import Actor

NARROW = "\u00a0"
A_WEEK = dt.timedelta(days=7)


def sentence(digest: Digest, *, now: dt.datetime, zone: str) -> str:
    """3 changes, 1 affects you, 4 minutes, booked Tuesday 10:00."""
    if not digest.changes:
        return _("nothing changed")
    n = digest.changes
    parts = [_counted(ngettext("%(n)s change", "%(n)s changes", n), n)]
    if not digest.open and digest.done:
        n = digest.done
        parts.append(_counted(ngettext("%(n)s affected you", "%(n)s affected you", n), n))
        parts.append(_("you are current"))
    elif not digest.open:
        parts.append(_("none affects you"))
    else:
        n = digest.open
        parts.append(_counted(ngettext("%(n)s affects you", "%(n)s affect you", n), n))
        n = digest.minutes
        parts.append(_counted(ngettext("%(n)s minute", "%(n)s minutes", n), n))
        parts.append(_place(digest.booked_at, now=now, zone=zone))
    return ", ".join(parts)


def subject(digest: Digest, *, now: dt.datetime, zone: str) -> str:
    """This month in your field: 3 changes, 1 affects you, 4 minutes, booked Tuesday 10:00."""
    said = sentence(digest, now=now, zone=zone)
    return _("This month in your field: %(what)s") % {"what": said}


def why(digest: Digest) -> str:
    """What that means for the reader, and that it is good where it is."""
    if not digest.changes:
        return _("Nothing was published in the last 30 days. You have missed nothing.")
    if digest.open:
        return _("Only the difference, of what you learned or were certified on.")
    if digest.done:
        return _("You relearned what touched you. Nothing else you learned has moved.")
    return _("Nothing that you learned or were certified on has moved. There is nothing to do.")


def _place(at: dt.datetime | None, *, now: dt.datetime, zone: str) -> str:
    if at is None:
        return _("not booked yet")
    clock = wording.clock(at, zone=zone)
    today, day = (one.astimezone(ZoneInfo(zone)).date() for one in (now, at))
    if day - today < A_WEEK:
        return _("booked %(weekday)s %(clock)s") % {
            "weekday": wording.weekday(day),
            "clock": clock,
        }
    return _("booked %(day)s, %(clock)s") % {"day": wording.short_day(day), "clock": clock}


def _counted(text: str, n: int) -> str:
    """A figure stays on one line with what it counts."""
    return (text % {"n": wording.number(n)}).replace(" ", NARROW, 1)


def line_for(actor: Actor, now: dt.datetime) -> Line | None:
    """The quiet line on the page of today, while a digest is fresh."""
    digest = fresh(actor.person_id, now=now)
    if digest is None:
        return None
    said = subject(digest, now=now, zone=actor.time_zone)
    return Line(_("%(sentence)s.") % {"sentence": said}, reverse("keepup:digest"))
