"""The decisions that the figures of the leader's page ask for."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from whetstone.apps.plan import selectors as plan
from whetstone.core.kernel.verdict import TALK_HIGH

if TYPE_CHECKING:
    from whetstone.apps.plan.selectors import Board

Sheet = dict[str, Any]


def decisions(found: Sheet, board: Board, today: dt.date) -> list[Sheet]:
    """Two decisions, asked for by the figures: hours first, then what to judge by when."""
    asks = [*_hours_ask(found), *_judge(board, today), *_second(found), *_target(board)]
    return asks[:2]


def _hours_ask(found: Sheet) -> list[Sheet]:
    relearn, ahead = found["relearn"], found["hours"]["ahead"]
    if relearn["each"]:
        code = "keep_minutes" if relearn["is_placed"] else "give_minutes"
        return [{"code": code, "values": {"each": relearn["each"], "people": relearn["people"]}}]
    return [{"code": "keep_hours", "values": {"minutes": round(60 * ahead)}}] if ahead else []


def _judge(board: Board, today: dt.date) -> list[Sheet]:
    """The campaign that rests on something gone, else the next one to end, and when to read it."""
    rows = [one for one in board.campaigns if one.goal_id and (one.breaks or one.ends_on >= today)]
    for one in sorted(rows, key=lambda camp: (not camp.breaks, camp.ends_on)):
        counts, days = (one.decision.counts, one.decision.days) if one.decision else ("", 0)
        if one.breaks or not one.decision:
            argued = plan.argument(one)
            counts, days = str(argued.counts or ""), argued.days or 0
        if counts and days:
            on = one.starts_on + dt.timedelta(days=days)
            values = {"name": one.name, "counts": counts, "on": on.isoformat()}
            code = "recount" if one.breaks else "judge" if on > today else "judge_now"
            return [{"code": code, "values": values}]
    return []


def _second(found: Sheet) -> list[Sheet]:
    weak = [row for row in found["cover"] if row["p"] is not None and row["p"] < TALK_HIGH]
    return [{"code": "grow_second", "values": {"area": weak[0]["name"]}}] if weak else []


def _target(board: Board) -> list[Sheet]:
    bare = [one for one in board.measured if one.target is None or one.due_on is None]
    if not board.goals:
        return [{"code": "name_goal", "values": {}}]
    return [{"code": "set_target", "values": {"goal": bare[0].title}}] if bare else []
