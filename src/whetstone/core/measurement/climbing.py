"""Uphill by a map that never loses (EM), with strides made longer from where the last ones led.

Anderson mixing (Walker & Ni 2011, SIAM Journal on Numerical Analysis 49, the least-squares form),
for EM as in Henderson & Varadhan 2019 (Journal of Computational and Graphical Statistics 28): the
next point combines the last few so that what the map would still move is least. A point that lies
lower than the one before is taken back and the memory dropped, so the climb ends where plain EM
would.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from whetstone.core.measurement.items import Floats

MEMORY: Final = 5
TAKEN_BACK: Final = 1e-6
"""Relative loss of the objective from which a stride is taken back; less is rounding."""
RIDGE: Final = 1e-8


@dataclass(frozen=True, eq=False)
class Climbed:
    """Where a climb ended, after how many passes, and whether it stood still there."""

    at: Floats
    passes: int
    is_converged: bool


@dataclass
class _Memory:
    places: list[Floats] = field(default_factory=list)
    moves: list[Floats] = field(default_factory=list)

    def keep(self, place: Floats, move: Floats) -> None:
        self.places = [*self.places[-MEMORY:], place]
        self.moves = [*self.moves[-MEMORY:], move]

    def stride(self) -> Floats:
        """The next place."""
        move = self.moves[-1]
        straight = self.places[-1] + move
        if len(self.moves) == 1:
            return straight
        turns, legs = np.diff(self.moves, axis=0), np.diff(self.places, axis=0)
        gram = turns @ turns.T
        gram[np.diag_indices_from(gram)] += RIDGE * np.trace(gram) + np.finfo(float).tiny
        share = np.linalg.solve(gram, turns @ move)
        return np.asarray(straight - share @ (legs + turns))


def climb(
    start: Floats,
    once: Callable[[Floats], tuple[Floats, float]],
    *,
    is_fine: Callable[[Floats], bool],
    stop: float,
    most: int,
) -> Climbed:
    """From `start` until no number moves by `stop` in a pass, or after `most` passes.

    `once` maps a vector to the next one and to the objective *at the vector*; `is_fine` says
    whether a vector may be visited at all.
    """
    here = fallback = start
    best, memory = -np.inf, _Memory()
    for passes in range(1, most + 1):
        there, reached = once(here)
        if reached < best - TAKEN_BACK * abs(best):
            here, best, memory = fallback, -np.inf, _Memory()
            continue
        if np.abs(there - here).max(initial=0.0) < stop:
            return Climbed(there, passes, is_converged=True)
        best, fallback = reached, there
        memory.keep(here, there - here)
        far = memory.stride()
        here = far if np.isfinite(far).all() and is_fine(far) else there
    return Climbed(fallback, most, is_converged=False)
