"""The figures of the leader's page, computed as plain values that can be frozen.

Nothing here names a person: single holders stand as ids, and a page names them only while they
share their words. `members` are ids too: they say which group a number was released about.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from whetstone.apps.diagnose import selectors as diagnose
from whetstone.apps.diagnose.level_table import level_table
from whetstone.apps.field import selectors as field
from whetstone.apps.keepup import selectors as keepup
from whetstone.apps.lead import effect_selectors as effect
from whetstone.apps.lead import sums
from whetstone.apps.lead.decisions import decisions
from whetstone.apps.lead.figures import Figures, Moment
from whetstone.apps.learn import selectors as learn
from whetstone.apps.learn.selectors import bookings
from whetstone.apps.learn.selectors import hours as learning_hours
from whetstone.apps.people import selectors as people
from whetstone.apps.plan import selectors as plan
from whetstone.core.rollup.absence import with_another_standard, with_some_away
from whetstone.core.rollup.cover import Ability, Cover, cover
from whetstone.core.rollup.disclosure import SMALLEST, may_release_beside

if TYPE_CHECKING:
    from whetstone.apps.diagnose.level_table import LevelTable
    from whetstone.apps.lead.figures import Figure
    from whetstone.apps.people.selectors import Member, Need
    from whetstone.apps.plan.selectors import Board, CampaignView, GoalView

Sheet = dict[str, Any]
Kept = Mapping[str, Sequence[Collection[int]]]
CURRENCY = "currency"
LATELY = 3
QUARTER = 3


@dataclass(frozen=True, slots=True)
class World:
    """What counts for everybody alike: claims in force, those that open refreshers bring back."""

    live: frozenset[str]
    ahead: frozenset[str]
    ledger_name: str


def sheet(
    workspace_id: int, *, now: dt.datetime, released: Sheet | None, kept: Kept | None = None
) -> Sheet:
    """Every figure of the page at a moment; a constant number of queries.

    `released` is the last frozen sheet, `kept` every group a number was ever shown about (frozen
    or live), by topic: beside those a new group must not tell what a few people are like. "sums"
    and "figures" are what is shown, for whoever shows it to keep (`releasing`).
    """
    kept = kept or {}
    zone = ZoneInfo(people.workspace(workspace_id).time_zone)
    today = now.astimezone(zone).date()
    team = people.members(workspace_id)
    needs = people.requirements(workspace_id)
    known = _levels(workspace_id, needs)
    since = quarter(today, zone)
    first = since.astimezone(zone).date()
    hours = hours_shown(workspace_id, [one.id for one in team], since=since, now=now)
    relearn = _relearn(workspace_id, [one.id for one in team], now=now)
    ledger = field.ledger(workspace_id, on=today)
    board = plan.board(workspace_id, today=today, ledger=ledger)
    figures = Figures(workspace_id, [one.id for one in team], Moment(today, now))
    world = World(ledger.live, relearn["ahead"], ".".join(map(str, ledger.version[:2])))
    found: Sheet = {
        "as_of": now.isoformat(),
        "team": len(team),
        "currency": _currency(known, figures, world, before=(released, kept)),
        "cover": _covers(team, known, figures, world, needs=needs, before=(released, kept)),
        "hours": sums.told(hours, since=first) | {"since": first.isoformat()},
        "sums": hours,
        "figures": figures,
        "effect": effect.for_brief(workspace_id, today=today),
        "goals": [_goal(one, board) for one in board.measured],
        "threats": [_threat(one) for one in board.broken],
        "relearn": {key: relearn[key] for key in ("each", "people", "is_placed")},
        "field": _lately(workspace_id, ledger.version),
    }
    found["decisions"] = decisions(found, board, today)
    return found


def covers(
    workspace_id: int, *, now: dt.datetime, released: Sheet | None, kept: Kept
) -> tuple[list[Sheet], Figures]:
    """Cover alone, by the rules of the whole page, and what of it is to be kept."""
    zone = ZoneInfo(people.workspace(workspace_id).time_zone)
    today = now.astimezone(zone).date()
    team = people.members(workspace_id)
    ids = [one.id for one in team]
    ledger = field.ledger(workspace_id, on=today)
    figures = Figures(workspace_id, ids, Moment(today, now))
    world = World(ledger.live, frozenset(), ".".join(map(str, ledger.version[:2])))
    needs = people.requirements(workspace_id)
    known = _levels(workspace_id, needs)
    return _covers(team, known, figures, world, needs=needs, before=(released, kept)), figures


def _levels(workspace_id: int, needs: list[Need]) -> LevelTable:
    """The levels of everybody here, as far as head-counts ask for them."""
    return level_table(people.learner_ids(workspace_id), {one.area_id: one.level for one in needs})


def hours_shown(
    workspace_id: int, team: Sequence[int], *, since: dt.datetime, now: dt.datetime
) -> dict[str, sums.Shown]:
    """The quarter's sums that may be shown now; whoever shows them keeps them (`sums.keep`)."""
    zone = ZoneInfo(people.workspace(workspace_id).time_zone)

    def parts() -> sums.Parts:
        zones = bookings.zones(workspace_id)
        more = {
            "moved": learning_hours.moved_minutes(list(zones), since=since),
            "after": learning_hours.after_hours_minutes(zones, since=since, until=now),
        }
        booked = learning_hours.block_hours(workspace_id, since=since, now=now)
        return sums.parts_of(booked, team, minutes=more)

    return sums.shown(
        workspace_id,
        parts,
        since=since.astimezone(zone).date(),
        on=now.astimezone(zone).date(),
    )


