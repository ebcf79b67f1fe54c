"""Reading the budget: the team's own figures, and the survey's waves that are still current."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from whetstone.apps.field import selectors as field
from whetstone.apps.lead.models_budget import BudgetFigure
from whetstone.core.rollup.budget import OwnFigures, Wave

if TYPE_CHECKING:
    from collections.abc import Mapping

SERIES: Final = "ref-cmo-social-share"


@dataclass(frozen=True, slots=True)
class Figures:
    """What the team said of its budget on a day."""

    on: dt.date
    currency: str
    own: OwnFigures
    planned_for: dt.date
    source: str
    by: str


@dataclass(frozen=True, slots=True)
class Survey:
    """The waves whose claims are current, how many are not, and where they come from."""

    title: str
    publisher: str
    waves: tuple[Wave, ...]
    left_out: int
    as_of: Mapping[str, dt.date]
    statements: Mapping[str, str]


def figures(workspace_id: int) -> list[Figures]:
    """Everything the team said of its budget, the newest first; one query."""
    rows = BudgetFigure.objects.filter(workspace_id=workspace_id).select_related("by")
    return [_figures(row) for row in rows.order_by("-on", "-pk")]


def survey(workspace_id: int, *, on: dt.date) -> Survey:
    """The survey as the ledger has it here: a wave whose claim is not current is left out."""
    series = next((one for one in field.framework().series if one["id"] == SERIES), None)
    rows = series["rows"] if series else []
    live = field.ledger(workspace_id, on=on).live
    said = field.claims(workspace_id, [row["claim"] for row in rows])
    waves = tuple(
        Wave(
            dt.date.fromisoformat(f"{row['at']}-01"),
            row["now"],
            row["in_five_years"],
            row["claim"],
        )
        for row in rows
        if row["claim"] in live
    )
    return Survey(
        title=series["title"] if series else "",
        publisher=series["publisher"] if series else "",
        waves=waves,
        left_out=len(rows) - len(waves),
        as_of={slug: one.as_of for slug, one in said.items()},
        statements={slug: one.statement for slug, one in said.items() if slug in live},
    )


def _figures(row: BudgetFigure) -> Figures:
    own = OwnFigures(
        total=row.total,
        doubt=row.doubt,
        share_now=row.share_now,
        share_planned=row.share_planned,
        hours=row.hours,
        hour_cost=row.hour_cost,
    )
    by = row.by.name if row.by else ""
    return Figures(row.on, row.currency, own, row.planned_for, row.source, by)
