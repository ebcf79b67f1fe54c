"""Making room: a block that fits nowhere takes a place, and whom it puts out finds another.

Who is put out may put out others in turn. Each block that could not be placed grows dearer to put
out (guided ejection, after Nagata and Bräysy 2009, for vehicle routing), so that the search does
not go round in circles; it ends when all have a place, or after a number of tries. The best that
was seen is kept: the fewest blocks without a place, and of equals the fewest people without any.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from whetstone.core.timeplan.seat import NOWHERE
from whetstone.core.timeplan.ticks import LEAF, each

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from whetstone.core.timeplan.board import Board
    from whetstone.core.timeplan.seat import Item, Seat

TRIES = 120
"""How often a block of a team may put out others: a bound on time."""

STIR = 6
"""How many blocks move elsewhere after each try, so that the search does not stand still."""

Out = tuple["Item", ...]
Choice = tuple[int, float, int, Out]
"""What it takes to put out some blocks, the points of the start, the start, and whom."""


def put_best(board: Board, item: Item) -> bool:
    """Place a block where it costs least; False where nothing is allowed."""
    _, at = board.find(item)
    if at == NOWHERE:
        return False
    board.put(item, at)
    return True


def make_room(board: Board, left: Sequence[Item]) -> list[Item]:
    """Place these too, by putting out others; returns what is left in the end."""
    waiting, hopeless = list(left), []
    best = Best(board, waiting)
    turn = 0
    for _ in range(TRIES):
        if not waiting:
            break
        item = waiting.pop()
        if not put_best(board, item):
            item.penalty += 1
            choices = list(_choices(board, item))
            if not choices:
                hopeless.append(item)
            else:
                waiting += _put_out(board, item, min(choices, key=_least))
                turn = _stir(board, turn)
        waiting = [one for one in waiting if not put_best(board, one)]
        best.see(waiting)
    return [*best.back(), *hopeless]


def _stir(board: Board, turn: int) -> int:
    """Move some that stand to other places that are free, each in turn, so that others open."""
    new = [one for seat in board.seats.values() for one in seat.items if not one.fixed]
    for _ in range(min(STIR, len(new))):
        turn += 1
        item = new[turn * 7 % len(new)]
        lifted = board.lift(item)
        days = [at for _, _, at in board.by_day(item) if at != lifted[0]]
        if days:
            board.put(item, days[turn * 5 % len(days)])
        else:
            board.back(item, lifted)
    return turn


class Best:
    """The best that was seen, to come back to.

    Fewer blocks without a place are better; of equals, fewer people without any; of equals, what
    costs less, where that is asked for.
    """

    def __init__(self, board: Board, waiting: Sequence[Item], *, costs: bool = False) -> None:
        self.board, self.costs = board, costs
        self._remember(waiting)

    def see(self, waiting: Sequence[Item]) -> None:
        """Remember how all stand now, if that is better."""
        if len(waiting) <= self.worth[0] and self._worth(waiting) < self.worth:
            self._remember(waiting)

    def back(self) -> list[Item]:
        """Put all as they stood then; returns who waited."""
        for item in self.board.new():
            if self.standing.get(item) != item.at:
                self.board.take(item)
        for item, at in self.standing.items():
            if item.at == NOWHERE:
                self.board.put(item, at)
        return self.waiting

    def _remember(self, waiting: Sequence[Item]) -> None:
        self.waiting, self.worth = list(waiting), self._worth(waiting)
        self.standing = {item: item.at for item in self.board.new()}

    def _worth(self, waiting: Sequence[Item]) -> tuple[int, int, float]:
        without = len({item.seat for item in waiting if not item.seat.items})
        return len(waiting), without, self.board.points() if self.costs else 0.0


def hopes(board: Board, left: Sequence[Item]) -> tuple[list[Item], list[Item]]:
    """Who could have a place if others went, and who has no more days whoever goes."""
    by_seat: dict[Seat, list[Item]] = {}
    for item in left:
        by_seat.setdefault(item.seat, []).append(item)
    more = {seat: _most(board, seat, items) for seat, items in by_seat.items()}
    found: tuple[list[Item], list[Item]] = ([], [])
    for item in left:
        more[item.seat] -= 1
        found[more[item.seat] < 0].append(item)
    return found


def _most(board: Board, seat: Seat, left: Sequence[Item]) -> int:
    """How many more blocks one person's weeks could hold, if only theirs were to be placed."""
    fixed = [one.day for one in seat.items if one.fixed]
    new = [one for one in seat.items if not one.fixed]
    shortest = min([*new, *left], key=lambda one: one.length)
    days = _days_within_reach(board, shortest) - set(fixed)
    weeks = Counter(seat.week_of(day) for day in days)
    held: Counter[int] = Counter()
    for one in seat.items:
        if one.fixed:
            held[seat.week_of(one.day)] += one.load
    least = min(one.load for one in (*new, *left))
    room = {
        week: max(seat.learner.limit - held[week], least if not held[week] else 0) // least
        for week in weeks
    }
    return sum(min(weeks[week], most) for week, most in room.items()) - len(new)


