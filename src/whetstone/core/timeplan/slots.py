"""Free time: the working pattern minus everything that is in the way.

Hard rules: inside the pattern; not on a holiday; not in a blackout (launch, crisis, leave);
not in lunch; 15 minutes away from meetings; not within the next 24 hours; no gap shorter than
the shortest block. Where a rule forbids a span, `why_not` names it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

from whetstone.core.kernel.reasons import Reason, because
from whetstone.core.timeplan.pattern import (
    Span,
    WorkingPattern,
    is_inside,
    lunch_spans,
    working_spans,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from whetstone.core.timeplan.pattern import ClockSpan

OFF_DUTY = frozenset({"leave"})
"""Blackouts during which the person is not there at all, also not on the care desk."""


@dataclass(frozen=True, slots=True)
class SlotRules:
    """The hard rules in minutes and hours; `grid` is the step of starting times."""

    buffer: int = 15
    notice_hours: int = 24
    shortest: int = 25
    longest: int = 60
    grid: int = 15


@dataclass(frozen=True, slots=True, order=True)
class Blackout:
    """A stretch in which nothing is booked; `code` says why: launch, crisis, leave, month_end."""

    span: Span
    code: str


@dataclass(frozen=True, slots=True)
class Calendar:
    """One person's pattern and what is in the way. Busy time has no titles, ever."""

    pattern: WorkingPattern
    busy: tuple[Span, ...] = ()
    holidays: frozenset[date] = frozenset()
    blackouts: tuple[Blackout, ...] = ()


DEFAULT_RULES = SlotRules()


def merge(spans: Iterable[Span]) -> tuple[Span, ...]:
    """The union as disjoint spans in order; touching spans become one."""
    merged: list[Span] = []
    for span in sorted(spans):
        if merged and span.start <= merged[-1].end:
            merged[-1] = Span(merged[-1].start, max(merged[-1].end, span.end))
        else:
            merged.append(span)
    return tuple(merged)


def subtract(spans: Iterable[Span], taken: Iterable[Span]) -> tuple[Span, ...]:
    """What is left of `spans` without `taken`, disjoint and in order."""
    left: list[Span] = []
    cuts, passed = merge(taken), 0
    for span in merge(spans):
        start = span.start
        while passed < len(cuts) and cuts[passed].end <= start:
            passed += 1
        for cut in cuts[passed:]:
            if cut.start >= span.end:
                break
            if cut.start > start:
                left.append(Span(start, cut.start))
            start = max(start, cut.end)
        if start < span.end:
            left.append(Span(start, span.end))
    return tuple(left)


def free_slots(
    calendar: Calendar,
    *,
    first: date,
    last: date,
    now: datetime,
    rules: SlotRules = DEFAULT_RULES,
) -> tuple[Span, ...]:
    """The stretches in which a block may lie, in UTC, in order.

    Args:
        calendar: the person's calendar.
        first: first local day.
        last: last local day, included.
        now: the present moment (aware). Pass `notice_hours=0` in `rules` when asked for today.
        rules: the hard rules.
    """
    work = _at_work(calendar, first, last)
    taken = [*_buffered(calendar.busy, rules), *(b.span for b in calendar.blackouts)]
    earliest = _earliest(now, rules)
    free = (_not_before(span, earliest) for span in subtract(work, taken))
    return tuple(span for span in free if span and span.minutes >= rules.shortest)


def starts(
    free: Iterable[Span], minutes: int, rules: SlotRules = DEFAULT_RULES
) -> tuple[datetime, ...]:
    """Every start, on the grid, of a block of `minutes` inside the free stretches.

    The grid is one of UTC; every zone's offset today is a multiple of 15 minutes, so it is
    also one of the local clock.
    """
    step, length = timedelta(minutes=rules.grid), timedelta(minutes=minutes)
    found: list[datetime] = []
    for span in free:
        start = _next_on_grid(span.start, step)
        while start + length <= span.end:
            found.append(start)
            start += step
    return tuple(found)


def on_duty(calendar: Calendar, *, first: date, last: date) -> tuple[Span, ...]:
    """When the person can hold the care desk: at work, not in a meeting, lunch or leave."""
    work = _at_work(calendar, first, last)
    away = [b.span for b in calendar.blackouts if b.code in OFF_DUTY]
    return subtract(work, [*away, *calendar.busy]) if away or calendar.busy else work


