"""What a plan would look like: read-only. The service books it, pages show what would not fit."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from whetstone.apps.learn import saying
from whetstone.apps.learn.selectors.bookings import (
    LESSON,
    QUIZ,
    REFRESHER,
    SESSION,
    Held,
    Thing,
)
from whetstone.apps.learn.selectors.team import Team, placement, team
from whetstone.apps.learn.selectors.wanted import (
    Bundle,
    Need,
    Wanted,
    bundles,
    lessons_left,
    needs,
)
from whetstone.core.timeplan.learning_time import Block
from whetstone.core.timeplan.moves import allowed_moves, broken_rules
from whetstone.core.timeplan.place import Plan, Unplaced, place_team
from whetstone.core.timeplan.slots import SlotRules, why_not

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from whetstone.core.kernel.reasons import Reason
    from whetstone.core.timeplan.learners import Learner, Placement

LESSONS_AHEAD = 2
"""Lessons that have a place at one time: the ones after them depend on how these go."""
SHORTEST = 25
FROZEN = dt.timedelta(hours=48)
"""What lies so near stays where it is: people have arranged their days around it. The person (or a
lead, who is counted) may still move it by hand."""


@dataclass(frozen=True, slots=True)
class Wish:
    """A block that should have a place. `instead_of` is one whose place is not free any more."""

    uid: str
    person_id: int
    things: tuple[Thing, ...]
    title: str
    minutes: int
    instead_of: Held | None = None


@dataclass(frozen=True, slots=True)
class Proposal:
    """A plan for some people: what has a place, what has none, and what is not needed any more."""

    team: Team
    plan: Plan
    wishes: dict[str, Wish]
    idle: tuple[Held, ...]
    needs: dict[int, Need]

    @property
    def unplaced(self) -> list[tuple[Wish, Unplaced]]:
        """What does not fit, with the reasons."""
        return [(self.wishes[one.block.id], one) for one in self.plan.unplaced]


def propose(
    workspace_id: int,
    *,
    person_ids: Iterable[int],
    now: dt.datetime,
    only: Collection[str] | None = None,
    more: Mapping[int, Sequence[Wanted]] | None = None,
) -> Proposal:
    """Place what these people need around what the team has booked. Thirteen queries.

    Args:
        workspace_id: the workspace; people outside it are left out.
        person_ids: whose blocks to place.
        now: the present moment there.
        only: kinds of things to place; all where none are given.
        more: what somebody needs beside what `needs` finds.
    """
    asked = sorted(set(person_ids))
    read = team(workspace_id, now=now, person_ids=asked)
    mine = [person for person in asked if person in read.members]
    roles = {person: read.members[person].role_id for person in mine}
    wanted = needs(roles, on=read.window.first)
    wishes: list[Wish] = []
    idle: list[Held] = []
    for person in mine:
        also = (more or {}).get(person, ())
        fresh, over = _wishes(read, wanted[person], now=now, only=only, also=also)
        wishes += fresh
        idle += over
    plan = _placed(read, wishes, idle)
    return Proposal(read, plan, {wish.uid: wish for wish in wishes}, tuple(idle), wanted)


def propose_area(
    workspace_id: int,
    *,
    person_ids: Iterable[int],
    area_id: str,
    days: int,
    now: dt.datetime,
) -> Proposal:
    """Place the lessons of an area that these people have not read, within so many days.

    What is booked stays, and what is booked already is not asked for twice. Ten queries.
    """
    asked = sorted(set(person_ids))
    read = team(workspace_id, now=now, person_ids=asked, days=days)
    mine = [person for person in asked if person in read.members]
    unread = lessons_left(mine, area_id)
    wishes: list[Wish] = []
    for person in mine:
        waiting = [held for held in read.held[person] if held.is_waiting(now)]
        booked = {thing for held in waiting for thing in held.things}
        fresh = [one for one in unread[person] if (one.kind, one.id) not in booked]
        wishes += [
            _wish(read, person, bundle, f"{now.date()}/{area_id}/{number}")
            for number, bundle in enumerate(bundles(fresh))
        ]
    plan = _placed(read, wishes, ())
    return Proposal(read, plan, {wish.uid: wish for wish in wishes}, (), {})


def _placed(read: Team, wishes: Sequence[Wish], idle: Sequence[Held]) -> Plan:
    if not wishes:
        return Plan((), ())
    learners = _with_blocks(read, wishes, idle)
    plan = place_team(learners, window=read.window, rules=read.rules)
    return _allowed(read, learners, plan)


def blocked(read: Team, held: Held) -> tuple[Reason, ...]:
    """Why a block can no longer lie where it is: a new meeting, other hours, a blackout."""
    learner = read.learner(held.person_id)
    if learner is None:
        return ()
    rules = replace(read.rules.slot, notice_hours=0, buffer=0)
    early = held.starts_at - dt.timedelta(minutes=1)
    return why_not(learner.calendar, held.span, now=min(read.window.now, early), rules=rules)


def moves(
    workspace_id: int, *, held: Held, now: dt.datetime, first: dt.date | None = None
) -> list[dt.datetime]:
    """Where a block may go by hand: every allowed half hour from now on. Eight queries."""
    read = team(workspace_id, now=now, person_ids=[held.person_id], first=first)
    if read.learner(held.person_id) is None:
        return []
    spans = allowed_moves(
        read.learners,
        placement=placement(held),
        window=read.window,
        rules=replace(read.rules, slot=by_hand(read)),
    )
    starts = [span.start for span in spans if span.start != held.starts_at]
    return [at for at in starts if at.minute % 30 == _half_hour(read.zone(held.person_id), at)]


def elsewhere(workspace_id: int, *, held: Held, now: dt.datetime) -> Placement | None:
    """Another place for a block whose time is needed for something else; nobody else moves.

    Its own time counts as busy. None where nothing is free. Eight queries.
    """
    read = team(workspace_id, now=now, person_ids=[held.person_id])
    learners = []
    for one in read.learners:
        if one.person == str(held.person_id):
            calendar = replace(one.calendar, busy=(*one.calendar.busy, held.span))
            kept = tuple(p for p in one.kept if p.block.id != held.uid)
            block = Block(held.uid, held.minutes)
            learners.append(replace(one, calendar=calendar, kept=kept, blocks=(block,)))
        else:
            learners.append(one)
    plan = _allowed(read, learners, place_team(learners, window=read.window, rules=read.rules))
    return plan.placed[0] if plan.placed else None


def by_hand(read: Team) -> SlotRules:
    """The rules for a place that somebody picks for themselves: today is allowed too."""
    return replace(read.rules.slot, notice_hours=0)


@dataclass(frozen=True, slots=True)
class FreePlaces:
    """On which days a block of so many minutes would find a place, for how many people.

    `days` are local days in order; `without` counts people for whom there is none in the window.
    Nothing found is after hours: places are searched in working patterns only.
    """

    days: tuple[dt.date, ...]
    people: int
    without: int

    @property
    def sentence(self) -> str:
        """For the ripple page: free places found on Tuesday and Friday, none after hours."""
        return saying.free_places(self.days, self.without)


def free_places(
    workspace_id: int, *, person_ids: Iterable[int], minutes: int, now: dt.datetime
) -> FreePlaces:
    """Where a refresher of so many minutes would lie for these people, together. Eight queries."""
    asked = set(person_ids)
    read = team(workspace_id, now=now, person_ids=asked)
    length = min(60, max(SHORTEST, 5 * -(-minutes // 5)))
    learners = [
        replace(one, blocks=(Block("free", length),) if int(one.person) in asked else ())
        for one in read.learners
    ]
    plan = place_team(learners, window=read.window, rules=read.rules)
    days = {
        placed.span.start.astimezone(_of(learners, placed).calendar.pattern.clock).date()
        for placed in plan.placed
    }
    return FreePlaces(tuple(sorted(days)), len(plan.placed), len(plan.unplaced))


def _half_hour(zone: str, at: dt.datetime) -> int:
    """The minute of UTC at which the clock of a zone shows a full half hour: 15 in Kathmandu."""
    return (at.minute - at.astimezone(ZoneInfo(zone)).minute) % 30


def _of(learners: Sequence[Learner], placed: Placement) -> Learner:
    return next(one for one in learners if one.person == placed.person)


def _wishes(
    read: Team,
    need: Need,
    *,
    now: dt.datetime,
    only: Collection[str] | None,
    also: Sequence[Wanted],
) -> tuple[list[Wish], list[Held]]:
    """What of a person's needs has no place; and booked blocks that nothing needs any more."""
    waiting = [held for held in read.held[need.person_id] if held.is_waiting(now)]
    idle = [held for held in waiting if held.starts_at > now and not is_needed(held, need)]
    rest = [held for held in waiting if held not in idle]
    lost = [
        held
        for held in rest
        if held.kind != SESSION and held.starts_at >= now + FROZEN and blocked(read, held)
    ]
    booked = {thing for held in rest for thing in held.things}
    wishes = [
        Wish(held.uid, need.person_id, held.things, held.title, held.minutes, held)
        for held in lost
    ]
    things = [*also, *_next(need, booked)]
    fresh = [one for one in things if only is None or one.kind in only]
    for number, bundle in enumerate(bundles(fresh)):
        wishes.append(_wish(read, need.person_id, bundle, f"{now.date()}/{number}"))
    return wishes, idle


