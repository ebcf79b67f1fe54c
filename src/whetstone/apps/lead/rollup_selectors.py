"""Reading figures that are kept for the leaders' page: one query for them and what happened since.

No level of anybody is read here.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Max, Min, Subquery

from whetstone.apps.field import kept as field_kept
from whetstone.apps.lead.models import (
    BriefSignature,
    ReleasedFigure,
    ReleasedGroup,
    ReleasedSum,
    RollUp,
    RollUpMark,
)
from whetstone.web.prepared import Prepared

Reach = RollUpMark.Reach
SHAPE: Final = 2
"""Which figures are kept, and how: another number, and all are worked out anew."""
_FIELD: Final = ("changes", "effects", "citations", "publications", "versions", "readings")


@dataclass(frozen=True, slots=True)
class KeptPage:
    """The newest figures of a workspace, and what was heard since they were kept.

    `signed`: which page was signed last, and when.
    """

    id: int
    day: dt.date
    at: dt.datetime
    until: dt.datetime
    soon: dt.datetime | None
    team: int
    world: str
    basis: str
    is_told: bool
    shape: int
    figures: dict[str, Any]
    must: int | None
    heard_at: dt.datetime | None
    newest: str
    signed: tuple[int, dt.datetime] | None


def kept_page(workspace_id: int) -> KeptPage | None:
    """What is kept, and what happened since; one query."""
    row = _KEPT.first(workspace_id)
    if row is None:
        return None
    *newest, brief, signed_at = row[-5:]
    signed = (brief, signed_at) if brief else None
    return KeptPage(*(*row[:-5], basis_of(*newest), signed))


def _kept(workspace_id: int) -> Any:
    marks = RollUpMark.objects.filter(workspace_id=workspace_id).order_by()
    signed = BriefSignature.objects.filter(workspace_id=workspace_id).order_by("-brief_id")
    newest = (
        Subquery(
            model.objects.filter(workspace_id=workspace_id)
            .order_by()
            .values("workspace_id")
            .annotate(newest=Max("pk"))
            .values("newest")
        )
        for model in (ReleasedFigure, ReleasedSum, ReleasedGroup)
    )
    grouped = marks.values("workspace_id")
    return (
        RollUp.objects.filter(workspace_id=workspace_id)
        .order_by("-day")
        .values_list(
            "pk", "day", "at", "until", "soon", "team", "world", "basis", "is_told", "shape",
            "figures",
            Subquery(grouped.annotate(most=Max("reach")).values("most")),
            Subquery(grouped.annotate(first=Min("at")).values("first")),
            *newest,
            Subquery(signed.values("brief_id")[:1]),
            Subquery(signed.values("signed_at")[:1]),
        )[:1]
    )  # fmt: skip


_KEPT = Prepared(_kept)


def basis_of(*newest: int | None) -> str:
    """The name of what had been released at a moment."""
    return ".".join(str(one or 0) for one in newest)


def basis(workspace_id: int) -> str:
    """The name of what has been released so far; three queries."""
    return basis_of(
        *(
            model.objects.filter(workspace_id=workspace_id).aggregate(newest=Max("pk"))["newest"]
            for model in (ReleasedFigure, ReleasedSum, ReleasedGroup)
        )
    )


def world(workspace_id: int) -> str:
    """The name of the field's state, as it stands for a workspace; one query."""
    states = [field_kept.state(workspace_id, *_FIELD, own=own) for own in (False, True)]
    return hashlib.sha256(repr(states).encode()).hexdigest()


def marks(workspace_id: int) -> list[tuple[int, int, int]]:
    """(key, number, reach) of what was heard from a workspace; one query."""
    rows = RollUpMark.objects.filter(workspace_id=workspace_id).order_by("pk")
    return list(rows.values_list("pk", "number", "reach"))


@dataclass(frozen=True, slots=True)
class OpenDay:
    """When the open day of a workspace was counted, how long that took, when time moves it."""

    at: dt.datetime
    until: dt.datetime
    soon: dt.datetime | None
    took: dt.timedelta

    def is_over(self, now: dt.datetime) -> bool:
        """Whether time alone has moved something."""
        return self.until <= now or (self.soon is not None and self.soon <= now)


def open_days() -> dict[int, OpenDay]:
    """The open day of every workspace that has one; one query."""
    rows = RollUp.objects.filter(is_open=True).order_by("day")
    return {
        workspace: OpenDay(at, until, soon, dt.timedelta(milliseconds=took))
        for workspace, at, until, soon, took in rows.values_list(
            "workspace_id", "at", "until", "soon", "took_ms"
        )
    }


def heard() -> dict[int, int]:
    """By workspace, the furthest reach of what was heard from it; one query."""
    rows = RollUpMark.objects.order_by().values_list("workspace_id")
    return dict(rows.annotate(most=Max("reach")))


def kept_row(workspace_id: int, day: dt.date) -> RollUp | None:
    """What is kept of a day."""
    return RollUp.objects.filter(workspace_id=workspace_id, day=day).first()


def kept_days(workspace_id: int) -> list[RollUp]:
    """Everything kept of a workspace, the oldest first."""
    return list(RollUp.objects.filter(workspace_id=workspace_id).order_by("day"))
