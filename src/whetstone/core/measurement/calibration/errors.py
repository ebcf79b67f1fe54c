"""Standard errors of a fit.

Few parameters: the observed information, by central differences of the observed score. By
Fisher's identity that score is the gradient of the expected log likelihood at its own posterior
(Oakes 1999, Journal of the Royal Statistical Society B 61, gives the same second derivative).
Many parameters: the cross-product of the persons' scores (Meilijson 1989), one pass.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from whetstone.core.measurement.calibration import kernels

if TYPE_CHECKING:
    from whetstone.core.measurement.calibration.fit import _Fit
    from whetstone.core.measurement.items import Floats, Ints

MOST_BY_DIFFERENCES: Final = 120
STEP: Final = 1e-4


def covariance(fit: _Fit, vector: Floats) -> Floats:
    """Covariance of the free parameters, in the order of the vector."""
    if vector.size <= MOST_BY_DIFFERENCES and fit.settings.exact:
        info = _observed(fit, vector)
    else:
        info = _cross_product(fit, vector)
    try:
        return np.asarray(np.linalg.inv(info))
    except np.linalg.LinAlgError:
        return np.full(info.shape, np.nan)


def score(fit: _Fit, vector: Floats) -> Floats:
    """Gradient of the (penalised) observed log likelihood at the vector."""
    at, mean, sd = fit.unpack(vector)
    _log_likelihood, counts, groups = fit.expect(vector)
    gradient, _info = fit._gradient(at, counts)  # noqa: SLF001  # the fit's own mathematics
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
    at, mean, sd = fit.unpack(vector)
    answers, theta = fit.answers, fit.theta
    log_prob = kernels.log_probabilities(fit.model, at, fit.has, theta)
    slope = kernels.score_slopes(fit.model, at, fit.has, theta)
    place = fit.places_in_vector()
    order = np.argsort(answers.person, kind="stable")
    ends = np.searchsorted(answers.person[order], np.arange(answers.persons + 1))
    info = np.zeros((vector.size, vector.size))
    latent = fit._log_latent(mean, sd)  # noqa: SLF001  # the fit's own mathematics
    for start in range(0, answers.persons, 2_000):
        stop = min(start + 2_000, answers.persons)
        mine = order[ends[start] : ends[stop]]
        who = answers.person[mine] - start
        post = _posterior(fit, mine, who, (log_prob, latent[answers.group[start:stop]]))
        shape = (stop - start, vector.size)
        scores = np.zeros(shape)
        item, how = answers.item[mine], answers.score[mine]
        for column in range(place.shape[1]):
            to = place[item, column]
            value = np.einsum("nq,nq->n", post[who], slope[item, how, column])
            free = to >= 0
            flat = who[free] * vector.size + to[free]
            share = (value * answers.weight[mine])[free]
            scores += np.bincount(flat, share, minlength=scores.size).reshape(shape)
        off = theta - mean[answers.group[start:stop], None]
        _add_groups(fit, scores, (post * off).sum(axis=1), (post * off**2).sum(axis=1),
                    span=(start, stop), sd=sd)  # fmt: skip
        info += (scores * answers.times[start:stop, None]).T @ scores
    return info + _of_priors(fit, at, place, vector.size)


def _add_groups(
    fit: _Fit, scores: Floats, first: Floats, second: Floats, *, span: tuple[int, int], sd: Floats
) -> None:
    group = fit.answers.group[slice(*span)]
    free = [("mean", one) for one in np.flatnonzero(fit.free_mean)]
    free += [("sd", one) for one in np.flatnonzero(fit.free_sd)]
    for place, (kind, one) in enumerate(free):
        value = first / sd[one] ** 2 if kind == "mean" else second / sd[one] ** 3 - 1 / sd[one]
        scores[:, scores.shape[1] - len(free) + place] = np.where(group == one, value, 0.0)


def _posterior(fit: _Fit, mine: Ints, who: Ints, logs: tuple[Floats, Floats]) -> Floats:
    log_prob, latent = logs
    answers = fit.answers
    joint = latent.copy()
    rows = log_prob[answers.item[mine], answers.score[mine]] * answers.weight[mine, None]
    np.add.at(joint, who, rows)
    joint = np.exp(joint - joint.max(axis=1, keepdims=True))
    return np.asarray(joint / joint.sum(axis=1, keepdims=True))


def _of_priors(fit: _Fit, at: kernels.Parameters, place: Ints, size: int) -> Floats:
    info = np.zeros((size, size))
    if fit.priors is None:
        return info
    none = (
        np.zeros((len(at.a), place.shape[1])),
        np.zeros((len(at.a), place.shape[1], place.shape[1])),
    )
    _gradient, share = kernels.add_priors(fit.model, at, fit.has, priors=fit.priors, found=none)
    for item in np.flatnonzero(fit.free):
        mine = place[item][place[item] >= 0].astype(np.int64)
        keep = place[item] >= 0
        info[np.ix_(mine, mine)] += share[item][np.ix_(keep, keep)]
    return info
