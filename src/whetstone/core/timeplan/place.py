"""Where learning blocks go: greedy by rounds, with repair.

Model: x[p, d, s] in {0, 1}; per person at most one block a day and a quota a week; per moment
at most the team cap and never fewer than the minimum on the care desk; least cost. The method
is greedy: the person with the fewest starts goes first, one block each a round, so that every
person gets a share before anyone gets a second (max-min). A block that fits nowhere may move
one block of another person. Then new blocks move while that betters the whole (`better`). What is
kept from before never moves.

Every placement says why it is there, and everything that did not fit says why not.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np

from whetstone.core.kernel.errors import Fault, raise_all
from whetstone.core.kernel.reasons import Reason, because
from whetstone.core.timeplan.better import better
from whetstone.core.timeplan.board import Board
from whetstone.core.timeplan.learners import Learner, Placement, TeamRules, Window, Wish
from whetstone.core.timeplan.learning_time import Block
from whetstone.core.timeplan.pattern import check_pattern
from whetstone.core.timeplan.slots import free_slots, starts, without
from whetstone.core.timeplan.worth import part_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from whetstone.core.timeplan.pattern import Span
    from whetstone.core.timeplan.seat import Seat

__all__ = [
    "Block",
    "Learner",
    "Placement",
    "Plan",
    "TeamRules",
    "Unplaced",
    "Window",
    "Wish",
    "place_person",
    "place_team",
]

MOST_A_WEEK = 3
REPAIRS = 200
"""How many starts a repair may try for one block: a bound on time, not on quality."""

OBSTACLES = ("meetings", "blackouts", "holidays", "lunch")


@dataclass(frozen=True, slots=True)
class Unplaced:
    """A block that fits nowhere in the window, and why."""

    person: str
    block: Block
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """New placements (kept ones are not repeated) and what did not fit."""

    placed: tuple[Placement, ...]
    unplaced: tuple[Unplaced, ...]

    def of(self, person: str) -> tuple[Placement, ...]:
        """One person's new placements in order of time."""
        return tuple(p for p in self.placed if p.person == person)


def place_person(learner: Learner, *, window: Window, rules: TeamRules) -> Plan:
    """Place one person's blocks; the team's rules look at this person only.

    Raises:
        Faults: when a pattern, a quota or a block breaks its own limits.
    """
    return place_team((learner,), window=window, rules=replace(rules, care_minimum=0))


def place_team(learners: Sequence[Learner], *, window: Window, rules: TeamRules) -> Plan:
    """Place the blocks of a team together.

    Args:
        learners: everyone in the team, also those without blocks: they count for the cap and
            hold the care desk.
        window: the days, and the present moment.
        rules: the team's rules.

    Raises:
        Faults: when a pattern, a quota or a block breaks its own limits.
    """
    raise_all(list(_faults(learners, rules)))
    board = Board(learners, window, rules)
    left = _rounds(board)
    better(board)
    left = [(seat, block) for seat, block in left if not _fits(board, seat, block)]
    unplaced = tuple(
        Unplaced(seat.learner.person, block, _why_unplaced(board, seat, block))
        for seat, block in left
    )
    return Plan(tuple(_explained(board)), unplaced)


def _rounds(board: Board) -> list[tuple[Seat, Block]]:
    """One block each a round, the fewest starts first; what fits nowhere is told."""
    left: list[tuple[Seat, Block]] = []
    seats = board.seats.values()
    for number in range(max((len(seat.learner.blocks) for seat in seats), default=0)):
        waiting = [seat for seat in seats if number < len(seat.learner.blocks)]
        for seat in sorted(waiting, key=lambda seat: _room(seat, number)):
            block = seat.learner.blocks[number]
            if not _fits(board, seat, block):
                left.append((seat, block))
    return left


def _fits(board: Board, seat: Seat, block: Block) -> bool:
    return _place(board, seat, block) or _repair(board, seat, block)


def _room(seat: Seat, number: int) -> tuple[int, str]:
    """How many starts a person has left; ties by name, so that a plan can be repeated."""
    starts = seat.starts(seat.learner.blocks[number].minutes)
    return int(np.count_nonzero(seat.is_open(starts))), seat.learner.person


def _place(board: Board, seat: Seat, block: Block) -> bool:
    starts = seat.starts(block.minutes)
    rows = board.allowed(seat, starts)
    if not rows.size:
        return False
    best = int(rows[np.argmin(board.costs(seat, starts)[rows])])
    board.put(Placement(seat.learner.person, block, board.grid.span(starts, best)))
    return True


def _repair(board: Board, seat: Seat, block: Block) -> bool:
    """Move one block of one other person, if that makes room."""
    starts = seat.starts(block.minutes)
    for row in np.flatnonzero(seat.is_open(starts))[:REPAIRS]:
        span = board.grid.span(starts, int(row))
        for blocker in board.blockers(span):
            if _swap(board, seat, block, (span, blocker)):
                return True
    return False


