"""What a lesson took people: told from five on, in one go only, never one person's own."""

from __future__ import annotations

import datetime as dt

import pytest

from whetstone.core.timeplan.reading_time import (
    LONGEST_PAUSE,
    ReadingTime,
    is_next_told,
    reading_time,
    seconds_in_one_go,
)

NINE = dt.datetime(2026, 11, 23, 9, tzinfo=dt.UTC)


def minutes(*many: float) -> list[int]:
    return [round(60 * one) for one in many]


def test_five_readers_tell_a_time_with_its_interval_and_four_do_not():
    assert reading_time(minutes(20, 22, 24, 26, 28)) == ReadingTime(5, 24, 20, 28)
    assert reading_time(minutes(20, 22, 24, 26)) is None


def test_more_readers_make_the_interval_narrower():
    few = reading_time(minutes(14, 18, 22, 26, 30))
    many = reading_time(minutes(14, 18, 22, 26, 30) * 8)
    assert many.high - many.low < few.high - few.low


def test_one_slow_reader_among_many_moves_little():
    assert reading_time(minutes(*[16] * 9, 60)).middle <= 19


def test_a_promise_stands_inside_the_interval_only():
    took = ReadingTime(5, 24, 20, 28)
    assert took.agrees_with(20)
    assert not took.agrees_with(16)


@pytest.mark.parametrize("counted", range(6, 10))
def test_a_told_time_does_not_move_before_five_more_have_read(counted):
    assert not is_next_told(counted, 5)


def test_somebody_who_went_away_was_not_measured():
    away = NINE + dt.timedelta(seconds=LONGEST_PAUSE + 1)
    assert seconds_in_one_go([NINE, away]) is None
    assert seconds_in_one_go([NINE]) is None


def test_acts_out_of_order_are_put_in_order():
    acts = [NINE + dt.timedelta(minutes=n) for n in (12, 0, 5)]
    assert seconds_in_one_go(acts) == 12 * 60
