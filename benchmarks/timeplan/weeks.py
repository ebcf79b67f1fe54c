"""Random working weeks of a team: people, calendars and wishes drawn from a seed."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from whetstone.core.timeplan.learners import Learner, TeamRules, Window, Wish
from whetstone.core.timeplan.learning_time import Block
from whetstone.core.timeplan.pattern import ClockSpan, Span, WorkingPattern
from whetstone.core.timeplan.slots import Blackout, Calendar

MONDAY = date(2026, 11, 23)
ZONES = ("Europe/Dublin", "Europe/Berlin", "America/New_York", "Asia/Kathmandu")
LUNCH = (time(12), time(13))
RULES = TeamRules(care_minimum=1)
TIGHT = TeamRules(cap_share=0.1, care_minimum=2)
"""One at a time, and two of the four on the desk stay."""


def window(weeks: int) -> Window:
    """From a Monday on; asked for on the Friday before, so notice takes none of it."""
    first = MONDAY
    now = datetime(2026, 11, 20, 9, 12, tzinfo=UTC)
    return Window(first, first + timedelta(days=7 * weeks - 1), now)


def team(seed: int, *, people: int = 12, weeks: int = 1, blocks: int = 3) -> list[Learner]:
    """A team: three in four at one place, the rest in three zones; a third holds the desk.

    One in four works part of the week. Meetings take a fifth to a half of the hours, half of them
    are shared by several people. One to `blocks` blocks a week of 25 to 60 minutes.
    """
    draw = random.Random(seed)  # simulation
    home = draw.choice(ZONES)
    shared = [_meeting(draw, home, weeks) for _ in range(8 * weeks)]
    return [
        _person(draw, n, home=home, weeks=weeks, most=blocks, shared=shared) for n in range(people)
    ]


def _person(
    draw: random.Random, n: int, *, home: str, weeks: int, most: int, shared: list[Span]
) -> Learner:
    zone = home if n % 4 else draw.choice(ZONES)
    quota = draw.randint(1, most)
    own = [_meeting(draw, zone, weeks) for _ in range(draw.randint(4, 14) * weeks)]
    busy = sorted([*own, *draw.sample(shared, len(shared) // 2)])
    days = range(5) if draw.random() < 0.75 else sorted(draw.sample(range(5), 3))
    away = ()
    if draw.random() < 0.2:
        start = _at(zone, draw.randrange(7 * weeks), 0)
        away = (Blackout(Span(start, start + timedelta(days=1)), "leave"),)
    pattern = WorkingPattern(zone, {day: _hours(draw) for day in days}, LUNCH)
    habit = (draw.randrange(5), time(draw.randint(9, 16))) if draw.random() < 0.4 else None
    return Learner(
        f"p{n:04}",
        Calendar(pattern, tuple(busy), blackouts=away),
        tuple(Block(f"b{k}", draw.choice([25, 30, 35, 45, 60])) for k in range(quota * weeks)),
        per_week=quota,
        wish=Wish(draw.choice([None, "morning", "afternoon"]), habit),
        on_care=n % 3 == 0,
    )


def _hours(draw: random.Random) -> tuple[ClockSpan, ...]:
    start = draw.choice([8, 9, 10])
    return ((time(start), time(start + draw.choice([5, 8, 8]))),)


def _meeting(draw: random.Random, zone: str, weeks: int) -> Span:
    day = 7 * draw.randrange(weeks) + draw.randrange(5)
    start = _at(zone, day, draw.randrange(8 * 60, 17 * 60, 15))
    return Span(start, start + timedelta(minutes=draw.choice([15, 30, 30, 60, 60, 90])))


def _at(zone: str, day: int, minutes: int) -> datetime:
    local = datetime.combine(MONDAY + timedelta(days=day), time(minutes // 60, minutes % 60))
    return local.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
