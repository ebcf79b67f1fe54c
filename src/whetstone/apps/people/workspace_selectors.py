"""Which workspaces there are: those of people at work, and demos."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Q

from whetstone.apps.people.models import Workspace

if TYPE_CHECKING:
    import datetime as dt

    from django.db.models import QuerySet


def template_workspace(kind: str) -> Workspace | None:
    """The demo that visitors get a copy of."""
    return Workspace.objects.filter(is_template=True, kind=kind).first()


def standing(besides: Any = ()) -> QuerySet[Workspace]:
    """A sub-query of the workspaces that are no demo, without some."""
    rows = Workspace.objects.filter(is_demo=False, closed_at=None).exclude(pk__in=besides)
    return rows.values("pk")  # type: ignore[return-value]


def standing_workspaces(*, kind: str = "") -> list[int]:
    """Ids of all workspaces (of a kind) that are no demo."""
    rows = Workspace.objects.filter(is_demo=False, closed_at=None)
    if kind:
        rows = rows.filter(kind=kind)
    return list(rows.values_list("pk", flat=True))


def is_told(workspace_id: int) -> bool:
    """Whether a workspace is a demo, or the story that demos are copied from; one query."""
    told = Q(is_demo=True) | Q(is_template=True)
    return Workspace.objects.filter(told, pk=workspace_id).exists()


def live_demos() -> QuerySet[Workspace]:
    """Demo copies that are not thrown away yet."""
    return Workspace.objects.filter(is_demo=True, is_template=False)


def expired_demos(now: dt.datetime) -> QuerySet[Workspace]:
    """Demo copies whose day is over."""
    return live_demos().filter(expires_at__lte=now)


def workspace_named(slug: str) -> int | None:
    """The key of the workspace of this address word."""
    return Workspace.objects.filter(slug=slug).values_list("pk", flat=True).first()
