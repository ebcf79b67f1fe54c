"""What was noticed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from whetstone.apps.field.models import (
    Notice,
)

if TYPE_CHECKING:
    from collections.abc import Collection


def notices(workspace_id: int, *, limit: int = 30) -> list[Notice]:
    """What people here reported, newest first."""
    rows = Notice.objects.filter(workspace=workspace_id).select_related("claim", "person")
    return list(rows.order_by("-noticed_at")[:limit])


def notices_by_fingerprint(
    workspace_id: int | None, fingerprints: Collection[str]
) -> dict[str, Notice]:
    """What was noticed here (None: for everybody) of these sightings; one query."""
    rows = Notice.objects.filter(workspace=workspace_id, fingerprint__in=fingerprints)
    return {row.fingerprint: row for row in rows}
