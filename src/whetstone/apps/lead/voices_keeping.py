"""Letting go of customers' messages that are older than their workspace keeps them."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from whetstone.apps.lead.models_voices import VoiceFile, VoiceKeeping, VoiceMessage
from whetstone.apps.lead.voices_selectors import KEPT_DAYS
from whetstone.apps.people.letting_go import deleted, in_pieces

if TYPE_CHECKING:
    from django.db.models import QuerySet

WAITS = dt.timedelta(days=7)
"""A file that was read and not taken is thrown away after a week."""


def let_go_of_voices(now: dt.datetime) -> dict[str, int]:
    """Forget messages past their time, with what was said of each, and files nobody took."""
    kept = dict(VoiceKeeping.objects.order_by("pk").values_list("workspace_id", "days"))
    places = VoiceMessage.objects.filter(
        workspace__is_demo=False, workspace__is_template=False
    ).order_by()
    n = 0
    for workspace_id in places.values_list("workspace_id", flat=True).distinct():
        before = now.date() - dt.timedelta(days=kept.get(workspace_id, KEPT_DAYS))
        old = VoiceMessage.objects.filter(workspace=workspace_id, on__lt=before)
        n += in_pieces(old, _gone)
    waiting = VoiceFile.objects.filter(
        state=VoiceFile.State.READY, made_at__lt=now - WAITS,
        workspace__is_demo=False, workspace__is_template=False,
    )  # fmt: skip
    n += in_pieces(waiting, deleted)
    return {"voices": n}


def _gone(rows: QuerySet[VoiceMessage, VoiceMessage]) -> int:
    """Messages go, with the matches, corrections and quotes that hang on them; how many they."""
    return rows.delete()[1].get("lead.VoiceMessage", 0)
