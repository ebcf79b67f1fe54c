"""From the ability scale to the levels people read: 0 not yet, 2 entry level, 4 leads others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from whetstone.core.kernel.errors import Fault, Faults

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike

    from whetstone.core.measurement.items import Floats


@dataclass(frozen=True, slots=True)
class Cut:
    """A level that has a name, and the place (logits) where it begins.

    Only cuts with a standard-setting record may be named on a page.
    """

    name: str
    theta: float


ENTRY: Final = Cut("entry", -0.5)
"""Entry level (2): expected by judges, provisional until a panel has set it."""

LEVEL_CUTS: Final = (-1.5, ENTRY.theta, 0.6, 1.7)
"""ASSUMPTION, for drawing only: where levels 1 to 4 begin. No panel has set 1, 3 or 4, so only
entry level may be named (see `Cut`)."""


def display_level(theta: ArrayLike, cuts: Sequence[float] = LEVEL_CUTS) -> Floats:
    """Abilities on the drawn scale 0 to 4: level n at `cuts[n - 1]`, straight lines between.

    Level 0 lies as far below the first cut as the second lies above it. Raises `Faults` when
    the cuts do not rise.

    >>> float(display_level(-0.5))
    2.0
    """
    places = np.asarray(cuts, dtype=np.float64)
    if places.size < 2 or (np.diff(places) <= 0).any():  # noqa: PLR2004 - a line needs two ends
        raise Faults([Fault("cuts", "level cuts must rise.")])
    knots = np.concatenate([[2 * places[0] - places[1]], places])
    return np.asarray(
        np.interp(
            np.asarray(theta, dtype=np.float64), knots, np.arange(knots.size, dtype=np.float64)
        )
    )
