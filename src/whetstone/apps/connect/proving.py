"""What classes know that certificates and secured forms ask: judged works, and allowances."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import F

from whetstone.apps.connect.models import Allowance, WorkMark
from whetstone.apps.diagnose.judged import Told
from whetstone.apps.learn.judged import FirstWords, Judged
from whetstone.apps.learn.selectors.tasks import row_skills
from whetstone.web.prepared import Prepared

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection

    from django.db.models import QuerySet


def judged_works_of(person_id: int) -> list[Judged]:
    """A person's handed-in works, each with the newest judgement of every rater; one query.

    Nobody judges their own work, and an erased rater is nobody.
    """
    rows = WorkMark.objects.filter(person_id=person_id, rater__isnull=False)
    rows = rows.exclude(rater=F("person")).select_related("submission__assignment")
    newest: dict[int, dict[int, WorkMark]] = {}
    for row in rows.order_by("pk"):
        newest.setdefault(row.submission_id, {})[row.rater_id or 0] = row
    return [_judged(list(marks.values())) for marks in newest.values()]


def _judged(marks: list[WorkMark]) -> Judged:
    levels = [int(row[0]) for mark in marks for row in mark.rows.values()]
    return Judged(
        task_slug=marks[0].submission.assignment.thing_id,
        level=min(levels, default=0),
        raters=len(marks),
        judged_at=max(mark.marked_at for mark in marks),
    )


def first_words_on_works(workspace_id: int) -> list[FirstWords]:
    """What each rater first said of the works of a school's classes; one query.

    A work that was handed in again is another work. Nobody judges their own.
    """
    rows = WorkMark.objects.filter(person__workspace_id=workspace_id, rater__isnull=False)
    rows = rows.exclude(rater=F("person")).order_by("pk")
    first: dict[tuple[int, int], dict[int, dict[str, int]]] = {}
    for work, person, rater, said in rows.values_list(
        "submission_id", "person_id", "rater_id", "rows"
    ):
        levels = {row: int(level[0]) for row, level in said.items()}
        first.setdefault((work, person), {}).setdefault(rater or 0, levels)
    return [FirstWords(person, tuple(by.values())) for (_work, person), by in first.items()]


def told_works(people: Any, now: dt.datetime) -> list[Told]:
    """The judged works of people (ids or a sub-query) for their levels; one or two queries."""
    if isinstance(people, list):
        rows = _TOLD(*people, now) if people else []
    else:
        rows = list(_told(people, now))
    found: dict[int, dict[int, WorkMark]] = {}
    for row in rows:
        found.setdefault(row.submission_id, {})[row.rater_id or 0] = row
    works = [list(marks.values()) for marks in found.values()]
    tasks = row_skills({marks[0].submission.assignment.thing_id for marks in works})
    return [
        Told(
            person_id=marks[0].person_id,
            task_slug=marks[0].submission.assignment.thing_id,
            title=task.title,
            done_at=marks[0].submission.submitted_at,
            judged_at=max(mark.marked_at for mark in marks),
            said=tuple({k: int(v[0]) for k, v in mark.rows.items()} for mark in marks),
            skills=task.skills,
        )
        for marks in works
        if (task := tasks.get(marks[0].submission.assignment.thing_id)) is not None
    ]


def _told(people: Any, now: dt.datetime) -> QuerySet[WorkMark]:
    rows = WorkMark.objects.filter(person_id__in=people, rater__isnull=False, marked_at__lte=now)
    rows = rows.exclude(rater=F("person")).select_related("submission__assignment")
    return rows.order_by("pk")


_TOLD = Prepared(lambda *given: _told(given[:-1], given[-1]))


def time_percents_of(person_ids: Collection[int], now: dt.datetime) -> dict[int, int]:
    """The most time that the newest allowances for a term give somebody; one query.

    Allowances for one assignment are for that assignment; a class that is over gives nothing.
    """
    rows = Allowance.objects.filter(
        person_id__in=person_ids, assignment=None, school_class__ends_on__gte=now.date()
    )
    newest = {(row.person_id, row.school_class_id): row for row in rows.order_by("pk")}
    found: dict[int, int] = {}
    for row in newest.values():
        found[row.person_id] = max(found.get(row.person_id, 100), row.time_percent)
    return found
