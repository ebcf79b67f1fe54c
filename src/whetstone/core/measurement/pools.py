"""What a pool of questions can do at best: the attainable standard error, area by area.

A form can be no better than the items there are. Here is the error after the `most` most telling
items at an ability, from the test information (Lord 1980, *Applications of Item Response Theory*,
ch. 5, eq. 5-5) and the prior: 1 / sqrt(1 / prior variance + information). The information of an
item is that of its averaged curve, so uncertain parameters count as less.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from whetstone.core.measurement.display import ENTRY, Cut
from whetstone.core.measurement.items import GRID, Floats, Ints, ItemTable

if TYPE_CHECKING:
    from collections.abc import Sequence

PROFILE_SE: Final = 0.45
CERTIFICATE_SE: Final = 0.30
FORM_LENGTH: Final = 30
_LEAST: Final = 1e-9


@dataclass(frozen=True, slots=True)
class Attainable:
    """What the items of one area can reach.

    `se_at_cut`: at the cut; `se_usual`: on average over N(0, 1); `worst` the largest within two
    logits of 0. `needed`: how many items reach the certificate's error at the cut (None: the pool
    cannot).
    """

    area: int
    items: int
    se_at_cut: float
    se_usual: float
    worst: float
    needed: int | None

    @property
    def is_enough(self) -> bool:
        """Whether a certificate's form can be drawn."""
        return self.needed is not None


def attainable(
    table: ItemTable,
    rows: Sequence[int] | Ints | None = None,
    *,
    areas: int,
    cut: Cut = ENTRY,
    most: int = FORM_LENGTH,
    prior_sd: float = 1.0,
    goal: float = CERTIFICATE_SE,
) -> tuple[Attainable, ...]:
    """For each area, the errors that its best `most` items of `rows` (all: None) can reach."""
    chosen = np.arange(len(table)) if rows is None else np.asarray(rows, dtype=np.int64)
    told = information(table)[chosen]
    area = table.area[chosen]
    return tuple(
        _attainable(one, told[area == one], cut.theta, most=most, prior_sd=prior_sd, goal=goal)
        for one in range(areas)
    )


def information(table: ItemTable) -> Floats:
    """Fisher information of each item on the grid, (N, G): sum over scores of P'^2 / P."""
    slope = np.gradient(table.used, GRID, axis=-1)
    return np.asarray((slope**2 / np.maximum(table.used, _LEAST)).sum(axis=1))


def _attainable(
    area: int, told: Floats, cut: float, *, most: int, prior_sd: float, goal: float
) -> Attainable:
    best = -np.sort(-told, axis=0)[:most]
    se = 1 / np.sqrt(prior_sd**-2 + best.sum(axis=0))
    usual = np.exp(-(GRID**2) / 2)
    at_cut = np.array([np.interp(cut, GRID, one) for one in told])
    grown = 1 / np.sqrt(prior_sd**-2 + np.cumsum(-np.sort(-at_cut)))
    enough = np.flatnonzero(grown[:most] <= goal)
    return Attainable(
        area=area,
        items=len(told),
        se_at_cut=float(grown[:most][-1]) if len(told) else prior_sd,
        se_usual=float(se @ usual / usual.sum()),
        worst=float(se[np.abs(GRID) <= 2].max()),  # noqa: PLR2004  # nearly everybody
        needed=int(enough[0]) + 1 if enough.size else None,
    )
