"""Calendars: busy time in, bookings out (RFC 5545).

In: only when somebody is busy, never with what. Titles, places and people are dropped while
reading. The file is hostile until proven otherwise: its size, its events and every repetition
are bounded, and what cannot be read becomes a fault with its line.

Out: one event a booking with a stable UID, a SEQUENCE that rises with every change,
STATUS:CANCELLED for what is off, TRANSP:OPAQUE, and the time zone written out.
"""

from __future__ import annotations

import re
from calendar import isleap
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import icalendar
import recurring_ical_events
from dateutil.rrule import rrulestr  # type: ignore[import-untyped]

from whetstone.core.kernel.errors import Fault, Faults, raise_all
from whetstone.core.timeplan.pattern import Span
from whetstone.core.timeplan.slots import merge
from whetstone.formats.time_zones import written_out

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

MOST_BYTES = 2_000_000
MOST_EVENTS = 5_000
MOST_LINES = 200_000
MOST_REPEATS = 20_000
MOST_STEPS = 500_000
MOST_DATES = 2_000
MOST_SPANS = 20_000
WIDEST_WINDOW = timedelta(days=400)
LONGEST_EVENT = timedelta(days=400)

_TOO_FINE = re.compile(r"FREQ=(SECONDLY|MINUTELY|HOURLY)", re.IGNORECASE)
_DAYS_PER_STEP = (("=WEEKLY", 7), ("=MONTHLY", 30), ("=YEARLY", 30))
_NARROW = re.compile(
    r"BY(MONTH|MONTHDAY|YEARDAY|WEEKNO|SETPOS|EASTER)=|INTERVAL=(?!1(?:;|$))", re.IGNORECASE
)
_TRIAL_YEARS = range(9933, 9961)
_TRIAL_DAYS = 366 * 67
_RULES = ("RRULE",)


@dataclass(frozen=True, slots=True)
class BusyCalendar:
    """Busy spans in UTC, disjoint and in order, and the events that could not be read."""

    spans: tuple[Span, ...]
    faults: tuple[Fault, ...]


@dataclass(frozen=True, slots=True)
class Booking:
    """One learning block as a calendar event.

    `uid` never changes; `sequence` rises with every change, a cancellation among them;
    `stamp` is when this version was written (aware). `is_free`: it takes nobody's time.
    """

    uid: str
    sequence: int
    span: Span
    title: str
    stamp: datetime
    is_cancelled: bool = False
    description: str = ""
    is_free: bool = False


def read_busy(data: bytes, *, first: date, last: date, zone: str) -> BusyCalendar:
    """When somebody is busy between two local days, both included.

    Args:
        data: the file.
        first: first local day.
        last: last local day.
        zone: IANA name of the person's clock: for times without a zone and for whole days.

    Raises:
        Faults: when the file as a whole is refused: too large, no calendar, too many events or
            repetitions, an unknown zone name, or a window wider than 400 days.
    """
    clock = _clock(zone)
    window = _window(first, last, clock)
    text = _text(data)
    calendar = _parse(text)
    _refuse_bombs(calendar, text, window)
    faults: list[Fault] = []
    spans: list[Span] = []
    for series in _series(calendar):
        try:
            spans += _busy_of(series, window, clock)
        except (
            ValueError,
            TypeError,
            KeyError,
            AttributeError,
            OverflowError,
            LookupError,
        ) as error:
            faults.append(_unreadable(series[0], text, error))
        if len(spans) > MOST_SPANS:
            raise Faults([Fault("calendar", "it repeats too often", "export fewer weeks")])
    return BusyCalendar(merge(spans), tuple(faults))


