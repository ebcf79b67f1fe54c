"""How a plan begins; where many want the same time, several beginnings, and the best stays.

The first is by rounds: one block each a round, the person with the fewest starts first, so that
every person gets a share before anyone gets a second (max-min). Where that leaves a block without
a place that it could have, the plan is begun anew in other orders.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from whetstone.core.timeplan.better import FARTHER, better
from whetstone.core.timeplan.chains import Best, hopes, make_room, put_best
from whetstone.core.timeplan.seat import Item

if TYPE_CHECKING:
    from whetstone.core.timeplan.board import Board

FEW = 60
"""New blocks up to which other beginnings are tried: a bound on time."""


def lay_out(board: Board) -> list[Item]:
    """Place everybody's blocks; returns those that fit nowhere."""
    items = [Item(seat, block) for seat in board.seats.values() for block in seat.learner.blocks]
    hopeful, hopeless = hopes(board, _rounds(board, items))
    waiting = better(board, make_room(board, hopeful))
    if hopeful and len(items) <= FEW:
        return _begun_anew(board, items, [*waiting, *hopeless])
    return [item for item in (*waiting, *hopeless) if not put_best(board, item)]


def _begun_anew(board: Board, items: list[Item], waiting: list[Item]) -> list[Item]:
    best = Best(board, waiting, costs=True)
    for order in (_fewest_blocks, _desk_first, _shortest):
        for item in board.new():
            board.take(item)
        for item in items:
            item.penalty = 1
        left = [item for item in sorted(items, key=order) if not put_best(board, item)]
        hopeful, hopeless = hopes(board, left)
        best.see([*better(board, make_room(board, hopeful), farther=FARTHER), *hopeless])
    waiting = best.back()
    return [item for item in waiting if not put_best(board, item)]


def _rounds(board: Board, items: list[Item]) -> list[Item]:
    """One block each a round, the fewest starts first; returns what fits nowhere."""
    left: list[Item] = []
    rounds: list[list[Item]] = []
    for item in items:
        number = item.seat.learner.blocks.index(item.block)
        rounds += [[] for _ in range(number + 1 - len(rounds))]
        rounds[number].append(item)
    for waiting in rounds:
        left += [item for item in sorted(waiting, key=_room) if not put_best(board, item)]
    return left


def _room(item: Item) -> tuple[int, str]:
    """How many starts a person has left; ties by name, so that a plan can be repeated."""
    return item.seat.room(item), item.seat.learner.person


def _fewest_blocks(item: Item) -> tuple[int, int, str, str]:
    learner = item.seat.learner
    return len(learner.blocks), item.seat.room(item), learner.person, item.block.id


def _desk_first(item: Item) -> tuple[int, int, str, str]:
    return not item.seat.cares, -item.length, item.seat.learner.person, item.block.id


def _shortest(item: Item) -> tuple[int, int, str, str]:
    return item.length, 0, item.seat.learner.person, item.block.id
