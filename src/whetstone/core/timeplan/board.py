"""The team's window as arrays of five-minute ticks: who is free, who learns, who holds the desk.

Rounding is strict: a tick is free only if all of it is free, and taken if any of it is.
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from whetstone.core.timeplan.pattern import Span
from whetstone.core.timeplan.slots import (
    DEFAULT_RULES,
    Calendar,
    SlotRules,
    free_slots,
    on_duty,
    starts,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from whetstone.core.kernel.reasons import Reason
    from whetstone.core.timeplan.learning_time import Block

TICK = timedelta(minutes=5)
Bools = NDArray[np.bool_]
Counts = NDArray[np.int32]
Ticks = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Placement:
    """A block in its place, and why there."""

    person: str
    block: Block
    span: Span
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class Wish:
    """Soft wishes: a part of the day ("morning" | "afternoon") and a habit (weekday, clock)."""

    part: str | None = None
    habit: tuple[int, time] | None = None


@dataclass(frozen=True, slots=True)
class Learner:
    """One person: calendar, blocks to place in order, and what is booked already.

    `kept` is never moved. `on_care` people count for the care desk.
    """

    person: str
    calendar: Calendar
    blocks: tuple[Block, ...] = ()
    per_week: int = 2
    wish: Wish = Wish()
    on_care: bool = False
    kept: tuple[Placement, ...] = ()


@dataclass(frozen=True, slots=True)
class TeamRules:
    """What the team needs.

    At most `cap_share` of it learns at once (25-33 %, at least one person); the care desk keeps
    `care_minimum` people; `gap_days` between two blocks of one person is a wish.
    """

    cap_share: float = 0.33
    care_minimum: int = 0
    gap_days: int = 2
    slot: SlotRules = DEFAULT_RULES

    def cap(self, team_size: int) -> int:
        """How many may learn at once."""
        return max(1, math.floor(self.cap_share * team_size))


@dataclass(frozen=True, slots=True)
class Window:
    """Local days from first to last, and the present moment."""

    first: date
    last: date
    now: datetime


@dataclass(slots=True)
class Seat:
    """The mutable state of one learner while placing."""

    learner: Learner
    window: Window
    slot: SlotRules
    _free: tuple[Span, ...] | None = None
    placed: list[Placement] = field(default_factory=list)

    @property
    def free(self) -> tuple[Span, ...]:
        """Where a block may lie; worked out when somebody asks, for most nobody does."""
        if self._free is None:
            self._free = free_slots(
                self.learner.calendar,
                first=self.window.first,
                last=self.window.last,
                now=self.window.now,
                rules=self.slot,
            )
        return self._free

    def local(self, span: Span) -> datetime:
        """The start on the person's own clock."""
        return span.start.astimezone(self.learner.calendar.pattern.clock)

    def days(self) -> set[date]:
        """Local days that hold a block."""
        return {self.local(p.span).date() for p in self.placed}

    def weeks(self) -> Counter[tuple[int, int]]:
        """Blocks by ISO year and week."""
        return Counter(week_of(day) for day in (self.local(p.span).date() for p in self.placed))


def week_of(day: date) -> tuple[int, int]:
    """ISO year and week."""
    year, week, _ = day.isocalendar()
    return year, week


class Board:
    """Who learns when, and how many hold the desk, in ticks of the window."""

    def __init__(self, learners: Sequence[Learner], window: Window, rules: TeamRules) -> None:
        """Lay out the window; kept blocks are on the board from the start."""
        self.window, self.rules = window, rules
        self.cap = rules.cap(len(learners))
        self.origin = datetime.combine(window.first - timedelta(days=2), time(0), tzinfo=UTC)
        ticks = ((window.last - window.first).days + 5) * (timedelta(days=1) // TICK)
        self.learning: Counts = np.zeros(ticks, dtype=np.int32)
        self.desk: Counts = np.zeros(ticks, dtype=np.int32)
        self.seats = {one.person: Seat(one, window, rules.slot) for one in learners}
        for one in learners:
            self._staff(one)
            for kept in one.kept:
                self.put(kept)

    def _staff(self, learner: Learner) -> None:
        if not learner.on_care:
            return
        window = self.window
        for span in on_duty(learner.calendar, first=window.first, last=window.last):
            low, high = self._inner(span)
            self.desk[low:high] += 1

    def put(self, placement: Placement) -> None:
        """Place a block."""
        self._count(placement, +1)
        self.seats[placement.person].placed.append(placement)

    def take(self, placement: Placement) -> None:
        """Take a block off again."""
        self._count(placement, -1)
        self.seats[placement.person].placed.remove(placement)

    def _count(self, placement: Placement, sign: int) -> None:
        low, high = self.outer(placement.span)
        self.learning[low:high] += sign
        if self.seats[placement.person].learner.on_care:
            self.desk[low:high] -= sign

    def starts_of(self, seat: Seat, minutes: int) -> list[Span]:
        """Every span a block of that length could take in the person's free time."""
        length = timedelta(minutes=minutes)
        return [Span(at, at + length) for at in starts(seat.free, minutes, self.rules.slot)]

    def own_rules(self, seat: Seat, spans: Iterable[Span]) -> tuple[list[Span], Counter[str]]:
        """Keep what the person's own day and week allow; count what each rule turned away."""
        days, weeks = seat.days(), seat.weeks()
        kept: list[Span] = []
        refused: Counter[str] = Counter()
        for span in spans:
            day = seat.local(span).date()
            if day in days:
                refused["day_taken"] += 1
            elif weeks[week_of(day)] >= seat.learner.per_week:
                refused["week_full"] += 1
            else:
                kept.append(span)
        return kept, refused

    def team_rules(self, seat: Seat, spans: Iterable[Span]) -> tuple[list[Span], Counter[str]]:
        """Keep what the team cap and the care desk allow; count what each turned away."""
        kept: list[Span] = []
        refused: Counter[str] = Counter()
        for span in spans:
            code = self.team_conflict(seat, span)
            if code is None:
                kept.append(span)
            else:
                refused[code] += 1
        return kept, refused

    def team_conflict(self, seat: Seat, span: Span) -> str | None:
        """The rule of the team that the span would break, if any."""
        if self.at_once(span) >= self.cap:
            return "team_cap"
        if seat.learner.on_care and self.staying(span) - 1 < self.rules.care_minimum:
            return "care_cover"
        return None

    def at_once(self, span: Span) -> int:
        """The most people learning at any moment of the span."""
        low, high = self.outer(span)
        return int(self.learning[low:high].max(initial=0))

    def staying(self, span: Span) -> int:
        """The fewest people on the desk at any moment of the span."""
        low, high = self.outer(span)
        return int(self.desk[low:high].min())

    def blockers(self, span: Span) -> list[Placement]:
        """Blocks of others that overlap the span and may be moved."""
        return [
            placement
            for seat in self.seats.values()
            for placement in seat.placed
            if placement.span.overlaps(span) and placement not in seat.learner.kept
        ]

    def outer(self, span: Span) -> tuple[int, int]:
        """Ticks that the span touches."""
        low = (span.start - self.origin) // TICK
        return self._clip(low), self._clip(-(-(span.end - self.origin) // TICK))

    def _inner(self, span: Span) -> tuple[int, int]:
        low = -(-(span.start - self.origin) // TICK)
        return self._clip(low), self._clip((span.end - self.origin) // TICK)

    def _clip(self, tick: int) -> int:
        return min(max(tick, 0), self.learning.size)
