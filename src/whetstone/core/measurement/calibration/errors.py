"""Standard errors of a fit.

Few parameters: the observed information, by central differences of the observed score. By
Fisher's identity that score is the gradient of the expected log likelihood at its own posterior
(Oakes 1999, Journal of the Royal Statistical Society B 61, gives the same second derivative).
More parameters: the cross-product of the persons' scores (Meilijson 1989), one pass. Very many:
each item's own block of that, so that time and memory stay linear in items and answers; the error
that all items share, that of the scale's own zero and unit, is found by itself and added.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from whetstone.core.measurement.calibration import kernels

if TYPE_CHECKING:
    from collections.abc import Iterator

    from whetstone.core.measurement.calibration.fit import _Fit
    from whetstone.core.measurement.items import Floats, Ints

MOST_BY_DIFFERENCES: Final = 120
MOST_TOGETHER: Final = 1000
STEP: Final = 1e-4


@dataclass(frozen=True, eq=False)
class Spread:
    """Covariances of each item's (a, c), (J, P, P), 0 where fixed, and of the groups' (F, F)."""

    items: Floats
    groups: Floats


def spread(fit: _Fit, vector: Floats) -> Spread:
    """Of the free parameters at the vector."""
    place = fit.places_in_vector()
    if vector.size <= MOST_BY_DIFFERENCES and fit.settings.exact:
        return _parts(_inverse(_observed(fit, vector)), place)
    if vector.size <= MOST_TOGETHER:
        return _parts(_inverse(_cross_product(fit, vector)), place)
    return _by_item(fit, vector)


def _inverse(info: Floats) -> Floats:
    try:
        return np.asarray(np.linalg.inv(info))
    except np.linalg.LinAlgError:
        return np.full(info.shape, np.nan)


def _parts(cov: Floats, place: Ints) -> Spread:
    known = (place[:, :, None] >= 0) & (place[:, None, :] >= 0)
    items = np.where(known, cov[place[:, :, None], place[:, None, :]], 0.0)
    first = int((place >= 0).sum())
    return Spread(items, cov[first:, first:])


def score(fit: _Fit, vector: Floats) -> Floats:
    """Gradient of the (penalised) observed log likelihood at the vector."""
    at, mean, sd = fit.unpack(vector)
    _log_likelihood, counts, groups = fit.expect(vector)
    gradient, _info = fit.gradient(at, counts)
    place = fit.places_in_vector()
    found = np.zeros(vector.size)
    found[place[place >= 0]] = gradient[place >= 0]
    off = fit.theta - mean[:, None]
    whole = groups.sum(axis=1)
    of_mean = (groups * off).sum(axis=1) / sd**2
    of_sd = (groups * off**2).sum(axis=1) / sd**3 - whole / sd
    rest = np.concatenate([of_mean[fit.free_mean], of_sd[fit.free_sd]])
    if rest.size:
        found[-rest.size :] = rest
    return found


def _observed(fit: _Fit, vector: Floats) -> Floats:
    columns = []
    for place in range(vector.size):
        step = np.zeros(vector.size)
        step[place] = STEP
        columns.append((score(fit, vector - step) - score(fit, vector + step)) / (2 * STEP))
    info = np.stack(columns, axis=1)
    return np.asarray((info + info.T) / 2)


def _cross_product(fit: _Fit, vector: Floats) -> Floats:
    """Sum over persons of the outer product of their scores, plus the priors' information."""
    place = fit.places_in_vector()
    keep = place >= 0
    info = np.zeros((vector.size, vector.size))
    for scores, of_groups, times in _scores(fit, vector):
        whole = np.empty((len(times), vector.size))
        whole[:, place[keep]] = scores[:, keep]
        whole[:, int(keep.sum()) :] = of_groups
        info += (whole * times[:, None]).T @ whole
    own = np.where(keep[:, :, None] & keep[:, None, :], _of_priors(fit, vector), 0.0)
    np.add.at(info, (place[:, :, None], place[:, None, :]), own)
    return info


