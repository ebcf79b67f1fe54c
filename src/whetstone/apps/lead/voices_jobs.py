"""What the worker does with messages that are too many to wait for."""

from __future__ import annotations

import datetime as dt
import time
from typing import Any, Final
from zoneinfo import ZoneInfo

from django_tasks import task

from whetstone.apps.lead import voices_kept, voices_taking
from whetstone.apps.lead.models_voices import VoiceFile
from whetstone.apps.lead.voices_selectors import SPAN, Range
from whetstone.apps.people import selectors as people
from whetstone.apps.people.clock import now_in, real_now

LOST: Final = dt.timedelta(minutes=5)
"""A worker that took no piece for so long has stopped."""

TURN_S: Final = 20.0
"""For so long a worker counts before it looks at its other jobs again."""


@task()
def take_messages(file_id: int) -> None:
    """Take a file that is marked, piece by piece; where it was taken by now, nothing."""
    found = VoiceFile.objects.filter(pk=file_id).select_related("workspace").first()
    if found is None:
        return
    now = now_in(found.workspace)
    while voices_taking.take_piece(file_id, now=now, touched=real_now()):
        pass


def take_or_enqueue(*, file_id: int, now: dt.datetime, **whose: Any) -> None:
    """Take a small file now; a large one is the worker's.

    Raises:
        Missing: there is no such file here.
        Refused: it was thrown away.
    """
    if not voices_taking.mark(file_id=file_id, now=now, **whose):
        return
    VoiceFile.objects.filter(pk=file_id).update(touched_at=real_now())
    rows = VoiceFile.objects.filter(pk=file_id).values_list("counts", flat=True)
    if rows[0].get("messages", 0) > voices_taking.PIECE:
        take_messages.enqueue(file_id)
        return
    while voices_taking.take_piece(file_id, now=now, touched=real_now()):
        pass


def tidy(now: dt.datetime) -> int:
    """Take up the files that a stopped worker left; how many."""
    lost = VoiceFile.objects.filter(state=VoiceFile.State.TAKING, touched_at__lt=now - LOST)
    found = list(lost.values_list("pk", flat=True))
    for pk in found:
        VoiceFile.objects.filter(pk=pk).update(touched_at=now)
        take_messages.enqueue(pk)
    return len(found)


def keep_overviews(real: dt.datetime) -> int:
    """Count the last weeks of each workspace where something moved them; how many those were.

    So whoever opens the page, the table or a brief counts nothing.
    """
    taken = VoiceFile.objects.filter(state=VoiceFile.State.TAKEN).order_by()
    places = set(taken.values_list("workspace_id", flat=True).distinct())
    ends, done = time.monotonic() + TURN_S, 0
    for workspace_id in sorted(places & set(people.standing_workspaces())):
        if time.monotonic() > ends:
            break
        place = people.workspace(workspace_id)
        today = now_in(place, real=real).astimezone(ZoneInfo(place.time_zone)).date()
        span = Range(today - SPAN, today)
        if not voices_kept.is_kept(workspace_id, span):
            voices_kept.overview(workspace_id, span)
            done += 1
    return done
