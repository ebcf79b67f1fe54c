"""Deciding at a cut: stated error rates are kept, and "too close to call" is an answer."""

from __future__ import annotations

import math

import numpy as np
import pytest

from whetstone.core.kernel.errors import Faults
from whetstone.core.measurement.deciding import (
    Decided,
    ErrorRates,
    by_posterior,
    by_ratio,
    decide,
)
from whetstone.core.measurement.density import normalised
from whetstone.core.measurement.display import ENTRY, Cut
from whetstone.core.measurement.items import GRID, ItemParameters, ItemTable
from whetstone.core.measurement.propagation import assumed_prior
from whetstone.core.measurement.sitting import SittingPosterior

TABLE = ItemTable.build([ItemParameters(0, 1, 1.3, ENTRY.theta)] * 40)
PRIOR = assumed_prior(1)


def after(points):
    return SittingPosterior.of(TABLE, PRIOR, range(len(points)), points)


@pytest.mark.parametrize("half_width", [0.3, None])
def test_one_sided_answers_decide_and_mixed_ones_do_not(half_width):
    cases = {(1,) * 12: Decided.MET, (0,) * 12: Decided.BELOW, (0, 1) * 6: Decided.TOO_CLOSE}
    for points, verdict in cases.items():
        assert decide(after(points), 0, ENTRY, half_width=half_width) is verdict


def test_before_the_first_answer_nothing_is_decided():
    assert decide(after([]), 0, ENTRY) is Decided.TOO_CLOSE
    assert decide(after([]), 0, ENTRY, half_width=None) is Decided.TOO_CLOSE


def test_the_ratio_is_that_of_the_two_simple_hypotheses():
    points = [1, 1, 0, 1]
    theta = np.array([ENTRY.theta + 0.3, ENTRY.theta - 0.3])
    p = 1 / (1 + np.exp(-1.3 * (theta - ENTRY.theta)))
    ratio = 3 * math.log(p[0] / p[1]) + math.log((1 - p[0]) / (1 - p[1]))
    posterior = after(points)
    for slack, verdict in ((-0.02, 1), (0.02, 0)):
        rate = 1 / (1 + math.exp(ratio + slack))
        found = by_ratio(posterior.log_lik[0], ENTRY.theta, ErrorRates(rate, rate))
        assert int(found) == verdict


def test_wrong_decisions_are_as_rare_as_stated():
    rng = np.random.default_rng(6)
    rates = ErrorRates(0.05, 0.05)
    for side, wrong in ((0.3, -1), (-0.3, 1)):
        p = 1 / (1 + math.exp(-1.3 * side))
        points = (rng.random((4000, 200)) < p).astype(int)
        # The same table for all: one item at the cut, asked again and again.
        steps = TABLE.log_prob[0][points]
        ratio = np.cumsum(steps[..., 29] - steps[..., 26], axis=1)  # -0.2 against -0.8
        assert GRID[[26, 29]] == pytest.approx([-0.8, -0.2])
        low, high = rates.bounds
        over = np.where(ratio >= high, 1, np.where(ratio <= low, -1, 0))
        first = (over != 0).argmax(axis=1)
        decided = over[np.arange(4000), first]
        assert (decided == wrong).mean() <= 0.05 + 3 * math.sqrt(0.05 * 0.95 / 4000)
        assert (decided == -wrong).mean() > 0.9


def test_the_posterior_rule_reads_its_lines_off_the_density():
    for mean, verdict in ((3.0, 1), (-3.0, -1), (-0.5, 0)):
        density = normalised(-((GRID - mean) ** 2) / (2 * 0.4**2))
        assert int(by_posterior(density, ENTRY.theta, ErrorRates())) == verdict


def test_a_cut_off_the_grid_is_answered_too():
    assert decide(after([1] * 12), 0, Cut("far", -5.95)) is Decided.MET
    assert decide(after([1] * 12), 0, Cut("between", -0.43)) is Decided.MET


@pytest.mark.parametrize("rates", [(0.0, 0.1), (0.5, 0.1), (0.1, 1.0), (0.1, float("nan"))])
def test_error_rates_that_promise_nothing_are_refused(rates):
    with pytest.raises(Faults):
        ErrorRates(*rates)
