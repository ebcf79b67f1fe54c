"""What the worker does with messages that are too many to wait for."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

from django_tasks import task

from whetstone.apps.lead import voices_taking
from whetstone.apps.lead.models_voices import VoiceFile
from whetstone.apps.people.clock import now_in, real_now

LOST: Final = dt.timedelta(minutes=5)
"""A worker that took no piece for so long has stopped."""


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
