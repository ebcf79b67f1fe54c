"""The figures of a brief: those of the leader's page, with what a claim needs to be looked into.

Plain values that can be frozen. Nothing here names a person.
"""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from whetstone.apps.lead import brief_selectors, selectors
from whetstone.apps.lead.brief_sections import brief_sections
from whetstone.apps.lead.rollup_services import page_of
from whetstone.apps.people import selectors as people
from whetstone.apps.plan import readout_selectors as readouts
from whetstone.apps.plan import selectors as plan
from whetstone.apps.plan.outlook import in_one_way
from whetstone.core.strategy.readout import read_days

if TYPE_CHECKING:
    from collections.abc import Sequence

    from whetstone.apps.lead.brief_parts import Sheet
    from whetstone.apps.plan.argument import Day
    from whetstone.apps.plan.outlook import Reading
    from whetstone.apps.plan.readout_selectors import Forecast
    from whetstone.apps.plan.selectors import Board, CampaignView, GoalView

MOST_GOALS: Final = 5
MOST_READINGS: Final = 12
MOST_CAMPAIGNS: Final = 3
WHOLE_DATE: Final = len("2026-11-23")
ACTS: Final = ("views", "replies", "link_taps")
"""The acts that a day of figures holds, in its order."""


def gathered(workspace_id: int, *, now: dt.datetime) -> Sheet:
    """Every figure of a brief at a moment, as JSON would give it back.

    What is told of people are the kept figures of the leader's page: nobody is counted here, and
    brief and page never say two things at once.
    """
    told = page_of(workspace_id, then=selectors.latest(workspace_id), now=now)
    found = {key: value for key, value in told.sheet.items() if key != "names"}
    today = now.astimezone(ZoneInfo(people.workspace(workspace_id).time_zone)).date()
    board = plan.board(workspace_id, today=today)
    known = {one.id: one for one in board.measured}
    found["goals"] = [
        {**row, **_depth(known[row["id"]], board)} for row in found["goals"][:MOST_GOALS]
    ]
    series = _series(board, today)
    found["decisions"] = _asks(found["decisions"], workspace_id)
    found["brief"] = {
        "taken": _taken_since(workspace_id),
        "worth": _worth(board, series, today),
        "forecasts": _forecasts(board, series, today, workspace_id),
        "next_forecast": _next_forecast(board, today),
        "more": {
            one.code: values
            for one in brief_sections()
            if (values := one.gather(workspace_id, now)) is not None
        },
    }
    plain: Sheet = json.loads(json.dumps(found))
    return plain


def _asks(rows: list[Sheet], workspace_id: int) -> list[Sheet]:
    """The decisions asked; what was decided before and is still open says since when."""
    taken = selectors.taken(rows, workspace_id=workspace_id)
    return [
        {**ask, "since": taken[ask["code"]].at.isoformat()} if ask["code"] in taken else ask
        for ask in rows
    ]


def _taken_since(workspace_id: int) -> list[int] | None:
    """[taken, asked]: what became of the decisions that the last signed brief asked for."""
    last = brief_selectors.last_signed(workspace_id)
    return list(brief_selectors.taken_of(last.brief)) if last else None


def _depth(one: GoalView, board: Board) -> Sheet:
    """What a goal's figure means, its readings, and where its way of counting changed."""
    below = board.below(one.id)
    around = below | {step.id for step in board.path(one.id)[-3:]}
    readings = plan.readings_of(one.id)[:MOST_READINGS]
    return {
        "baseline": one.baseline,
        "readings": [
            [row.on.isoformat(), row.value, list(row.band) if row.band else None, row.source]
            for row in readings
        ],
        "split": _split(one, readings),
        "runs": [
            [camp.name, camp.starts_on.isoformat(), camp.ends_on.isoformat()]
            for camp in board.campaigns
            if camp.goal_id in around
        ],
    }


def _split(one: GoalView, readings: Sequence[Reading]) -> Sheet | None:
    """Where the way of counting last changed: in the field, or by the team's own word.

    In the field: the newest change that took away what the figure is counted by, where its day is
    known. By the team: from its first reading in the new way on; `was` is the way before.
    """
    found = [
        {"on": gone.happened_on, "change": gone.change_title, "slug": gone.change}
        for gone in one.breaks
        if len(gone.happened_on) == WHOLE_DATE
    ]
    counted = in_one_way(readings[::-1])
    if len(counted) < len(readings):
        was = readings[len(counted)].era
        first = counted[0].on.isoformat()
        found.append({"on": first, "change": "", "slug": "", "was": was})
    return max(found, key=lambda split: split["on"], default=None)


