"""Bettering a plan: blocks that are new move while that makes the whole plan worth more.

Four moves, each looked at in a fixed order, so that a plan can be repeated:
one block goes where it costs least; two blocks of one person that stand near each other go where
both together cost least; a block takes the place of a colleague's, who takes another's in turn, if
all of them together cost less (a chain of limited length); a block that waits takes the place of
one of somebody who has no less. What is kept never moves, and nothing moves against a rule.
`EFFORT` bounds the looking: beyond some dozens of people a plan is bettered in part.
"""

from __future__ import annotations

from collections import Counter
from itertools import combinations
from typing import TYPE_CHECKING

from whetstone.core.timeplan.board import FAR
from whetstone.core.timeplan.chains import own_in_the_way, who_goes
from whetstone.core.timeplan.seat import NOWHERE
from whetstone.core.timeplan.ticks import LEAF, each
from whetstone.core.timeplan.worth import near

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from whetstone.core.timeplan.board import Board
    from whetstone.core.timeplan.chains import Out
    from whetstone.core.timeplan.seat import Item, Seat

EFFORT = 4_000
"""How many times the starts of a block may be priced: a bound on time."""
TRADES, WIDE = 24, 12
"""How many places of colleagues the first block of a chain tries, and each later one."""
DEEP, FARTHER = 2, 2
"""How many blocks may push others in one chain, and how many more where it matters."""
MOST_OUT = 2
"""How many blocks one may push out."""
SAME = 3
"""How many starts are tried that push out the same."""
LEAST = 1e-9

Hope = tuple[float, int, "Out", bool]
"""The points of a start without the crowd, the start, which of one's own blocks go for it, and
whether others have to go as well."""


def better(board: Board, waiting: Sequence[Item], *, farther: int = 0) -> list[Item]:
    """Move new blocks until no move makes the plan worth more, or the effort is spent.

    Returns who waits then: a block may take the place of one that has a place.
    """
    left, waits = _Effort(EFFORT, DEEP + farther), list(waiting)
    moved = True
    while moved and left:
        moved = False
        for item in board.new():
            moved |= left.spend(1) and _settle(board, item)
        for seat in board.seats.values():
            moved |= _pairs(board, seat, left)
        for item in () if moved else board.new():
            moved |= _trades(board, item, left)
        for n in () if moved else range(len(waits)):
            moved |= _exchanged(board, waits, n, left)
    return waits


def _exchanged(board: Board, waits: list[Item], n: int, left: _Effort) -> bool:
    """A block that waits takes part for one of somebody who has no less, if that costs less."""
    item = waits[n]
    most = len(item.seat.items)
    for other in board.new():
        if other.seat is not item.seat and len(other.seat.items) <= most:
            continue
        if not left:
            return False
        begun, lifted = board.price(other), board.lift(other)
        if _chain(board, [item], below=begun - LEAST, left=left, held=(other,)):
            waits[n] = other
            return True
        board.back(other, lifted)
    return False


class _Effort:
    """What is left of the looking."""

    def __init__(self, left: int, deep: int) -> None:
        self.left, self.deep = left, deep

    def __bool__(self) -> bool:
        return self.left > 0

    def spend(self, count: int) -> bool:
        """Take some; False where nothing is left."""
        self.left -= count
        return self.left >= 0


def _settle(board: Board, item: Item) -> bool:
    """Put one block where it costs least; False where that is where it stands."""
    seat, below = item.seat, board.price(item) - LEAST
    seat.count(item, -1)
    _, at = board.find(item, below=below, off=_leaves(item))
    seat.count(item, 1)
    if at == NOWHERE:
        return False
    lifted = board.lift(item)
    _, at = board.find(item, below=below)
    if at == NOWHERE:
        board.back(item, lifted)
        return False
    board.put(item, at)
    return True


