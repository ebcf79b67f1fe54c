"""Getting current: chains fold, parts pack, and the order of arrival never matters."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from whetstone.core.freshness.refreshing import (
    Part,
    Strike,
    Way,
    learned_by_now,
    sessions,
    strikes_by_claim,
    way_from,
)
from whetstone.core.kernel.refresher import LONGEST, SHORTEST, refresher_length

START = datetime(2026, 11, 2, 9, tzinfo=UTC)
CLAIMS = [f"clm-{name}" for name in "abcdefgh"]


def strike(claim, change, *, effect="supersedes", to=None, days=0):
    return Strike(claim, effect, change, START + timedelta(days=days), to)


def part(number, change, *, severity="major", minutes=5, days=0):
    return Part(number, change, severity, START + timedelta(days=days), minutes)


SWIPE = strike("swipe", "chg-1", to="sticker")
STICKER = strike("sticker", "chg-2", to="button", days=7)

# --- promises ------------------------------------------------------------------------------------


def test_a_chain_shows_only_the_way_from_what_was_learned_to_what_holds():
    chain = strikes_by_claim([SWIPE, STICKER])
    assert way_from("swipe", chain) == Way("swipe", "button", "supersedes", ("chg-1", "chg-2"))
    (one,) = sessions([part(1, "chg-1"), part(2, "chg-2")], ["swipe"], chain)
    assert [way.now for way in one.ways] == ["button"]
    assert [row.id for row in one.parts] == [1, 2]
    assert one.minutes == 5  # two parts of five minutes, one way instead of two steps


def test_whoever_relearned_the_first_step_is_shown_the_second_alone():
    chain = strikes_by_claim([SWIPE, STICKER])
    held = learned_by_now(["swipe"], chain, {"chg-1"})
    assert held == {"sticker"}
    (one,) = sessions([part(2, "chg-2")], held, chain)
    assert one.ways == (Way("sticker", "button", "supersedes", ("chg-2",)),)


def test_what_ends_a_claim_counts_before_what_doubted_it_whenever_that_was():
    doubt = strike("swipe", "chg-9", effect="doubts", days=30)
    assert strikes_by_claim([SWIPE, doubt])["swipe"] is SWIPE
    assert strikes_by_claim([doubt, SWIPE])["swipe"] is SWIPE


def test_more_than_eight_minutes_waits_for_the_next_one_the_gravest_first():
    parts = [
        part(1, "chg-minor", severity="minor", minutes=5),
        part(2, "chg-worst", severity="breaking", minutes=6, days=3),
        part(3, "chg-small", severity="info", minutes=2),
    ]
    first, second = sessions(parts, [], {})
    assert [row.change for row in first.parts] == ["chg-worst"]
    assert [row.change for row in second.parts] == ["chg-minor", "chg-small"]
    assert (first.minutes, second.minutes) == (6, 7)


def test_a_claim_that_only_fell_into_doubt_is_still_held():
    doubted = strikes_by_claim([strike("swipe", "chg-9", effect="doubts")])
    assert learned_by_now(["swipe"], doubted, {"chg-9"}) == {"swipe"}
    assert way_from("swipe", doubted) == Way("swipe", None, "doubts", ("chg-9",))


# --- refusals ------------------------------------------------------------------------------------


def test_a_claim_that_ended_and_was_relearned_is_held_no_more():
    ended = strikes_by_claim([strike("fleets", "chg-3", effect="retires")])
    assert learned_by_now(["fleets"], ended, {"chg-3"}) == frozenset()


def test_a_circle_of_successors_ends():
    there, back = strike("a", "chg-1", to="b"), strike("b", "chg-2", to="a")
    assert way_from("a", strikes_by_claim([there, back])).changes == ("chg-1", "chg-2")


def test_what_nobody_struck_has_no_way():
    assert way_from("swipe", {}) is None
    assert sessions([], ["swipe"], {}) == ()


def test_a_way_without_an_open_part_is_not_shown():
    chain = strikes_by_claim([SWIPE, STICKER])
    (one,) = sessions([part(4, "chg-other")], ["swipe"], chain)
    assert one.ways == ()


# --- laws ----------------------------------------------------------------------------------------

many_strikes = st.lists(
    st.builds(
        strike,
        st.sampled_from(CLAIMS),
        st.sampled_from([f"chg-{n}" for n in range(6)]),
        effect=st.sampled_from(["supersedes", "retires", "doubts"]),
        to=st.none() | st.sampled_from(CLAIMS),
        days=st.integers(0, 9),
    ),
    max_size=10,
    unique_by=lambda one: (one.claim, one.change),
)
many_parts = st.lists(
    st.builds(
        part,
        st.integers(1, 99),
        st.sampled_from([f"chg-{n}" for n in range(6)]),
        severity=st.sampled_from(["breaking", "major", "minor", "info"]),
        minutes=st.integers(0, 30),
        days=st.integers(0, 9),
    ),
    max_size=8,
    unique_by=lambda one: one.id,
)
held_claims = st.sets(st.sampled_from(CLAIMS))


@given(many_parts, held_claims, many_strikes, st.randoms(use_true_random=False))
def test_merging_in_any_order_gives_the_same(parts, held, strikes, chance):
    again, moved = list(parts), list(strikes)
    chance.shuffle(again)
    chance.shuffle(moved)
    assert sessions(parts, held, strikes_by_claim(strikes)) == sessions(
        again, held, strikes_by_claim(moved)
    )


@given(many_parts, held_claims, many_strikes)
def test_minutes_stay_within_two_and_eight_and_never_exceed_the_sum(parts, held, strikes):
    found = sessions(parts, held, strikes_by_claim(strikes))
    assert all(SHORTEST <= one.minutes <= LONGEST for one in found)
    assert sum(one.minutes for one in found) <= sum(refresher_length(p.minutes) for p in parts)


@given(many_parts, held_claims, many_strikes)
def test_every_part_is_in_exactly_one_refresher(parts, held, strikes):
    found = sessions(parts, held, strikes_by_claim(strikes))
    told = [row.id for one in found for row in one.parts]
    assert sorted(told) == sorted(row.id for row in parts)
