"""A person's week as a page shows it: hours, what is in the way, learning, and why there."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from whetstone.apps.learn import saying
from whetstone.apps.learn.selectors import bookings, planning
from whetstone.apps.learn.selectors.bookings import CHECK, LESSON, QUIZ, SESSION, Done, Fate, Held
from whetstone.apps.learn.selectors.team import holidays_between
from whetstone.apps.people import selectors as people
from whetstone.core.timeplan.pattern import Span, WorkingPattern, minutes_per_week, working_spans
from whetstone.web import wording
from whetstone.web.address import address as path_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from zoneinfo import ZoneInfo

    from whetstone.apps.learn.selectors.planning import Proposal

DAY = dt.timedelta(days=1)
OFFICE = (9.0, 17.5)
OFFICE_DAYS = range(5)
SATURDAY, SUNDAY = 5, 6
QUARTERS = 64
"""The most quarter-hours a column can show."""


@dataclass(frozen=True, slots=True)
class BlockView:
    """A learning block on a page."""

    uid: str
    title: str
    label: str
    url: str
    starts_at: dt.datetime
    minutes: int
    fate: Fate
    why: str
    trouble: str = ""
    is_session: bool = False


@dataclass(frozen=True, slots=True)
class DayLine:
    """A day on which nothing is booked, and why."""

    day: dt.date
    reason: str


@dataclass(frozen=True, slots=True)
class NoPlace:
    """Something that did not fit."""

    title: str
    minutes: int
    why: str


@dataclass(frozen=True, slots=True)
class WeekView:
    """The week that starts on `first`. `days` are for the `week` macro, hours are decimal."""

    first: dt.date
    days: tuple[dict[str, Any], ...]
    from_hour: float
    to_hour: float
    blocks: tuple[BlockView, ...]
    unsaid: tuple[BlockView, ...]
    closed: tuple[DayLine, ...]
    unplaced: tuple[NoPlace, ...]
    placeable: int
    idle: int
    hours_a_week: float
    minutes: int
    outside: int
    is_measured: bool
    ahead: int = 0

    @property
    def previous(self) -> dt.date:
        """First day of the week before."""
        return self.first - 7 * DAY

    @property
    def next(self) -> dt.date:
        """First day of the week after."""
        return self.first + 7 * DAY


def first_shown(pattern: WorkingPattern, today: dt.date) -> dt.date:
    """First day of this week, or of the next one when no working day of this one is left."""
    start = week_of(pattern, today)
    rest = range((today - start).days, 7)
    left = [n for n in rest if pattern.hours.get((start + n * DAY).weekday())]
    return start if left or not pattern.hours else start + 7 * DAY


def week_of(pattern: WorkingPattern, day: dt.date) -> dt.date:
    """First day of a week: Sunday for who works on Sundays and not on Saturdays, else Monday."""
    first = SUNDAY if pattern.hours.get(SUNDAY) and not pattern.hours.get(SATURDAY) else 0
    return day - (day.weekday() - first) % 7 * DAY


def week(
    person_id: int,
    *,
    workspace_id: int,
    now: dt.datetime,
    on: dt.date | None = None,
    language: str = "en",
) -> WeekView | None:
    """The week of a learner; None for somebody who is none. About seventeen queries."""
    proposal = planning.propose(workspace_id, person_ids=[person_id], now=now)
    learner = proposal.team.learner(person_id)
    if learner is None:
        return None
    pattern = learner.calendar.pattern
    today = now.astimezone(pattern.clock).date()
    start = week_of(pattern, on) if on else first_shown(pattern, today)
    need = proposal.needs[person_id]
    done = bookings.done_things([person_id], since=now - 62 * DAY)
    pages = {one.id: one.refresher_id for one in need.refreshers}
    every = _with_fates(proposal, person_id, done, now)

    def views(rows: Iterable[tuple[Held, Fate]]) -> list[BlockView]:
        return [
            view(held, what, pages=pages, names=need.names,
                 trouble=_trouble(proposal, held, what, now))
            for held, what in rows
        ]  # fmt: skip

    own = views(row for row in every if _is_in(row[0], start, pattern.clock))
    drawing = _Drawing(
        person_id, workspace_id, pattern, monday=start, today=today, language=language
    )
    days, edges = drawing.days(own, country=proposal.team.country)
    return WeekView(
        first=start,
        days=tuple(days),
        from_hour=edges[0],
        to_hour=edges[1],
        blocks=tuple(own),
        unsaid=tuple(views([row for row in every if row[1] is Fate.UNSAID][-3:])),
        closed=tuple(drawing.closed),
        unplaced=tuple(_unplaced(proposal)),
        placeable=len(proposal.plan.placed),
        idle=len(proposal.idle),
        hours_a_week=minutes_per_week(pattern) / 60,
        minutes=sum(one.minutes for one in own if one.fate is not Fate.STOLEN),
        outside=sum(_outside(pattern, one) for one in own if one.fate is Fate.AHEAD),
        is_measured=need.is_measured,
        ahead=sum(what is Fate.AHEAD for _held, what in every),
    )


def view(
    held: Held,
    fate: Fate,
    *,
    pages: dict[str, int],
    names: Mapping[str, str] | None = None,
    trouble: str = "",
) -> BlockView:
    """A block with its words and its address.

    `names` are the titles of lessons as this person reads them; else a lesson is called what it
    was called when its block was booked.
    """
    title = (names or {}).get(held.thing_id, held.title) if held.kind == LESSON else held.title
    return BlockView(
        uid=held.uid,
        title=saying.block_title(held.kind, title, len(held.things)),
        label=title,
        url=address(held, pages),
        starts_at=held.starts_at,
        minutes=held.minutes,
        fate=fate,
        why=saying.sentence(held.reasons),
        trouble=trouble,
        is_session=held.kind == SESSION,
    )


def address(held: Held, pages: dict[str, int]) -> str:
    """Where the thing in a block is done. `pages` holds the person's open refreshers by change."""
    if held.kind == LESSON:
        return path_of("learn:lesson", held.thing_id)
    if held.kind == CHECK:
        return f"{path_of('diagnose:begin')}?area={held.thing_id}"
    if held.kind == SESSION:
        return path_of("learn:session", held.uid)
    if held.kind == QUIZ:
        return path_of("learn:session", held.thing_id)
    for _kind, thing in held.things:
        if thing in pages:
            return path_of("learn:refreshers")
    return path_of("learn:week")


