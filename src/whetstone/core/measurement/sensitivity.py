"""What moves when an assumption is wrong: P(entry) under other constants.

Four constants are assumed, not estimated: the correlation between areas, the half-life of
retention, the random-walk step of a learning event, and what an answer right after reading is
worth. Pages that rest on them can show this.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from whetstone.core.kernel.errors import Fault, Faults
from whetstone.core.kernel.evidence import ASSUMED_AFTER_READING
from whetstone.core.measurement.display import ENTRY, Cut
from whetstone.core.measurement.epochs import ASSUMED_PROCESS_SD
from whetstone.core.measurement.levels import estimate
from whetstone.core.measurement.propagation import Prior, assumed_prior

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from whetstone.core.measurement.items import Floats, ItemTable
    from whetstone.core.measurement.responses import Responses

CORRELATION_LOW: Final = 0.35
CORRELATION_HIGH: Final = 0.75
READING_LOW: Final = 0.25


@dataclass(frozen=True, eq=False)
class Sensitivity:
    """P(at or above the cut) per area, as assumed and with one assumption changed at a time.

    `retention_halved`: the half-life of retention is half as long; `step_halved`: a learning
    event moves an ability half as far; `reading_full`: an answer right after reading is worth
    as much as any other; `reading_quarter`: a quarter of it.
    """

    base: Floats
    correlation_low: Floats
    correlation_high: Floats
    retention_halved: Floats
    step_halved: Floats
    reading_full: Floats
    reading_quarter: Floats

    @property
    def widest(self) -> Floats:
        """The largest move of P in each area."""
        others = (
            self.correlation_low,
            self.correlation_high,
            self.retention_halved,
            self.step_halved,
            self.reading_full,
            self.reading_quarter,
        )
        return np.asarray(np.max([np.abs(other - self.base) for other in others], axis=0))


def entry_sensitivity(
    responses: Responses,
    table: ItemTable,
    retention: Floats,
    *,
    after_reading: NDArray[np.bool_] | None = None,
    areas: int = 14,
    prior: Prior | None = None,
    cut: Cut = ENTRY,
) -> Sensitivity:
    """How P(at or above the cut) of one person moves with the assumptions.

    `retention` (n,) is the retention part of each answer's weight: with half the half-life it
    is squared, since 2**(-t / (h / 2)) = (2**(-t / h))**2. `after_reading` (n,) marks answers
    given right after reading (none where it is left out). `prior` is the one in use (the assumed
    one where it is left out). Raises `Faults` when it does not fit.
    """
    read = np.zeros(len(responses), dtype=bool) if after_reading is None else after_reading
    if (
        retention.shape != responses.weight.shape
        or not ((retention >= 0) & (retention <= 1)).all()
    ):
        raise Faults([Fault("retention", "one number from 0 to 1 is needed for each answer.")])

    in_use = assumed_prior(areas) if prior is None else prior

    def p(answers: Responses, *, correlation: float | None = None, step: float = 1.0) -> Floats:
        used = in_use
        if correlation is not None:
            used = assumed_prior(in_use.areas, correlation=correlation)
        result = estimate(answers, table, used, cuts=(cut,), process_sd=step * ASSUMED_PROCESS_SD)
        return np.asarray(result.at_or_above[:, 0])

    return Sensitivity(
        base=p(responses),
        correlation_low=p(responses, correlation=CORRELATION_LOW),
        correlation_high=p(responses, correlation=CORRELATION_HIGH),
        retention_halved=p(responses.reweighted(retention)),
        step_halved=p(responses, step=0.5),
        reading_full=p(responses.reweighted(np.where(read, 1 / ASSUMED_AFTER_READING, 1.0))),
        reading_quarter=p(
            responses.reweighted(np.where(read, READING_LOW / ASSUMED_AFTER_READING, 1.0))
        ),
    )