def write_calendar(
    bookings: Iterable[Booking], *, zone: str, name: str, method: str | None = None
) -> bytes:
    """A calendar of bookings, with the person's time zone written out.

    Args:
        bookings: the events; cancelled ones stay in, so that subscribers drop them.
        zone: IANA name, for instance Asia/Kathmandu.
        name: what calendars show as the name of the feed.
        method: PUBLISH for a feed, REQUEST or CANCEL for a mail; None leaves it out.

    Raises:
        Faults: when the zone does not exist.
    """
    clock = _clock(zone)
    calendar = icalendar.Calendar()
    calendar.add("prodid", "-//Whetstone//learning blocks//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("x-wr-calname", name)
    calendar.add("x-wr-timezone", zone)
    if method is not None:
        calendar.add("method", method)
    rows = sorted(bookings, key=lambda one: (one.span, one.uid))
    if rows and clock.key != "UTC":
        years = [
            at.astimezone(clock).year for one in rows for at in (one.span.start, one.span.end)
        ]
        calendar.add_component(written_out(zone, first=min(years) - 1, last=max(years)))
    for booking in rows:
        calendar.add_component(_event(booking, clock))
    return bytes(calendar.to_ical())


def _event(booking: Booking, clock: ZoneInfo) -> icalendar.Event:
    event = icalendar.Event()
    event.add("uid", booking.uid)
    event.add("sequence", booking.sequence)
    event.add("dtstamp", booking.stamp.astimezone(UTC))
    event.add("last-modified", booking.stamp.astimezone(UTC))
    event.add("dtstart", booking.span.start.astimezone(clock))
    event.add("dtend", booking.span.end.astimezone(clock))
    event.add("summary", booking.title)
    if booking.description:
        event.add("description", booking.description)
    event.add("status", "CANCELLED" if booking.is_cancelled else "CONFIRMED")
    event.add("transp", "TRANSPARENT" if booking.is_free else "OPAQUE")
    return event


def _clock(zone: str) -> ZoneInfo:
    try:
        return ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        fault = Fault("zone", f"{zone!r} is no time zone", "pick one such as Asia/Kathmandu")
        raise Faults([fault]) from None


def _window(first: date, last: date, clock: ZoneInfo) -> Span:
    if last < first or last - first > WIDEST_WINDOW:
        raise Faults(
            [Fault("window", f"{first} to {last} is no window", "ask for up to 400 days")]
        )
    start = datetime.combine(first, time(0), tzinfo=clock)
    end = datetime.combine(last + timedelta(days=1), time(0), tzinfo=clock)
    return Span(start.astimezone(UTC), end.astimezone(UTC))


def _text(data: bytes) -> str:
    if len(data) > MOST_BYTES:
        mend = f"export fewer weeks; {MOST_BYTES // 1_000_000} MB is the most"
        raise Faults([Fault("calendar", "the file is too large", mend)])
    text = data.decode("utf-8-sig", errors="replace")
    if text.count("\n") > MOST_LINES:
        raise Faults([Fault("calendar", "the file has too many lines", "export fewer weeks")])
    return text


def _parse(text: str) -> Any:
    if not re.match(r"\s*BEGIN:VCALENDAR", text, re.IGNORECASE):
        raise Faults([Fault("line 1", "this is no calendar file", "export it as .ics")])
    try:
        return icalendar.Calendar.from_ical(text)
    except (ValueError, TypeError, KeyError, AttributeError, IndexError, RecursionError):
        place = _place_of_break(text)
        raise Faults([Fault(place, "the calendar breaks off", "export it again")]) from None


def _place_of_break(text: str) -> str:
    """The first line that closes what was not open, or the last line."""
    open_parts: list[str] = []
    number = 0
    for number, line in enumerate(text.splitlines(), start=1):
        word, _, name = line.strip().upper().partition(":")
        if word == "BEGIN":
            open_parts.append(name)
        elif word == "END" and (not open_parts or open_parts.pop() != name):
            return f"line {number}"
    return f"line {number}"


def _refuse_bombs(calendar: Any, text: str, window: Span) -> None:
    """Rules that would repeat without end are refused before anything expands them."""
    events = calendar.walk("VEVENT")
    faults = []
    if len(events) > MOST_EVENTS:
        faults.append(Fault("calendar", f"it has {len(events)} events", "export fewer weeks"))
    if sum(_dates(event) for event in events) > MOST_DATES:
        faults.append(Fault("calendar", "it lists too many dates", "export fewer weeks"))
    rules = [(event, rule) for event in events for rule in _rules(event)]
    if sum(_steps(event, rule, window) for event, rule in rules) > MOST_STEPS:
        faults.append(Fault("calendar", "it repeats too much", "export fewer years"))
    raise_all(faults)
    mend = "repeat it by day, week, month or year"
    raise_all(
        Fault(_line_of(event, text), "it repeats too often", mend)
        for event, rule in rules
        if _is_bomb(event, rule, window)
    )


def _rules(event: Any) -> Iterator[str]:
    for name in _RULES:
        value = event.get(name)
        for rule in value if isinstance(value, list) else [value]:
            if rule is not None:
                yield rule.to_ical().decode() if hasattr(rule, "to_ical") else str(rule)


def _dates(event: Any) -> int:
    """How many single dates an event adds or takes out."""
    lists = (event.get(name) for name in ("RDATE", "EXDATE"))
    each = (value if isinstance(value, list) else [value] for value in lists if value is not None)
    return sum(len(getattr(part, "dts", ())) for parts in each for part in parts)


def _is_bomb(event: Any, rule: str, window: Span) -> bool:
    """Finer than daily, or more repeats before the window ends than a calendar holds."""
    if _TOO_FINE.search(rule):
        return True
    begin = _naive_start(event)
    end = window.end.replace(tzinfo=None)
    if begin is None or begin > end or _never_matches(rule, begin):
        return False
    try:
        repeats = rrulestr(_clamped(rule, end), dtstart=begin)
        return sum(1 for _ in islice(repeats, MOST_REPEATS + 1)) > MOST_REPEATS
    except (ValueError, TypeError, OverflowError):
        return False


def _steps(event: Any, rule: str, window: Span) -> float:
    """Roughly how many steps it takes to follow a rule to the end of the window."""
    begin, end = _naive_start(event), window.end.replace(tzinfo=None)
    if begin is None or begin > end:
        return 0.0
    per_step = next((days for name, days in _DAYS_PER_STEP if name in rule.upper()), 1)
    trial = _TRIAL_DAYS if _NARROW.search(rule) else 0
    return ((end - begin).days + trial) / per_step


def _never_matches(rule: str, begin: datetime) -> bool:
    """Does a narrow rule (a 30 February) match nothing in forty years?

    Following such a rule would run to the year 9999, so it is tried shortly before that: in a
    year that starts on the same weekday and is as long.
    """
    if not _NARROW.search(rule):
        return False
    like = (y for y in _TRIAL_YEARS if _shape(y) == _shape(begin.year))
    year = next(like)
    bare = re.sub(r"(UNTIL|COUNT)=[^;]*;?", "", rule, flags=re.IGNORECASE).strip(";")
    try:
        return next(iter(rrulestr(bare, dtstart=begin.replace(year=year))), None) is None
    except (ValueError, TypeError, OverflowError):
        return True


def _shape(year: int) -> tuple[int, bool]:
    return date(year, 1, 1).weekday(), isleap(year)


def _naive_start(event: Any) -> datetime | None:
    start = getattr(event.get("DTSTART"), "dt", None)
    if isinstance(start, datetime):
        return start.replace(tzinfo=None)
    return datetime.combine(start, time(0)) if isinstance(start, date) else None


def _clamped(rule: str, end: datetime) -> str:
    """The rule, ended with the window where it would go on; a counted rule ends by itself."""
    if re.search(r"COUNT=", rule, re.IGNORECASE):
        return re.sub(r"UNTIL=[^;]*;?", "", rule, flags=re.IGNORECASE).strip(";")
    until = re.search(r"UNTIL=(\d{8})", rule, re.IGNORECASE)
    if until is not None and until.group(1) < f"{end:%Y%m%d}":
        end = datetime.combine(_day(until.group(1)), time(23, 59, 59))
    bare = re.sub(r"UNTIL=[^;]*;?", "", rule, flags=re.IGNORECASE).strip(";")
    return f"{bare};UNTIL={end:%Y%m%dT%H%M%S}"


def _day(digits: str) -> date:
    return date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))


