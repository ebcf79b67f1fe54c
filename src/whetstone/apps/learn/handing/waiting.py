"""How many pieces of work wait for somebody's judgement: one number, for their first page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef

from whetstone.apps.learn.handing.settling import Part
from whetstone.apps.learn.models import (
    SimulationHanding,
    SimulationJudgement,
    TaskAsked,
    TaskHanding,
    TaskJudgement,
)
from whetstone.web.prepared import Prepared

if TYPE_CHECKING:
    from django.db.models import QuerySet


def waiting(person_id: int, *, by_right: bool) -> int:
    """Tasks and drills that were handed to somebody and wait, as "To judge" lists them; one query.

    Who judges by no right is asked as a peer alone, and never for a drill.
    """
    return len(_BY_RIGHT(person_id) if by_right else _BESIDE(person_id))


def _tasks(person_id: int, **more: str) -> QuerySet[TaskAsked, Any]:
    judged = TaskJudgement.objects.filter(asked=OuterRef("pk"), rater=person_id)
    newer = TaskHanding.objects.filter(
        person=OuterRef("person"),
        task_slug=OuterRef("handing__task_slug"),
        pk__gt=OuterRef("handing"),
    )
    rows = TaskAsked.objects.filter(judge=person_id, person__left_at=None, **more)
    rows = rows.exclude(person=person_id).exclude(Exists(judged)).exclude(Exists(newer))
    return rows.order_by().values_list("pk")


def _drills(person_id: int) -> QuerySet[SimulationHanding, Any]:
    judged = SimulationJudgement.objects.filter(handing=OuterRef("pk"), rater=person_id)
    rows = SimulationHanding.objects.filter(reviewer=person_id, person__left_at=None)
    return rows.exclude(Exists(judged)).order_by().values_list("pk")


_BY_RIGHT = Prepared(lambda person_id: _tasks(person_id).union(_drills(person_id), all=True))
_BESIDE = Prepared(lambda person_id: _tasks(person_id, part=Part.PEER))