def of_nobody(workspace_id: int, *, now: dt.datetime) -> Sheet:
    """The parts of the page that tell of goals and of the field, and of no person or group."""
    zone = ZoneInfo(people.workspace(workspace_id).time_zone)
    today = now.astimezone(zone).date()
    ledger = field.ledger(workspace_id, on=today)
    board = plan.board(workspace_id, today=today, ledger=ledger)
    return {
        "goals": [_goal(one, board) for one in board.measured],
        "threats": [_threat(one) for one in board.broken],
        "field": _lately(workspace_id, ledger.version),
    }


def _relearn(workspace_id: int, ids: list[int], *, now: dt.datetime) -> Sheet:
    """Open refreshers, told so that nobody's is: minutes a person at most, and a band of people.

    "ahead" are the claims they bring back; "is_placed": all of it stands in somebody's week.
    """
    waiting = learn.open_refreshers_of(ids)
    rows = [row for mine in waiting.values() for row in mine]
    published = frozenset(row.publication_id for row in rows)
    struck = _struck(published) if rows else {}
    booked = {
        (block.person_id, thing)
        for block in (bookings.blocks(tuple(sorted(ids)), since=now) if rows else ())
        if block.is_waiting(now)
        for kind, thing in block.things
        if kind == bookings.REFRESHER
    }
    told = keepup.still_to_relearn(
        workspace_id, published, people=len(waiting), team=len(ids), now=now
    )
    return {
        "each": told.minutes,
        "people": [told.band.low, told.band.high] if told.band else None,
        "is_placed": all((row.person_id, row.change_slug) in booked for row in rows),
        "ahead": frozenset().union(*struck.values()),
    }


@lru_cache(maxsize=64)
def _struck(publication_ids: frozenset[int]) -> Mapping[int, frozenset[str]]:
    """The claims that each publication took out of force; what was published does not change."""
    rows = field.publications_by_id(publication_ids)
    return {pk: field.hits(one.change) for pk, one in rows.items()}


@lru_cache(maxsize=1024)
def _covered(area: str, abilities: tuple[Ability, ...], need: int) -> Cover:
    """The core's cover, kept per process, as it is a pure function."""
    return cover(area, abilities, need=need)


def cover_topic(area_id: str) -> str:
    """What a group stands behind that the cover of an area was shown about."""
    return f"cover {area_id}"


def _currency(
    known: LevelTable, figures: Figures, world: World, *, before: tuple[Sheet | None, Kept]
) -> Sheet:
    """Facts under the team's answers that hold or were relearned: a full count of pairs."""
    measured = known.with_claims
    released, kept = before
    then = (released or {}).get("currency", {}).get("members", [])
    group = group_to_show(measured, then, kept=kept.get(CURRENCY, ()))
    if not group:
        return {"share": None, "why": "small" if measured else "none", "members": then}
    found = figures.tell(
        CURRENCY,
        group,
        lambda: _rests(group, known),
        world=world.ledger_name,
        changed_at=known.newest(group),
    )
    if found is None:
        return {"share": None, "why": "few_differ", "members": then}
    return _counted(found, world)


def _rests(group: list[int], known: LevelTable) -> Sheet:
    """How many of a group's answers rest on each claim, and how many of those were relearned."""
    again = learn.refreshed_claims(group)
    rests, relearned = known.rests(group), Counter[str]()
    for person, claims in again.items():
        relearned.update(one for one in known.claims_of(person) if one in claims)
    counts = {claim: [n, relearned[claim]] for claim, n in sorted(rests.items())}
    return {"members": sorted(group), "told": counts}


