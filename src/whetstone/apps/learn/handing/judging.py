"""A word on a handed-in task, by somebody who was asked; and who may judge beside a lead."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from whetstone.apps.diagnose import services as diagnose
from whetstone.apps.learn.handing import reading
from whetstone.apps.learn.handing.settling import Part
from whetstone.apps.learn.handing.writing import audit
from whetstone.apps.learn.judging import Judgement, unsaid, without_level
from whetstone.apps.learn.models import TaskAsked, TaskJudgement, TaskPeer
from whetstone.apps.people import selectors as people
from whetstone.apps.people import services as people_services
from whetstone.core.kernel.errors import Missing, Refused, raise_all

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping
    from typing import Any


def rows_for(version: reading.Version, part: str) -> list[Mapping[str, Any]]:
    """The rows that somebody is asked about: all, or (a third person) those in dispute."""
    if part != Part.MODERATOR:
        return list(version.work.rubric)
    disputed = version.words.disputed if version.words else set()
    return [one for one in version.work.rubric if one["id"] in disputed]


@transaction.atomic
def judge(
    *,
    asked_id: int,
    judge_id: int,
    workspace_id: int,
    judgement: Judgement,
    now: dt.datetime,
) -> TaskJudgement:
    """A level and a sentence for each row, with whoever wrote it at once. Twice is once.

    Raises:
        Missing: the task was not handed to this person.
        Refused: they were to settle rows, and the two have settled them by themselves.
        Faults: a row has no level, or nothing is said of it.
    """
    TaskAsked.objects.select_for_update().filter(pk=asked_id).first()  # one at a time
    found = reading.handed_to(asked_id, person_id=judge_id)
    if found is None:
        raise Missing("task to judge", str(asked_id))
    version, own, _name = found
    rubric = rows_for(version, own.part)
    if not rubric:
        raise Refused(_("Nothing is left to settle"), _("the two agree by now."))
    raise_all([*without_level(rubric, judgement.rows), *unsaid(rubric, judgement.rows)])
    asked = {one["id"] for one in rubric}
    rows = {name: said for name, said in judgement.rows.items() if name in asked}
    if own.verdict is not None and (own.rows, own.words) == (rows, judgement.words):
        return TaskJudgement.objects.filter(asked_id=asked_id).latest("pk")
    made = TaskJudgement.objects.create(
        asked_id=asked_id,
        person_id=version.work.person_id,
        rater_id=judge_id,
        rows=rows,
        words=judgement.words,
        judged_at=now,
    )
    act = "settle task" if own.part == Part.MODERATOR else "judge task"
    audit(workspace_id, judge_id, act, version.work.id, now=now)
    diagnose.reestimate([version.work.person_id], now, workspace_id=workspace_id)
    return made


@transaction.atomic
def name_peer(
    *, person_id: int, is_named: bool, workspace_id: int, actor_id: int, now: dt.datetime
) -> None:
    """A lead names a colleague who may judge beside them, or ends it. Twice is once.

    What the colleague said before counts on.

    Raises:
        Missing: there is no such learner here.
    """
    if person_id not in {one.id for one in people.members(workspace_id)}:
        raise Missing("colleague", str(person_id))
    newest = TaskPeer.objects.filter(person_id=person_id).order_by("-pk").first()
    if (newest.is_named if newest else False) == is_named:
        return
    TaskPeer.objects.create(
        person_id=person_id, named_by_id=actor_id, is_named=is_named, named_at=now
    )
    people_services.audit(
        workspace_id=workspace_id,
        actor_id=actor_id,
        act="name judge" if is_named else "end judge",
        object_kind="person",
        object_id=person_id,
        now=now,
    )
