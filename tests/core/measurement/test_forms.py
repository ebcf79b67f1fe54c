"""What a check can tell is what simulated people show, and an unsure bank promises less."""

from __future__ import annotations

import numpy as np
import pytest

from whetstone.core.measurement.curves import curve
from whetstone.core.measurement.forms import form_quality, information
from whetstone.core.measurement.items import GRID, ItemParameters, ItemTable

ROWS = np.arange(20)


def bank(*, a=1.3, b_sd=0.0):
    return ItemTable.build(
        [ItemParameters(0, 1, a, b, b_sd=b_sd) for b in np.linspace(-2.0, 2.0, 20)]
    )


def test_the_information_of_a_logistic_item_is_a_squared_p_q():
    table = ItemTable.build([ItemParameters(0, 1, 1.4, 0.2)])
    p = table.prob[0, 1]
    inner = slice(5, -5)  # differences are one-sided at the ends
    np.testing.assert_allclose(
        information(table, np.array([0]))[0][inner], (1.4**2 * p * (1 - p))[inner], rtol=0.03
    )


def test_more_questions_tell_more():
    found = [form_quality(bank(), ROWS, length=n, cut=-0.5) for n in (2, 5, 10, 20)]
    for name in ("reliability", "accuracy", "consistency"):
        values = [getattr(one, name) for one in found]
        assert values == sorted(values)
    errors = [one.se_at_cut for one in found]
    assert errors == sorted(errors, reverse=True)


def test_a_bank_that_is_not_known_exactly_promises_less():
    sure, unsure = (form_quality(bank(b_sd=sd), ROWS, length=10, cut=-0.5) for sd in (0.0, 0.7))
    assert unsure.reliability < sure.reliability
    assert unsure.se_at_cut > sure.se_at_cut
    assert unsure.accuracy < sure.accuracy


def test_a_form_is_no_longer_than_its_bank():
    assert form_quality(bank(), ROWS[:4], length=10, cut=-0.5).length == 4


def test_the_stated_accuracy_is_what_simulated_people_get():
    """People drawn from the model, each given the twenty questions, judged by their mean."""
    rng = np.random.default_rng(11)
    table = bank()
    theta = rng.normal(size=6000)
    place = np.clip(np.rint((theta - GRID[0]) / 0.2).astype(int), 0, GRID.size - 1)
    score = rng.random((6000, 20)) < table.prob[:, 1, place].T
    log = score @ table.log_prob[:, 1] + (1 - score) @ table.log_prob[:, 0] - GRID**2 / 2
    density = np.exp(log - log.max(axis=1, keepdims=True))
    mean = density @ GRID / density.sum(axis=1)
    told = form_quality(table, ROWS, length=20, cut=-0.5)
    right = ((mean > -0.5) == (theta > -0.5)).mean()
    assert right == pytest.approx(told.accuracy, abs=0.015)
    reliable = np.corrcoef(mean, theta)[0, 1] ** 2
    assert reliable == pytest.approx(told.reliability, abs=0.02)


def test_a_curve_rises_within_its_band_and_a_known_question_has_none():
    theta = np.linspace(-3, 3, 13)
    found = curve(ItemParameters(0, 3, 1.1, 0.3, 0.3, 0.7), theta)
    assert (np.diff(found.share) > 0).all()
    assert (found.low <= found.share).all()
    assert (found.share <= found.high).all()
    sure = curve(ItemParameters(0, 3, 1.1, 0.3), theta)
    np.testing.assert_allclose(sure.low, sure.high)


def test_the_same_question_has_the_same_band_every_time():
    item, theta = ItemParameters(0, 1, 1.0, 0.0, 0.3, 0.7), np.linspace(-3, 3, 5)
    np.testing.assert_array_equal(curve(item, theta).low, curve(item, theta).low)
