"""Drawing an order once, and taking in what happened."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.db import transaction

from whetstone.apps.lead.models_effect import (
    Comparison,
    ComparisonCost,
    ComparisonEnd,
    ComparisonOutcome,
    ComparisonUnit,
)
from whetstone.apps.people.services import audit
from whetstone.core.kernel.errors import Missing, Refused
from whetstone.core.rollup.drawn_starts import RULE, drawn_order, starts_of

if TYPE_CHECKING:
    import datetime as dt
    import uuid
    from collections.abc import Iterable, Mapping

SEED_BYTES: Final = 16


@dataclass(frozen=True, slots=True)
class Plan:
    """What is asked for before the draw. `units`: names, and the goal that is read for each."""

    name: str
    outcome: str
    goal_id: int | None
    units: Mapping[str, int | None]
    first_start: dt.date
    weeks_between: int
    a_start: int


@dataclass(frozen=True, slots=True)
class Taken:
    """How many figures were new, changed, and known already."""

    new: int
    changed: int
    same: int


@transaction.atomic
def draw(
    *,
    workspace_id: int,
    plan: Plan,
    form_key: uuid.UUID,
    actor_id: int | None,
    now: dt.datetime,
    seed: str = "",
) -> Comparison:
    """Set up a comparison and draw its order, once: a form sent twice draws one order.

    `seed` is for the demo alone; else it is drawn from the system's randomness.
    """
    row, is_new = Comparison.objects.get_or_create(
        workspace_id=workspace_id,
        form_key=form_key,
        defaults={
            "name": plan.name,
            "outcome": plan.outcome,
            "goal_id": plan.goal_id,
            "first_start": plan.first_start,
            "weeks_between": plan.weeks_between,
            "a_start": plan.a_start,
            "seed": seed or secrets.token_hex(SEED_BYTES),
            "rule": RULE,
            "drawn_by_id": actor_id,
            "drawn_at": now,
        },
    )
    if is_new:
        starts = starts_of(
            drawn_order(plan.units, row.seed),
            first=plan.first_start, weeks_between=plan.weeks_between, a_start=plan.a_start,
        )  # fmt: skip
        ComparisonUnit.objects.bulk_create(
            ComparisonUnit(
                comparison=row, name=name, place=place, starts_on=on, goal_id=plan.units[name]
            )
            for place, (name, on) in enumerate(starts)
        )
        _log(row, "draw comparison", actor_id, now)
    return row


@transaction.atomic
def record_outcomes(
    *,
    workspace_id: int,
    comparison_id: int,
    rows: Iterable[tuple[int, dt.date, float]],
    actor_id: int | None,
    now: dt.datetime,
) -> Taken:
    """Take in figures (unit, Monday, value). The same again changes nothing; another one counts.

    Raises:
        Missing: when the workspace has no such comparison, or it no such unit.
        Refused: when it was set aside.
    """
    comparison = _open(workspace_id, comparison_id)
    known = {
        (unit, week): value
        for unit, week, value in ComparisonOutcome.objects.filter(unit__comparison=comparison)
        .order_by("pk")
        .values_list("unit_id", "week", "value")
    }
    ours = set(comparison.units.values_list("pk", flat=True))
    new = changed = same = 0
    made = []
    for unit, week, value in rows:
        if unit not in ours:
            raise Missing("unit", str(unit))
        before = known.get((unit, week))
        new, changed, same = (
            new + (before is None),
            changed + (before is not None and before != value),
            same + (before == value),
        )
        known[unit, week] = value
        if before != value:
            made.append(
                ComparisonOutcome(
                    unit_id=unit, week=week, value=value, recorded_by_id=actor_id, recorded_at=now
                )
            )
    ComparisonOutcome.objects.bulk_create(made)
    if made:
        _log(comparison, "record outcomes", actor_id, now)
    return Taken(new, changed, same)


@transaction.atomic
def say_cost(
    *,
    workspace_id: int,
    comparison_id: int,
    actor_id: int | None,
    now: dt.datetime,
    **facts: Any,
) -> bool:
    """Say hours, what an hour costs, what an outcome is worth; False where it stands so already.

    Raises:
        Missing: when the workspace has no such comparison.
        Refused: when it was set aside.
    """
    comparison = _open(workspace_id, comparison_id)
    last = comparison.costs.order_by("-pk").first()
    if last is not None and all(getattr(last, name) == value for name, value in facts.items()):
        return False
    ComparisonCost.objects.create(comparison=comparison, said_by_id=actor_id, said_at=now, **facts)
    _log(comparison, "say cost of comparison", actor_id, now)
    return True


@transaction.atomic
def set_aside(
    *, workspace_id: int, comparison_id: int, reason: str, actor_id: int, now: dt.datetime
) -> bool:
    """End a comparison for a reason; it stays readable. False where it is ended already.

    Raises:
        Missing: when the workspace has no such comparison.
    """
    comparison = _locked(workspace_id, comparison_id)
    _row, is_new = ComparisonEnd.objects.get_or_create(
        comparison=comparison,
        defaults={"reason": reason, "ended_by_id": actor_id, "ended_at": now},
    )
    if is_new:
        _log(comparison, "set comparison aside", actor_id, now)
    return is_new


def _open(workspace_id: int, comparison_id: int) -> Comparison:
    comparison = _locked(workspace_id, comparison_id)
    if ComparisonEnd.objects.filter(comparison=comparison).exists():
        raise Refused("write into a comparison", "ended")
    return comparison


def _locked(workspace_id: int, comparison_id: int) -> Comparison:
    rows = Comparison.objects.select_for_update()
    comparison = rows.filter(pk=comparison_id, workspace_id=workspace_id).first()
    if comparison is None:
        raise Missing("comparison", str(comparison_id))
    return comparison


def _log(row: Comparison, act: str, actor_id: int | None, now: dt.datetime) -> None:
    audit(
        workspace_id=row.workspace_id, actor_id=actor_id, act=act, object_kind="comparison",
        object_id=row.pk, now=now,
    )  # fmt: skip
