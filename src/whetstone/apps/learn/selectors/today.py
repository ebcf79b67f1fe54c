"""The one thing to do next, its reasons, and what comes after it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from whetstone.apps.diagnose import selectors as diagnose
from whetstone.apps.field import selectors as field
from whetstone.apps.learn import saying
from whetstone.apps.learn.selectors import bookings
from whetstone.apps.learn.selectors.bookings import LESSON, REFRESHER, Fate, Held, HoursKept
from whetstone.apps.learn.selectors.cards import deck
from whetstone.apps.learn.selectors.current import minutes_of_next
from whetstone.apps.learn.selectors.team import holidays_between, pattern_of
from whetstone.apps.learn.selectors.wanted import (
    Bundle,
    Gap,
    Need,
    Wanted,
    bundles,
    needs,
    shelf,
)
from whetstone.apps.learn.selectors.week import BlockView, view
from whetstone.apps.people import selectors as people
from whetstone.core.timeplan.pattern import WorkingPattern, working_spans
from whetstone.web import wording
from whetstone.web.address import address

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

OFFICE = (9.0, 17.5)
LATER = 4
"""Rows under "This week, and after it"."""
MINUTES_A_CARD = 1


@dataclass(frozen=True, slots=True)
class Later:
    """Something that comes after. Without a time: when you like."""

    title: str
    url: str
    minutes: int
    starts_at: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class DayView:
    """Today for the `dayrule` macro, in decimal hours; `closed` says why nothing is booked."""

    slots: tuple[dict[str, Any], ...]
    label: str
    start: float
    end: float
    now: float
    mark: float | None
    closed: str = ""
    has_hours: bool = True


@dataclass(frozen=True, slots=True)
class TodayView:
    """What a learner sees first. Without `thing` nothing waits, or ten questions come first.

    `cause`: the campaign that asked for it, in a sentence.
    """

    thing: Wanted | None
    title: str
    url: str
    minutes: int
    own_minutes: int
    booking: BlockView | None
    is_today: bool
    cause: str
    is_measured: bool
    has_open_check: bool
    gap: Gap | None
    is_widest: bool
    guess: float | None
    role: str
    day: DayView
    later: tuple[Later, ...]
    unplaced: bool
    unsaid: int
    month: HoursKept


def today(
    person_id: int, *, workspace_id: int, now: dt.datetime, language: str = "en"
) -> TodayView | None:
    """The page of a learner; None for somebody who is none. About twenty queries."""
    workspace = people.workspace(workspace_id)
    member = people.member(person_id, workspace_id=workspace_id)
    if member is None:
        return None
    zone = member.time_zone or workspace.time_zone
    pattern = pattern_of(people.working_hours([person_id]).get(person_id, []), zone=zone)
    on = now.astimezone(ZoneInfo(zone)).date()
    need = needs({person_id: member.role_id}, on=on)[person_id]
    rows = _blocks(person_id, pattern, now=now)
    waiting = [held for held, what in rows if what is Fate.AHEAD and held.is_waiting(now)]
    chosen = bundles(_in_order(need, waiting, now=now, clock=pattern.clock))[:1]
    thing = chosen[0].things[0] if chosen else None
    booked = _booking_of(thing, waiting)
    gap = need.gap(thing.area_id) if thing else None
    guesses = diagnose.own_guesses(person_id) if gap else {}
    pages = {one.id: one.refresher_id for one in need.refreshers}
    day = _Day(
        person_id, workspace_id, pattern, now=now, country=workspace.calendar, language=language
    )
    return TodayView(
        thing=thing,
        title=_title(chosen[0]) if chosen else "",
        url=url_of(thing) if thing else address("diagnose:begin"),
        minutes=booked.minutes if booked else chosen[0].minutes if chosen else 0,
        own_minutes=_own_minutes(chosen[0], person_id, workspace_id, now) if chosen else 0,
        booking=view(booked, Fate.AHEAD, pages=pages, names=need.names) if booked else None,
        is_today=booked is not None and day.is_today(booked.starts_at),
        cause=_cause(booked),
        is_measured=need.is_measured,
        has_open_check=diagnose.open_attempt(person_id) is not None,
        gap=gap,
        is_widest=gap is not None and gap.area_id == need.gaps[0].area_id,
        guess=guesses.get(gap.area_id) if gap else None,
        role=field.framework().role(member.role_id).name,
        day=day.drawn(waiting, booked),
        later=tuple(_later(person_id, workspace_id, need, (waiting, booked, pages), now=now)),
        unplaced=booked is None and thing is not None,
        unsaid=sum(what is Fate.UNSAID for _held, what in rows),
        month=bookings.add_up(row for row in rows if _in_month(row[0], pattern, now)),
    )


def url_of(thing: Wanted) -> str:
    """Where a thing is done."""
    if thing.kind == LESSON:
        return address("learn:lesson", thing.id)
    if thing.kind == REFRESHER:
        return address("learn:refreshers")
    return f"{address('diagnose:begin')}?area={thing.id}"


def _in_order(
    need: Need, waiting: Sequence[Held], *, now: dt.datetime, clock: ZoneInfo
) -> list[Wanted]:
    """Changes first; then what is booked for today, so that the day is not asked for twice."""
    today = now.astimezone(clock).date()
    booked = {
        thing
        for held in waiting
        if held.starts_at.astimezone(clock).date() == today
        for thing in held.things
    }
    return sorted(
        (*need.things, *_asked(need, waiting, booked)),
        key=lambda one: (one.kind != REFRESHER, (one.kind, one.id) not in booked),
    )


def _asked(
    need: Need, waiting: Sequence[Held], today: Collection[tuple[str, str]]
) -> list[Wanted]:
    """Booked lessons that a campaign needs and no gap of this person would have brought.

    Somebody who was never measured has the ten questions first, but on the day itself.
    """
    known = {(one.kind, one.id) for one in need.things}
    found = {one.id: one for one in shelf()} if any(map(_cause, waiting)) else {}
    return [
        Wanted(LESSON, held.thing_id, need.names.get(held.thing_id, held.title), one.minutes)
        for held in waiting
        if held.kind == LESSON
        and (held.kind, held.thing_id) not in known
        and (need.is_measured or (held.kind, held.thing_id) in today)
        and _cause(held)
        and (one := found.get(held.thing_id))
    ]


def _cause(held: Held | None) -> str:
    """Which campaign needs a block, in a sentence; empty where none does."""
    reasons = held.reasons if held else ()
    return saying.sentence(one for one in reasons if one["code"] == "for_campaign")


def _title(chosen: Bundle) -> str:
    first = chosen.things[0]
    return saying.block_title(first.kind, first.title, len(chosen.things))


def _own_minutes(chosen: Bundle, person_id: int, workspace_id: int, now: dt.datetime) -> int:
    """What the thing takes without the block around it; of refreshers, the next session."""
    if chosen.things[0].kind == REFRESHER:
        return minutes_of_next(person_id, workspace_id=workspace_id, now=now)
    return sum(one.minutes for one in chosen.things)


def _blocks(
    person_id: int, pattern: WorkingPattern, *, now: dt.datetime
) -> list[tuple[Held, Fate]]:
    """This month's blocks and all that is ahead, with their fate."""
    local = now.astimezone(pattern.clock)
    since = local.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    zones = {person_id: pattern.zone}
    return bookings.fates([person_id], zones=zones, since=since, now=now)