def _swap(board: Board, seat: Seat, block: Block, trade: tuple[Span, Placement]) -> bool:
    span, blocker = trade
    if blocker.person == seat.learner.person:
        return False
    board.take(blocker)
    if board.team_conflict(seat, span) is None:
        placement = Placement(seat.learner.person, block, span)
        board.put(placement)
        if _place(board, board.seats[blocker.person], blocker.block):
            return True
        board.take(placement)
    board.put(blocker)
    return False


def _explained(board: Board) -> Iterator[Placement]:
    """The new placements with their reasons, by time and person."""
    new = [
        (seat, placement)
        for seat in board.seats.values()
        for placement in seat.placed
        if placement not in seat.learner.kept
    ]
    for seat, placement in sorted(new, key=lambda pair: (pair[1].span, pair[1].person)):
        yield replace(placement, reasons=tuple(_reasons(board, seat, placement.span)))


def _reasons(board: Board, seat: Seat, span: Span) -> Iterator[Reason]:
    clock = seat.learner.calendar.pattern.clock
    free = seat.free_around(span)
    yield because(
        "free_until",
        start=f"{free.start.astimezone(clock):%H:%M}",
        until=f"{free.end.astimezone(clock):%H:%M}",
    )
    local, wish = seat.local(span), seat.learner.wish
    if wish.habit == (local.weekday(), local.time()):
        yield because("habit")
    if wish.part is not None and wish.part == part_of(local.hour):
        yield because("preferred_part", part=wish.part)
    before = [day for day in seat.days() if day < local.date()]
    if before:
        yield because("days_apart", days=(local.date() - max(before)).days)
    if seat.learner.on_care and board.rules.care_minimum:
        yield because("care_stays", count=board.staying(span))
    if len(board.seats) > 1:
        yield because("learning_at_once", count=board.at_once(span), cap=board.cap)


def _why_unplaced(board: Board, seat: Seat, block: Block) -> tuple[Reason, ...]:
    found = seat.starts(block.minutes)
    if not len(found):
        return tuple(_why_no_gap(board, seat, block.minutes))
    own, team = seat.refused(found), board.turned_away(seat, found)
    mine = np.flatnonzero(seat.is_open(found))
    rows = mine if mine.size else range(len(found))
    spans = [board.grid.span(found, int(row)) for row in rows]
    return tuple(_refusal(board, seat, code, spans) for code, _ in (team or own).most_common())


def _refusal(board: Board, seat: Seat, code: str, spans: Sequence[Span]) -> Reason:
    if code == "day_taken":
        return because(code, day=_first_taken(seat, spans))
    if code == "week_full":
        return because(code, quota=seat.learner.per_week)
    if code == "team_cap":
        return because(code, cap=board.cap)
    least = max(board.staying(span) for span in spans) - 1
    return because(code, count=max(0, least), minimum=board.rules.care_minimum)


def _first_taken(seat: Seat, spans: Sequence[Span]) -> date:
    days = seat.days()
    return min(day for day in (seat.local(span).date() for span in spans) if day in days)


def _why_no_gap(board: Board, seat: Seat, minutes: int) -> Iterator[Reason]:
    """Lift one obstacle at a time: what alone would make room is what is in the way."""
    window, calendar = board.window, seat.learner.calendar
    days = {"first": window.first, "last": window.last}

    def room(**lifted: object) -> int:
        return _starts_with(board, seat, minutes, lifted)

    gains: Counter[str] = Counter({what: room(what=what) for what in OBSTACLES})
    found = False
    for what, gain in gains.most_common():
        if gain:
            found = True
            yield because("blocked_by", what=what, minutes=minutes, starts=gain)
    if room(notice=0):
        found = True
        yield because("notice", hours=board.rules.slot.notice_hours)
    if not found:
        worked = any(calendar.pattern.hours.get(d.weekday()) for d in _days(window))
        code = "blocked_by_several" if worked else "no_working_time"
        yield because(code, **days, **({"minutes": minutes} if worked else {}))


def _starts_with(board: Board, seat: Seat, minutes: int, lifted: dict[str, object]) -> int:
    calendar, rules = seat.learner.calendar, board.rules.slot
    if "notice" in lifted:
        rules = replace(rules, notice_hours=0)
    if "what" in lifted:
        calendar = without(calendar, str(lifted["what"]))
    window = board.window
    free = free_slots(calendar, first=window.first, last=window.last, now=window.now, rules=rules)
    return len(starts(free, minutes, rules))


def _days(window: Window) -> Iterator[date]:
    for offset in range((window.last - window.first).days + 1):
        yield window.first + timedelta(days=offset)


def _faults(learners: Sequence[Learner], rules: TeamRules) -> Iterator[Fault]:
    twice = [name for name, n in Counter(one.person for one in learners).items() if n > 1]
    for name in sorted(twice):
        yield Fault(name, "the person is listed twice", "list everyone once")
    for one in learners:
        yield from check_pattern(one.calendar.pattern)
        if not 1 <= one.per_week <= MOST_A_WEEK:
            yield Fault(one.person, "a week holds one to three blocks", "change the quota")
        for block in one.blocks:
            if not rules.slot.shortest <= block.minutes <= rules.slot.longest:
                mend = f"cut it into {rules.slot.shortest} to {rules.slot.longest} minutes"
                yield Fault(one.person, f"{block.id} is {block.minutes} minutes long", mend)
