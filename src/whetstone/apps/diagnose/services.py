"""Writing sittings: begin, answer, finish, share.

The log is the truth; estimates are made from it.
"""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from django.db import transaction

from whetstone.apps.diagnose import sitting
from whetstone.apps.diagnose.after_reading import Answered, record_after_reading
from whetstone.apps.diagnose.estimates import open_epoch, reestimate, reestimate_workspace
from whetstone.apps.diagnose.live import LiveBank, Question, as_begun, as_drawn, live_bank
from whetstone.apps.diagnose.models import Attempt, Offer, Response, SelfRating
from whetstone.apps.diagnose.selectors import offered, recent_answers, seen_lately
from whetstone.apps.diagnose.targets import aimed, own_targets
from whetstone.apps.field import selectors as field
from whetstone.apps.people import selectors as people
from whetstone.core.kernel.errors import Missing, Refused
from whetstone.core.measurement.drawing import drawn_for, filled
from whetstone.core.measurement.effort import is_rapid
from whetstone.core.measurement.scoring import score

LONGEST_SECONDS: Final = 1800.0
_SEED_BITS: Final = 62

Answer = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Step:
    """Where a sitting stands after an act. `open` is None when it has ended.

    `withdrawn`: the question that was open does not count any more, another stands in its place.
    `again`: the answer had been taken before; what was stored then stands.
    """

    attempt_id: int
    open: Open | None
    withdrawn: bool = False
    again: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """A place of a sitting: which stored question was shown there, since when, as drawn how."""

    position: int
    item_id: int
    offered_at: dt.datetime
    drawn: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Open:
    """The open place of a sitting."""

    attempt_id: int
    place: int
    question: Question
    seed: int
    mode: str
    answered: int
    length: int
    offered_at: dt.datetime


@transaction.atomic
def begin_attempt(
    *,
    person_id: int,
    workspace_id: int,
    role_id: str,
    mode: str,
    now: dt.datetime,
    area_id: str | None = None,
    guesses: Mapping[str, float] | None = None,
    seed: int | None = None,
) -> Step:
    """Open a sitting with its first question.

    One of the same kind that is open already is gone on with.

    An open sitting of another kind is finished first: its answers count. Only a class's check is
    never ended so: it is gone on with.

    Raises:
        Missing: there is no such mode or area.
        Refused: no question is left to ask.
    """
    live = live_bank(workspace_id, now.date())
    areas, stakes = _asked_about(
        workspace_id, role_id=role_id, mode=mode, area_id=area_id, person_id=person_id
    )
    opened = _open_attempt(person_id)
    if opened is not None:
        same = opened.mode == mode and tuple(opened.areas) == areas
        if same or opened.mode == Attempt.Mode.CLASS:
            return _stand(opened, live, now)
        _finish(opened, workspace_id=workspace_id, now=now)
    seed = secrets.randbits(_SEED_BITS) if seed is None else seed
    seen = seen_lately(person_id, live=live, now=now)
    course = sitting.Course(mode, areas, seed, seen=seen, stakes=stakes)
    first = sitting.next_question(course, live)
    if first is None:
        raise Refused("check", "no question is left to ask", "Come back later, or choose another.")
    attempt = Attempt.objects.create(
        person_id=person_id,
        mode=mode,
        areas=list(areas),
        length=sitting.length_of(course, live),
        seed=seed,
        stakes=stakes,
        started_at=now,
        calibration_id=live.shelf.run or None,
    )
    _take_guesses(person_id, guesses or {}, areas, now)
    offer = _offer(attempt, 1, first, now)
    return Step(attempt.pk, _as_open(attempt, offer, first, answered=0))


def areas_for(
    workspace_id: int,
    *,
    role_id: str,
    mode: str,
    area_id: str | None = None,
    person_id: int | None = None,
) -> tuple[str, ...]:
    """The areas that a sitting of this mode asks about; with a person, by their own aims too.

    Raises Missing when there is no such mode or area.
    """
    return _asked_about(
        workspace_id, role_id=role_id, mode=mode, area_id=area_id, person_id=person_id
    )[0]


