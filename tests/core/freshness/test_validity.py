"""Relearning in time adds to the old last day; late, or without end, it adds nothing."""

from __future__ import annotations

import datetime as dt

import pytest

from whetstone.core.freshness.validity import MONTHS_AT_MOST, extended, months_after

FIRST = dt.date(2026, 12, 1)
BEFORE = dt.date(2026, 11, 1)


def test_each_refresh_adds_from_the_old_last_day_whenever_it_was_done():
    early, late = dt.date(2025, 1, 1), FIRST
    assert extended(FIRST, [early]) == extended(FIRST, [late]) == months_after(FIRST, 6)
    assert extended(FIRST, [early, BEFORE]) == months_after(FIRST, 12)


def test_a_refresh_within_time_that_was_added_counts():
    assert extended(FIRST, [months_after(FIRST, 3), BEFORE]) == months_after(FIRST, 12)


@pytest.mark.parametrize("days", [[], [FIRST + dt.timedelta(days=1)]])
def test_what_is_not_relearned_in_time_adds_nothing(days):
    assert extended(FIRST, days) == FIRST


def test_it_does_not_grow_without_end():
    assert extended(FIRST, [BEFORE] * 50) == months_after(FIRST, MONTHS_AT_MOST)
