"""The gradebook of a class, read set by set: as many questions to the store for 30 as for 400."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from whetstone.apps.connect import work
from whetstone.apps.connect.models import CheckSitting, PeerReview, Submission, WorkMark
from whetstone.apps.diagnose import class_checks
from whetstone.apps.learn import selectors as learning
from whetstone.apps.people import selectors as people
from whetstone.core.rollup.gradebook import (
    Done,
    LateRule,
    Mark,
    Piece,
    State,
    Total,
    check_share,
    mark,
    rubric_share,
    total,
    with_peers,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from whetstone.apps.connect.models import Assignment
    from whetstone.apps.connect.work import Allowed, Plan
    from whetstone.apps.diagnose.class_checks import Sat
    from whetstone.apps.people.models import SchoolClass
    from whetstone.apps.people.selectors import Member


@dataclass(frozen=True, slots=True)
class Cell:
    """One piece of work of one student.

    `gone` of the `asked` questions of a check were withdrawn. `again`: handed in again since it
    was marked. `due_at` is with this student's days.
    """

    assignment: Assignment
    mark: Mark
    due_at: dt.datetime
    allowed: Allowed
    handed_in_at: dt.datetime | None = None
    submission_id: int | None = None
    gone: int = 0
    asked: int = 0
    again: bool = False
    is_begun: bool = False


@dataclass(frozen=True, slots=True)
class BookRow:
    """A student's row: their cells in the order of the assignments, and the total."""

    student: Member
    cells: tuple[Cell, ...]
    total: Total


@dataclass(frozen=True, slots=True)
class Book:
    """The gradebook of a class at a moment."""

    school_class: SchoolClass
    plan: Plan
    assignments: tuple[Assignment, ...]
    rows: tuple[BookRow, ...]
    zone: str

    @property
    def withdrawn(self) -> list[Assignment]:
        """What was taken out of everybody's total."""
        return [one for one in self.assignments if one.withdrawn_at is not None]

    @property
    def questions_gone(self) -> int:
        """How many cells lost a question of their check."""
        return sum(bool(cell.gone) for row in self.rows for cell in row.cells)

    @property
    def waiting(self) -> int:
        """How many works wait for a mark."""
        return sum(
            cell.mark.state is State.WAITING or cell.again
            for row in self.rows
            for cell in row.cells
        )


@dataclass(frozen=True, slots=True)
class _Facts:
    """What is known of the work of some students, by assignment and person."""

    finished: Mapping[int, Mapping[str, dt.datetime]]
    sittings: Mapping[tuple[int, int], Sat]
    handed_in: Mapping[tuple[int, int], Submission]
    first_of_mark: Mapping[tuple[int, int], tuple[WorkMark, dt.datetime, int]]
    peers: Mapping[tuple[int, int], Sequence[float]]


def book(
    class_id: int, *, workspace_id: int, now: dt.datetime, person_id: int | None = None
) -> Book | None:
    """The marks of a class; of one student alone where one is named. None: no such class here."""
    row = people.school_class(class_id, workspace_id=workspace_id)
    if row is None:
        return None
    students = [one for one in people.students(row.pk) if person_id in {None, one.id}]
    assigned = work.assignments([row.pk])
    plan = work.plan_of(row)
    zone = people.workspace(workspace_id).time_zone
    given = work.given([row.pk], person_id=person_id)
    facts = _facts(assigned, students, workspace_id=workspace_id, on=now.date())
    closes = work.end_of(row.ends_on, zone)
    rows = []
    for student in students:
        cells = tuple(
            _cell(
                one,
                student.id,
                facts,
                allowed=work.allowed(given, student.id, one.pk),
                closes=closes,
                zone=zone,
                now=now,
            )
            for one in assigned
        )
        rows.append(BookRow(student, cells, _total(assigned, cells, plan)))
    return Book(row, plan, tuple(assigned), tuple(rows), zone)


def _total(assigned: Sequence[Assignment], cells: Sequence[Cell], plan: Plan) -> Total:
    return total(
        [piece(one) for one in assigned],
        {cell.assignment.pk: cell.mark for cell in cells},
        weights=plan.weights,
        drop=plan.drops,
    )


def piece(one: Assignment) -> Piece:
    """An assignment as the gradebook's arithmetic takes it."""
    return Piece(
        one.pk,
        one.kind,
        one.weight,
        LateRule(one.late_rule),
        one.late_percent,
        one.late_floor,
        is_withdrawn=one.withdrawn_at is not None,
    )


