"""Laws that every level estimate obeys."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from whetstone.core.kernel.errors import Faults, Missing
from whetstone.core.kernel.verdict import Verdict
from whetstone.core.measurement.display import LEVEL_CUTS, display_level
from whetstone.core.measurement.items import GRID, ItemParameters, ItemTable
from whetstone.core.measurement.levels import estimate, estimate_many
from whetstone.core.measurement.propagation import Prior, assumed_prior
from whetstone.core.measurement.responses import Responses
from whetstone.core.measurement.sensitivity import entry_sensitivity

AREAS = 4


def _bank(size=24):
    rng = np.random.default_rng(11)
    return ItemTable.build(
        [
            ItemParameters(
                k % AREAS,
                1 + k % 3,
                float(rng.uniform(0.7, 1.2)),
                float(rng.uniform(-1.2, 1.2)),
                0.3,
                0.7,
            )
            for k in range(size)
        ]
    )


TABLE = _bank()
PRIOR = assumed_prior(AREAS)


@st.composite
def sittings(draw, least=1):
    items = draw(
        st.lists(st.integers(0, len(TABLE) - 1), min_size=least, max_size=24, unique=True)
    )
    scores = [draw(st.integers(0, int(TABLE.max_score[item]))) for item in items]
    weights = [draw(st.floats(0.05, 1)) for _ in items]
    epochs = [draw(st.integers(0, 2)) for _ in items]
    return items, scores, weights, epochs


def _of(sitting):
    items, scores, weights, epochs = sitting
    return Responses.of(items, scores, weight=weights, epoch=epochs)


@settings(max_examples=60, deadline=None)
@given(sittings(), st.data())
def test_a_better_answer_never_lowers_a_mean(sitting, data):
    items, scores, weights, epochs = sitting
    place = data.draw(st.integers(0, len(items) - 1))
    largest = int(TABLE.max_score[items[place]])
    scores[place] = data.draw(st.integers(0, largest - 1))
    worse = estimate(_of((items, scores, weights, epochs)), TABLE, PRIOR)
    scores[place] += 1
    better = estimate(_of((items, scores, weights, epochs)), TABLE, PRIOR)
    area = TABLE.area[items[place]]
    assert better.mean[area] >= worse.mean[area] - 1e-3
    assert (better.mean >= worse.mean - 2e-3).all()


@settings(max_examples=40, deadline=None)
@given(sittings(), st.randoms(use_true_random=False))
def test_the_order_of_answers_does_not_matter(sitting, random):
    places = list(range(len(sitting[0])))
    random.shuffle(places)
    shuffled = tuple([column[place] for place in places] for column in sitting)
    one, other = estimate(_of(sitting), TABLE, PRIOR), estimate(_of(shuffled), TABLE, PRIOR)
    assert np.allclose(one.mean, other.mean, atol=1e-9)
    assert np.allclose(one.sd, other.sd, atol=1e-9)


@settings(max_examples=40, deadline=None)
@given(sittings(least=2), st.data())
def test_weight_0_is_the_same_as_not_answered(sitting, data):
    responses = _of(sitting)
    gone = np.array([data.draw(st.booleans()) for _ in responses.item])
    silent = responses.reweighted(np.where(gone, 0.0, 1.0))
    one = estimate(silent, TABLE, PRIOR)
    other = estimate(responses.where(~gone), TABLE, PRIOR)
    for name in ("mean", "sd", "low", "high", "at_or_above", "answers", "fresh"):
        assert np.array_equal(getattr(one, name), getattr(other, name))


@pytest.mark.parametrize("points", ["none", "all"])
def test_unanimous_answers_stay_finite_and_inside_the_scale(points):
    scores = TABLE.max_score if points == "all" else np.zeros(len(TABLE))
    found = estimate(Responses.of(np.arange(len(TABLE)), scores), TABLE, PRIOR)
    for array in (found.mean, found.sd, found.low, found.high, found.at_or_above):
        assert np.isfinite(array).all()
    assert (np.abs(found.mean) < 3).all()
    assert (found.low < found.mean).all()
    assert (found.mean < found.high).all()


def test_the_same_answers_give_the_same_numbers():
    responses = Responses.of([0, 1, 2, 5], [1, 0, 2, 1], epoch=[0, 1, 1, 2])
    first, again = (estimate(responses, TABLE, PRIOR) for _ in range(2))
    assert np.array_equal(first.mean, again.mean)
    assert np.array_equal(first.at_or_above, again.at_or_above)


def test_an_area_without_answers_is_unmeasured_and_not_guessed():
    found = estimate(Responses.of([0, 4, 8], [1, 2, 3]), TABLE, PRIOR)
    assert found.verdict(0) is not Verdict.UNMEASURED
    assert found.verdict(1) is Verdict.UNMEASURED
    assert not found.estimate(1).is_known
    assert found.estimate(0).n == 3
    assert found.mean[1] > 0


def test_no_answers_at_all_give_back_the_prior():
    found = estimate(Responses.of([], []), TABLE, PRIOR)
    assert np.allclose(found.mean, 0, atol=1e-6)
    assert np.allclose(found.sd, 1, atol=1e-3)


def test_the_error_of_items_widens_the_band():
    exact = [ItemParameters(0, 1, 1.0, b) for b in (-1.0, -0.5, 0.0, 0.5, 1.0)]
    rough = [ItemParameters(0, 1, 1.0, item.b, 0.3, 0.7) for item in exact]
    answers = Responses.of(range(5), [1, 1, 1, 0, 0])
    known, unsure = (
        estimate(answers, ItemTable.build(bank), assumed_prior(1)) for bank in (exact, rough)
    )
    assert unsure.sd[0] > known.sd[0]


def test_less_weight_says_less():
    full = estimate(Responses.of([0, 4, 8], [1, 2, 3]), TABLE, PRIOR)
    half = estimate(Responses.of([0, 4, 8], [1, 2, 3], weight=[0.5] * 3), TABLE, PRIOR)
    assert 0 < half.mean[0] < full.mean[0]
    assert half.sd[0] > full.sd[0]
    assert half.fresh[0] == pytest.approx(1.5)


def test_a_gain_measured_again_is_shown_to_90_percent():
    """Ten answers before and ten after a learning event, mean over 500 people."""
    rng = np.random.default_rng(5)
    bank = [
        ItemParameters(
            0, 1 + k % 3, float(rng.uniform(0.7, 1.2)), float(rng.uniform(-1.2, 1.2)), 0.3, 0.7
        )
        for k in range(20)
    ]
    table, prior, people = ItemTable.build(bank), assumed_prior(1), 500
    for start, gain in ((-1.4, 1.6), (-1.0, 1.0), (-0.4, 1.0), (0.2, 1.0)):
        old = _answers(rng, table, np.arange(10), (start, people))
        new = _answers(rng, table, np.arange(10, 20), (start + gain, people))
        person = np.repeat(np.arange(people), 10)
        before, alone = (
            estimate_many(Responses.of(i, s, person=person), table, prior, persons=people)
            for i, s in (old, new)
        )
        both = Responses.of(
            np.r_[old[0], new[0]],
            np.r_[old[1], new[1]],
            epoch=np.repeat([0, 1], 10 * people),
            person=np.r_[person, person],
        )
        joined = estimate_many(both, table, prior, persons=people)
        shown = (joined.mean - before.mean).mean() / (alone.mean - before.mean).mean()
        assert 0.9 <= shown <= 1.0
        assert (joined.sd <= alone.sd + 0.02).mean() > 0.9


def _answers(rng, table, items, who):
    theta, people = who
    chance = np.cumsum(table.prob[items][..., np.abs(GRID - theta).argmin()], axis=1)
    scores = (rng.random((people, items.size, 1)) > chance).sum(axis=-1)
    return np.tile(items, people), scores.reshape(-1)


def test_learning_after_the_last_answer_keeps_the_mean_and_widens_the_band():
    answers = Responses.of([0, 4, 8, 12], [1, 2, 3, 1])
    then = estimate(answers, TABLE, PRIOR)
    now = estimate(answers, TABLE, PRIOR, current_epoch=[1, 0, 0, 0])
    assert now.mean[0] == pytest.approx(then.mean[0], abs=0.01)
    assert now.sd[0] > then.sd[0] + 0.05
    assert now.fresh[0] == 0
    assert np.allclose(now.sd[1:], then.sd[1:])


@pytest.mark.parametrize(
    ("item", "score", "weight"),
    [(99, 0, 1.0), (-1, 0, 1.0), (0, 2, 1.0), (0, -1, 1.0), (0, 0, -1.0)],
)
def test_answers_that_do_not_fit_are_refused(item, score, weight):
    with pytest.raises(Faults):
        estimate(Responses.of([item], [score], weight=[weight]), TABLE, PRIOR)


def test_all_bad_items_of_a_bank_are_named_at_once():
    with pytest.raises(Faults) as caught:
        ItemTable.build([ItemParameters(0, 4, 1.0, 0.0), ItemParameters(-1, 1, -1.0, 0.0)])
    assert [fault.where for fault in caught.value.faults] == ["items[0]", "items[1]", "items[1]"]


def test_a_prior_that_is_no_covariance_is_refused():
    with pytest.raises(Faults):
        Prior(np.zeros(2), np.array([[1.0, 2.0], [2.0, 1.0]]))


def test_an_unknown_cut_is_missing():
    with pytest.raises(Missing):
        estimate(Responses.of([0], [1]), TABLE, PRIOR).p(0, "legend")


@given(st.floats(-6, 6), st.floats(0, 3))
def test_display_levels_rise_with_ability_from_0_to_4(theta, step):
    assert 0 <= display_level(theta) <= display_level(theta + step) <= 4


def test_display_levels_meet_the_cuts():
    assert display_level(LEVEL_CUTS).tolist() == [1, 2, 3, 4]


def test_cuts_that_fall_are_refused():
    with pytest.raises(Faults):
        display_level(0.0, (1.0, 0.0))


def test_sensitivity_names_what_moves():
    responses = Responses.of([0, 4, 8, 1], [1, 2, 3, 0], weight=[0.6, 0.8, 1.0, 0.5])
    found = entry_sensitivity(responses, TABLE, np.array([0.6, 0.8, 1.0, 0.5]), areas=AREAS)
    assert (found.widest >= 0).all()
    assert found.retention_halved[0] < found.base[0]
    assert found.correlation_high[2] > found.correlation_low[2]
    assert np.allclose(found.step_halved, found.base)


def test_sensitivity_refuses_retention_that_is_no_share():
    with pytest.raises(Faults):
        entry_sensitivity(Responses.of([0], [1]), TABLE, np.array([1.2]), areas=AREAS)


def test_a_lesson_in_one_area_loosens_it_from_the_others():
    """Dense grid over two areas: the other one says less of somebody who has just learned."""
    fine = np.linspace(-6, 6, 241)
    r, step = 0.55, 2.0
    items = [k for k in range(len(TABLE)) if k % AREAS == 1][:5]
    told = Responses.of(items, [int(TABLE.max_score[k]) for k in items])
    new = [k for k in range(len(TABLE)) if k % AREAS == 0][:3]
    prior = assumed_prior(AREAS, correlation=r)
    both = Responses.of(
        [*told.item, new[0], *new[1:]],
        [*told.score, 0, 1, 1],
        epoch=[0] * (len(told) + 1) + [1, 1],
    )
    found = estimate(both, TABLE, prior, current_epoch=[1, 0, 0, 0], process_sd=step)
    at = {
        k: np.interp(fine, GRID, TABLE.log_prob[k, s])
        for k, s in zip([*items, *new], [*told.score, 0, 1, 1], strict=True)
    }
    loose = r / np.sqrt(1 + step**2)
    x, y = fine[:, None], fine[None]
    log_prior = -(x**2 - 2 * loose * x * y + y**2) / (2 * (1 - loose**2))
    walk = np.exp(-((fine[:, None] - fine) ** 2) / (2 * step**2))
    old = np.log(np.exp(at[new[0]]) @ (walk / walk.sum(axis=1, keepdims=True)).T)
    mine = old + at[new[1]] + at[new[2]]
    joint = np.exp(log_prior + mine[:, None] + sum(at[k] for k in items)[None])
    density = joint.sum(axis=1) / joint.sum()
    mean = float(density @ fine)
    assert found.mean[0] == pytest.approx(mean, abs=0.02)
    assert found.sd[0] == pytest.approx(np.sqrt(density @ fine**2 - mean**2), abs=0.02)


def test_without_a_lesson_nothing_is_loosened():
    answers = Responses.of([0, 1, 2, 5], [1, 1, 2, 1])
    early = Responses.of([0, 1, 2, 5], [1, 1, 2, 1], epoch=[2, 2, 2, 2])
    assert np.array_equal(estimate(answers, TABLE, PRIOR).mean, estimate(early, TABLE, PRIOR).mean)
