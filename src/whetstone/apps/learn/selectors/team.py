"""A team's working time as the planner reads it: hours, holidays, meetings, what is booked."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import holidays as public_holidays

from whetstone.apps.field import selectors as field
from whetstone.apps.learn.selectors import bookings
from whetstone.apps.learn.selectors.budgets import budgets
from whetstone.apps.people import selectors as people
from whetstone.core.timeplan.learners import Learner, Placement, TeamRules, Window
from whetstone.core.timeplan.learning_time import Block
from whetstone.core.timeplan.pattern import (
    Span,
    WorkingPattern,
    check_pattern,
    minutes_per_week,
)
from whetstone.core.timeplan.slots import Blackout, Calendar

if TYPE_CHECKING:
    from whetstone.apps.field.selectors.framework import RoleView
    from whetstone.apps.learn.selectors.bookings import Held
    from whetstone.apps.people.models import Workspace

WEEKS_AHEAD = 2
DAYS_BACK = 60
FULL_TIME = 37.5 * 60
"""Minutes of a full working week (CEDEFOP and most EU statistics count 37 to 40 hours)."""
DESK_AREA, DESK_LEVEL = "CAR", 2
"""Who can hold the customer desk: people whose role needs entry level in customer care."""
LEAVE = "leave"
FIRST_DAY, LAST_DAY = dt.date(1970, 1, 1), dt.date(9990, 1, 1)
"""Blackouts are held to days that every clock knows."""

Blackouts = Sequence[tuple[int | None, dt.date, dt.date, str]]


@dataclass(frozen=True, slots=True)
class Team:
    """Everybody who counts when blocks are placed, and the rules of the workspace."""

    workspace_id: int
    slug: str
    country: str
    learners: tuple[Learner, ...]
    members: Mapping[int, people.Member]
    held: Mapping[int, tuple[Held, ...]]
    rules: TeamRules
    window: Window
    budget: int

    def learner(self, person_id: int) -> Learner | None:
        """One of them."""
        return next((one for one in self.learners if one.person == str(person_id)), None)

    def zone(self, person_id: int) -> str:
        """A person's clock."""
        one = self.learner(person_id)
        return one.calendar.pattern.zone if one else "UTC"


def team(
    workspace_id: int,
    *,
    now: dt.datetime,
    person_ids: Iterable[int] = (),
    first: dt.date | None = None,
    days: int = 7 * WEEKS_AHEAD,
) -> Team:
    """The learners of a workspace with their calendars. Eight queries, for any number of people.

    In a school nobody waits for a colleague: only the people asked for are read.

    Args:
        workspace_id: the workspace.
        now: the present moment there.
        person_ids: who will be placed; all learners of a team count anyway. Where it is one, only
            blocks of these days are held of the others.
        first: first local day to look at; today where none is given.
        days: how many days to look at.
    """
    wanted = set(person_ids)
    workspace = people.workspace(workspace_id)
    is_team = workspace.kind == "team"
    members = [
        one for one in people.members(workspace_id) if is_team or not wanted or one.id in wanted
    ]
    ids = [one.id for one in members]
    window, span = _days(workspace, now, first=first, days=days)
    long_ago = min(span.start, now - dt.timedelta(days=DAYS_BACK))
    if len(wanted) == 1 and wanted.issubset(ids):
        rows = bookings.around(next(iter(wanted)), ids, since=long_ago, others_since=span.start)
    else:
        rows = bookings.latest(ids, since=long_ago)
    return _team(workspace, members, rows, window=window, span=span, is_team=is_team)


def alone(workspace_id: int, person_id: int, *, now: dt.datetime) -> Learner | None:
    """Somebody's calendar from today on, without colleagues and without what is booked.

    None for who is not of the workspace.
    """
    workspace = people.workspace(workspace_id)
    found = people.member(person_id, workspace_id=workspace_id)
    members = [found] if found is not None else []
    window, span = _days(workspace, now, first=None, days=7 * WEEKS_AHEAD)
    return _team(workspace, members, (), window=window, span=span, is_team=False).learner(
        person_id
    )


def _days(
    workspace: Workspace, now: dt.datetime, *, first: dt.date | None, days: int
) -> tuple[Window, Span]:
    """The days that are looked at, and a span that holds them in every time zone."""
    begin = first or now.astimezone(_clock(workspace.time_zone)).date()
    start = dt.datetime.combine(begin, dt.time(), tzinfo=dt.UTC)
    window = Window(begin, begin + dt.timedelta(days=days - 1), now)
    return window, Span(start - dt.timedelta(days=8), start + dt.timedelta(days=days + 2))


