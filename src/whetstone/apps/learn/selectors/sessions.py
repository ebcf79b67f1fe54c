"""Sessions with experts: proposed from gaps, gathered questions, a time, seats, notes, a quiz."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

from whetstone.apps.diagnose import selectors as diagnose
from whetstone.apps.diagnose.after_reading import is_public
from whetstone.apps.diagnose.live import live_bank
from whetstone.apps.field import selectors as field
from whetstone.apps.learn.models import (
    Booking,
    ExpertSession,
    SessionNote,
    SessionQuestion,
    SessionTime,
    SessionVote,
)
from whetstone.apps.learn.selectors.bookings import SESSION
from whetstone.apps.learn.selectors.questions import Question, ask, practised
from whetstone.apps.learn.selectors.team import alone, team
from whetstone.apps.people import selectors as people
from whetstone.core.rollup.disclosure import SMALLEST
from whetstone.core.timeplan.pattern import Span
from whetstone.core.timeplan.together import Common, common_times, first_moment_at_work
from whetstone.web.prepared import Prepared

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from whetstone.apps.field.models import Notice
    from whetstone.apps.learn.selectors.team import Team
    from whetstone.core.timeplan.board import Learner

ENTRY = 2
QUIZ_AFTER = dt.timedelta(days=3)
QUIZ_QUESTIONS = 3
REMIND = dt.timedelta(days=2)
"""From so long before, the first page says it on top of what comes."""
QUIZ_FOR = dt.timedelta(days=14)
"""So long a quiz stands on the first page; on the session's page it stays."""


@dataclass(frozen=True, slots=True)
class GapOfTeam:
    """An area in which a team, taken together, is short of what its roles need. Names nobody."""

    area_id: str
    name: str
    people: int
    skills: tuple[tuple[str, str], ...]
    on: dt.date


class Short(NamedTuple):
    """How far one person is from what their role needs, and when that was worked out."""

    by: float
    as_of: dt.datetime


class ToldGap(NamedTuple):
    """A gap of a group as it may be told: on average, over how many people, since when."""

    area_id: str
    short: float
    people: int
    on: dt.date


TellGaps = Callable[[int, "Mapping[str, Mapping[int, Short]]", dt.datetime], "Iterable[ToldGap]"]
"""Called with workspace id, who is how short by area, and now."""

_told_gaps: list[TellGaps] = []


def register_told_gaps(fn: TellGaps) -> None:
    """Say who weighs a gap against all that was told before; without one, none is told."""
    _told_gaps[:] = [fn]


