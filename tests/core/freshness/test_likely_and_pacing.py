"""Guesses with their reasons, and patience that grows."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from whetstone.core.freshness.likely import likely_touched, words
from whetstone.core.freshness.pacing import LONGEST_ASKED, LONGEST_WAIT, next_look

CLAIMS = {
    "reach": "The page feed gives reach and impressions of each post.",
    "reels": "A reel may run up to three minutes.",
    "sticker": "A story holds one link sticker.",
    "post": "A post may hold ten pictures.",
}
NOW = dt.datetime(2026, 11, 23, 9, 12, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)


def test_the_claim_that_shares_most_comes_first_with_its_words():
    first, *_rest = likely_touched("Reach and impressions leave the feed of a page", CLAIMS)
    assert first.claim_id == "reach"
    assert set(first.words) == {"reach", "impression", "feed", "page"}
    assert 0.5 < first.score < 1


def test_a_claim_quoted_whole_scores_one():
    assert likely_touched(CLAIMS["reels"], CLAIMS)[0].score == pytest.approx(1)


def test_a_rare_word_tells_more_than_a_common_one():
    rare = likely_touched("sticker story", CLAIMS, least=0)
    common = likely_touched("post holds", CLAIMS, least=0)
    assert rare[0].score > common[0].score


@pytest.mark.parametrize("news", ["", "the and of", "nothing here at all", "reach", "!!! ???"])
def test_too_little_in_common_is_no_guess(news):
    assert likely_touched(news, CLAIMS) == ()


def test_no_claims_no_guess():
    assert likely_touched("reach and impressions", {}) == ()


def test_endings_of_number_do_not_matter():
    assert words("Stories and views, reels; bus, class") == words("story view reel bus class")


@given(
    st.text(max_size=200), st.dictionaries(st.text(max_size=5), st.text(max_size=80), max_size=8)
)
def test_scores_are_shares_in_order(news, claims):
    found = likely_touched(news, claims, least=0, most=9)
    scores = [guess.score for guess in found]
    assert scores == sorted(scores, reverse=True)
    assert all(0 < score <= 1 + 1e-9 for score in scores)
    assert found == likely_touched(news, dict(reversed(claims.items())), least=0, most=9)


@given(st.integers(6, 672), st.integers(0, 200), st.text(max_size=9))
def test_the_next_look_is_never_sooner_than_agreed_nor_later_than_a_fortnight(hours, failed, seed):
    every = dt.timedelta(hours=hours)
    wait = next_look(NOW, every=every, failures=failed, seed=seed) - NOW
    assert every <= wait <= max(LONGEST_WAIT, every) * 1.1
    assert wait == next_look(NOW, every=every, failures=failed, seed=seed) - NOW


def test_seeds_spread():
    waits = {next_look(NOW, every=24 * HOUR, failures=0, seed=str(n)) for n in range(50)}
    assert len(waits) == 50


def test_asked_patience_is_kept_and_bounded():
    def wait(asked):
        return next_look(NOW, every=24 * HOUR, failures=1, seed="a", asked_wait=asked) - NOW

    assert wait(72 * HOUR) == 72 * HOUR
    assert 24 * HOUR <= wait(HOUR) <= 26.4 * HOUR
    assert wait(dt.timedelta(days=4000)) == LONGEST_ASKED
