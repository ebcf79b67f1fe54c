"""Sessions with experts: propose, ask, vote, set a time, sit, leave, call off, write down."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction

from whetstone.apps.field import selectors as ledger
from whetstone.apps.field import services as field
from whetstone.apps.learn.models import (
    Booking,
    ExpertSession,
    SessionNote,
    SessionQuestion,
    SessionTime,
    SessionVote,
)
from whetstone.apps.learn.selectors import sessions as selectors
from whetstone.apps.learn.selectors.bookings import SESSION
from whetstone.apps.learn.services.bookings import NoPlaceError
from whetstone.apps.learn.services.quizzes import quiz_answered
from whetstone.apps.learn.services.reading import practice
from whetstone.apps.people.services import audit
from whetstone.core.kernel.errors import Fault, Missing, Refused, raise_all
from whetstone.core.kernel.reasons import because
from whetstone.core.timeplan.together import desk_without, why_not_there

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from whetstone.apps.field.models import Notice
    from whetstone.apps.learn.selectors.team import Team
    from whetstone.core.kernel.reasons import Reason
    from whetstone.core.measurement.scoring import Score
    from whetstone.core.timeplan.pattern import Span

SHORTEST, LONGEST = 25, 90
MOST_SEATS = 200
MOST_QUESTIONS = 3
"""Questions one person may hand in: three are asked in a session (reference: 45 minutes)."""


@dataclass(frozen=True, slots=True)
class Proposed:
    """What a host says of a session. `area_id`: the gap it answers; empty where it is an idea."""

    title: str
    guest: str
    skills: Sequence[str]
    minutes: int
    capacity: int
    area_id: str = ""


@dataclass(frozen=True, slots=True)
class TimeSet:
    """What setting a time did: seats that moved with it, and seats it does not fit any more."""

    moved: int
    lost: int


@transaction.atomic
def propose_session(
    what: Proposed, *, workspace_id: int, person_id: int, now: dt.datetime
) -> ExpertSession:
    """Propose a session. The gap behind it is written down as it is measured on the day.

    Raises:
        Faults: a skill is not in the framework, or a number is out of bounds.
    """
    known = {skill for area in ledger.framework().areas for skill, _name in area.skills}
    faults = [Fault("skills", f"{one} is no skill") for one in what.skills if one not in known]
    if not what.skills:
        faults.append(Fault("skills", "none is named", "name one to three"))
    if not SHORTEST <= what.minutes <= LONGEST:
        faults.append(Fault("minutes", "out of bounds", f"{SHORTEST} to {LONGEST}"))
    if not 1 <= what.capacity <= MOST_SEATS:
        faults.append(Fault("capacity", "out of bounds", f"1 to {MOST_SEATS}"))
    raise_all(faults)
    gaps = {gap.area_id: gap for gap in selectors.gaps_of_team(workspace_id, now=now)}
    gap = gaps.get(what.area_id)
    made = ExpertSession.objects.create(
        uid=uuid.uuid4(),
        workspace_id=workspace_id,
        title=what.title,
        guest=what.guest,
        skills=list(dict.fromkeys(what.skills)),
        minutes=what.minutes,
        capacity=what.capacity,
        basis={"area": gap.name, "people": gap.people, "on": now.date().isoformat()}
        if gap
        else {},
        host_id=person_id,
        proposed_at=now,
    )
    _audit(made, "propose session", person_id, now)
    return made


@transaction.atomic
def ask_guest(
    *, uid: object, workspace_id: int, person_id: int, text: str, now: dt.datetime
) -> SessionQuestion:
    """Hand in a question for the guest; the same words again are one question.

    Raises:
        Missing: no such session here.
        Refused: it is over or called off, or the person has handed in as many as may.
    """
    found, _time = _ahead(uid, workspace_id, now)
    mine = SessionQuestion.objects.filter(session=found, person=person_id)
    same = mine.filter(text=text.strip()).first()
    if same is not None:
        return same
    if mine.count() >= MOST_QUESTIONS:
        raise Refused("question", "enough")
    return SessionQuestion.objects.create(
        session=found, person_id=person_id, text=text.strip(), asked_at=now
    )


@transaction.atomic
def vote(
    *,
    uid: object,
    workspace_id: int,
    question_id: int,
    person_id: int,
    is_for: bool,
    now: dt.datetime,
) -> bool:
    """Vote for a question, or take the vote back; the same again does nothing (False).

    Raises:
        Missing: no such session or question here.
        Refused: it is over or called off.
    """
    found, _time = _ahead(uid, workspace_id, now)
    question = SessionQuestion.objects.filter(pk=question_id, session=found).first()
    if question is None:
        raise Missing("question", str(question_id))
    rows = SessionVote.objects.filter(question=question, person=person_id)
    newest = rows.order_by("-sequence").first()
    if is_for == (newest.is_for if newest else False):
        return False
    SessionVote.objects.create(
        question=question,
        person_id=person_id,
        sequence=newest.sequence + 1 if newest else 0,
        is_for=is_for,
        voted_at=now,
    )
    return True


@transaction.atomic
def set_time(
    *, uid: object, workspace_id: int, person_id: int, start: dt.datetime, now: dt.datetime
) -> TimeSet:
    """Give a session one of the times that were found. Seats move with it where it fits them.

    A seat it does not fit is let go: nobody is booked outside their own hours.

    Raises:
        Missing: no such session here.
        Refused: it is over or called off, or the time is none of those found.
    """
    found, time = _ahead(uid, workspace_id, now)
    _offers, common = selectors.times_offered(found, now=now)
    chosen = common.get(start.astimezone(dt.UTC))
    if chosen is None:
        raise Refused("time", "not_found")
    row = SessionTime.objects.create(
        session=found,
        sequence=time.sequence + 1 if time else 0,
        starts_at=chosen.span.start,
        ends_at=chosen.span.end,
        recorded_at=now,
    )
    seated = selectors.seats_of([found.uid]).get(str(found.uid), frozenset())
    read = selectors.team_around(found, now=now, at=chosen.span.start)
    moved, going = 0, set[int]()
    for one in sorted(seated):
        if not _objections(read, one, chosen.span, going=going, now=now):
            _sit(found, row, one, state=Booking.State.BOOKED, now=now)
            going.add(one)
            moved += 1
        else:
            _sit(found, row, one, state=Booking.State.CANCELLED, now=now)
    _audit(found, "set time of session", person_id, now)
    return TimeSet(moved, len(seated) - moved)


@transaction.atomic
def join_session(*, uid: object, workspace_id: int, person_id: int, now: dt.datetime) -> bool:
    """Take a seat; a second time does nothing (False).

    Raises:
        Missing: no such session here.
        Refused: no time yet, over, called off, or full.
        NoPlaceError: it does not fit the person's own day, with every reason.
    """
    found, time = _ahead(uid, workspace_id, now)
    if time is None:
        raise Refused("seat", "no_time")
    seated = selectors.seats_of([found.uid]).get(str(found.uid), frozenset())
    if person_id in seated:
        return False
    if len(seated) >= found.capacity:
        raise Refused("seat", "full")
    read = selectors.team_around(found, now=now, at=time.starts_at)
    reasons = _objections(read, person_id, selectors.span_of(time), going=seated, now=now)
    if reasons:
        raise NoPlaceError(reasons)
    _sit(found, time, person_id, state=Booking.State.BOOKED, now=now)
    return True


@transaction.atomic
def leave_session(*, uid: object, workspace_id: int, person_id: int, now: dt.datetime) -> bool:
    """Give a seat back before it begins; without one it does nothing (False).

    Raises:
        Missing: no such session here.
        Refused: it is over or called off.
    """
    found, time = _ahead(uid, workspace_id, now)
    seated = selectors.seats_of([found.uid]).get(str(found.uid), frozenset())
    if time is None or person_id not in seated:
        return False
    _sit(found, time, person_id, state=Booking.State.CANCELLED, now=now)
    return True


@transaction.atomic
def call_off(*, uid: object, workspace_id: int, person_id: int, now: dt.datetime) -> int:
    """Call a session off: every seat is cancelled, calendars are told. Returns how many.

    Raises:
        Missing: no such session here.
        Refused: it is over, called off already, or has no time.
    """
    found, time = _ahead(uid, workspace_id, now)
    if time is None:
        raise Refused("session", "no_time")
    off = SessionTime.objects.create(
        session=found,
        sequence=time.sequence + 1,
        starts_at=time.starts_at,
        ends_at=time.ends_at,
        is_off=True,
        recorded_at=now,
    )
    seated = selectors.seats_of([found.uid]).get(str(found.uid), frozenset())
    for one in sorted(seated):
        _sit(found, off, one, state=Booking.State.CANCELLED, now=now)
    _audit(found, "call off session", person_id, now)
    return len(seated)


@transaction.atomic
def write_notes(
    *,
    uid: object,
    workspace_id: int,
    person_id: int,
    text: str,
    recording: str,
    now: dt.datetime,
) -> SessionNote:
    """Write down what was said; an earlier version stays. The same again writes nothing.

    Raises:
        Missing: no such session here.
        Refused: it was not held yet.
    """
    found = _held(uid, workspace_id, now)
    newest = found.notes.order_by("-version").first()
    if newest is not None and (newest.text, newest.recording) == (text, recording):
        return newest
    made = SessionNote.objects.create(
        session=found,
        version=newest.version + 1 if newest else 1,
        text=text,
        recording=recording,
        person_id=person_id,
        written_at=now,
    )
    _audit(found, "write notes of session", person_id, now)
    return made


@transaction.atomic
def state_by_guest(
    *, uid: object, workspace_id: int, person_id: int, sentence: str, now: dt.datetime
) -> Notice:
    """Put a statement of the guest into the inbox, to be verified: an editor decides.

    Raises:
        Missing: no such session here.
        Refused: it was not held yet.
    """
    found = _held(uid, workspace_id, now)
    known = ledger.notices_here(workspace_id).filter(
        thing_kind=SESSION, thing_id=str(found.uid), sentence=sentence.strip()
    )
    return known.first() or field.report(
        workspace_id=workspace_id,
        person_id=person_id,
        claim_slug="",
        page=f"/sessions/{found.uid}",
        sentence=sentence.strip(),
        saw=f"{found.guest}: {found.title}",
        now=now,
        thing=(SESSION, str(found.uid)),
    )


@transaction.atomic
def answer_in_session(
    *,
    uid: object,
    workspace_id: int,
    person_id: int,
    item_slug: str,
    answer: Mapping[str, Any],
    now: dt.datetime,
) -> Score:
    """Answer a question of the quiz, three days on. It is practice and never changes a level.

    Raises:
        Missing: no such session or question, the person was not there, or it is not open yet.
        Faults: the answer does not fit the question.
    """
    found = selectors.expert_session(uid, workspace_id=workspace_id)
    if found is None:
        raise Missing("session", str(uid))
    row = selectors.rows_of([found], person_id=person_id)[0]
    opens = selectors.quiz_opens(row, workspace_id=workspace_id, person_id=person_id, now=now)
    asked = selectors.quiz_slugs(found, workspace_id=workspace_id, on=now.date())
    if opens is None or opens > now or item_slug not in asked:
        raise Missing("question", item_slug)
    score = practice(
        person_id=person_id,
        place=selectors.place_of(found.uid),
        item_slug=item_slug,
        answer=answer,
        now=now,
    )
    quiz_answered(session_uid=str(found.uid), person_id=person_id, now=now)
    return score


def _ahead(
    uid: object, workspace_id: int, now: dt.datetime
) -> tuple[ExpertSession, SessionTime | None]:
    """A session that has not begun, its row locked where the database can, and its time."""
    rows = ExpertSession.objects.select_for_update()
    found = rows.filter(uid=str(uid), workspace=workspace_id).first()
    if found is None:
        raise Missing("session", str(uid))
    time = selectors.newest_times([found]).get(found.pk)
    if time is not None and time.is_off:
        raise Refused("session", "off")
    if time is not None and time.starts_at <= now:
        raise Refused("session", "over")
    return found, time


def _held(uid: object, workspace_id: int, now: dt.datetime) -> ExpertSession:
    found = selectors.expert_session(uid, workspace_id=workspace_id)
    if found is None:
        raise Missing("session", str(uid))
    time = selectors.newest_times([found]).get(found.pk)
    if time is None or time.is_off or time.ends_at > now:
        raise Refused("session", "not_held")
    return found


def _objections(
    read: Team, person_id: int, span: Span, *, going: set[int] | frozenset[int], now: dt.datetime
) -> tuple[Reason, ...]:
    """Every reason against a seat: the person's own day, then the care desk."""
    one = read.learner(person_id)
    if one is None:
        return (because("outside_pattern"),)
    reasons = why_not_there(one, span, now=now)
    if one.on_care and read.rules.care_minimum:
        away = {str(pk) for pk in going} | {str(person_id)}
        stay = desk_without(read.learners, span, going=away)
        if stay < read.rules.care_minimum:
            least = read.rules.care_minimum
            return (*reasons, because("care_cover", count=stay, minimum=least))
    return reasons


def _sit(
    found: ExpertSession, time: SessionTime, person_id: int, *, state: str, now: dt.datetime
) -> None:
    """The next state of a seat: the same name for calendars, one sequence higher."""
    rows = Booking.objects.filter(uid=found.uid, person=person_id).order_by("-sequence")
    newest = rows.values_list("sequence", flat=True).first()
    Booking.objects.create(
        uid=found.uid,
        sequence=0 if newest is None else newest + 1,
        person_id=person_id,
        thing_kind=SESSION,
        thing_id="",
        things=[[SESSION, ""]],
        title=found.title,
        starts_at=time.starts_at,
        ends_at=time.ends_at,
        state=state,
        reasons=[],
        recorded_at=now,
    )


def _audit(found: ExpertSession, act: str, person_id: int, now: dt.datetime) -> None:
    audit(
        workspace_id=found.workspace_id,
        actor_id=person_id,
        act=act,
        object_kind=SESSION,
        object_id=str(found.uid),
        now=now,
    )
