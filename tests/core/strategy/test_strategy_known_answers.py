"""Published numbers come out, and what the data cannot say is not said."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from whetstone.core.kernel.reasons import say
from whetstone.core.strategy import goals, objective
from whetstone.core.strategy.duration import (
    LengthQuestion,
    Saturation,
    can_show,
    fit_saturation,
    half_life_days,
    how_long,
    saturation_day,
    settle_days,
)
from whetstone.core.strategy.goals import GoalLevel, GoalNode, GoalTree, MetricAim
from whetstone.core.strategy.looking import Arm, likelihood_ratio, may_stop
from whetstone.core.strategy.objective import (
    Action,
    ActionValue,
    Evidence,
    ObjectiveQuestion,
    Steer,
    argue,
    detectable_lift,
    sample_size,
)
from whetstone.core.strategy.series import (
    autocorrelation,
    effective_n,
    has_weekday_pattern,
    placebo_mde,
)
from whetstone.core.strategy.shrink import shrink_rates
from whetstone.core.strategy.words import WORDS


@pytest.mark.parametrize(
    ("p", "lift", "n"),
    [
        (0.002, 0.5, 39_146),
        (0.01, 0.2, 42_693),
        (0.01, 0.5, 7_750),
        (0.02, 0.3, 9_798),
        (0.70, 0.05, 2_597),
    ],
)
def test_people_per_arm_are_the_published_numbers(p, lift, n):
    assert abs(sample_size(p, p * (1 + lift)) - n) <= 1


@given(st.floats(0.001, 0.4), st.floats(0.02, 1.0))
def test_a_smaller_difference_never_needs_fewer_people(p, lift):
    assert sample_size(p, p * (1 + lift)) <= sample_size(p, p * (1 + lift / 2))


@given(st.floats(0.001, 0.4), st.integers(2_000, 10**6))
def test_the_detectable_lift_is_detectable(p, n):
    lift = detectable_lift(p, n)
    if lift is not None:
        assert sample_size(p, p * (1 + lift)) <= n


@pytest.mark.parametrize(("p", "q"), [(0, 0.1), (0.1, 1), (0.1, 0.1)])
def test_rates_that_cannot_be_compared_are_refused(p, q):
    with pytest.raises(ValueError, match="rates"):
        sample_size(p, q)


STORIES = ObjectiveQuestion(
    goal=Action.LINK_TAPS,
    evidence=(
        Evidence(Action.VIEWS, 3_000, 10_000),
        Evidence(Action.REPLIES, 40, 20_000),
        Evidence(Action.LINK_TAPS, 200, 20_000),
    ),
    people_per_day=3_000,
    days=14,
    lift=0.5,
)


def told(answer):
    reasons = [answer.binding, *answer.reasons, *(r for row in answer.rows for r in row.reasons)]
    return [say(reason, WORDS) for reason in reasons]


def test_the_goal_is_steered_by_itself_when_its_signal_is_strong_enough():
    answer = argue(STORIES)
    assert (answer.steer, answer.steer_by) == (Steer.GOAL, Action.LINK_TAPS)
    assert answer.binding.code == "signal"
    assert answer.binding.values["n"] == 7_750
    assert all(told(answer))


def test_a_goal_too_rare_to_see_stays_the_goal_and_is_steered_upstream():
    answer = argue(replace(STORIES, goal=Action.REPLIES))
    assert (answer.goal, answer.steer, answer.steer_by) == (
        Action.REPLIES,
        Steer.UPSTREAM,
        Action.VIEWS,
    )
    assert answer.binding.code == "no_signal"
    assert {"keep_goal_steer_upstream", "could_show"} <= {r.code for r in answer.reasons}
    assert all(told(answer))


def test_without_own_numbers_it_cannot_tell():
    answer = argue(replace(STORIES, evidence=()))
    assert (answer.steer, answer.steer_by) == (Steer.CANNOT_TELL, None)
    never = argue(replace(STORIES, evidence=(Evidence(Action.LINK_TAPS, 0, 500),)))
    assert never.steer is Steer.CANNOT_TELL
    nobody = argue(replace(STORIES, people_per_day=0))
    assert nobody.steer is Steer.CANNOT_TELL
    assert all(told(never) + told(nobody))


def test_views_have_no_value_unless_somebody_gives_them_one():
    answer = argue(replace(STORIES, values={Action.LINK_TAPS: ActionValue(0.5)}))
    assert not answer.row(Action.VIEWS).value.is_known
    assert answer.row(Action.LINK_TAPS).value.value == pytest.approx(5.0)


def test_values_whose_bands_overlap_are_a_tie():
    values = {Action.LINK_TAPS: ActionValue(1.0), Action.REPLIES: ActionValue(5.0)}
    assert argue(replace(STORIES, values=values)).ties == ((Action.REPLIES, Action.LINK_TAPS),)
    apart = values | {Action.REPLIES: ActionValue(50.0)}
    assert argue(replace(STORIES, values=apart)).ties == ()


def test_counts_above_their_people_are_refused():
    with pytest.raises(ValueError, match="count"):
        argue(replace(STORIES, evidence=(Evidence(Action.VIEWS, 2, 1),)))


@pytest.mark.parametrize(("carry", "days"), [(0.5, 3.3), (0.7, 6.5), (0.8, 10.3)])
def test_carry_over_settles_after_the_published_days(carry, days):
    assert round(settle_days(carry), 1) == days


def test_without_carry_over_nothing_has_to_settle():
    assert settle_days(0) == 0
    assert half_life_days(0.5) == pytest.approx(1.0)
    with pytest.raises(ValueError, match="carry-over"):
        settle_days(1.0)


def noisy(days=300, *, sd=0.05, drift=0.0, weekly=0.0, seed=7):
    rng = np.random.default_rng(seed)
    walk = np.cumsum(rng.normal(0, drift, days))
    week = weekly * np.sin(np.arange(days) * 2 * np.pi / 7)
    return tuple(float(x) for x in 1000 * np.exp(rng.normal(0, sd, days) + walk + week))


def test_the_weekdays_bind_when_the_signal_is_strong():
    answer = how_long(LengthQuestion(noisy(weekly=0.3), lift=0.2))
    assert (answer.days, answer.binding.code) == (14, "weekday_pattern")


def test_the_smallest_difference_has_its_own_interval_in_words():
    answer = how_long(LengthQuestion(noisy(), lift=0.2))
    (point,) = [one for one in answer.differences if one.days == answer.days]
    (said,) = [one for one in answer.reasons if one.code == "figure_within"]
    assert said.values["n"] == point.windows >= 8
    assert said.values["low"] < 100 * point.mde < said.values["high"]
    assert "may really be" in say(said, WORDS)
    past = noisy(28 + 8 * 7, sd=0.2)
    scarce = placebo_mde(past, 7)
    unsure = how_long(LengthQuestion(past, lift=(scarce.mde + scarce.high) / 2))
    (doubt,) = [one for one in unsure.reasons if one.code.startswith("figure_")]
    assert (unsure.days, doubt.code) == (7, "figure_unsure")
    assert "7 days may be too few" in say(doubt, WORDS)


def test_one_week_will_do_without_weekdays():
    answer = how_long(LengthQuestion(noisy(), lift=0.2))
    assert (answer.days, answer.binding.code) == (7, "signal_from")


def test_settling_binds_when_people_decide_slowly():
    slow = LengthQuestion(noisy(320), lift=0.2, lag_days=20, carry_over=0.8)
    answer = how_long(slow)
    assert (answer.days, answer.binding.code) == (35, "settling")
    short = how_long(replace(slow, daily=noisy(300)))
    assert (short.days, short.binding.code) == (None, "history_short")


def test_drift_makes_every_length_too_short_and_a_control_helps():
    shared = noisy(drift=0.05)
    other = tuple(x * y / 1000 for x, y in zip(noisy(seed=8), shared, strict=True))
    alone = how_long(LengthQuestion(shared, lift=0.1))
    assert (alone.days, alone.binding.code) == (None, "signal_never")
    assert "add_control" in {r.code for r in alone.reasons}
    helped = how_long(LengthQuestion(shared, lift=0.1, control=other))
    assert helped.days is not None


def test_it_stops_before_nobody_is_left_to_reach():
    reach = tuple(Saturation(1000, 0.4).reach(t) for t in range(1, 30))
    answer = how_long(LengthQuestion(noisy(), lift=0.2, lag_days=30, reach=reach))
    assert (answer.days, answer.binding.code) == (None, "saturates_first")
    assert answer.stop_by == saturation_day(fit_saturation(reach))
    for reason in (answer.binding, *answer.reasons, *(c.reason for c in answer.conditions)):
        assert say(reason, WORDS)


def test_a_short_history_says_so():
    assert how_long(LengthQuestion(noisy(30), lift=0.2)).binding.code == "history_short"
    assert can_show(LengthQuestion(noisy(30), lift=0.2), 0.1, 7).yes is None


def test_seven_days_cannot_show_a_tenth_where_the_past_is_noisy():
    answer = can_show(LengthQuestion(noisy(sd=0.3), lift=0.1), 0.1, 7)
    assert answer.yes is False
    assert [r.code for r in answer.reasons] == ["cannot_show", "add_control"]
    assert can_show(LengthQuestion(noisy(sd=0.01), lift=0.1), 0.1, 7).yes is True


def test_the_saturation_curve_is_found_again():
    curve = fit_saturation([Saturation(5000, 0.15).reach(t) for t in range(1, 22)])
    assert curve.r_inf == pytest.approx(5000, rel=0.01)
    assert curve.k == pytest.approx(0.15, rel=0.02)
    day = saturation_day(curve)
    assert curve.reach(day + 7) - curve.reach(day) < 0.05 * curve.r_inf
    assert fit_saturation([100 * t for t in range(1, 22)]) is None


def test_a_series_that_stops_at_zero_has_no_placebo():
    assert placebo_mde([10.0] * 40 + [0.0] * 40, 7).mde is None
    assert placebo_mde([10.0] * 100, 7).mde == 0
    with pytest.raises(ValueError, match="control"):
        placebo_mde([1.0] * 60, 7, control=[1.0])


def test_days_that_follow_each_other_count_for_less():
    assert effective_n(28, 0.68) == pytest.approx(28 * 0.32 / 1.68)
    assert effective_n(28, -0.5) == 28
    assert autocorrelation(noisy(weekly=0.5), 7) > 0.9
    assert autocorrelation([3.0] * 20, 1) == 0
    assert has_weekday_pattern(noisy(20)) is None


def test_shrinking_lies_between_the_raw_rate_and_the_mean():
    shrunk = shrink_rates([1, 30, 0, 5], [10, 1000, 3, 500])
    for estimate, (y, n) in zip(
        shrunk.rates, [(1, 10), (30, 1000), (0, 3), (5, 500)], strict=True
    ):
        low, high = sorted((y / n, shrunk.mean))
        assert low - 1e-12 <= estimate.value <= high + 1e-12
    with pytest.raises(ValueError, match="count"):
        shrink_rates([2], [1])


counts = st.lists(
    st.integers(0, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))),
    min_size=1,
    max_size=8,
).filter(lambda rows: sum(n for _, n in rows) > 0)


@given(counts)
def test_every_shrunk_rate_has_a_band_around_it(rows):
    shrunk = shrink_rates([y for y, _ in rows], [n for _, n in rows])
    assert all(0 <= e.lo <= e.value <= e.hi <= 1 for e in shrunk.rates)


def test_a_rate_is_never_known_better_than_all_people_together():
    (one, other) = shrink_rates([20, 21], [1000, 1000]).rates  # no more apart than by chance
    half = 1.96 * math.sqrt(0.0205 * 0.9795 / 2000)
    assert one.value == pytest.approx(other.value, abs=1e-5)
    assert one.hi - one.lo == pytest.approx(2 * half, rel=0.05)


def test_looking_daily_keeps_its_error_rate():
    rng = np.random.default_rng(3)
    alarms = 0
    for _ in range(300):
        a, b = np.cumsum(rng.binomial(500, 0.02, (2, 28)), axis=1)
        alarms += any(
            may_stop(Arm(int(x), 500 * d), Arm(int(y), 500 * d), tau=0.004)
            for d, (x, y) in enumerate(zip(a, b, strict=True), start=1)
        )
    assert alarms / 300 <= 0.05
    assert likelihood_ratio(Arm(0, 0), Arm(0, 0), tau=0.1) == 1.0
    assert may_stop(Arm(100, 10_000), Arm(300, 10_000), tau=0.004)


AIM = MetricAim("link clicks per reached person", 0.01, 0.015, "Asha", date(2027, 3, 31))
TOP = GoalNode("g1", GoalLevel.BUSINESS, "Sell more", None, AIM, 3)
SOCIAL = GoalNode("g2", GoalLevel.SOCIAL, "Traffic", "g1", AIM, 1)
TREE = GoalTree(
    (TOP, SOCIAL),
    (goals.CampaignNode("c1", "g2", 10), goals.CampaignNode("c2", None, 10)),
    (goals.PostNode("p1", "c1"), goals.PostNode("p2", "c2"), goals.PostNode("p3", None)),
)


def test_a_path_leads_from_a_post_to_the_business_goal():
    assert goals.path_to_top(TREE, "p1") == ("p1", "c1", "g2", "g1")
    assert goals.path_to_top(TREE, "p2") == ()
    assert goals.orphan_share(TREE) == goals.Share(2, 3)


def test_every_gap_in_the_tree_is_named():
    ring = (replace(SOCIAL, id="r1", parent="r2"), replace(SOCIAL, id="r2", parent="r1"))
    bare = replace(SOCIAL, id="bare", aim=None)
    vague = replace(SOCIAL, id="vague", aim=MetricAim("x", 2, 1, "", None))
    down = replace(SOCIAL, id="down", aim=replace(AIM, baseline=2, target=1, direction=-1))
    tree = replace(TREE, goals=(*TREE.goals, *ring, bare, vague, down))
    found = goals.check_tree(tree)
    assert {r.code for r in found} == {
        "goal_without_top",
        "parent_not_above",
        "goal_without_metric",
        "aim_without",
        "target_backwards",
        "metric_opposed",
        "campaign_without_goal",
        "orphan_post",
    }
    assert all(say(reason, WORDS) for reason in found)


def test_hours_are_held_against_priorities():
    assert goals.priority_gap(TREE) == pytest.approx(0.75)
    assert goals.priority_gap(GoalTree()) is None


def test_the_gap_is_the_share_of_the_hours_that_would_have_to_move():
    """Worked by hand: priorities 3 to 1, hours 10 on the lower goal, 20 on none, 10 on the top."""
    found = goals.priorities(TREE, {"c1": 10, "c2": 20, "g1": 10})
    assert [(row.goal, row.wanted, row.spent) for row in found.rows] == [
        ("", 0, 0.5), ("g1", 0.75, 0.25), ("g2", 0.25, 0.25),
    ]  # fmt: skip
    assert (found.gap, found.hours) == (0.5, 40)
    assert goals.priorities(TREE, {"g1": 3, "c1": 1}).gap == 0
    assert goals.priorities(TREE, {}) is None
    assert goals.priorities(replace(TREE, goals=(replace(TOP, priority=None),)), {"g1": 1}) is None


def test_hours_of_a_goal_itself_are_aligned_as_those_of_its_campaign():
    assert goals.aligned_share(TREE, {"c1": 3, "g2": 2, "c2": 4, None: 1}) == goals.Alignment(
        5, 10
    )


def test_one_metric_under_two_goals_is_told_only_where_they_pull_apart():
    up = replace(AIM, name="m1", measures="reach")
    unknown = replace(AIM, name="m2", measures="reach", direction=0)
    down = replace(AIM, name="m3", measures="reach", baseline=2, target=1, direction=-1)

    def codes(*more):
        return {one.code for one in goals.check_tree(replace(TREE, more_aims=more))}

    assert "metric_opposed" not in codes(("g1", up), ("g2", up), ("g2", unknown))
    assert "metric_opposed" in codes(("g1", up), ("g2", down))
    assert "metric_opposed" not in codes(("g1", up), ("g2", replace(down, measures="other")))


def test_a_metric_that_is_lent_to_goals_above_is_told_once():
    over = replace(AIM, name="m9", is_over=True)
    lent = tuple(replace(goal, aim=over) for goal in TREE.goals)
    found = goals.check_tree(replace(TREE, goals=lent, more_aims=(("g2", over),)))
    told = [one for one in found if one.code == "era_over"]
    assert [one.values["goal"] for one in told] == ["g2"]


def test_a_question_needs_a_metric_and_a_metric_an_era_that_lasts():
    asked = GoalNode("q", GoalLevel.QUESTION, "Does it help?", "g2")
    over = replace(AIM, name="m9", is_over=True)
    found = goals.check_tree(replace(TREE, goals=(*TREE.goals, asked), more_aims=(("g2", over),)))
    assert {"question_without_metric", "era_over"} <= {one.code for one in found}
    assert all(say(reason, WORDS) for reason in found)
    fine = replace(TREE, goals=(*TREE.goals, replace(asked, aim=AIM)))
    assert "question_without_metric" not in {one.code for one in goals.check_tree(fine)}


def test_every_purpose_names_an_action():
    assert set(objective.GOAL_ACTION) == set(objective.Purpose)
    assert not math.isnan(sum(len(v) for v in objective.UPSTREAM.values()))
