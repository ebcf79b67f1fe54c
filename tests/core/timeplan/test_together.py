"""A time for several people lies inside the pattern of everybody whom it is said to fit."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.core.timeplan.planning_cast import (
    MONDAY,
    NOW,
    WINDOW,
    learner,
    meeting,
    pattern,
    teams,
    utc,
)

from whetstone.core.timeplan.pattern import Span, is_inside
from whetstone.core.timeplan.place import Placement
from whetstone.core.timeplan.slots import Calendar
from whetstone.core.timeplan.together import (
    common_times,
    desk_without,
    first_moment_at_work,
    why_not_there,
)

SLOW = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
WEDNESDAY = MONDAY + dt.timedelta(days=2)


@SLOW
@given(teams(), st.sampled_from([30, 45, 60, 75]))
def test_whom_a_time_fits_it_fits_by_an_independent_check(drawn, minutes):
    people, window = drawn
    by_name = {one.person: one for one in people}
    for common in common_times(people, minutes=minutes, window=window):
        assert common.fits
        assert sorted((*common.fits, *common.misses)) == sorted(by_name)
        for name in common.fits:
            one = by_name[name]
            assert is_inside(one.calendar.pattern, common.span)
            assert not why_not_there(one, common.span, now=window.now)
            assert common.span.start >= window.now + dt.timedelta(hours=24)


@SLOW
@given(teams())
def test_the_order_of_people_changes_nothing(drawn):
    people, window = drawn
    there = common_times(people, minutes=45, window=window)
    assert there == common_times(people[::-1], minutes=45, window=window)
    assert [len(one.fits) for one in there] == sorted(
        (len(one.fits) for one in there), reverse=True
    )


def test_people_in_two_zones_meet_where_both_work():
    dublin = learner("dublin", calendar=Calendar(pattern("Europe/Dublin")))
    kathmandu = learner("kathmandu")
    best = common_times([dublin, kathmandu], minutes=45, window=WINDOW)[0]
    assert best.fits == ("dublin", "kathmandu")
    assert best.span.start.hour in {9, 10}


def test_people_whose_hours_share_nothing_are_named_as_not_fitting():
    east = learner("east", calendar=Calendar(pattern("Australia/Lord_Howe")))
    west = learner("west", calendar=Calendar(pattern("America/New_York")))
    for one in common_times([east, west], minutes=45, window=WINDOW):
        assert len(one.fits) == len(one.misses) == 1


def test_nothing_is_found_for_nobody_and_for_who_never_works():
    assert common_times([], minutes=45, window=WINDOW) == ()
    idle = learner("idle", calendar=Calendar(pattern(hours={})))
    assert common_times([idle], minutes=45, window=WINDOW) == ()
    assert first_moment_at_work(idle, NOW) is None


def test_a_meeting_lunch_and_a_block_of_ones_own_refuse_a_time():
    span = Span(utc(WEDNESDAY, dt.time(10)), utc(WEDNESDAY, dt.time(10, 45)))
    free = learner("ana")
    assert not why_not_there(free, span, now=NOW)
    met = learner("ana", calendar=Calendar(
        pattern(), (meeting(WEDNESDAY, dt.time(10, 50), dt.time(11)),)
    ))  # fmt: skip
    assert [r.code for r in why_not_there(met, span, now=NOW)] == ["meeting"]
    booked = replace(free, kept=(Placement("ana", free.blocks[0], span),))
    assert [r.code for r in why_not_there(booked, span, now=NOW)] == ["overlaps"]
    noon = Span(utc(WEDNESDAY, dt.time(11, 30)), utc(WEDNESDAY, dt.time(12, 15)))
    assert [r.code for r in why_not_there(free, noon, now=NOW)] == ["lunch"]
    late = Span(utc(WEDNESDAY, dt.time(18)), utc(WEDNESDAY, dt.time(18, 45)))
    assert [r.code for r in why_not_there(free, late, now=NOW)] == ["outside_pattern"]


def test_the_desk_counts_who_stays():
    span = Span(utc(WEDNESDAY, dt.time(10)), utc(WEDNESDAY, dt.time(10, 45)))
    two = [learner("ana", on_care=True), learner("ben", on_care=True), learner("cy")]
    assert desk_without(two, span, going={"ana", "cy"}) == 1


def test_the_quiz_waits_for_a_working_morning():
    ana = learner("ana")
    sunday = utc(MONDAY - dt.timedelta(days=1), dt.time(15))
    assert first_moment_at_work(ana, sunday) == utc(MONDAY, dt.time(9))
