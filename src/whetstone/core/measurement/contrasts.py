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

from statistics import NormalDist
from typing import TYPE_CHECKING, Final

import numpy as np

from whetstone.core.measurement.items import GRID, GRID_STEP
from whetstone.core.measurement.shortlists import gains_at

if TYPE_CHECKING:
    from whetstone.core.measurement.items import Floats

FEWEST: Final = 3
"""With fewer areas there is no weakest one among many: variance alone decides."""
_BLOM: Final = (0.375, 0.25)
_LEAST: Final = 1e-12


def lowest_scores(areas: int) -> float:
    """The mean of the two lowest normal scores of so many areas.

    >>> round(lowest_scores(14), 2)
    -1.46
    """
    off, more = _BLOM
    places = ((rank - off) / (areas + more) for rank in (1, 2))
    return sum(NormalDist().inv_cdf(place) for place in places) / 2


def lines(mean: Floats, variance: Floats, area: int) -> Floats:
    """Below which an area would be the person's weakest, by what is known of the others, (n,).

    `mean` and `variance` (n, K) of all areas of n people.
    """
    others = np.delete(np.arange(mean.shape[1]), area)
    middle = mean[:, others].mean(axis=1)
    spread = np.sqrt(mean[:, others].var(axis=1) + variance[:, others].mean(axis=1))
    return np.asarray(middle + lowest_scores(mean.shape[1]) * spread)


def worth(answers: Floats, density: Floats, variance: Floats, line: Floats) -> Floats:
    """Shares of variance and of doubt that items of one area are expected to remove, (n, items).

    `answers` (items, scores, G), `density` (n, G) of the area, `variance` (n,), `line` (n,).
    """
    share = gains_at(answers, density, None) / np.maximum(variance, _LEAST)[:, None]
    below = density * np.clip((line[:, None] - GRID) / GRID_STEP + 0.5, 0.0, 1.0)
    flat = answers.reshape(-1, GRID.size).T
    shape = (len(density), *answers.shape[:2])
    mass = np.maximum((density @ flat).reshape(shape), _LEAST)
    known = ((below @ flat).reshape(shape) ** 2 / mass).sum(axis=-1)
    p = below.sum(axis=1)
    drop = known - (p * p)[:, None]
    return np.asarray(share + np.maximum(drop, 0.0) / np.maximum(p * (1 - p), _LEAST)[:, None])
