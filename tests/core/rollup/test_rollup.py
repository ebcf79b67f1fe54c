"""Cover, hours and the brief: what is shown, and what is refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from whetstone.core.freshness.claims import ClaimState, ClaimStatus
from whetstone.core.freshness.currency import currency
from whetstone.core.freshness.metrics import blind_changes, expected_true_share
from whetstone.core.kernel.intervals import cannot_tell
from whetstone.core.kernel.reasons import say
from whetstone.core.rollup import brief as page
from whetstone.core.rollup.brief import Standing, brief
from whetstone.core.rollup.cover import Ability, cover
from whetstone.core.rollup.disclosure import may_release
from whetstone.core.rollup.hours import BlockHour, Fate, hours
from whetstone.core.rollup.training_effect import Effect, Told
from whetstone.core.rollup.words import WORDS

TODAY = date(2026, 11, 23)


def team(*chances, shares=()):
    return [Ability(f"p{n}", p, 0.0, n in shares) for n, p in enumerate(chances)]


@given(st.lists(st.floats(0, 1), min_size=5, max_size=8), st.integers(1, 4))
def test_cover_is_what_counting_every_outcome_gives(chances, need):
    total = 0.0
    for outcome in product([0, 1], repeat=len(chances)):
        if sum(outcome) >= need:
            total += np.prod([p if o else 1 - p for p, o in zip(chances, outcome, strict=True)])
    assert cover("STR", team(*chances), need=need).enough.value == pytest.approx(total, abs=1e-9)


@given(st.lists(st.floats(0, 1), min_size=5, max_size=8), st.floats(0, 0.3))
def test_uncertain_people_widen_the_band(chances, spread):
    sure = cover("STR", team(*chances), need=2).enough
    loose = cover("STR", [replace(a, p_sd=spread) for a in team(*chances)], need=2).enough
    assert loose.lo <= sure.lo <= sure.hi <= loose.hi


def test_nothing_is_computed_for_four_people_who_share_nothing():
    small = cover("STR", team(0.9, 0.9, 0.9, 0.9), need=1)
    assert small.is_withheld
    assert not small.enough.is_known
    assert small.is_blind_spot is None
    assert small.single_holder is None


def test_a_small_team_shows_only_what_shared_words_say():
    a = cover("STR", team(0.99, 0.85, 0.3, shares={0}), need=1)
    b = cover("STR", team(0.81, 0.02, 0.9, shares={0}), need=1)
    assert a.enough == b.enough
    assert (a.enough.lo, a.enough.hi) == (pytest.approx(0.8), 1.0)


def test_a_team_of_five_with_four_measured_is_small():
    assert cover("STR", team(0.9, 0.9, 0.9, 0.9, None), need=1).is_withheld


def test_nobody_is_named_who_does_not_share():
    alone = cover("STR", team(0.95, 0.01, 0.01, 0.01, 0.01, 0.01), need=1)
    assert alone.is_single
    assert alone.single_holder is None
    assert alone.leaves_a_gap == ()
    shared = cover("STR", team(0.95, 0.01, 0.01, 0.01, 0.01, 0.01, shares={0, 1}), need=1)
    assert shared.single_holder == "p0"
    assert shared.leaves_a_gap == ("p0",)


def test_naming_does_not_depend_on_what_others_keep_to_themselves():
    one = cover("STR", team(0.95, 0.95, 0.01, 0.01, 0.01, shares={0}), need=1)
    other = cover("STR", team(0.95, 0.01, 0.01, 0.01, 0.01, shares={0}), need=1)
    assert one.single_holder == other.single_holder == "p0"


def test_no_leave_one_out_where_four_would_be_left():
    assert cover("STR", team(0.95, 0.01, 0.01, 0.01, 0.01, shares={0}), need=1).leaves_a_gap == ()


def test_a_blind_spot_is_called_one_and_unmeasured_people_are_told():
    blind = cover("STR", team(0.05, 0.05, 0.05, 0.05, 0.05, None), need=1)
    assert not blind.is_single
    assert blind.is_blind_spot is False
    assert cover("STR", team(*[0.02] * 6), need=1).is_blind_spot
    assert [say(r, WORDS) for r in blind.reasons] == ["1 of 6 people are not measured here"]
    assert not cover("STR", team(None), need=1).enough.is_known
    with pytest.raises(ValueError, match="at least one"):
        cover("STR", [], need=0)


def test_two_releases_that_differ_by_a_few_are_refused():
    five = set("abcde")
    assert may_release(five)
    assert not may_release(set("abcd"))
    assert not may_release(five | {"f"}, released=[five])
    assert not may_release(set("abcdx"), released=[five])
    assert may_release(five | set("fghij"), released=[five])
    assert may_release(five, released=[five])


def block(person, fate, *, inside=True, minutes=30):
    return BlockHour(person, datetime(2026, 11, 2, 10, tzinfo=UTC), minutes, inside, fate)


def test_hours_are_kept_stolen_or_taken_from_the_evening():
    rows = [
        block("a", Fate.LEARNED),
        block("a", Fate.TAKEN),
        block("b", Fate.LEARNED, inside=False, minutes=60),
        block("c", Fate.AHEAD),
        block("c", Fate.SKIPPED),
    ]
    got = hours(rows, team_size=6)
    assert (got.kept, got.stolen, got.after_hours, got.free, got.people) == (0.5, 0.5, 1, 0.5, 3)
    assert got.kept_share.value == 0.5
    assert {r.code for r in got.reasons} == {"stolen", "after_hours"}
    assert not hours(rows, team_size=4).kept_share.is_known
    assert not hours([], team_size=9).kept_share.is_known


def test_the_brief_asks_for_what_its_figures_show():
    states = {"a": ClaimState("a", ClaimStatus.RETIRED, TODAY, 5)}
    figures = [
        page.from_cover(cover("STR", team(*[0.01] * 6), need=1), as_of=TODAY),
        page.from_cover(cover("ANA", team(0.95, *[0.01] * 5, shares={0}), need=1), as_of=TODAY),
        page.from_cover(cover("ADS", team(0.9), need=1), as_of=TODAY),
        page.from_currency(currency(["a"], states=states, on=TODAY), about="course", as_of=TODAY),
        *page.from_hours(hours([block("a", Fate.TAKEN)], team_size=6), as_of=TODAY),
        page.from_metric(expected_true_share([], TODAY), as_of=TODAY),
        page.from_metric(blind_changes([]), as_of=TODAY),
        page.from_effect(
            Effect(cannot_tell("one team a side"), None, Told.CANNOT_TELL, ()),
            outcome="replies",
            as_of=TODAY,
        ),
    ]
    made = brief(figures, as_of=TODAY)
    assert [ask.code for ask in made.asks] == [
        "close_blind_spots",
        "grow_a_second",
        "protect_hours",
        "get_current",
    ]
    assert made.about("cover")[2].standing is Standing.WITHHELD
    assert made.about("effect")[0].standing is Standing.UNKNOWN
    assert all(say(reason, WORDS) for ask in made.asks for reason in ask.reasons)


def test_a_brief_holds_no_figure_from_tomorrow():
    late = page.from_cover(cover("STR", [], need=1), as_of=TODAY + timedelta(1))
    with pytest.raises(ValueError, match="younger"):
        brief([late], as_of=TODAY)