def week_block(
    person_id: int, uid: object, *, workspace_id: int, now: dt.datetime
) -> tuple[BlockView, list[dt.datetime]] | None:
    """One's own block ahead, and where it may go; None where there is none. Eight queries."""
    held = bookings.one(uid, person_id=person_id)
    if held is None or held.kind == SESSION or not held.is_waiting(now):
        return None
    places = planning.moves(workspace_id, held=held, now=now)
    return view(held, Fate.AHEAD, pages={}), places


def _with_fates(
    proposal: Proposal, person_id: int, done: Done, now: dt.datetime
) -> list[tuple[Held, Fate]]:
    zone = proposal.team.zone(person_id)
    found = []
    for held in proposal.team.held[person_id]:
        what = bookings.fate(held, done, now=now, zone=zone)
        if what is not None:
            found.append((held, what))
    return found


def _trouble(proposal: Proposal, held: Held, fate: Fate, now: dt.datetime) -> str:
    if fate is not Fate.AHEAD or held.starts_at <= now:
        return ""
    return saying.objections(planning.blocked(proposal.team, held))


def _unplaced(proposal: Proposal) -> Iterable[NoPlace]:
    for wish, why in proposal.unplaced:
        title = saying.block_title(wish.things[0][0], wish.title, len(wish.things))
        yield NoPlace(title, wish.minutes, saying.objections(why.reasons))


def _is_in(one: Held, monday: dt.date, clock: ZoneInfo) -> bool:
    return monday <= one.starts_at.astimezone(clock).date() < monday + 7 * DAY


def _outside(pattern: WorkingPattern, one: BlockView) -> int:
    day = one.starts_at.astimezone(pattern.clock).date()
    span = Span(one.starts_at, one.starts_at + dt.timedelta(minutes=one.minutes))
    return 0 if any(s.contains(span) for s in working_spans(pattern, day)) else one.minutes


