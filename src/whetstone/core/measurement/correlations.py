"""How areas go together, estimated from answers and joined with what was assumed.

The abilities of a person are taken as a normal N(mean, covariance) over the areas. What a person's
answers in one area say is summed up by a normal (a *site*: precision and shift; none where nothing
was answered), found by expectation propagation in the company of the other areas. With sites, the
covariance has an EM of closed form: each person's posterior is normal, and the next covariance is
the persons' average of posterior covariance and spread of posterior means (Dempster, Laird & Rubin
1977, section 4.1.3). Sites are found anew with each better covariance.

What the estimate is worth comes from the expected information of sites as noisy measurements: the
variance of a site is added to the covariance of its person. An information of 200 for a pair says:
as good as 200 people whose two abilities were known exactly.

`shrunk` joins the labelled assumption with the estimate, pair by pair. It is a pure function.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from whetstone.core.kernel.errors import Fault, raise_all
from whetstone.core.measurement.climbing import Climbed, climb
from whetstone.core.measurement.density import moments, normalised
from whetstone.core.measurement.epochs import ASSUMED_PROCESS_SD, lay_out, site
from whetstone.core.measurement.propagation import Prior, cavities, log_normal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from whetstone.core.measurement.items import Floats, Ints, ItemTable
    from whetstone.core.measurement.responses import Responses

ASSUMED_WORTH: Final = 33.0
"""ASSUMPTION: the assumed correlation weighs as much as this many fully measured people. 33 people
tell a correlation of .55 to an sd of .12, and .35 to .75 (what `sensitivity` shows) is then the
band that holds it with 90 %."""

LEAST_OF_ASSUMED: Final = 1e-3
"""In every direction the joined matrix keeps this share of the assumed variance."""

ROUNDS: Final = 3
MOST_PASSES: Final = 500
TOLERANCE: Final = 1e-5
_AT_ONCE: Final = 1_000
_RIDGE: Final = 1e-9
_SURE: Final = 1e-6


@dataclass(frozen=True, eq=False)
class Sites:
    """What answers say per person and area, as normals: `precision` and `shift`, both (P, K).

    `shift` is precision x mean; a precision of 0 says that nothing was answered.
    """

    precision: Floats
    shift: Floats

    @classmethod
    def of_posteriors(cls, mean: Floats, sd: Floats, *, prior_sd: float = 1.0) -> Sites:
        """From each area's own posterior under N(0, prior_sd^2); NaN where nothing was answered.

        Raises:
            Faults: posteriors wider than their prior.
        """
        known = np.isfinite(mean) & np.isfinite(sd)
        with np.errstate(invalid="ignore", divide="ignore"):
            gained = np.where(known, 1 / sd**2 - 1 / prior_sd**2, 0.0)
            shift = np.where(known, mean / sd**2, 0.0)
        bad = np.argwhere(known & ((sd <= 0) | (gained < -_SURE)))[:20]
        what = "is not narrower than its prior."
        raise_all(Fault(f"posterior[{row}, {area}]", what) for row, area in bad)
        none = gained <= 0
        return cls(np.where(none, 0.0, gained), np.where(none, 0.0, shift))

    @classmethod
    def of_likelihoods(cls, log_site: Floats, prior: Prior) -> Sites:
        """From log likelihoods on the grid (P, K, G), by expectation propagation."""
        mean, variance = cavities(log_site, prior)
        centre, spread = moments(normalised(log_site + log_normal(mean, variance)))
        answered = np.ptp(log_site, axis=-1) > 0
        precision = np.where(answered, np.maximum(1 / spread - 1 / variance, 0.0), 0.0)
        shift = np.where(precision > 0, centre * (precision + 1 / variance) - mean / variance, 0.0)
        return cls(precision, shift)

    @property
    def both(self) -> Floats:
        """How many persons answered in both areas of each pair, (K, K)."""
        has = (self.precision > 0).astype(np.float64)
        return np.asarray(has.T @ has)

    def informed(self) -> Sites:
        """Without the persons who answered nothing."""
        some = (self.precision > 0).any(axis=1)
        return Sites(self.precision[some], self.shift[some])


@dataclass(frozen=True, eq=False)
class AreaCorrelations:
    """An estimate: the correlation matrix (K, K) with its errors, and what it is worth.

    `mean` and `sd` are the areas' own. `se` is infinite where answers say nothing of a pair.
    `information` (K, K) is in fully measured people; `both` counts people with answers in both
    areas. `is_converged`: no entry moved any more when the passes ended.
    """

    matrix: Floats
    se: Floats
    information: Floats
    mean: Floats
    sd: Floats
    both: Floats
    persons: int
    passes: int
    is_converged: bool

    def joined(self, assumed: Floats, *, worth: float = ASSUMED_WORTH) -> Floats:
        """With what is assumed, as `shrunk` does it."""
        return shrunk(assumed, self.matrix, self.information, worth=worth)


def shrunk(
    assumed: Floats, estimate: Floats, information: Floats, *, worth: float = ASSUMED_WORTH
) -> Floats:
    """The assumed correlations, moved towards the estimated ones as information comes.

    Each pair becomes (worth x assumed + information x estimate) / (worth + information); no
    information leaves the assumption, endless information the estimate. Pairs moved by different
    amounts need not fit together: then the whole is moved back towards the assumption by the least
    that keeps it positive definite.

    Args:
        assumed: (K, K) correlations, positive definite.
        estimate: (K, K) correlations.
        information: (K, K), 0 or more, in fully measured people.
        worth: of the assumption, in fully measured people.

    Raises:
        Faults: everything that does not fit.
    """
    raise_all(_faults(assumed, estimate, information, worth))
    share = np.where(
        np.isinf(information), 1.0, information / (worth + np.minimum(information, 1e300))
    )
    mixed = assumed + share * (np.where(share > 0, estimate, assumed) - assumed)
    mixed = (mixed + mixed.T) / 2
    np.fill_diagonal(mixed, 1.0)
    root = np.linalg.inv(np.linalg.cholesky(assumed))
    least = float(np.linalg.eigvalsh(root @ mixed @ root.T)[0])
    if least < LEAST_OF_ASSUMED:
        back = (LEAST_OF_ASSUMED - least) / (1 - least)
        mixed = mixed + back * (assumed - mixed)
    return np.asarray(mixed)


def from_answers(
    responses: Responses,
    table: ItemTable,
    assumed: Prior,
    *,
    persons: int,
    process_sd: float = ASSUMED_PROCESS_SD,
) -> AreaCorrelations:
    """From a response log with known items; `assumed` is where the search begins.

    Raises:
        Faults: answers that do not fit the table.
    """
    responses.check(table, persons)
    counted = responses.that_count()
    counted = counted.where(np.argsort(counted.person, kind="stable"))

    def likelihoods() -> Iterator[Floats]:
        for start in range(0, persons, _AT_ONCE):
            stop = min(start + _AT_ONCE, persons)
            ends = np.searchsorted(counted.person, [start, stop])
            chunk = counted.where(np.arange(*ends)).from_person(start)
            now = np.zeros((stop - start, assumed.areas), dtype=np.int64)
            yield site(lay_out(chunk, table, now), process_sd)

    prior = assumed
    for _ in range(ROUNDS):
        parts = [Sites.of_likelihoods(one, prior).informed() for one in likelihoods()]
        sites = Sites(
            np.concatenate([part.precision for part in parts]),
            np.concatenate([part.shift for part in parts]),
        )
        found = from_sites(sites, assumed)
        prior = Prior(found.mean, found.joined(_matrix(assumed)) * np.outer(found.sd, found.sd))
    return found


def from_sites(sites: Sites, start: Prior) -> AreaCorrelations:
    """Means and covariance by maximum likelihood, from normal summaries of each person's areas.

    Raises:
        Faults: sites of another number of areas than the start has.
    """
    if sites.precision.shape[1:] != (start.areas,):
        what = f"{start.areas} areas are wanted."
        raise_all([Fault("sites", what)])
    known = sites.informed()
    mean, cov, climbed = _climb(known, start)
    sd = np.sqrt(np.diag(cov))
    matrix = cov / np.outer(sd, sd)
    np.fill_diagonal(matrix, 1.0)
    unsure = _errors(known, start.covariance) + np.eye(start.areas)
    information = ((1 - _matrix(start) ** 2) / unsure) ** 2
    return AreaCorrelations(
        matrix=matrix,
        se=_errors(known, cov),
        information=np.where(known.both > 0, information, 0.0),
        mean=mean,
        sd=sd,
        both=known.both,
        persons=len(known.precision),
        passes=climbed.passes,
        is_converged=climbed.is_converged,
    )


def _matrix(of: Prior) -> Floats:
    sd = np.sqrt(np.diag(of.covariance))
    return np.asarray(of.covariance / np.outer(sd, sd))


# --- the climb --------------------------------------------------------------------------------


def _climb(sites: Sites, start: Prior) -> tuple[Floats, Floats, Climbed]:
    """Means, covariance, and how the climb went."""
    areas = start.areas
    upper = np.triu_indices(areas)

    def pack(mean: Floats, cov: Floats) -> Floats:
        return np.concatenate([mean, cov[upper]])

    def unpack(vector: Floats) -> tuple[Floats, Floats]:
        cov = np.zeros((areas, areas))
        cov[upper] = vector[areas:]
        return vector[:areas], cov + np.triu(cov, 1).T

    def once(vector: Floats) -> tuple[Floats, float]:
        (mean, cov), reached = _pass(sites, *unpack(vector))
        return pack(mean, cov), reached

    def is_fine(vector: Floats) -> bool:
        return bool(np.linalg.eigvalsh(unpack(vector)[1])[0] > _SURE)

    begin = pack(start.mean, start.covariance)
    if not len(sites.precision):
        return (*unpack(begin), Climbed(begin, 0, is_converged=True))
    found = climb(begin, once, is_fine=is_fine, stop=TOLERANCE, most=MOST_PASSES)
    return (*unpack(found.at), found)


def _pass(sites: Sites, mean: Floats, cov: Floats) -> tuple[tuple[Floats, Floats], float]:
    """The next mean and covariance, and the log likelihood (up to a constant) of the present."""
    inverse = np.asarray(np.linalg.inv(cov), dtype=np.float64)
    persons = len(sites.precision)
    pull = inverse @ mean
    first, second, total = np.zeros(len(mean)), np.zeros(cov.shape), 0.0
    for start in range(0, persons, _AT_ONCE):
        part = slice(start, start + _AT_ONCE)
        spread = _posterior_covariance(sites.precision[part], inverse)
        force = pull + sites.shift[part]
        centre = np.einsum("pij,pj->pi", spread, force)
        first += centre.sum(axis=0)
        second += spread.sum(axis=0) + centre.T @ centre
        total += 0.5 * float((centre * force).sum() + np.linalg.slogdet(spread)[1].sum())
    total -= 0.5 * persons * float(mean @ pull + np.linalg.slogdet(cov)[1])
    centre = first / persons
    return (centre, second / persons - np.outer(centre, centre)), total


def _posterior_covariance(precision: Floats, inverse: Floats) -> Floats:
    joint = np.repeat(inverse[None], len(precision), axis=0)
    diagonal = np.arange(inverse.shape[0])
    joint[:, diagonal, diagonal] += precision
    return np.asarray(np.linalg.inv(joint))


# --- what it is worth -------------------------------------------------------------------------


def _errors(sites: Sites, cov: Floats) -> Floats:
    """Standard errors of the correlations at a covariance, from the expected information.

    With W = (covariance + site variances)^-1 over a person's answered areas, the information of
    entries (i, j) and (k, l) is tr(W E_ij W E_kl) / 2, summed over persons.
    """
    areas = cov.shape[0]
    inverse = np.asarray(np.linalg.inv(cov), dtype=np.float64)
    gram = np.zeros((areas**2, areas**2))
    for start in range(0, len(sites.precision), _AT_ONCE):
        told = sites.precision[start : start + _AT_ONCE]
        spread = _posterior_covariance(told, inverse)
        lost = told[:, :, None] * spread * told[:, None, :]
        flat = (told[:, :, None] * np.eye(areas) - lost).reshape(-1, areas**2)
        gram += flat.T @ flat
    left, right = np.triu_indices(areas)
    by = gram.reshape(areas, areas, areas, areas)
    ik, jl = (
        by[left[:, None], left, right[:, None], right],
        by[left[:, None], right, right[:, None], left],
    )
    half = np.where(left == right, 0.5, 1.0)
    info = (ik + jl) * np.outer(half, half)
    spread = np.linalg.inv(info + _RIDGE * np.eye(left.size))
    slope = _slopes(cov, left, right)
    variance = np.einsum("cp,pr,cr->c", slope, spread, slope)
    found = np.zeros((areas, areas))
    found[left, right] = found[right, left] = np.sqrt(np.maximum(variance, 0.0))
    found[(sites.both == 0) & ~np.eye(areas, dtype=bool)] = np.inf
    return found


def _slopes(cov: Floats, left: Ints, right: Ints) -> Floats:
    """How correlations move with the entries of the covariance, (C, C); variances' rows are 0."""
    areas, size = cov.shape[0], left.size
    sd = np.sqrt(np.diag(cov))
    place = np.zeros((areas, areas), dtype=np.int64)
    place[left, right] = place[right, left] = np.arange(size)
    off = left != right
    found = np.zeros((size, size))
    row = np.flatnonzero(off)
    i, j = left[off], right[off]
    r = cov[i, j] / (sd[i] * sd[j])
    found[row, place[i, j]] = 1 / (sd[i] * sd[j])
    found[row, place[i, i]] = -r / (2 * sd[i] ** 2)
    found[row, place[j, j]] = -r / (2 * sd[j] ** 2)
    return found


def _faults(
    assumed: Floats, estimate: Floats, information: Floats, worth: float
) -> Iterator[Fault]:
    shape = assumed.shape
    if shape != (len(assumed), len(assumed)):
        yield Fault("assumed", "a square matrix is wanted.")
        return
    for name, one in (("assumed", assumed), ("estimate", estimate), ("information", information)):
        if one.shape != shape:
            yield Fault(name, f"{one.shape} is not {shape}.")
        elif np.isnan(one).any() or not np.allclose(one, one.T):
            yield Fault(name, "is not symmetric, or holds what is no number.")
    if not np.allclose(np.diag(assumed), 1.0) or np.linalg.eigvalsh(assumed)[0] <= 0:
        yield Fault("assumed", "is no positive definite correlation matrix.")
    if (information < 0).any() or worth <= 0:
        yield Fault("information", "information is 0 or more, and worth above 0.")