def _asked_about(
    workspace_id: int, *, role_id: str, mode: str, area_id: str | None, person_id: int | None
) -> tuple[tuple[str, ...], dict[str, float]]:
    """The areas of a sitting, and what an answer in each is worth to the role."""
    framework = field.framework()
    if mode not in sitting.MODES:
        raise Missing("kind of check", mode)
    own = own_targets([person_id]).get(person_id, {}) if person_id is not None else {}
    need = {row.area_id: row.people for row in people.requirements(workspace_id)}
    role = aimed(framework.role(role_id), own)
    areas = sitting.areas_of(
        mode, role=role, area_ids=framework.area_ids, area_id=area_id, need=need
    )
    if not areas:
        raise Missing("area", str(area_id))
    return areas, sitting.stakes_of(areas, role=role, need=need)


def _take_guesses(
    person_id: int, guesses: Mapping[str, float], areas: Iterable[str], now: dt.datetime
) -> None:
    SelfRating.objects.bulk_create(
        SelfRating(person_id=person_id, area_id=area, value=guesses[area], recorded_at=now)
        for area in areas
        if area in guesses
    )


def open_place(
    *,
    attempt_id: int,
    person_id: int,
    workspace_id: int,
    now: dt.datetime,
    live: LiveBank | None = None,
) -> Step | None:
    """Where a sitting stands: the same question after a reload.

    None: no such sitting of this person.

    Writes only where the open question has been withdrawn and another takes its place.
    """
    attempt = Attempt.objects.filter(pk=attempt_id, person_id=person_id).first()
    if attempt is None:
        return None
    if attempt.finished_at is not None:
        return Step(attempt.pk, None)
    return _stand(attempt, live or live_bank(workspace_id, now.date()), now)


def _stand(attempt: Attempt, live: LiveBank, now: dt.datetime) -> Step:
    live = as_begun(live, attempt.calibration_id)
    last, given = _offers(attempt)[-1], _given(attempt)
    question = live.shelf.by_pk.get(last.item_id)
    if question is not None and last.item_id not in given and live.may_ask(question):
        return Step(attempt.pk, _as_open(attempt, last, question, answered=len(given)))
    return _replace(attempt_id=attempt.pk, live=live, now=now)


@transaction.atomic
def _replace(*, attempt_id: int, live: LiveBank, now: dt.datetime) -> Step:
    """Put another question in the place of one that was withdrawn while it was open."""
    attempt = Attempt.objects.select_for_update().get(pk=attempt_id)
    course, offers = _course(attempt, live, now)
    question = live.shelf.by_pk.get(offers[-1].item_id)
    answered = len(course.asked)
    if question is not None and question not in course.asked and live.may_ask(question):
        return Step(attempt.pk, _as_open(attempt, offers[-1], question, answered=answered))
    opened = _go_on(attempt, course, live, now=now, place=offers[-1].position + 1)
    if opened is None:
        _finish(attempt, workspace_id=live.ledger.version[0], now=now)
    return Step(attempt.pk, opened, withdrawn=True)


@transaction.atomic
def answer(
    *,
    attempt_id: int,
    person_id: int,
    workspace_id: int,
    place: int,
    answer: Answer,
    now: dt.datetime,
    item_id: int | None = None,
    live: LiveBank | None = None,
) -> Step:
    """Take the answer to the question at a place.

    Score it once, and open the next, in one transaction.

    A second answer to the same place changes nothing. An answer to a question that was withdrawn
    while it was open is
    not taken: another question stands in its place.

    Raises:
        Missing: the sitting, or the place in it, is not this person's.
        Faults: the answer does not fit the question.
    """
    attempt = (
        Attempt.objects.select_for_update().filter(pk=attempt_id, person_id=person_id).first()
    )
    if attempt is None:
        raise Missing("check", str(attempt_id))
    live = as_begun(live or live_bank(workspace_id, now.date()), attempt.calibration_id)
    course, offers = _course(attempt, live, now)
    offer = next((row for row in offers if row.position == place), None)
    if offer is None or item_id not in {None, offer.item_id}:
        raise Missing("question", str(place))
    question = live.shelf.by_pk[offer.item_id]
    if attempt.finished_at is not None:
        return Step(attempt.pk, None, again=True)
    if question.pk in {q.pk for q in course.asked} or offer is not offers[-1]:
        return _as_it_stands(attempt, course, offers, live)
    if not live.may_ask(question):
        return _replace(attempt_id=attempt.pk, live=live, now=now)
    points = _take(attempt, question, offer, given=answer, now=now)
    course = _with(course, question, points)
    opened = _go_on(attempt, course, live, now=now, place=offer.position + 1)
    if opened is None:
        _finish(attempt, workspace_id=workspace_id, now=now)
    return Step(attempt.pk, opened)