def _by_item(fit: _Fit, vector: Floats) -> Spread:
    """Each item by itself, and the scale by itself."""
    at, mean, sd = fit.unpack(vector)
    keep = fit.places_in_vector() >= 0
    item = fit.scores[0]
    log_prob = kernels.log_probabilities(fit.model, at, fit.has, fit.theta)[fit.scores]
    slope = kernels.score_slopes(fit.model, at, fit.has, fit.theta)[fit.scores]
    info = _of_priors(fit, vector)
    groups = np.zeros((int(fit.free_mean.sum() + fit.free_sd.sum()),) * 2)
    scale = np.zeros(2)
    for block, post in fit.passes.posteriors(log_prob, fit.log_latent(mean, sd)):
        who, code, weight = block.entries()
        times = fit.answers.times[block.persons]
        own = [
            (post @ slope[:, one].T.astype(post.dtype))[who, code] * weight
            for one in range(slope.shape[1])
        ]
        for one, other in zip(*np.triu_indices(len(own)), strict=True):
            share = own[one] * own[other] * times[who]
            info[:, one, other] += np.bincount(item[code], share, minlength=len(at.a))
            info[:, other, one] = info[:, one, other]
        of_groups = _group_scores(fit, block.persons, post, (mean, sd))
        groups += (of_groups * times[:, None]).T @ of_groups
        times = times * (fit.answers.group[block.persons] == 0)
        place = fit.theta / sd[0]
        scale += times @ np.stack([post @ place / sd[0], post @ place**2 - 1], axis=1) ** 2
    both = keep[:, :, None] & keep[:, None, :]
    items = np.where(both, _inverse(np.where(both, info, np.eye(keep.shape[1]))), 0.0)
    if not fit.free_mean[0]:
        moved = np.concatenate([np.zeros((len(at.a), 1)), _levels(fit) * at.a[:, None]], axis=1)
        wider = np.zeros_like(moved)
        wider[:, 0] = at.a
        for way, told in ((moved, scale[0]), (wider, scale[1])):
            items += np.where(both, way[:, :, None] * way[:, None, :] / told, 0.0)
    return Spread(items, _inverse(groups))


def _levels(fit: _Fit) -> Floats:
    """How intercepts move with a shift of the scale, in slopes."""
    steps = np.arange(1, fit.has.shape[1] + 1)
    return np.where(fit.has, np.ones_like(steps) if fit.model.is_graded else steps, 0.0)


def _group_scores(
    fit: _Fit, persons: slice, post: Floats, latent: tuple[Floats, Floats]
) -> Floats:
    """The persons' scores for what is free of the groups' means, then of their sds, (n, F)."""
    mean, sd = latent
    group = fit.answers.group[persons]
    off = fit.theta - mean[group, None]
    first, second = (post * off).sum(axis=1), (post * off**2).sum(axis=1)
    of_mean = (first / sd[group] ** 2)[:, None]
    of_sd = (second / sd[group] ** 3 - 1 / sd[group])[:, None]
    return np.concatenate(
        [
            of_mean * (group[:, None] == np.flatnonzero(fit.free_mean)),
            of_sd * (group[:, None] == np.flatnonzero(fit.free_sd)),
        ],
        axis=1,
    )


def _scores(fit: _Fit, vector: Floats) -> Iterator[tuple[Floats, Floats, Floats]]:
    """By blocks of persons: scores of items (n, J, P) and groups (n, F), and the times (n,)."""
    at, mean, sd = fit.unpack(vector)
    log_prob = kernels.log_probabilities(fit.model, at, fit.has, fit.theta)[fit.scores]
    slope = kernels.score_slopes(fit.model, at, fit.has, fit.theta)
    item, score_ = fit.scores
    for block, post in fit.passes.posteriors(log_prob, fit.log_latent(mean, sd)):
        given, size = block.weights(), slope.shape[2]
        found = np.zeros((len(post), len(at.a), size))
        for level in range(slope.shape[1]):
            mine = score_ == level
            for one in range(size):
                lines = slope[item[mine], level, one].astype(post.dtype)
                found[:, item[mine], one] += given[:, mine] * (post @ lines.T)
        of_groups = _group_scores(fit, block.persons, post, (mean, sd))
        yield found, of_groups, fit.answers.times[block.persons]


def _of_priors(fit: _Fit, vector: Floats) -> Floats:
    at = fit.unpack(vector)[0]
    size = 1 + fit.has.shape[1]
    none = (np.zeros((len(at.a), size)), np.zeros((len(at.a), size, size)))
    if fit.priors is None:
        return none[1]
    return kernels.add_priors(fit.model, at, fit.has, priors=fit.priors, found=none)[1]
