"""Putting a new calibration on the scale that is in use.

A fit has a scale of its own: its people are N(0, 1). Levels, cuts and bands live on the scale
that was there before. The line theta' = A theta + B that joins the two comes from the questions
both know (mean/mean: Loyd & Hoover 1980, J. Educational Measurement 17, 179-193): the first time
from the experts' numbers, later from the questions that were operational already.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from whetstone.core.kernel.errors import Fault, Faults

if TYPE_CHECKING:
    from whetstone.core.measurement.items import Floats

FEWEST: Final = 5
"""Questions known to both, below which the line would be made of their errors."""


@dataclass(frozen=True, slots=True)
class Link:
    """theta' = slope x theta + shift, and how sure the shift is."""

    slope: float
    shift: float
    shift_se: float
    items: int

    def places(self, b: Floats) -> Floats:
        """Places (or errors of places, without the shift) on the scale in use."""
        return np.asarray(self.slope * b + self.shift)

    def slopes(self, a: Floats) -> Floats:
        """Slopes (and their errors) on the scale in use."""
        return np.asarray(a / self.slope)


def link(
    a: Floats, b: Floats, *, to_a: Floats, to_b: Floats, weight: Floats | None = None
) -> Link:
    """The line that takes questions (a, b) to where they stand on the scale in use.

    `weight` (n,) says how much each counts; the same for all where it is left out.

    Raises:
        Faults: fewer than 5 questions.
    """
    if a.size < FEWEST:
        raise Faults([Fault("linking", f"{a.size} questions are known to both; {FEWEST} needed.")])
    share = np.ones(a.size) if weight is None else np.asarray(weight, dtype=np.float64)
    share = share / share.sum()
    slope = float(np.exp(share @ (np.log(a) - np.log(to_a))))
    apart = to_b - slope * b
    shift = float(share @ apart)
    spread = float(share @ (apart - shift) ** 2)
    error = np.sqrt(spread * float(share @ share) / max(1 - float(share @ share), 1e-9))
    return Link(slope, shift, float(error), int(a.size))