def _in_month(held: Held, pattern: WorkingPattern, now: dt.datetime) -> bool:
    """Whether a block has come, in the month that it is now."""
    day, local = held.starts_at.astimezone(pattern.clock), now.astimezone(pattern.clock)
    return (day.year, day.month) == (local.year, local.month)


def _booking_of(thing: Wanted | None, waiting: Sequence[Held]) -> Held | None:
    if thing is None:
        return None
    name = (thing.kind, thing.id)
    return next((held for held in waiting if name in held.things), None)


def _later(
    person_id: int,
    workspace_id: int,
    need: Need,
    placed: tuple[Sequence[Held], Held | None, dict[str, int]],
    *,
    now: dt.datetime,
) -> list[Later]:
    """Booked blocks in order of time, cards that are due, then the next things without a place."""
    waiting, first, pages = placed
    found = []
    for held in [held for held in waiting if held is not first][:LATER]:
        one = view(held, Fate.AHEAD, pages=pages, names=need.names)
        found.append(Later(one.title, one.url, one.minutes, one.starts_at))
    due = len(deck(person_id, workspace_id=workspace_id, now=now).due)
    if due:
        title = ngettext("%(n)s card due for review", "%(n)s cards due for review", due)
        found.append(
            Later(title % {"n": wording.number(due)}, address("learn:cards"), due * MINUTES_A_CARD)
        )
    booked = {thing for held in waiting for thing in held.things}
    rest = [thing for thing in need.things if (thing.kind, thing.id) not in booked]
    if first is None:
        rest = rest[1:]
    for thing in rest[: max(0, LATER - len(found))]:
        title = saying.block_title(thing.kind, thing.title)
        found.append(Later(title, url_of(thing), thing.minutes))
    return found