def _facts(
    assigned: Sequence[Assignment], students: Sequence[Member], *, workspace_id: int, on: dt.date
) -> _Facts:
    ids = [one.id for one in students]
    keys = [one.pk for one in assigned]
    sittings = CheckSitting.objects.filter(assignment_id__in=keys)
    works = Submission.objects.filter(assignment_id__in=keys)
    if len(ids) == 1:
        sittings, works = sittings.filter(person_id=ids[0]), works.filter(person_id=ids[0])
    sat = class_checks.sat(
        sittings.values_list("attempt_id", flat=True), workspace_id=workspace_id, on=on
    )
    marks = WorkMark.objects.filter(submission__in=works).select_related("submission")
    reviews = PeerReview.objects.filter(reader__submission__in=works).select_related(
        "reader__submission"
    )
    newest = {row.reader_id: row for row in reviews.order_by("pk")}
    peers: dict[tuple[int, int], list[float]] = {}
    for row in newest.values():
        read = row.reader.submission
        peers.setdefault((read.assignment_id, read.person_id), []).append(judged(row.rows))
    return _Facts(
        finished=learning.finished_lessons(ids),
        sittings={
            (row.assignment_id, row.person_id): sat[row.attempt_id]
            for row in sittings
            if row.attempt_id in sat
        },
        handed_in={(row.assignment_id, row.person_id): row for row in works.order_by("pk")},
        first_of_mark={
            (row.submission.assignment_id, row.person_id): (
                row,
                row.submission.submitted_at,
                row.submission_id,
            )
            for row in marks.order_by("pk")
        },
        peers=peers,
    )


def judged(rows: Mapping[str, Sequence[object]]) -> float:
    """A judged work as a share of the highest level in all its rows."""
    levels = {name: int(str(row[0])) for name, row in rows.items()}
    return rubric_share(levels, list(levels))


def _cell(
    one: Assignment,
    person_id: int,
    facts: _Facts,
    *,
    allowed: Allowed,
    closes: dt.datetime,
    zone: str,
    now: dt.datetime,
) -> Cell:
    due = work.later(one.due_at, allowed.extra_days, zone)
    end = due if one.late_rule == LateRule.CUT_OFF else max(due, closes)
    share, at, more = _done(one, person_id, facts, allowed=allowed, is_over=now > end)
    done = Done(share, at, due, max(due, closes), is_excused=allowed.is_excused)
    return Cell(one, mark(piece(one), done, now=now), due, allowed, at, **more)


def _done(
    one: Assignment, person_id: int, facts: _Facts, *, allowed: Allowed, is_over: bool
) -> tuple[float | None, dt.datetime | None, dict[str, Any]]:
    """(share, when it was handed in, what else its cell says)."""
    key = (one.pk, person_id)
    if one.kind == work.LESSON:
        at = facts.finished.get(person_id, {}).get(one.thing_id)
        return (1.0 if at else None), at, {}
    if one.kind == work.CHECK:
        return _check(one, facts.sittings.get(key), allowed, is_over=is_over)
    handed, known = facts.handed_in.get(key), facts.first_of_mark.get(key)
    newest: dict[str, Any] = {"submission_id": handed.pk} if handed else {}
    if known is None:
        return None, (handed.submitted_at if handed else None), newest
    row, at, submission_id = known
    share = with_peers(judged(row.rows), facts.peers.get(key, ()), percent=float(one.peer_percent))
    again = handed is not None and handed.pk > submission_id
    return share, at, {**newest, "again": again}


def _check(
    one: Assignment, sat: Sat | None, allowed: Allowed, *, is_over: bool
) -> tuple[float | None, dt.datetime | None, dict[str, Any]]:
    """A check; one that was begun and never finished counts as it stood when it closed."""
    if sat is None:
        return None, None, {}
    limit = time_limit(one, allowed)
    in_time = [
        row for row in sat.answers if limit is None or row.answered_at - sat.started_at <= limit
    ]
    gone = sum(not row.counts for row in sat.answers)
    shares = [row.score / row.maximum for row in in_time if row.counts and row.maximum]
    share = check_share(shares, length=sat.length, withdrawn=gone)
    more: dict[str, Any] = {"gone": gone, "asked": sat.length, "is_begun": True}
    at = sat.finished_at
    if at is None and is_over and sat.answers:
        at = sat.answers[-1].answered_at
    return (share if at else None), at, more


def time_limit(one: Assignment, allowed: Allowed) -> dt.timedelta | None:
    """How long a student has for a check, with their own time factor; None: no limit."""
    if not one.minutes:
        return None
    return dt.timedelta(minutes=one.minutes * allowed.time_percent / 100)