def _counted(found: Figure, world: World) -> Sheet:
    """What was counted of a group, held against the ledger of today."""
    counts, members = found.row["told"], found.row["members"]
    total = sum(n for n, _again in counts.values())
    if not total:
        return {"share": None, "why": "none", "members": members}
    gone = {claim: two for claim, two in counts.items() if claim not in world.live}
    again = sum(relearned for _n, relearned in gone.values())
    ahead = sum(n - relearned for claim, (n, relearned) in gone.items() if claim in world.ahead)
    live = total - sum(n for n, _again in gone.values())
    return {
        "share": (live + again) / total,
        "soon": (live + again + ahead) / total,
        "live": live,
        "refreshed": again,
        "all": total,
        "people": len(members),
        "members": members,
        "on": found.on.isoformat(),
        "why": "",
    }


def group_to_show(
    measured: Collection[int], then: Collection[int], *, kept: Sequence[Collection[int]] = ()
) -> list[int]:
    """The people a number may be about: all measured, or the newest group shown, if still here.

    Empty where none may be shown. `then` is the group of the last frozen page, `kept` all others,
    the oldest first.
    """
    group = {str(one) for one in measured}
    shown = [{str(one) for one in other} for other in (*kept, then) if other]
    if may_release_beside(group, shown):
        return sorted(measured)
    for before in reversed(shown):
        if len(before) >= SMALLEST and before <= group:
            return sorted(int(one) for one in before)
    return []


def _covers(
    team: list[Member],
    known: LevelTable,
    figures: Figures,
    world: World,
    *,
    needs: list[Need],
    before: tuple[Sheet | None, Kept],
) -> list[Sheet]:
    """Cover of each required area, the weakest first; nothing for fewer than five people."""
    if not needs:
        return []
    shared = diagnose.shared_areas([one.id for one in team])
    released, kept = before
    then = {row["area"]: row.get("members", []) for row in (released or {}).get("cover", [])}
    areas = {area.id: area.name for area in field.framework().areas}
    rows = []
    for need in needs:
        if need.people > 0:
            topic = cover_topic(need.area_id)
            old = then.get(need.area_id, [])
            asked = _Asked(need, team, known, shared, old, kept.get(topic, ()))
            named = {"name": areas.get(need.area_id, need.area_id)}
            rows.append(_cover(asked, figures, world) | named)
    return sorted(rows, key=weakest_first)


def weakest_first(row: Sheet) -> tuple[bool, float, str]:
    """The order of areas."""
    return row["p"] is None, row["p"] or 0, row["area"]


def blank(need: Need) -> Sheet:
    """A required area without a figure."""
    return {"area": need.area_id, "level": need.level, "need": need.people, "p": None}


def as_shown(found: Figure) -> Sheet:
    """What a page says of a released cover."""
    told = {key: found.row[key] for key in found.row if key not in _INSIDE}
    return told | {"on": found.on.isoformat()}


@dataclass(frozen=True, slots=True)
class _Asked:
    """One required area: who is here, what is known of them, and whom it was shown about."""

    need: Need
    team: list[Member]
    known: LevelTable
    shared: Mapping[int, frozenset[str]]
    then: list[int]
    kept: Sequence[Collection[int]]

    @property
    def wanted(self) -> str:
        """What the cover is held to: a level and a number of people."""
        return f"{self.need.level} {self.need.people}"

    @property
    def measured(self) -> dict[int, float | None]:
        """P(at the level) of each person who is measured in the area."""
        known = self.known.chances(self.need.area_id)
        return {one.id: known[one.id] for one in self.team if one.id in known}


def _cover(asked: _Asked, figures: Figures, world: World) -> Sheet:
    need = asked.need
    row = blank(need) | {"members": asked.then}
    if len(asked.team) < SMALLEST:
        return row | {"why": "small_team"}
    measured = asked.measured
    if measured and all(p is None for p in measured.values()):
        return row | {"why": "no_standard"}
    if len(measured) < SMALLEST:
        return row | _as_row(_covered_by(asked, measured), set(measured))
    group = group_to_show(list(measured), asked.then, kept=asked.kept)
    found = group and figures.tell(
        cover_topic(need.area_id),
        group,
        lambda: _as_told(asked, {one: measured[one] for one in group}),
        world=f"{world.ledger_name} {asked.wanted}",
        changed_at=asked.known.newest(group),
    )
    if not found or found.row["wanted"] != asked.wanted:
        return row | {"why": "few_differ"}
    return row | as_shown(found)


_INSIDE = ("told", "wanted")


def _as_told(asked: _Asked, measured: Mapping[int, float | None]) -> Sheet:
    """A cover as it is kept: `told` is what a reader sees move, `wanted` what it is held to.

    `away` (with one, two of the group away) and `band` (another standard) are functions of the
    same group and of what it did, none of which changes when two people of it are exchanged.
    """
    row = _as_row(_covered_by(asked, measured), set(measured))
    told = [round(row["p"], 2), row["single"], row["blind"], row["gaps"]]
    area, need = asked.need.area_id, asked.need.people
    chances = [p or 0.0 for p in measured.values()]
    spread = asked.known.sds(area)
    sds = [spread[one] for one in measured]
    away = [round(one, 2) for one in with_some_away(chances, need)]
    band = [round(one, 2) for one in with_another_standard(chances, sds, need)]
    return row | {"told": told, "wanted": asked.wanted, "away": away, "band": band}


