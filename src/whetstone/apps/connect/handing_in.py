"""Students hand in, take a check, read each other; the instructor marks."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Final

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from whetstone.apps.connect import work
from whetstone.apps.connect.models import (
    Assignment,
    CheckSitting,
    PeerReview,
    Reader,
    Submission,
    WorkMark,
)
from whetstone.apps.diagnose import class_checks
from whetstone.apps.diagnose import services as diagnose
from whetstone.apps.learn import selectors as learning
from whetstone.apps.learn import services as learn
from whetstone.apps.people import class_selectors as places
from whetstone.apps.people import services as people
from whetstone.core.kernel.errors import Fault, Missing, Refused, raise_all
from whetstone.core.rollup.gradebook import LateRule
from whetstone.core.rollup.peers import readers

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

Rows = dict[str, list[object]]
"""By rubric row: [level 0-4, what was said]."""
HIGHEST: Final = 4
_SEED_BYTES: Final = 7


def ends_at(assignment: Assignment, person_id: int) -> tuple[dt.datetime, dt.datetime]:
    """When work is due for somebody, and until when it is taken; by the class's wall clock."""
    rows = work.given([assignment.school_class_id], person_id=person_id)
    allowed = work.allowed(rows, person_id, assignment.pk)
    zone = assignment.school_class.workspace.time_zone
    due = work.later(assignment.due_at, allowed.extra_days, zone)
    if assignment.late_rule == LateRule.CUT_OFF:
        return due, due
    return due, max(due, work.end_of(assignment.school_class.ends_on, zone))


def open_for(
    assignment_id: int, *, person_id: int, workspace_id: int, now: dt.datetime
) -> Assignment:
    """The assignment, if this student may work on it now.

    Raises:
        Missing: it is not of a class they sit in.
        Refused: it is not open yet, is closed, or was withdrawn.
    """
    found = work.for_student(assignment_id, person_id=person_id, workspace_id=workspace_id)
    if found is None:
        raise Missing("assignment", str(assignment_id))
    if found.withdrawn_at is not None:
        raise Refused(
            _("Nothing is taken any more"), _("this was withdrawn from the class's work.")
        )
    if now < found.opens_at:
        raise Refused(_("This is not open yet"), _("the day it opens stands above."))
    if now > ends_at(found, person_id)[1]:
        raise Refused(_("Nothing is taken any more"), _("its last moment has passed."))
    return found


def write(
    *, assignment_id: int, person_id: int, workspace_id: int, text: str, now: dt.datetime
) -> None:
    """Keep what a student writes, as they type: theirs alone until they hand it in.

    Raises Missing or Refused as `open_for`.
    """
    found = open_for(assignment_id, person_id=person_id, workspace_id=workspace_id, now=now)
    if found.kind not in work.WRITTEN:
        raise Missing("task", found.thing_id)
    learn.save_task_text(person_id=person_id, slug=found.thing_id, text=text, now=now)


@transaction.atomic
def submit(
    *, assignment_id: int, person_id: int, workspace_id: int, text: str, now: dt.datetime
) -> Submission:
    """Hand in what is written, as it stands now. The same text twice is handed in once.

    Raises:
        Missing, Refused: as `open_for`; Refused also where nothing is written.
    """
    found = open_for(assignment_id, person_id=person_id, workspace_id=workspace_id, now=now)
    if found.kind not in work.WRITTEN:
        raise Missing("task", found.thing_id)
    if not text.strip():
        raise Refused(_("Nothing is handed in"), _("nothing is written yet."))
    kept = learn.save_task_text(person_id=person_id, slug=found.thing_id, text=text, now=now)
    mine = Submission.objects.filter(assignment=found, person_id=person_id).order_by("-pk").first()
    if mine is not None and mine.work_id == kept.pk:
        return mine
    made = Submission.objects.create(
        assignment=found, person_id=person_id, work=kept, submitted_at=now
    )
    _audit(found, person_id, "hand in work", now)
    return made


def begin_check(
    *,
    assignment_id: int,
    person_id: int,
    workspace_id: int,
    now: dt.datetime,
    seed: int | None = None,
) -> int:
    """Begin an assigned check, or go on with it: the sitting's number. One sitting each.

    `seed` draws the form where the same one must come every time, as in the demo.

    Raises:
        Missing, Refused: as `open_for`.
    """
    found = open_for(assignment_id, person_id=person_id, workspace_id=workspace_id, now=now)
    if found.kind != work.CHECK:
        raise Missing("check", found.thing_id)
    try:
        return _begin(found, person_id, now, seed=seed)
    except IntegrityError:  # the same form, sent twice at once: the other one was faster
        return _sitting(found.pk, person_id) or 0


@transaction.atomic
def _begin(found: Assignment, person_id: int, now: dt.datetime, *, seed: int | None) -> int:
    there = _sitting(found.pk, person_id)
    if there is not None:
        return there
    attempt_id = class_checks.begin(
        person_id=person_id,
        workspace_id=found.school_class.workspace_id,
        thing_id=found.thing_id,
        seed=seed_of(found) if seed is None else seed,
        place=places.place_in(person_id, found.school_class_id),
        now=now,
    )
    CheckSitting.objects.create(assignment=found, person_id=person_id, attempt_id=attempt_id)
    return attempt_id


