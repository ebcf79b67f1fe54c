"""Networks of a target, and who engaged: ties stay ties, gaps stay gaps."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from whetstone.core.kernel.reasons import say
from whetstone.core.strategy.engagers import engager_mix
from whetstone.core.strategy.network_fit import CellUse, OwnAnswers, joint_reach, network_fit
from whetstone.core.strategy.words import WORDS

WOMEN = {"women": 1.0}
USES = [
    CellUse("pinterest", "women", 0.50, 2_900),
    CellUse("instagram", "women", 0.54, 2_900),
    CellUse("youtube", "women", 0.83, 2_900),
    CellUse("reddit", "men", 0.27, 2_800),
]


def by_name(fit):
    return {row.network: row for row in fit.networks}


def test_women_use_pinterest_more_than_everyone():
    row = by_name(network_fit(WOMEN, USES, everyone={"pinterest": 0.35}))["pinterest"]
    assert (round(row.reach.value, 2), round(row.index)) == (0.50, 143)
    assert 0.02 <= row.reach.value - row.reach.lo <= 0.03
    assert say(row.reasons[0], WORDS).startswith("about 50 of 100 use pinterest")


def test_close_shares_are_ties_and_a_missing_cell_is_unknown():
    fit = network_fit(WOMEN, USES)
    assert fit.ties == (("instagram", "pinterest"),)
    assert fit.networks[-1].network == "reddit"
    assert not fit.networks[-1].reach.is_known
    assert say(fit.networks[-1].reasons[0], WORDS)
    with pytest.raises(ValueError, match="weight"):
        network_fit({}, USES)


def test_fifteen_answers_move_the_picture_a_little_and_three_hundred_a_lot():
    few = by_name(network_fit(WOMEN, USES, own=[OwnAnswers("pinterest", 15, 15)]))["pinterest"]
    many = by_name(network_fit(WOMEN, USES, own=[OwnAnswers("pinterest", 300, 300)]))["pinterest"]
    assert 0.5 < few.reach.value < 0.75
    assert many.reach.value > 0.95


@given(st.lists(st.floats(0, 1), min_size=1, max_size=6))
def test_joint_reach_lies_between_its_bounds(shares):
    both = joint_reach(shares)
    assert max(shares) - 1e-9 <= both.value <= min(1, sum(shares)) + 1e-9


def test_who_engages_is_held_against_the_target():
    mix = engager_mix({"18-24": 600, "25-34": 300, "35-44": 100}, {"25-34": 60, "35-44": 40})
    assert mix.overlap.value == pytest.approx(0.4)
    assert [say(r, WORDS) for g in mix.groups for r in g.reasons] == [
        "25-34: only 50 against 100 in your target",
        "35-44: only 25 against 100 in your target",
    ]
    over = engager_mix({"a": 90, "b": 30}, {"a": 1, "b": 1})
    assert over.groups[0].reasons[0].code == "over"


def test_few_or_no_engagers_are_not_tested():
    few = engager_mix({"a": 9, "b": 1}, {"a": 1, "b": 1})
    assert not any(group.reasons for group in few.groups)
    assert few.reasons[0].code == "few_engagers"
    assert not engager_mix({}, {"a": 1}).overlap.is_known
    with pytest.raises(ValueError, match="weight"):
        engager_mix({"a": 1}, {})


@given(st.dictionaries(st.sampled_from("abcd"), st.integers(0, 999), min_size=1))
def test_the_overlap_with_oneself_is_whole(counts):
    if sum(counts.values()):
        mix = engager_mix(counts, {k: float(v) for k, v in counts.items()})
        assert mix.overlap.value == pytest.approx(1.0)
        assert mix.overlap.lo <= mix.overlap.value <= mix.overlap.hi
