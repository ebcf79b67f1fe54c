"""What was noticed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from whetstone.apps.field.models import (
    Notice,
)

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection

    from django.db.models import QuerySet


def notices_by_fingerprint(
    workspace_id: int | None, fingerprints: Collection[str]
) -> dict[str, Notice]:
    """What was noticed here (None: for everybody) of these sightings; one query."""
    rows = Notice.objects.filter(workspace=workspace_id, fingerprint__in=fingerprints)
    return {row.fingerprint: row for row in rows}


def drift_told(slugs: Collection[str], *, since: dt.datetime) -> set[str]:
    """The questions of these that a drift alarm has told of since a moment; one query."""
    rows = Notice.objects.filter(
        workspace=None, origin=Notice.Origin.DRIFT, thing_kind="item", noticed_at__gte=since
    )
    return set(rows.filter(thing_id__in=list(slugs)).values_list("thing_id", flat=True))


def notices(workspace_id: int, *, limit: int = 30) -> list[Notice]:
    """What was reported or noticed here, newest first."""
    return list(notices_here(workspace_id).order_by("-noticed_at")[:limit])


def notices_here(workspace_id: int | None) -> QuerySet[Notice]:
    """Every notice of a workspace (None: of the installation), with its claim; not who said it."""
    return Notice.objects.filter(workspace=workspace_id).select_related("claim")


def notices_for_all(workspace_id: int) -> QuerySet[Notice]:
    """What was noticed for the whole installation and not taken into this workspace's inbox."""
    here = Notice.objects.filter(workspace=workspace_id).exclude(fingerprint="")
    return notices_here(None).exclude(fingerprint__in=here.values("fingerprint"))


def notice_for_all(notice_id: int) -> Notice | None:
    """One notice of the whole installation."""
    return Notice.objects.filter(workspace=None, pk=notice_id).select_related("claim").first()


def notice(notice_id: int, *, workspace_id: int | None, locked: bool = False) -> Notice | None:
    """One notice of a workspace (None: of the installation).

    `locked` holds it until the transaction ends.
    """
    rows = Notice.objects.filter(workspace=workspace_id, pk=notice_id)
    if locked:
        return rows.select_for_update().first()
    return rows.select_related("claim").first()
