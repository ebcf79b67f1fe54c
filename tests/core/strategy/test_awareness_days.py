"""International days: each once, on a day that every year has, with the resolution beside it."""

from __future__ import annotations

import datetime as dt

from whetstone.core.strategy.awareness_days import AWARENESS_DAYS, by_next_time, next_time


def test_each_has_a_day_of_every_year_one_name_and_a_resolution():
    assert len({one.key for one in AWARENESS_DAYS}) == len(AWARENESS_DAYS) > 50
    for one in AWARENESS_DAYS:
        assert dt.date(2027, one.month, one.day)  # no leap day
        assert len(one.name) <= 80
        assert one.basis.startswith(("A/RES/", "UNESCO ", "WHA"))


def test_days_of_which_the_resolution_was_read_stand_where_it_puts_them():
    found = {one.name: (one.month, one.day, one.basis) for one in AWARENESS_DAYS}
    assert found["World Water Day"] == (3, 22, "A/RES/47/193")
    assert found["Human Rights Day"] == (12, 10, "A/RES/423(V)")
    assert found["World Youth Skills Day"] == (7, 15, "A/RES/69/145")


def test_what_is_over_this_year_comes_next_year_and_today_is_today():
    water = next(one for one in AWARENESS_DAYS if one.name == "World Water Day")
    assert next_time(water, today=dt.date(2026, 3, 22)) == dt.date(2026, 3, 22)
    assert next_time(water, today=dt.date(2026, 3, 23)) == dt.date(2027, 3, 22)
    days = [day for day, _one in by_next_time(today=dt.date(2026, 11, 23))]
    assert days == sorted(days)
    assert days[0] == dt.date(2026, 11, 25)
    assert days[-1] < dt.date(2027, 11, 23)
