"""Reading frozen pages and decisions. No other app touches these tables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from whetstone.apps.lead.models import Brief, Decision, ReleasedGroup
from whetstone.web.prepared import Prepared

if TYPE_CHECKING:
    import datetime as dt

MOST_EARLIER = 6


@dataclass(frozen=True, slots=True)
class Taken:
    """A decision that was taken from a page."""

    code: str
    text: str
    by: str
    at: dt.datetime


@dataclass(frozen=True, slots=True)
class BriefView:
    """A frozen page."""

    id: int
    frozen_at: dt.datetime
    by: str
    cause: str
    figures: dict[str, Any]


def latest(workspace_id: int) -> BriefView | None:
    """The newest frozen page of a workspace; one query."""
    row = _NEWEST.first(workspace_id)
    return as_view(row) if row else None


def brief(brief_id: int, *, workspace_id: int) -> BriefView | None:
    """One frozen page, only of this workspace; one query."""
    row = _rows(workspace_id).filter(pk=brief_id).first()
    return as_view(row) if row else None


def before(view: BriefView, *, workspace_id: int) -> BriefView | None:
    """The page frozen before this one; one query."""
    row = _rows(workspace_id).filter(pk__lt=view.id).first()
    return as_view(row) if row else None


def earlier(workspace_id: int, *, limit: int = MOST_EARLIER) -> list[tuple[int, dt.datetime, str]]:
    """(id, when, cause) of the newest frozen pages; one query."""
    return _EARLIER(workspace_id)[:limit]


def taken(brief_id: int) -> list[Taken]:
    """The decisions taken from a page; one query."""
    rows = _TAKEN(brief_id)
    return [
        Taken(row.code, row.text, row.taken_by.name if row.taken_by else "", row.taken_at)
        for row in rows
    ]


def kept_groups(workspace_id: int) -> dict[str, list[list[int]]]:
    """Every group that a number was shown about, by topic, the oldest first; one query."""
    found: dict[str, list[list[int]]] = {}
    for topic, members in _KEPT(workspace_id):
        found.setdefault(topic, []).append(members)
    return found


def _rows(workspace_id: int) -> Any:
    rows = Brief.objects.filter(workspace_id=workspace_id).select_related("frozen_by")
    return rows.order_by("-pk")


_KEPT = Prepared(
    lambda workspace_id: (
        ReleasedGroup.objects.filter(workspace_id=workspace_id)
        .order_by("pk")
        .values_list("topic", "members")
    )
)
_NEWEST = Prepared(lambda workspace_id: _rows(workspace_id)[:1])
_EARLIER = Prepared(
    lambda workspace_id: (
        Brief.objects.filter(workspace_id=workspace_id)
        .order_by("-pk")
        .values_list("pk", "frozen_at", "cause")[:MOST_EARLIER]
    )
)
_TAKEN = Prepared(
    lambda brief_id: (
        Decision.objects.filter(brief_id=brief_id).select_related("taken_by").order_by("pk")
    )
)


def as_view(row: Brief) -> BriefView:
    """A frozen page as its readers get it."""
    return BriefView(
        id=row.pk,
        frozen_at=row.frozen_at,
        by=row.frozen_by.name if row.frozen_by else "",
        cause=row.cause,
        figures=row.figures,
    )
