"""Shortlists: which items are worth a look when an area's ability stands about here.

The gain of an item depends on the density of one area only. So for a grid of states (mean, sd)
the best items of each area and format are found once per bank, with normal densities, and kept.
At run time the shortlist of the nearest state is filtered by what this sitting allows, and the
exact gain is computed for what is left, with the real density. Approximate is only who is on the
list: the state is rounded and the density taken as normal. Where too few of a list are left, the
caller looks at the whole bank instead, so no constraint is ever bent.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from whetstone.core.measurement.density import normalised
from whetstone.core.measurement.items import GRID, GRID_STEP, Floats, Ints, ItemTable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

LOWEST, MEAN_STEP, MEAN_COUNT = -3.0, 0.25, 25
LEAST_SD, SD_RATIO, SD_COUNT = 0.2, 1.25, 9
"""States: means a quarter of a logit apart, sds from 0.2 to 1.2, each 1.25 of the one before."""
LIST: Final = 32
"""Items on the lists of an area and a state, shared by its formats."""
LIST_LEAST: Final = 12
_LOG_RATIO: Final = math.log(SD_RATIO)
RIGHT_OR_WRONG: Final = 2
_CHUNK: Final = 2_000
_LEAST: Final = 1e-12


@dataclass(frozen=True, eq=False)
class Shortlists:
    """`rows` (areas, states, formats, places), the number of items where a place is empty.

    `is_whole` (areas, formats): the list holds every open item of its area and format.
    """

    rows: Ints
    is_whole: NDArray[np.bool_]

    @classmethod
    def build(
        cls,
        table: ItemTable,
        formats: Ints,
        quickness: Floats,
        *,
        open_: NDArray[np.bool_],
        cuts: Sequence[float] | None,
    ) -> Shortlists:
        """The lists of every area, state and format, of the items that are `open_` (N,).

        With `cuts` (one per area) the gain is the drop of doubt at the cut, else of the variance.
        """
        areas = int(table.area.max(initial=-1)) + 1
        names = np.unique(formats)
        places = max(LIST_LEAST, LIST // max(1, names.size))
        densities = _states()
        rows = np.full((areas, len(densities), names.size, places), len(table), dtype=np.int64)
        whole = np.ones((areas, names.size), dtype=bool)
        for area in range(areas):
            cut = None if cuts is None else cuts[area]
            for at, name in enumerate(names):
                mine = np.flatnonzero((table.area == area) & (formats == name) & open_)
                whole[area, at] = mine.size <= places
                best = _best(table, mine, quickness[mine], densities, cut=cut, places=places)
                rows[area, :, at, : best.shape[1]] = best
        return cls(rows, whole)

    def open_rows(
        self, areas: Sequence[int], states: Sequence[int], barred: NDArray[np.bool_], *, least: int
    ) -> Ints | None:
        """What is left of the lists of `areas` at their states, in one row.

        None where a list that is not whole has fewer than `least` left, or where nothing is left.
        """
        alone = len(states) == 1  # no copy
        rows = self.rows[areas[0], states[0]] if alone else self.rows[areas, states]
        left = ~barred[rows]
        found = rows[left]
        gone = rows.size - found.size
        # Only when enough places are gone can any one list be short.
        if gone > rows.shape[-1] - least and (
            not found.size or ((left.sum(axis=-1) < least) & ~self.is_whole[areas]).any()
        ):
            return None
        return found


def state(mean: float, sd: float) -> int:
    """The number of the state nearest to (mean, sd), on a scale of log sd."""
    at_mean = round((mean - LOWEST) / MEAN_STEP)
    at_sd = round(math.log(sd / LEAST_SD) / _LOG_RATIO)
    row = min(max(at_mean, 0), MEAN_COUNT - 1)
    return row * SD_COUNT + min(max(at_sd, 0), SD_COUNT - 1)


def gains(answers: Floats, density: Floats, mean: float, cut: float | None) -> Floats:
    """Expected drop of variance (or, with a cut, of doubt in bits) of items in one area, (n,).

    `answers` (n, scores, G) holds P(score | theta), `density` (G,) the area's posterior and `mean`
    its mean.
    """
    features = np.empty((2, GRID.size))
    features[0] = density
    # With theta centred on its mean, the drop of variance is the variance of the answer's mean:
    # the sum over scores of (first moment)^2 / mass.
    np.multiply(density, GRID - mean if cut is None else _above(cut), out=features[1])
    shape = answers.shape[:2]
    if cut is None and shape[1] == RIGHT_OR_WRONG:  # the two first moments cancel
        mass, first = features @ answers[:, 1].T
        return np.asarray(first * first / np.maximum(mass * (1 - mass), _LEAST))
    sums = features @ answers.reshape(-1, GRID.size).T
    mass = np.maximum(sums[0], _LEAST)
    if cut is None:
        return np.asarray(np.add.reduce((sums[1] * sums[1] / mass).reshape(shape), axis=1))
    doubt = (mass * entropy(sums[1] / mass)).reshape(shape).sum(axis=1)
    return np.asarray(np.maximum(entropy(features[1].sum()) - doubt, 0.0))


def _above(cut: float) -> Floats:
    """The share of each grid cell at or above the cut, (G,)."""
    return np.asarray(np.clip((GRID - cut) / GRID_STEP + 0.5, 0.0, 1.0))


def entropy(p: Floats) -> Floats:
    """Bits of doubt in a yes-or-no decision."""
    q = np.clip(p, _LEAST, 1 - _LEAST)
    return np.asarray(-(q * np.log2(q) + (1 - q) * np.log2(1 - q)))


def _states() -> Floats:
    """The normal densities of all states, (states, G)."""
    means = LOWEST + MEAN_STEP * np.arange(MEAN_COUNT)
    sds = LEAST_SD * SD_RATIO ** np.arange(SD_COUNT)
    mean, sd = (one.ravel() for one in np.meshgrid(means, sds, indexing="ij"))
    return normalised(-((GRID - mean[:, None]) ** 2) / (2 * sd[:, None] ** 2))


def _best(
    table: ItemTable,
    mine: Ints,
    quickness: Floats,
    densities: Floats,
    *,
    cut: float | None,
    places: int,
) -> Ints:
    """The rows of the best items at each state, in rising order, (states, up to `places`)."""
    if mine.size <= places:
        return np.repeat(mine[None], len(densities), axis=0)
    value = np.empty((len(densities), mine.size), dtype=np.float32)
    for start in range(0, mine.size, _CHUNK):
        part = slice(start, start + _CHUNK)
        answers = table.used[mine[part]]
        value[:, part] = gains_at(answers, densities, cut) * quickness[part]
    top = np.argpartition(-value, places, axis=1)[:, :places]
    return np.sort(mine[top], axis=1)


def gains_at(answers: Floats, densities: Floats, cut: float | None) -> Floats:
    """`gains` at many densities at once, (states, n)."""
    flat = answers.reshape(-1, GRID.size).T
    shape = (len(densities), *answers.shape[:2])
    if cut is None:
        other = densities * (GRID - (densities @ GRID)[:, None])
    else:
        other = densities * _above(cut)
    mass = np.maximum((densities @ flat).reshape(shape), _LEAST)
    second = (other @ flat).reshape(shape)
    if cut is None:
        return np.asarray((second**2 / mass).sum(axis=-1))
    doubt = (mass * entropy(second / mass)).sum(axis=-1)
    return np.asarray(np.maximum(entropy(other.sum(axis=1))[:, None] - doubt, 0.0))
