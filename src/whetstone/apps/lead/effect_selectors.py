"""Reading comparisons: what was drawn, what happened, and what that says."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import numpy as np
from django.db.models import Count, Q

from whetstone.apps.lead.models_effect import (
    Comparison,
    ComparisonCost,
    ComparisonOutcome,
    ComparisonUnit,
)
from whetstone.apps.people import selectors as people
from whetstone.apps.plan import selectors as plan
from whetstone.apps.plan.outlook import in_one_way
from whetstone.core.rollup import staggered
from whetstone.core.rollup.disclosure import SMALLEST
from whetstone.core.rollup.drawn_starts import tells_from
from whetstone.core.rollup.staggered import Panel, Starts
from whetstone.core.rollup.synthetic import synthetic_control
from whetstone.core.rollup.training_effect import FEWEST_A_SIDE, Told, what_it_returned
from whetstone.web.prepared import Prepared

if TYPE_CHECKING:
    from collections.abc import Sequence

    from whetstone.core.rollup.staggered import Answer
    from whetstone.core.rollup.synthetic import Synthetic
    from whetstone.core.rollup.training_effect import Return

WEEK: Final = dt.timedelta(weeks=1)
FEWEST_ALONE: Final = 5
"""Teams from which on the one that started is held against a mixture: p is never below 1/n."""


@dataclass(frozen=True, slots=True)
class UnitView:
    """A unit of a comparison; `goal_id`: that goal's readings are its figures."""

    id: int
    name: str
    starts_on: dt.date
    goal_id: int | None


@dataclass(frozen=True, slots=True)
class Listed:
    """A comparison in the list."""

    id: int
    name: str
    outcome: str
    first_start: dt.date
    units: int
    is_ended: bool


@dataclass(frozen=True, slots=True)
class Held:
    """A comparison with its figures: `figures` by unit and by the Monday of the week."""

    row: Comparison
    units: tuple[UnitView, ...]
    figures: dict[tuple[int, dt.date], float]
    cost: ComparisonCost | None
    ended_for: str
    by: str

    @property
    def is_ended(self) -> bool:
        """Whether it was set aside."""
        return bool(self.ended_for)


@dataclass(frozen=True, slots=True)
class Weighed:
    """What a comparison says on a day.

    `state`: ended, not_started, no_before, no_after, or the core's word. `weeks` are those with a
    figure of every unit; `missing` the weeks that are over, since the first figure, and lack some.
    """

    state: str
    weeks: tuple[dt.date, ...]
    missing: tuple[tuple[dt.date, tuple[str, ...]], ...]
    tells_from: dt.date | None
    answer: Answer | None
    returned: Return | None
    lived: int


def listed(workspace_id: int) -> list[Listed]:
    """The comparisons of a workspace, the newest first; one query."""
    return [Listed(*row) for row in _LISTED(workspace_id)]


def held(comparison_id: int, *, workspace_id: int) -> Held | None:
    """One comparison, only of this workspace; four queries."""
    row = _HELD.first(comparison_id, workspace_id)
    if row is None:
        return None
    units = tuple(UnitView(*unit) for unit in _UNITS(comparison_id))
    figures = _read_from_goals(units, workspace_id)
    figures |= {(unit, week): value for unit, week, value in _OUTCOMES(comparison_id)}
    end = getattr(row, "end", None)
    by = row.drawn_by.name if row.drawn_by else ""
    return Held(row, units, figures, _COST.first(comparison_id), end.reason if end else "", by)


_HELD = Prepared(
    lambda pk, workspace_id: Comparison.objects.filter(
        pk=pk, workspace_id=workspace_id
    ).select_related("drawn_by", "goal", "end")
)


def weigh(found: Held, *, today: dt.date) -> Weighed:
    """What the figures say, and what is still missing."""
    past = sorted({week for _unit, week in found.figures if week + WEEK <= today})
    full = tuple(
        week for week in past if all((one.id, week) in found.figures for one in found.units)
    )
    from_day = tells_from(one.starts_on for one in found.units)
    state = _state(found, full, today)
    missing = _missing(found, past, today)
    if state:
        return Weighed(state, full, missing, from_day, None, None, 0)
    panel = panel_of(found, full)
    said = _answered(panel.outcome.tobytes(), panel.starts, int(found.row.seed, 16) % 2**63)
    return Weighed(
        said.effect.told.value, full, missing, from_day, said,
        _returned(found, said, panel.starts.lived), panel.starts.lived,
    )  # fmt: skip


def panel_of(found: Held, weeks: Sequence[dt.date]) -> Panel:
    """The table of the weeks in which every unit has a figure."""
    table = np.array(
        [[found.figures[one.id, week] for week in weeks] for one in found.units], dtype=float
    )
    places = tuple(sum(week < one.starts_on for week in weeks) for one in found.units)
    return Panel(
        tuple(one.name for one in found.units),
        tuple(week.isoformat() for week in weeks),
        table,
        Starts(places, len(weeks)),
    )


def alone(found: Held, weighed: Weighed) -> Synthetic | None:
    """The one team that has started against a mixture of the others; None where it is not one."""
    if weighed.answer is None or len(found.units) < FEWEST_ALONE:
        return None
    return synthetic_control(panel_of(found, weighed.weeks))


