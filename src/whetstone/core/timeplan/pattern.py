"""When a person works: weekday hours on the clock of their own place.

Hours are local clock times; instants are UTC. Where the clock jumps, the span is cut so that
nothing is ever outside the pattern: a time that does not exist becomes the moment of the
jump, and of a time that comes twice the stricter reading counts.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from whetstone.core.kernel.errors import Fault

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

MIDNIGHT = time(0)
WEEKDAYS = range(7)
_MINUTE = timedelta(minutes=1)

ClockSpan = tuple[time, time]


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of time: two aware UTC instants, the end not included.

    Raises:
        ValueError: when an instant is naive or the span is empty or backwards.
    """

    start: datetime
    end: datetime

    def __post_init__(self) -> None:
        """Refuse what is no stretch of time."""
        if self.start.tzinfo is None or self.end.tzinfo is None:
            raise ValueError("a span needs instants with a time zone")
        if self.start >= self.end:
            raise ValueError("a span ends after it starts")

    @property
    def minutes(self) -> float:
        """Its length in minutes."""
        return (self.end - self.start) / _MINUTE

    def overlaps(self, other: Span) -> bool:
        """Do the two share any time?"""
        return self.start < other.end and other.start < self.end

    def contains(self, other: Span) -> bool:
        """Does the other lie wholly inside?"""
        return self.start <= other.start and other.end <= self.end


@dataclass(frozen=True, slots=True)
class WorkingPattern:
    """Weekday hours (Monday is 0), lunch and the IANA name of the clock they are read on.

    An end of 00:00 is the midnight after. A shift across midnight is two spans. A day that is
    not named is not worked. `contract_share` is 1.0 for full time.
    """

    zone: str
    hours: Mapping[int, tuple[ClockSpan, ...]]
    lunch: ClockSpan | None = None
    contract_share: float = 1.0

    @property
    def clock(self) -> ZoneInfo:
        """The clock of the place."""
        return ZoneInfo(self.zone)


def check_pattern(pattern: WorkingPattern) -> tuple[Fault, ...]:
    """Every fault of a pattern; none means it can be used."""
    return tuple(_faults(pattern))


def working_spans(pattern: WorkingPattern, day: date) -> tuple[Span, ...]:
    """The working time of one local day in UTC, lunch included, in order."""
    hours = pattern.hours.get(day.weekday())
    return _day(pattern.zone, tuple(hours), day) if hours else ()


@lru_cache(maxsize=16_384)
def _day(zone: str, hours: tuple[ClockSpan, ...], day: date) -> tuple[Span, ...]:
    """One local day: people of a place share their hours, so it is worked out once."""
    return tuple(_spans(WorkingPattern(zone, {}), hours, day))


def lunch_spans(pattern: WorkingPattern, day: date) -> tuple[Span, ...]:
    """The lunch break of one local day in UTC; empty without one."""
    return () if pattern.lunch is None else _lunch(pattern.zone, pattern.lunch, day)


@lru_cache(maxsize=16_384)
def _lunch(zone: str, lunch: ClockSpan, day: date) -> tuple[Span, ...]:
    """One local day: people of a place have lunch together, so it is worked out once."""
    pattern = WorkingPattern(zone, {})
    begin, stop = _widest(pattern, day, lunch[0]), _widest(pattern, day, lunch[1], is_end=True)
    return (Span(begin, stop),) if begin < stop else ()


def is_inside(pattern: WorkingPattern, span: Span) -> bool:
    """Does the span lie wholly in working time (back-to-back shifts count as one)?"""
    reached = span.start
    first = span.start.astimezone(pattern.clock).date() - timedelta(days=1)
    last = span.end.astimezone(pattern.clock).date()
    for offset in range((last - first).days + 1):
        for work in working_spans(pattern, first + timedelta(days=offset)):
            if work.start <= reached < work.end:
                reached = work.end
    return reached >= span.end


def minutes_per_week(pattern: WorkingPattern) -> float:
    """Working minutes of a week by the clock, lunch taken off."""
    total = 0.0
    for spans in pattern.hours.values():
        for start, end in spans:
            total += _clock_minutes(end, is_end=True) - _clock_minutes(start)
            total -= _shared_minutes((start, end), pattern.lunch)
    return total


