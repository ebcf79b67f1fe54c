"""Marginal maximum likelihood by EM (Bock & Aitkin 1981), quickened (`climbing`).

The latent distribution of each group is normal on a fixed grid; with a model that leaves slopes
free, group 0 is N(0, 1), so that the scale is that group's. With anchors the scale is theirs and
every group is free.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from itertools import count
from typing import TYPE_CHECKING, Final

import numpy as np

from whetstone.core.kernel.errors import Fault, raise_all
from whetstone.core.measurement.calibration import kernels
from whetstone.core.measurement.calibration.kernels import Model, Parameters, Priors
from whetstone.core.measurement.calibration.passes import Passes
from whetstone.core.measurement.calibration.patterns import collapsed
from whetstone.core.measurement.climbing import Climbed, climb

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from whetstone.core.measurement.calibration.answers import Answers
    from whetstone.core.measurement.calibration.errors import Spread
    from whetstone.core.measurement.items import Floats, Ints

Progress = Callable[[int, float], None]
"""Called after each pass with its number and the log likelihood."""

NEWTON_STEPS: Final = 4
SMALLEST_SD: Final = 0.05


@dataclass(frozen=True, slots=True)
class Settings:
    """How exact: 61 places and fp64, or 32 places (whole registers) and fp32."""

    exact: bool = True
    most_passes: int = 2000
    tolerance: float | None = None
    threads: int = 2

    @property
    def grid(self) -> Floats:
        """Places of the latent scale."""
        return np.linspace(-6.0, 6.0, 61) if self.exact else np.linspace(-5.0, 5.0, 32)

    @property
    def kind(self) -> type[np.floating]:
        """What the big products are computed in."""
        return np.float64 if self.exact else np.float32

    @property
    def stop(self) -> float:
        """Largest change of a parameter in one pass at which the fit stands."""
        return self.tolerance or (1e-7 if self.exact else 3e-5)


@dataclass(frozen=True, eq=False)
class Calibration:
    """What a fit found. `b` and its errors are (J, M), NaN where an item has no such place.

    `mean` and `sd` are the groups'. `log_likelihood` is without priors; of a fast fit, that of its
    last pass but one step. `passes` read all answers. Errors are NaN where they were not asked
    for, and 0 for anchors. `lower` are the asymptotes that were fixed.
    """

    model: Model
    a: Floats
    b: Floats
    a_se: Floats
    b_se: Floats
    mean: Floats
    sd: Floats
    sd_se: Floats
    log_likelihood: float
    passes: int
    is_converged: bool
    seen: Floats
    lower: Floats | None = None


def calibrate(
    answers: Answers,
    *,
    model: Model = Model.TWO_PL,
    priors: Priors | None = None,
    settings: Settings | None = None,
    anchors: Mapping[int, tuple[float, tuple[float, ...]]] | None = None,
    lower: Floats | None = None,
    errors: bool = True,
    progress: Progress | None = None,
) -> Calibration:
    """Item parameters, their standard errors and the groups' distributions.

    Args:
        answers: at least one for each item.
        model: `RASCH` fixes slopes at 1 and frees the first group's spread.
        priors: none gives plain maximum likelihood; then unanimous items are refused. Where slopes
            are fixed, only those of places count.
        settings: exact by default.
        anchors: item -> (a, places b) that stay as they are; the others join their scale.
        lower: each item's chance to be right without knowing, fixed, (J,); 0 where an item has
            more than right and wrong.
        errors: whether standard errors are worked out.
        progress: called after each pass.

    Raises:
        Faults: every item that cannot be calibrated.
    """
    fit = _Fit(
        collapsed(answers), model, priors, settings or Settings(), dict(anchors or {}), lower
    )
    raise_all(fit.faults())
    return fit.told(fit.run(progress), with_errors=errors)


class _Fit:
    """One calibration: the answers laid out, and what is free."""

    def __init__(  # noqa: PLR0917  # what `calibrate` was asked, in its order
        self,
        answers: Answers,
        model: Model,
        priors: Priors | None,
        settings: Settings,
        anchors: dict[int, tuple[float, tuple[float, ...]]],
        lower: Floats | None,
    ) -> None:
        self.answers, self.model, self.settings = answers, model, settings
        self.priors = priors
        self.theta = settings.grid
        most = int(answers.largest.max(initial=1))
        self.has = np.arange(1, most + 1) <= answers.largest[:, None]
        self.free = np.ones(answers.items, dtype=bool)
        self.free[list(anchors)] = False
        self.frees_slope = model is not Model.RASCH
        self.free_mean = np.arange(answers.groups) > (-1 if anchors else 0)
        self.free_sd = self.free_mean | (not self.frees_slope)
        self.lower = lower
        self._fixed = self._of_anchors(anchors)
        self.reached = -np.inf

    def faults(self) -> Iterator[Fault]:
        """Items without answers; unanimous ones where no prior keeps them finite."""
        answers = self.answers
        for item in np.flatnonzero(answers.seen == 0):
            yield Fault(f"item {item}", "has no answers.", "Leave it out.")
        if self.lower is not None:
            yield from self._faults_of_lower(self.lower)
        if self.priors is not None:
            return
        for item in np.flatnonzero(self.free & (answers.seen > 0)):
            mine = answers.by_code[answers.first_code[item] : answers.first_code[item + 1]]
            if (mine == 0).any():
                what = "has a score that nobody got."
                yield Fault(f"item {item}", what, "Give priors, or join the scores.")

    def _faults_of_lower(self, lower: Floats) -> Iterator[Fault]:
        if lower.shape != (self.answers.items,):
            yield Fault("lower", "one number for each item is wanted.")
            return
        for item in np.flatnonzero(~((lower >= 0) & (lower < 1))):
            yield Fault(f"item {item}", f"a lower asymptote of {lower[item]} is not 0 to 1.")
        if self.model.is_graded or ((lower > 0) & (self.answers.largest > 1)).any():
            yield Fault("lower", "only items with right and wrong, not graded, have one.")

    @cached_property
    def passes(self) -> Passes:
        """The answers, laid out on first use."""
        settings = self.settings
        return Passes(self.answers, kind=settings.kind, threads=settings.threads)

    def _of_anchors(self, anchors: Mapping[int, tuple[float, tuple[float, ...]]]) -> Parameters:
        a, c = np.ones(self.answers.items), np.zeros(self.has.shape)
        for item, (slope, spots) in anchors.items():
            a[item] = slope
            steps = -slope * np.asarray(spots, dtype=np.float64)
            c[item, : steps.size] = steps if self.model.is_graded else np.cumsum(steps)
        return Parameters(a, c)

    # --- one vector of everything that is free ---------------------------------------------

    def start(self) -> Floats:
        """Slopes of 1, intercepts from the shares of scores, groups N(0, 1)."""
        answers, has = self.answers, self.has
        counts = self._by_item(answers.by_code[:, None])[..., 0] + 0.5
        c = np.zeros(has.shape)
        if self.model.is_graded:
            above = counts[:, ::-1].cumsum(axis=1)[:, ::-1]
            c = np.log(above[:, 1:] / (above[:, :1] - above[:, 1:]))
        else:
            known = counts[:, 1:]
            if self.lower is not None:
                known = np.maximum(known - self.lower[:, None] * counts.sum(axis=1)[:, None], 0.5)
            c = np.log(known / counts[:, :1])
        return self.pack(
            Parameters(np.ones(answers.items), np.where(has, c, 0.0)),
            np.zeros(answers.groups),
            np.ones(answers.groups),
        )

    def pack(self, at: Parameters, mean: Floats, sd: Floats) -> Floats:
        """As one vector; anchors and what is fixed are left out."""
        slopes = at.a[self.free] if self.frees_slope else np.zeros(0)
        return np.concatenate(
            [slopes, at.c[self.free][self.has[self.free]], mean[self.free_mean], sd[self.free_sd]]
        )

    def unpack(self, vector: Floats) -> tuple[Parameters, Floats, Floats]:
        """Back again."""
        groups = self.answers.groups
        a, c = self._fixed.a.copy(), self._fixed.c.copy()
        count = int(self.free.sum()) if self.frees_slope else 0
        if self.frees_slope:
            a[self.free] = vector[:count]
        spots_free = self.has & self.free[:, None]
        until = count + int(spots_free.sum())
        c[spots_free] = vector[count:until]
        mean, sd = np.zeros(groups), np.ones(groups)
        middle = until + int(self.free_mean.sum())
        mean[self.free_mean] = vector[until:middle]
        sd[self.free_sd] = np.maximum(vector[middle:], SMALLEST_SD)
        return Parameters(a, c, self.lower), mean, sd

    # --- E and M ----------------------------------------------------------------------------

    def expect(self, vector: Floats) -> tuple[float, Floats, Floats]:
        """Log likelihood, expected answers (J, M + 1, Q), and the groups' posteriors (G, Q)."""
        at, mean, sd = self.unpack(vector)
        log_prob = kernels.log_probabilities(self.model, at, self.has, self.theta)
        found = self.passes.expect(log_prob[self.scores], self.log_latent(mean, sd))
        return found.log_likelihood, self._by_item(found.counts), found.groups

    @cached_property
    def scores(self) -> tuple[Ints, Ints]:
        """(item, score) of every row of the flat table."""
        has = np.concatenate([np.ones((len(self.has), 1), dtype=bool), self.has], axis=1)
        item, score = np.nonzero(has)
        return item, score

    def _by_item(self, flat: Floats) -> Floats:
        table = np.zeros((self.answers.items, self.has.shape[1] + 1, flat.shape[1]))
        table[self.scores] = flat
        return table

    def log_latent(self, mean: Floats, sd: Floats) -> Floats:
        log = -0.5 * ((self.theta - mean[:, None]) / sd[:, None]) ** 2
        return np.asarray(log - np.log(np.exp(log).sum(axis=1, keepdims=True)))

    def maximise(self, vector: Floats, counts: Floats, groups: Floats) -> Floats:
        """The next vector: a few Newton steps of all items at once, and the groups' moments."""
        at, mean, sd = self.unpack(vector)
        for _ in range(NEWTON_STEPS):
            step = self._step(at, counts)
            at = self._kept_in(at, step)
            if np.abs(step).max(initial=0.0) < self.settings.stop / 10:
                break
        whole = groups.sum(axis=1)
        found = groups @ self.theta / whole
        found = np.where(self.free_mean, found, mean)
        spread = np.sqrt((groups * (self.theta - found[:, None]) ** 2).sum(axis=1) / whole)
        return self.pack(at, found, np.where(self.free_sd, spread, sd))

    def _step(self, at: Parameters, counts: Floats) -> Floats:
        found = self.gradient(at, counts)
        gradient, info = found
        lacking = ~np.concatenate([np.full((len(at.a), 1), self.frees_slope), self.has], axis=1)
        gradient[lacking] = 0.0
        info[lacking] = 0.0
        np.moveaxis(info, 1, 2)[lacking] = 0.0
        item, place = np.nonzero(lacking)
        info[item, place, place] = 1.0
        step = np.linalg.solve(info, gradient[..., None])[..., 0]
        longest = np.abs(step).max(axis=1, keepdims=True)
        step *= np.minimum(1.0, kernels.LONGEST_STEP / np.maximum(longest, 1e-300))
        step[~self.free] = 0.0
        return np.asarray(step)

    def gradient(self, at: Parameters, counts: Floats) -> tuple[Floats, Floats]:
        found = kernels.score_and_information(
            self.model, at, self.has, counts=counts, theta=self.theta
        )
        if self.priors is None:
            return found
        return kernels.add_priors(self.model, at, self.has, priors=self.priors, found=found)

    def _kept_in(self, at: Parameters, step: Floats) -> Parameters:
        """A step that leaves slopes above 0 (with priors) and graded places in their order."""
        for _ in range(40):
            new = at.moved(step[:, 0], step[:, 1:])
            bad = (new.a < kernels.FLATTEST) & (self.priors is not None)
            if self.model.is_graded:
                out = (np.diff(new.c, axis=1) >= 0) & self.has[:, 1:]
                bad |= out.any(axis=1)
            if not bad.any():
                return new
            step = np.where(bad[:, None], step / 2, step)
        return at

    # --- the climb --------------------------------------------------------------------------

    def objective(self, vector: Floats, log_likelihood: float) -> float:
        """What must not fall: the likelihood with the priors."""
        if self.priors is None:
            return log_likelihood
        at, _mean, _sd = self.unpack(vector)
        return log_likelihood + kernels.log_prior(self.model, at, self.has, self.priors)

    def run(self, progress: Progress | None) -> Climbed:
        """EM with longer strides until no parameter moves by more than the tolerance."""
        passes = count(1)

        def once(vector: Floats) -> tuple[Floats, float]:
            log_likelihood, counts, groups = self.expect(vector)
            if progress:
                progress(next(passes), log_likelihood)
            self.reached = log_likelihood
            return self.maximise(vector, counts, groups), self.objective(vector, log_likelihood)

        most = self.settings.most_passes
        return climb(self.start(), once, is_fine=self._is_fine, stop=self.settings.stop, most=most)

    def _is_fine(self, vector: Floats) -> bool:
        at, _mean, _sd = self.unpack(vector)
        if self.priors is not None and (at.a < kernels.FLATTEST).any():
            return False
        if self.model.is_graded:
            return not ((np.diff(at.c, axis=1) >= 0) & self.has[:, 1:]).any()
        return True

    # --- what is told -----------------------------------------------------------------------

    def told(self, climbed: Climbed, *, with_errors: bool) -> Calibration:
        """The fit in terms of slopes and places, with errors by the delta method."""
        from whetstone.core.measurement.calibration.errors import spread

        vector = climbed.at
        at, mean, sd = self.unpack(vector)
        exact = self.settings.exact
        log_likelihood = self.expect(vector)[0] if exact else self.reached
        found = spread(self, vector) if with_errors else None
        a_se, b_se, sd_se = self._errors(at, found)
        return Calibration(
            model=self.model,
            a=at.a,
            b=kernels.places(self.model, at, self.has),
            a_se=a_se,
            b_se=b_se,
            mean=mean,
            sd=sd,
            sd_se=sd_se,
            log_likelihood=log_likelihood,
            passes=climbed.passes,
            is_converged=climbed.is_converged,
            seen=self.answers.seen,
            lower=self.lower,
        )

    def _errors(self, at: Parameters, found: Spread | None) -> tuple[Floats, Floats, Floats]:
        groups = self.answers.groups
        if found is None:
            none = np.full(self.has.shape, np.nan)
            return np.full(len(at.a), np.nan), none, np.full(groups, np.nan)
        slopes = kernels.place_slopes(self.model, at, self.has)
        of_b = np.einsum("jkp,jpr,jkr->jk", slopes, found.items, slopes)
        b_se = np.where(self.has, np.sqrt(np.maximum(of_b, 0.0)), np.nan)
        sd_se = np.zeros(groups)
        free = int(self.free_sd.sum())
        if free:
            sd_se[self.free_sd] = np.sqrt(np.maximum(np.diag(found.groups)[-free:], 0.0))
        return np.sqrt(np.maximum(found.items[:, 0, 0], 0.0)), b_se, sd_se

    def places_in_vector(self) -> Ints:
        """Where each item's (a, c) stand in the vector, (J, 1 + M); -1 where they do not."""
        place = np.full((self.answers.items, 1 + self.has.shape[1]), -1, dtype=np.int64)
        count = 0
        if self.frees_slope:
            count = int(self.free.sum())
            place[self.free, 0] = np.arange(count)
        spots = self.has & self.free[:, None]
        place[:, 1:][spots] = count + np.arange(int(spots.sum()))
        return place
