"""Differences between groups of equal ability: published values, laws, refusals."""

from __future__ import annotations

import csv

import numpy as np
import pytest
from tests.core.measurement.published import DATA, beside

from whetstone.core.kernel.errors import Faults
from whetstone.core.measurement.dif import DifClass, logistic_dif, mantel_haenszel

ITEMS = 12


def world(persons=1200, *, against=(), size=0.8, seed=1):
    """Two groups of equal ability; items in `against` are harder for the second by `size`."""
    rng = np.random.default_rng(seed)
    focal = np.arange(persons) % 2 == 1
    b = np.linspace(-1.5, 1.5, ITEMS) + np.zeros((persons, 1))
    b[np.ix_(focal, list(against))] += size
    chance = 1 / (1 + np.exp(-1.2 * (rng.normal(size=(persons, 1)) - b)))
    return (rng.random(chance.shape) < chance).astype(float), focal


def verbal():
    rows = beside("verbal_aggression.csv")
    return rows[:, :24], rows[:, 25] == 1


def test_mantel_haenszel_is_difR_to_a_millionth():  # noqa: N802  # the package's own name
    right, focal = verbal()
    found = mantel_haenszel(right, focal)
    with (DATA / "ref_MH_verbal_gender.csv").open(encoding="utf-8") as file:
        reference = [[float(cell) for cell in row[1:]] for row in list(csv.reader(file))[1:]]
    ours = [[one.chi2, one.alpha, one.delta] for one in found]
    np.testing.assert_allclose(ours, reference, atol=1e-6)
    assert [n for n, one in enumerate(found) if one.p < 0.05] == [5, 11, 15, 16, 18, 19]


def test_logistic_difference_is_difR():  # noqa: N802  # the package's own name
    right, focal = verbal()
    names = ["S2WantShout", "S2DoScold", "S2DoCurse", "S3DoCurse"]
    places = [5, 16, 15, 18]
    found = logistic_dif(right, focal)
    printed = dict(zip(names, [11.4111, 10.2622, 7.6935, 7.2379], strict=True))
    for name, place in zip(names, places, strict=True):
        assert found[place].chi2 == pytest.approx(printed[name], abs=1e-4), name
    assert found[5].r2_gain == pytest.approx(0.0343, abs=1e-4)


def test_a_planted_difference_is_found_and_the_rest_is_left_alone():
    right, focal = world(4000, against=(3,), size=1.0)
    found = mantel_haenszel(right, focal, purify=True)
    assert found[3].ets is DifClass.C
    assert found[3].delta < -1.5
    assert [n for n, one in enumerate(found) if one.ets is not DifClass.A] == [3]


def test_purification_gives_back_what_contamination_took():
    right, focal = world(6000, against=(0, 1, 2, 3), size=0.9)
    plain = mantel_haenszel(right, focal)
    pure = mantel_haenszel(right, focal, purify=True)
    clean = list(range(4, ITEMS))
    assert sum(abs(pure[n].delta) for n in clean) < sum(abs(plain[n].delta) for n in clean)
    assert all(pure[n].ets is not DifClass.A for n in range(4))


def test_groups_that_change_places_turn_the_sign():
    right, focal = world(against=(2,))
    for one, other in zip(
        mantel_haenszel(right, focal), mantel_haenszel(right, ~focal), strict=True
    ):
        assert other.delta == pytest.approx(-one.delta)
        assert other.chi2 == pytest.approx(one.chi2)


def test_without_a_difference_few_are_flagged():
    flags = [one.p < 0.05 for seed in range(25) for one in mantel_haenszel(*world(600, seed=seed))]
    # 300 tests at .05, the correction makes them a little cautious: binomial, 1 in 1,000 above 27.
    assert sum(flags) <= 27


def test_answers_that_are_missing_are_left_out():
    right, focal = world()
    right[::5, 0] = np.nan
    found = mantel_haenszel(right, focal, match=np.nansum(right[:, 1:], axis=1))
    kept = np.isfinite(right[:, 0])
    other = mantel_haenszel(right[kept], focal[kept], match=np.nansum(right[kept, 1:], axis=1))
    assert found[0] == other[0]


def test_an_item_that_everybody_gets_right_says_nothing():
    right, focal = world()
    right[:, 0] = 1.0
    one = mantel_haenszel(right, focal)[0]
    assert (one.chi2, one.p, one.ets) == (0.0, 1.0, DifClass.A)


def test_small_groups_are_refused_with_their_size():
    right, focal = world(120)
    focal[:] = False
    focal[:49] = True
    with pytest.raises(Faults) as refused:
        mantel_haenszel(right, focal)
    assert str(refused.value) == (
        "the focal group: has 49 people. From 50 people up it can be told."
    )
