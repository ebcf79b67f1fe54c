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
FEWEST_ANSWERS: Final = 300
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


@dataclass(frozen=True, eq=False)
class Lessons:
    """Questions with an expert's place: `stated`, the calibrated `b` and its error; all (n,)."""

    stated: Floats
    b: Floats
    b_se: Floats

    @classmethod
    def of(cls, stated: ArrayLike, b: ArrayLike, b_se: ArrayLike) -> Lessons:
        """From any sequences.

        Raises:
            Faults: what is no number, or not of one length.
        """
        found = cls(*(np.asarray(one, dtype=np.float64) for one in (stated, b, b_se)))
        raise_all(found._faults())
        return found

    def _faults(self) -> Iterator[Fault]:
        said, b, error = self.stated, self.b, self.b_se
        if not said.shape == b.shape == error.shape == (said.size,):
            yield Fault("lessons", "stated and calibrated places and errors are not as many.")
            return
        good = np.isfinite(said) & np.isfinite(b) & np.isfinite(error) & (error >= 0)
        for place in np.flatnonzero(~good)[:20]:
            yield Fault(f"lessons[{place}]", "a place or an error is no number.", "Leave it out.")


NONE: Final = Lessons(np.zeros(0), np.zeros(0), np.zeros(0))


def learned(before: Lessons, batch: Lessons = NONE, *, worth: float = ASSUMED_WORTH) -> Trust:
    """The trust that questions teach, together with what is assumed.

    Args:
        before: calibrated without experts' priors, or with so many answers (`FEWEST_ANSWERS`)
            that those did not matter. True places are averaged over, by EM.
        batch: calibrated just now *with* a trust as prior: `b` and `b_se` are what is known of a
            true place given that trust.
        worth: of the assumption, in questions.
    """
    said = np.concatenate([before.stated, batch.stated])
    trust = ASSUMED
    for _ in range(_PASSES):
        share = trust.sd**2 / (trust.sd**2 + before.b_se**2)
        expected = trust.offset + trust.slope * before.stated
        true = np.concatenate([expected + share * (before.b - expected), batch.b])
        left = np.concatenate([share * before.b_se**2, batch.b_se**2])
        last, trust = trust, _line(said, true, left, worth)
        if max(abs(trust.slope - last.slope), abs(trust.sd - last.sd)) < _STILL:
            break
    return trust


def _line(said: Floats, true: Floats, left: Floats, worth: float) -> Trust:
    """Least squares of true places, each unsure by a variance `left`, with the assumption."""
    many = worth + said.size
    mean_said, mean_true = said.sum() / many, true.sum() / many
    of_said = worth * ASSUMED_B_SD**2 + (said**2).sum() - many * mean_said**2
    both = worth * ASSUMED_R * ASSUMED_B_SD**2 + (said * true).sum() - many * mean_said * mean_true
    of_true = worth * ASSUMED_B_SD**2 + (true**2 + left).sum() - many * mean_true**2
    slope = both / of_said
    return Trust(
        offset=float(mean_true - slope * mean_said),
        slope=float(slope),
        sd=float(np.sqrt(max((of_true - slope * both) / many, LEAST_SD**2))),
        r=float(both / np.sqrt(of_said * of_true)),
        items=int(said.size),
    )
