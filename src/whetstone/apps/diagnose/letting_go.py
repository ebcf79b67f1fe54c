"""How long an answer took is let go of after its time; the answer and its score stay."""

from __future__ import annotations

import datetime as dt

from whetstone.apps.diagnose.models import Response
from whetstone.apps.people.letting_go import by_days, in_pieces


def let_go_of_timing(now: dt.datetime) -> dict[str, int]:
    """Empty the seconds of answers older than their workspace keeps them.

    The one column of the log of answers that may go (design, 4): levels are worked out without it.
    """
    n = 0
    for days, workspaces in by_days("timing_days").items():
        rows = Response.objects.filter(
            person__workspace__in=workspaces,
            recorded_at__lt=now - dt.timedelta(days=days),
            seconds__isnull=False,
        )
        n += in_pieces(rows, lambda piece: piece.update(seconds=None))
    return {"timings": n}
