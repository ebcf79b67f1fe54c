"""The drift alarm is silent while nothing drifts, soon awake when something does, and exact."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import optimize, stats

from whetstone.core.measurement import drift
from whetstone.core.measurement.drift import (
    Drifted,
    alarms,
    head_start,
    one_sided,
    residuals,
    self_started,
    shifts,
    threshold,
)
from whetstone.core.measurement.items import (
    GRID,
    ItemParameters,
    ItemTable,
    category_probabilities,
    even_steps,
)
from whetstone.core.measurement.responses import Responses

ITEMS, PERSONS, PLANTED = 10, 1200, 400
FALSE_ALARMS = 0.005
"""At most, in a check of 200 answers: the figure in docs/why/measurement.md."""


def answered(rng, *, shift: float = 0.0):
    """Residuals (persons, items) of people who are not as the prior says, on items whose real
    difficulty is not what the expert said; the first item moves by `shift` from PLANTED on."""
    b = rng.normal(0, 1, ITEMS)
    a = np.exp(rng.normal(0, 0.2, ITEMS))
    most = rng.integers(1, 4, ITEMS)
    table = ItemTable.build(
        [
            ItemParameters(0, int(m), float(x), float(y), 0.2 * float(x), 0.5)
            for m, x, y in zip(most, a, b, strict=True)
        ]
    )
    real = b + rng.normal(0, 0.5, ITEMS)
    theta = rng.normal(-0.3, 1, PERSONS)
    score = np.empty((PERSONS, ITEMS), dtype=int)
    for item in range(ITEMS):
        steps = np.full(3, np.inf)
        steps[: most[item]] = even_steps(int(most[item]))
        place = np.full(PERSONS, real[item])
        if item == 0:
            place[PLANTED:] += shift
        chances = _chances(a[item], theta - place, steps)
        score[:, item] = (rng.random((PERSONS, 1)) > np.cumsum(chances, axis=1)[:, :-1]).sum(
            axis=1
        )
    responses = Responses.of(
        np.tile(np.arange(ITEMS), PERSONS),
        np.minimum(score, most).ravel(),
        person=np.repeat(np.arange(PERSONS), ITEMS),
    )
    return residuals(responses, table).reshape(PERSONS, ITEMS)


def _chances(a, away, steps):
    """P(score) by person: the model of the product itself, at each person's distance from b."""
    one = np.asarray([a])
    found = category_probabilities(one, np.zeros(1), steps[None], away)
    return found[0].T


