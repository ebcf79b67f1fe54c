"""What judged drills tell of levels: the newest word of every reviewer, row by row."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from django.db.models import F

from whetstone.apps.diagnose.judged import Told
from whetstone.apps.learn.models import SimulationJudgement
from whetstone.apps.learn.selectors.tasks import row_skills
from whetstone.apps.learn.simulation import clock
from whetstone.web.prepared import Prepared

if TYPE_CHECKING:
    import datetime as dt

    from django.db.models import QuerySet


class _Word(NamedTuple):
    """One judgement of a drill, and of which drill."""

    simulation_id: int
    rater_id: int
    person_id: int
    judged_at: dt.datetime
    rows: dict[str, list[Any]]
    started_at: dt.datetime
    task_slug: str


_DRILL: Final = "handing__simulation"
_COLUMNS: Final = (
    "handing__simulation_id", "rater_id", "person_id", "judged_at", "rows",
    f"{_DRILL}__started_at", f"{_DRILL}__task_slug",
)  # fmt: skip


def told_drills(people: Any, now: dt.datetime) -> list[Told]:
    """The drills of people (ids or a sub-query) that were judged until `now`; one or two queries.

    A rehearsal by the faster clock says nothing; nobody judges their own; an erased rater is
    nobody.
    """
    if isinstance(people, list):
        rows = _JUDGED(*people, now) if people else []
    else:
        rows = list(_judged(people, now))
    found: dict[int, dict[int, _Word]] = {}
    for row in rows:
        word = _Word(*row)
        found.setdefault(word.simulation_id, {})[word.rater_id] = word
    words = [list(said.values()) for said in found.values()]
    tasks = row_skills({said[0].task_slug for said in words})
    return [
        Told(
            person_id=said[0].person_id,
            task_slug=said[0].task_slug,
            title=task.title,
            done_at=said[0].started_at,
            judged_at=max(one.judged_at for one in said),
            said=tuple({k: int(v[0]) for k, v in one.rows.items()} for one in said),
            skills=task.skills,
        )
        for said in words
        if (task := tasks.get(said[0].task_slug)) is not None
    ]


def _judged(people: Any, now: dt.datetime) -> QuerySet[SimulationJudgement, Any]:
    rows = SimulationJudgement.objects.filter(
        person_id__in=people,
        rater__isnull=False,
        judged_at__lte=now,
        handing__simulation__pace=clock.REAL,
    ).exclude(rater=F("person"))
    return rows.order_by("pk").values_list(*_COLUMNS)


_JUDGED = Prepared(lambda *given: _judged(given[:-1], given[-1]))
