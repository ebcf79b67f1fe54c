"""The team's window in ticks: who learns when, who holds the desk, and what a start costs.

The window is kept in leaves of one day of UTC. Each leaf has a stamp that is new after every
change, so that what was worked out for a day holds until something on it moves.
"""

from __future__ import annotations

from collections import Counter
from itertools import count
from typing import TYPE_CHECKING

import numpy as np

from whetstone.core.timeplan.leaf import LONGEST, Leaf
from whetstone.core.timeplan.learners import (
    Learner,
    Placement,
    TeamRules,
    Window,
    Wish,
    week_of,
)
from whetstone.core.timeplan.seat import NOWHERE, Item, Seat, Slots, by_name
from whetstone.core.timeplan.ticks import (
    LEAF,
    counts,
    duty_ticks,
    each,
    first_of,
    origin_of,
    outer,
    size_of,
)
from whetstone.core.timeplan.worth import COST_CROWD

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from whetstone.core.timeplan.learning_time import Block
    from whetstone.core.timeplan.pattern import Span

__all__ = ["Board", "Learner", "Placement", "Seat", "TeamRules", "Window", "Wish", "week_of"]

FAR = float("inf")
Lifted = tuple[int, list[int]]
"""Where a block stood, and the stamps of its leaves."""


class Board:
    """Who learns when, and how many hold the desk, in ticks of the window."""

    def __init__(self, learners: Sequence[Learner], window: Window, rules: TeamRules) -> None:
        """Lay out the window; kept blocks are on the board from the start."""
        self.window, self.rules = window, rules
        self.cap = rules.cap(len(learners))
        self.origin = origin_of(window.first)
        self._size = size_of(window)
        self._stamps = count(1)
        self.leaves = [Leaf(next(self._stamps)) for _ in range(self._size // LEAF)]
        self.learning = [0] * self._size
        self.seats = {one.person: Seat(one, window, rules) for one in by_name(learners)}
        self.desk = self._staffed()
        for seat in self.seats.values():
            for kept in seat.learner.kept:
                self._keep(seat, kept)
        for leaf in self.leaves:
            leaf.settle()

    def _staffed(self) -> list[int]:
        minimum = self.rules.care_minimum
        if not minimum:
            return [0] * self._size
        desk = np.zeros(self._size, dtype=np.int64)
        for seat in self.seats.values():
            if seat.cares:
                desk += counts(duty_ticks(seat.learner.calendar, self.window), self._size)
        for n, leaf in enumerate(self.leaves):
            thin = desk[n * LEAF : (n + 1) * LEAF + LONGEST] <= minimum
            leaf.staff(np.packbits(thin, bitorder="little").tobytes())
        staffed: list[int] = desk.tolist()
        return staffed

    def _keep(self, seat: Seat, kept: Placement) -> None:
        low, high = (min(max(0, tick), self._size) for tick in outer(kept.span, self.origin))
        item = Item(seat, kept.block, length=high - low, fixed=True)
        day = (seat.local(kept.span).date() - self.window.first).days
        self._put(item, low, day)

    def put(self, item: Item, at: int) -> None:
        """Place a block."""
        self._put(item, at, item.seat.day_of(at))

    def _put(self, item: Item, at: int, day: int) -> None:
        item.at, item.day = at, day
        first = max(0, (at - LONGEST) // LEAF)
        last = min(len(self.leaves) - 1, (at + item.length - 1) // LEAF)
        item.on = [(leaf, n * LEAF) for n, leaf in enumerate(self.leaves[first : last + 1], first)]
        item.seat.items.append(item)
        item.seat.count(item, 1)
        for leaf, zero in item.on:
            leaf.add(item, at - zero, next(self._stamps))
        self._count(item, 1)

    def take(self, item: Item) -> None:
        """Take a block off again."""
        for leaf, zero in item.on:
            leaf.remove(item, item.at - zero, self._stamps)
        self._count(item, -1)
        item.seat.count(item, -1)
        item.seat.items.remove(item)
        item.at = NOWHERE

    def lift(self, item: Item) -> Lifted:
        """Take a block off to look what else there is; `back` undoes it."""
        found = item.at, [leaf.stamp for leaf, _ in item.on]
        self.take(item)
        return found

    def back(self, item: Item, lifted: Lifted) -> None:
        """Put a block where it stood, while all else stands as it did: what was known holds."""
        at, stamps = lifted
        self.put(item, at)
        for (leaf, _), stamp in zip(item.on, stamps, strict=True):
            leaf.stamp = stamp

    def _count(self, item: Item, sign: int) -> None:
        """A learner more in each tick, or one less; so for the desk, the other way round."""
        at, end = item.at, min(item.at + item.length, self._size)
        learning, edge = self.learning, self.cap - (0 if sign > 0 else 1)
        for tick in range(at, end):
            learning[tick] += sign
            if learning[tick] == edge:
                for leaf, zero in item.on:
                    leaf.mark_full(tick - zero, is_so=sign > 0)
        if not item.seat.cares:
            return
        desk, edge = self.desk, self.rules.care_minimum + (0 if sign > 0 else 1)
        for tick in range(at, end):
            desk[tick] -= sign
            if desk[tick] == edge:
                for leaf, zero in item.on:
                    leaf.mark_thin(tick - zero, is_so=sign > 0)

    # --- what a start costs ----------------------------------------------------------------------

    def find(
        self, item: Item, *, below: float = FAR, off: Collection[int] = ()
    ) -> tuple[float, int]:
        """The cheapest allowed start of a block, where it costs less than `below`.

        On the leaves that are `off`, where what stands is about to go, the least it could cost.
        """
        seat, leaves = item.seat, self.leaves
        best, at = below, NOWHERE
        nearby, taken, weeks, room = seat.nearby, seat.taken, seat.weeks, item.room
        for one in seat.slots(item.length):
            day = one.at
            beside = nearby[day]
            if one.floor + beside >= best or taken[day] or weeks[one.week] > room:
                continue
            if one.leaf in off:
                return one.floor + beside, one.leaf * LEAF
            if one.stamp != leaves[one.leaf].stamp:
                self._look(seat, one, item.length)
            if one.cost + beside < best:
                best, at = one.cost + beside, one.tick
        return best, at

    def by_day(
        self, item: Item, *, below: float = FAR, off: Collection[int] = ()
    ) -> list[tuple[float, int, int]]:
        """The cheapest allowed start of each open day, of those below: points, day, tick."""
        seat, leaves, found = item.seat, self.leaves, []
        nearby, taken, weeks, room = seat.nearby, seat.taken, seat.weeks, item.room
        for one in seat.slots(item.length):
            day = one.at
            beside = nearby[day]
            if one.floor + beside >= below or taken[day] or weeks[one.week] > room:
                continue
            if one.leaf in off:
                found.append((one.floor + beside, one.day, NOWHERE))
                continue
            if one.stamp != leaves[one.leaf].stamp:
                self._look(seat, one, item.length)
            if one.cost + beside < below:
                found.append((one.cost + beside, one.day, one.tick))
        return found

    def _look(self, seat: Seat, one: Slots, length: int) -> None:
        """The cheapest start of a day as all others stand, and since when that is so."""
        leaf = self.leaves[one.leaf]
        barred = leaf.barred(length, is_care=seat.cares) | self.own(seat, one, length)
        best, at = FAR, NOWHERE
        for cost, ticks in one.tiers:
            if cost >= best:
                break
            left = ticks & ~barred
            if left:
                crowd, those = leaf.tally(length).least(left)
                if cost + COST_CROWD * crowd < best:
                    best, at = cost + COST_CROWD * crowd, first_of(those)
        one.cost, one.stamp = best, leaf.stamp
        one.tick = one.leaf * LEAF + at if at != NOWHERE else NOWHERE

    def own(self, seat: Seat, one: Slots, length: int) -> int:
        """Starts that a block of the person's own on the day beside runs into, at midnight."""
        found, zero = 0, one.leaf * LEAF
        for item in seat.items:
            if item.day in {one.day - 1, one.day + 1}:
                low, high = max(0, item.at - length + 1 - zero), item.at + item.length - zero
                if low < high:
                    found |= ((1 << (high - low)) - 1) << low
        return found

    def price(self, item: Item) -> float:
        """What the place of a block costs as it stands: itself is no neighbour and no crowd."""
        return self.cost_at(item, item.at) - item.seat.points[0] - COST_CROWD

    def points(self) -> float:
        """What all that is new costs together."""
        whole, lifted = 0.0, []
        for item in self.new():
            whole += self.price(item)
            lifted.append((item, self.lift(item)))
        for item, stood in reversed(lifted):
            self.back(item, stood)
        return whole

    def cost_at(self, item: Item, at: int) -> float:
        """What a start costs a block that does not stand."""
        one = item.seat.slot(item, at)
        if one is None:
            return FAR
        bit = 1 << at % LEAF
        own = one.own(bit)
        crowd, _ = self.leaves[one.leaf].tally(item.length).least(bit)
        return own + item.seat.nearby[one.at] + COST_CROWD * crowd

    # --- what the rules say ----------------------------------------------------------------------

    def places(self, seat: Seat, block: Block) -> list[Span]:
        """Every allowed span of a block."""
        item, found = Item(seat, block), []
        for one in seat.open_slots(item):
            leaf = self.leaves[one.leaf]
            barred = leaf.barred(item.length, is_care=seat.cares)
            barred |= self.own(seat, one, item.length)
            found += [one.leaf * LEAF + at for at in each(one.whole & ~barred)]
        return [seat.span(at, block.minutes) for at in sorted(found)]

    def team_conflict(self, seat: Seat, at: int, length: int) -> str | None:
        """The rule of the team that a block there would break, if any."""
        if max(self.learning[at : at + length], default=0) >= self.cap:
            return "team_cap"
        if seat.cares and self.staying(at, length) <= self.rules.care_minimum:
            return "care_cover"
        return None

    def turned_away(self, item: Item) -> Counter[str]:
        """How many of the starts that the person has left the team turns away, by rule."""
        codes = (
            self.team_conflict(item.seat, at, item.length)
            for one in item.seat.open_slots(item)
            for at in one.starts()
        )
        return Counter(code for code in codes if code)

    def staying(self, at: int, length: int) -> int:
        """The fewest people on the desk at any moment of a block."""
        return min(self.desk[at : at + length])

    def at_once(self, at: int, length: int) -> int:
        """The most people learning at any moment of a block."""
        return max(self.learning[at : at + length], default=0)

    def blockers(self, at: int, length: int) -> list[Item]:
        """New blocks that run within these ticks, by time and person."""
        first, last = max(0, (at - LONGEST) // LEAF), (at + length - 1) // LEAF
        found = {
            id(item): item
            for leaf in self.leaves[first : last + 1]
            for item in leaf.items
            if not item.fixed and item.at < at + length and at < item.at + item.length
        }
        return sorted(found.values(), key=lambda item: item.order)

    def new(self) -> list[Item]:
        """Blocks that are new, by time and person."""
        found = (i for seat in self.seats.values() for i in seat.items if not i.fixed)
        return sorted(found, key=lambda item: item.order)
