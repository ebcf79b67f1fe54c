"""One learner's window in numbers: every start there is, and which days are still open.

Instants are minutes since `Grid.origin` (a midnight of UTC two days before the window), ticks are
five minutes, days are counted from the window's first local day.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from whetstone.core.timeplan.pattern import Span
from whetstone.core.timeplan.slots import free_slots
from whetstone.core.timeplan.worth import COST_DAY, COST_HABIT, COST_PART, NOON, near

if TYPE_CHECKING:
    from collections.abc import Sequence

    from whetstone.core.timeplan.learners import Learner, Placement, TeamRules, Window, Wish

TICK = timedelta(minutes=5)
MINUTE = timedelta(minutes=1)
MINUTES_A_TICK = 5
HOUR, DAY, WEEK = 60, 24 * 60, 7
BEFORE = 2
"""Days of UTC before the window: where its local days begin east of Greenwich."""

Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Starts:
    """Every start of a block of `minutes` in somebody's free time, in order, as columns.

    `at` are minutes, `low` and `high` the ticks it touches, `day` the local days, `cost` the
    points of the place for itself.
    """

    minutes: int
    at: Ints
    low: Ints
    high: Ints
    day: Ints
    cost: Floats

    def __len__(self) -> int:
        """How many there are."""
        return len(self.at)


@dataclass(frozen=True, slots=True)
class Grid:
    """The window's zero."""

    window: Window

    @property
    def origin(self) -> datetime:
        """Minute zero."""
        return _origin(self.window.first)

    def span(self, starts: Starts, row: int) -> Span:
        """A start as a span."""
        begin = self.origin + timedelta(minutes=int(starts.at[row]))
        return Span(begin, begin + timedelta(minutes=starts.minutes))


class Seat:
    """The mutable state of one learner while placing."""

    def __init__(self, learner: Learner, window: Window, rules: TeamRules) -> None:
        self.learner, self.window, self.rules = learner, window, rules
        self.placed: list[Placement] = []
        self._free: tuple[Span, ...] | None = None
        self._starts: dict[int, Starts] = {}
        self._margin = WEEK + rules.gap_days
        size = window.days + 2 * self._margin
        weekday = window.first.weekday()
        self._week = (np.arange(size) - self._margin + weekday) // WEEK
        self._week -= int(self._week[0])
        self._taken = np.zeros(size, dtype=np.int64)
        self._weeks = np.zeros(int(self._week[-1]) + 1, dtype=np.int64)
        self._near = np.zeros(size)

    @property
    def free(self) -> tuple[Span, ...]:
        """Where a block may lie; worked out when somebody asks, for most nobody does."""
        if self._free is None:
            self._free = free_slots(
                self.learner.calendar,
                first=self.window.first,
                last=self.window.last,
                now=self.window.now,
                rules=self.rules.slot,
            )
        return self._free

    def free_around(self, span: Span) -> Span:
        """The free stretch that a placed span lies in."""
        return self.free[bisect_right(self.free, span.start, key=lambda one: one.start) - 1]

    def starts(self, minutes: int) -> Starts:
        """Every start of a block of that length, whatever is placed."""
        if minutes not in self._starts:
            self._starts[minutes] = _starts(self, minutes)
        return self._starts[minutes]

    def local(self, span: Span) -> datetime:
        """The start on the person's own clock."""
        return span.start.astimezone(self.learner.calendar.pattern.clock)

    def days(self) -> set[date]:
        """Local days that hold a block."""
        return {self.local(p.span).date() for p in self.placed}

    def add(self, placement: Placement) -> None:
        """A block more."""
        self.placed.append(placement)
        self._count(placement, 1)

    def remove(self, placement: Placement) -> None:
        """A block less."""
        drop(self.placed, placement)
        self._count(placement, -1)

    def near(self, starts: Starts) -> Floats:
        """The points of each start for the blocks on days beside it."""
        found: Floats = self._near[starts.day + self._margin]
        return found

    def open_days(self) -> Bools:
        """Which days of the window hold no block and lie in a week with room."""
        room = self._weeks < self.learner.per_week
        found: Bools = ((self._taken == 0) & room[self._week])[self._margin : -self._margin]
        return found

    def is_open(self, starts: Starts) -> Bools:
        """Which starts the person's own day and week allow."""
        found: Bools = self.open_days()[starts.day]
        return found

    def refused(self, starts: Starts) -> Counter[str]:
        """How many starts the person's own day and week turn away, by rule."""
        taken = (self._taken > 0)[starts.day + self._margin]
        full = ~self.is_open(starts) & ~taken
        counts = {"day_taken": int(taken.sum()), "week_full": int(full.sum())}
        return Counter({code: count for code, count in counts.items() if count})

    def too_many(self, more: int) -> Bools:
        """For two days of the window: are they of one week that has no room for so many more?"""
        week = self._week[self._margin : -self._margin]
        full = (self._weeks + more > self.learner.per_week)[week]
        found: Bools = (week[:, None] == week[None, :]) & full[:, None]
        return found

    def _count(self, placement: Placement, sign: int) -> None:
        at = (self.local(placement.span).date() - self.window.first).days + self._margin
        if not 0 <= at < self._taken.size:
            return
        self._taken[at] += sign
        self._weeks[self._week[at]] += sign
        gap = self.rules.gap_days
        for away in range(-gap, gap + 1):
            if 0 <= at + away < self._near.size:
                self._near[at + away] += sign * near(abs(away), gap_days=gap)


