"""Level estimates: for every area a mean, an sd, a band and P(at or above a cut).

A pure function of (answers with weights and epochs, item table with its errors, prior). No
answer order, no clock and no cache enters. One person or two thousand: the same code.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from whetstone.core.kernel.errors import Missing
from whetstone.core.kernel.intervals import Estimate, cannot_tell
from whetstone.core.kernel.probability import Probability
from whetstone.core.kernel.verdict import Verdict, verdict
from whetstone.core.measurement.density import at_or_above, moments, quantile
from whetstone.core.measurement.display import ENTRY, Cut
from whetstone.core.measurement.epochs import ASSUMED_PROCESS_SD, lay_out, loosened, site, today
from whetstone.core.measurement.propagation import Prior, cavities, log_normal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike

    from whetstone.core.measurement.items import Floats, Ints, ItemTable
    from whetstone.core.measurement.responses import Responses

BAND: Final = (0.05, 0.95)
_CHUNK: Final = 500


@dataclass(frozen=True, eq=False)
class LevelEstimate:
    """One person: arrays over the K areas; `at_or_above` is (K, cuts).

    `low` and `high` are the 5 % and 95 % points. `answers` counts answers of weight above 0;
    `fresh` is the sum of the weights in the epoch that is still open: how many fresh answers
    the evidence is worth. An area without answers has only what the other areas suggest: it is
    shown as unmeasured, never guessed.
    """

    cuts: tuple[Cut, ...]
    mean: Floats
    sd: Floats
    low: Floats
    high: Floats
    at_or_above: Floats
    answers: Ints
    fresh: Floats

    def p(self, area: int, cut: str = ENTRY.name) -> Probability:
        """P(at or above the named cut) in an area. Raises `Missing` for an unknown name."""
        return Probability(float(self.at_or_above[area, _place(self.cuts, cut)]))

    def is_measured(self, area: int) -> bool:
        """Whether any answer in the area still counts."""
        return bool(self.answers[area] > 0)

    def verdict(self, area: int, cut: str = ENTRY.name) -> Verdict:
        """The word for an area and a cut."""
        return verdict(self.p(area, cut), measured=self.is_measured(area))

    def estimate(self, area: int) -> Estimate:
        """The ability in an area with its band, or why it cannot be told."""
        if not self.is_measured(area):
            return cannot_tell("No answer in this area counts yet.")
        low, mean, high = (float(x[area]) for x in (self.low, self.mean, self.high))
        return Estimate(mean, min(low, mean), max(high, mean), int(self.answers[area]))


@dataclass(frozen=True, eq=False)
class LevelEstimates:
    """Many persons: the arrays of `LevelEstimate` with a leading person axis."""

    cuts: tuple[Cut, ...]
    mean: Floats
    sd: Floats
    low: Floats
    high: Floats
    at_or_above: Floats
    answers: Ints
    fresh: Floats

    def __len__(self) -> int:
        """How many persons the batch has."""
        return int(self.mean.shape[0])

    def p(self, cut: str = ENTRY.name) -> Floats:
        """P(at or above the named cut), (persons, areas)."""
        return np.asarray(self.at_or_above[..., _place(self.cuts, cut)])

    def person(self, place: int) -> LevelEstimate:
        """The estimate of one person of the batch."""
        return LevelEstimate(
            self.cuts,
            self.mean[place],
            self.sd[place],
            self.low[place],
            self.high[place],
            self.at_or_above[place],
            self.answers[place],
            self.fresh[place],
        )


def estimate(
    responses: Responses,
    table: ItemTable,
    prior: Prior,
    *,
    cuts: Sequence[Cut] = (ENTRY,),
    current_epoch: ArrayLike | None = None,
    process_sd: float = ASSUMED_PROCESS_SD,
) -> LevelEstimate:
    """The profile of one person; `current_epoch` (areas,) counts learning events so far."""
    epoch = None if current_epoch is None else np.asarray(current_epoch, dtype=np.int64)[None]
    alone = replace(responses, person=np.zeros_like(responses.person))
    return estimate_many(
        alone, table, prior, persons=1, cuts=cuts, current_epoch=epoch, process_sd=process_sd
    ).person(0)


def estimate_many(
    responses: Responses,
    table: ItemTable,
    prior: Prior,
    *,
    persons: int,
    cuts: Sequence[Cut] = (ENTRY,),
    current_epoch: ArrayLike | None = None,
    process_sd: float = ASSUMED_PROCESS_SD,
) -> LevelEstimates:
    """The profiles of `persons` persons at once, numbered as in `responses.person`.

    `current_epoch` is (persons, areas). Raises `Faults` for answers that do not fit.
    """
    responses.check(table, persons)
    counted = responses.that_count()
    counted = counted.where(np.argsort(counted.person, kind="stable"))
    shape = (persons, prior.areas)
    now = np.zeros(shape) if current_epoch is None else np.asarray(current_epoch)
    asked = _Asked(table, prior, tuple(cuts), process_sd)
    parts = []
    for start in range(0, persons, _CHUNK):
        stop = min(start + _CHUNK, persons)
        ends = np.searchsorted(counted.person, [start, stop])
        chunk = counted.where(np.arange(*ends)).from_person(start)
        parts.append(_arrays(chunk, now[start:stop].astype(np.int64), asked))
    return LevelEstimates(asked.cuts, *(np.concatenate(same) for same in zip(*parts, strict=True)))


@dataclass(frozen=True, eq=False)
class _Asked:
    table: ItemTable
    prior: Prior
    cuts: tuple[Cut, ...]
    process_sd: float


def _arrays(responses: Responses, now: Ints, asked: _Asked) -> tuple[Any, ...]:
    """The arrays of `LevelEstimates` after `cuts`, for one chunk of persons."""
    epochs = lay_out(responses, asked.table, now)
    evidence = site(epochs, asked.process_sd)
    variance = np.diag(asked.prior.covariance)
    loose = loosened(epochs, variance, asked.process_sd)
    others = log_normal(*cavities(evidence, asked.prior, loose))
    density = today(evidence + others, epochs)
    centre, spread = moments(density)
    above = [at_or_above(density, cut.theta) for cut in asked.cuts]
    return (
        centre,
        np.sqrt(spread),
        quantile(density, BAND[0]),
        quantile(density, BAND[1]),
        np.stack(above, axis=-1) if above else np.zeros((*centre.shape, 0)),
        epochs.answers,
        epochs.fresh,
    )


def _place(cuts: tuple[Cut, ...], name: str) -> int:
    for place, cut in enumerate(cuts):
        if cut.name == name:
            return place
    raise Missing("cut", name)
