"""The goals and campaigns of a workspace as the core's tree."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from whetstone.core.strategy.goals import (
    CampaignNode,
    GoalLevel,
    GoalNode,
    GoalTree,
    MetricAim,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from whetstone.apps.plan.selectors import CampaignView, GoalView

METRIC: Final = "metric"


def as_tree(goals: Sequence[GoalView], campaigns: Iterable[CampaignView]) -> GoalTree:
    """The core's tree: a metric is the aim of the nearest goal above it that is no question."""
    by_id = {one.id: one for one in goals}
    aims: dict[int, MetricAim] = {}
    for one in goals:
        holder = one if one.kind != METRIC else _goal_above(one, by_id)
        if holder is not None and one.is_measured:
            aims.setdefault(holder.id, _aim(one))
    _lend_upwards(goals, by_id, aims)
    _answer_questions(goals, aims)
    nodes = tuple(
        GoalNode(
            id=str(one.id),
            level=GoalLevel(one.kind),
            title=one.title,
            parent=str(one.parent_id) if one.parent_id else None,
            aim=aims.get(one.id),
            priority=one.priority,
        )
        for one in goals
        if one.kind != METRIC
    )
    hung = tuple(
        CampaignNode(f"c{one.id}", str(_hook(one.goal_id, by_id)) if one.goal_id else None)
        for one in campaigns
    )
    more = tuple(
        (str(holder.id), _aim(one))
        for one in goals
        if one.is_measured and (holder := _goal_above(one, by_id) if one.kind == METRIC else one)
    )
    return GoalTree(nodes, hung, more_aims=more)


def _answer_questions(goals: Sequence[GoalView], aims: dict[int, MetricAim]) -> None:
    """A question is answered by the first metric that hangs on it."""
    for one in goals:
        if one.kind == METRIC and one.parent_id:
            aims.setdefault(one.parent_id, _aim(one))


def _lend_upwards(
    goals: Sequence[GoalView], by_id: dict[int, GoalView], aims: dict[int, MetricAim]
) -> None:
    """A marketing goal without a metric of its own is measured by the one below it."""
    for one in goals:
        above = by_id.get(one.parent_id or 0)
        if above is not None and above.kind == "marketing" and one.id in aims:
            aims.setdefault(above.id, aims[one.id])


def _goal_above(one: GoalView, by_id: dict[int, GoalView]) -> GoalView | None:
    here = by_id.get(one.parent_id or 0)
    while here is not None and here.kind in {"question", METRIC}:
        here = by_id.get(here.parent_id or 0)
    return here


def _hook(goal_id: int, by_id: dict[int, GoalView]) -> int:
    """A campaign on a metric hangs, for the core, on what the metric measures."""
    here = by_id.get(goal_id)
    while here is not None and here.kind == METRIC and here.parent_id:
        here = by_id.get(here.parent_id)
    return here.id if here else goal_id


def _aim(one: GoalView) -> MetricAim:
    known = one.target is not None and one.baseline is not None
    rise = (one.target or 0) - (one.baseline or 0) if known else 0
    return MetricAim(
        name=str(one.id),
        baseline=one.baseline,
        target=one.target,
        owner=one.owner or None,
        due=one.due_on,
        direction=(rise > 0) - (rise < 0),
        era=one.era,
        measures=" ".join(one.title.casefold().split()),
        is_over=bool(one.breaks),
    )