def _days_within_reach(board: Board, item: Item) -> set[int]:
    mine = tuple(one for one in item.seat.items if not one.fixed)
    return {
        one.day
        for one in item.seat.slots(item.length)
        if any(who_goes(board, item, at, own=mine) is not None for at in one.starts())
    }


def _least(choice: Choice) -> tuple[int, float, int]:
    return choice[:3]


def _choices(board: Board, item: Item) -> Iterator[Choice]:
    """Every start that the block could have, and who would have to go."""
    seat = item.seat
    for one in seat.slots(item.length):
        own = own_in_the_way(item, one.day)
        if own is None:
            continue
        mine = sum(other.penalty for other in own)
        for cost, ticks in one.tiers:
            for bit in each(ticks):
                at = one.leaf * LEAF + bit
                out = who_goes(board, item, at, own=own)
                if out is not None:
                    yield mine + sum(other.penalty for other in out), cost, at, (*own, *out)


def own_in_the_way(item: Item, day: int) -> Out | None:
    """Whom of the person's own blocks the day and its week make go; None where they may not."""
    seat = item.seat
    week = seat.week_of(day)
    there = [one for one in seat.items if one.day == day]
    if any(one.fixed for one in there):
        return None
    over = seat.weeks[week] - sum(one.load for one in there) - item.room
    others = (
        one
        for one in seat.items
        if one.day != day and seat.week_of(one.day) == week and not one.fixed
    )
    for one in sorted(others, key=lambda one: (one.penalty, one.order)):
        if over <= 0:
            break
        there.append(one)
        over -= one.load
    return tuple(there) if over <= 0 else None


def who_goes(board: Board, item: Item, at: int, *, own: Out = ()) -> Out | None:
    """The blocks of others that must go for a start; None where that is not enough."""
    end, cap, cares = at + item.length, board.cap, item.seat.cares
    minimum = board.rules.care_minimum
    out: list[Item] = []
    over: list[Item] | None = None
    for tick in range(at, end):
        crowd, desk = board.learning[tick], board.desk[tick]
        while crowd - _gone((*own, *out), tick) >= cap or (
            cares and desk + _gone((*own, *out), tick, cares=True) <= minimum
        ):
            over = board.blockers(at, item.length) if over is None else over
            is_crowd = crowd - _gone((*own, *out), tick) >= cap
            who = [
                one
                for one in over
                if one.seat is not item.seat
                and one not in out
                and one.at <= tick < one.at + one.length
                and (is_crowd or one.seat.cares)
            ]
            if not who:
                return None
            out.append(min(who, key=lambda one: (one.penalty, one.order)))
    return tuple(out)


def _gone(out: Sequence[Item], tick: int, *, cares: bool = False) -> int:
    return sum(
        one.at <= tick < one.at + one.length and (one.seat.cares or not cares) for one in out
    )


def _put_out(board: Board, item: Item, choice: Choice) -> Out:
    *_, at, out = choice
    for one in out:
        board.take(one)
    board.put(item, at)
    return out
