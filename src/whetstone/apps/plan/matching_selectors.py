"""Which posted one each planned post became: what was said, and what is proposed."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from whetstone.apps.plan import calendar_selectors as calendar
from whetstone.apps.plan.figures_models import NetworkPost
from whetstone.apps.plan.models_calendar import PlannedPost
from whetstone.apps.plan.models_readout import PostMatch
from whetstone.core.strategy.content_calendar import State
from whetstone.core.strategy.matching_posts import DAYS_APART, Planned, Posted, match_posts

if TYPE_CHECKING:
    from collections.abc import Sequence

WENT_OUT = frozenset({State.APPROVED, State.SCHEDULED, State.POSTED})
AROUND = dt.timedelta(days=14)
NEAR = 3
"""Days around the plan in which a person is offered posts to choose from."""
AT_ONCE = 60
MOST_POSTED = 2_000


@dataclass(frozen=True, slots=True)
class Proposal:
    """A planned post that went out, the posted one it seems to be, and the others near it."""

    planned: PlannedPost
    posted: NetworkPost | None
    by: str
    likeness: float
    near: tuple[NetworkPost, ...]
    is_posted: bool


def planned_in(campaign_id: int) -> int:
    """How many posts are planned for a campaign; one query."""
    rows = PlannedPost.objects.filter(campaign=campaign_id).exclude(pk__in=calendar.let_go())
    return rows.count()


def matched(workspace_id: int) -> dict[int, NetworkPost | None]:
    """What each planned post became, as was said last; None: none of them. One query."""
    rows = PostMatch.objects.filter(workspace_id=workspace_id)
    return {one.planned_id: one.posted for one in rows.select_related("posted").order_by("pk")}


def match_of(post_id: int) -> PostMatch | None:
    """What was said last of one planned post; one query."""
    rows = PostMatch.objects.filter(planned=post_id).select_related("posted", "by")
    return rows.order_by("-pk").first()


def proposals(workspace_id: int, *, today: dt.date, zone: str) -> list[Proposal]:
    """Planned posts whose day has been and of which nothing was said; four queries."""
    said = matched(workspace_id)
    states = calendar.states(workspace_id)
    rows = PlannedPost.objects.filter(workspace_id=workspace_id, on__lte=today)
    waiting = [
        one
        for one in rows.select_related("campaign").order_by("-on", "-pk")
        if one.pk not in said and states[one.pk] in WENT_OUT
    ][:AT_ONCE]
    taken = {one.pk for one in said.values() if one is not None}
    there = [one for one in _around(workspace_id, waiting) if one.pk not in taken]
    clock = ZoneInfo(zone)
    days = {one.pk: _day(one, clock) for one in there}
    by_id = {one.pk: one for one in there}
    found = match_posts(
        [_planned(one) for one in waiting],
        [Posted(str(one.pk), one.network, days[one.pk], one.text, one.link) for one in there],
    )
    best = {int(one.planned): one for one in found}
    return [
        Proposal(
            planned=one,
            posted=by_id[int(best[one.pk].posted)] if one.pk in best else None,
            by=best[one.pk].by if one.pk in best else "",
            likeness=best[one.pk].likeness if one.pk in best else 0.0,
            near=_near(one, there, days),
            is_posted=states[one.pk] is State.POSTED,
        )
        for one in waiting
    ]


def _around(workspace_id: int, waiting: Sequence[PlannedPost]) -> list[NetworkPost]:
    days = [one.on for one in waiting if one.on is not None]
    if not days:
        return []
    first, last = (
        dt.datetime.combine(day, dt.time(), dt.UTC)
        for day in (min(days) - AROUND, max(days) + AROUND)
    )
    rows = NetworkPost.objects.filter(
        workspace_id=workspace_id, published__range=(first, last),
        network__in={one.network for one in waiting},
    )  # fmt: skip
    return list(rows.order_by("-published", "-pk")[:MOST_POSTED])


def _day(one: NetworkPost, clock: ZoneInfo) -> dt.date:
    assert one.published is not None
    return one.published.astimezone(clock).date()


def _planned(one: PlannedPost) -> Planned:
    return Planned(str(one.pk), one.network, one.on, one.words or one.title, one.link)


def _near(
    planned: PlannedPost, there: Sequence[NetworkPost], days: dict[int, dt.date]
) -> tuple[NetworkPost, ...]:
    assert planned.on is not None
    span = dt.timedelta(days=max(NEAR, DAYS_APART))
    return tuple(
        one
        for one in there
        if one.network == planned.network and abs(days[one.pk] - planned.on) <= span
    )