@dataclass(frozen=True, slots=True)
class Row:
    """A session in a list. `starts_at` None: no time yet."""

    uid: str
    title: str
    guest: str
    minutes: int
    capacity: int
    skills: tuple[str, ...]
    starts_at: dt.datetime | None
    ends_at: dt.datetime | None
    is_off: bool
    seats: int
    is_mine: bool

    def is_past(self, now: dt.datetime) -> bool:
        """Whether it was held."""
        return self.ends_at is not None and self.ends_at <= now and not self.is_off

    @property
    def left(self) -> int:
        """Free seats."""
        return max(0, self.capacity - self.seats)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question to the guest with its votes."""

    id: int
    text: str
    votes: int
    is_mine: bool


@dataclass(frozen=True, slots=True)
class SessionView:
    """One session as its page shows it."""

    row: Row
    basis: Mapping[str, object]
    skill_names: tuple[tuple[str, str], ...]
    questions: tuple[Asked, ...]
    note: SessionNote | None
    statements: tuple[Notice, ...]
    quiz_at: dt.datetime | None
    quiz: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class Offered:
    """A time that may be chosen: whom of how many it fits, and by name whom it does not."""

    starts_at: dt.datetime
    fits: int
    misses: tuple[str, ...]


def gaps_of_team(workspace_id: int, *, now: dt.datetime) -> tuple[GapOfTeam, ...]:
    """Areas in which the measured people are short on average, the widest first.

    Only where five people and more are measured whose role needs the area, and only as the gap
    may be told beside every one told before (`register_told_gaps`). No figure and no name leaves
    this: an order of areas, and how many stand behind each. Constant queries.
    """
    frame = field.framework()
    members = people.members(workspace_id)
    known = diagnose.estimates_of([one.id for one in members])
    missing: defaultdict[str, dict[int, Short]] = defaultdict(dict)
    for one in members:
        for area, level in known.get(one.id, {}).items():
            target = frame.role(one.role_id).targets.get(area, 0)
            if target >= ENTRY and level.is_measured:
                missing[area][one.id] = Short(target - level.middle, level.as_of)
    enough = {area: rows for area, rows in missing.items() if len(rows) >= SMALLEST}
    named = {area.id: area for area in frame.areas}
    told = [gap for fn in _told_gaps for gap in fn(workspace_id, enough, now)]
    return tuple(
        GapOfTeam(gap.area_id, named[gap.area_id].name, gap.people,
                  tuple(named[gap.area_id].skills), gap.on)
        for gap in sorted(told, key=lambda gap: (-gap.short, gap.area_id))
        if gap.area_id in named and gap.short > 0
    )  # fmt: skip


def expert_sessions(workspace_id: int, *, person_id: int) -> list[Row]:
    """Every session here, by time; those without a time first. Three queries."""
    return rows_of(_SESSIONS(workspace_id), person_id=person_id)


_SESSIONS = Prepared(
    lambda workspace_id: ExpertSession.objects.filter(workspace_id=workspace_id).order_by("pk")
)


def expert_session(uid: object, *, workspace_id: int) -> ExpertSession | None:
    """A session of this workspace."""
    return ExpertSession.objects.filter(uid=str(uid), workspace=workspace_id).first()


def rows_of(found: Sequence[ExpertSession], *, person_id: int) -> list[Row]:
    """Sessions with their newest time and who sits in them. Two queries."""
    if not found:
        return []
    ids = [one.pk for one in found]
    times, seats = {row.session_id: row for row in _TIMES(*ids)}, _seated(_SEATS(*ids))
    rows = []
    for one in found:
        time, mine = times.get(one.pk), seats.get(str(one.uid), frozenset())
        rows.append(
            Row(
                str(one.uid), one.title, one.guest, one.minutes, one.capacity,
                tuple(one.skills),
                time.starts_at if time else None,
                time.ends_at if time else None,
                time.is_off if time else False,
                len(mine),
                person_id in mine,
            )
        )  # fmt: skip
    never = dt.datetime.min.replace(tzinfo=dt.UTC)
    return sorted(rows, key=lambda row: (row.starts_at or never, row.uid))


def newest_times(found: Sequence[ExpertSession]) -> dict[int, SessionTime]:
    """The time that counts, by session; one query."""
    return {row.session_id: row for row in _TIMES(*(one.pk for one in found))} if found else {}


_TIMES = Prepared(lambda *ids: SessionTime.objects.filter(session_id__in=ids).order_by("sequence"))


def seats_of(uids: Collection[object]) -> dict[str, frozenset[int]]:
    """Who sits in each session: whose newest state is not cancelled. One query."""
    rows = Booking.objects.filter(uid__in=[str(uid) for uid in uids], thing_kind=SESSION)
    return _seated(rows.order_by("sequence").values_list("uid", "person_id", "state"))


_SEATS = Prepared(
    lambda *ids: (
        Booking.objects.filter(
            uid__in=ExpertSession.objects.filter(pk__in=ids).values("uid"), thing_kind=SESSION
        )
        .order_by("sequence")
        .values_list("uid", "person_id", "state")
    )
)


def _seated(rows: Iterable[tuple[object, int, str]]) -> dict[str, frozenset[int]]:
    newest = {(str(uid), person): state for uid, person, state in rows}
    found: defaultdict[str, set[int]] = defaultdict(set)
    for (uid, person), state in newest.items():
        if state != Booking.State.CANCELLED:
            found[uid].add(person)
    return {uid: frozenset(mine) for uid, mine in found.items()}


def session_page(
    uid: object, *, workspace_id: int, person_id: int, now: dt.datetime
) -> SessionView | None:
    """One session; None where there is none here. A constant number of queries."""
    found = expert_session(uid, workspace_id=workspace_id)
    if found is None:
        return None
    row = rows_of([found], person_id=person_id)[0]
    names = dict(pair for area in field.framework().areas for pair in area.skills)
    quiz_at = quiz_opens(row, workspace_id=workspace_id, person_id=person_id, now=now)
    is_open = quiz_at is not None and quiz_at <= now
    return SessionView(
        row=row,
        basis=found.basis,
        skill_names=tuple((skill, names.get(skill, skill)) for skill in found.skills),
        questions=_questions(found, person_id),
        note=found.notes.order_by("-version").first(),
        statements=tuple(
            field.notices_here(workspace_id)
            .filter(thing_kind=SESSION, thing_id=str(found.uid))
            .order_by("pk")
        ),
        quiz_at=quiz_at,
        quiz=_quiz(found, workspace_id=workspace_id, person_id=person_id, now=now)
        if is_open
        else (),
    )


def _questions(found: ExpertSession, person_id: int) -> tuple[Asked, ...]:
    """The most wanted first, then as they came. Two queries."""
    rows = list(SessionQuestion.objects.filter(session=found).order_by("pk"))
    newest = {
        (question, person): is_for
        for question, person, is_for in SessionVote.objects.filter(question__in=rows)
        .order_by("sequence")
        .values_list("question_id", "person_id", "is_for")
    }
    votes = Counter(question for (question, _person), is_for in newest.items() if is_for)
    asked = [
        Asked(row.pk, row.text, votes[row.pk], newest.get((row.pk, person_id), False))
        for row in rows
    ]
    return tuple(sorted(asked, key=lambda one: (-one.votes, one.id)))


def place_of(uid: object) -> str:
    """Where answers of a session's quiz are kept."""
    return f"{SESSION}/{uid}"


