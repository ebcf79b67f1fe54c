"""New questions among known ones, begun from what experts say of them.

The trust in experts and the places of the questions are found together (empirical Bayes, by EM
with a normal in place of each question's posterior): fit with the present trust as prior, learn
the trust anew from what the fit says, a few times. So experts who are wrong about this very batch
are found out by it, and with many answers it hardly matters what anybody said.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from whetstone.core.measurement.calibration.experts import NONE, Lessons, Trust, learned
from whetstone.core.measurement.calibration.fit import Calibration, Settings, calibrate
from whetstone.core.measurement.calibration.kernels import Model

if TYPE_CHECKING:
    from collections.abc import Mapping

    from whetstone.core.measurement.calibration.answers import Answers
    from whetstone.core.measurement.calibration.fit import Progress
    from whetstone.core.measurement.items import Floats

ROUNDS: Final = 4


@dataclass(frozen=True, slots=True)
class ColdStart:
    """A fit, and the trust it began from."""

    fit: Calibration
    trust: Trust


def calibrate_new(
    answers: Answers,
    stated: Floats,
    *,
    before: Lessons = NONE,
    model: Model = Model.TWO_PL,
    settings: Settings | None = None,
    anchors: Mapping[int, tuple[float, tuple[float, ...]]] | None = None,
    lower: Floats | None = None,
    errors: bool = True,
    progress: Progress | None = None,
) -> ColdStart:
    """As `calibrate`, with experts' places as priors.

    Args:
        answers: at least one for each item.
        stated: an expert's place of each item, NaN where nobody said any, (J,).
        before: what was learned of experts elsewhere.
        model: not Rasch, which has no priors.
        settings: of the last fit; those before it are fast ones.
        anchors: item -> (a, places b) that stay as they are.
        lower: as of `calibrate`.
        errors: whether standard errors are worked out.
        progress: called after each pass of the last fit.

    Raises:
        Faults: every item that cannot be calibrated.
    """
    settings, anchors = settings or Settings(), dict(anchors or {})
    trust = learned(before)
    for _ in range(ROUNDS):
        found = calibrate(
            answers,
            model=model,
            priors=trust.priors(stated, answers.largest),
            settings=replace(settings, exact=False, tolerance=None),
            anchors=anchors,
            lower=lower,
        )
        trust = learned(before, _lessons(found, stated, anchors=list(anchors)))
    last = calibrate(
        answers,
        model=model,
        priors=trust.priors(stated, answers.largest),
        settings=settings,
        anchors=anchors,
        lower=lower,
        errors=errors,
        progress=progress,
    )
    return ColdStart(last, trust)


def _lessons(found: Calibration, stated: Floats, *, anchors: list[int]) -> Lessons:
    """What a fit says of the items with an expert; an item's place is the mean of its steps'."""
    many = np.isfinite(found.b).sum(axis=1)
    place = np.nansum(found.b, axis=1) / many
    error = np.sqrt(np.nansum(found.b_se**2, axis=1) / many)
    own = np.isfinite(stated) & np.isfinite(error)
    own[anchors] = False
    return Lessons.of(stated[own], place[own], error[own])