def test_no_drift_gives_few_false_alarms():
    rng = np.random.default_rng(20261128)
    checks = told = 0
    for _ in range(20):
        found = answered(rng)
        told += sum(len(alarms(found[:, item])) for item in range(ITEMS))
        checks += ITEMS * (PERSONS // drift.EVERY)
    assert stats.binom.sf(told - 1, checks, FALSE_ALARMS) > 0.001, f"{told} of {checks}"


@pytest.mark.parametrize(
    ("shift", "way"), [(1.0, Drifted.HARDER), (-1.0, Drifted.EASIER)], ids=["harder", "easier"]
)
def test_a_planted_drift_of_one_logit_is_noticed_soon_and_named_rightly(shift, way):
    rng = np.random.default_rng(7)
    delays, runs = [], 40
    for _ in range(runs):
        found = [one for one in alarms(answered(rng, shift=shift)[:, 0]) if one.at > PLANTED]
        if found:
            assert found[0].way is way
            delays.append(found[0].at - PLANTED)
    assert stats.binom.cdf(len(delays), runs, 0.75) > 0.01, f"{len(delays)} of {runs}"
    assert np.median(delays) <= 120


def test_residuals_of_the_model_itself_have_mean_0_and_sd_1():
    rng = np.random.default_rng(3)
    b = rng.normal(0, 0.7, ITEMS)
    table = ItemTable.build([ItemParameters(0, 1, 1.1, float(y)) for y in b])
    theta = rng.normal(0, 1, 3000)
    chance = 1 / (1 + np.exp(-1.1 * (theta[:, None] - b)))
    score = (rng.random(chance.shape) < chance).astype(int)
    responses = Responses.of(
        np.tile(np.arange(ITEMS), 3000), score.ravel(), person=np.repeat(np.arange(3000), ITEMS)
    )
    found = residuals(responses, table)
    assert abs(found.mean()) < 4 / np.sqrt(found.size)
    assert abs(found.std() - 1) < 0.02


def test_an_answer_is_held_against_the_others_only():
    table = ItemTable.build([ItemParameters(0, 1, 1.0, 0.0), ItemParameters(0, 1, 1.0, 0.0)])
    alone = residuals(Responses.of([0], [1]), table)
    prior = np.exp(-(GRID**2) / 2)
    expected = (prior / prior.sum()) @ table.prob[0, 1]
    assert alone[0] == pytest.approx((1 - expected) / np.sqrt(expected * (1 - expected)))
    both = residuals(Responses.of([0, 1], [1, 0]), table)
    again = residuals(Responses.of([0, 1], [0, 0]), table)
    assert both[1] != pytest.approx(again[1])  # the other answer speaks
    assert residuals(Responses.of([], []), table).size == 0


@given(st.lists(st.floats(-5, 5), max_size=60))
def test_the_sum_at_once_is_pages_sum_step_by_step(values):
    total, expected = 0.0, []
    for value in values:
        total = max(0.0, total + value - drift.REFERENCE)
        expected.append(total)
    assert one_sided(np.array(values)) == pytest.approx(expected, abs=1e-9)


@settings(max_examples=30)
@given(st.integers(0, 10**6), st.floats(-2, 2), st.floats(0.2, 3))
def test_a_questions_own_level_and_spread_do_not_matter(seed, level, spread):
    values = np.random.default_rng(seed).normal(0, 1, 300)
    assert self_started(level + spread * values) == pytest.approx(self_started(values))


def test_each_value_is_measured_by_those_before_it():
    values = np.random.default_rng(1).normal(0, 1, 140)
    before = values[:120]
    wanted = (values[120] - before.mean()) / before.std(ddof=1) * np.sqrt(120 / 121)
    assert self_started(values)[20] == pytest.approx(wanted)


def test_only_whole_stretches_are_looked_at_and_a_second_drift_is_a_second_alarm():
    rng = np.random.default_rng(5)
    steps = np.concatenate([np.zeros(400), np.full(400, 1.0), np.full(400, -1.0)])
    found = rng.normal(0, 1, 1200) + steps
    told = alarms(found)
    assert [one.way for one in told][:2] == [Drifted.EASIER, Drifted.HARDER]
    assert abs(told[0].since - 400) < 40
    assert alarms(found[:199]) == ()
    assert alarms(found[:1200]) == alarms(np.concatenate([found, np.full(150, 9.0)]))


def test_a_question_that_everybody_gets_right_raises_no_alarm():
    assert alarms(np.full(400, 0.01)) == ()


def _met(shift, *, number=1000, seed=3):
    """Answers of people known to se 0.4 near an item; its curve, and what is believed of them."""
    rng = np.random.default_rng(seed)
    believed = 0.5 * rng.normal(size=number)
    theta = believed + 0.4 * rng.normal(size=number)
    density = np.exp(-((GRID - believed[:, None]) ** 2) / (2 * 0.4**2))
    right = rng.random(number) < 1 / (1 + np.exp(-1.3 * (theta - shift)))
    curve = ItemTable.build([ItemParameters(0, 1, 1.3, 0.0)]).used[0]
    return right.astype(int), curve, density / density.sum(axis=1, keepdims=True)


def test_a_calibrated_question_that_stands_still_is_seldom_suspected():
    """At most 5 % in 1,000 answers by the formula; held by a binomial bound, 1 in 1,000."""
    told = [shifts(*_met(0.0, seed=seed)) for seed in range(200)]
    assert sum(alarm is not None for alarm in told) <= 22


@pytest.mark.parametrize(("shift", "way"), [(0.5, Drifted.HARDER), (-0.5, Drifted.EASIER)])
def test_half_a_logit_is_noticed_within_200_answers(shift, way):
    told = [shifts(*_met(shift, seed=seed)) for seed in range(100)]
    found = [alarm.at for alarm in told if alarm is not None and alarm.way is way]
    assert len(found) >= 97
    assert np.median(found) <= 200


def test_a_higher_price_for_false_alarms_means_a_higher_threshold():
    assert threshold(0.3, rate=0.01) > threshold(0.3, rate=0.05) > threshold(0.3, rate=0.2)
    assert threshold(0.3, within=10_000) > threshold(0.3, within=1_000)


@pytest.mark.parametrize("spread", [0.1, 0.2, 0.4])
def test_a_new_watch_begins_where_an_old_one_stands_on_average(spread):
    """Against 200 sums of 3,000 log ratios each that are normal and hold no shift."""
    rng = np.random.default_rng(8)
    sums = np.zeros(200)
    seen = []
    for step in range(3_000):
        sums = np.maximum(0.0, sums + rng.normal(-(spread**2) / 2, spread, sums.size))
        if step >= 1_000:
            seen.append(sums.mean())
    assert np.mean(seen) == pytest.approx(head_start(spread), rel=0.12)


def test_a_head_start_is_paid_for_by_the_threshold():
    """The rule of a sum that begins at 0 (Siegmund 1985) asks for less."""
    for spread in (0.1, 0.2, 0.4):
        run = -2 * 1_000 / math.log(0.95)
        at_zero = optimize.brentq(
            lambda h, s=spread, run=run: (
                math.expm1(h + 1.166 * s) - (h + 1.166 * s) - run * s * s / 2
            ),
            0.1,
            60,
        )
        assert at_zero < threshold(spread) < at_zero + 1


def test_nothing_answered_raises_no_alarm():
    scores, curve, density = _met(0.5)
    assert shifts(scores[:0], curve, density[:0]) is None