def is_needed(held: Held, need: Need) -> bool:
    """Whether anything in the block still waits to be done."""
    if held.kind == LESSON:
        return held.thing_id not in need.finished
    still = {one.id for one in need.refreshers}
    return held.kind != REFRESHER or any(thing in still for _kind, thing in held.things)


def _next(need: Need, booked: Collection[Thing]) -> list[Wanted]:
    """Open refreshers without a place, then lessons until two have one, else a check."""
    found = [one for one in need.refreshers if (one.kind, one.id) not in booked]
    lessons = [one for one in need.lessons if (one.kind, one.id) not in booked]
    have = sum(kind not in {REFRESHER, SESSION, QUIZ} for kind, _id in booked)
    found += lessons[: max(0, LESSONS_AHEAD - have)]
    if need.check is not None and not need.lessons and not have:
        found.append(need.check)
    return found


def _wish(read: Team, person_id: int, bundle: Bundle, asked: str) -> Wish:
    """A block's name follows from what it is for and when it was asked for: twice makes one."""
    first = bundle.things[0]
    earlier = sum((first.kind, first.id) in held.things for held in read.held[person_id])
    name = f"{read.slug}/{person_id}/{first.kind}/{first.id}/{asked}/{earlier}"
    return Wish(
        uid=str(uuid.uuid5(uuid.NAMESPACE_URL, name)),
        person_id=person_id,
        things=tuple((one.kind, one.id) for one in bundle.things),
        title=first.title,
        minutes=bundle.minutes,
    )