def _covered_by(asked: _Asked, measured: Mapping[int, float | None]) -> Cover:
    area = asked.need.area_id
    abilities = tuple(
        Ability(
            str(one.id),
            measured.get(one.id),
            shares=area in asked.shared.get(one.id, frozenset()),
        )
        for one in asked.team
    )
    return _covered(area, abilities, asked.need.people)


def _as_row(found: Cover, group: set[int]) -> Sheet:
    if not found.enough.is_known:
        return {"why": "small" if found.is_withheld else "unmeasured"}
    expected = found.expected
    return {
        "p": found.enough.value,
        "expected": [expected.value, expected.lo, expected.hi],
        "n": found.enough.n,
        "blind": bool(found.is_blind_spot),
        "single": bool(found.is_single),
        "holder": int(found.single_holder) if found.is_single and found.single_holder else None,
        "gaps": [int(one) for one in found.leaves_a_gap],
        "members": sorted(group) if len(group) >= SMALLEST else [],
        "why": "",
    }


def quarter(today: dt.date, zone: ZoneInfo) -> dt.datetime:
    """When this quarter began."""
    first = dt.date(today.year, QUARTER * ((today.month - 1) // QUARTER) + 1, 1)
    return dt.datetime.combine(first, dt.time(), tzinfo=zone).astimezone(dt.UTC)


def _goal(one: GoalView, board: Board) -> Sheet:
    below = board.below(one.id)
    top = board.path(one.id)
    around = below | {step.id for step in top[-3:]} if one.kind == plan.METRIC else below
    newest = one.newest
    return {
        "id": one.id,
        "title": one.title,
        "definition": one.definition,
        "era": (newest.era if newest else "") or one.era,
        "unit": one.unit,
        "value": newest.value if newest else None,
        "band": list(newest.band) if newest and newest.band else None,
        "on": newest.on.isoformat() if newest else None,
        "source": newest.source if newest else "",
        "target": one.target,
        "due": one.due_on.isoformat() if one.due_on else None,
        "outlook": _outlook(one, board, below),
        "served": [camp.name for camp in board.campaigns if camp.goal_id in around],
    }


def _outlook(one: GoalView, board: Board, below: frozenset[int]) -> str:
    """A goal is at risk too when a metric or a campaign below it rests on something gone."""
    hangs = any(part.breaks for part in board.goals if part.id in below)
    serves = any(camp.breaks for camp in board.campaigns if camp.goal_id in below)
    return "broken" if hangs or serves else str(one.outlook)


def _threat(one: GoalView | CampaignView) -> Sheet:
    first = one.breaks[0]
    is_campaign = isinstance(one, plan.CampaignView)
    return {
        "kind": "campaign" if is_campaign else "goal",
        "id": one.id,
        "title": one.name if isinstance(one, plan.CampaignView) else one.title,
        "statement": first.statement,
        "status": first.status,
        "change": first.change,
        "change_title": first.change_title,
        "happened_on": first.happened_on,
        "now": [statement for _slug, _text, statement in first.successors],
    }


@lru_cache(maxsize=64)
def _changes(
    workspace_id: int, version: tuple[int | None, str, dt.date], no_facts: frozenset[int]
) -> tuple[tuple[str, str, str, bool], ...]:
    """(slug, title, date, is published): what was published here, then the newest in the field.

    `no_facts`, which nobody has read at their source, are left out, and so is what was undone.
    Kept as long as the ledger and they stand as they are.
    """
    del version
    done = field.acts(workspace_id)
    published = done.publications
    rows = [
        one
        for one in field.changes(workspace_id)
        if one.undoes_id is None
        and (one.pk in published or one.pk not in no_facts)
        and not field.end_of(one.pk, done.undoing).is_undone
    ]
    rows.sort(key=lambda one: one.happened_on, reverse=True)
    here = [one for one in rows if one.pk in published]
    here.sort(key=lambda one: published[one.pk].published_at, reverse=True)
    rest = [one for one in rows if one.pk not in published]
    return tuple(
        (one.slug, one.title, one.happened_on, one.pk in published or one.state == "published")
        for one in (*here, *rest)
    )


def _lately(workspace_id: int, version: tuple[int | None, str, dt.date]) -> Sheet:
    rows = _changes(workspace_id, version, field.unsourced(workspace_id))
    return {
        "changed": [list(row[:3]) for row in rows if row[3]][:LATELY],
        "coming": [list(row[:3]) for row in rows if not row[3]][:LATELY],
    }
