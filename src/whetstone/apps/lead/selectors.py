"""Reading frozen pages and decisions. No other app touches these tables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import OuterRef, Q, Subquery

from whetstone.apps.lead.models import Brief, Decision, ReleasedGroup
from whetstone.apps.lead.models_table import DecisionStep
from whetstone.apps.lead.telling import decision_text
from whetstone.web.prepared import Prepared

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    from django.db.models import QuerySet

MOST_EARLIER = 6
MOST_TAKEN = 60


@dataclass(frozen=True, slots=True)
class Taken:
    """A decision that was taken from a page. `is_open`: nobody has called it done or dropped."""

    code: str
    text: str
    by: str
    at: dt.datetime
    brief_id: int
    is_open: bool


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


def taken(
    asks: Sequence[Mapping[str, Any]], *, workspace_id: int, brief_id: int = 0
) -> dict[str, Taken]:
    """Of the decisions that a page asks for, by code, those that need not be asked; one query.

    They were taken from this page, or from another one in the same words and are still open.
    """
    texts = {(ask["code"], decision_text(ask)) for ask in asks}
    found = {}
    for row in reversed(_TAKEN(workspace_id, brief_id)):
        is_open = row.stands in {None, DecisionStep.State.OPEN}
        if row.brief_id == brief_id or (is_open and (row.code, row.text) in texts):
            name = row.taken_by.name if row.taken_by else ""
            found[row.code] = Taken(row.code, row.text, name, row.taken_at, row.brief_id, is_open)
    return found


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


def _of_pages(workspace_id: int, brief_id: int) -> QuerySet[Decision]:
    """Decisions of a page, and those of any page that may still be open; the newest first."""
    newest = DecisionStep.objects.filter(decision=OuterRef("pk")).order_by("-pk")
    rows = Decision.objects.filter(workspace_id=workspace_id).exclude(brief=None)
    rows = rows.select_related("taken_by").annotate(stands=Subquery(newest.values("state")[:1]))
    still = Q(stands=None) | Q(stands=DecisionStep.State.OPEN)
    return rows.filter(still | Q(brief_id=brief_id)).order_by("-pk")[:MOST_TAKEN]


_TAKEN = Prepared(_of_pages)


def as_view(row: Brief) -> BriefView:
    """A frozen page as its readers get it."""
    return BriefView(
        id=row.pk,
        frozen_at=row.frozen_at,
        by=row.frozen_by.name if row.frozen_by else "",
        cause=row.cause,
        figures=row.figures,
    )
