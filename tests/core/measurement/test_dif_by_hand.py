"""Differences between groups, worked by hand: the arithmetic stands in the comments."""

from __future__ import annotations

import math

import numpy as np
import pytest

from whetstone.core.measurement.dif import DifClass, logistic_dif, mantel_haenszel


def answers(*strata):
    """(reference right, wrong, focal right, wrong) of each stratum, as the functions take them."""
    right, focal, match = [], [], []
    for place, (a, b, c, d) in enumerate(strata):
        right += [1.0] * a + [0.0] * b + [1.0] * c + [0.0] * d
        focal += [False] * (a + b) + [True] * (c + d)
        match += [float(place)] * (a + b + c + d)
    return np.array(right)[:, None], np.array(focal), np.array(match)


def by_strata(*strata):
    right, focal, match = answers(*strata)
    (found,) = mantel_haenszel(right, focal, match=match)
    return found


def regressed(*strata):
    right, focal, match = answers(*strata)
    (found,) = logistic_dif(right, focal, match=match)
    return found


# Two strata:         right wrong            right wrong
#   1: reference        20    10     focal     10    20     n = 60
#   2: reference        30    10     focal     20    20     n = 80
HAND = ((20, 10, 10, 20), (30, 10, 20, 20))


def test_the_odds_ratio_and_its_delta():
    found = by_strata(*HAND)
    # R = sum of a d / n = 20 x 20 / 60 + 30 x 20 / 80 = 20/3 + 15/2 = 85/6
    # S = sum of b c / n = 10 x 10 / 60 + 10 x 20 / 80 =  5/3 +  5/2 = 25/6
    # alpha = 85 / 25 = 3.4, delta = -2.35 ln 3.4 = -2.35 x 1.223775 = -2.875872
    assert found.alpha == pytest.approx(3.4, abs=1e-12)
    assert found.delta == pytest.approx(-2.875872, abs=1e-6)


def test_the_chi_square_with_its_correction():
    found = by_strata(*HAND)
    # expected right of the reference: 30 x 30 / 60 = 15 and 40 x 50 / 80 = 25; seen 20 + 30 = 50
    # variances: 30 x 30 x 30 x 30 / (60^2 x 59) = 225/59
    #            40 x 40 x 50 x 30 / (80^2 x 79) = 375/79
    # (|50 - 40| - 1/2)^2 / (225/59 + 375/79) = 90.25 / 8.560395 = 10.542739
    assert found.chi2 == pytest.approx(90.25 / (225 / 59 + 375 / 79), abs=1e-12)
    assert found.chi2 == pytest.approx(10.542739, abs=1e-5)
    # chi-square with 1 degree of freedom: P = erfc(sqrt(10.542739 / 2))
    assert found.p == pytest.approx(math.erfc(math.sqrt(10.542739 / 2)), abs=1e-7)


def test_the_error_of_robins_breslow_and_greenland():
    found = by_strata(*HAND)
    # P = (a + d) / n = 2/3, 5/8   Q = (b + c) / n = 1/3, 3/8   R = 20/3, 15/2   S = 5/3, 5/2
    # sum P R       = 40/9 + 75/16                   = 9.131944
    # sum P S + Q R = 10/9 + 20/9 + 25/16 + 45/16    = 7.708333
    # sum Q S       =  5/9 + 15/16                   = 1.493056
    # var ln alpha = 9.131944 / (2 (85/6)^2) + 7.708333 / (2 (85/6)(25/6))
    #                + 1.493056 / (2 (25/6)^2)
    #              = 0.0227509 + 0.0652941 + 0.0430000 = 0.1310450;  its root is 0.3620014
    # error of delta = 2.35 x 0.3620014 = 0.850703
    assert found.delta_se == pytest.approx(0.850703, abs=1e-5)


def test_large_and_surely_above_one_is_class_c():
    # |delta| = 2.876 >= 1.5, and (2.876 - 1) / 0.851 = 2.205 > 1.645
    assert by_strata(*HAND).ets is DifClass.C


def test_large_but_not_surely_above_one_is_class_b():
    found = by_strata((38, 22, 25, 35))
    # alpha = 38 x 35 / (22 x 25) = 2.418182, delta = -2.35 x 0.883016 = -2.075088
    # error: of one stratum 1/38 + 1/22 + 1/25 + 1/35 = 0.140342; 2.35 x 0.374622 = 0.880362
    # expected 60 x 63 / 120 = 31.5, variance 60 x 60 x 63 x 57 / (120^2 x 119) = 7.544118
    # chi-square (6.5 - 0.5)^2 / 7.544118 = 4.771930, p < .05; but (2.075 - 1) / 0.880 = 1.221
    assert found.delta == pytest.approx(-2.075088, abs=1e-5)
    assert found.delta_se == pytest.approx(0.880362, abs=1e-5)
    assert found.chi2 == pytest.approx(4.771930, abs=1e-5)
    assert found.ets is DifClass.B


