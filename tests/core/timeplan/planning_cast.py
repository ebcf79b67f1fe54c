"""People, zones and calendars for the tests of this folder."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from hypothesis import strategies as st

from whetstone.core.timeplan.pattern import Span, WorkingPattern
from whetstone.core.timeplan.place import Block, Learner, Window, Wish
from whetstone.core.timeplan.slots import Blackout, Calendar

ZONES = ("Asia/Kathmandu", "Europe/Dublin", "America/New_York", "Australia/Lord_Howe", "UTC")
NOW = datetime(2026, 11, 23, 9, 12, tzinfo=UTC)
MONDAY = date(2026, 11, 23)
WINDOW = Window(MONDAY, MONDAY + timedelta(days=13), NOW)
NINE_TO_FIVE = {day: ((time(9), time(17)),) for day in range(5)}


def pattern(zone="Asia/Kathmandu", hours=None, lunch=(time(12), time(13))):
    return WorkingPattern(zone, NINE_TO_FIVE if hours is None else hours, lunch)


def utc(day, clock, zone="Asia/Kathmandu"):
    from zoneinfo import ZoneInfo

    return datetime.combine(day, clock, tzinfo=ZoneInfo(zone)).astimezone(UTC)


def meeting(day, start, end, zone="Asia/Kathmandu"):
    return Span(utc(day, start, zone), utc(day, end, zone))


def learner(name, *, blocks=2, minutes=30, **more):
    calendar = more.pop("calendar", Calendar(pattern()))
    todo = tuple(Block(f"b{n}", minutes) for n in range(blocks))
    return Learner(name, calendar, todo, **more)


clocks = st.builds(time, st.integers(0, 23), st.sampled_from([0, 10, 15, 30, 45]))


@st.composite
def patterns(draw):
    """Any weekly pattern, night hours too, in a zone with or without clock changes."""
    hours = {}
    for weekday in draw(st.sets(st.integers(0, 6))):
        edges = sorted(draw(st.sets(clocks, min_size=2, max_size=4)))
        hours[weekday] = tuple(zip(edges[::2], edges[1::2], strict=False))
    lunch = draw(st.sampled_from([None, (time(12), time(12, 45)), (time(1), time(2))]))
    return WorkingPattern(draw(st.sampled_from(ZONES)), hours, lunch)


@st.composite
def calendars(draw, first):
    """A calendar around a day: meetings, holidays and blackouts anywhere near it."""
    base = datetime(first.year, first.month, first.day, tzinfo=UTC)
    spans = st.builds(
        lambda start, length: Span(
            base + timedelta(minutes=start), base + timedelta(minutes=start + length)
        ),
        st.integers(-1000, 15 * 1440),
        st.integers(1, 600),
    )
    return Calendar(
        draw(patterns()),
        tuple(draw(st.lists(spans, max_size=8))),
        frozenset(
            first + timedelta(days=n) for n in draw(st.sets(st.integers(0, 13), max_size=4))
        ),
        tuple(Blackout(s, "launch") for s in draw(st.lists(spans, max_size=2))),
    )


@st.composite
def teams(draw):
    """A first day near a clock change, and a small team with its rules."""
    first = draw(
        st.sampled_from([MONDAY, date(2027, 3, 8), date(2027, 3, 22), date(2026, 10, 26)])
    )
    now = datetime(first.year, first.month, first.day, 9, 12, 30, tzinfo=UTC)
    people = [
        Learner(
            f"p{n}",
            draw(calendars(first)),
            tuple(
                Block(f"b{k}", draw(st.sampled_from([25, 30, 45, 60])))
                for k in range(draw(st.integers(0, 4)))
            ),
            draw(st.integers(1, 3)),
            Wish(
                draw(st.sampled_from([None, "morning", "afternoon"])),
                draw(st.none() | st.just((1, time(10)))),
            ),
            draw(st.booleans()),
        )
        for n in range(draw(st.integers(1, 5)))
    ]
    return people, Window(first, first + timedelta(days=13), now)
