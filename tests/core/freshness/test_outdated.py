"""Statements that rest on what is gone: flagged with claim and words; history is left alone."""

from __future__ import annotations

import datetime as dt

import pytest

from whetstone.core.freshness.claims import ClaimState, ClaimStatus
from whetstone.core.freshness.outdated import ClaimWords, find_outdated, words_of
from whetstone.core.freshness.syllabus import Finding, FindingKind

DAY = dt.date(2026, 11, 23)


def state(slug, status):
    return ClaimState(slug, ClaimStatus(status), DAY, 5)


STATES = {
    "swipe": state("swipe", "superseded"),
    "fleets": state("fleets", "retired"),
    "sticker": state("sticker", "current"),
    "doubt": state("doubt", "doubtful"),
}
WORDS = (
    ClaimWords("swipe", ("instagram", "stories"), ("swipe up", "swipe-up link")),
    ClaimWords("fleets", ("twitter", "x"), ("fleets",)),
    ClaimWords("sticker", ("instagram",), ("link sticker",)),
    ClaimWords("doubt", ("instagram",), ("something doubtful",)),
)


def flagged(text, *above, loose=(), states=STATES):
    finding = Finding(FindingKind.TOPIC, text, 0, len(text), 0, 1, 1, above=above)
    return find_outdated([finding], states, WORDS, loose=loose)


@pytest.mark.parametrize(
    "text",
    [
        "Adding swipe-up links to Instagram Stories",
        "Instagram: people swipe up to buy",
        "Stories with a swipe-up",
    ],
)
def test_name_and_phrase_in_the_line_flag_it(text):
    (one,) = flagged(text)
    assert (one.claim_id, one.score, one.finding) == ("swipe", 1.0, 0)


LIMIT = ClaimWords("limit", ("instagram", "channel one"), ("carousel of up to 10", "nine tags"))


@pytest.mark.parametrize(
    "text",
    [
        "Instagram: a carousel of up to 10 images",
        "An Instagram carousel of up to ten images",
        "Instagram and 9 tags",
        "Nine tags on Channel 1",
        "Nine tags on channel one",
    ],
)
def test_a_number_may_be_written_in_letters_or_in_digits(text):
    finding = Finding(FindingKind.TOPIC, text, 0, len(text), 0, 1, 1)
    (one,) = find_outdated([finding], {"limit": state("limit", "superseded")}, [LIMIT])
    assert one.claim_id == "limit"


@pytest.mark.parametrize(
    "text",
    ["An Instagram carousel of up to twenty images", "Instagram carousel of up to 1 image",
     "Instagram and ninety tags"],
)  # fmt: skip
def test_another_number_is_another_statement(text):
    finding = Finding(FindingKind.TOPIC, text, 0, len(text), 0, 1, 1)
    assert find_outdated([finding], {"limit": state("limit", "superseded")}, [LIMIT]) == ()


def test_the_name_may_stand_in_a_heading_above():
    (one,) = flagged("Swipe-up links", "Week 3", "Instagram")
    assert (one.name, one.score) == ("instagram", 0.8)


@pytest.mark.parametrize(
    "text",
    [
        "Until 2021 Instagram had swipe-up links",
        "How Instagram retired swipe-up links",
        "A history of Instagram: from swipe-ups to stickers",
        "Instagram swipe-ups were replaced by stickers",
        "Swipe-up links in Instagram are no longer available",
        "The former swipe-up link of Instagram",
        "Twitter used to have Fleets",
    ],
)
def test_what_speaks_of_the_past_is_not_flagged(text):
    assert flagged(text) == ()


def test_a_heading_about_history_covers_its_lines():
    assert flagged("Instagram swipe-up links", "History of formats") == ()


@pytest.mark.parametrize(
    "text",
    [
        "Swipe-up gestures in phone design",
        "Instagram for shops",
        "Instagram link stickers",
        "Ship fleets and their crews",
        "Instagram and something doubtful",
        "",
    ],
)
def test_half_of_it_is_not_enough(text):
    assert flagged(text) == ()


def test_a_claim_that_holds_is_never_flagged():
    live = STATES | {"swipe": state("swipe", "current")}
    assert flagged("Instagram swipe-up links", states=live) == ()
    assert flagged("Instagram swipe-up links", states={}) == ()


def test_a_claim_of_an_overlay_is_found_by_all_its_telling_words():
    own = words_of("own", "facebook", "the blue events planner widget")
    states = STATES | {"own": state("own", "retired")}
    (one,) = flagged(
        "Plan with the blue events planner widget on Facebook", loose=(own,), states=states
    )
    assert (one.claim_id, one.score) == ("own", 0.6)
    assert flagged("Plan events on Facebook with a planner", loose=(own,), states=states) == ()


def test_a_claim_with_too_few_telling_words_is_never_guessed():
    own = words_of("own", "facebook", "events on Facebook")
    states = STATES | {"own": state("own", "retired")}
    assert flagged("Plan events on Facebook", loose=(own,), states=states) == ()
