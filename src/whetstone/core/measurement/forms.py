"""What a check can tell before anybody has sat it: information, reliability, right decisions.

Figures of the model, for the working population N(0, 1): they hold as far as the questions'
numbers do. Information is that of questions whose own error is averaged in, so an expert-set bank
promises less than a calibrated one. Reliability: 1 - mean error variance over the variance of the
people (Green, Bock, Humphreys, Linn & Reckase 1984, J. Educational Measurement 21). Accuracy and
consistency of a decision at the cut: Rudner 2005, Practical Assessment, Research & Evaluation
10(13), with the error of the estimate taken as normal.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import ndtr

from whetstone.core.measurement.items import GRID, GRID_STEP, Floats, ItemTable

if TYPE_CHECKING:
    from numpy.typing import NDArray

_SMALL = 1e-12


@dataclass(frozen=True, slots=True, eq=False)
class FormQuality:
    """A form of `length` questions out of some.

    `information` (G,) along the ability scale, without the people's own spread; `se_at_cut` the
    error of an estimate at the cut; `accuracy` the share of people put on their side of the cut;
    `consistency` the share put on the same side by two such forms.
    """

    length: int
    information: Floats
    reliability: float
    se_at_cut: float
    accuracy: float
    consistency: float


def information(table: ItemTable, rows: NDArray[np.int64]) -> Floats:
    """Fisher information of each question along the grid, (n, G): sum of P'^2 / P over scores."""
    prob = table.prob[rows]
    slope = np.gradient(prob, GRID_STEP, axis=-1)
    return np.asarray((slope**2 / np.maximum(prob, _SMALL)).sum(axis=1))


def form_quality(
    table: ItemTable, rows: NDArray[np.int64], *, length: int, cut: float
) -> FormQuality:
    """What `length` questions chosen for the person out of `rows` can tell.

    Chosen for the person: the most telling ones at each ability. Where there are fewer questions,
    all of them.
    """
    each = information(table, rows)
    many = min(length, len(rows))
    best = np.sort(each, axis=0)[::-1][:many].sum(axis=0)
    people = np.exp(-(GRID**2) / 2)
    people = people / people.sum()
    variance = 1.0 / (1.0 + best)
    sd = np.sqrt(np.maximum(variance - variance**2, _SMALL))
    middle = GRID * (1.0 - variance)
    above = ndtr((middle - cut) / sd)
    truly = np.clip((GRID - cut) / GRID_STEP + 0.5, 0.0, 1.0)
    at_cut = float(np.interp(cut, GRID, np.sqrt(variance)))
    return FormQuality(
        length=many,
        information=best,
        reliability=float(1.0 - people @ variance),
        se_at_cut=at_cut,
        accuracy=float(people @ (truly * above + (1 - truly) * (1 - above))),
        consistency=float(people @ (above**2 + (1 - above) ** 2)),
    )