def _series(board: Board, today: dt.date) -> dict[int, tuple[Day, ...]]:
    """The daily figures of the newest campaigns that have begun; a query each, three at most."""
    begun = [one for one in board.campaigns if one.starts_on <= today]
    return {one.id: plan.case(one).figures for one in begun[-MOST_CAMPAIGNS:]}


def _worth(board: Board, series: dict[int, tuple[Day, ...]], today: dt.date) -> list[Sheet]:
    """Acts counted since a campaign began, at the worth that the team itself put on one."""
    rows = []
    for one in board.campaigns:
        act = _counted(one)
        each = dict(one.values).get(act)
        days = [
            _of_day(row, act)
            for row in series.get(one.id, ())
            if act in ACTS and one.starts_on <= row[0] <= min(one.ends_on, today)
        ]
        told = [value for value in days if value is not None]
        if each and told:
            rows.append(
                {
                    "name": one.name, "act": act, "n": sum(told), "each": each,
                    "unit": one.value_unit, "since": one.starts_on.isoformat(),
                    "days": len(told), "blank": len(days) - len(told),
                }
            )  # fmt: skip
    return rows


def _of_day(row: Day, act: str) -> int | None:
    _on, _people, *acts = row
    return dict(zip(ACTS, acts, strict=True))[act]


def _counted(one: CampaignView) -> str:
    return one.decision.counts if one.decision else one.wanted_act


def _forecasts(
    board: Board, series: dict[int, tuple[Day, ...]], today: dt.date, workspace_id: int
) -> list[Sheet]:
    """What campaigns were planned to lift, held against what happened, once the day has come.

    A read-out that was signed stands: nothing is read anew beside it.
    """
    signed = readouts.forecasts(workspace_id)
    done = {one.campaign_id for one in signed}
    rows = [_signed(one) for one in signed[:MOST_CAMPAIGNS]]
    for one in board.campaigns:
        if (
            one.id in done
            or one.decision is None
            or one.id not in series
            or one.decision.counts not in ACTS
        ):
            continue
        end = one.starts_on + dt.timedelta(days=one.decision.days)
        if end > today:
            continue
        told = [(row[0], _of_day(row, one.decision.counts)) for row in series[one.id]]
        before = [n for on, n in told if on < one.starts_on]
        during = [n for on, n in told if one.starts_on <= on < end]
        row: Sheet = {
            "name": one.name, "act": one.decision.counts, "days": one.decision.days,
            "forecast": one.lift, "on": end.isoformat(), "lift": None, "code": "no_figures",
        }  # fmt: skip
        rows.append(row | _read(before, during, one))
    return rows


def _signed(one: Forecast) -> Sheet:
    """A forecast as its signed read-out tells of it."""
    ends = [one.lift, one.low, one.high] if one.lift is not None else None
    return {
        "name": one.campaign, "act": one.counts, "days": 0, "forecast": one.forecast,
        "on": one.signed_at.date().isoformat(), "lift": ends, "code": "signed",
        "is_told": bool(one.is_told), "was_held": one.was_held,
    }  # fmt: skip


def _read(before: list[int | None], during: list[int | None], one: CampaignView) -> Sheet:
    """The read-out; a day without a figure is unknown and not nothing, so then none is made."""
    was = [float(n) for n in before if n is not None]
    now = [float(n) for n in during if n is not None]
    if not now or len(was) < len(before) or len(now) < len(during):
        return {"code": "no_figures"}
    found = read_days(was, now, forecast=one.lift)
    code = found.reasons[0].code
    if not found.lift.is_known:
        return {"code": code}
    return {
        "code": code,
        "lift": [found.lift.value, found.lift.lo, found.lift.hi],
        "is_told": found.is_told,
    }


def _next_forecast(board: Board, today: dt.date) -> Sheet | None:
    """The next campaign whose forecast can be held against what happened."""
    waiting = [
        (one.starts_on + dt.timedelta(days=one.decision.days), one.name)
        for one in board.campaigns
        if one.decision is not None
    ]
    due = sorted((on, name) for on, name in waiting if on > today)
    return {"on": due[0][0].isoformat(), "name": due[0][1]} if due else None
