"""People of groups that differ in ability are put where they are, not where all are."""

from __future__ import annotations

import numpy as np
import pytest

from whetstone.core.measurement.dif import DifClass
from whetstone.core.measurement.fairness import compared
from whetstone.core.measurement.item_fit import held_out
from whetstone.core.measurement.items import ItemParameters, ItemTable
from whetstone.core.measurement.matching import placed
from whetstone.core.measurement.responses import Responses

QUESTIONS, EACH = 20, 6
PLACES = np.linspace(-1.5, 1.5, QUESTIONS)
SLOPES = np.tile([0.7, 1.2, 1.9, 1.2], 5)
TABLE = ItemTable.build([ItemParameters(0, 1, a, b) for a, b in zip(SLOPES, PLACES, strict=True)])


def world(people=3000, *, apart=1.0, seed=1):
    """Every second person speaks Nepali and is `apart` less able; no question favours anybody."""
    rng = np.random.default_rng(seed)
    ne = np.arange(people) % 2 == 1
    theta = rng.normal(size=people) - apart * ne
    item = np.argsort(rng.random((people, QUESTIONS)), axis=1)[:, :EACH].ravel()
    person = np.repeat(np.arange(people), EACH)
    chance = 1 / (1 + np.exp(-SLOPES[item] * (theta[person] - PLACES[item])))
    score = (rng.random(item.size) < chance).astype(np.int64)
    names = np.where(ne, "ne", "en")[person].astype(object)
    return Responses.of(item, score, person=person), names, theta[person]


def flagged(answers, names, at):
    found = []
    for item in range(QUESTIONS):
        mine = answers.item == item
        (one,) = compared(answers.score[mine] > 0, at[mine], names[mine].tolist())
        found.append(one)
    return [one for one in found if one.ets is not DifClass.A]


def test_a_fair_question_stays_fair_where_groups_differ_by_a_logit():
    answers, names, _theta = world()
    shrunken = held_out(answers, TABLE, mean=-0.5).theta
    assert len(flagged(answers, names, placed(answers, TABLE, names))) <= 3
    assert len(flagged(answers, names, shrunken)) >= 6


def test_groups_stand_where_they_are_and_one_prior_pulls_them_together():
    answers, names, theta = world()
    at, shrunken = placed(answers, TABLE, names), held_out(answers, TABLE, mean=-0.5).theta
    ne = names == "ne"

    def gap(of):
        return of[~ne].mean() - of[ne].mean()

    assert gap(at) == pytest.approx(gap(theta), abs=0.12)
    assert gap(shrunken) < 0.75 * gap(theta)


def test_groups_that_do_not_differ_are_placed_as_with_one_prior():
    answers, names, _theta = world(apart=0.0)
    at, one = placed(answers, TABLE, names), held_out(answers, TABLE).theta
    assert np.abs(at - one).max() < 0.15


def test_the_studied_answer_does_not_place_its_person():
    answers, names, _theta = world(400)
    other = answers.score.copy()
    other[7] = 1 - other[7]
    turned = Responses.of(answers.item, other, person=answers.person)
    before, after = (placed(one, TABLE, names) for one in (answers, turned))
    assert after[7] == pytest.approx(before[7], abs=0.02)
    others = np.flatnonzero((answers.person == answers.person[7]) & (np.arange(len(answers)) != 7))
    assert np.abs(after[others] - before[others]).min() > 0.05


def test_answers_in_another_order_place_everybody_the_same():
    answers, names, _theta = world(600)
    mixed = np.random.default_rng(4).permutation(len(answers))
    at = placed(answers, TABLE, names)
    np.testing.assert_allclose(
        placed(answers.where(mixed), TABLE, names[mixed]), at[mixed], atol=1e-9
    )


def test_answers_of_weight_zero_place_nobody():
    answers, names, _theta = world(600)
    silent = Responses.of(
        answers.item, answers.score, person=answers.person, weight=np.zeros(len(answers))
    )
    at = placed(silent, TABLE, names)
    assert np.abs(at[names == "en"] - at[names == "en"][0]).max() < 1e-9


def test_a_group_below_fifty_is_seen_from_the_prior_of_all():
    answers, names, _theta = world(600)
    few = answers.where(np.isin(answers.person, np.arange(80)))
    at = placed(few, TABLE, names[: len(few)], mean=-0.3, sd=0.9)
    np.testing.assert_allclose(at, held_out(few, TABLE, mean=-0.3, sd=0.9).theta, atol=1e-9)


def test_whoever_answers_in_two_groups_is_one_person_in_each():
    answers, _names, _theta = world(400)
    half = np.where(np.arange(len(answers)) % 2 == 0, "before", "after").astype(object)
    at = placed(answers, TABLE, half)
    twice = Responses.of(
        answers.item, answers.score, person=2 * answers.person + (half == "after")
    )
    np.testing.assert_allclose(placed(twice, TABLE, half), at, atol=1e-9)


def test_nobody_is_placed_nowhere():
    assert placed(Responses.of([], []), TABLE, []).size == 0


@pytest.mark.filterwarnings("error")
def test_a_question_that_tells_people_apart_perfectly_leaves_everybody_somewhere():
    table = ItemTable.build([ItemParameters(0, 1, slope, 0.0) for slope in (900.0, 800.0, 1.0)])
    assert np.isneginf(table.log_prob).any()
    answers = Responses.of(
        np.tile([0, 1, 2], 200), np.tile([0, 1, 1, 1, 0, 0], 100), person=np.repeat(range(200), 3)
    )
    at = placed(answers, table, np.repeat(["a", "b"], 300).astype(object))
    assert np.isfinite(at).all()
