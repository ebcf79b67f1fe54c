"""Moving a block by hand, and an independent check of a whole plan.

`broken_rules` is written without the board's arrays on purpose: it checks the planner with
other means and is what a service calls before it saves a booking.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

from whetstone.core.kernel.reasons import Reason, because
from whetstone.core.timeplan.board import Board
from whetstone.core.timeplan.learners import Learner, Placement, TeamRules, Window, week_of
from whetstone.core.timeplan.pattern import Span
from whetstone.core.timeplan.place import Plan
from whetstone.core.timeplan.slots import on_duty, why_not

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence


def allowed_moves(
    learners: Sequence[Learner],
    *,
    placement: Placement,
    window: Window,
    rules: TeamRules,
) -> tuple[Span, ...]:
    """Every span the block may move to while all others stay.

    Args:
        learners: the team; each one's bookings stand in `kept`, the moving one among them.
        placement: the block that moves.
        window: the days to look at, and the present moment.
        rules: the team's rules.
    """
    board = Board(_lifted(learners, placement), window, rules)
    seat = board.seats[placement.person]
    return tuple(board.places(seat, placement.block))


def why_not_move(
    learners: Sequence[Learner],
    *,
    placement: Placement,
    to: datetime,
    window: Window,
    rules: TeamRules,
) -> tuple[Reason, ...]:
    """Every rule that moving the block to start at `to` would break; empty means allowed."""
    target = replace(placement, span=Span(to, to + timedelta(minutes=placement.block.minutes)))
    rest = _lifted(learners, placement)
    placed = [kept for one in rest for kept in one.kept]
    plan = Plan((*placed, target), ())
    before = set(
        map(_frozen, broken_rules(rest, Plan(tuple(placed), ()), window=window, rules=rules))
    )
    after = broken_rules(rest, plan, window=window, rules=rules, only=placement.person)
    return tuple(reason for reason in after if _frozen(reason) not in before)


def broken_rules(
    learners: Sequence[Learner],
    plan: Plan,
    *,
    window: Window,
    rules: TeamRules,
    only: str | None = None,
) -> tuple[Reason, ...]:
    """Every hard rule that the plan breaks; empty means it may be saved.

    Args:
        learners: the whole team.
        plan: what is to be booked; what is kept already is added by itself.
        window: the window of the plan.
        rules: the team's rules.
        only: look at this person's own rules only (the team's rules are always checked).
    """
    people = {one.person: one for one in learners}
    everything = tuple(
        {p.person + p.block.id: p for p in (*_kept(learners), *plan.placed)}.values()
    )
    found: list[Reason] = []
    for placement in plan.placed:
        one = people[placement.person]
        if only in (None, one.person) and placement not in one.kept:
            found += why_not(one.calendar, placement.span, now=window.now, rules=rules.slot)
    booked: defaultdict[str, list[Placement]] = defaultdict(list)
    for placement in everything:
        booked[placement.person].append(placement)
    for one in learners:
        if only in (None, one.person) and one.person in booked:
            found += _broken_week(one, booked[one.person])
    found += _broken_team(learners, everything, window, rules)
    return tuple(found)


def _broken_week(one: Learner, placed: Sequence[Placement]) -> Iterator[Reason]:
    clock = one.calendar.pattern.clock
    days = sorted(p.span.start.astimezone(clock).date() for p in placed)
    for day in sorted({day for day in days if days.count(day) > 1}):
        yield because("day_taken", day=day)
    weeks = Counter(week_of(p.span.start.astimezone(clock).date()) for p in placed)
    spans = sorted(p.span for p in placed)
    if any(span.overlaps(then) for span, then in pairwise(spans)):
        yield because("overlaps")
    if one.minutes_a_week is None:
        if any(count > one.per_week for count in weeks.values()):
            yield because("week_full", quota=one.per_week)
        return
    minutes: Counter[tuple[int, int]] = Counter()
    for p in placed:
        minutes[week_of(p.span.start.astimezone(clock).date())] += p.block.minutes
    if any(weeks[week] > 1 and many > one.minutes_a_week for week, many in minutes.items()):
        yield because("minutes_full", minutes=one.minutes_a_week)


def _broken_team(
    learners: Sequence[Learner], placed: Sequence[Placement], window: Window, rules: TeamRules
) -> Iterator[Reason]:
    """The team's limits, looked at wherever one can be passed.

    That is at the start of each block, and at each change of the desk inside one.
    """
    cap = rules.cap(len(learners))
    running = _Running(p.span for p in placed)
    most = max((running.at(p.span.start) for p in placed), default=0)
    if most > cap:
        yield because("team_cap", cap=cap)
    if rules.care_minimum:
        least = _least_on_desk(learners, placed, window)
        if least is not None and least < rules.care_minimum:
            yield because("care_cover", count=least, minimum=rules.care_minimum)


def _least_on_desk(
    learners: Sequence[Learner], placed: Sequence[Placement], window: Window
) -> int | None:
    """The fewest left on the desk at any moment at which a desk person learns."""
    care = {one.person for one in learners if one.on_care}
    desk = [
        span
        for one in learners
        if one.on_care
        for span in on_duty(one.calendar, first=window.first, last=window.last)
    ]
    clocks = {one.person: one.calendar.pattern.clock for one in learners}
    blocks = [
        p
        for p in placed
        if p.person in care
        and window.first <= p.span.start.astimezone(clocks[p.person]).date() <= window.last
    ]
    on_desk, learning = _Running(desk), _Running(p.span for p in placed if p.person in care)
    edges = sorted({edge for span in desk for edge in (span.start, span.end)})
    moments = {block.span.start for block in blocks}
    for block in blocks:
        inside = slice(bisect_right(edges, block.span.start), bisect_left(edges, block.span.end))
        moments.update(edges[inside])
    return min((on_desk.at(at) - learning.at(at) for at in moments), default=None)


class _Running:
    """How many of some spans run at a moment: those begun, less those over."""

    def __init__(self, spans: Iterable[Span]) -> None:
        spans = tuple(spans)
        self._starts = sorted(span.start for span in spans)
        self._ends = sorted(span.end for span in spans)

    def at(self, moment: datetime) -> int:
        return bisect_right(self._starts, moment) - bisect_right(self._ends, moment)


def _kept(learners: Sequence[Learner]) -> Iterator[Placement]:
    for one in learners:
        yield from one.kept


def _lifted(learners: Sequence[Learner], placement: Placement) -> list[Learner]:
    """The team with one block lifted off."""
    return [
        replace(one, kept=tuple(p for p in one.kept if not _same(p, placement)))
        if one.person == placement.person
        else one
        for one in learners
    ]


def _same(one: Placement, other: Placement) -> bool:
    return one.person == other.person and one.block.id == other.block.id


def _frozen(reason: Reason) -> tuple[str, tuple[tuple[str, object], ...]]:
    return reason.code, tuple(sorted(reason.values.items()))
