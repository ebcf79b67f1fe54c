"""The team's week as its lead reads it: who learns when, time kept and lost, what would fit."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from whetstone.apps.lead import growing, sums
from whetstone.apps.lead.sheet import hours_shown, quarter
from whetstone.apps.learn import selectors as learn
from whetstone.apps.people import selectors as people

if TYPE_CHECKING:
    from collections.abc import Mapping

    from whetstone.apps.lead.growing import Asked, Deadline, Gap, Growing
    from whetstone.apps.learn.selectors import AskedBack, BlockOfTeam
    from whetstone.web.request import Actor

A_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Row:
    """Somebody, and their blocks of the week."""

    name: str
    zone: str
    blocks: tuple[BlockOfTeam, ...]


@dataclass(frozen=True, slots=True)
class TeamWeek:
    """All that the page says."""

    first: dt.date
    rows: tuple[Row, ...]
    hours: Mapping[str, Any]
    since: dt.date
    asked_back: AskedBack
    gaps: tuple[Gap, ...]
    minutes: Mapping[str, int]
    deadlines: tuple[Deadline, ...]
    growing: Growing | None
    is_asked: bool
    budget: int

    @property
    def learning(self) -> int:
        """How many people have a block this week."""
        return sum(bool(row.blocks) for row in self.rows)

    @property
    def booked(self) -> int:
        """Minutes of the week."""
        return sum(block.minutes for row in self.rows for block in row.blocks)

    @property
    def previous(self) -> dt.date:
        """First day of the week before."""
        return self.first - 7 * A_DAY

    @property
    def next(self) -> dt.date:
        """First day of the week after."""
        return self.first + 7 * A_DAY


def team_week(actor: Actor, *, on: dt.date | None, asked: Asked) -> TeamWeek:
    """The page; a constant number of queries. Sums that are shown for the first time are kept."""
    workspace = people.workspace(actor.workspace_id)
    zone = ZoneInfo(workspace.time_zone)
    today = actor.now.astimezone(zone).date()
    first = (on or today) - (on or today).weekday() * A_DAY
    team = people.members(actor.workspace_id)
    since = quarter(today, zone)
    start = dt.datetime.combine(first, dt.time(), tzinfo=zone).astimezone(dt.UTC)
    blocks = learn.team_week(actor.workspace_id, start=start, end=start + 7 * A_DAY, now=actor.now)
    found = growing.gaps(actor.workspace_id, team)
    days = growing.deadlines(actor.workspace_id, today=today)
    return TeamWeek(
        first=first,
        rows=tuple(
            Row(one.name, one.time_zone or workspace.time_zone, tuple(blocks.get(one.id, ())))
            for one in team
        ),
        hours=_hours(actor, [one.id for one in team], since=since, zone=zone),
        since=since.astimezone(zone).date(),
        asked_back=learn.asked_back(actor.workspace_id, since=since),
        gaps=tuple(found),
        minutes=learn.area_minutes(),
        deadlines=tuple(days),
        growing=growing.growing(
            actor.workspace_id, asked, open_gaps=found, days=days, today=today, now=actor.now
        ),
        is_asked=bool(asked.area_id),
        budget=learn.budgets(actor.workspace_id, ()).team,
    )


def _hours(
    actor: Actor, team: list[int], *, since: dt.datetime, zone: ZoneInfo
) -> Mapping[str, Any]:
    first = since.astimezone(zone).date()
    shown = hours_shown(actor.workspace_id, team, since=since, now=actor.now)
    sums.keep(actor.workspace_id, shown, since=first)
    return sums.told(shown, since=first)
