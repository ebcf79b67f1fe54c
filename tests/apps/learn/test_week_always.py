"""Whatever the clock, the week, the meetings and the holidays: never outside working time."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from whetstone.apps.learn import selectors, services
from whetstone.apps.learn.selectors.team import holidays_between, pattern_of
from whetstone.apps.people import services as people
from whetstone.apps.people.selectors import Stretch
from whetstone.core.timeplan.pattern import is_inside

CLOCKS = st.sampled_from(
    ["Asia/Kathmandu", "America/St_Johns", "Europe/Dublin", "Australia/Lord_Howe", "UTC"]
)
WEEKS = st.sampled_from(
    [
        dt.date(2026, 3, 6),
        dt.date(2026, 3, 27),
        dt.date(2026, 10, 22),
        dt.date(2026, 10, 30),
        dt.date(2026, 12, 21),
    ]
)
STRETCHES = st.dictionaries(
    st.integers(0, 6),
    st.tuples(st.integers(0, 44), st.integers(2, 40)),
    min_size=1,
    max_size=7,
)
MEETINGS = st.lists(st.tuples(st.integers(0, 14 * 96), st.integers(1, 24)), max_size=25)
SHUT = st.lists(st.tuples(st.integers(0, 13), st.integers(0, 3)), max_size=2)


@settings(
    max_examples=30,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(zone=CLOCKS, first=WEEKS, hours=STRETCHES, meetings=MEETINGS, shut=SHUT)
def test_no_block_is_ever_outside_the_pattern(
    *, make_workspace, make_person, measured, refresher_for, zone, first, hours, meetings, shut
):
    """Whatever the clock, the week, the meetings and the holidays."""
    country = {"Asia/Kathmandu": "NP", "America/St_Johns": "CA", "UTC": ""}.get(zone, "IE")
    workspace = make_workspace(name="W", country=country, time_zone=zone)
    stretches = [
        Stretch(day, _clock(start), _clock(min(95, start + 2 * length)))
        for day, (start, length) in hours.items()
    ]
    person = make_person(workspace, hours=stretches)
    measured(person, CMP=1.2, STR=1.0)
    refresher_for(person, minutes=20)
    now = dt.datetime.combine(first, dt.time(9, 5), tzinfo=dt.UTC)
    begin = dt.datetime.combine(first, dt.time(), tzinfo=dt.UTC)
    busy = [
        (begin + dt.timedelta(minutes=15 * at), begin + dt.timedelta(minutes=15 * (at + length)))
        for at, length in meetings
    ]
    people.replace_busy(person_id=person.pk, spans=busy)
    closed = [
        (first + dt.timedelta(days=at), first + dt.timedelta(days=at + length))
        for at, length in shut
    ]
    for start, end in closed:
        people.black_out(workspace_id=workspace.pk, starts_on=start, ends_on=end, reason="Launch")

    services.get_current(person_ids=[person.pk], workspace_id=workspace.pk, now=now)

    pattern = pattern_of(stretches, zone=zone)
    off = holidays_between(country, first, first + dt.timedelta(days=20))
    for one in selectors.latest([person.pk]):
        day = one.starts_at.astimezone(ZoneInfo(zone)).date()
        assert is_inside(pattern, one.span)
        assert day not in off
        assert not any(start <= day <= end for start, end in closed)
        assert not any(start < one.ends_at and one.starts_at < end for start, end in busy)
        assert one.starts_at >= now + dt.timedelta(hours=24)


def _clock(quarter: int) -> dt.time:
    return dt.time(quarter // 4, 15 * (quarter % 4))