def _starts(seat: Seat, minutes: int) -> Starts:
    origin, step = _origin(seat.window.first), seat.rules.slot.grid
    first = _minutes([span.start for span in seat.free], origin, up=True)
    last = _minutes([span.end for span in seat.free], origin) - minutes
    first = -(-first // step) * step
    counts = np.maximum((last - first) // step + 1, 0)
    nth = np.arange(int(counts.sum())) - np.repeat(np.cumsum(counts) - counts, counts)
    at = np.repeat(first, counts) + step * nth
    local = at + _offsets(seat, at) - BEFORE * DAY
    day = local // DAY
    return Starts(
        minutes=minutes,
        at=at,
        low=at // MINUTES_A_TICK,
        high=-(-(at + minutes) // MINUTES_A_TICK),
        day=day,
        cost=_cost(seat.learner.wish, seat.window, day, local - day * DAY),
    )


def _minutes(instants: Sequence[datetime], origin: datetime, *, up: bool = False) -> Ints:
    """Whole minutes since the origin, rounded down, or up."""
    seconds = np.array([(at - origin).total_seconds() for at in instants], dtype=np.float64)
    whole = np.ceil(seconds / 60) if up else np.floor(seconds / 60)
    found: Ints = whole.astype(np.int64)
    return found


def _cost(wish: Wish, window: Window, day: Ints, clock: Ints) -> Floats:
    cost: Floats = COST_DAY * day.astype(np.float64)
    if wish.part is not None:
        is_right = (clock < NOON * HOUR) if wish.part == "morning" else (clock >= NOON * HOUR)
        cost = cost + COST_PART * ~is_right
    if wish.habit is not None:
        weekday, hour = wish.habit
        is_day = (day + window.first.weekday()) % WEEK == weekday
        cost = cost - COST_HABIT * (is_day & (clock == hour.hour * HOUR + hour.minute))
    return cost


def _offsets(seat: Seat, at: Ints) -> Ints | int:
    """Minutes from UTC to the local clock at each instant: one number where it never jumps."""
    zone = seat.learner.calendar.pattern.zone
    steady = _steady(zone, seat.window.first, seat.window.days)
    if steady is not None:
        return steady
    origin, clock = _origin(seat.window.first), ZoneInfo(zone)
    return np.array([_offset(origin + timedelta(minutes=int(m)), clock) for m in at], np.int64)


@lru_cache(maxsize=512)
def _steady(zone: str, first: date, days: int) -> int | None:
    """The offset of a zone if it is the same on every day of the window and beside it."""
    origin, clock = _origin(first), ZoneInfo(zone)
    found = {_offset(origin + timedelta(days=n), clock) for n in range(days + 2 * BEFORE + 1)}
    return found.pop() if len(found) == 1 else None


def _offset(instant: datetime, clock: ZoneInfo) -> int:
    offset = instant.astimezone(clock).utcoffset()
    return 0 if offset is None else offset // MINUTE


def _origin(first: date) -> datetime:
    return datetime.combine(first - timedelta(days=BEFORE), time(0), tzinfo=UTC)


def drop(placed: list[Placement], one: Placement) -> None:
    """Take out what is this very block; comparing whole values would be slower."""
    for n, other in enumerate(placed):
        if other is one:
            del placed[n]
            return
    placed.remove(one)


def by_name(learners: Sequence[Learner]) -> list[Learner]:
    """Everyone in one order, whoever listed them."""
    return sorted(learners, key=lambda one: one.person)
