"""What was noticed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from whetstone.apps.field.models import (
    Notice,
)

if TYPE_CHECKING:
    from django.db.models import QuerySet


def notices(workspace_id: int, *, limit: int = 30) -> list[Notice]:
    """What was reported or noticed here, newest first."""
    return list(notices_here(workspace_id).order_by("-noticed_at")[:limit])


def notices_here(workspace_id: int) -> QuerySet[Notice]:
    """Every notice of a workspace, with its claim; nothing of who reported it."""
    return Notice.objects.filter(workspace=workspace_id).select_related("claim")


def notice(notice_id: int, *, workspace_id: int, locked: bool = False) -> Notice | None:
    """One notice of a workspace; `locked` holds it until the transaction ends."""
    rows = Notice.objects.filter(workspace=workspace_id, pk=notice_id)
    if locked:
        return rows.select_for_update().first()
    return rows.select_related("claim").first()