def _series(calendar: Any) -> Iterator[list[Any]]:
    """Events by UID: a series and its changed occurrences belong together."""
    groups: dict[str, list[Any]] = {}
    for number, event in enumerate(calendar.walk("VEVENT")):
        uid = str(event.get("UID", f"without-{number}"))
        groups.setdefault(uid, []).append(event)
    yield from groups.values()


def _busy_of(series: list[Any], window: Span, clock: ZoneInfo) -> Iterator[Span]:
    bare = icalendar.Calendar()
    for event in series:
        bare.add_component(_stripped(event, clock, window))
    start, end = window.start.astimezone(clock), window.end.astimezone(clock)
    for occurrence in recurring_ical_events.of(bare).between(start, end):
        span = _span(occurrence, clock)
        if span is not None and span.overlaps(window) and _takes_time(occurrence):
            yield Span(max(span.start, window.start), min(span.end, window.end))


_KEPT = ("UID", "DTSTART", "DTEND", "DURATION", "RRULE", "RDATE", "EXDATE", "RECURRENCE-ID",
         "SEQUENCE", "STATUS", "TRANSP")  # fmt: skip


def _stripped(event: Any, clock: ZoneInfo, window: Span) -> icalendar.Event:
    """The event without anything private, times without a zone read on the person's clock."""
    kept = icalendar.Event()
    for name in _KEPT:
        if name in event:
            kept[name] = event[name]
    if "DTSTART" not in kept:
        raise ValueError("it has no start")
    for name in ("DTSTART", "DTEND", "RECURRENCE-ID"):
        moment = getattr(kept.get(name), "dt", None)
        if isinstance(moment, datetime) and moment.tzinfo is None:
            _demand_known_zone(kept[name])
            del kept[name]
            kept.add(name, moment.replace(tzinfo=clock))
    _demand_order(kept)
    _end_with(kept, window)
    return kept


