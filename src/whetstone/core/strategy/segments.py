"""Whom a campaign is for: several weighted segments, as shares of cells.

Where only one-way tables are known, cells are built from them by iterative proportional fitting
(Deming & Stephan 1940). It keeps every margin and adds nothing else: with a flat start the cells
have no interaction, and that is an assumption, named wherever it was made.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from whetstone.core.kernel.reasons import Reason, because

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import NDArray

ROUNDS = 500
CLOSE = 1e-10
TOTALS_AGREE = 1e-6


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of the target: its weight among the segments, and the cells it is made of."""

    name: str
    weight: float
    cells: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Raked:
    """Cells that keep both margins; `assumes` says what was added to what is known."""

    cells: NDArray[np.float64]
    rounds: int
    assumes: Reason


def mix(segments: Iterable[Segment]) -> dict[str, float]:
    """Weight of each cell over all segments, summing to 1.

    Raises:
        ValueError: when a weight is negative or not finite, or nothing has weight.
    """
    found: dict[str, float] = {}
    for one in segments:
        if not _fair([one.weight, *one.cells.values()]):
            raise ValueError("a weight is a number and not negative")
        inside = sum(one.cells.values())
        for cell, share in one.cells.items():
            if inside > 0 and one.weight > 0:
                found[cell] = found.get(cell, 0.0) + one.weight * share / inside
    whole = sum(found.values())
    if whole <= 0:
        raise ValueError("a target needs at least one cell with weight")
    return {cell: weight / whole for cell, weight in found.items() if weight > 0}


def rake(
    rows: Sequence[float], columns: Sequence[float], *, start: NDArray[np.float64] | None = None
) -> Raked:
    """Cells (R, C) with these row and column sums, nearest to `start` (flat when not given).

    Args:
        rows: known totals of one way, shape (R,).
        columns: known totals of the other way, shape (C,), with the same sum.
        start: cells known from elsewhere, shape (R, C); a 0 stays 0.

    Raises:
        ValueError: when totals disagree or are negative, shapes differ, or a zero of the start
            makes the margins impossible.
    """
    row, column = np.asarray(rows, dtype=float), np.asarray(columns, dtype=float)
    if not _fair([*row, *column]) or row.sum() <= 0:
        raise ValueError("margins are numbers, not negative, and not all 0")
    if not math.isclose(row.sum(), column.sum(), rel_tol=TOTALS_AGREE):
        raise ValueError("both margins have the same sum")
    cells = np.ones((row.size, column.size)) if start is None else np.array(start, dtype=float)
    if cells.shape != (row.size, column.size) or not _fair(cells.ravel()):
        raise ValueError("the start has a number, not negative, for each cell")
    for turn in range(1, ROUNDS + 1):
        cells *= _ratio(row, cells.sum(axis=1))[:, None]
        cells *= _ratio(column, cells.sum(axis=0))[None, :]
        if np.abs(cells.sum(axis=1) - row).max() <= CLOSE * row.sum():
            code = "no_interaction" if start is None else "interaction_of_start"
            return Raked(cells, turn, because(code))
    raise ValueError("no cells have these margins and these zeros")


def cell_use(
    people: NDArray[np.float64], by_row: Sequence[float], by_column: Sequence[float]
) -> NDArray[np.float64]:
    """Share of each cell that uses a network, from its shares by row and by column.

    Users and the others are raked together, so that people, users by row and users by column
    all keep their sums: the log-odds of use then have no interaction (Bishop, Fienberg & Holland
    1975, ch. 3). Shape as `people`.

    Raises:
        ValueError: when the shares leave 0 to 1 or give different totals (beyond 2 in 100, which
            rounded tables can explain).
    """
    rows, columns = np.asarray(by_row, dtype=float), np.asarray(by_column, dtype=float)
    if not _shares(rows) or not _shares(columns):
        raise ValueError("a share lies between 0 and 1")
    whole = float(people.sum())
    row_users, column_users = rows * people.sum(axis=1), columns * people.sum(axis=0)
    if abs(row_users.sum() - column_users.sum()) > 0.02 * whole:
        raise ValueError("the two tables speak of different totals")
    column_users *= row_users.sum() / max(column_users.sum(), 1e-300)
    used = np.minimum(people / 2, people)
    rest = people - used
    for _turn in range(ROUNDS):
        used, rest = _both(used, rest, row_users, people.sum(axis=1), axis=1)
        used, rest = _both(used, rest, column_users, people.sum(axis=0), axis=0)
        scale = _ratio(people.ravel(), (used + rest).ravel()).reshape(people.shape)
        used, rest = used * scale, rest * scale
        if np.abs(used.sum(axis=1) - row_users).max() <= 1e-9 * whole:
            break
    return np.divide(used, people, out=np.zeros_like(used), where=people > 0)


def crossed_share(everyone: float, *parts: float) -> float:
    """Share of a cell from its margins alone: logit p = logit p0 + sum (logit p_i - logit p0).

    The odds ratios of the margins multiply: no interaction. Needs no sizes of groups, and is an
    approximation to raking for groups that are not the whole.

    >>> round(crossed_share(0.47, 0.54, 0.78), 3)
    0.824
    """
    if not all(0 < share < 1 for share in (everyone, *parts)):
        raise ValueError("shares of 0 or 1 have no odds")
    base = _logit(everyone)
    x = base + sum(_logit(part) - base for part in parts)
    return 1 / (1 + math.exp(-x))


def crossed_people(everyone: tuple[float, int], *parts: tuple[float, int]) -> float:
    """How many people asked a crossed share is worth, by the delta method on its log-odds.

    Each margin's log-odds has the variance 1 / (n p (1 - p)); they are taken as independent,
    which overlapping groups of one survey are not quite.
    """
    share = crossed_share(everyone[0], *(p for p, _n in parts))
    spread = sum(1 / (n * p * (1 - p)) for p, n in parts)
    spread += (len(parts) - 1) ** 2 / (everyone[1] * everyone[0] * (1 - everyone[0]))
    return 1 / (share * (1 - share) * spread)


def _both(
    used: NDArray[np.float64],
    rest: NDArray[np.float64],
    wanted: NDArray[np.float64],
    people: NDArray[np.float64],
    *,
    axis: int,
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    up = np.expand_dims(_ratio(wanted, used.sum(axis=axis)), axis)
    down = np.expand_dims(_ratio(people - wanted, rest.sum(axis=axis)), axis)
    return used * up, rest * down


def _ratio(wanted: NDArray[np.float64], has: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.divide(wanted, has, out=np.zeros_like(wanted), where=has > 0)


def _fair(numbers: Iterable[float]) -> bool:
    return all(math.isfinite(one) and one >= 0 for one in numbers)


def _shares(x: NDArray[np.float64]) -> bool:
    return bool(np.isfinite(x).all() and (x >= 0).all() and (x <= 1).all())


def _logit(p: float) -> float:
    return math.log(p / (1 - p))
