"""Fit: the published figures of LSAT7, chances that are chances, and shapes that are found out."""

from __future__ import annotations

import numpy as np
import pytest
from tests.core.measurement.published import LSAT7, patterns

from whetstone.core.kernel.errors import Faults
from whetstone.core.measurement.calibration import calibrate
from whetstone.core.measurement.item_fit import (
    held_out,
    s_x2,
    strata_fit,
    summed_scores,
)
from whetstone.core.measurement.items import GRID, ItemParameters, ItemTable
from whetstone.core.measurement.responses import Responses


def normal():
    weight = np.exp(-(GRID**2) / 2)
    return weight / weight.sum()


def table_of(answers):
    rows = np.zeros((answers.persons, answers.items))
    rows[answers.person, answers.item] = answers.score
    return rows


def test_lsat7_comes_out_as_mirt_has_it():
    """mirt's itemfit(mincell = 0) on LSAT7, as the open test suite of jMetrik quotes it.

    Fitted there to mirt's default tolerance of 1e-4: hence three decimals.
    """
    answers = patterns(LSAT7)
    found = calibrate(answers, errors=False)
    prob = 1 / (1 + np.exp(-found.a[:, None] * (GRID - found.b[:, :1])))
    fits = s_x2(table_of(answers), prob, normal(), times=answers.times)
    published = [4.7492191, 14.4528980, 1.2703374, 5.2373430, 0.9407036]
    np.testing.assert_allclose([one.chi2 for one in fits], published, atol=3e-3)
    assert [one.df for one in fits] == [2] * 5


def test_summed_scores_are_all_the_scores_there_are():
    prob = np.random.default_rng(1).random((6, GRID.size))
    found = summed_scores(prob)
    assert found.shape == (7, GRID.size)
    np.testing.assert_allclose(found.sum(axis=0), 1.0)
    np.testing.assert_allclose(np.arange(7) @ found, prob.sum(axis=0))


@pytest.mark.parametrize("bad", [np.full((9, 4), np.nan), np.zeros((9, 2)), np.full((9, 4), 2.0)])
def test_s_x2_is_refused_where_answers_are_missing_or_the_form_is_too_short(bad):
    with pytest.raises(Faults):
        s_x2(bad, np.full((bad.shape[1], GRID.size), 0.5), normal())


# --- adaptive answers ---


def drawn(rng, *, persons=1200, items=8, curve=None):
    """Everybody answers five of eight questions; the last one may follow another curve."""
    bank = [ItemParameters(0, 1, 1.2, b) for b in np.linspace(-1.2, 1.2, items)]
    table = ItemTable.build(bank)
    theta = rng.normal(size=persons)
    person = np.repeat(np.arange(persons), 5)
    item = np.concatenate([rng.choice(items, 5, replace=False) for _ in range(persons)])
    a = np.array([one.a for one in bank])[item]
    b = np.array([one.b for one in bank])[item]
    chance = 1 / (1 + np.exp(-a * (theta[person] - b)))
    if curve is not None:
        chance = np.where(item == items - 1, curve(theta[person]), chance)
    score = (rng.random(item.size) < chance).astype(np.int64)
    return Responses.of(item, score, person=person), table


def test_chances_are_chances_when_the_model_is_right():
    rng = np.random.default_rng(5)
    p = []
    for _ in range(25):
        responses, table = drawn(rng)
        known = held_out(responses, table)
        p += [
            strata_fit(responses.score, known, responses.item == n, largest=1, free=0).p
            for n in range(len(table))
        ]
    for bound in (0.05, 0.25, 0.5):
        share = np.mean(np.array(p) < bound)
        assert abs(share - bound) < 4 * np.sqrt(bound * (1 - bound) / len(p)), bound


def test_a_question_that_the_able_get_wrong_is_found_out():
    responses, table = drawn(
        np.random.default_rng(6), curve=lambda theta: 0.45 - 0.1 * np.tanh(theta)
    )
    known = held_out(responses, table)
    fits = [
        strata_fit(responses.score, known, responses.item == n, largest=1, free=0)
        for n in range(len(table))
    ]
    assert fits[-1].is_poor
    assert not any(one.is_poor for one in fits[:-1])


def test_what_is_expected_does_not_contain_the_answer_itself():
    responses, table = drawn(np.random.default_rng(7), persons=40)
    known = held_out(responses, table)
    turned = responses.score.copy()
    turned[0] = 1 - turned[0]
    again = held_out(Responses.of(responses.item, turned, person=responses.person), table)
    assert again.mean[0] == pytest.approx(known.mean[0])  # rounding of the same sum
    mine = np.flatnonzero(responses.person == responses.person[0])[1:]
    assert (again.mean[mine] != known.mean[mine]).all()


def test_too_few_answers_say_nothing():
    responses, table = drawn(np.random.default_rng(8), persons=100)
    known = held_out(responses, table)
    mine = responses.item == 0
    assert mine.sum() < 90
    assert strata_fit(responses.score, known, mine, largest=1, free=2) is None