def quiz_slugs(found: ExpertSession, *, workspace_id: int, on: dt.date) -> list[str]:
    """The quiz: public, live questions of the session's skills, in turn; the same for everybody.

    Where a skill has none, its area is asked.
    """
    live = live_bank(workspace_id, on)
    open_ = [one for one in live.shelf.latest.values() if live.may_ask(one) and is_public(one)]
    found_: list[str] = []
    by_skill = [
        sorted(one.slug for one in open_ if one.payload.get("skill") == skill)
        for skill in found.skills
    ]
    for place in range(QUIZ_QUESTIONS):
        found_ += [slugs[place] for slugs in by_skill if len(slugs) > place]
    if not found_:
        areas = {skill.partition("-")[0] for skill in found.skills}
        found_ = sorted(one.slug for one in open_ if one.area_id in areas)
    return found_[:QUIZ_QUESTIONS]


def _quiz(
    found: ExpertSession, *, workspace_id: int, person_id: int, now: dt.datetime
) -> tuple[Question, ...]:
    live = live_bank(workspace_id, now.date())
    place = place_of(found.uid)
    return ask(
        quiz_slugs(found, workspace_id=workspace_id, on=now.date()),
        place,
        known=live.shelf.latest,
        person_id=person_id,
        ledger=live.ledger,
        answers=practised(person_id, [place]),
    )


def quiz_opens(
    row: Row, *, workspace_id: int, person_id: int, now: dt.datetime
) -> dt.datetime | None:
    """When the quiz opens for who was there: three days on, in their own working time."""
    if not row.is_mine or row.ends_at is None or not row.is_past(now):
        return None
    one = alone(workspace_id, person_id, now=now)
    return first_moment_at_work(one, row.ends_at + QUIZ_AFTER) if one else None


def times_offered(
    found: ExpertSession, *, now: dt.datetime
) -> tuple[tuple[Offered, ...], Mapping[dt.datetime, Common]]:
    """Times for a session in the hours of all learners here. Eight queries."""
    read = team(found.workspace_id, now=now)
    common = common_times(_others(read, found), minutes=found.minutes, window=read.window)
    names = {str(pk): one.name for pk, one in read.members.items()}
    return (
        tuple(
            Offered(one.span.start, len(one.fits), tuple(names[name] for name in one.misses))
            for one in common
        ),
        {one.span.start: one for one in common},
    )


def _others(read: Team, found: ExpertSession) -> list[Learner]:
    """The team without this session's own seats: they move with it."""
    return [
        replace(one, kept=tuple(k for k in one.kept if k.block.id != str(found.uid)))
        for one in read.learners
    ]


def team_around(found: ExpertSession, *, now: dt.datetime, at: dt.datetime) -> Team:
    """The team with its calendars around a moment, this session's own seats left out."""
    first = min(now, at).date() - dt.timedelta(days=1)
    read = team(found.workspace_id, now=now, first=first, days=(at.date() - first).days + 3)
    return replace(read, learners=tuple(_others(read, found)))


def on_first_page(workspace_id: int, *, person_id: int, now: dt.datetime) -> list[tuple[Row, str]]:
    """Sessions for the first page of a learner: quiz | seat | soon | open. Three queries and more.

    The quiz stands there from its opening for two weeks, only for who sat in it.
    """
    found = []
    for row in expert_sessions(workspace_id, person_id=person_id):
        if row.is_off:
            continue
        if not row.is_past(now):
            soon = row.is_mine and row.starts_at is not None and row.starts_at - now <= REMIND
            found.append((row, "soon" if soon else "seat" if row.is_mine else "open"))
        elif (
            row.is_mine and row.ends_at and QUIZ_AFTER <= now - row.ends_at < QUIZ_AFTER + QUIZ_FOR
        ):
            opens = quiz_opens(row, workspace_id=workspace_id, person_id=person_id, now=now)
            if opens is not None and opens <= now:
                found.append((row, "quiz"))
    return found


def span_of(row: SessionTime) -> Span:
    """When it is, as a span."""
    return Span(row.starts_at, row.ends_at)
