"""Reminders of sessions by mail: the working day before, once, ended by the same click as digests.

Only where this installation mails, and only to who wants mail. In the app it stands on the first
page whatever happens here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.mail import get_connection
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django_tasks import task

from whetstone.apps.keepup.letters import full, hand_over, letter
from whetstone.apps.keepup.services import digests
from whetstone.apps.learn import selectors, services
from whetstone.apps.people.clock import real_now
from whetstone.web import wording

if TYPE_CHECKING:
    import datetime as dt

    from django.core.mail import EmailMultiAlternatives

    from whetstone.apps.learn.selectors import ReminderView

MOST = 500
"""Reminders that one job mails; the next job looks at the clock again."""


def remind_and_mail(now: dt.datetime) -> int:
    """The chore: note the reminders that are due, and put their mail on the queue."""
    if not digests.may_mail():
        return 0
    noted = services.note_reminders(now=now)
    if waiting(now=now):
        mail_reminders.enqueue()
    return noted


def waiting(*, now: dt.datetime) -> list[int]:
    """Reminders that may be mailed at this moment, to people at work who did not end the mail."""
    rows = selectors.reminders_waiting(now=now)
    ended = digests.mail_ended([person for _reminder, person in rows])
    return [reminder for reminder, person in rows if person not in ended][:MOST]


@task()
def mail_reminders() -> int:
    """Mail the reminders that wait; how many were handed over. Each is claimed before it goes."""
    if not digests.may_mail():
        return 0
    now, sent = real_now(), 0
    with get_connection() as connection:
        for reminder_id in waiting(now=now):
            if services.claim_reminder(reminder_id, now=now):
                sent += _send(reminder_id, connection, now=now)
    return sent


def _send(reminder_id: int, connection: Any, *, now: dt.datetime) -> int:
    """Hand one mail over. One that is refused stays claimed: it is never sent again."""
    told = selectors.reminder(reminder_id)
    if not told.address:
        return 0
    return hand_over(message_of(told, now=now), connection, what=f"reminder {reminder_id}")


def message_of(told: ReminderView, *, now: dt.datetime) -> EmailMultiAlternatives:
    """A reminder as a mail in its reader's language."""
    out = full(reverse("keepup:unsubscribe", args=[digests.way_out(told.person_id, now=now)]))
    with translation.override(told.language):
        when = wording.day_clock(told.starts_at, zone=told.zone)
        subject = " ".join(
            (_("%(when)s: %(title)s") % {"when": when, "title": told.title}).split()
        )
        context = {
            "subject": subject,
            "session": told,
            "when": when,
            "language": told.language,
            "workspace": told.workspace,
            "page": full(reverse("learn:session", args=[told.uid])),
            "out": out,
        }
        return letter("keepup/session_mail", context, to=told.address, out=out)
