"""What is left of a team's cover when somebody is away, without saying who.

The figure is a mean over all sets of `k` people who might be away, each as likely as another. It
is the same whichever two people one exchanges, so it tells of the group and of nobody in it. The
worst case is not given: where one person is needed, it and the cover itself give away the chance
of the strongest one.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

import numpy as np
from scipy import special

from whetstone.core.rollup.disclosure import SMALLEST

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

MOST_AWAY: Final = 2
"""More figures about one group would be nearer to solving for its members."""
STANDARD_SHIFT: Final = 0.2
"""Assumed: how far off, in logits, the level's standard may have been set, for everybody alike."""
_SUREST: Final = 1e-6


def with_some_away(
    chances: Sequence[float], need: int, *, most: int = MOST_AWAY
) -> tuple[float, ...]:
    """P(at least `need` of those who stay are able), with 1, 2, ... of the people away.

    Only as many as leave five people or more. With c[k, n] the sum, over all sets of k people who
    are away, of P(n of the others are able), the answer is c[k, n >= need] / C(people, k): c are
    the coefficients of prod (y + 1 - p + p x), multiplied in pairs (no loop over people).

    >>> [round(one, 3) for one in with_some_away([0.5] * 6, 1)]
    [0.969]
    """
    people = len(chances)
    most = min(most, people - SMALLEST)
    if most < 1:
        return ()
    whole = _product(_factors(chances, need, most))
    return tuple(float(whole[k, need] / math.comb(people, k)) for k in range(1, most + 1))


def with_another_standard(
    chances: Sequence[float], sds: Sequence[float], need: int
) -> tuple[float, float]:
    """(low, high) P(at least `need` are able) if the standard lay a little higher or lower.

    An error of the standard moves everybody at once, so it does not average out as chance does.
    A chance is that of a normal ability with this sd to lie above the cut.

    >>> low, high = with_another_standard([0.5] * 6, [0.4] * 6, 3)
    >>> round(low, 2), round(high, 2)
    (0.27, 0.92)
    """
    p = np.clip(np.asarray(chances, dtype=float), _SUREST, 1 - _SUREST)
    z = special.ndtri(p)
    moved = STANDARD_SHIFT / np.asarray(sds, dtype=float)
    low, high = (_enough(special.ndtr(z + sign * moved), need) for sign in (-1, 1))
    return low, high


def _enough(chances: NDArray[np.float64], need: int) -> float:
    return min(1.0, float(_product(_factors(chances, need, 0))[0, need]))


def _factors(
    chances: Sequence[float] | NDArray[np.float64], need: int, most: int
) -> NDArray[np.float64]:
    """One polynomial a person: [person, away, able], the last place of `able` gathers."""
    p = np.asarray(chances, dtype=float)
    found = np.zeros((len(p), most + 1, need + 1))
    found[:, 0, 0] = 1 - p
    found[:, 0, 1] = p
    if most:
        found[:, 1, 0] = 1.0
    return found


def _product(rows: NDArray[np.float64]) -> NDArray[np.float64]:
    while len(rows) > 1:
        odd = rows[-1:] if len(rows) % 2 else rows[:0]
        even = len(rows) - len(odd)
        rows = np.concatenate([_times(rows[0:even:2], rows[1:even:2]), odd])
    whole: NDArray[np.float64] = rows[0]
    return whole


def _times(a: NDArray[np.float64], b: NDArray[np.float64]) -> NDArray[np.float64]:
    """Pairs of polynomials, cut at the most who are away, gathered at those needed."""
    made = np.zeros_like(a)
    most, need = a.shape[1] - 1, a.shape[2] - 1
    for i in range(most + 1):
        for j in range(most + 1 - i):
            for n in range(need + 1):
                part = a[:, i, n, None] * b[:, j, :]
                made[:, i + j, n:need] += part[:, : need - n]
                made[:, i + j, need] += part[:, need - n :].sum(axis=1)
    return made
