"""Random weeks of a team, and a check of a plan that knows clocks and minutes and nothing else.

`broken` shares no line with the planner or with `broken_rules`: it walks the minutes of every
block and asks what the clock on that person's wall says.
"""

from __future__ import annotations

import random
from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from whetstone.core.timeplan.learners import Learner, Placement, TeamRules, Window, Wish
from whetstone.core.timeplan.learning_time import Block
from whetstone.core.timeplan.pattern import Span, WorkingPattern
from whetstone.core.timeplan.slots import Blackout, Calendar

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
ZONES = ("Asia/Kathmandu", "Europe/Dublin", "America/New_York", "Australia/Lord_Howe")
MONDAYS = (
    date(2026, 11, 23),
    date(2026, 10, 19),  # clocks fall back in Europe on the 25th, and on the 1st in New York
    date(2026, 3, 2),  # they spring forward in New York on the 8th
    date(2026, 3, 23),  # ... in Europe on the 29th
    date(2026, 3, 30),  # Lord Howe falls back by half an hour on the 5th
    date(2026, 9, 28),  # ... and forward by half an hour on the 4th
)
NOON, LUNCH = time(12), (time(12), time(12, 45))


def drawn(seed):
    """A team of two to nine in up to three zones, its window of one or two weeks, its rules."""
    draw = random.Random(seed)
    monday = draw.choice(MONDAYS)
    weeks = draw.choice([1, 1, 2])
    now = datetime.combine(monday, time(6, 12, 30), tzinfo=UTC) - draw.choice([0, 2]) * DAY
    window = Window(monday, monday + timedelta(days=7 * weeks - 1), now)
    zones = draw.sample(ZONES, draw.randint(1, 3))
    people = [_person(draw, n, zones=zones, window=window) for n in range(draw.randint(2, 9))]
    care = sum(one.on_care for one in people)
    rules = TeamRules(
        cap_share=draw.choice([0.25, 0.33]), care_minimum=draw.randint(0, max(0, care - 1))
    )
    return people, window, rules


def _person(draw, n, *, zones, window):
    zone = draw.choice(zones)
    quota = draw.randint(1, 3)
    calendar = Calendar(
        WorkingPattern(zone, _hours(draw), draw.choice([None, LUNCH])),
        tuple(_span(draw, window, 15, 180) for _ in range(draw.randint(0, 12))),
        frozenset(window.first + d * DAY for d in draw.sample(range(7), draw.choice([0, 0, 1]))),
        tuple(
            Blackout(_span(draw, window, 600, 2880), draw.choice(["leave", "launch"]))
            for _ in range(draw.choice([0, 0, 1]))
        ),
    )
    weeks = window.days // 7
    minutes = [draw.choice([25, 30, 45, 60]) for _ in range(draw.randint(0, quota) * weeks)]
    return Learner(
        f"p{n}",
        calendar,
        tuple(Block(f"b{k}", one) for k, one in enumerate(minutes)),
        quota,
        Wish(draw.choice([None, "morning"]), draw.choice([None, (2, time(10))])),
        on_care=draw.random() < 0.5,
    )


def _hours(draw):
    """An office week, part of one, nights across midnight, or a Sunday shift over the jump."""
    kind = draw.choice(["office", "office", "part", "night", "sunday"])
    if kind == "office":
        return {day: ((time(9), time(17, 30)),) for day in range(5)}
    if kind == "part":
        return {day: ((time(9), time(13)),) for day in draw.sample(range(5), draw.randint(1, 3))}
    if kind == "night":
        return {day: ((time(0), time(5, 30)), (time(22), time(0))) for day in range(1, 5)}
    return {6: ((time(0), time(5)),), 2: ((time(14), time(20)),)}


def _span(draw, window, shortest, longest):
    start = datetime.combine(window.first, time(0), tzinfo=UTC) + timedelta(
        minutes=5 * draw.randrange(-200, 288 * window.days)
    )
    return Span(start, start + timedelta(minutes=draw.randint(shortest, longest)))


def broken(people, placed, *, window, rules):
    """Every promise that these placements break, as sentences."""
    found = []
    for one in people:
        mine = sorted((p for p in placed if p.person == one.person), key=lambda p: p.span)
        found += [f"{one.person}: {say}" for p in mine for say in _alone(one, p, window)]
        found += [f"{one.person}: {say}" for say in _together(one, mine)]
    return found + _team(people, placed, rules)


def _alone(one, placement, window):
    span, calendar = placement.span, one.calendar
    if span.start < window.now + DAY:
        yield "told less than 24 hours before"
    if (span.end - span.start) != placement.block.minutes * MINUTE:
        yield "the wrong length"
    out = [minute for minute in _minutes(span) if not _works(calendar, minute)]
    if out:
        yield f"outside the pattern, at lunch or on a holiday at {out[0]}"
    yield from _in_the_way(calendar, span)


def _in_the_way(calendar, span):
    for black in calendar.blackouts:
        if black.span.start < span.end and span.start < black.span.end:
            yield "in a blackout"
    for busy in calendar.busy:
        if max(busy.start - span.end, span.start - busy.end) < 15 * MINUTE:
            yield f"too near the meeting at {busy.start}"


def _together(one, mine):
    clock = ZoneInfo(one.calendar.pattern.zone)
    days = [p.span.start.astimezone(clock).date() for p in mine]
    if len(set(days)) < len(days):
        yield "two on one day"
    if any(a.span.end > b.span.start for a, b in pairwise(mine)):
        yield "two at once"
    weeks = Counter(day - timedelta(days=day.weekday()) for day in days)
    if weeks and max(weeks.values()) > one.per_week:
        yield "more than the week holds"


def _team(people, placed, rules):
    found = []
    care = [one for one in people if one.on_care]
    names = {one.person for one in care}
    for minute in sorted({m for p in placed for m in _minutes(p.span)}):
        learning = {p.person for p in placed if p.span.start <= minute < p.span.end}
        if len(learning) > max(1, len(people) / 3):
            found.append(f"more than a third learn at {minute}")
        if not rules.care_minimum or not learning & names:
            continue
        on_desk = [one for one in care if one.person not in learning and _is_there(one, minute)]
        if len(on_desk) < rules.care_minimum:
            found.append(f"{len(on_desk)} on the desk at {minute}")
    return found


def _works(calendar, minute):
    local = minute.astimezone(ZoneInfo(calendar.pattern.zone))
    lunch = calendar.pattern.lunch
    if local.date() in calendar.holidays or (lunch and lunch[0] <= local.time() < lunch[1]):
        return False
    spans = calendar.pattern.hours.get(local.weekday(), ())
    return any(a <= local.time() and (local.time() < b or b == time(0)) for a, b in spans)


def _is_there(one, minute):
    away = [black.span for black in one.calendar.blackouts if black.code == "leave"]
    gone = any(span.start <= minute < span.end for span in (*one.calendar.busy, *away))
    return not gone and _works(one.calendar, minute)


def _minutes(span):
    return [span.start + n * MINUTE for n in range(int((span.end - span.start) / MINUTE))]


def as_kept(people, placed, *, but=None):
    """The team with these placements booked; `but` has its blocks still to place."""
    return [
        one
        if one.person == but
        else Learner(
            one.person, one.calendar, (), one.per_week, one.wish, one.on_care,
            tuple(Placement(p.person, p.block, p.span) for p in placed if p.person == one.person),
        )
        for one in people
    ]  # fmt: skip
