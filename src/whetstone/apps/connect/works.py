"""One work: what was written, handed in, marked, and said by its readers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, Max, OuterRef

from whetstone.apps.connect import book, work
from whetstone.apps.connect.models import PeerReview, Reader, Submission, WorkMark
from whetstone.apps.learn import selectors as learning
from whetstone.apps.learn.judging import verdict
from whetstone.apps.people import class_selectors as places

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    from whetstone.apps.connect.book import Cell
    from whetstone.apps.connect.models import Assignment
    from whetstone.apps.learn.judging import Verdict
    from whetstone.apps.learn.selectors.courses import TaskView
    from whetstone.apps.people.models import SchoolClass


@dataclass(frozen=True, slots=True)
class WorkPage:
    """A student's work on a task: its text now, what was handed in, and what was said of it.

    `earlier` are marks that a newer one superseded; `peers` come without names.
    """

    cell: Cell
    school_class: SchoolClass
    task: TaskView | None
    text: str
    saved_at: dt.datetime | None
    submission: Submission | None
    mark: Verdict | None
    earlier: tuple[Verdict, ...]
    peers: tuple[Verdict, ...]
    zone: str


@dataclass(frozen=True, slots=True)
class Todo:
    """Work of one of somebody's classes."""

    cell: Cell
    school_class: SchoolClass


@dataclass(frozen=True, slots=True)
class ToRead:
    """A fellow student's work that somebody was given to read."""

    id: int
    title: str
    is_done: bool


@dataclass(frozen=True, slots=True)
class Reading:
    """The page of a work to read: no name on it."""

    id: int
    title: str
    task: TaskView
    text: str
    mine: Mapping[str, Sequence[Any]]
    words: str


def task_of(one: Assignment, *, on: dt.date) -> TaskView | None:
    """The task behind an assignment, as the class's school reads it; None for other kinds."""
    if one.kind not in work.WRITTEN:
        return None
    return learning.task(one.thing_id, workspace_id=one.school_class.workspace_id, on=on)


def waiting_count(class_id: int) -> int:
    """How many newest states of handed-in works of a class nobody has marked; one query."""
    here = Submission.objects.filter(
        assignment__school_class_id=class_id,
        assignment__withdrawn_at=None,
        person__left_at=None,
    )
    newest = here.order_by().values("assignment_id", "person_id").annotate(last=Max("pk"))
    marked = WorkMark.objects.filter(submission_id=OuterRef("pk"))
    rows = here.filter(pk__in=newest.values("last")).annotate(has_mark=Exists(marked))
    return rows.filter(has_mark=False).count()


def is_handed_out(one: Assignment) -> bool:
    """Whether the works of an assignment have their readers."""
    return Reader.objects.filter(submission__assignment=one).exists()


def submission(submission_id: int, class_id: int, *, workspace_id: int) -> Submission | None:
    """A handed-in work of a class of this school."""
    rows = Submission.objects.select_related("assignment__school_class__workspace")
    return rows.filter(
        pk=submission_id,
        assignment__school_class_id=class_id,
        assignment__school_class__workspace_id=workspace_id,
    ).first()


def work_page(one: Assignment, *, person_id: int, now: dt.datetime) -> WorkPage | None:
    """A student's work on an assignment; None where they do not sit in its class."""
    workspace_id = one.school_class.workspace_id
    found = book.book(one.school_class_id, workspace_id=workspace_id, now=now, person_id=person_id)
    if found is None or not found.rows:
        return None
    cell = next(each for each in found.rows[0].cells if each.assignment.pk == one.pk)
    written = one.kind in work.WRITTEN
    task = task_of(one, on=now.date())
    own = learning.task_text(person_id, one.thing_id) if written else None
    works = Submission.objects.filter(assignment=one, person_id=person_id).select_related("work")
    marks = [
        _verdict(task, row.rows, row.words, row.marked_at)
        for row in WorkMark.objects.filter(submission__in=works).order_by("-pk")
    ]
    return WorkPage(
        cell=cell,
        school_class=one.school_class,
        task=task,
        text=own.text if own else "",
        saved_at=own.saved_at if own else None,
        submission=works.order_by("-pk").first(),
        mark=marks[0] if marks else None,
        earlier=tuple(marks[1:]),
        peers=tuple(_peers(one, person_id, task)),
        zone=found.zone,
    )


def _peers(one: Assignment, person_id: int, task: TaskView | None) -> list[Verdict]:
    """What readers said of somebody's work: in an order that tells nothing of who they are."""
    rows = PeerReview.objects.filter(
        reader__submission__assignment=one, reader__submission__person_id=person_id
    )
    newest = {row.reader_id: row for row in rows.order_by("pk")}
    found = [_verdict(task, row.rows, row.words, row.reviewed_at) for row in newest.values()]
    return sorted(found, key=lambda each: (each.words, str(each.rows)))


def _verdict(
    task: TaskView | None, rows: Mapping[str, Sequence[Any]], words: str, at: dt.datetime
) -> Verdict:
    return verdict(task.rubric if task else (), rows, words, at)


def todos(person_id: int, *, workspace_id: int, now: dt.datetime) -> list[Todo]:
    """All work of somebody's classes whose term is not over, by when it is due for them."""
    found = []
    for one in places.classes_of(person_id):
        over = one.ends_on < work.local_day(now, one.workspace.time_zone)
        if over or one.workspace_id != workspace_id:
            continue
        page = book.book(one.pk, workspace_id=workspace_id, now=now, person_id=person_id)
        if page is not None and page.rows:
            found += [Todo(cell, one) for cell in page.rows[0].cells]
    return sorted(found, key=lambda each: (each.cell.due_at, each.cell.assignment.pk))


def to_read(person_id: int, *, workspace_id: int) -> list[ToRead]:
    """The works somebody was given to read; two queries."""
    rows = Reader.objects.filter(
        person_id=person_id, submission__assignment__school_class__workspace_id=workspace_id
    ).select_related("submission__assignment")
    done = set(PeerReview.objects.filter(person_id=person_id).values_list("reader_id", flat=True))
    return [
        ToRead(row.pk, row.submission.assignment.title, row.pk in done)
        for row in rows.order_by("pk")
    ]


def reading(
    reader_id: int, *, person_id: int, workspace_id: int, now: dt.datetime
) -> Reading | None:
    """A work that somebody was given to read; None where it was not given to them."""
    rows = Reader.objects.filter(
        pk=reader_id,
        person_id=person_id,
        submission__assignment__school_class__workspace_id=workspace_id,
    )
    row = rows.select_related("submission__assignment", "submission__work").first()
    if row is None:
        return None
    one = row.submission.assignment
    task = learning.task(one.thing_id, workspace_id=workspace_id, on=now.date())
    if task is None:
        return None
    mine = PeerReview.objects.filter(reader=row).order_by("-pk").first()
    return Reading(
        row.pk,
        one.title,
        task,
        row.submission.work.text,
        mine.rows if mine else {},
        mine.words if mine else "",
    )
