"""From what each area's answers say to what the whole profile says.

The prior over a person's areas is a correlated normal; each area's answers enter as a *site*, a
log likelihood on the grid. Expectation propagation (Minka 2001, UAI, section 3; the parallel
form of Gelman et al. 2014) keeps for each site the normal that has the same first two moments
in the company of the other areas. The answer for one area is then its own exact site times the
normal that all *other* areas send (its cavity): the tails stay those of the real likelihood.

Everything is vectorised over persons: (P persons, K areas, G grid places).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np

from whetstone.core.kernel.errors import Fault, Faults
from whetstone.core.measurement.density import moments, normalised
from whetstone.core.measurement.items import GRID, Floats

ASSUMED_CORRELATION: Final = 0.55
"""ASSUMPTION until estimated from answers: correlation between any two areas in the working
population. `sensitivity` shows what moves at 0.35 and 0.75."""

_MAX_SWEEPS: Final = 12
_TOLERANCE: Final = 1e-4
_LEAST_PRECISION: Final = 1e-8


@dataclass(frozen=True, eq=False)
class Prior:
    """A normal over the areas of one person: `mean` (K,), `covariance` (K, K), logits."""

    mean: Floats
    covariance: Floats

    def __post_init__(self) -> None:
        """Refuse what is no normal distribution."""
        areas = self.mean.size
        if self.covariance.shape != (areas, areas):
            raise Faults([Fault("prior", f"{areas} means, covariance {self.covariance.shape}.")])
        if np.linalg.eigvalsh(self.covariance).min() <= 0:
            raise Faults([Fault("prior", "the covariance is not positive definite.")])

    @property
    def areas(self) -> int:
        """How many areas the profile has."""
        return int(self.mean.size)

    @cached_property
    def precision(self) -> Floats:
        """The inverse of the covariance."""
        return np.asarray(np.linalg.inv(self.covariance), dtype=np.float64)

    @cached_property
    def is_apart(self) -> bool:
        """Whether no area says anything of another."""
        return not np.any(self.covariance - np.diag(np.diag(self.covariance)))

    @cached_property
    def log_alone(self) -> Floats:
        """Each area's own normal on the grid, as if there were no other, (K, G)."""
        return log_normal(self.mean, np.diag(self.covariance))


def assumed_prior(
    areas: int = 14, *, correlation: float = ASSUMED_CORRELATION, sd: float = 1.0
) -> Prior:
    """Every area N(0, sd^2), every pair correlated alike (an assumption, labelled as such)."""
    same = np.full((areas, areas), correlation)
    np.fill_diagonal(same, 1.0)
    return Prior(np.zeros(areas), sd**2 * same)


def cavities(
    log_site: Floats, prior: Prior, loosened: Floats | None = None
) -> tuple[Floats, Floats]:
    """What all *other* areas say about each area: normal means and variances, both (P, K).

    `log_site` is (P, K, G); a flat row is an area without answers. `loosened` (P, K), above 0 and
    at most 1, is what is left of each area's correlation with any other (see `epochs.loosened`).
    """
    persons, areas, _ = log_site.shape
    if prior.is_apart:  # no other area has a say: the prior itself
        shape = (persons, areas)
        own = np.diag(prior.covariance)
        return np.broadcast_to(prior.mean, shape).copy(), np.broadcast_to(own, shape).copy()
    answered = np.ptp(log_site, axis=-1) > 0
    precision = np.zeros((persons, areas))
    shift = np.zeros((persons, areas))
    inverse = prior.precision if loosened is None else _loose(prior, loosened)
    mean, variance = _cavity(precision, shift, inverse, prior.mean)
    for _ in range(_MAX_SWEEPS):
        tilted = moments(normalised(log_site + log_normal(mean, variance)))
        precision = np.where(answered, 1 / tilted[1] - 1 / variance, 0.0)
        precision = np.maximum(precision, np.where(answered, _LEAST_PRECISION, 0.0))
        shift = np.where(answered, tilted[0] * (precision + 1 / variance) - mean / variance, 0.0)
        before = mean
        mean, variance = _cavity(precision, shift, inverse, prior.mean)
        if np.abs(mean - before).max(initial=0.0) < _TOLERANCE:
            break
    return mean, variance


def log_normal(mean: Floats, variance: Floats) -> Floats:
    """Unscaled log density of normals (...) on the grid, (..., G)."""
    return np.asarray(-((GRID - mean[..., None]) ** 2) / (2 * variance[..., None]))


def _loose(prior: Prior, loosened: Floats) -> Floats:
    """The inverse covariance of each person, (P, K, K): variances as they are, the rest less."""
    covariance = prior.covariance * loosened[:, :, None] * loosened[:, None, :]
    diagonal = np.arange(prior.areas)
    covariance[:, diagonal, diagonal] = np.diag(prior.covariance)
    return np.asarray(np.linalg.inv(covariance))


def _cavity(
    precision: Floats, shift: Floats, inverse: Floats, centre: Floats
) -> tuple[Floats, Floats]:
    """Marginals of prior x sites with each area's own site taken out again.

    `inverse` is the prior's inverse covariance, one for all (K, K) or each person's (P, K, K).
    """
    persons, areas = precision.shape
    joint = np.array(np.broadcast_to(inverse, (persons, areas, areas)))
    diagonal = np.arange(areas)
    joint[:, diagonal, diagonal] += precision
    covariance = np.linalg.inv(joint)
    mean = np.einsum("pij,pj->pi", covariance, inverse @ centre + shift)
    variance = covariance[:, diagonal, diagonal]
    rest = 1 / (1 / variance - precision)
    return rest * (mean / variance - shift), rest
