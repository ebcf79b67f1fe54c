"""A time zone written out for a calendar (RFC 5545, 3.6.5): every jump of the clock by itself.

Lists of dates (RDATE) and rules would be shorter. But widely used readers take only the first date
of a list, and a rule is wrong in the year in which a country changes it; a jump that stands alone
is read the same everywhere. Only the years that the calendar is about are written.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

import icalendar

LONG_AGO: Final = datetime(1970, 1, 1)  # noqa: DTZ001  # a wall clock, as the format wants it
_DAY: Final = timedelta(days=1)
_SECOND: Final = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Jump:
    """From `at` (a wall clock before the jump) on, the zone lies `after` from UTC."""

    at: datetime
    before: timedelta
    after: timedelta
    name: str


def written_out(zone: str, *, first: int, last: int) -> icalendar.Timezone:
    """The zone in the years first to last."""
    found = icalendar.Timezone()
    found.add("tzid", zone)
    jumps = jumps_of(zone, first, last)
    usual = min(one.after for one in jumps)
    for one in jumps:
        is_summer = one.after > usual
        part = icalendar.TimezoneDaylight() if is_summer else icalendar.TimezoneStandard()
        part.add("dtstart", one.at)
        part.add("tzoffsetfrom", one.before)
        part.add("tzoffsetto", one.after)
        part.add("tzname", one.name)
        part.add("rdate", one.at)
        found.add_component(part)
    return found


@lru_cache(maxsize=256)
def jumps_of(zone: str, first: int, last: int) -> tuple[Jump, ...]:
    """How the zone begins, then every jump in these years, in order."""
    clock = ZoneInfo(zone)
    at, end = datetime(first, 1, 1, tzinfo=UTC), datetime(last + 1, 1, 1, tzinfo=UTC)
    offset = _offset(at, clock)
    found = [Jump(LONG_AGO, offset, offset, _name(at, clock))]
    while at < end:
        if _offset(at + _DAY, clock) != _offset(at, clock):
            moment = _moment(at, clock)
            before, after = _offset(at, clock), _offset(moment, clock)
            wall = (moment + before).replace(tzinfo=None)
            found.append(Jump(wall, before, after, _name(moment, clock)))
        at += _DAY
    return tuple(found)


def _moment(day: datetime, clock: ZoneInfo) -> datetime:
    """The first second of the new offset within the day after `day`, by halving."""
    low, high = day, day + _DAY
    while high - low > _SECOND:
        middle = low + (high - low) // 2 // _SECOND * _SECOND
        low, high = (
            (middle, high) if _offset(middle, clock) == _offset(day, clock) else (low, middle)
        )
    return high


def _offset(at: datetime, clock: ZoneInfo) -> timedelta:
    return at.astimezone(clock).utcoffset() or timedelta(0)


def _name(at: datetime, clock: ZoneInfo) -> str:
    return at.astimezone(clock).tzname() or clock.key
