"""Staggered starts: constructed panels with known answers, and what is refused."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.core.rollup.panels import SCENES, panel_of, rates

from whetstone.core.kernel.intervals import Estimate
from whetstone.core.rollup.staggered import Panel, Starts, answer, effect_weights, randomisation
from whetstone.core.rollup.synthetic import synthetic_control
from whetstone.core.rollup.training_effect import Effect, Told, what_it_returned


@pytest.fixture
def rng():
    return np.random.default_rng(5)


def test_an_effect_without_noise_is_found_to_the_digit(rng):
    starts = Starts((2, 2, 4, 4, 6, 6, 9, 9), 9)
    unit = np.arange(8.0)[:, None] * 10
    period = np.array([0, 3, -2, 8, 1, 1, 5, 0, 4.0])
    found = answer(panel_of(unit + period + 7 * starts.on, starts), rng=rng)
    assert found.effect.estimate.value == pytest.approx(7)
    assert found.effect.estimate.width == pytest.approx(0, abs=1e-6)
    assert {round(one.estimate.value, 6) for one in found.points if one.step >= 0} == {7}
    assert {round(one.estimate.value, 6) for one in found.points if one.step < 0} == {0}


def test_an_effect_that_grows_is_not_turned_round_by_units_that_started_before(rng):
    """What two-way fixed effects get wrong (Goodman-Bacon 2021): started units never compare."""
    starts = Starts((2, 2, 5, 5, 9, 9), 9)
    since = np.clip(np.arange(9) - starts.at[:, None] + 1, 0, None)
    found = answer(panel_of(2.0 * since, starts), rng=rng)
    by_step = {one.step: one.estimate.value for one in found.points}
    assert [by_step[n] for n in range(4)] == pytest.approx([2, 4, 6, 8])
    assert found.effect.estimate.value > 0


def test_one_start_is_the_difference_of_mean_changes_with_welch_s_interval(rng):
    changes = [5, 6, 5, 7, 6, 0, 1, 0, -1, 0]
    table = np.array([[10, 10, 10 + one, 10 + one] for one in changes], dtype=float)
    found = answer(panel_of(table, Starts((2,) * 5 + (9,) * 5, 4)), rng=rng)
    assert found.effect.told is Told.BETTER
    assert found.effect.estimate.value == pytest.approx(5.8)
    assert found.effect.p == pytest.approx(2 / 252)
    # by hand: variances .7 and .5 of five each, se .4899, 7.784 degrees of freedom, t 2.3172
    assert found.effect.estimate.hi - 5.8 == pytest.approx(1.1352, abs=2e-3)
    assert found.detectable == pytest.approx(0.4899 * (2.3172 + 0.8910), abs=5e-3)


def test_the_p_value_draws_the_order_that_was_drawn():
    """Three units, three starts: six orders, counted by hand."""
    starts = Starts((1, 2, 9), 3)
    table = np.array([[0, 3, 3], [0, 0, 5], [0, 1, 1.0]])
    weights = effect_weights(starts)
    seen = abs((weights * table).sum())
    each = [
        abs((effect_weights(Starts(order, 3)) * table).sum())
        for order in [(1, 2, 9), (1, 9, 2), (2, 1, 9), (2, 9, 1), (9, 1, 2), (9, 2, 1)]
    ]
    wanted = sum(one >= seen - 1e-9 for one in each) / 6
    rng = np.random.default_rng(1)
    assert randomisation(starts, table[None], rng)[0] == pytest.approx(wanted)


def test_four_a_side_show_the_interval_and_cannot_tell(rng):
    table = np.array([[0, 50.0 + n] for n in range(4)] + [[0, n] for n in range(6)])
    found = answer(panel_of(table, Starts((1,) * 4 + (9,) * 6, 2)), rng=rng)
    assert found.effect.told is Told.CANNOT_TELL
    assert found.effect.estimate.lo > 0
    assert found.effect.p < 0.05
    assert (found.started, found.not_yet) == (4, 6)


@pytest.mark.parametrize(
    ("places", "why"),
    [((9, 9, 9), "nobody_to_compare"), ((1, 1, 1), "nobody_to_compare"), ((1, 9), "no_spread")],
)
def test_where_nothing_compares_it_says_why(places, why, rng):
    table = np.arange(2.0 * len(places)).reshape(-1, 2)
    found = answer(panel_of(table, Starts(places, 2)), rng=rng)
    assert not found.effect.estimate.is_known
    assert [one.code for one in found.effect.reasons] == [why]
    assert math.isnan(found.detectable)


def test_a_unit_without_a_before_is_refused():
    with pytest.raises(ValueError, match="before"):
        Starts((0, 4), 4)


def test_groups_that_moved_apart_before_are_doubted(rng):
    starts = Starts((3,) * 5 + (9,) * 5, 4)
    table = np.arange(4.0) * np.array([1.0] * 5 + [0.0] * 5)[:, None]
    table += rng.normal(0, 0.01, table.shape)
    codes = {one.code for one in answer(panel_of(table, starts), rng=rng).effect.reasons}
    assert "drifted_before" in codes


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000))
def test_swapping_the_groups_turns_the_sign(seed):
    draw = np.random.default_rng(seed)
    table = np.hstack([np.zeros((12, 1)), draw.normal(0, 1, (12, 1))])
    early, late = (Starts((1,) * 6 + (9,) * 6, 2), Starts((9,) * 6 + (1,) * 6, 2))
    one, other = (answer(panel_of(table, starts), rng=draw) for starts in (early, late))
    assert one.effect.estimate.value == pytest.approx(-other.effect.estimate.value)
    assert one.effect.p == pytest.approx(other.effect.p)


def test_the_return_is_the_interval_times_one_s_own_margin_less_the_hours():
    told = Effect(Estimate(5.8, 4.7, 6.9, 10), 0.01, Told.BETTER, ())
    worth = what_it_returned(told, team_weeks=10, margin=2, hours=8, hour_cost=5)
    assert worth.benefit.value == pytest.approx(116)
    assert (worth.net.lo, worth.net.hi) == (pytest.approx(54), pytest.approx(98))
    untold = Effect(told.estimate, 0.01, Told.CANNOT_TELL, ())
    unknown = what_it_returned(untold, team_weeks=10, margin=2, hours=8, hour_cost=5)
    assert not unknown.net.is_known
    assert unknown.cost == 40


@pytest.mark.parametrize("scene", SCENES)
def test_nulls_alarm_at_their_rate_and_intervals_cover(scene):
    """A quick look with 1,200 replications; `tests/long` looks with 20,000."""
    null = rates(scene, effect=0.0, replications=1200, seed=3)
    assert 0.03 < null.alarms_p < 0.07
    assert 0.03 < null.alarms_t < 0.07
    assert 0.925 < rates(scene, effect=1.5, replications=1200, seed=4).covered < 0.975


def test_one_treated_unit_is_held_against_a_mixture_of_the_others():
    time = np.arange(10.0)
    others = np.array([time, 20 - time, np.cos(time), 3 + np.sin(2 * time), 0.2 * time**2])
    mine = 0.5 * others[0] + 0.5 * others[1] + np.where(time >= 6, 4, 0)
    panel = panel_of(np.vstack([mine, others]), Starts((6, *(99,) * 5), 10))
    found = synthetic_control(panel)
    assert found is not None
    assert found.gap == pytest.approx(4, abs=1e-3)
    assert dict(found.parts)["u1"] == pytest.approx(0.5, abs=1e-3)
    assert (found.rank, found.of, found.p) == (1, 6, pytest.approx(1 / 6))


def test_two_treated_units_are_not_one():
    table = np.zeros((4, 3))
    assert synthetic_control(panel_of(table, Starts((1, 1, 9, 9), 3))) is None
    assert (
        synthetic_control(Panel(("a", "b"), ("1", "2"), table[:2, :2], Starts((1, 9), 2))) is None
    )


@pytest.mark.parametrize("scale", [1e-12, 1.0, 1e9])
@pytest.mark.parametrize("level", [0.0, 1e6])
def test_ties_and_doubts_do_not_hang_on_the_size_of_the_figures(rng, scale, level):
    """Whole numbers tie often; in other units they tie just as often."""
    starts = Starts((3, 3, 3, 5, 5, 9, 9, 9), 7)
    table = rng.integers(0, 3, (8, 7)).astype(float)
    plain = answer(panel_of(table, starts), rng=np.random.default_rng(1))
    other = answer(panel_of((table + level) * scale, starts), rng=np.random.default_rng(1))
    assert other.effect.p == plain.effect.p
    assert other.effect.told == plain.effect.told
    assert other.effect.reasons == plain.effect.reasons
    assert other.effect.estimate.width == pytest.approx(scale * plain.effect.estimate.width)


@pytest.mark.parametrize("scale", [1e-12, 1.0, 1e9])
def test_where_nothing_but_the_effect_moves_the_interval_is_a_point_in_any_unit(rng, scale):
    starts = Starts((3,) * 5 + (9,) * 5, 7)
    level = rng.normal(0, 1000, (10, 1))
    found = answer(panel_of((level + 2 * starts.on) * scale, starts), rng=rng).effect.estimate
    assert found.value == pytest.approx(2 * scale)
    assert found.width == 0