class _Day:
    """Today's rule. Two queries: busy times and blackouts."""

    def __init__(
        self,
        person_id: int,
        workspace_id: int,
        pattern: WorkingPattern,
        *,
        now: dt.datetime,
        country: str,
        language: str,
    ) -> None:
        self.clock, self.now = ZoneInfo(pattern.zone), now
        self.date = now.astimezone(self.clock).date()
        self.spans = working_spans(pattern, self.date)
        self.has_hours = any(pattern.hours.values())
        begin = dt.datetime.combine(self.date, dt.time(), tzinfo=self.clock)
        self.begin = begin
        found = people.busy_times([person_id], start=begin, end=begin + dt.timedelta(days=1))
        self.busy = found.get(person_id, [])
        self.closed = self._closed(person_id, workspace_id, country, language)

    def is_today(self, at: dt.datetime) -> bool:
        """Whether a moment lies on the person's own today."""
        return at.astimezone(self.clock).date() == self.date

    def drawn(self, waiting: Sequence[Held], first: Held | None) -> DayView:
        """The slots of the rule, and the whole day in a sentence."""
        start, end = self._edges()
        mine = [held for held in waiting if self.is_today(held.starts_at)]
        slots = [self._slot("busy", begin, stop) for begin, stop in self.busy]
        slots += [
            {
                **self._slot("learn", one.starts_at, one.ends_at),
                "label": wording.number(one.minutes),
            }
            for one in mine
        ]
        mark = self._hour(first.starts_at) if first and self.is_today(first.starts_at) else None
        return DayView(
            slots=tuple(slots),
            label=self._said(mine, start, end),
            start=start,
            end=end,
            now=self._hour(self.now),
            mark=int(mark) if mark is not None and mark.is_integer() else None,
            closed=self.closed,
            has_hours=self.has_hours,
        )

    def _said(self, mine: Sequence[Held], start: float, end: float) -> str:
        parts = [_("Today, %(start)s to %(end)s.") % {"start": _clock(start), "end": _clock(end)}]
        if self.busy:
            times = ", ".join(self._times(begin, stop) for begin, stop in self.busy)
            parts.append(_("Busy %(times)s.") % {"times": times})
        if mine:
            times = ", ".join(self._times(one.starts_at, one.ends_at) for one in mine)
            parts.append(_("Learning booked %(times)s.") % {"times": times})
        return " ".join(parts)

    def _times(self, begin: dt.datetime, end: dt.datetime) -> str:
        zone = self.clock.key
        return f"{wording.clock(begin, zone=zone)}–{wording.clock(end, zone=zone)}"

    def _edges(self) -> tuple[float, float]:
        if not self.spans:
            return OFFICE
        return self._hour(self.spans[0].start), self._hour(self.spans[-1].end) or 24.0

    def _slot(self, kind: str, begin: dt.datetime, end: dt.datetime) -> dict[str, Any]:
        start, stop = self._edges()
        first, last = max(start, self._hour(begin)), min(stop, self._hour(end))
        return {"kind": kind, "at": first, "len": max(0.0, last - first), "label": ""}

    def _hour(self, at: dt.datetime) -> float:
        """Decimal hours on today's clock; 0 for before today, 24 for after it."""
        local = at.astimezone(self.clock)
        if local.date() != self.date:
            return 0.0 if local.date() < self.date else 24.0
        return local.hour + local.minute / 60

    def _closed(self, person_id: int, workspace_id: int, country: str, language: str) -> str:
        if not self.has_hours:
            return _("You have no working hours here, so nothing can be booked.")
        named = holidays_between(country, self.date, self.date, language=language)
        if self.date in named:
            return _("Today is a public holiday: %(name)s.") % {"name": named[self.date]}
        for owner, first, last, reason in people.blackouts(workspace_id):
            if owner in (None, person_id) and first <= self.date <= last:
                why = capfirst(saying.closed_for(reason))
                return _("%(reason)s. Nothing is booked today.") % {"reason": why}
        return "" if self.spans else _("Today is not a working day of yours.")


def _clock(hour: float) -> str:
    minutes = min(24 * 60 - 1, round(hour * 60))
    return wording.clock(dt.time(minutes // 60, minutes % 60))