def _as_it_stands(
    attempt: Attempt, course: sitting.Course, offers: list[Place], live: LiveBank
) -> Step:
    last = offers[-1]
    question = live.shelf.by_pk[last.item_id]
    opened = _as_open(attempt, last, question, answered=len(course.asked))
    return Step(attempt.pk, opened, again=True)


def _take(
    attempt: Attempt, question: Question, offer: Place, *, given: Answer, now: dt.datetime
) -> int:
    points = score(filled(question.payload, offer.drawn), given)
    taken = (now - offer.offered_at).total_seconds()
    seconds = taken if 0 < taken <= LONGEST_SECONDS else None
    Response.objects.create(
        person_id=attempt.person_id,
        attempt=attempt,
        item_id=question.pk,
        area_id=question.area_id,
        answer=dict(given),
        score=points.points,
        max_score=points.maximum,
        seconds=seconds,
        is_rapid=is_rapid(seconds, set_for=question.seconds, unknown=given.get("unknown") is True),
        answered_at=now,
        recorded_at=now,
    )
    return points.points


def _go_on(
    attempt: Attempt, course: sitting.Course, live: LiveBank, *, now: dt.datetime, place: int
) -> Open | None:
    question = sitting.next_question(course, live)
    if question is None:
        return None
    offer = _offer(attempt, place, question, now)
    return _as_open(attempt, offer, question, answered=len(course.asked))


def _offer(attempt: Attempt, place: int, question: Question, now: dt.datetime) -> Place:
    drawn = drawn_for(question.payload, f"{attempt.seed}:{place}")
    Offer.objects.create(
        attempt=attempt, position=place, item_id=question.pk, drawn=drawn, offered_at=now
    )
    return Place(place, question.pk, now, drawn)


def _as_open(attempt: Attempt, offer: Place, question: Question, *, answered: int) -> Open:
    return Open(
        attempt_id=attempt.pk,
        place=offer.position,
        question=as_drawn(question, offer.drawn),
        seed=attempt.seed,
        mode=attempt.mode,
        answered=answered,
        length=max(attempt.length, answered + 1),
        offered_at=offer.offered_at,
    )


def _course(
    attempt: Attempt, live: LiveBank, now: dt.datetime
) -> tuple[sitting.Course, list[Place]]:
    """The sitting so far, and its offers in order; two queries."""
    offers = _offers(attempt)
    points: dict[int, int] = {}
    seen: set[str] = set()
    recent = recent_answers(attempt.person_id, now - dt.timedelta(days=sitting.SEEN_DAYS))
    for item, of_attempt, got in recent:
        if of_attempt == attempt.pk:
            points[item] = got
        elif item in live.shelf.by_pk:
            seen.add(live.shelf.by_pk[item].slug)
    known = [live.shelf.by_pk[row.item_id] for row in offers if row.item_id in live.shelf.by_pk]
    asked = tuple(q for q in known if q.pk in points)
    course = sitting.Course(
        mode=attempt.mode,
        areas=tuple(attempt.areas),
        seed=attempt.seed,
        asked=asked,
        points=tuple(points[q.pk] for q in asked),
        skipped=tuple(q for q in known if q.pk not in points),
        seen=frozenset(seen),
        stakes=attempt.stakes,
        form=tuple(attempt.form),
        length=attempt.length,
    )
    return course, offers


