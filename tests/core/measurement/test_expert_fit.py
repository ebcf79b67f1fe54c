"""Experts' words as priors of questions with few answers, and shifts of calibrated ones."""

from __future__ import annotations

import numpy as np
import pytest

from whetstone.core.measurement.area_fit import AreaAnswers, KnownItem, fit_area
from whetstone.core.measurement.calibration.experts import ASSUMED, FEWEST_ANSWERS, Lessons
from whetstone.core.measurement.drift import Drifted
from whetstone.core.measurement.items import ItemParameters, ItemTable
from whetstone.core.measurement.moved import moved
from whetstone.core.measurement.responses import Responses

ITEMS = 20


def world(seed, persons, *, stated_sd):
    """Right or wrong; experts state places with an error, on a scale 0.4 above the people's.

    `stated_sd` None: experts who know nothing name other questions' places.
    """
    rng = np.random.default_rng(seed)
    a, b = np.exp(rng.normal(0.1, 0.2, ITEMS)), rng.normal(0, 1.0, ITEMS)
    stated = rng.permutation(b) if stated_sd is None else b + rng.normal(0, stated_sd, ITEMS)
    known = [KnownItem(ItemParameters(0, 1, 1.1, float(place), 0.3, 0.7)) for place in stated]
    theta = rng.normal(-0.4, 1.0, persons)
    person, item = np.repeat(np.arange(persons), ITEMS), np.tile(np.arange(ITEMS), persons)
    chance = 1 / (1 + np.exp(-a[item] * (theta[person] - b[item])))
    score = (rng.random(item.size) < chance).astype(np.int64)
    seconds = np.exp(rng.normal(4.0, 0.4, item.size))
    return a, b, known, (person, item, score, seconds)


def answers_of(person, item, score, seconds, *, is_new=None):
    rapid = np.zeros(item.size, dtype=bool)
    return AreaAnswers(person, item, score, seconds, rapid, is_new=is_new)


def error(found, b):
    apart = np.array([one.parameters.b - b[one.item] for one in found.items])
    return float(np.sqrt(np.mean((apart - apart.mean()) ** 2)))


def worth(monkeypatch_cut, seeds, persons, stated_sd):
    """Mean error of places without and with experts' words."""
    from whetstone.core.measurement import expert_fit

    told = []
    for cut in (0, FEWEST_ANSWERS):
        monkeypatch_cut.setattr(expert_fit, "FEWEST_ANSWERS", cut)
        rows = []
        for seed in seeds:
            _a, b, known, given = world(seed, persons, stated_sd=stated_sd)
            rows.append(error(fit_area(answers_of(*given), known), b))
        told.append(float(np.mean(rows)))
    return told


def test_good_experts_bring_few_answers_nearer_to_the_truth(monkeypatch):
    without, with_them = worth(monkeypatch, range(8), 110, 0.4)
    assert with_them < 0.95 * without


def test_experts_who_know_nothing_do_hardly_any_harm(monkeypatch):
    without, with_them = worth(monkeypatch, range(8), 110, None)
    assert with_them < 1.05 * without


def test_trust_follows_the_experts():
    said = {}
    for name, sd in (("good", 0.3), ("bad", 3.0)):
        _a, _b, known, given = world(3, 150, stated_sd=sd)
        said[name] = fit_area(answers_of(*given), known).trust
    assert said["good"].r > ASSUMED.r > said["bad"].r
    assert said["good"].items == said["bad"].items == ITEMS


def test_other_areas_teach_too():
    _a, _b, known, given = world(4, 120, stated_sd=0.4)
    stated = np.linspace(-2, 2, 200)
    wrong = Lessons.of(stated, -stated, np.full(200, 0.1))
    alone = fit_area(answers_of(*given), known).trust
    taught = fit_area(answers_of(*given), known, before=wrong).trust
    assert taught.slope < alone.slope
    assert taught.items == alone.items + 200


def test_with_three_hundred_answers_nobody_asks_the_experts():
    _a, _b, known, given = world(5, 320, stated_sd=None)
    found = fit_area(answers_of(*given), known)
    wrong = Lessons.of(np.linspace(-2, 2, 500), np.zeros(500), np.full(500, 0.1))
    taught = fit_area(answers_of(*given), known, before=wrong)
    assert [one.parameters.b for one in found.items] == [one.parameters.b for one in taught.items]


# --- shifts ---


def shifted(seed, by):
    """Two groups of 400 answer the same; for the second the first question is harder by `by`."""
    a, b, known, (person, item, score, _seconds) = world(seed, 800, stated_sd=0.4)
    rng = np.random.default_rng(seed + 100)
    is_new = person >= 400
    theta = rng.normal(0, 1.0, 800)
    place = b[item] + by * (is_new & (item == 0))
    score = (rng.random(item.size) < 1 / (1 + np.exp(-a[item] * (theta[person] - place)))).astype(
        int
    )
    table = ItemTable.build([ItemParameters(0, 1, x, y) for x, y in zip(a, b, strict=True)])
    return Responses.of(item, score, person=person), table, is_new, known


def test_a_logit_is_found_in_the_new_answers_and_nowhere_else():
    responses, table, is_new, _known = shifted(1, 1.0)
    found = moved(responses, table, is_new=is_new)
    assert set(found) == {0}
    assert found[0].way is Drifted.HARDER
    assert 400 < found[0].at <= 800
    assert found[0].since >= 400


def test_old_answers_are_never_looked_at():
    responses, table, is_new, _known = shifted(1, 1.0)
    assert moved(responses, table, is_new=~is_new & False) == {}
    assert 0 not in moved(responses, table, is_new=~is_new)


def test_still_questions_stay_still():
    alarms = 0
    for seed in range(5):
        responses, table, is_new, _known = shifted(20 + seed, 0.0)
        alarms += len(moved(responses, table, is_new=is_new))
    assert alarms <= 8  # of 100 questions, 5 % in 1,000 answers at most: binomial, 1 in 100


def test_only_what_is_in_use_is_watched():
    _a, _b, known, given = world(6, 320, stated_sd=0.4)
    everything = np.ones(given[1].size, dtype=bool)
    found = fit_area(answers_of(*given, is_new=everything), known)
    assert all(one.moved is None for one in found.items)


@pytest.mark.parametrize("largest", [2, 3])
def test_points_in_steps_take_a_prior_too(largest):
    _a, _b, known, (person, item, score, seconds) = world(7, 150, stated_sd=0.4)
    rng = np.random.default_rng(1)
    points = np.where(score == 1, rng.integers(1, largest + 1, score.size), 0)
    wide = [
        KnownItem(ItemParameters(0, largest, one.expert.a, one.expert.b, 0.3, 0.7))
        for one in known
    ]
    found = fit_area(answers_of(person, item, points, seconds), wide)
    assert len(found.items) == ITEMS
    assert all(np.isfinite(one.parameters.b) for one in found.items)
