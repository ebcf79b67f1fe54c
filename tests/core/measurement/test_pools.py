"""What a pool can do: the attainable error, said area by area."""

from __future__ import annotations

import numpy as np
import pytest

from whetstone.core.measurement.display import ENTRY, Cut
from whetstone.core.measurement.items import GRID, ItemParameters, ItemTable
from whetstone.core.measurement.pools import attainable, information


def pool(number, a=1.5, b=ENTRY.theta, b_sd=0.0):
    return ItemTable.build([ItemParameters(0, 1, a, b, 0.0, b_sd)] * number)


def test_the_information_of_a_right_or_wrong_item_is_a_squared_p_q():
    told = information(pool(1, a=1.2, b=0.3))[0]
    p = 1 / (1 + np.exp(-1.2 * (GRID - 0.3)))
    assert told[5:-5] == pytest.approx((1.44 * p * (1 - p))[5:-5], rel=0.02)


def test_the_error_at_the_cut_is_that_of_prior_and_items():
    found = attainable(pool(10), areas=1)[0]
    assert found.se_at_cut == pytest.approx((1 + 10 * 2.25 / 4) ** -0.5, rel=0.01)
    assert found.se_at_cut <= found.se_usual <= found.worst < 1


def test_a_pool_that_can_certify_says_how_many_items_that_takes():
    found = attainable(pool(30), areas=1)[0]
    assert found.is_enough
    assert found.needed in {18, 19}
    assert not attainable(pool(10), areas=1)[0].is_enough


def test_uncertain_parameters_reach_less():
    sure, unsure = (attainable(pool(20, b_sd=sd), areas=1)[0] for sd in (0.0, 0.8))
    assert unsure.se_at_cut > sure.se_at_cut


def test_an_area_without_items_has_the_prior_alone():
    found = attainable(pool(3), areas=2)[1]
    assert (found.items, found.se_at_cut, found.needed) == (0, 1.0, None)
    assert found.se_usual == pytest.approx(1.0)


def test_only_the_rows_named_count_and_only_as_many_as_a_form_has():
    every, some = attainable(pool(40), areas=1)[0], attainable(pool(40), range(5), areas=1)[0]
    assert some.se_at_cut > every.se_at_cut
    assert every.se_at_cut == attainable(pool(30), areas=1)[0].se_at_cut


def test_items_far_from_a_cut_say_little_there():
    near, far = (attainable(pool(10), areas=1, cut=Cut("x", at))[0] for at in (-0.5, 3.0))
    assert far.se_at_cut > near.se_at_cut
