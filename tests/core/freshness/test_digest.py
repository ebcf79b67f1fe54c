"""The digest: true numbers, what affects the reader first, nothing empty, a week apart."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from whetstone.core.freshness.digest import (
    APART,
    MONTH,
    Digest,
    Mine,
    Told,
    compose,
    is_due,
    is_news,
    since_of,
)

NOW = datetime(2026, 11, 23, 9, 12, tzinfo=UTC)


def told(slug, *, days=1):
    return Told(slug, f"About {slug}", "meta", "major", "2026-11-10", NOW - timedelta(days=days))


def digest(changes, mine=(), *, since=None, minutes=0, booked=None):
    start = since or NOW - timedelta(days=7)
    return compose(changes, mine, since=start, minutes=minutes, booked_at=booked)


# --- promises ------------------------------------------------------------------------------------


def test_three_changes_one_affects_me_four_minutes_booked():
    place = NOW + timedelta(days=1)
    one = told("b")
    found = digest([told("a"), one, told("c")], [Mine(one, 4, False)], minutes=4, booked=place)
    assert (found.changes, found.open, found.minutes, found.booked_at) == (3, 1, 4, place)
    assert [row.told.slug for row in found.rows] == ["b", "a", "c"]


def test_an_open_one_is_told_however_old_and_a_done_one_only_within_the_month():
    old, late = told("old", days=90), told("late", days=80)
    found = digest([told("a")], [Mine(old, 3, False), Mine(late, 3, True)], minutes=3)
    assert [row.told.slug for row in found.rows] == ["old", "a"]
    assert found.new == 1


def test_what_is_new_is_new_since_the_last_one():
    found = digest([told("a", days=1), told("b", days=20)])
    assert [row.is_new for row in found.rows] == [True, False]


def test_what_is_stored_is_what_was_told():
    one = told("a")
    found = digest([one], [Mine(one, 4, False)], minutes=4, booked=NOW)
    assert Digest.of_facts(found.as_facts()) == found


def test_what_happened_within_a_year_is_news_and_history_is_not():
    assert is_news(NOW.date() - timedelta(days=365), published_at=NOW)
    assert not is_news(NOW.date() - timedelta(days=366), published_at=NOW)


# --- refusals ------------------------------------------------------------------------------------


def test_nothing_open_means_no_minutes_and_no_booking():
    one = told("a")
    found = digest([one], [Mine(one, 4, True)], minutes=9, booked=NOW)
    assert (found.minutes, found.booked_at, found.done) == (0, None, 1)


def test_nothing_new_is_never_due():
    assert not is_due(None, newest=None, now=NOW)
    assert not is_due(None, newest=NOW - MONTH, now=NOW)
    assert not is_due(NOW - 2 * APART, newest=NOW - 3 * APART, now=NOW)
    assert not is_due(None, newest=NOW + timedelta(days=1), now=NOW)


@given(st.timedeltas(timedelta(0), timedelta(days=40)))
def test_two_digests_lie_seven_days_apart(ago):
    due = is_due(NOW - ago, newest=NOW, now=NOW)
    assert due == (ago >= APART)


@given(st.timedeltas(timedelta(0), timedelta(days=400)))
def test_new_reaches_back_a_month_at_most(ago):
    assert NOW - MONTH <= since_of(NOW - ago, now=NOW) <= NOW
