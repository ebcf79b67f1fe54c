"""Cover in depth: what it is, what is left of it without somebody, and the least that closes it.

Two kinds of figures, never mixed. Those of the whole team are released by `releasing`, tell of
five people or more and name nobody. Those of people come from the words that they share and from
nothing else, so that they say no more than the page of those words does.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from dataclasses import field as field_of
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final
from zoneinfo import ZoneInfo

from whetstone.apps.diagnose import selectors as diagnose
from whetstone.apps.field import selectors as field
from whetstone.apps.lead.growing import ENTRY
from whetstone.apps.lead.releasing import release_cover
from whetstone.apps.learn import selectors as learn
from whetstone.apps.people import rules
from whetstone.apps.people import selectors as people
from whetstone.apps.plan import campaign_selectors as campaigns
from whetstone.apps.plan import selectors as plan
from whetstone.core.kernel.verdict import TALK_HIGH
from whetstone.core.rollup.shared_cover import AreaWords, Closing, closing, load, words_of
from whetstone.web import once

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from whetstone.apps.lead.sheet import Sheet
    from whetstone.apps.people.selectors import Member, Need
    from whetstone.core.kernel.verdict import Verdict
    from whetstone.core.rollup.shared_cover import Load

HIRING_DAYS: Final = 90
"""Assumed: from the decision to hire until somebody new works."""
WEEK: Final = 7
HUNDRED: Final = 100

Words = dict[str, dict[int, "Verdict"]]


@dataclass(frozen=True, slots=True)
class Close:
    """The least learning and the least hiring for an area. `ready_on` is about, not booked."""

    least: Closing
    each: int | None
    ready_on: dt.date | None

    @property
    def minutes(self) -> int | None:
        """Of all who learn."""
        if self.each is None or self.least.learners is None:
            return None
        return self.each * self.least.learners


@dataclass(frozen=True, slots=True)
class AreaCover:
    """A required area: the released figure of the team, and what is shared in it."""

    area: str
    name: str
    need: int
    figure: Sheet
    shared: AreaWords
    close: Close | None = None

    @property
    def p(self) -> float | None:
        """The chance that enough are at the level; None where it may not be told."""
        found: float | None = self.figure["p"]
        return found

    @property
    def is_weak(self) -> bool:
        """Not surely covered, or resting on one person."""
        return self.p is not None and (self.p < TALK_HIGH or bool(self.figure.get("single")))

    @property
    def away(self) -> list[float]:
        """The same with one, two of the group away; empty where too few would stay."""
        return list(self.figure.get("away", ()))


@dataclass(frozen=True, slots=True)
class CampaignNeed:
    """What a campaign needs of an area, by its first day."""

    campaign_id: int
    name: str
    starts_on: dt.date
    area: str
    people: int
    shared: AreaWords


@dataclass(frozen=True, slots=True)
class TeamCover:
    """Everything that the page says."""

    areas: tuple[AreaCover, ...]
    campaigns: tuple[CampaignNeed, ...]
    coming: int
    load: Load | None
    names: Mapping[str, str]
    budget: int
    today: dt.date

    @property
    def weak(self) -> tuple[AreaCover, ...]:
        """The areas that are not surely covered."""
        return tuple(one for one in self.areas if one.is_weak)

    @property
    def told(self) -> tuple[AreaCover, ...]:
        """The areas with a figure."""
        return tuple(one for one in self.areas if one.p is not None)

    @property
    def sharing(self) -> tuple[str, ...]:
        """Who shares that they hold a required area, in the order of names."""
        holders = {one for area in self.areas for one in area.shared.met}
        return tuple(one for one in self.names if one in holders)


def team_cover(workspace_id: int, *, now: dt.datetime) -> TeamCover:
    """The page; a constant number of queries. Figures that are shown first are kept."""
    today = now.astimezone(ZoneInfo(people.workspace(workspace_id).time_zone)).date()
    team = people.members(workspace_id)
    rows = release_cover(workspace_id, now=now)
    words = _shared(workspace_id, team)
    order = [str(one.id) for one in team]
    needs = tuple(need for need in people.requirements(workspace_id) if need.people > 0)
    minutes, budget = learn.area_minutes(), learn.budgets(workspace_id, ()).team
    pace = _Pace(minutes, budget, today)
    shared = words.of(needs, order)
    areas = tuple(_area(row, shared[row["area"]], pace) for row in rows)
    coming = [one for one in plan.campaigns_of(workspace_id, today=today) if one.ends_on >= today]
    return TeamCover(
        areas=areas,
        campaigns=campaign_needs(workspace_id, today=today, words=words.words, order=order),
        coming=len(coming),
        load=load([one.shared for one in areas]),
        names={str(one.id): one.name for one in team},
        budget=budget,
        today=today,
    )


@dataclass
class _Shared:
    """The words of a workspace, and who shares which in each required area, sorted once."""

    words: Words
    sorted_for: tuple[Any, ...] = ()
    by_area: Mapping[str, AreaWords] = field_of(default_factory=dict)

    def of(self, needs: tuple[Need, ...], order: Sequence[str]) -> Mapping[str, AreaWords]:
        """The shared words of each required area."""
        asked = (needs, tuple(order))
        if self.sorted_for != asked:
            self.by_area = {
                one.area_id: _words(
                    one.area_id, one.people, self.words if one.level == ENTRY else {}, order
                )
                for one in needs
            }
            self.sorted_for = asked
        return self.by_area


MANY: Final = 200
"""From so many people up the words are kept in this process until one of them may have moved."""
_MOST_KEPT: Final = 16
_KEPT: dict[int, tuple[tuple[Any, ...], _Shared]] = {}
once.also_forget(_KEPT.clear)


def _shared(workspace_id: int, team: Sequence[Member]) -> _Shared:
    """The shared words; of many people only read again where something moved."""
    if len(team) < MANY:
        return _Shared(shared_words(team))
    ids = tuple(one.id for one in team)
    state = (*diagnose.state_of_words(workspace_id), rules.of(workspace_id), ids)
    kept = _KEPT.get(workspace_id)
    if kept and kept[0] == state:
        return kept[1]
    if len(_KEPT) >= _MOST_KEPT:
        _KEPT.pop(next(iter(_KEPT)), None)
    found = _Shared(shared_words(team))
    _KEPT[workspace_id] = (state, found)
    return found


_closing = lru_cache(maxsize=256)(closing)


def shared_words(team: Sequence[Member]) -> Words:
    """The words that people share, by area and person; two queries."""
    shared = diagnose.shared_areas([one.id for one in team])
    known = diagnose.estimates_of(list(shared))
    found: Words = {}
    for person, areas in shared.items():
        mine = known.get(person, {})
        for area in areas:
            if area in mine and mine[area].is_measured:
                found.setdefault(area, {})[person] = mine[area].verdict
    return found


def campaign_needs(
    workspace_id: int, *, today: dt.date, words: Words, order: Sequence[str]
) -> tuple[CampaignNeed, ...]:
    """What campaigns that run or are to come need, at the entry level only; one query."""
    return tuple(
        CampaignNeed(
            one.campaign_id, one.campaign, one.starts_on, one.area_id, one.people,
            _words(one.area_id, one.people, words, order),
        )
        for one in campaigns.skills_needed(workspace_id)
        if one.level == ENTRY and one.people > 0 and one.ends_on >= today
    )  # fmt: skip


def for_brief(workspace_id: int, *, now: dt.datetime) -> dict[str, Any]:
    """What a brief says of cover, as plain values that can be frozen; nobody is named.

    `cover_words.lines` puts it into sentences. The areas are those of the released figures.
    """
    found = team_cover(workspace_id, now=now)
    return {
        "weak": [_as_line(one) for one in found.weak],
        "sure": len(found.told) - len(found.weak),
        "load": None if found.load is None else [found.load.top, found.load.even],
        "campaigns": [
            {"name": one.name, "on": one.starts_on.isoformat(), "area": field_name(one.area),
             "wanted": one.people, "missing": one.shared.missing}
            for one in found.campaigns if one.shared.missing
        ],
    }  # fmt: skip


def field_name(area_id: str) -> str:
    """The name of an area."""
    return next((area.name for area in field.framework().areas if area.id == area_id), area_id)


def _as_line(one: AreaCover) -> dict[str, Any]:
    close = one.close
    return {
        "area": one.area,
        "name": one.name,
        "need": one.need,
        "p": one.p,
        "away": one.away,
        "people": close.least.learners if close else None,
        "minutes": close.minutes if close else None,
        "ready_on": close.ready_on.isoformat() if close and close.ready_on else None,
        "hires": close.least.hires if close else None,
    }


@dataclass(frozen=True, slots=True)
class _Pace:
    """Minutes of an area's lessons, minutes of learning a full week, and the day."""

    minutes: Mapping[str, int]
    budget: int
    today: dt.date


def _area(row: Sheet, shared: AreaWords, pace: _Pace) -> AreaCover:
    found = AreaCover(row["area"], row["name"], row["need"], row, shared)
    return replace(found, close=_close(shared, pace)) if found.is_weak else found


def _words(area: str, need: int, words: Words, order: Sequence[str]) -> AreaWords:
    mine = {str(person): word for person, word in words.get(area, {}).items()}
    return words_of(area, need, mine, order if mine else ())


def _close(shared: AreaWords, pace: _Pace) -> Close:
    least, each = _closing(shared), pace.minutes.get(shared.area)
    if least.learners is None or each is None:
        return Close(least, each, None)
    weeks = -(-each // pace.budget)
    monday = pace.today + dt.timedelta(days=WEEK - pace.today.weekday())
    return Close(least, each, monday + dt.timedelta(days=WEEK * weeks - 3))