def _with(course: sitting.Course, question: Question, points: int) -> sitting.Course:
    return replace(
        course,
        asked=(*course.asked, question),
        points=(*course.points, points),
        skipped=tuple(q for q in course.skipped if q != question),
    )


def _offers(attempt: Attempt) -> list[Place]:
    return [Place(*row) for row in offered(attempt.pk)]


def _given(attempt: Attempt) -> set[int]:
    return set(Response.objects.filter(attempt=attempt).values_list("item_id", flat=True))


def _open_attempt(person_id: int) -> Attempt | None:
    return (
        Attempt.objects.select_for_update().filter(person_id=person_id, finished_at=None).first()
    )


@transaction.atomic
def finish(*, attempt_id: int, person_id: int, workspace_id: int, now: dt.datetime) -> bool:
    """End a sitting now and make the profile from all answers.

    False: it had ended, or is not this person's.
    """
    attempt = (
        Attempt.objects.select_for_update()
        .filter(pk=attempt_id, person_id=person_id, finished_at=None)
        .first()
    )
    if attempt is None:
        return False
    _finish(attempt, workspace_id=workspace_id, now=now)
    return True


def _finish(attempt: Attempt, *, workspace_id: int | None, now: dt.datetime) -> None:
    if attempt.mode in sitting.MODES:
        live = as_begun(live_bank(workspace_id, now.date()), attempt.calibration_id)
        course, _offers = _course(attempt, live, now)
        attempt.decided = {
            area: {"said": said.name.lower(), "answers": answers}
            for area, (said, answers) in sitting.decisions(course, live).items()
        }
    attempt.finished_at = now
    attempt.save(update_fields=["finished_at", "decided"])
    reestimate([attempt.person_id], now, workspace_id=workspace_id)


@transaction.atomic
def answer_as(
    *, attempt_id: int, person_id: int, workspace_id: int, answer_dict: Answer, now: dt.datetime
) -> Step:
    """Answer whatever question is open in a sitting; for simulators."""
    step = open_place(
        attempt_id=attempt_id, person_id=person_id, workspace_id=workspace_id, now=now
    )
    if step is None:
        raise Missing("check", str(attempt_id))
    if step.open is None:
        return step
    return answer(
        attempt_id=attempt_id,
        person_id=person_id,
        workspace_id=workspace_id,
        place=step.open.place,
        answer=answer_dict,
        now=now,
    )


@transaction.atomic
def sit_through(
    *,
    person_id: int,
    workspace_id: int,
    role_id: str,
    mode: str,
    now: dt.datetime,
    answer_to: Callable[[Question], Answer],
    area_id: str | None = None,
    guesses: Mapping[str, float] | None = None,
    seed: int = 1,
    seconds_each: float = 45.0,
) -> int:
    """A whole sitting from its first question to the profile, for simulators.

    Returns the attempt's id.
    """
    step = begin_attempt(
        person_id=person_id,
        workspace_id=workspace_id,
        role_id=role_id,
        mode=mode,
        area_id=area_id,
        guesses=guesses,
        seed=seed,
        now=now,
    )
    while step.open is not None:
        now += dt.timedelta(seconds=seconds_each)
        step = answer(
            attempt_id=step.attempt_id,
            person_id=person_id,
            workspace_id=workspace_id,
            place=step.open.place,
            answer=answer_to(step.open.question),
            now=now,
        )
    return step.attempt_id


def record_response(
    *, person_id: int, question: Question, answer_dict: Answer, answered_at: dt.datetime
) -> Response:
    """Put one scored answer into the log outside any sitting (imports, simulators).

    Estimates are not made anew.
    """
    points = score(question.payload, answer_dict)
    return Response.objects.create(
        person_id=person_id,
        item_id=question.pk,
        area_id=question.area_id,
        answer=dict(answer_dict),
        score=points.points,
        max_score=points.maximum,
        answered_at=answered_at,
        recorded_at=answered_at,
    )


__all__ = [
    "Answered", "answer", "answer_as", "areas_for", "begin_attempt", "finish", "open_epoch",
    "open_place", "record_after_reading", "record_response", "reestimate", "reestimate_workspace",
    "sit_through",
]  # fmt: skip
