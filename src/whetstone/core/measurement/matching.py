"""Who is compared with whom: places that are fair to groups of unequal ability.

Where a person's few other answers put them, seen from one prior for everybody, lies too near to
that prior's mean: by (1 - reliability) of how far it is. Of two people at the same such place the
one from the abler group is then abler, and a fair question seems to favour that group. No other
way of counting the same answers helps: number right and maximum likelihood are as noisy, and what
is noisy is regressed to its *own* group's mean (Holland & Thayer 1988; Shealy & Stout 1993,
Psychometrika 58, 159-194, who correct for it by group). So each group has its own normal here,
estimated by maximum likelihood from its answers (EM: Dempster, Laird & Rubin 1977), and people
are put where it and their other answers put them. `benchmarks/adaptive/matching.py` has the
figures.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from whetstone.core.measurement.dif import SMALLEST_GROUP
from whetstone.core.measurement.in_pieces import PIECE, said_of
from whetstone.core.measurement.items import GRID

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from whetstone.core.measurement.items import Floats, ItemTable
    from whetstone.core.measurement.responses import Responses

PASSES: Final = 100
STANDS_AT: Final = 1e-3
NARROWEST: Final = 0.2
"""The least sd of a group: below it everybody would stand at one place."""


def placed(
    responses: Responses,
    table: ItemTable,
    group: Sequence[str] | NDArray[np.object_],
    *,
    mean: float = 0.0,
    sd: float = 1.0,
) -> Floats:
    """Where each answer's person stands by their other answers, among their own group, (n,).

    Args:
        responses: answers of one area; those of weight 0 place nobody.
        table: the questions they are to.
        group: each answer's group; whoever answers in two groups counts as one person in each.
            Groups below 50 people, and "", are seen from the prior of all.
        mean: of all people in this area.
        sd: of all people in this area.
    """
    names, of_group = np.unique(np.asarray(group, dtype=object).astype(str), return_inverse=True)
    _units, unit = np.unique(responses.person * names.size + of_group, return_inverse=True)
    total = np.zeros((int(unit.max(initial=-1)) + 1, GRID.size))
    some = [slice(start, start + PIECE) for start in range(0, len(responses), PIECE)]
    for piece in some:
        np.add.at(total, unit[piece], _said(responses, table, piece))
    group_of_unit = np.zeros(total.shape[0], dtype=np.int64)
    group_of_unit[unit] = of_group
    normals = [
        _normal(total[group_of_unit == n], mean, sd) if name else (mean, sd)
        for n, name in enumerate(names.tolist())
    ]
    latent = np.array([-0.5 * ((GRID - middle) / spread) ** 2 for middle, spread in normals])
    found = np.zeros(len(responses))
    for piece in some:
        others = total[unit[piece]] - _said(responses, table, piece)
        found[piece] = _density(others + latent[of_group[piece]]) @ GRID
    return found


def _said(responses: Responses, table: ItemTable, piece: slice) -> Floats:
    said = said_of(responses.item[piece], responses.score[piece], table)
    return said * responses.weight[piece, None]


def _normal(said: Floats, mean: float, sd: float) -> tuple[float, float]:
    """The mean and sd of a group's abilities from its log likelihoods (people, G)."""
    if said.shape[0] < SMALLEST_GROUP:
        return mean, sd
    for _ in range(PASSES):
        post = _density(said - 0.5 * ((GRID - mean) / sd) ** 2)
        share = post.mean(axis=0)
        middle = float(share @ GRID)
        spread = max(NARROWEST, float(np.sqrt(share @ (GRID - middle) ** 2)))
        moved = max(abs(middle - mean), abs(spread - sd))
        mean, sd = middle, spread
        if moved < STANDS_AT:
            break
    return mean, sd


def _density(log: Floats) -> Floats:
    weight = np.exp(log - log.max(axis=1, keepdims=True))
    return np.asarray(weight / weight.sum(axis=1, keepdims=True))
