"""The same answers by another road: published tables, and solvers of the definition."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from scipy import integrate, optimize, stats

from whetstone.core.kernel.probability import wilson
from whetstone.core.strategy.looking import Arm, likelihood_ratio, may_stop
from whetstone.core.strategy.network_fit import joint_reach
from whetstone.core.strategy.objective import sample_size
from whetstone.core.strategy.shrink import shrink_rates


@pytest.mark.parametrize(
    ("hits", "n", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611),
     (1, 29, 0.0061, 0.1718)],
)  # fmt: skip
def test_wilson_has_the_published_intervals(hits, n, low, high):
    """Newcombe 1998, Statistics in Medicine 17, 857-872, table I, method 3."""
    assert wilson(hits, n) == pytest.approx((low, high), abs=5e-5)


@pytest.mark.parametrize(("hits", "n"), [(1, 20), (9, 100), (45, 1000), (5, 238)])
def test_wilson_is_where_the_score_test_just_rejects(hits, n):
    z = stats.norm.ppf(0.975)

    def score(p: float) -> float:
        return abs(hits / n - p) / math.sqrt(p * (1 - p) / n) - z

    ends = (
        optimize.brentq(score, 1e-9, hits / n),
        optimize.brentq(score, hits / n, 1 - 1e-9),
    )
    assert wilson(hits, n) == pytest.approx(ends, abs=1e-9)


AT_BAT = 45
HITS = (18, 17, 16, 15, 14, 14, 13, 12, 11, 11, 10, 10, 10, 10, 10, 9, 8, 7)
SEASON = (
    0.346, 0.298, 0.276, 0.222, 0.273, 0.270, 0.263, 0.210, 0.269, 0.230, 0.264, 0.256, 0.303,
    0.264, 0.226, 0.286, 0.316, 0.200,
)  # fmt: skip


def test_eighteen_batters_of_1970_are_foretold_three_times_better_when_pulled():
    """Efron & Morris 1975, J. Am. Stat. Assoc. 70, 311-319: squared error .077 to .022, 3.5 times.

    (Rounded as in their paper of 1977, Scientific American 236; they shrink arcsines, we rates.)
    """
    shrunk = [one.value for one in shrink_rates(HITS, [AT_BAT] * len(HITS)).rates]
    raw, pulled = (
        float(np.sum((np.array(guess) - SEASON) ** 2))
        for guess in (np.array(HITS) / AT_BAT, shrunk)
    )
    assert raw == pytest.approx(0.077, abs=0.002)
    assert pulled == pytest.approx(0.022, abs=0.002)
    assert 3 < raw / pulled < 4


@pytest.mark.parametrize("shares", [(0.5, 0.4), (0.83, 0.54, 0.50), (0.1, 0.2, 0.3), (0.9, 0.8)])
def test_the_bounds_of_joint_reach_are_the_best_there_are(shares):
    """Every population with these shares, by linear programming over who uses which networks."""
    kinds = list(itertools.product((0, 1), repeat=len(shares)))
    reached = [float(any(kind)) for kind in kinds]
    given = [[1.0] * len(kinds), *([kind[i] for kind in kinds] for i in range(len(shares)))]
    low, high = (
        sign * optimize.linprog(
            [sign * one for one in reached], A_eq=given, b_eq=[1.0, *shares], bounds=(0, 1)
        ).fun
        for sign in (1, -1)
    )  # fmt: skip
    found = joint_reach(shares)
    assert (found.lo, found.hi) == pytest.approx((low, high), abs=1e-9)


ARMS = [(Arm(200, 10_000), Arm(260, 10_000)), (Arm(20, 1_000), Arm(45, 1_000)),
        (Arm(400, 20_000), Arm(404, 20_000))]  # fmt: skip


@pytest.mark.parametrize(("a", "b"), ARMS)
def test_the_ratio_is_the_mixture_it_is_named_after(a, b):
    """Johari and others 2017: ratios at theta, mixed over N(0, tau^2), by quadrature."""
    tau, n, d = 0.004, a.people, b.rate - a.rate
    variance = a.rate * (1 - a.rate) + b.rate * (1 - b.rate)

    def mixed(theta: float) -> float:
        ratio = math.exp(n * theta * d / variance - n * theta**2 / (2 * variance))
        return ratio * float(stats.norm.pdf(theta, 0, tau))

    found, _error = integrate.quad(mixed, -12 * tau, 12 * tau, limit=400)
    assert likelihood_ratio(a, b, tau=tau) == pytest.approx(found, rel=1e-6)


@pytest.mark.parametrize("n", [500, 5_000, 50_000])
def test_the_test_stops_at_the_published_boundary(n):
    """|d| >= sqrt(V (V + n tau^2) (2 ln(1/alpha) + ln((V + n tau^2) / V)) / (n^2 tau^2))."""
    tau, alpha, base = 0.01, 0.05, 0.2
    events = round(base * n)

    def beyond(b: int) -> bool:
        p, q = events / n, b / n
        v = p * (1 - p) + q * (1 - q)
        wide = v + n * tau**2
        line = math.sqrt(v * wide * (2 * math.log(1 / alpha) + math.log(wide / v))) / (n * tau)
        return abs(q - p) >= line

    said = [
        may_stop(Arm(events, n), Arm(b, n), tau=tau, alpha=alpha) for b in range(0, n, n // 250)
    ]
    assert said == [beyond(b) for b in range(0, n, n // 250)]
    assert {True, False} == set(said)


def test_people_per_arm_are_those_of_the_published_example():
    """R, manual of power.prop.test: .50 against .75 with power .90 asks for 76.7 an arm."""
    assert sample_size(0.50, 0.75, power=0.90) == 77
