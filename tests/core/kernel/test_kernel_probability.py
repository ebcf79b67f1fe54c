"""Known answers of the kernel's distributions."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from whetstone.core.kernel.probability import (
    at_least,
    beta_interval,
    normal_cdf,
    normal_quantile,
    poisson_binomial,
    probability,
    wilson,
    without_each,
)

CHANCES = st.lists(st.floats(0, 1), max_size=9)


@pytest.mark.parametrize(
    ("successes", "n", "low", "high"),
    [
        (0, 20, 0, 16.1),
        (1, 20, 0.9, 23.6),
        (9, 100, 4.8, 16.2),
        (45, 1000, 3.4, 6.0),
        (5, 238, 0.9, 4.8),
    ],
)
def test_wilson_gives_the_published_table(successes, n, low, high):
    found = wilson(successes, n)
    assert [round(100 * end, 1) for end in found] == [low, high]


def test_wilson_without_trials_knows_nothing():
    assert wilson(0, 0) == (0.0, 1.0)


@given(n=st.integers(1, 400), data=st.data())
def test_wilson_holds_the_share_and_mirrors(n, data):
    successes = data.draw(st.integers(0, n))
    low, high = wilson(successes, n)
    other_low, other_high = wilson(n - successes, n)
    assert 0 <= low <= successes / n <= high <= 1
    assert low == pytest.approx(1 - other_high, abs=1e-12)
    assert high == pytest.approx(1 - other_low, abs=1e-12)


@pytest.mark.parametrize(("successes", "n"), [(-1, 5), (6, 5), (1, 0)])
def test_wilson_refuses_impossible_counts(successes, n):
    with pytest.raises(ValueError, match="trials"):
        wilson(successes, n)


@pytest.mark.parametrize("value", [-0.001, 1.001, math.nan, math.inf])
def test_a_probability_outside_0_and_1_is_refused(value):
    with pytest.raises(ValueError, match="not a probability"):
        probability(value)


@given(st.floats(-6, 6))
def test_normal_quantile_undoes_the_cdf(x):
    assert normal_quantile(normal_cdf(x)) == pytest.approx(x, abs=1e-6)


@pytest.mark.parametrize("p", [0.0, 1.0, -1.0, math.nan])
def test_the_ends_have_no_normal_quantile(p):
    with pytest.raises(ValueError, match="no finite"):
        normal_quantile(p)


def test_a_flat_beta_has_straight_quantiles():
    assert beta_interval(1, 1, level=0.9) == pytest.approx((0.05, 0.95))


@pytest.mark.parametrize(("a", "b"), [(0, 1), (1, 0), (math.nan, 1)])
def test_a_beta_that_does_not_exist_is_refused(a, b):
    with pytest.raises(ValueError, match="does not exist"):
        beta_interval(a, b)


def test_equal_chances_are_binomial():
    found = poisson_binomial([0.3] * 5)
    expected = [math.comb(5, k) * 0.3**k * 0.7 ** (5 - k) for k in range(6)]
    assert np.allclose(found, expected)


@given(CHANCES, st.integers(0, 10))
def test_poisson_binomial_sums_to_one_and_its_tail_is_a_probability(chances, n):
    assert poisson_binomial(chances).sum() == pytest.approx(1)
    assert 0 <= at_least(chances, n) <= 1


@given(CHANCES)
def test_at_least_one_is_the_complement_of_none(chances):
    assert at_least(chances, 1) == pytest.approx(1 - math.prod(1 - p for p in chances))


@given(CHANCES, st.integers(1, 6))
def test_at_least_is_the_tail_of_the_whole_distribution(chances, n):
    assert at_least(chances, n) == pytest.approx(poisson_binomial(chances)[n:].sum())


@given(CHANCES, st.integers(1, 6))
def test_without_each_leaves_one_out_at_a_time(chances, n):
    exactly, enough = without_each(chances, n)
    for place in range(len(chances)):
        mass = poisson_binomial([p for i, p in enumerate(chances) if i != place])
        assert exactly[place] == pytest.approx(mass[n - 1] if n - 1 < mass.size else 0.0)
        assert enough[place] == pytest.approx(mass[n:].sum())
