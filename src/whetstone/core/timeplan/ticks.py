"""Stretches of time as the bits of whole numbers: one bit is one tick of five minutes.

Rounding is strict: a tick is free only if all of it is free, and taken if any of it is. A whole
number of Python holds a window of weeks, and one operation on it looks at all its ticks.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple
from zoneinfo import ZoneInfo

import numpy as np

from whetstone.core.timeplan.pattern import WorkingPattern, lunch_spans, working_spans
from whetstone.core.timeplan.slots import OFF_DUTY

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from numpy.typing import NDArray

    from whetstone.core.timeplan.learners import Window
    from whetstone.core.timeplan.pattern import ClockSpan, Span
    from whetstone.core.timeplan.slots import Calendar, SlotRules

TICK = timedelta(minutes=5)
MINUTES_A_TICK = 5
LEAF = timedelta(days=1) // TICK
"""Ticks of one day of UTC: the leaves in which a window is kept."""
BEFORE = 2
"""Days of UTC before and after the window: its local days begin and end there somewhere."""
DAY, NOON = 24 * 60, 12 * 60


def origin_of(first: date) -> datetime:
    """Tick zero of a window that begins on this local day: a midnight of UTC."""
    return datetime.combine(first - timedelta(days=BEFORE), time(0), tzinfo=UTC)


def size_of(window: Window) -> int:
    """How many ticks the window takes with the days beside it."""
    return (window.days + 2 * BEFORE) * LEAF


def run(low: int, high: int) -> int:
    """The bits from one tick to another, the last not included."""
    return ((1 << (high - low)) - 1) << low if high > low else 0


def inner(span: Span, origin: datetime) -> tuple[int, int]:
    """Ticks that lie wholly in the span."""
    return max(0, -((origin - span.start) // TICK)), max(0, (span.end - origin) // TICK)


def outer(span: Span, origin: datetime) -> tuple[int, int]:
    """Ticks that the span touches."""
    return max(0, (span.start - origin) // TICK), max(0, -((origin - span.end) // TICK))


def begins_in(free: int, length: int) -> int:
    """The ticks from which so many ticks are free."""
    done = 1
    while done < length:
        step = min(done, length - done)
        free &= free >> step
        done += step
    return free


def meets(taken: int, length: int) -> int:
    """The ticks from which one of so many ticks is taken."""
    done = 1
    while done < length:
        step = min(done, length - done)
        taken |= taken >> step
        done += step
    return taken


def each(bits: int) -> Iterator[int]:
    """The ticks that are set, in order."""
    while bits:
        low = bits & -bits
        yield low.bit_length() - 1
        bits ^= low


def first_of(bits: int) -> int:
    """The first tick that is set."""
    return (bits & -bits).bit_length() - 1


def run_around(bits: int, tick: int) -> tuple[int, int]:
    """From where to where all ticks around this one are set."""
    below = ~bits & ((1 << tick) - 1)
    return below.bit_length(), tick + first_of(~(bits >> tick))


def counts(bits: int, size: int) -> NDArray[np.uint8]:
    """One number a tick: one where it is set."""
    raw = np.frombuffer(bits.to_bytes(-(-size // 8), "little"), dtype=np.uint8)
    return np.unpackbits(raw, bitorder="little", count=size)


class Tally:
    """How often each tick is covered, as the binary digits of a number a tick."""

    __slots__ = ("_digits",)

    def __init__(self) -> None:
        self._digits: list[int] = []

    def add(self, bits: int) -> None:
        """Once more on each of these."""
        digits = self._digits
        for n, digit in enumerate(digits):
            digits[n] = digit ^ bits
            bits &= digit
            if not bits:
                return
        digits.append(bits)

    def remove(self, bits: int) -> None:
        """Once less on each of these."""
        digits = self._digits
        for n, digit in enumerate(digits):
            digits[n] = digit ^ bits
            bits &= ~digit
            if not bits:
                return

    def least(self, among: int) -> tuple[int, int]:
        """The lowest count among these ticks (there is one), and which have it."""
        count, weight = 0, 1 << len(self._digits)
        for digit in reversed(self._digits):
            weight >>= 1
            fewer = among & ~digit
            if fewer:
                among = fewer
            else:
                count += weight
        return count, among


class Piece(NamedTuple):
    """What of a local day lies in one day of UTC, as bits of that leaf, by part of the day."""

    day: int
    leaf: int
    morning: int
    afternoon: int
    whole: int


class Dial(NamedTuple):
    """A zone's clock over a window: which local day and minute each tick begins in."""

    day: list[int]
    clock: NDArray[np.int64]
    pieces: tuple[Piece, ...]


