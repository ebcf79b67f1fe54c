"""What judged drills tell of levels: the newest word of every reviewer, row by row."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import F

from whetstone.apps.diagnose.judged import Told
from whetstone.apps.learn.models import SimulationJudgement
from whetstone.apps.learn.selectors.tasks import row_skills
from whetstone.apps.learn.simulation import clock

if TYPE_CHECKING:
    import datetime as dt


def told_drills(people: Any, now: dt.datetime) -> list[Told]:
    """The drills of people (ids or a sub-query) that were judged until `now`; one or two queries.

    A rehearsal by the faster clock says nothing; nobody judges their own; an erased rater is
    nobody.
    """
    rows = SimulationJudgement.objects.filter(
        person_id__in=people,
        rater__isnull=False,
        judged_at__lte=now,
        handing__simulation__pace=clock.REAL,
    ).exclude(rater=F("person"))
    drill = "handing__simulation"
    found: dict[int, dict[int, SimulationJudgement]] = {}
    for row in rows.select_related(drill).defer(f"{drill}__case").order_by("pk"):
        found.setdefault(row.handing.simulation_id, {})[row.rater_id or 0] = row
    tasks = row_skills({_task(said) for said in found.values()})
    return [
        Told(
            person_id=first.person_id,
            task_slug=_task(said),
            title=tasks[_task(said)].title,
            done_at=first.handing.simulation.started_at,
            judged_at=max(one.judged_at for one in said.values()),
            said=tuple({k: int(v[0]) for k, v in one.rows.items()} for one in said.values()),
            skills=tasks[_task(said)].skills,
        )
        for said in found.values()
        for first in [next(iter(said.values()))]
        if _task(said) in tasks
    ]


def _task(said: dict[int, SimulationJudgement]) -> str:
    return next(iter(said.values())).handing.simulation.task_slug