def _with_blocks(read: Team, wishes: Sequence[Wish], idle: Sequence[Held]) -> list[Learner]:
    """The team with the blocks to place; what is let go or lost its place is off the board."""
    gone = {held.uid for held in idle} | {wish.uid for wish in wishes if wish.instead_of}
    learners = []
    for one in read.learners:
        blocks = [Block(w.uid, w.minutes) for w in wishes if str(w.person_id) == one.person]
        kept = tuple(p for p in one.kept if p.block.id not in gone)
        learners.append(replace(one, blocks=tuple(blocks), kept=kept))
    return learners


def _allowed(read: Team, learners: Sequence[Learner], plan: Plan) -> Plan:
    """The plan after a second opinion: `broken_rules` is written apart from the planner.

    What it forbids loses its place. It looks at the whole; only when it objects, block by block.
    """
    if not plan.placed:
        return plan
    found = _broken(read, learners, plan.placed)
    already = _names(_broken(read, learners, ())) if found else set()
    if not _new(found, already):
        return plan
    kept: list[Placement] = []
    lost: list[Unplaced] = []
    for placed in plan.placed:
        objections = _new(_broken(read, learners, [*kept, placed]), already)
        if objections:
            lost.append(Unplaced(placed.person, placed.block, tuple(objections)))
        else:
            kept.append(placed)
    return Plan(tuple(kept), (*plan.unplaced, *lost))


def _broken(
    read: Team, learners: Sequence[Learner], placed: Sequence[Placement]
) -> tuple[Reason, ...]:
    plan = Plan(tuple(placed), ())
    return broken_rules(learners, plan, window=read.window, rules=read.rules)


def _new(reasons: Iterable[Reason], already: Collection[object]) -> list[Reason]:
    return [reason for reason in reasons if _name(reason) not in already]


def _names(reasons: Iterable[Reason]) -> set[object]:
    return {_name(reason) for reason in reasons}


def _name(reason: Reason) -> tuple[str, tuple[tuple[str, object], ...]]:
    return reason.code, tuple(sorted(reason.values.items()))