def _spans(pattern: WorkingPattern, spans: Iterable[ClockSpan], day: date) -> Iterator[Span]:
    for start, end in sorted(spans):
        until = _day_of_end(day, end)
        begin, stop = _strict(pattern, day, start), _strict(pattern, until, end, is_end=True)
        if begin >= stop:
            begin = _first_reading(pattern, day, start)
            stop = _first_reading(pattern, until, end)
        if begin < stop:
            yield Span(begin, stop)


def _strict(pattern: WorkingPattern, day: date, clock: time, *, is_end: bool = False) -> datetime:
    """The instant that makes the span shortest: late for a start, early for an end."""
    first, second = _readings(pattern, day, clock)
    if first <= second:
        return first if is_end else second
    return _jump(pattern, second, first)


def _first_reading(pattern: WorkingPattern, day: date, clock: time) -> datetime:
    first, second = _readings(pattern, day, clock)
    return first if first <= second else _jump(pattern, second, first)


def _widest(pattern: WorkingPattern, day: date, clock: time, *, is_end: bool = False) -> datetime:
    first, second = sorted(_readings(pattern, day, clock))
    return second if is_end else first


def _readings(pattern: WorkingPattern, day: date, clock: time) -> tuple[datetime, datetime]:
    """Both readings of a local time (PEP 495); out of order when the time does not exist."""
    local = datetime.combine(day, clock, tzinfo=pattern.clock)
    return local.replace(fold=0).astimezone(UTC), local.replace(fold=1).astimezone(UTC)


def _jump(pattern: WorkingPattern, before: datetime, after: datetime) -> datetime:
    """The minute at which the clock jumps forward between two instants, by bisection."""
    offset = before.astimezone(pattern.clock).utcoffset()
    while after - before > _MINUTE:
        middle = before + ((after - before) // 2 // _MINUTE) * _MINUTE
        if middle.astimezone(pattern.clock).utcoffset() == offset:
            before = middle
        else:
            after = middle
    return after


def _day_of_end(day: date, end: time) -> date:
    return day + timedelta(days=1) if end == MIDNIGHT else day


def _clock_minutes(clock: time, *, is_end: bool = False) -> int:
    minutes = clock.hour * 60 + clock.minute
    return 24 * 60 if is_end and minutes == 0 else minutes


def _shared_minutes(span: ClockSpan, lunch: ClockSpan | None) -> float:
    if lunch is None:
        return 0.0
    start = max(_clock_minutes(span[0]), _clock_minutes(lunch[0]))
    end = min(_clock_minutes(span[1], is_end=True), _clock_minutes(lunch[1], is_end=True))
    return max(0, end - start)


def _faults(pattern: WorkingPattern) -> Iterator[Fault]:
    try:
        _ = pattern.clock
    except (KeyError, ValueError, OSError):
        yield Fault("zone", f"{pattern.zone!r} is no time zone", "pick one such as Asia/Kathmandu")
    if not 0 < pattern.contract_share <= 1:
        yield Fault("contract_share", "it is not between 0 and 1", "write 0.5 for half time")
    for weekday, spans in sorted(pattern.hours.items()):
        yield from _faults_of_day(weekday, spans)
    if pattern.lunch is not None and pattern.lunch[0] >= pattern.lunch[1]:
        yield Fault("lunch", "it ends before it starts", "swap the two times")


def _faults_of_day(weekday: int, spans: tuple[ClockSpan, ...]) -> Iterator[Fault]:
    where = f"hours.{weekday}"
    if weekday not in WEEKDAYS:
        yield Fault(where, "there is no such weekday", "0 is Monday, 6 is Sunday")
    reached = 0
    for start, end in sorted(spans):
        begin, stop = _clock_minutes(start), _clock_minutes(end, is_end=True)
        if start.tzinfo is not None or end.tzinfo is not None:
            yield Fault(where, "a clock time carries a zone", "name the zone once")
        if begin >= stop:
            yield Fault(where, "it ends before it starts", "split a night shift at midnight")
        if begin < reached:
            yield Fault(where, "two spans overlap", "join them")
        reached = max(reached, stop)
