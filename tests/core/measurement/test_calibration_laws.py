"""Laws that every calibration obeys, and what it refuses."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.core.measurement.published import LSAT6, patterns

from whetstone.core.kernel.errors import Faults
from whetstone.core.measurement.calibration import (
    Answers,
    Model,
    Priors,
    Settings,
    blocks,
    calibrate,
    errors,
)
from whetstone.core.measurement.calibration.blocks import laid_out
from whetstone.core.measurement.calibration.patterns import collapsed

FAST = Settings(exact=False)
QUICK = settings(max_examples=8, deadline=None)


def simulated(persons=1500, *, a, b, mean=0.0, sd=1.0, seed=7):
    rng = np.random.default_rng(seed)
    theta = rng.normal(mean, sd, persons)[:, None]
    chance = 1 / (1 + np.exp(-np.asarray(a) * (theta - np.asarray(b))))
    return (rng.random(chance.shape) < chance).astype(float)


A, B = np.array([0.8, 1.0, 1.3, 1.6, 0.9, 1.2]), np.array([-1.5, -0.6, 0.0, 0.4, 1.0, 1.8])


@QUICK
@given(st.integers(0, 10_000))
def test_the_order_of_persons_and_items_changes_nothing(seed):
    rows = simulated(400, a=A, b=B)
    rng = np.random.default_rng(seed)
    persons, items = rng.permutation(len(rows)), rng.permutation(len(A))
    one = calibrate(Answers.table(rows), priors=Priors(), errors=False)
    other = calibrate(Answers.table(rows[persons][:, items]), priors=Priors(), errors=False)
    np.testing.assert_allclose(other.a, one.a[items], atol=1e-5)
    np.testing.assert_allclose(other.b, one.b[items], atol=1e-5)


def test_an_answer_of_weight_0_is_an_answer_that_is_missing():
    rows = simulated(300, a=A, b=B)
    whole = Answers.table(rows)
    gone = np.arange(whole.person.size) % 7 == 0
    left = ~gone
    muted = replace(whole, weight=np.where(gone, 0.0, 1.0))
    fewer = Answers.of(
        whole.person[left], whole.item[left], whole.score[left],
        times=np.ones(300), items=len(A),
    )  # fmt: skip
    one = calibrate(muted, priors=Priors(), errors=False)
    other = calibrate(fewer, priors=Priors(), errors=False)
    np.testing.assert_allclose(one.a, other.a, atol=1e-6)
    np.testing.assert_allclose(one.b, other.b, atol=1e-6)


def test_a_pattern_that_stands_for_many_counts_as_many():
    one = calibrate(patterns(LSAT6), errors=False)
    answers = patterns(LSAT6)
    rows = np.full((answers.persons, answers.items), np.nan)
    rows[answers.person, answers.item] = answers.score
    many = Answers.table(np.repeat(rows, answers.times.astype(int), axis=0))
    other = calibrate(many, errors=False)
    np.testing.assert_allclose(other.a, one.a, atol=1e-6)
    assert other.log_likelihood == pytest.approx(one.log_likelihood, abs=1e-6)


def test_people_who_answered_alike_are_looked_at_once():
    rng = np.random.default_rng(12)
    rows = simulated(2000, a=A[:4], b=B[:4]) + (rng.random((2000, 4)) < 0.2)
    rows[rng.random(rows.shape) < 0.2] = np.nan
    answers = Answers.table(rows, group=np.arange(2000) % 2)
    once = collapsed(answers)
    assert once.persons <= 2 * 4**4
    assert once.times.sum() == 2000
    np.testing.assert_array_equal(once.by_code, answers.by_code)
    found = calibrate(answers, model=Model.GPCM, priors=Priors())
    every = replace(answers, weight=np.nextafter(answers.weight, 2))
    assert collapsed(every) is every
    other = calibrate(every, model=Model.GPCM, priors=Priors())
    np.testing.assert_allclose(found.b, other.b, atol=1e-6)
    np.testing.assert_allclose(found.b_se, other.b_se, atol=1e-6)
    assert found.log_likelihood == pytest.approx(other.log_likelihood, abs=1e-6)


def test_who_answered_an_item_twice_or_a_long_test_is_looked_at_alone():
    twice = Answers.of([0, 0, 1, 1, 2, 2], [0, 0, 0, 1, 0, 1], [1, 1, 0, 1, 0, 1], items=2)
    assert collapsed(twice) is twice
    long = Answers.table(np.ones((10, 40)))
    assert collapsed(long) is long


def test_the_climb_never_ends_below_where_it_began():
    seen = []
    calibrate(
        Answers.table(simulated(500, a=A, b=B)),
        errors=False,
        progress=lambda number, value: seen.append((number, value)),
    )
    assert [number for number, _value in seen] == list(range(1, len(seen) + 1))
    assert seen[-1][1] == pytest.approx(max(value for _number, value in seen), abs=1e-6)


def test_answers_of_all_sorts_of_holes_give_back_what_made_them():
    rng = np.random.default_rng(3)
    a, b = rng.lognormal(0.2, 0.3, 40), rng.normal(size=40)
    rows = simulated(4000, a=a, b=b)
    rows[rng.random(rows.shape) < 0.6] = np.nan
    found = calibrate(Answers.table(rows), priors=Priors(), settings=FAST)
    for off, error in ((found.a - a, found.a_se), (found.b[:, 0] - b, found.b_se[:, 0])):
        # As far off as the errors say: 0.46 and 1.84 bound chi-square(40)/40 in 998 of 1,000.
        assert 0.46 < np.mean((off / error) ** 2) < 1.84


def test_dense_and_sparse_answers_are_one_calculation():
    rows = simulated(400, a=A, b=B)
    dense = Answers.table(rows)
    sparse = replace(dense, weight=np.nextafter(dense.weight, 2))
    one, other = (calibrate(x, priors=Priors(), errors=False) for x in (dense, sparse))
    np.testing.assert_allclose(one.a, other.a, atol=1e-6)


def test_a_table_with_holes_is_the_list_of_what_is_there():
    rng = np.random.default_rng(4)
    rows = simulated(400, a=A, b=B)
    rows[rng.random(rows.shape) < 0.05] = np.nan
    table = Answers.table(rows)
    listed = replace(table, weight=np.nextafter(table.weight, 2))
    assert {type(one).__name__ for one in laid_out(table, np.float64)} == {"Tabled"}
    assert {type(one).__name__ for one in laid_out(listed, np.float64)} == {"Listed"}
    one, other = (calibrate(x, priors=Priors()) for x in (table, listed))
    np.testing.assert_allclose(one.a, other.a, atol=1e-6)
    np.testing.assert_allclose(one.b_se, other.b_se, atol=1e-6)


def test_an_item_answered_twice_counts_twice_and_is_no_table():
    rows = simulated(300, a=A, b=B)
    once = Answers.table(rows)
    twice = Answers.of(
        np.append(once.person, 0), np.append(once.item, 1), np.append(once.score, once.score[0]),
        items=len(A),
    )  # fmt: skip
    assert {type(one).__name__ for one in laid_out(twice, np.float64)} == {"Listed"}
    gone = np.append(np.ones(once.person.size), 0.0)
    same = calibrate(replace(twice, weight=gone), priors=Priors(), errors=False)
    found = calibrate(once, priors=Priors(), errors=False)
    np.testing.assert_allclose(same.a, found.a, atol=1e-6)


def test_answers_in_any_order_are_one_calculation():
    rng = np.random.default_rng(6)
    rows = simulated(400, a=A, b=B)
    rows[rng.random(rows.shape) < 0.5] = np.nan
    table = Answers.table(rows, times=rng.integers(1, 4, 400), group=rng.integers(0, 2, 400))
    order = rng.permutation(table.person.size)
    mixed = replace(
        table, person=table.person[order], item=table.item[order], score=table.score[order]
    )
    one, other = (calibrate(x, priors=Priors()) for x in (table, mixed))
    np.testing.assert_allclose(other.b, one.b, atol=1e-9)
    np.testing.assert_allclose(other.b_se, one.b_se, atol=1e-9)


def test_blocks_and_threads_change_nothing(monkeypatch):
    rng = np.random.default_rng(2)
    rows = simulated(1500, a=A, b=B)
    rows[rng.random(rows.shape) < 0.1] = np.nan
    answers = Answers.table(rows, group=np.arange(1500) % 2)
    whole = calibrate(answers, priors=Priors())
    monkeypatch.setattr(blocks, "PERSONS", 128)
    for threads in (1, 2, 5):
        parts = calibrate(answers, priors=Priors(), settings=Settings(threads=threads))
        np.testing.assert_allclose(parts.a, whole.a, atol=1e-6)
        np.testing.assert_allclose(parts.b_se, whole.b_se, atol=1e-5)


@pytest.mark.parametrize("model", [Model.TWO_PL, Model.RASCH, Model.GRM])
def test_errors_item_by_item_are_those_of_all_together(model, monkeypatch):
    rng = np.random.default_rng(8)
    a, b = rng.lognormal(0.2, 0.3, 20), rng.normal(size=20)
    rows = simulated(3000, a=a, b=b)
    if model is Model.GRM:
        rows = rows + simulated(3000, a=a, b=b + 0.5, seed=7)
    answers = Answers.table(rows, group=np.arange(3000) % 2)
    together = calibrate(answers, model=model, settings=FAST)
    monkeypatch.setattr(errors, "MOST_TOGETHER", 0)
    apart = calibrate(answers, model=model, settings=FAST)
    np.testing.assert_allclose(apart.a_se, together.a_se, rtol=0.1)
    np.testing.assert_allclose(apart.b_se, together.b_se, rtol=0.1)


def test_ten_answers_of_any_kind_take_a_byte_or_four_each():
    answers = Answers.table(np.ones((1000, 10), dtype=np.int8))
    held = (answers.person, answers.item, answers.score, answers.weight, answers.times)
    assert sum(one.base.nbytes if 0 in one.strides else one.nbytes for one in held) < 75_000


def test_fast_is_near_exact():
    answers = Answers.table(simulated(2000, a=A, b=B))
    exact, fast = (
        calibrate(answers, priors=Priors(), settings=s, errors=False) for s in (None, FAST)
    )
    np.testing.assert_allclose(fast.a, exact.a, atol=0.01)
    np.testing.assert_allclose(fast.b, exact.b, atol=0.01)


@pytest.mark.parametrize("model", [Model.TWO_PL, Model.GPCM, Model.GRM])
def test_both_kinds_of_standard_errors_agree(model):
    rng = np.random.default_rng(5)
    rows = simulated(2000, a=A, b=B)
    if model is not Model.TWO_PL:
        rows = rows + simulated(2000, a=A, b=B - rng.uniform(0, 1, len(B)), seed=7)
    answers = Answers.table(rows)
    observed = calibrate(answers, model=model)
    crossed = calibrate(answers, model=model, settings=replace(FAST, tolerance=1e-6))
    np.testing.assert_allclose(crossed.a_se, observed.a_se, rtol=0.2)
    np.testing.assert_allclose(crossed.b_se, observed.b_se, rtol=0.25)


def test_graded_and_partial_credit_of_two_scores_are_the_two_parameter_model():
    answers = Answers.table(simulated(600, a=A, b=B))
    found = [
        calibrate(answers, model=m, errors=False) for m in (Model.TWO_PL, Model.GPCM, Model.GRM)
    ]
    for other in found[1:]:
        np.testing.assert_allclose(other.a, found[0].a, atol=2e-5)
        assert other.log_likelihood == pytest.approx(found[0].log_likelihood, abs=1e-4)


def test_new_items_join_the_scale_of_anchors_and_the_group_is_free():
    rows = simulated(6000, a=A, b=B, mean=0.7, sd=1.3)
    anchors = {item: (float(A[item]), (float(B[item]),)) for item in range(4)}
    found = calibrate(Answers.table(rows), anchors=anchors, settings=FAST)
    np.testing.assert_array_equal(found.a[:4], A[:4])
    np.testing.assert_array_equal(found.a_se[:4], 0)
    assert found.mean[0] == pytest.approx(0.7, abs=0.08)
    assert found.sd[0] == pytest.approx(1.3, abs=0.08)
    np.testing.assert_allclose(found.b[4:, 0], B[4:], atol=0.15)


@QUICK
@given(st.floats(0.8, 1.25), st.floats(-0.5, 0.5))
def test_a_scale_moved_and_stretched_carries_everything_with_it(stretch, shift):
    answers = Answers.table(simulated(600, a=A, b=B, mean=0.2))
    before, after = (
        {item: (float(A[item]) / k, (float(k * B[item] + d),)) for item in range(4)}
        for k, d in ((1.0, 0.0), (stretch, shift))
    )
    settings = Settings(tolerance=1e-6)
    one = calibrate(answers, anchors=before, settings=settings, errors=False)
    other = calibrate(answers, anchors=after, settings=settings, errors=False)
    np.testing.assert_allclose(other.a * stretch, one.a, atol=2e-3)
    np.testing.assert_allclose(other.b, stretch * one.b + shift, atol=5e-3)
    assert other.mean[0] == pytest.approx(stretch * one.mean[0] + shift, abs=2e-3)
    assert other.sd[0] == pytest.approx(stretch * one.sd[0], abs=2e-3)


def test_two_groups_are_told_apart_on_one_scale():
    low, high = simulated(3000, a=A, b=B), simulated(3000, a=A, b=B, mean=0.8, sd=0.7, seed=8)
    answers = Answers.table(np.vstack([low, high]), group=np.repeat([0, 1], 3000))
    found = calibrate(answers, settings=FAST, errors=False)
    assert (found.mean[0], found.sd[0]) == (0.0, 1.0)
    assert found.mean[1] == pytest.approx(0.8, abs=0.1)
    assert found.sd[1] == pytest.approx(0.7, abs=0.1)


@pytest.mark.parametrize("settings", [Settings(), FAST])
@pytest.mark.parametrize("model", list(Model))
def test_unanimous_items_and_persons_stay_finite_in_every_model(model, settings):
    """Half of the answers are missing; all got one item right, nobody another."""
    rng = np.random.default_rng(12)
    rows = simulated(300, a=A, b=B)
    if model in {Model.GPCM, Model.GRM}:
        rows = rows + simulated(300, a=A, b=B + 0.7, seed=8)
    most = rows.max()
    rows[rng.random(rows.shape) < 0.5] = np.nan
    for at, score in (((slice(None), 0), most), ((slice(None), 1), 0.0)):
        rows[at] = np.where(np.isfinite(rows[at]), score, np.nan)
    rows[0], rows[1] = [most, np.nan, *[most] * 4], [np.nan, *[0.0] * 5]
    found = calibrate(Answers.table(rows), model=model, priors=Priors(), settings=settings)
    assert found.is_converged
    told = np.isfinite(found.b)
    np.testing.assert_array_equal(told.sum(axis=1), [most, 1, *[most] * 4])
    np.testing.assert_array_equal(np.isfinite(found.b_se), told)
    for one in (found.a, found.a_se, found.mean, found.sd):
        assert np.isfinite(one).all()
    middle = np.nanmean(found.b, axis=1)
    assert middle[0] < middle[2:].min()
    assert middle[1] > middle[2:].max()


def test_with_slopes_fixed_weak_priors_hardly_move_what_was_well_answered():
    answers = Answers.table(simulated(2000, a=np.ones(6), b=B))
    plain = calibrate(answers, model=Model.RASCH)
    weak = calibrate(answers, model=Model.RASCH, priors=Priors())
    np.testing.assert_array_equal(weak.a, 1.0)
    assert (np.abs(weak.b - plain.b) < 0.05 * plain.b_se).all()
    assert (weak.b_se < plain.b_se).all()
    other = calibrate(answers, model=Model.RASCH, priors=Priors(log_a=1.0, log_a_sd=0.01))
    np.testing.assert_array_equal(other.b, weak.b)


def test_without_priors_unanimous_items_are_refused_all_at_once():
    rows = simulated(50, a=A, b=B)
    rows[:, 0], rows[:, 3] = 1.0, 0.0
    with pytest.raises(Faults) as refused:
        calibrate(Answers.table(rows))
    assert [fault.where for fault in refused.value.faults] == ["item 0", "item 3"]


def test_guessing_that_is_known_is_taken_out():
    rng = np.random.default_rng(11)
    a, b, low = rng.lognormal(0.2, 0.3, 24), rng.normal(size=24), np.resize([0.25, 0.2, 0.0], 24)
    knows = simulated(4000, a=a, b=b)
    rows = np.where(rng.random(knows.shape) < low, 1.0, knows)
    answers = Answers.table(rows)
    found = calibrate(answers, priors=Priors(), settings=FAST, lower=low)
    for off, error in ((found.a - a, found.a_se), (found.b[:, 0] - b, found.b_se[:, 0])):
        # 0.36 and 2.1 bound chi-square(24)/24 in 998 of 1,000.
        assert 0.36 < np.mean((off / error) ** 2) < 2.1
    blind = calibrate(answers, priors=Priors(), settings=FAST, errors=False)
    assert np.mean((blind.b[:, 0] - b) ** 2) > 4 * np.mean((found.b[:, 0] - b) ** 2)
    assert found.log_likelihood > blind.log_likelihood


def test_no_guessing_is_the_two_parameter_model():
    answers = Answers.table(simulated(400, a=A, b=B))
    one = calibrate(answers)
    other = calibrate(answers, lower=np.zeros(len(A)))
    np.testing.assert_allclose(other.a, one.a, atol=1e-6)
    np.testing.assert_allclose(other.b_se, one.b_se, atol=1e-6)


def test_guessing_is_refused_where_it_has_no_meaning():
    rows = simulated(50, a=A, b=B)
    with pytest.raises(Faults) as refused:
        calibrate(Answers.table(rows), priors=Priors(), lower=np.array([0, 0, 1.2, 0, -0.1, 0]))
    assert [fault.where for fault in refused.value.faults] == ["item 2", "item 4"]
    with pytest.raises(Faults, match="right and wrong"):
        calibrate(Answers.table(rows * 2), priors=Priors(), lower=np.full(len(A), 0.2))
    with pytest.raises(Faults, match="one number for each item"):
        calibrate(Answers.table(rows), priors=Priors(), lower=np.zeros(2))


def test_what_is_no_answer_is_refused_with_its_place():
    with pytest.raises(Faults) as refused:
        Answers.of([0, 1, -1], [0, 5, 0], [1, 1, 12], times=[1, 1], items=2)
    assert [str(fault) for fault in refused.value.faults] == [
        "answers[2]: person -1 is outside 0..1.",
        "answers[1]: item 5 is outside 0..1.",
        "answers[2]: score 12 is outside 0..9.",
    ]


def test_an_item_that_nobody_answered_is_named():
    with pytest.raises(Faults) as refused:
        calibrate(Answers.of([0, 1], [0, 0], [0, 1], items=2), priors=Priors())
    assert str(refused.value) == "item 1: has no answers. Leave it out."
