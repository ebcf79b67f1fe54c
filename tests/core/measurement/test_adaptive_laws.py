"""Laws of adaptive measurement, for any answers: hypothesis finds the worst ones."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from whetstone.core.kernel.errors import Faults
from whetstone.core.measurement.blueprint import (
    ENTRY_RULE,
    FORM_RULE,
    StopReason,
    form,
    profile,
    profile_rule,
    should_stop,
)
from whetstone.core.measurement.items import GRID, ItemParameters, ItemTable
from whetstone.core.measurement.levels import estimate, estimate_many
from whetstone.core.measurement.propagation import Prior, assumed_prior, cavities
from whetstone.core.measurement.responses import Responses
from whetstone.core.measurement.shortlists import gains
from whetstone.core.measurement.sitting import SittingPosterior

SIZE, AREAS = 24, 3


def _items(error=0.0):
    rng = np.random.default_rng(12)
    return [
        ItemParameters(
            k % AREAS,
            1 + k % 3,
            float(rng.uniform(0.7, 1.6)),
            float(rng.uniform(-1.2, 1.2)),
            error / 2,
            error,
        )
        for k in range(SIZE)
    ]


ITEMS = _items()
TABLE, EXPERTS = ItemTable.build(ITEMS), ItemTable.build(_items(0.8))
ALONE = ItemTable.build([replace(item, area=0) for item in ITEMS])
PRIOR, ONE = assumed_prior(AREAS), assumed_prior(1)


@st.composite
def logs(draw, persons=1):
    """Answers: rows, points, people; nobody answers an item twice."""
    rows, points, people = [], [], []
    for person in range(persons):
        mine = draw(st.lists(st.integers(0, SIZE - 1), max_size=12, unique=True))
        rows += mine
        points += [draw(st.integers(0, ITEMS[row].max_score)) for row in mine]
        people += [person] * len(mine)
    return np.array(rows, dtype=int), np.array(points, dtype=int), np.array(people, dtype=int)


@settings(max_examples=30, deadline=None)
@given(logs(persons=4), st.permutations(range(4)))
def test_permuting_people_permutes_their_estimates(log, order):
    rows, points, people = log
    one = estimate_many(Responses.of(rows, points, person=people), TABLE, PRIOR, persons=4)
    moved = np.array(order)[people] if len(people) else people
    other = estimate_many(Responses.of(rows, points, person=moved), TABLE, PRIOR, persons=4)
    for name in ("mean", "sd", "low", "high", "at_or_above"):
        assert np.allclose(getattr(one, name), getattr(other, name)[list(order)], atol=1e-3)


@settings(max_examples=30, deadline=None)
@given(logs(), st.permutations(range(SIZE)))
def test_permuting_the_bank_changes_nothing(log, order):
    rows, points, _ = log
    shuffled = ItemTable.build([ITEMS[row] for row in order])
    place = np.argsort(order)
    one = estimate(Responses.of(rows, points), TABLE, PRIOR)
    other = estimate(Responses.of(place[rows], points), shuffled, PRIOR)
    assert np.allclose(one.mean, other.mean, atol=1e-9)
    assert np.allclose(one.sd, other.sd, atol=1e-9)


@settings(max_examples=40, deadline=None)
@given(logs(), st.integers(0, 12))
def test_a_log_split_and_merged_is_the_log_in_one_pass(log, at):
    rows, points, _ = log
    whole = SittingPosterior.of(TABLE, PRIOR, rows, points)
    first = SittingPosterior.of(TABLE, PRIOR, rows[:at], points[:at])
    second = SittingPosterior.of(TABLE, PRIOR, rows[at:], points[at:])
    for merged in (first.merged(second), second.merged(first)):
        assert np.allclose(merged.log_lik, whole.log_lik, atol=1e-9)
        assert merged.count.tolist() == whole.count.tolist()
        assert np.allclose(merged.mean, whole.mean, atol=1e-9)
        assert np.allclose(merged.sd, whole.sd, atol=1e-9)


def test_parts_of_different_sittings_are_not_merged():
    with pytest.raises(Faults):
        SittingPosterior.start(TABLE, PRIOR).merged(SittingPosterior.start(EXPERTS, PRIOR))
    with pytest.raises(Faults):
        SittingPosterior.start(TABLE, PRIOR).merged(
            SittingPosterior.start(TABLE, assumed_prior(AREAS))
        )


@settings(max_examples=60, deadline=None)
@given(logs(), st.integers(0, SIZE - 1))
def test_on_average_over_what_may_be_answered_the_band_narrows(log, row):
    """The law of total variance: by exactly the expected gain, and never the other way."""
    rows, points, _ = log
    now = SittingPosterior.of(ALONE, ONE, rows, points)
    chance = ALONE.prob[row] @ now.density[0]
    then = [now.with_answer(row, k) for k in range(ITEMS[row].max_score + 1)]
    expected = sum(chance[k] * one.sd[0] ** 2 for k, one in enumerate(then))
    gain = gains(ALONE.used[[row]], now.density[0], float(now.mean[0]), None)[0]
    assert gain >= 0
    assert expected == pytest.approx(now.sd[0] ** 2 - gain, abs=1e-9)
    assert sum(chance[k] * one.mean[0] for k, one in enumerate(then)) == pytest.approx(
        now.mean[0], abs=1e-9
    )


@settings(max_examples=60, deadline=None)
@given(logs())
def test_no_answers_to_known_items_make_a_band_wider_than_the_priors(log):
    """Their likelihood is log-concave: Brascamp & Lieb 1976, J. Functional Analysis 22."""
    rows, points, _ = log
    known = estimate(Responses.of(rows, points), ALONE, ONE)
    assert known.sd[0] <= 1 + 1e-6
    assert (estimate(Responses.of(rows, points), TABLE, PRIOR).sd <= 1 + 1e-3).all()


@settings(max_examples=40, deadline=None)
@given(logs())
def test_uncertain_items_move_a_person_less_far_from_the_prior(log):
    rows, points, _ = log
    if not rows.size:
        return
    extreme = np.where(points * 2 >= TABLE.max_score[rows], TABLE.max_score[rows], 0)
    high = Responses.of(rows, np.maximum(extreme, TABLE.max_score[rows]))
    known, unsure = estimate(high, TABLE, PRIOR), estimate(high, EXPERTS, PRIOR)
    assert (unsure.sd >= known.sd - 0.02).all()


@settings(max_examples=30, deadline=None)
@given(logs(), st.sampled_from([-0.6, 0.4, 1.0]))
def test_moving_the_scale_moves_the_estimate(log, by):
    rows, points, _ = log
    moved = ItemTable.build([replace(item, area=0, b=item.b + by) for item in ITEMS])
    one = SittingPosterior.of(ALONE, ONE, rows, points)
    other = SittingPosterior.of(moved, Prior(np.array([by]), np.eye(1)), rows, points)
    assert other.mean[0] == pytest.approx(one.mean[0] + by, abs=1e-4)
    assert other.sd[0] == pytest.approx(one.sd[0], abs=1e-4)


@settings(max_examples=30, deadline=None)
@given(logs(), st.sampled_from([0.8, 1.25]))
def test_stretching_the_scale_stretches_the_estimate(log, by):
    rows, points, _ = log
    alone = [replace(item, area=0, steps=(-0.4, 0.4)[: item.max_score]) for item in ITEMS]
    alone = [replace(item, max_score=1, steps=None) for item in alone]
    wide = [replace(item, a=item.a / by, b=item.b * by) for item in alone]
    right = np.minimum(points, 1)
    one = SittingPosterior.of(ItemTable.build(alone), ONE, rows, right)
    stretched = Prior(np.zeros(1), by**2 * np.eye(1))
    other = SittingPosterior.of(ItemTable.build(wide), stretched, rows, right)
    assert other.mean[0] == pytest.approx(by * one.mean[0], abs=1e-3)
    assert other.sd[0] == pytest.approx(by * one.sd[0], abs=1e-3)


@settings(max_examples=30, deadline=None)
@given(logs())
def test_right_for_wrong_on_a_scale_turned_over_turns_the_estimate_over(log):
    rows, points, _ = log
    over = ItemTable.build([replace(item, area=0, b=-item.b) for item in ITEMS])
    one = SittingPosterior.of(ALONE, ONE, rows, points)
    other = SittingPosterior.of(over, ONE, rows, ALONE.max_score[rows] - points)
    assert other.mean[0] == pytest.approx(-one.mean[0], abs=1e-9)
    assert other.sd[0] == pytest.approx(one.sd[0], abs=1e-9)


def _answered(number, points=1):
    table = ItemTable.build([ItemParameters(0, 1, 1.4, -0.5)] * 30)
    right = [points if points is not None else k % 2 for k in range(number)]
    return SittingPosterior.of(table, ONE, range(number), right)


def test_an_entry_level_form_ends_when_the_ratio_decides_and_not_before():
    assert should_stop(_answered(2), form(0), ENTRY_RULE) is None
    assert should_stop(_answered(12), form(0), ENTRY_RULE) is StopReason.DECIDED
    assert should_stop(_answered(12, None), form(0), ENTRY_RULE) is None
    assert should_stop(_answered(30, None), form(0), ENTRY_RULE) is StopReason.LENGTH


def test_a_certificates_form_goes_on_to_its_error():
    assert should_stop(_answered(10, None), form(0), FORM_RULE) is None
    assert should_stop(_answered(24, None), form(0), FORM_RULE) is StopReason.PRECISE


def test_a_profile_ends_at_six_an_area_or_when_precise():
    rule, areas = profile_rule(1), profile([0])
    assert should_stop(_answered(5, None), areas, rule) is None
    assert should_stop(_answered(6, None), areas, rule) is StopReason.LENGTH
    sharp = ItemTable.build([ItemParameters(0, 1, 4.0, 0.0)] * 4)
    quick = SittingPosterior.of(sharp, ONE, range(4), [0, 1, 0, 1])
    assert should_stop(quick, areas, rule) is StopReason.PRECISE


def test_apart_no_area_says_anything_of_another():
    prior, apart = assumed_prior(4), assumed_prior(4, correlation=0.0)
    assert apart.is_apart
    assert not prior.is_apart
    rng = np.random.default_rng(3)
    site = rng.normal(size=(5, 4, GRID.size)).cumsum(axis=-1) / 20
    mean, variance = cavities(site, apart)
    assert np.array_equal(mean, np.zeros((5, 4)))
    assert np.array_equal(variance, np.ones((5, 4)))
    assert cavities(site, prior)[1].max() < 1
