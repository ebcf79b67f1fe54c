"""What was noticed."""

from __future__ import annotations

from whetstone.apps.field.models import (
    Notice,
)


def notices(workspace_id: int, *, limit: int = 30) -> list[Notice]:
    """What people here reported, newest first."""
    rows = Notice.objects.filter(workspace=workspace_id).select_related("claim", "person")
    return list(rows.order_by("-noticed_at")[:limit])
