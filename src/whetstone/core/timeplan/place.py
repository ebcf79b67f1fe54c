"""Where learning blocks go: greedy by rounds, with repair.

Model: x[p, d, s] in {0, 1}; per person at most one block a day and a quota a week; per moment
at most the team cap and never fewer than the minimum on the care desk; least cost. The method
is greedy (`beginnings`): the person with the fewest starts goes first, one block each a round, so
that every person gets a share before anyone gets a second (max-min). A block that fits nowhere may
put out others, who find another place or put out others in turn (`chains`). Then new blocks move
while that betters the whole (`better`). What is kept from before never moves.

Every placement says why it is there, and everything that did not fit says why not.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from whetstone.core.kernel.errors import Fault, raise_all
from whetstone.core.kernel.reasons import Reason, because
from whetstone.core.timeplan.beginnings import lay_out
from whetstone.core.timeplan.board import Board
from whetstone.core.timeplan.learners import Learner, Placement, TeamRules, Window, Wish
from whetstone.core.timeplan.learning_time import Block
from whetstone.core.timeplan.pattern import check_pattern
from whetstone.core.timeplan.slots import free_slots, starts, without
from whetstone.core.timeplan.worth import part_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from whetstone.core.timeplan.pattern import Span
    from whetstone.core.timeplan.seat import Item, Seat, Slots

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
    unplaced = tuple(
        Unplaced(item.seat.learner.person, item.block, _why_unplaced(board, item))
        for item in lay_out(board)
    )
    return Plan(tuple(_explained(board)), unplaced)


def _explained(board: Board) -> Iterator[Placement]:
    """The new placements with their reasons, by time and person."""
    for item in board.new():
        span = item.seat.span(item.at, item.block.minutes)
        reasons = tuple(_reasons(board, item, span))
        yield Placement(item.seat.learner.person, item.block, span, reasons)


def _reasons(board: Board, item: Item, span: Span) -> Iterator[Reason]:
    seat = item.seat
    clock = seat.learner.calendar.pattern.clock
    free = seat.free_around(item)
    yield because(
        "free_until",
        start=f"{free.start.astimezone(clock):%H:%M}",
        until=f"{free.end.astimezone(clock):%H:%M}",
    )
    local, wish = span.start.astimezone(clock), seat.learner.wish
    if wish.habit == (local.weekday(), local.time()):
        yield because("habit")
    if wish.part is not None and wish.part == part_of(local.hour):
        yield because("preferred_part", part=wish.part)
    before = [other.day for other in seat.items if other.day < item.day]
    if before:
        yield because("days_apart", days=item.day - max(before))
    if seat.cares:
        yield because("care_stays", count=board.staying(item.at, item.length))
    if len(board.seats) > 1:
        yield because("learning_at_once", count=board.at_once(item.at, item.length), cap=board.cap)


def _why_unplaced(board: Board, item: Item) -> tuple[Reason, ...]:
    seat = item.seat
    found = seat.slots(item.length)
    if not found:
        return tuple(_why_no_gap(board, seat, item.block.minutes))
    own, team = seat.refused(item), board.turned_away(item)
    mine = seat.open_slots(item) or found
    return tuple(_refusal(board, item, code, mine) for code, _ in (team or own).most_common())


def _refusal(board: Board, item: Item, code: str, slots: Sequence[Slots]) -> Reason:
    if code == "day_taken":
        taken = item.seat.days()
        days = (board.window.first + timedelta(days=one.day) for one in slots)
        return because(code, day=min(day for day in days if day in taken))
    if code == "week_full":
        learner = item.seat.learner
        if learner.minutes_a_week is not None:
            return because("minutes_full", minutes=learner.minutes_a_week)
        return because(code, quota=learner.per_week)
    if code == "team_cap":
        return because(code, cap=board.cap)
    least = max(board.staying(at, item.length) for one in slots for at in one.starts()) - 1
    return because(code, count=max(0, least), minimum=board.rules.care_minimum)


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
