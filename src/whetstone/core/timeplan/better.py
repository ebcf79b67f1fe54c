"""Bettering a plan: blocks that are new move while that makes the whole plan worth more.

Three moves, each looked at in a fixed order, so that a plan can be repeated:
one block goes where it costs least; two blocks of one person that stand near each other go where
both together cost least; a block takes the place of a colleague's, who goes elsewhere, if the two
together cost less. What is kept never moves, and nothing moves against a rule. `EFFORT` bounds
the looking: beyond some dozens of people a plan is bettered in part.
"""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from whetstone.core.timeplan.learners import Placement, week_of
from whetstone.core.timeplan.worth import near

if TYPE_CHECKING:
    from whetstone.core.timeplan.board import Board
    from whetstone.core.timeplan.learning_time import Block
    from whetstone.core.timeplan.seat import Floats, Seat, Starts

EFFORT = 4_000
"""How many times the starts of a block may be priced: a bound on time."""
TRADES = 24
"""How many places of colleagues one block tries, the dearest hopes first."""
LEAST = 1e-9


def better(board: Board) -> None:
    """Move new blocks until no move makes the plan worth more, or the effort is spent."""
    left = _Effort(EFFORT)
    moved = True
    while moved and left:
        moved = False
        for placement in _new(board):
            moved |= left.spend(1) and _settle(board, placement)
        for seat in board.seats.values():
            moved |= _pairs(board, seat, left)
        for placement in () if moved else _new(board):
            moved |= _trades(board, placement, left)


class _Effort:
    """What is left of the looking."""

    def __init__(self, left: int) -> None:
        self.left = left

    def __bool__(self) -> bool:
        return self.left > 0

    def spend(self, count: int) -> bool:
        """Take some; False where nothing is left."""
        self.left -= count
        return self.left >= 0


def _new(board: Board) -> list[Placement]:
    found = (p for seat in board.seats.values() for p in seat.placed if not board.is_kept(p))
    return sorted(found, key=lambda p: (p.span, p.person))


def _settle(board: Board, placement: Placement) -> bool:
    """Put one block where it costs least; False where that is where it stands."""
    if not _stands(board, placement):
        return False
    seat = board.seats[placement.person]
    starts = seat.starts(placement.block.minutes)
    row = _row(board, starts, placement)
    board.take(placement)
    costs = board.costs(seat, starts)
    rows = np.flatnonzero(seat.is_open(starts) & (costs < costs[row] - LEAST))
    rows = rows[~board.conflicts(seat, starts, rows)]
    best = int(rows[np.argmin(costs[rows])]) if rows.size else row
    board.put(_at(board, seat, placement.block, best) if best != row else placement)
    return best != row


def _pairs(board: Board, seat: Seat, left: _Effort) -> bool:
    """Re-place two blocks of a person together, where the one is in the other's way."""
    moved = False
    new = [p for p in seat.placed if not board.is_kept(p)]
    for one, other in combinations(sorted(new, key=lambda p: p.span), 2):
        if one in seat.placed and other in seat.placed and _in_the_way(board, seat, one, other):
            moved |= left.spend(2) and _both(board, seat, one, other)
    return moved


def _in_the_way(board: Board, seat: Seat, one: Placement, other: Placement) -> bool:
    """Near each other, or in one week, where a full week binds them."""
    first, second = seat.local(one.span).date(), seat.local(other.span).date()
    apart = abs((first - second).days)
    return apart <= 2 * board.rules.gap_days + 1 or week_of(first) == week_of(second)


