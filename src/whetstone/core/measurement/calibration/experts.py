"""What experts say of a question's difficulty, and how far they are to be trusted.

An expert puts a question on one of five levels, or states a place. What that is worth is learned
from questions that answers have placed since: a line b = offset + slope x stated + N(0, sd^2). An
assumption, r = .6 between stated and true places (17 judges: Cetin & Gelbal 2013), counts as so
many questions of its own; it rules while few are calibrated and is forgotten when many are.

The line is the prior of a question without answers: `Trust.priors`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from whetstone.core.kernel.errors import Fault, raise_all
from whetstone.core.measurement.calibration.kernels import Priors
from whetstone.core.measurement.items import even_steps

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import ArrayLike

    from whetstone.core.measurement.items import Floats

ASSUMED_R: Final = 0.6
ASSUMED_B_SD: Final = 1.0
"""ASSUMPTION: the spread of true places in a bank."""
ASSUMED_WORTH: Final = 20.0
"""ASSUMPTION: the assumed trust weighs as much as this many calibrated questions."""
LEVEL_PLACES: Final = (-1.28, -0.52, 0.0, 0.52, 1.28)
"""Where the five levels stand: the middles of fifths of N(0, 1)."""
LEAST_SD: Final = 0.2
"""No expert is trusted to be nearer than this."""
FEWEST_ANSWERS: Final = 100
"""From so many answers on, a question's place may judge its expert."""
_PASSES: Final = 200
_STILL: Final = 1e-9


@dataclass(frozen=True, slots=True)
class Trust:
    """True place = `offset` + `slope` x stated place, give or take `sd`; `r` is the correlation.

    `items` calibrated questions taught it; with 0 it is the assumption alone.
    """

    offset: float
    slope: float
    sd: float
    r: float
    items: int

    def places(self, stated: ArrayLike) -> tuple[Floats, Floats]:
        """Mean and sd of the true place of each stated one; N(0, 1) where none is stated (NaN)."""
        said = np.asarray(stated, dtype=np.float64)
        none = np.isnan(said)
        mean = np.where(none, 0.0, self.offset + self.slope * np.nan_to_num(said))
        return mean, np.where(none, ASSUMED_B_SD, self.sd)

    def priors(self, stated: ArrayLike, largest: ArrayLike | None = None) -> Priors:
        """Priors for `calibrate`; `largest` (J,) is each item's largest score (1 unless given).

        The steps of an item stand evenly around its place; together they are as unsure as it is.
        """
        mean, sd = self.places(stated)
        most = np.ones(mean.size, dtype=int) if largest is None else np.asarray(largest)
        centre = np.zeros((mean.size, int(most.max(initial=1))))
        for score in np.unique(most):
            centre[most == score, :score] = even_steps(int(score))
        return Priors(b_mean=mean[:, None] + centre, b_sd=(sd * np.sqrt(most))[:, None])


ASSUMED: Final = Trust(
    0.0, ASSUMED_R * ASSUMED_B_SD, float(ASSUMED_B_SD * np.sqrt(1 - ASSUMED_R**2)), ASSUMED_R, 0
)


def learned(
    stated: ArrayLike, b: ArrayLike, b_se: ArrayLike, *, worth: float = ASSUMED_WORTH
) -> Trust:
    """The trust that calibrated questions teach, together with what is assumed.

    True places are not known but measured (`b`, with error `b_se`); they are averaged over, by EM.
    Give questions with `FEWEST_ANSWERS` or more.

    Args:
        stated: experts' places, (J,).
        b: calibrated places, (J,).
        b_se: their standard errors, (J,).
        worth: of the assumption, in questions.

    Raises:
        Faults: what is no number, or not of one length.
    """
    said, found, error = (np.asarray(one, dtype=np.float64) for one in (stated, b, b_se))
    raise_all(_faults(said, found, error, worth))
    trust = ASSUMED
    for _ in range(_PASSES):
        before, trust = trust, _once(trust, said, (found, error**2), worth)
        if max(abs(trust.slope - before.slope), abs(trust.sd - before.sd)) < _STILL:
            break
    return trust


def _once(trust: Trust, said: Floats, measured: tuple[Floats, Floats], worth: float) -> Trust:
    """True places from the present line and the measurements; then the next line from them."""
    b, variance = measured
    share = trust.sd**2 / (trust.sd**2 + variance)
    expected = trust.offset + trust.slope * said
    true = expected + share * (b - expected)
    left = share * variance
    many = worth + said.size
    mean_said, mean_true = said.sum() / many, true.sum() / many
    of_said = worth * ASSUMED_B_SD**2 + (said**2).sum() - many * mean_said**2
    both = worth * ASSUMED_R * ASSUMED_B_SD**2 + (said * true).sum() - many * mean_said * mean_true
    of_true = worth * ASSUMED_B_SD**2 + (true**2 + left).sum() - many * mean_true**2
    slope = both / of_said
    rest = max((of_true - slope * both) / many, LEAST_SD**2)
    return Trust(
        offset=float(mean_true - slope * mean_said),
        slope=float(slope),
        sd=float(np.sqrt(rest)),
        r=float(both / np.sqrt(of_said * of_true)),
        items=int(said.size),
    )


def _faults(said: Floats, b: Floats, error: Floats, worth: float) -> Iterator[Fault]:
    if not said.shape == b.shape == error.shape or said.ndim != 1:
        yield Fault("experts", "as many stated places as calibrated ones and errors are wanted.")
        return
    for place in np.flatnonzero(~(np.isfinite(said) & np.isfinite(b) & (error >= 0)))[:20]:
        yield Fault(f"experts[{place}]", "a place or an error is no number.", "Leave it out.")
    if worth <= 0:
        yield Fault("worth", "is not above 0.")
