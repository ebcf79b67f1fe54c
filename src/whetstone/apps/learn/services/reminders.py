"""Reminders of sessions are noted once, and claimed before they are mailed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from whetstone.apps.learn.models import SessionReminder
from whetstone.apps.learn.selectors import reminders

if TYPE_CHECKING:
    import datetime as dt


@transaction.atomic
def note_reminders(*, now: dt.datetime) -> int:
    """Note whom to remind now; what is noted already stays. How many are new."""
    before = SessionReminder.objects.count()
    SessionReminder.objects.bulk_create(
        (
            SessionReminder(
                session=one.session, person_id=one.person_id, starts_at=one.starts_at, made_at=now
            )
            for one in reminders.to_remind(now)
        ),
        ignore_conflicts=True,
    )
    return SessionReminder.objects.count() - before


def claim_reminder(reminder_id: int, *, now: dt.datetime) -> bool:
    """Take a reminder to mail it: True once, while its session is ahead and its seat is held."""
    row = SessionReminder.objects.select_related("session").get(pk=reminder_id)
    if not reminders.still_stands(row.session, row.person_id, row.starts_at):
        return False
    rows = SessionReminder.objects.filter(pk=reminder_id, mailed_at=None, starts_at__gt=now)
    return bool(rows.update(mailed_at=now))
