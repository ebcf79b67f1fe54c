"""Fitting the questions of an area: those with few answers begin from what experts say of them.

A fit has a scale of its own, on which its people are N(0, 1); experts speak on the scale in use.
So the area is fitted without experts first, which gives the line between the two scales
(`linking`) and the places of the questions that have many answers. These, and those of other
areas, teach what an expert's word is worth (`calibration.experts.learned`). With it as prior,
moved onto the fit's scale, the rest is fitted again, and taught by in turn, a few times:
empirical Bayes, as in `calibration.cold_start`. Questions with 300 answers or more take no prior
of an expert: where all have them, the first fit is the last.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from whetstone.core.measurement.calibration import Model, Priors, Settings, calibrate
from whetstone.core.measurement.calibration.cold_start import ROUNDS
from whetstone.core.measurement.calibration.experts import (
    FEWEST_ANSWERS,
    NONE,
    Lessons,
    Trust,
    learned,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from whetstone.core.measurement.calibration import Answers, Calibration, Progress
    from whetstone.core.measurement.items import Floats
    from whetstone.core.measurement.linking import Link

_WEAK: Final = Priors()


@dataclass(frozen=True, eq=False)
class ExpertFit:
    """A fit on its own scale, the line to the scale in use, and what experts' words are worth."""

    found: Calibration
    line: Link
    trust: Trust


def fit_with_experts(
    answers: Answers,
    stated: Floats,
    linked: Callable[[Calibration], Link],
    *,
    before: Lessons = NONE,
    lower: Floats | None = None,
    settings: Settings | None = None,
    progress: Progress | None = None,
) -> ExpertFit:
    """Partial credit items, (J,).

    Args:
        answers: at least one for each item.
        stated: an expert's place of each item, on the scale in use.
        linked: the line that a fit without experts gives.
        before: what questions elsewhere taught of experts.
        lower: each item's chance to be right without knowing; none where it is left out.
        settings: of the first and the last fit; those between are fast ones.
        progress: called after each pass of the first and the last fit.

    Raises:
        Faults: every item that cannot be calibrated.
    """
    settings = settings or Settings()
    first = calibrate(
        answers, model=Model.GPCM, priors=_WEAK, settings=settings, progress=progress, lower=lower
    )
    line = linked(first)
    few = first.seen < FEWEST_ANSWERS
    known = _joined(before, _lessons(first, stated, line, ~few))
    trust = learned(known)
    if not few.any():
        return ExpertFit(first, line, trust)
    quick = replace(settings, exact=False, tolerance=None)
    for _ in range(ROUNDS):
        priors = _priors(trust, stated, answers, line=line, few=few)
        found = calibrate(answers, model=Model.GPCM, priors=priors, settings=quick, lower=lower)
        trust = learned(known, _lessons(found, stated, line, few))
    last = calibrate(
        answers,
        model=Model.GPCM,
        priors=_priors(trust, stated, answers, line=line, few=few),
        settings=settings,
        progress=progress,
        lower=lower,
    )
    return ExpertFit(last, line, trust)


def _priors(
    trust: Trust, stated: Floats, answers: Answers, *, line: Link, few: NDArray[np.bool_]
) -> Priors:
    """Experts' priors on the scale of the fit for items with few answers, weak ones for others."""
    told = trust.priors(stated, answers.largest)
    mean, sd = np.asarray(told.b_mean), np.asarray(told.b_sd)
    rare = few[:, None]
    return Priors(
        b_mean=np.where(rare, (mean - line.shift) / line.slope, _WEAK.b_mean),
        b_sd=np.where(rare, sd / line.slope, _WEAK.b_sd),
    )


def _lessons(found: Calibration, stated: Floats, line: Link, which: NDArray[np.bool_]) -> Lessons:
    """What a fit says of these items, on the scale in use; a place is the mean of its steps'."""
    many = np.isfinite(found.b).sum(axis=1)
    place = line.slope * np.nansum(found.b, axis=1) / many + line.shift
    error = line.slope * np.sqrt(np.nansum(found.b_se**2, axis=1) / many)
    own = which & np.isfinite(stated) & np.isfinite(error)
    return Lessons.of(stated[own], place[own], error[own])


def _joined(one: Lessons, other: Lessons) -> Lessons:
    return Lessons(
        *(
            np.concatenate([getattr(one, name), getattr(other, name)])
            for name in ("stated", "b", "b_se")
        )
    )
