"""False alarms and power of looking early, with many simulated campaigns."""

from __future__ import annotations

import pytest

from whetstone.core.strategy.price import Looks, price

RUNS = 20_000


@pytest.mark.parametrize("rate", [0.002, 0.02, 0.2])
def test_daily_looks_without_a_bound_alarm_in_a_fifth_and_with_it_in_a_twentieth(rate):
    found = price(Looks(rate, per_day=2_000, days=28), lift=0.0, runs=RUNS, seed=41)
    assert found.naive.lo > 0.20
    assert found.valid.hi < 0.05
    assert found.fixed.lo < 0.055
    assert found.fixed.hi > 0.04


def test_weekly_looks_keep_the_error_too():
    found = price(Looks(0.02, per_day=7_000, days=12), lift=0.0, runs=RUNS, seed=42)
    assert found.naive.lo > 0.10
    assert found.valid.hi < 0.05


def test_power_is_the_price_and_it_is_the_published_one():
    some = price(Looks(0.02, per_day=500, days=28), lift=0.3, runs=RUNS, seed=43)
    much = price(Looks(0.02, per_day=500, days=28), lift=0.5, runs=RUNS, seed=44)
    assert some.valid.value == pytest.approx(0.69, abs=0.02)
    assert some.fixed.value == pytest.approx(0.92, abs=0.02)
    assert much.valid.value > 0.985
    assert much.stops == pytest.approx(11.7, abs=0.5)
