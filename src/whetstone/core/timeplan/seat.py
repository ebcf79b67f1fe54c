"""One learner's window in numbers: where blocks may begin, and which days are still open.

Days are counted from the window's first local day, ticks from its zero (`ticks`).
"""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING

from whetstone.core.timeplan.pattern import Span
from whetstone.core.timeplan.ticks import (
    LEAF,
    MINUTES_A_TICK,
    TICK,
    begins_in,
    clock_ticks,
    dial,
    each,
    free_ticks,
    origin_of,
    run_around,
)
from whetstone.core.timeplan.worth import COST_DAY, COST_HABIT, COST_PART, near

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from whetstone.core.timeplan.leaf import Leaf
    from whetstone.core.timeplan.learners import Learner, TeamRules, Window
    from whetstone.core.timeplan.learning_time import Block
    from whetstone.core.timeplan.ticks import Piece

WEEK = 7
MORNING = "morning"
NOWHERE = -1
NEVER = -1
"""The stamp of what was not looked at yet; no leaf has it."""


Tiers = tuple[tuple[float, int], ...]


class Item:
    """A block in play: whose, how many ticks long, and the tick it stands at.

    `load` is what it takes of a week; it fits into a week that holds no more than `room`.
    """

    __slots__ = ("at", "block", "day", "fixed", "length", "load", "on", "penalty", "room", "seat")

    def __init__(self, seat: Seat, block: Block, *, length: int = 0, fixed: bool = False) -> None:
        self.seat, self.block, self.fixed = seat, block, fixed
        self.length = length if fixed else -(-block.minutes // MINUTES_A_TICK)
        self.load = seat.learner.load(block)
        self.room = max(0, seat.learner.limit - self.load)
        self.at, self.day = NOWHERE, 0
        self.on: list[tuple[Leaf, int]] = []
        self.penalty = 1

    @property
    def order(self) -> tuple[int, str, str]:
        """By time and person."""
        return self.at, self.seat.learner.person, self.block.id


class Slots:
    """The starts of one local day for one length, and the cheapest as it was last seen.

    `whole` are the ticks of the leaf, `right` those in the wished part of the day, `usual` those
    of the habit; crowd and neighbours come on top of the points. `at` and `week` are where the
    seat counts the day. No start costs less than `floor`.
    """

    __slots__ = (
        "_tiers", "at", "cost", "day", "floor", "leaf", "right", "stamp", "tick", "usual", "week",
        "whole",
    )  # fmt: skip

    def __init__(self, at: tuple[int, int, int, int], whole: int, right: int, usual: int) -> None:
        self.day, self.leaf, self.at, self.week = at
        self.whole, self.right, self.usual = whole, right, usual
        self.floor = COST_DAY * self.day
        if not right:
            self.floor += COST_PART
        if usual:
            self.floor -= COST_HABIT
        self.stamp, self.cost, self.tick = NEVER, 0.0, NOWHERE
        self._tiers: Tiers | None = None

    @property
    def tiers(self) -> Tiers:
        """The starts by their points, the fewest first; for many days nobody asks."""
        if self._tiers is None:
            dear, left = COST_DAY * self.day, self.whole & ~self.right
            tiers = (
                (dear - COST_HABIT, self.right & self.usual),
                (dear + COST_PART - COST_HABIT, left & self.usual),
                (dear, self.right & ~self.usual),
                (dear + COST_PART, left & ~self.usual),
            )
            self._tiers = tuple(tier for tier in tiers if tier[1])
        return self._tiers

    def own(self, bit: int) -> float:
        """The points of one start for itself."""
        cost = COST_DAY * self.day
        if not bit & self.right:
            cost += COST_PART
        return cost - COST_HABIT if bit & self.usual else cost

    def starts(self) -> list[int]:
        """The ticks of the window at which a block may begin."""
        return [self.leaf * LEAF + at for at in each(self.whole)]


class Seat:
    """The mutable state of one learner while placing."""

    def __init__(self, learner: Learner, window: Window, rules: TeamRules) -> None:
        self.learner, self.window, self.rules = learner, window, rules
        self.origin = origin_of(window.first)
        self.clock = dial(learner.calendar.pattern.zone, window.first, window.days)
        self.items: list[Item] = []
        self.cares = learner.on_care and rules.care_minimum > 0
        self.margin = WEEK + rules.gap_days
        size = window.days + 2 * self.margin
        shift = window.first.weekday() - self.margin + WEEK * self.margin
        self.week = [(n + shift) // WEEK - shift // WEEK for n in range(size)]
        self.taken = [0] * size
        self.weeks = [0] * (self.week[-1] + 1)
        self.nearby = [0.0] * size
        self.points = [near(n, gap_days=rules.gap_days) for n in range(rules.gap_days + 1)]
        far = range(-rules.gap_days, rules.gap_days + 1)
        self._reach = rules.gap_days
        self._beside = {
            sign: [(away, sign * self.points[abs(away)]) for away in far] for sign in (1, -1)
        }
        self._free: int | None = None
        self._some: list[Piece] | None = None
        self._slots: dict[int, list[Slots]] = {}
        self._by_leaf: dict[int, dict[int, list[Slots]]] = {}

    @property
    def free(self) -> int:
        """The ticks in which a block may lie; worked out when somebody asks."""
        if self._free is None:
            self._free = free_ticks(self.learner.calendar, self.window, self.rules.slot)
        return self._free

    def free_around(self, item: Item) -> Span:
        """The free stretch that a placed block lies in."""
        zero = max(0, item.at - LEAF)
        low, high = run_around((self.free >> zero) & ((1 << 2 * LEAF) - 1), item.at - zero)
        low, high = low + zero, high + zero
        return Span(self.origin + low * TICK, self.origin + high * TICK)

    def begins(self, length: int) -> int:
        """Every tick at which a block of so many ticks may begin, whatever is placed."""
        step = self.rules.slot.grid // MINUTES_A_TICK
        return begins_in(self.free, length) & _every(step, self.window.days)

    def slots(self, length: int) -> list[Slots]:
        """The starts of a block of so many ticks, by local day."""
        found = self._slots.get(length)
        if found is None:
            found = self._slots[length] = self._by_day(self.begins(length))
        return found

    def slot(self, item: Item, at: int) -> Slots | None:
        """The day's starts of which this is one."""
        leaf, bit = divmod(at, LEAF)
        if item.length not in self._by_leaf:
            by_leaf = self._by_leaf[item.length] = {}
            for one in self.slots(item.length):
                by_leaf.setdefault(one.leaf, []).append(one)
        for one in self._by_leaf[item.length].get(leaf, ()):
            if one.whole >> bit & 1:
                return one
        return None

    def _by_day(self, begins: int) -> list[Slots]:
        found, habits, part = [], self._habits(), self.learner.wish.part
        for day, leaf, morning, afternoon, whole in self._pieces():
            ours = (begins >> leaf * LEAF) & whole
            if ours:
                right = ours & (morning if part == MORNING else afternoon) if part else ours
                usual = ours & (habits[day] >> leaf * LEAF) if day in habits else 0
                at = day + self.margin
                found.append(Slots((day, leaf, at, self.week[at]), ours, right, usual))
        return found

    def _pieces(self) -> list[Piece]:
        """The days on which there is any time at all."""
        if self._some is None:
            free = self.free
            self._some = [p for p in self.clock.pieces if (free >> p.leaf * LEAF) & p.whole]
        return self._some

    def _habits(self) -> dict[int, int]:
        """The ticks of the habit, by local day."""
        habit = self.learner.wish.habit
        if habit is None:
            return {}
        weekday, hour = habit
        first = (weekday - self.window.first.weekday()) % WEEK
        days = tuple(range(first, self.window.days, WEEK))
        zone = self.learner.calendar.pattern.zone
        return clock_ticks(
            (zone, self.window.first, self.window.days), days, hour.hour * 60 + hour.minute
        )

    def day_of(self, at: int) -> int:
        """The local day in which a tick begins."""
        days = self.clock.day
        return days[at] if 0 <= at < len(days) else -self.margin - 1

    def week_of(self, day: int) -> int:
        """The week of a day, as the seat counts them; none of them where it is far away."""
        at = day + self.margin
        return self.week[at] if 0 <= at < len(self.week) else NOWHERE

    def local(self, span: Span) -> datetime:
        """The start on the person's own clock."""
        return span.start.astimezone(self.learner.calendar.pattern.clock)

    def days(self) -> set[date]:
        """Local days that hold a block."""
        return {self.window.first + timedelta(days=item.day) for item in self.items}

    def open_slots(self, item: Item) -> list[Slots]:
        """The starts on days that hold no block, in weeks with room."""
        taken, weeks, room = self.taken, self.weeks, item.room
        return [
            one for one in self.slots(item.length) if not taken[one.at] and weeks[one.week] <= room
        ]

    def room(self, item: Item) -> int:
        """How many starts are on days that are open."""
        return sum(one.whole.bit_count() for one in self.open_slots(item))

    def count(self, item: Item, sign: int) -> None:
        """A block more on its day, or one less."""
        at, nearby = item.day + self.margin, self.nearby
        if not 0 <= at < len(self.taken):
            return
        self.taken[at] += sign
        self.weeks[self.week[at]] += sign * item.load
        beside = self._beside[sign]
        if self._reach <= at < len(nearby) - self._reach:
            for away, points in beside:
                nearby[at + away] += points
            return
        for away, points in beside:
            if 0 <= at + away < len(nearby):
                nearby[at + away] += points

    def refused(self, item: Item) -> Counter[str]:
        """How many starts the person's own day and week turn away, by rule."""
        found: Counter[str] = Counter()
        for one in self.slots(item.length):
            if self.taken[one.at]:
                found["day_taken"] += one.whole.bit_count()
            elif self.weeks[one.week] > item.room:
                found["week_full"] += one.whole.bit_count()
        return found

    def span(self, at: int, minutes: int) -> Span:
        """A start as a span."""
        begin = self.origin + at * TICK
        return Span(begin, begin + timedelta(minutes=minutes))


_EVERY: dict[tuple[int, int], int] = {}


def _every(step: int, days: int) -> int:
    """Each so manieth tick of a window."""
    key = (step, days)
    if key not in _EVERY:
        size = (days + 4) * LEAF
        _EVERY[key] = sum(1 << n for n in range(0, size, step))
    return _EVERY[key]


def by_name(learners: Sequence[Learner]) -> list[Learner]:
    """Everyone in one order, whoever listed them."""
    return sorted(learners, key=lambda one: one.person)