def _sitting(assignment_id: int, person_id: int) -> int | None:
    rows = CheckSitting.objects.filter(assignment_id=assignment_id, person_id=person_id)
    return rows.values_list("attempt_id", flat=True).first()


def seed_of(assignment: Assignment) -> int:
    """The seed of a class's forms and readers: of this assignment, and nobody's guess."""
    told = f"{assignment.school_class.join_code}/{assignment.made_at.isoformat()}/{assignment.pk}"
    return int.from_bytes(hashlib.blake2b(told.encode(), digest_size=_SEED_BYTES).digest(), "big")


@transaction.atomic
def hand_out(
    *, class_id: int, assignment_id: int, workspace_id: int, actor_id: int, now: dt.datetime
) -> int:
    """Give each handed-in work to its readers. Returns how many works; 0 where it was done before.

    Raises:
        Missing: there is no such assignment here.
        Refused: nobody reads in this assignment, or fewer than two have handed in.
    """
    found = work.of_class(assignment_id, class_id, workspace_id=workspace_id)
    if found is None:
        raise Missing("assignment", str(assignment_id))
    Assignment.objects.select_for_update().get(pk=found.pk)  # two at once draw once
    if Reader.objects.filter(submission__assignment=found).exists():
        return 0
    newest = {
        row.person_id: row for row in Submission.objects.filter(assignment=found).order_by("pk")
    }
    if not found.peers or len(newest) < 2:  # noqa: PLR2004  # nobody reads their own
        raise Refused(
            _("Nothing is handed out"),
            _("each work is read by others, and fewer than two are handed in.")
            if found.peers
            else _("this assignment has no readers."),
        )
    drawn = readers(newest, each=found.peers, seed=seed_of(found))
    Reader.objects.bulk_create(
        Reader(submission=newest[author], person_id=one, drawn_at=now)
        for author, who in drawn.items()
        for one in who
    )
    _audit(found, actor_id, "hand out works", now)
    return len(newest)


def readers_of(assignment: Assignment) -> list[tuple[int, int]]:
    """(reader's row, person) of everybody who was given a work of this assignment to read."""
    rows = Reader.objects.filter(submission__assignment=assignment).order_by("pk")
    return list(rows.values_list("pk", "person_id"))


@transaction.atomic
def review(
    *, reader_id: int, person_id: int, workspace_id: int, rows: Rows, words: str, now: dt.datetime
) -> PeerReview:
    """A fellow student's word on a work they were given to read. The newest counts.

    Raises:
        Missing: it was not given to this person to read.
        Faults: a row has no level.
    """
    reader = Reader.objects.select_related("submission__assignment__school_class").filter(
        pk=reader_id, person_id=person_id
    )
    found = reader.filter(submission__assignment__school_class__workspace_id=workspace_id).first()
    if found is None:
        raise Missing("work to read", str(reader_id))
    assignment = found.submission.assignment
    raise_all(_missing(assignment.thing_id, rows, workspace_id, now))
    made = PeerReview.objects.create(
        reader=found, person_id=person_id, rows=rows, words=words, reviewed_at=now
    )
    _audit(assignment, person_id, "review work", now)
    return made


@transaction.atomic
def mark_work(
    *,
    submission_id: int,
    assignment: Assignment,
    rows: Rows,
    words: str,
    actor_id: int,
    now: dt.datetime,
) -> WorkMark:
    """The instructor's levels and words on a work, with the student at once.

    An earlier mark is superseded and kept.

    Raises:
        Missing: it was not handed in for this assignment.
        Faults: a row has no level.
    """
    found = Submission.objects.filter(pk=submission_id, assignment=assignment).first()
    if found is None:
        raise Missing("work", str(submission_id))
    raise_all(_missing(assignment.thing_id, rows, assignment.school_class.workspace_id, now))
    made = WorkMark.objects.create(
        submission=found,
        person_id=found.person_id,
        rater_id=actor_id,
        rows=rows,
        words=words,
        marked_at=now,
    )
    _audit(assignment, actor_id, "mark work", now)
    workspace_id = assignment.school_class.workspace_id
    diagnose.reestimate([found.person_id], now, workspace_id=workspace_id)
    return made


def _missing(
    slug: str, rows: Mapping[str, list[object]], workspace_id: int, now: dt.datetime
) -> list[Fault]:
    """One fault for each rubric row without a level."""
    task = learning.task(slug, workspace_id=workspace_id, on=now.date())
    if task is None:
        raise Missing("task", slug)
    return [
        Fault(f"row-{one['id']}", _("Not judged yet: %(row)s") % {"row": one["name"]})
        for one in task.rubric
        if one["id"] not in rows
    ]


def _audit(assignment: Assignment, actor_id: int, act: str, now: dt.datetime) -> None:
    people.audit(
        workspace_id=assignment.school_class.workspace_id,
        actor_id=actor_id,
        act=act,
        object_kind="class",
        object_id=assignment.school_class_id,
        now=now,
    )
