"""The team's window as arrays of five-minute ticks: who learns when, who holds the desk.

Rounding is strict: a tick is free only if all of it is free, and taken if any of it is.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import timedelta
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from whetstone.core.timeplan.learners import (
    Learner,
    Placement,
    TeamRules,
    Window,
    Wish,
    week_of,
)
from whetstone.core.timeplan.seat import BEFORE, TICK, Grid, Seat, by_name, drop
from whetstone.core.timeplan.slots import on_duty
from whetstone.core.timeplan.worth import COST_CROWD

if TYPE_CHECKING:
    from collections.abc import Sequence

    from whetstone.core.timeplan.pattern import Span
    from whetstone.core.timeplan.seat import Bools, Floats, Ints, Starts

__all__ = ["Board", "Learner", "Placement", "Seat", "TeamRules", "Window", "Wish", "week_of"]

Counts = NDArray[np.int32]


class Board:
    """Who learns when, and how many hold the desk, in ticks of the window."""

    def __init__(self, learners: Sequence[Learner], window: Window, rules: TeamRules) -> None:
        """Lay out the window; kept blocks are on the board from the start."""
        self.window, self.rules, self.grid = window, rules, Grid(window)
        self.cap = rules.cap(len(learners))
        self.origin = self.grid.origin
        ticks = (window.days + 2 * BEFORE) * (timedelta(days=1) // TICK)
        self.learning: Counts = np.zeros(ticks + 1, dtype=np.int32)
        self.desk: Counts = np.zeros(ticks + 1, dtype=np.int32)
        self._begun: Counts = np.zeros(ticks + 2, dtype=np.int32)
        self._by_day: defaultdict[int, list[Placement]] = defaultdict(list)
        self._size = ticks
        self.seats = {one.person: Seat(one, window, rules) for one in by_name(learners)}
        for seat in self.seats.values():
            self._staff(seat.learner)
            for kept in seat.learner.kept:
                self.put(kept)

    def _staff(self, learner: Learner) -> None:
        if not (learner.on_care and self.rules.care_minimum):
            return
        window = self.window
        for span in on_duty(learner.calendar, first=window.first, last=window.last):
            low, high = self._inner(span)
            self.desk[low:high] += 1

    def put(self, placement: Placement) -> None:
        """Place a block."""
        self._count(placement, +1)
        self.seats[placement.person].add(placement)
        self._by_day[self._day(placement.span)].append(placement)

    def take(self, placement: Placement) -> None:
        """Take a block off again."""
        self._count(placement, -1)
        self.seats[placement.person].remove(placement)
        drop(self._by_day[self._day(placement.span)], placement)

    def _count(self, placement: Placement, sign: int) -> None:
        low, high = self.outer(placement.span)
        self.learning[low:high] += sign
        self._begun[low + 1 :] += sign
        if self.seats[placement.person].learner.on_care:
            self.desk[low:high] -= sign

    def allowed(self, seat: Seat, starts: Starts) -> Ints:
        """The rows of the starts that no rule of the person or the team forbids."""
        rows = np.flatnonzero(seat.is_open(starts))
        found: Ints = rows[~self.conflicts(seat, starts, rows)]
        return found

    def places(self, seat: Seat, minutes: int) -> list[Span]:
        """Every allowed span of a block of that length."""
        starts = seat.starts(minutes)
        return [self.grid.span(starts, int(row)) for row in self.allowed(seat, starts)]

    def conflicts(self, seat: Seat, starts: Starts, rows: Ints) -> Bools:
        """For each of the rows: does it break the team's cap or leave the desk too few?"""
        low, high = starts.low[rows], starts.high[rows]
        found: Bools = self._meeting(low, high) >= self.cap
        if found.any():
            found[found] = self._widest(self.learning, low[found], high[found]) >= self.cap
        if seat.learner.on_care and self.rules.care_minimum:
            least = -self._widest(-self.desk, low, high)
            found |= least - 1 < self.rules.care_minimum
        return found

    def costs(self, seat: Seat, starts: Starts) -> Floats:
        """The points of each start beside all that is placed now."""
        crowd = self._meeting(starts.low, starts.high)
        found: Floats = starts.cost + seat.near(starts) + COST_CROWD * crowd
        return found

    def _meeting(self, low: Ints, high: Ints) -> Counts:
        """How many blocks each stretch meets: those running as it begins, those begun in it."""
        found: Counts = self.learning[low] + self._begun[high] - self._begun[low + 1]
        return found

    def _widest(self, of: Counts, low: Ints, high: Ints) -> Counts:
        """The most of a count at any tick of each stretch; all are equally long but for one."""
        length = int((high - low).max(initial=1))
        ticks = np.minimum(low[:, None] + np.arange(length), high[:, None] - 1)
        found: Counts = of[ticks].max(axis=1)
        return found

    def turned_away(self, seat: Seat, starts: Starts) -> Counter[str]:
        """How many of the starts that the person has left the team turns away, by rule."""
        rows = np.flatnonzero(seat.is_open(starts))
        codes = (self.team_conflict(seat, self.grid.span(starts, int(row))) for row in rows)
        return Counter(code for code in codes if code)

    def team_conflict(self, seat: Seat, span: Span) -> str | None:
        """The rule of the team that the span would break, if any."""
        if self.at_once(span) >= self.cap:
            return "team_cap"
        care = seat.learner.on_care and self.rules.care_minimum
        if care and self.staying(span) - 1 < self.rules.care_minimum:
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
        """Blocks of others that overlap the span and may be moved, by time and person."""
        day = self._day(span)
        near = [p for n in (day - 1, day, day + 1) for p in self._by_day.get(n, ())]
        return sorted(
            (p for p in near if p.span.overlaps(span) and not self.is_kept(p)),
            key=lambda p: (p.span, p.person),
        )

    def is_kept(self, placement: Placement) -> bool:
        """Whether a block stands from before and never moves."""
        return placement in self.seats[placement.person].learner.kept

    def outer(self, span: Span) -> tuple[int, int]:
        """Ticks that the span touches."""
        low = (span.start - self.origin) // TICK
        return self._clip(low), self._clip(-((self.origin - span.end) // TICK))

    def _inner(self, span: Span) -> tuple[int, int]:
        low = -((self.origin - span.start) // TICK)
        return self._clip(low), self._clip((span.end - self.origin) // TICK)

    def _clip(self, tick: int) -> int:
        return min(max(tick, 0), self._size)

    def _day(self, span: Span) -> int:
        return (span.start - self.origin).days