@lru_cache(maxsize=128)
def dial(zone: str, first: date, days: int) -> Dial:
    """The clock of a zone: people of a place share it."""
    origin, clock = origin_of(first), ZoneInfo(zone)
    quarters = [origin + timedelta(minutes=15 * n) for n in range((days + 2 * BEFORE) * LEAF // 3)]
    edges = {_offset(at, clock) for at in quarters[:: LEAF // 3]}
    shifts = edges if len(edges) == 1 else [_offset(at, clock) for at in quarters]
    shift = np.repeat(np.array([*shifts], dtype=np.int64), 1 if len(edges) == 1 else 3)
    ticks = np.arange(len(quarters) * 3, dtype=np.int64)
    local = ticks * MINUTES_A_TICK + shift - BEFORE * DAY
    return Dial((local // DAY).tolist(), local, tuple(_pieces(local, days)))


@lru_cache(maxsize=1024)
def clock_ticks(of: tuple[str, date, int], days: tuple[int, ...], minute: int) -> dict[int, int]:
    """The ticks that begin at a time of the clock, by local day: none, one, or two."""
    clock = dial(*of).clock
    return {
        day: sum(1 << int(n) for n in np.flatnonzero(clock == day * DAY + minute)) for day in days
    }


def _pieces(local: NDArray[np.int64], days: int) -> Iterator[Piece]:
    day, is_early = local // DAY, local % DAY < NOON
    for n in range(days):
        of_day = np.flatnonzero(day == n)
        for leaf in range(int(of_day[0]) // LEAF, int(of_day[-1]) // LEAF + 1):
            ticks = slice(leaf * LEAF, (leaf + 1) * LEAF)
            is_day = day[ticks] == n
            early, whole = _whole(is_day & is_early[ticks]), _whole(is_day)
            yield Piece(n, leaf, early, whole & ~early, whole)


def _whole(bits: NDArray[np.bool_]) -> int:
    return int.from_bytes(np.packbits(bits, bitorder="little").tobytes(), "little")


def _offset(instant: datetime, clock: ZoneInfo) -> int:
    offset = instant.astimezone(clock).utcoffset()
    return 0 if offset is None else offset // timedelta(minutes=1)


def free_ticks(calendar: Calendar, window: Window, rules: SlotRules) -> int:
    """When a block may run: what `slots.free_slots` says, in whole ticks."""
    origin, margin = origin_of(window.first), timedelta(minutes=rules.buffer)
    taken = run(0, -((origin - window.now - timedelta(hours=rules.notice_hours)) // TICK))
    for span in calendar.busy:
        low = max(0, (span.start - margin - origin) // TICK)
        high = -((origin - span.end - margin) // TICK)
        taken |= run(low, high)
    taken |= _covered((one.span for one in calendar.blackouts), origin)
    return at_work(calendar, window) & ~taken


def duty_ticks(calendar: Calendar, window: Window) -> int:
    """When a person can hold the care desk: what `slots.on_duty` says, in whole ticks."""
    origin = origin_of(window.first)
    away = (one.span for one in calendar.blackouts if one.code in OFF_DUTY)
    taken = _covered(away, origin) | _covered(calendar.busy, origin)
    return at_work(calendar, window) & ~taken


def at_work(calendar: Calendar, window: Window) -> int:
    """Working time without lunch and holidays."""
    pattern = calendar.pattern
    work = lunch = 0
    for n in range(window.days):
        day = window.first + timedelta(days=n)
        hours = pattern.hours.get(day.weekday())
        if hours and day not in calendar.holidays:
            ours = _day(pattern.zone, (tuple(hours), pattern.lunch), day)
            work |= ours[0] << n * LEAF
            lunch |= ours[1] << n * LEAF
    return work & ~lunch


@lru_cache(maxsize=16_384)
def _day(
    zone: str, clock: tuple[tuple[ClockSpan, ...], ClockSpan | None], day: date
) -> tuple[int, int]:
    """Work and lunch of one local day, from its own tick zero: people of a place share them."""
    hours, lunch = clock
    pattern, origin = WorkingPattern(zone, {day.weekday(): hours}, lunch), origin_of(day)
    work = 0
    for span in working_spans(pattern, day):
        work |= run(*inner(span, origin))
    return work, _covered(lunch_spans(pattern, day), origin)


def _covered(spans: Iterable[Span], origin: datetime) -> int:
    found = 0
    for span in spans:
        found |= run(*outer(span, origin))
    return found
