"""Which question tells most about a person's own contrasts: how able, and whether weakest here.

A profile of many areas is read in two ways: how able somebody is in an area, and which of their
areas is the weakest. Choosing for the first alone asks near the person's own middle, where a weak
area shows least. So a question's worth here is the sum of two shares: that of the area's variance
which it is expected to remove (van der Linden & Pashley 2010, expected posterior variance), and
that of the doubt whether the area lies below the line of the weakest one. The doubt of yes or no
is p (1 - p). The line lies where the lowest of the person's areas is parted from the second
lowest, as far as is known: their middle plus the spread of their areas times the mean of the two
lowest normal scores (Blom 1958, *Statistical Estimates and Transformed Beta-Variables*).
"""

from __future__ import annotations

from functools import lru_cache
from statistics import NormalDist
from typing import TYPE_CHECKING, Final

import numpy as np

from whetstone.core.measurement.items import GRID, GRID_STEP

if TYPE_CHECKING:
    from whetstone.core.measurement.items import Floats

FEWEST: Final = 3
"""With fewer areas there is no weakest one among many: variance alone decides."""
_BLOM: Final = (0.375, 0.25)
_LEAST: Final = 1e-12


@lru_cache
def lowest_scores(areas: int) -> float:
    """The mean of the two lowest normal scores of so many areas.

    >>> round(lowest_scores(14), 2)
    -1.46
    """
    off, more = _BLOM
    places = ((rank - off) / (areas + more) for rank in (1, 2))
    return sum(NormalDist().inv_cdf(place) for place in places) / 2


def lines(mean: Floats, variance: Floats) -> Floats:
    """Below which each area would be the person's weakest, by what is known of the others, (n, K).

    `mean` and `variance` (n, K) of all areas of n people.
    """
    others = mean.shape[1] - 1
    middle = (mean.sum(axis=1, keepdims=True) - mean) / others
    square = ((mean * mean).sum(axis=1, keepdims=True) - mean * mean) / others
    doubt = (variance.sum(axis=1, keepdims=True) - variance) / others
    spread = np.sqrt(np.maximum(square - middle * middle, 0.0) + doubt)
    return np.asarray(middle + lowest_scores(mean.shape[1]) * spread)


def worth(answers: Floats, density: Floats, variance: Floats, line: Floats) -> Floats:
    """Shares of variance and of doubt that items of one area are expected to remove, (n, items).

    `answers` (items, scores, G), `density` (n, G) of the area, `variance` (n,), `line` (n,).
    """
    features = np.empty((3, *density.shape))
    features[0] = density
    np.multiply(density, GRID - (density @ GRID)[:, None], out=features[1])
    reach = (line[:, None] - GRID) / GRID_STEP + 0.5
    np.multiply(density, np.minimum(np.maximum(reach, 0.0), 1.0), out=features[2])
    p = np.add.reduce(features[2], axis=1)
    sums = features @ answers.reshape(-1, GRID.size).T
    mass = np.maximum(sums[0], _LEAST)
    told = (sums[1:] * sums[1:] / mass).reshape(2, len(density), *answers.shape[:2])
    share, known = np.add.reduce(told, axis=-1)
    drop = np.maximum(known - (p * p)[:, None], 0.0)
    part = share / np.maximum(variance, _LEAST)[:, None]
    return np.asarray(part + drop / np.maximum(p * (1 - p), _LEAST)[:, None])