def test_odds_that_are_equal_are_class_a():
    found = by_strata((30, 30, 30, 30), (40, 20, 20, 10))
    assert (found.alpha, found.delta, found.chi2) == (1.0, 0.0, 0.0)
    assert found.ets is DifClass.A


def test_the_regression_gives_equal_odds_ratios_back():
    """Where strata share one odds ratio, the model without the product fits exactly."""
    found = regressed((30, 30, 20, 40), (40, 20, 30, 30))
    # odds ratios 30 x 40 / (30 x 20) = 40 x 30 / (20 x 30) = 2: delta = -2.35 ln 2 = -1.628896
    # each stratum's ln 2 has variance 1/30 + 1/30 + 1/20 + 1/40 = 0.141667; two of them: 0.070833
    # error of delta = 2.35 x 0.266145 = 0.625442
    assert found.delta == pytest.approx(-1.628896, abs=1e-5)
    assert found.delta_se == pytest.approx(0.625442, abs=1e-5)
    assert found.crossing.chi2 == pytest.approx(0.0, abs=1e-8)
    assert not found.is_crossing


def test_what_turns_round_half_way_is_seen_by_the_regression_only():
    crossed = ((40, 20, 20, 40), (20, 40, 40, 20))
    found = regressed(*crossed)
    # without the product every chance is 1/2: log likelihood 240 ln 1/2
    # with it every chance is 2/3 or 1/3: 240 (2/3 ln 2/3 + 1/3 ln 1/3) = 240 x -0.636514
    # chi-square = 2 x 240 x (0.693147 - 0.636514) = 27.183679, all of it the product's
    # R2 of Nagelkerke: (1 - exp(-27.183679 / 240)) / (1 - 1/4) = 0.107093 / 0.75 = 0.142791
    assert found.uniform.chi2 == pytest.approx(0.0, abs=1e-8)
    assert found.crossing.chi2 == pytest.approx(27.1837, abs=1e-3)
    assert found.r2_gain == pytest.approx((1 - math.exp(-27.1837 / 240)) / 0.75, abs=1e-5)
    assert found.size is DifClass.C
    assert found.is_crossing
    # Mantel-Haenszel: R = S = 40 x 40 / 120 + 20 x 20 / 120, alpha 1
    assert by_strata(*crossed).alpha == pytest.approx(1.0)
    assert by_strata(*crossed).ets is DifClass.A


# --- laws ---


@pytest.mark.parametrize("scale", [0.01, 3.0, 250.0])
def test_the_unit_of_ability_changes_nothing(scale):
    right, focal, match = answers(*HAND, (25, 30, 12, 44))
    (plain,), (other,) = (
        logistic_dif(right, focal, match=one) for one in (match, scale * match - 7)
    )
    assert other.delta == pytest.approx(plain.delta, abs=1e-6)
    assert other.uniform.chi2 == pytest.approx(plain.uniform.chi2, abs=1e-6)
    assert other.crossing.chi2 == pytest.approx(plain.crossing.chi2, abs=1e-6)


def test_groups_that_change_places_turn_the_sign_and_nothing_else():
    right, focal, match = answers(*HAND, (25, 30, 12, 44))
    (one,), (other,) = (logistic_dif(right, who, match=match) for who in (focal, ~focal))
    assert other.delta == pytest.approx(-one.delta, abs=1e-6)
    assert other.chi2 == pytest.approx(one.chi2, abs=1e-6)
    assert other.r2_gain == pytest.approx(one.r2_gain, abs=1e-9)


def test_whoever_comes_first_changes_nothing():
    right, focal, match = answers(*HAND)
    mixed = np.random.default_rng(3).permutation(focal.size)
    (one,) = mantel_haenszel(right, focal, match=match)
    (other,) = mantel_haenszel(right[mixed], focal[mixed], match=match[mixed])
    assert (other.chi2, other.alpha, other.delta) == (one.chi2, one.alpha, one.delta)


def test_a_tiny_difference_that_is_sure_is_negligible():
    """20,000 people: p is small, the size is not; the class goes by both."""
    rng = np.random.default_rng(5)
    theta, focal = rng.normal(size=20_000), np.arange(20_000) % 2 == 0
    right = (rng.random(20_000) < 1 / (1 + np.exp(0.2 * focal - theta))).astype(float)
    (found,) = logistic_dif(right[:, None], focal, match=theta)
    assert found.p < 0.001
    assert found.size is DifClass.A
