"""What judged tasks of teams tell: of levels, towards certificates, and how far judges agree."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from whetstone.apps.diagnose.judged import Told
from whetstone.apps.learn.handing.settling import judgements, words_of
from whetstone.apps.learn.judged import FirstWords, Judged
from whetstone.apps.learn.selectors.tasks import row_skills
from whetstone.web.prepared import Prepared

if TYPE_CHECKING:
    import datetime as dt

    from django.db.models import QuerySet

    from whetstone.apps.learn.models import TaskJudgement


def told_tasks(people: Any, now: dt.datetime) -> list[Told]:
    """The tasks of people (ids or a sub-query) judged until `now`; one or two queries."""
    if isinstance(people, list):
        rows = _JUDGED(*people, now) if people else []
    else:
        rows = list(_judged(people, now))
    words = list(words_of(rows).values())
    tasks = row_skills({one.task_slug for one in words})
    return [
        Told(
            person_id=one.person_id,
            task_slug=one.task_slug,
            title=task.title,
            done_at=one.handed_at,
            judged_at=one.judged_at,
            said=one.levels,
            skills=task.skills,
        )
        for one in words
        if (task := tasks.get(one.task_slug)) is not None
    ]


def _judged(people: Any, now: dt.datetime) -> QuerySet[TaskJudgement, Any]:
    return judgements(person_id__in=people, judged_at__lte=now)


_JUDGED = Prepared(lambda *given: _judged(given[:-1], given[-1]))


def judged_tasks_of(person_id: int) -> list[Judged]:
    """A person's handed-in tasks with what counts of every judgement; one query.

    How many people it takes was written down when it was handed in.
    """
    return [
        Judged(
            task_slug=one.task_slug,
            level=min((level for said in one.levels for level in said.values()), default=0),
            raters=one.raters,
            judged_at=one.judged_at,
            wanted=one.wanted,
            why=one.why,
        )
        for one in words_of(judgements(person_id=person_id)).values()
    ]


def first_words_on_tasks(workspace_id: int) -> list[FirstWords]:
    """What each rater first said of the tasks of a workspace; one query. A third one is none."""
    rows = judgements(person__workspace_id=workspace_id)
    return [
        FirstWords(one.person_id, tuple(one.first.values())) for one in words_of(rows).values()
    ]