class _Drawing:
    """The columns of a week. Two queries: busy times and blackouts."""

    def __init__(
        self,
        person_id: int,
        workspace_id: int,
        pattern: WorkingPattern,
        *,
        monday: dt.date,
        today: dt.date,
        language: str,
    ) -> None:
        self.pattern, self.monday, self.today = pattern, monday, today
        self.language = language
        self.closed: list[DayLine] = []
        start = dt.datetime.combine(monday, dt.time(), tzinfo=pattern.clock)
        busy = people.busy_times([person_id], start=start, end=start + 8 * DAY)
        self.busy = busy.get(person_id, [])
        self.shut = [
            (first, last, capfirst(saying.closed_for(reason)))
            for owner, first, last, reason in people.blackouts(workspace_id)
            if owner in (None, person_id)
        ]

    def days(
        self, blocks: Sequence[BlockView], *, country: str
    ) -> tuple[list[dict[str, Any]], tuple[float, float]]:
        """The columns, and the first and last hour they show."""
        wanted = [self.monday + n * DAY for n in range(7)]
        named = holidays_between(country, wanted[0], wanted[-1], language=self.language)
        used = {self._local(one.starts_at).date() for one in blocks}
        shown = [
            day
            for day in wanted
            if day.weekday() in OFFICE_DAYS or self.pattern.hours.get(day.weekday()) or day in used
        ]
        edges = self._edges(shown, blocks)
        return [self._day(day, blocks, named, edges) for day in shown], edges

    def _edges(self, days: Sequence[dt.date], blocks: Sequence[BlockView]) -> tuple[float, float]:
        spans = [span for day in days for span in working_spans(self.pattern, day)]
        hours = [(self._hour(s.start), self._hour(s.end) or 24.0) for s in spans]
        hours += [
            (self._hour(one.starts_at), self._hour(one.starts_at) + one.minutes / 60)
            for one in blocks
        ]
        if not hours:
            return OFFICE
        first = float(int(min(begin for begin, _end in hours)))
        last = -(-max(end for _begin, end in hours) * 2 // 1) / 2
        return first, min(24.0, last, first + QUARTERS / 4)

    def _day(
        self,
        day: dt.date,
        blocks: Sequence[BlockView],
        named: dict[dt.date, str],
        edges: tuple[float, float],
    ) -> dict[str, Any]:
        slots, says = self._whole_day(day, named, edges)
        if not slots:
            slots += self._free_time(day, edges)
            slots += self._busy(day, edges, says)
        slots += self._learning(day, blocks, edges)
        name, number = wording.short_day(day).split(" ", 1)
        return {
            "name": name.rstrip(","),
            "date": number,
            "today": day == self.today,
            "say": "; ".join(says),
            "slots": slots,
        }

    def _whole_day(
        self, day: dt.date, named: dict[dt.date, str], edges: tuple[float, float]
    ) -> tuple[list[dict[str, Any]], list[str]]:
        """A column that is shut from top to bottom."""
        length = round((edges[1] - edges[0]) * 4)
        works = bool(self.pattern.hours.get(day.weekday()))
        reason = next((r for first, last, r in self.shut if first <= day <= last), "")
        if day in named:
            kind, label = "blackout", _("%(name)s. A public holiday.") % {"name": named[day]}
        elif reason:
            kind, label = "blackout", _("%(reason)s. Nothing is booked.") % {"reason": reason}
        elif not works:
            kind, label = "off", _("Not a working day")
        else:
            return [], []
        if works and kind == "blackout":
            self.closed.append(DayLine(day, label))
        return [{"kind": kind, "at": 0, "len": length, "label": label}], [label]

    def _free_time(self, day: dt.date, edges: tuple[float, float]) -> Iterable[dict[str, Any]]:
        """What of a working day lies outside the pattern: before, between and after."""
        reached = edges[0]
        for span in working_spans(self.pattern, day):
            begin, end = self._hour(span.start), self._hour(span.end) or 24.0
            if begin > reached:
                yield from _slot("off", reached, begin, edges)
            reached = max(reached, end)
        if reached < edges[1]:
            yield from _slot("off", reached, edges[1], edges)

    def _busy(
        self, day: dt.date, edges: tuple[float, float], says: list[str]
    ) -> Iterable[dict[str, Any]]:
        for begin, end in self.busy:
            first, last = self._within(begin, day), self._within(end, day)
            slots = list(_slot("busy", first, last, edges))
            if slots:
                says.append(
                    _("busy %(start)s to %(end)s") % {"start": _clock(first), "end": _clock(last)}
                )
            yield from slots

    def _learning(
        self, day: dt.date, blocks: Sequence[BlockView], edges: tuple[float, float]
    ) -> Iterable[dict[str, Any]]:
        for one in blocks:
            local = self._local(one.starts_at)
            if local.date() != day:
                continue
            at = self._hour(one.starts_at)
            time = _("%(time)s, %(minutes)s") % {
                "time": wording.clock(local.time()),
                "minutes": wording.minutes(one.minutes),
            }
            kind = "tried" if one.fate in (Fate.STOLEN, Fate.UNSAID) else "learn"
            for slot in _slot(kind, at, at + one.minutes / 60, edges):
                yield {**slot, "label": one.label, "time": time, "href": one.url}

    def _within(self, at: dt.datetime, day: dt.date) -> float:
        local = self._local(at)
        if local.date() < day:
            return 0.0
        return 24.0 if local.date() > day else self._hour(at)

    def _hour(self, at: dt.datetime) -> float:
        local = self._local(at)
        return local.hour + local.minute / 60

    def _local(self, at: dt.datetime) -> dt.datetime:
        return at.astimezone(self.pattern.clock)


def _slot(
    kind: str, begin: float, end: float, edges: tuple[float, float]
) -> Iterable[dict[str, Any]]:
    """A stretch in quarter-hours from the first hour shown, wholly inside what is shown."""
    first, last = max(begin, edges[0]), min(end, edges[1])
    if last <= first:
        return
    at = int((first - edges[0]) * 4)
    stop = -(-((last - edges[0]) * 4) // 1)
    yield {"kind": kind, "at": at, "len": max(1, int(stop) - at), "label": ""}


def _clock(hour: float) -> str:
    minutes = min(24 * 60 - 1, round(hour * 60))
    return wording.clock(dt.time(minutes // 60, minutes % 60))