def _both(board: Board, seat: Seat, one: Placement, other: Placement) -> bool:
    begun = _joint(board, seat, one, other)
    board.take(one)
    board.take(other)
    first, second = (_by_day(board, seat, p.block) for p in (one, other))
    days, gap = board.window.days, board.rules.gap_days
    apart = np.abs(np.subtract.outer(np.arange(days), np.arange(days)))
    cost = first[0][:, None] + second[0][None, :]
    for n in range(1, gap + 1):
        cost[apart == n] += near(n, gap_days=gap)
    cost[apart == 0] = np.inf
    cost[seat.too_many(2)] = np.inf
    at = int(np.argmin(cost))
    if not cost.flat[at] < begun - LEAST:
        board.put(one)
        board.put(other)
        return False
    here, there = divmod(at, days)
    board.put(_at(board, seat, one.block, int(first[1][here])))
    board.put(_at(board, seat, other.block, int(second[1][there])))
    return True


def _joint(board: Board, seat: Seat, one: Placement, other: Placement) -> float:
    """What the two cost together as they stand."""
    cost = _price(board, seat, one)
    board.take(one)
    cost += _price(board, seat, other)
    board.put(one)
    return cost


def _by_day(board: Board, seat: Seat, block: Block) -> tuple[Floats, list[int]]:
    """The least points of each day (infinite where nothing is allowed), and the start there."""
    starts = seat.starts(block.minutes)
    costs = board.costs(seat, starts)
    least = np.full(board.window.days, np.inf)
    rows = [-1] * board.window.days
    allowed = board.allowed(seat, starts)
    for row in allowed[np.lexsort((allowed, costs[allowed]))][::-1]:
        least[starts.day[row]] = costs[row]
        rows[starts.day[row]] = int(row)
    return least, rows


def _trades(board: Board, placement: Placement, left: _Effort) -> bool:
    """Take a colleague's place, if both together then cost less."""
    if not _stands(board, placement) or not left:
        return False
    seat = board.seats[placement.person]
    starts = seat.starts(placement.block.minutes)
    row = _row(board, starts, placement)
    left.spend(1)
    board.take(placement)
    costs = board.costs(seat, starts)
    rows = np.flatnonzero(seat.is_open(starts) & (starts.cost + seat.near(starts) < costs[row]))
    rows = rows[board.conflicts(seat, starts, rows)]
    hopes = rows[np.argsort(costs[rows], kind="stable")][:TRADES]
    for hope in hopes:
        if _traded(board, _at(board, seat, placement.block, int(hope)), float(costs[row]), left):
            return True
    board.put(placement)
    return False


def _traded(board: Board, wanted: Placement, begun: float, left: _Effort) -> bool:
    seat = board.seats[wanted.person]
    for blocker in board.blockers(wanted.span):
        if not left.spend(2):
            return False
        theirs = board.seats[blocker.person]
        before = begun + _price(board, theirs, blocker)
        board.take(blocker)
        if board.team_conflict(seat, wanted.span) is None:
            starts = theirs.starts(blocker.block.minutes)
            after = _price(board, seat, wanted)
            board.put(wanted)
            rows, costs = board.allowed(theirs, starts), board.costs(theirs, starts)
            best = int(rows[np.argmin(costs[rows])]) if rows.size else -1
            if best >= 0 and after + costs[best] < before - LEAST:
                board.put(_at(board, theirs, blocker.block, best))
                return True
            board.take(wanted)
        board.put(blocker)
    return False


def _price(board: Board, seat: Seat, placement: Placement) -> float:
    """What a place costs now, the block itself (if it stands) not counted."""
    stands = placement in seat.placed
    if stands:
        board.take(placement)
    starts = seat.starts(placement.block.minutes)
    cost = float(board.costs(seat, starts)[_row(board, starts, placement)])
    if stands:
        board.put(placement)
    return cost


def _stands(board: Board, placement: Placement) -> bool:
    return placement in board.seats[placement.person].placed


def _row(board: Board, starts: Starts, placement: Placement) -> int:
    minute = (placement.span.start - board.origin).total_seconds() / 60
    return int(np.searchsorted(starts.at, minute))


def _at(board: Board, seat: Seat, block: Block, row: int) -> Placement:
    return Placement(seat.learner.person, block, board.grid.span(seat.starts(block.minutes), row))
