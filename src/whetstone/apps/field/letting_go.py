"""Who reported a notice is let go of after its time; what was reported stays in the ledger."""

from __future__ import annotations

import datetime as dt

from whetstone.apps.field.models import Notice
from whetstone.apps.people.letting_go import by_days, in_pieces


def let_go_of_reporters(now: dt.datetime) -> dict[str, int]:
    """Take the name off notices older than their workspace keeps it."""
    n = 0
    for days, workspaces in by_days("notice_days").items():
        rows = Notice.objects.filter(
            workspace__in=workspaces,
            noticed_at__lt=now - dt.timedelta(days=days),
            person__isnull=False,
        )
        n += in_pieces(rows, lambda piece: piece.update(person=None))
    return {"reporters": n}
