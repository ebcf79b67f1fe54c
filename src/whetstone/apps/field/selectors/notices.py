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


def notices_for_all(workspace_id: int, *, limit: int = 30) -> list[Notice]:
    """What was noticed for the whole installation and not taken into this workspace's inbox."""
    here = Notice.objects.filter(workspace=workspace_id).exclude(fingerprint="")
    rows = Notice.objects.filter(workspace=None).select_related("claim")
    rows = rows.exclude(fingerprint__in=here.values("fingerprint"))
    return list(rows.order_by("-noticed_at", "-pk")[:limit])


def notice_for_all(notice_id: int) -> Notice | None:
    """One notice of the whole installation."""
    return Notice.objects.filter(workspace=None, pk=notice_id).select_related("claim").first()


def notice(notice_id: int, *, workspace_id: int, locked: bool = False) -> Notice | None:
    """One notice of a workspace; `locked` holds it until the transaction ends."""
    rows = Notice.objects.filter(workspace=workspace_id, pk=notice_id)
    if locked:
        return rows.select_for_update().first()
    return rows.select_related("claim").first()
