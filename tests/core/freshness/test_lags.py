"""How long things took: open cases count, few cases say nothing."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from whetstone.core.freshness.lags import TOO_FEW, Case, by, spread
from whetstone.core.freshness.trend import month_starts

DAY = date(2026, 9, 1)
TODAY = date(2026, 11, 23)


def case(days, *, severity="major", network="meta", after=0):
    start = DAY + timedelta(after)
    return Case(start, None if days is None else start + timedelta(days), severity, network)


def test_closed_cases_have_a_sample_median_and_ninetieth_percentile():
    told = spread([case(days) for days in (1, 2, 3, 4, 5, 6, 7, 8, 9, 10)], on=TODAY)
    assert (told.median.value, told.p90.value, told.cases) == (5.5, 9.5, 10)
    assert told.median.lo < 5.5 < told.median.hi


def test_open_repairs_count_as_not_yet_closed_rather_than_not_at_all():
    closed = [case(days) for days in (1, 2, 3, 4)]
    waiting = [case(None) for _ in range(3)]
    told = spread([*closed, *waiting], on=TODAY)
    assert (told.median.value, told.still_open, told.longest_open) == (4, 3, 83)
    assert not told.p90.is_known
    assert told.p90.reason == "too many cases are still open"


def test_when_most_are_open_there_is_no_median():
    told = spread([case(1), case(2), *(case(None) for _ in range(4))], on=TODAY)
    assert not told.median.is_known


def test_fewer_than_five_cases_say_nothing_but_are_counted():
    told = spread([case(1), case(2), case(None), case(3)], on=TODAY)
    assert told.median.reason == TOO_FEW
    assert (told.cases, told.still_open, told.median.n) == (4, 1, 4)


def test_the_past_is_read_as_it_stood():
    rows = [case(10, after=n) for n in range(6)]
    then = spread(rows, on=DAY + timedelta(5))
    assert (then.cases, then.still_open) == (6, 6)
    assert not then.median.is_known
    assert spread(rows, on=DAY - timedelta(1)).cases == 0


def test_groups_are_told_apart_and_small_ones_are_not_told():
    rows = [case(n) for n in range(5)] + [case(9, severity="breaking")]
    groups = by(rows, lambda one: one.severity, on=TODAY)
    assert list(groups) == ["breaking", "major"]
    assert groups["major"].median.value == 2
    assert groups["breaking"].median.reason == TOO_FEW


def test_a_repair_on_the_same_day_counts_among_the_closed():
    told = spread([case(0), case(0), case(0), case(0), case(None)], on=TODAY)
    assert told.median.value == 0.5


@given(st.lists(st.integers(0, 60), min_size=5, max_size=20), st.integers(0, 5))
def test_more_open_cases_never_shorten_the_median(days, waiting):
    closed = [case(day) for day in days]
    fewer = spread([*closed, case(None)], on=TODAY)
    more = spread([*closed, case(None), *(case(None) for _ in range(waiting))], on=TODAY)
    if more.median.is_known:
        assert more.median.value >= fewer.median.value


def test_the_trend_is_read_on_the_first_of_each_of_the_last_twelve_months():
    days = month_starts(date(2026, 1, 31))
    assert (days[0], days[-1], len(days)) == (date(2025, 2, 1), date(2026, 1, 1), 12)
