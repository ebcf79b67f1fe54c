"""The choices of a plan, line by line, as a reviewer reads them and as a signature keeps them.

Only what somebody chose stands here, in plain values: figures that come in every day change no
plan. A line's name stays for good; comments hang on it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from whetstone.apps.plan.campaign_parts import PARTS
from whetstone.core.strategy.plan_review import Line

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from whetstone.apps.plan.selectors import Board, CampaignView, GoalView

GOAL: Final = "goal-"
PART: Final = "part-"
CAMPAIGN: Final = "campaign-"


def lines(
    board: Board, campaign_id: int | None, parts: Mapping[str, Mapping[str, Any]]
) -> tuple[Line, ...] | None:
    """The plan's lines: of a campaign, or of the whole tree. None: there is no such campaign.

    `parts`: what the campaign has settled part by part, with the reason and the claims of each,
    and what its values point at.
    """
    if campaign_id is None:
        return tuple(Line(key, facts) for key, facts in _of_tree(board))
    view = next((one for one in board.campaigns if one.id == campaign_id), None)
    if view is None:
        return None
    settled = ((one.slug, _part(board, parts[one.slug])) for one in PARTS if one.slug in parts)
    return (
        *(Line(key, facts) for key, facts in _of_campaign(board, view)),
        *(Line(f"{PART}{slug}", facts) for slug, facts in settled),
    )


def _part(board: Board, facts: Mapping[str, Any]) -> dict[str, Any]:
    """A part with the facts of the figure that it names, where it names one."""
    metric = board.goal(facts["values"].get("metric"))
    return {**facts, "metric": _goal(board, metric) if metric else None}


def _of_campaign(board: Board, view: CampaignView) -> Iterator[tuple[str, dict[str, Any]]]:
    taken = view.decision
    path = board.path(view.goal_id)
    yield (
        "serves",
        {
            "path": [[one.kind, one.title] for one in path],
            "goals": [_goal(board, one) for one in path],
        },
    )
    yield "aim", {"text": view.aim, "name": view.name}
    yield "audience", {"people": view.audience, "a_day": view.people_a_day}
    yield (
        "measure",
        {
            "act": taken.counts if taken else view.wanted_act,
            "counted_as": view.counted_as,
            "own_words": taken.reasons.get("own_words", "") if taken else "",
            "why": taken.reasons.get("objective", []) if taken else [],
            "is_taken": taken is not None,
        },
    )
    yield (
        "length",
        {
            "first": view.starts_on.isoformat(),
            "last": view.ends_on.isoformat(),
            "why": [taken.reasons["binding"]] if taken and "binding" in taken.reasons else [],
        },
    )
    yield "difference", {"lift": view.lift}
    yield "worth", {"values": [list(one) for one in view.values], "unit": view.value_unit}
    yield "owner", {"person": view.owner_id}


def _of_tree(board: Board) -> Iterator[tuple[str, dict[str, Any]]]:
    for one in board.goals:
        yield f"{GOAL}{one.id}", _goal(board, one)
    for run in board.campaigns:
        serves = board.goal(run.goal_id)
        yield f"{CAMPAIGN}{run.id}", {"name": run.name, "serves": serves.title if serves else ""}


def _goal(board: Board, one: GoalView) -> dict[str, Any]:
    above = board.goal(one.parent_id)
    return {
        "kind": one.kind,
        "title": one.title,
        "serves": above.title if above else "",
        "definition": one.definition,
        "era": one.era,
        "unit": one.unit,
        "baseline": one.baseline,
        "target": one.target,
        "due": one.due_on.isoformat() if one.due_on else "",
        "priority": one.priority,
        "person": one.owner_id,
    }