def _at_work(calendar: Calendar, first: date, last: date) -> tuple[Span, ...]:
    """Working time without lunch and holidays, disjoint and in order."""
    pattern = calendar.pattern
    hours = tuple((day, tuple(spans)) for day, spans in sorted(pattern.hours.items()))
    return _days_at_work(
        (pattern.zone, hours, pattern.lunch), first, last, holidays=calendar.holidays
    )


@lru_cache(maxsize=2048)
def _days_at_work(
    clock: tuple[str, tuple[tuple[int, tuple[ClockSpan, ...]], ...], ClockSpan | None],
    first: date,
    last: date,
    *,
    holidays: frozenset[date],
) -> tuple[Span, ...]:
    """People of a place share their hours, so it is worked out once for all of them."""
    zone, hours, lunch = clock
    pattern = WorkingPattern(zone, dict(hours), lunch)
    days = [day for day in _days(first, last) if day not in holidays]
    work = [span for day in days for span in working_spans(pattern, day)]
    return subtract(work, [span for day in days for span in lunch_spans(pattern, day)])


def why_not(
    calendar: Calendar, span: Span, *, now: datetime, rules: SlotRules = DEFAULT_RULES
) -> tuple[Reason, ...]:
    """Every rule of the person's own calendar that the span breaks; empty means allowed."""
    return (*_broken_limits(calendar, span, now, rules), *_obstacles(calendar, span, rules))


def without(calendar: Calendar, what: str) -> Calendar:
    """The calendar with one obstacle lifted: meetings | holidays | blackouts | lunch."""
    if what == "meetings":
        return replace(calendar, busy=())
    if what == "holidays":
        return replace(calendar, holidays=frozenset())
    if what == "blackouts":
        return replace(calendar, blackouts=())
    return replace(calendar, pattern=replace(calendar.pattern, lunch=None))


def _broken_limits(
    calendar: Calendar, span: Span, now: datetime, rules: SlotRules
) -> Iterator[Reason]:
    pattern = calendar.pattern
    if not rules.shortest <= span.minutes <= rules.longest:
        yield because("wrong_length", shortest=rules.shortest, longest=rules.longest)
    if not is_inside(pattern, span):
        yield because("outside_pattern")
    if span.start < _earliest(now, rules):
        yield because("too_soon", hours=rules.notice_hours)


def _obstacles(calendar: Calendar, span: Span, rules: SlotRules) -> Iterator[Reason]:
    pattern = calendar.pattern
    days = local_days(pattern, span)
    for day in days:
        if day in calendar.holidays:
            yield because("holiday", day=day)
    for blackout in sorted(calendar.blackouts):
        if blackout.span.overlaps(span):
            yield because("blackout", why=blackout.code)
    if any(lunch.overlaps(span) for day in days for lunch in lunch_spans(pattern, day)):
        yield because("lunch")
    if any(meeting.overlaps(span) for meeting in _buffered(calendar.busy, rules)):
        yield because("meeting", buffer=rules.buffer)


def local_days(pattern: WorkingPattern, span: Span) -> tuple[date, ...]:
    """The local days a span touches."""
    start = span.start.astimezone(pattern.clock).date()
    end = (span.end - timedelta(microseconds=1)).astimezone(pattern.clock).date()
    return tuple(_days(start, end))


def _buffered(busy: Iterable[Span], rules: SlotRules) -> list[Span]:
    margin = timedelta(minutes=rules.buffer)
    return [Span(span.start - margin, span.end + margin) for span in busy]


def _earliest(now: datetime, rules: SlotRules) -> datetime:
    return now.astimezone(UTC) + timedelta(hours=rules.notice_hours)


def _not_before(span: Span, earliest: datetime) -> Span | None:
    if span.end <= earliest:
        return None
    return Span(max(span.start, earliest), span.end)


def _next_on_grid(instant: datetime, step: timedelta) -> datetime:
    midnight = instant.replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight + -(-(instant - midnight) // step) * step


def _days(first: date, last: date) -> Iterator[date]:
    for offset in range((last - first).days + 1):
        yield first + timedelta(days=offset)
