"""Judges set a cut; its error is how far they lie apart."""

from __future__ import annotations

import numpy as np
import pytest

from whetstone.core.kernel.errors import Faults
from whetstone.core.measurement.items import GRID, ItemParameters, ItemTable
from whetstone.core.measurement.standard_setting import Rating, set_cut

TABLE = ItemTable.build([ItemParameters(0, 1, 1.1, b) for b in np.linspace(-1.5, 1.5, 12)])


def said_by(places):
    """Each judge says of every question what somebody at their place would do."""
    full = TABLE.prob[np.arange(12), TABLE.max_score]
    return [
        Rating(f"judge {n}", item, 100 * float(np.interp(place, GRID, full[item])))
        for n, place in enumerate(places)
        for item in range(12)
    ]


def test_judges_who_mean_a_place_set_the_cut_there():
    found = set_cut(said_by([-0.6, -0.6, -0.6, -0.6, -0.6]), TABLE)
    assert found.theta == pytest.approx(-0.6, abs=0.01)
    assert found.se == pytest.approx(0.0, abs=1e-6)


def test_the_cut_is_the_median_and_one_stern_judge_does_not_move_it():
    found = set_cut(said_by([-0.8, -0.6, -0.5, -0.4, 2.5]), TABLE)
    assert found.theta == pytest.approx(-0.5, abs=0.01)
    assert found.judges[-1] == pytest.approx(2.5, abs=0.05)
    assert found.se > 0.5


def test_more_judges_who_differ_as_much_make_it_surer():
    few = set_cut(said_by([-1.0, -0.75, -0.5, -0.25, 0.0]), TABLE)
    many = set_cut(said_by(np.linspace(-1.0, 0.0, 20)), TABLE)
    assert many.se < few.se
    low, high = many.band
    assert low < many.theta < high


def test_every_fault_is_named_at_once():
    ratings = [*said_by([-0.5] * 4), Rating("judge 0", 3, 130.0), Rating("judge 1", 99, 50.0)]
    with pytest.raises(Faults) as told:
        set_cut(ratings, TABLE)
    said = str(told.value)
    for what in ("130 is not 0 to 100", "not in the table", "5 or more", "twice", "missing"):
        assert what in said


def test_a_judge_who_left_a_question_out_is_refused():
    with pytest.raises(Faults, match="1 are missing"):
        set_cut(said_by([-0.5] * 5)[:-1], TABLE)