def _leaves(*items: Item) -> set[int]:
    return {zero // LEAF for item in items for _, zero in item.on}


def _pairs(board: Board, seat: Seat, left: _Effort) -> bool:
    """Re-place two blocks of a person together, where the one is in the other's way."""
    moved = False
    new = sorted((item for item in seat.items if not item.fixed), key=lambda item: item.order)
    for one, other in combinations(new, 2):
        if _in_the_way(seat, one, other):
            moved |= left.spend(2) and _both(board, one, other)
    return moved


def _in_the_way(seat: Seat, one: Item, other: Item) -> bool:
    """Near each other, or in one week, where a full week binds them."""
    apart = abs(one.day - other.day)
    week = seat.week
    is_week = week[one.day + seat.margin] == week[other.day + seat.margin]
    return apart <= 2 * seat.rules.gap_days + 1 or is_week


def _both(board: Board, one: Item, other: Item) -> bool:
    seat, below = one.seat, board.price(one) + board.price(other) - LEAST
    below -= near(abs(one.day - other.day), gap_days=seat.rules.gap_days)
    off = _leaves(one, other)
    seat.count(one, -1)
    seat.count(other, -1)
    is_hopeless = _cheapest_two(board, one, other, below=below, off=off) is None
    seat.count(one, 1)
    seat.count(other, 1)
    if is_hopeless:
        return False
    lifted = board.lift(one), board.lift(other)
    found = _cheapest_two(board, one, other, below=below)
    if found is None:
        board.back(other, lifted[1])
        board.back(one, lifted[0])
        return False
    board.put(one, found[0])
    board.put(other, found[1])
    return True


def _cheapest_two(
    board: Board, one: Item, other: Item, *, below: float, off: Collection[int] = ()
) -> tuple[int, int] | None:
    """Where two blocks of a person cost least together, the days near each other counted."""
    seat, best, found = one.seat, below, None
    points, weeks, margin = seat.points, seat.week, seat.margin
    both = seat.learner.limit - one.load - other.load
    many = len(points)
    theirs = sorted(board.by_day(other, below=below, off=off))
    least = theirs[0][0] if theirs else FAR
    for cost, day, at in board.by_day(one, below=below - least, off=off):
        week = weeks[day + margin]
        is_full = seat.weeks[week] > both
        for more, there, then in theirs:
            if cost + more >= best:
                break
            apart = abs(day - there)
            if not apart or (is_full and weeks[there + margin] == week):
                continue
            whole = cost + more + (points[apart] if apart < many else 0.0)
            if whole < best and not _touch(one, other, at, then):
                best, found = whole, (at, then)
    return found


def _touch(one: Item, other: Item, at: int, then: int) -> bool:
    """Would the two run into each other, at a midnight?"""
    return NOWHERE not in {at, then} and at < then + other.length and then < at + one.length


def _trades(board: Board, item: Item, left: _Effort) -> bool:
    """Take a colleague's place, who takes another's in turn, if all together then cost less."""
    if not left:
        return False
    below = board.price(item) - LEAST
    item.seat.count(item, -1)
    hopes = _hopes(board, item, below=below, own_too=False)
    item.seat.count(item, 1)
    if not hopes:
        return False
    lifted = board.lift(item)
    if _chain(board, [item], below=below, left=left, held=()):
        return True
    board.back(item, lifted)
    return False


def _chain(
    board: Board, loose: list[Item], *, below: float, left: _Effort, held: tuple[Item, ...]
) -> bool:
    """Place what is loose so that it costs less than `below` together, or leave all as it was."""
    item, rest = loose[0], loose[1:]
    if not left.spend(1):
        return False
    cost, at = board.find(item, below=below)
    if at != NOWHERE:
        board.put(item, at)
        if not rest or _chain(board, rest, below=below - cost, left=left, held=(*held, item)):
            return True
        board.take(item)
    if len(held) >= left.deep:
        return False
    return any(
        _pushed(board, loose, way, below=below, left=left, held=held)
        for way in _ways(board, item, below=below, held=held)
    )


def _ways(
    board: Board, item: Item, *, below: float, held: tuple[Item, ...]
) -> Iterator[tuple[int, Out]]:
    """The starts that might pay, and who would have to go for each; some of each kind."""
    tries = WIDE if held else TRADES
    seen: Counter[Out] = Counter()
    for _, start, own, is_held in _hopes(board, item, below=below, own_too=bool(held)):
        others = who_goes(board, item, start, own=own) if is_held else ()
        if others is None or len(own) + len(others) > MOST_OUT:
            continue
        out = (*own, *others)
        seen[out] += 1
        if seen[out] > SAME or any(one in held for one in out):
            continue
        yield start, out
        tries -= 1
        if not tries:
            return


def _pushed(
    board: Board,
    loose: list[Item],
    way: tuple[int, Out],
    *,
    below: float,
    left: _Effort,
    held: tuple[Item, ...],
) -> bool:
    """Put the first of the loose where others stand; they are loose then."""
    item, rest = loose[0], loose[1:]
    at, out = way
    prices = 0.0
    lifted = []
    for one in out:
        prices += board.price(one)
        lifted.append(board.lift(one))
    cost = board.cost_at(item, at)
    if cost < below + prices:
        board.put(item, at)
        below = below + prices - cost
        if _chain(board, [*out, *rest], below=below, left=left, held=(*held, item)):
            return True
        board.take(item)
    for one, stood in zip(reversed(out), reversed(lifted), strict=True):
        board.back(one, stood)
    return False


def _hopes(board: Board, item: Item, *, below: float, own_too: bool) -> list[Hope]:
    """The starts that others have and that would cost less, the cheapest first.

    `own_too`: those that another block of the same person has or is near to, as well.
    """
    seat, found = item.seat, []
    taken, weeks, room = seat.taken, seat.weeks, item.room
    for one in seat.slots(item.length):
        is_open = not taken[one.at] and weeks[one.week] <= room
        if not (is_open or own_too):
            continue
        beside = seat.nearby[one.at]
        own: Out = ()
        if not is_open:
            theirs = own_in_the_way(item, one.day)
            if theirs is None:
                continue
            own = theirs
            beside -= sum(_points(seat, one.day - other.day) for other in own)
        if one.floor + beside >= below:
            continue
        leaf = board.leaves[one.leaf]
        free = ~board.own(seat, one, item.length)
        held = leaf.movable(item.length, is_care=seat.cares) & free
        mine = ~leaf.barred(item.length, is_care=seat.cares) & free if own else 0
        zero = one.leaf * LEAF
        for cost, ticks in one.tiers if held or mine else ():
            if cost + beside < below:
                whole = cost + beside
                found += [(whole, zero + at, own, True) for at in each(ticks & held)]
                found += [(whole, zero + at, own, False) for at in each(ticks & mine)]
    return sorted(found, key=lambda hope: hope[:2])


def _points(seat: Seat, apart: int) -> float:
    return seat.points[abs(apart)] if abs(apart) < len(seat.points) else 0.0