def for_brief(workspace_id: int, *, today: dt.date) -> dict[str, object]:
    """The newest comparison that was not set aside, as plain values for a page that is kept."""
    newest = next((one for one in listed(workspace_id) if not one.is_ended), None)
    found = held(newest.id, workspace_id=workspace_id) if newest else None
    if found is None:
        return {"code": "none_set_up", "values": {"needed": FEWEST_A_SIDE}}
    weighed = weigh(found, today=today)
    values: dict[str, object] = {
        "id": found.row.pk,
        "name": found.row.name,
        "outcome": found.row.outcome,
        "units": len(found.units),
        "first": found.row.first_start.isoformat(),
        "to": weighed.weeks[-1].isoformat() if weighed.weeks else None,
        "tells_from": weighed.tells_from.isoformat() if weighed.tells_from else None,
    }
    if weighed.answer is not None and weighed.answer.effect.estimate.is_known:
        one = weighed.answer.effect.estimate
        values |= {"value": one.value, "low": one.lo, "high": one.hi, "p": weighed.answer.effect.p}
    return {"code": weighed.state, "values": values}


def group_choices(workspace_id: int) -> list[tuple[str, str]]:
    """Teams and classes of five learners or more, by a name of their kind; two queries."""
    rows = people.groups(workspace_id, [])
    return [(f"{one.kind}-{one.id}", one.name) for one in rows if one.size >= SMALLEST]


def goal_choices(workspace_id: int) -> list[tuple[int, str]]:
    """Goals that have readings of their own; two queries."""
    read = plan.readings_by_goal(workspace_id)
    return [(pk, title) for pk, _kind, title in plan.goal_choices(workspace_id) if pk in read]


def week_of(day: dt.date) -> dt.date:
    """The Monday of a day's week."""
    return day - dt.timedelta(days=day.weekday())


def _state(found: Held, full: Sequence[dt.date], today: dt.date) -> str:
    """Why there is nothing to weigh yet; empty where there is something."""
    first = found.row.first_start
    if found.is_ended:
        return "ended"
    if today < first:
        return "not_started"
    if not any(week < first for week in full):
        return "no_before"
    return "" if any(week >= first for week in full) else "no_after"


def _missing(
    found: Held, past: Sequence[dt.date], today: dt.date
) -> tuple[tuple[dt.date, tuple[str, ...]], ...]:
    """Weeks that are over and lack figures, with the units that lack them."""
    week = min([*past, found.row.first_start])
    rows = []
    while week + WEEK <= today:
        gone = tuple(one.name for one in found.units if (one.id, week) not in found.figures)
        if gone:
            rows.append((week, gone))
        week += WEEK
    return tuple(rows)


def _read_from_goals(
    units: Sequence[UnitView], workspace_id: int
) -> dict[tuple[int, dt.date], float]:
    """The last reading of each week, of units that are goals; only those counted in one way."""
    if not any(one.goal_id for one in units):
        return {}
    read = plan.readings_by_goal(workspace_id)
    return {
        (one.id, week_of(reading.on)): reading.value
        for one in units
        for reading in in_one_way(read.get(one.goal_id or 0, ()))
    }


@lru_cache(maxsize=64)
def _answered(table: bytes, starts: Starts, seed: int) -> Answer:
    """Kept by what it is computed from: a draw of thousands of orders takes a moment."""
    outcome = np.frombuffer(table).reshape(len(starts.places), starts.periods)
    panel = Panel(
        tuple(map(str, range(len(outcome)))),
        tuple(map(str, range(starts.periods))),
        outcome,
        starts,
    )
    return staggered.answer(panel, rng=np.random.Generator(np.random.PCG64(seed)))


def _returned(found: Held, said: Answer, lived: int) -> Return | None:
    """Benefit and cost, where the team has said what an hour costs and an outcome is worth."""
    cost = found.cost
    if cost is None or cost.hours is None or cost.hour_cost is None:
        return None
    if cost.margin is None and said.effect.told is not Told.CANNOT_TELL:
        return None
    return what_it_returned(
        said.effect, team_weeks=lived, margin=cost.margin or 0.0, hours=cost.hours,
        hour_cost=cost.hour_cost,
    )  # fmt: skip


_LISTED = Prepared(
    lambda workspace_id: (
        Comparison.objects.filter(workspace_id=workspace_id)
        .order_by("-pk")
        .annotate(n=Count("units"), gone=Q(end__isnull=False))
        .values_list("pk", "name", "outcome", "first_start", "n", "gone")
    )
)
_UNITS = Prepared(
    lambda comparison_id: (
        ComparisonUnit.objects.filter(comparison_id=comparison_id)
        .order_by("place")
        .values_list("pk", "name", "starts_on", "goal_id")
    )
)
_OUTCOMES = Prepared(
    lambda comparison_id: (
        ComparisonOutcome.objects.filter(unit__comparison_id=comparison_id)
        .order_by("pk")
        .values_list("unit_id", "week", "value")
    )
)
_COST = Prepared(
    lambda comparison_id: ComparisonCost.objects.filter(comparison_id=comparison_id).order_by(
        "-pk"
    )[:1]
)