def _demand_order(event: icalendar.Event) -> None:
    start, end = (getattr(event.get(name), "dt", None) for name in ("DTSTART", "DTEND"))
    if end is not None and end < start:
        raise ValueError("it ends before it starts")


def _end_with(event: icalendar.Event, window: Span) -> None:
    """No rule goes on after the window: one that never matches would be followed for ages."""
    rules = list(_rules(event))
    for name in _RULES:
        event.pop(name, None)
    end = (window.end + timedelta(days=2)).replace(tzinfo=None)
    begin, moment = _naive_start(event), getattr(event["DTSTART"], "dt", None)
    for rule in rules:
        if begin is None or _never_matches(rule, begin):
            continue
        tail = "Z" if isinstance(moment, datetime) else ""
        ended = _clamped(rule, end)
        ended += tail if "UNTIL=" in ended else ""
        event.add("rrule", icalendar.vRecur.from_ical(ended))


def _demand_known_zone(value: Any) -> None:
    """A time that names a zone nobody knows is a fault, not a local time."""
    name = value.params.get("TZID") if hasattr(value, "params") else None
    if name:
        raise LookupError(f"{name!r} is no time zone")


def _takes_time(event: Any) -> bool:
    is_free = str(event.get("TRANSP", "OPAQUE")).upper() == "TRANSPARENT"
    is_off = str(event.get("STATUS", "CONFIRMED")).upper() == "CANCELLED"
    return not is_free and not is_off


def _span(event: Any, clock: ZoneInfo) -> Span | None:
    start, end = event.start, event.end
    if not isinstance(start, datetime):
        start = datetime.combine(start, time(0), tzinfo=clock)
        end = datetime.combine(end, time(0), tzinfo=clock)
    begin, stop = _utc(start, clock), _utc(end, clock)
    if stop <= begin:
        return None
    return Span(begin, min(stop, begin + LONGEST_EVENT))


def _utc(moment: datetime, clock: ZoneInfo) -> datetime:
    return (moment if moment.tzinfo else moment.replace(tzinfo=clock)).astimezone(UTC)


def _unreadable(event: Any, text: str, error: Exception) -> Fault:
    """Names the line and the kind of trouble, never the event's words."""
    known = isinstance(error, LookupError) and "time zone" in str(error)
    what = "its time zone is unknown" if known else "its times cannot be read"
    return Fault(_line_of(event, text), what, "open it in your calendar and save it again")


def _line_of(event: Any, text: str) -> str:
    """The line of the event's UID, or "calendar" where it has none."""
    uid = str(event.get("UID", ""))
    for number, line in enumerate(text.splitlines(), start=1):
        if uid and line.upper().startswith("UID") and line.rstrip().endswith(uid[-60:]):
            return f"line {number}"
    return "calendar"
