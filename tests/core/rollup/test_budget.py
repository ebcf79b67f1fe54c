"""A forecast is read by what earlier ones came to; scenarios multiply ranges end by end."""

from __future__ import annotations

import datetime as dt

import pytest

from whetstone.core.rollup.budget import (
    PLANNED,
    SLIPS,
    STAYS,
    OwnFigures,
    Wave,
    calibrated,
    newest_open,
    record,
    scenarios,
)


def wave(year: int, month: int, now: float | None, forecast: float | None = None) -> Wave:
    return Wave(dt.date(year, month, 1), now, forecast)


SEEN = (
    wave(2009, 8, 3.5, 13.7), wave(2011, 8, 7.1, 17.5), wave(2012, 8, None, 19.5),
    wave(2013, 2, 8.4, 21.6), wave(2014, 2, 7.4, 18.1), wave(2014, 8, 9.0, 21.0),
    wave(2016, 2, 10.0, 20.9), wave(2016, 8, 11.7, 22.2), wave(2017, 8, 9.8, 18.5),
    wave(2018, 2, 12.0, 20.5), wave(2020, 2, 13.3), wave(2020, 6, 23.2),
)  # fmt: skip
OWN = OwnFigures(
    total=1_000_000, doubt=10, share_now=10, share_planned=15, hours=400, hour_cost=50
)


def test_the_four_forecasts_that_can_be_checked_came_true_at_066_067_050_and_056():
    found = record(SEEN)
    assert [round(one.ratio, 2) for one in found] == [0.66, 0.67, 0.50, 0.56]
    assert [(one.made_at.year, one.due_at.year) for one in found] == [
        (2009, 2014), (2011, 2016), (2012, 2017), (2013, 2018),
    ]  # fmt: skip


def test_24_and_a_half_reads_as_14_6_between_12_3_and_16_4():
    found = calibrated(24.5, [one.ratio for one in record(SEEN)])
    assert found is not None
    assert [round(one, 1) for one in (found.read.value, found.read.low, found.read.high)] == [
        14.6, 12.3, 16.4,
    ]  # fmt: skip
    assert found.chance == pytest.approx(0.6)


def test_the_wide_range_is_students_prediction_interval():
    """By hand: ratios 0.5, 0.6, 0.7: mean 0.6, s 0.1, t(2) 4.3027, half 0.4968."""
    found = calibrated(10, [0.5, 0.6, 0.7])
    assert found is not None
    assert found.wide.low == pytest.approx(10 * (0.6 - 0.49683), abs=1e-3)
    assert found.wide.high == pytest.approx(10 * (0.6 + 0.49683), abs=1e-3)


def test_the_range_holds_the_next_of_five_alike_in_three_of_five():
    """Of five values in any order, the last lies between the other four in 3 of 5 places."""
    ratios = [0.1, 0.2, 0.3, 0.4, 0.5]
    inside = 0
    for last in ratios:
        rest = [one for one in ratios if one != last]
        found = calibrated(1.0, rest)
        assert found is not None
        inside += found.read.low < last < found.read.high
    assert inside / len(ratios) == pytest.approx(found.chance)


def test_two_forecasts_calibrate_nothing():
    assert calibrated(24.5, [0.6, 0.7]) is None


def test_a_forecast_without_a_wave_in_its_month_is_not_held_against_another():
    assert record([wave(2010, 2, 5.0, 10.0), wave(2015, 8, 8.0)]) == ()


def test_the_share_of_growth_that_came_needs_a_start():
    growths = [one.growth_ratio for one in record(SEEN)]
    assert growths[2] is None
    assert [round(one, 2) for one in growths if one is not None] == [0.54, 0.44, 0.27]


def test_scenarios_multiply_ranges_end_by_end():
    stays, planned, slips = scenarios(OWN, [0.2, 0.4, 0.6])
    assert (stays.name, planned.name, slips.name) == (STAYS, PLANNED, SLIPS)
    assert (stays.money.value, stays.money.low, stays.money.high) == pytest.approx(
        (100_000, 90_000, 110_000)
    )
    assert (planned.money.low, planned.money.high) == pytest.approx((135_000, 165_000))
    assert (slips.share.value, slips.share.low, slips.share.high) == pytest.approx((12, 11, 13))
    assert (slips.money.low, slips.money.high) == pytest.approx((99_000, 143_000))


def test_the_cost_of_learning_weighs_most_where_the_money_is_least():
    stays = scenarios(OWN, [])[0]
    assert stays.learning.value == pytest.approx(20)
    assert stays.learning.low == pytest.approx(100 * 20_000 / 110_000)
    assert stays.learning.high == pytest.approx(100 * 20_000 / 90_000)


def test_no_third_scenario_where_the_plan_is_no_rise_or_the_record_is_short():
    flat = OwnFigures(1, 0, 10, 10, 0, 0)
    assert len(scenarios(flat, [0.2, 0.4, 0.6])) == 2
    assert len(scenarios(OWN, [0.2, 0.4])) == 2


def test_nothing_to_spend_is_no_division_by_nothing():
    found = scenarios(OwnFigures(0, 0, 0, 0, 10, 10), [])
    assert found[0].learning.value == 0


def test_the_newest_forecast_that_nothing_was_held_against_is_the_one_to_read():
    found = newest_open(SEEN, record(SEEN))
    assert found is not None
    assert (found.at.year, found.forecast) == (2018, 20.5)
    assert newest_open([], []) is None