def _team(
    workspace: Workspace,
    members: Sequence[people.Member],
    rows: Sequence[Held],
    *,
    window: Window,
    span: Span,
    is_team: bool,
) -> Team:
    ids = [one.id for one in members]
    hours = people.working_hours(ids)
    busy = people.busy_times(ids, start=span.start, end=span.end)
    budget = budgets(workspace.pk, ids)
    shut = people.blackouts(workspace.pk)
    off = frozenset(holidays_between(workspace.calendar, window.first, window.last))
    roles = field.framework().roles if is_team else {}
    held: defaultdict[int, list[Held]] = defaultdict(list)
    for row in rows:
        held[row.person_id].append(row)
    learners = []
    for one in members:
        pattern = pattern_of(hours.get(one.id, []), zone=one.time_zone or workspace.time_zone)
        role = roles.get(one.role_id)
        own = [row for row in held[one.id] if row.state in ("booked", "kept")]
        learners.append(
            Learner(
                person=str(one.id),
                calendar=Calendar(
                    pattern,
                    tuple(Span(begin, end) for begin, end in busy.get(one.id, [])),
                    off,
                    closed_days(shut, person_id=one.id, zone=pattern.zone),
                ),
                minutes_a_week=budget.minutes(one.id, pattern.contract_share),
                on_care=_holds_desk(role),
                kept=tuple(placement(row) for row in own if row.ends_at > span.start),
            )
        )
    return Team(
        workspace_id=workspace.pk,
        slug=workspace.slug,
        country=workspace.calendar,
        learners=tuple(learners),
        members={one.id: one for one in members},
        held={one.id: tuple(held[one.id]) for one in members},
        rules=_rules(workspace, learners, is_team=is_team),
        window=window,
        budget=budget.team,
    )


def on_desk(workspace_id: int) -> list[int]:
    """The learners of a team who can hold the customer desk; nobody's in a school."""
    if people.workspace(workspace_id).kind != "team":
        return []
    roles = field.framework().roles
    return [one.id for one in people.members(workspace_id) if _holds_desk(roles.get(one.role_id))]


def _holds_desk(role: RoleView | None) -> bool:
    return role is not None and role.targets.get(DESK_AREA, 0) >= DESK_LEVEL


def _rules(workspace: Workspace, learners: Sequence[Learner], *, is_team: bool) -> TeamRules:
    """The team's limits. A desk that asks for everybody would let nobody learn: one may go."""
    if not is_team:
        return TeamRules(cap_share=1.0, care_minimum=0)
    desk = sum(one.on_care for one in learners)
    return TeamRules(care_minimum=min(workspace.care_minimum, max(0, desk - 1)))


def pattern_of(stretches: Iterable[people.Stretch], *, zone: str) -> WorkingPattern:
    """Stored stretches as a pattern; one that contradicts itself holds no working time."""
    return _pattern(tuple(stretches), zone)


@lru_cache(maxsize=2048)
def _pattern(stretches: tuple[people.Stretch, ...], zone: str) -> WorkingPattern:
    hours: dict[int, list[tuple[dt.time, dt.time]]] = {}
    for one in stretches:
        hours.setdefault(one.weekday, []).append((one.starts, one.ends))
    found = WorkingPattern(zone, {day: tuple(sorted(rows)) for day, rows in hours.items()})
    if check_pattern(found):
        return WorkingPattern(_clock(zone).key, {})
    share = min(1.0, max(0.1, minutes_per_week(found) / FULL_TIME))
    return WorkingPattern(zone, found.hours, contract_share=share)


def closed_days(shut: Blackouts, *, person_id: int, zone: str) -> tuple[Blackout, ...]:
    """The blackouts that count for a person, by local days. Why somebody is away stays theirs."""
    clock = ZoneInfo(zone)
    found = []
    for owner, first, last, reason in shut:
        if owner not in (None, person_id) or last < first:
            continue
        begin = dt.datetime.combine(max(first, FIRST_DAY), dt.time(), tzinfo=clock).astimezone(
            dt.UTC
        )
        after = min(last, LAST_DAY) + dt.timedelta(days=1)
        end = dt.datetime.combine(after, dt.time(), tzinfo=clock).astimezone(dt.UTC)
        found.append(Blackout(Span(begin, end), reason if owner is None else LEAVE))
    return tuple(found)


def placement(row: Held) -> Placement:
    """A booked block as the planner's value."""
    return Placement(str(row.person_id), Block(row.uid, row.minutes), row.span)


def holidays_between(
    country: str, first: dt.date, last: dt.date, *, language: str = "en"
) -> dict[dt.date, str]:
    """Public holidays of a country (or a region of it, `DE-BY`) by day, with names.

    None where the country is not known.
    """
    found: dict[dt.date, str] = {}
    for year in range(first.year, last.year + 1):
        found.update(_holidays(country.upper(), year, language))
    return {day: name for day, name in sorted(found.items()) if first <= day <= last}


@lru_cache(maxsize=256)
def _holidays(country: str, year: int, language: str) -> Mapping[dt.date, str]:
    if not country:
        return MappingProxyType({})
    spoken = "ne" if language.startswith("ne") else "en_US"
    try:
        land, _dash, region = country.partition("-")
        found = public_holidays.country_holidays(
            land, subdiv=region or None, years=[year], language=spoken
        )
    except NotImplementedError:
        return MappingProxyType({})
    return MappingProxyType(dict(found.items()))


def _clock(zone: str) -> ZoneInfo:
    try:
        return ZoneInfo(zone)
    except (KeyError, ValueError, OSError):
        return ZoneInfo("UTC")
