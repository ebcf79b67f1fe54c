"""After a drill: one's own judgement first, then a reviewer's, to whom it was handed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from whetstone.apps.diagnose import services as diagnose
from whetstone.apps.learn.judged import Judged
from whetstone.apps.learn.judging import kept_rows, unsaid, without_level
from whetstone.apps.learn.models import (
    SelfAssessment,
    Simulation,
    SimulationHanding,
    SimulationJudgement,
)
from whetstone.apps.learn.raters import wanted_by_right
from whetstone.apps.learn.simulation import clock, reading
from whetstone.apps.people import services as people
from whetstone.core.kernel.errors import Missing, Refused, raise_all

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from whetstone.apps.learn.judging import Judgement
    from whetstone.apps.learn.raters import Wanted
    from whetstone.apps.learn.simulation.reading import Drill

LONGEST_NOTE: Final = 20_000


@transaction.atomic
def assess(
    *,
    simulation_id: int,
    person_id: int,
    note: str,
    judgement: Judgement,
    is_settled: bool,
    now: dt.datetime,
) -> SelfAssessment:
    """Keep a note and one's own levels as they are typed; settled, they stay as they are.

    The same words sent twice are kept once, and are no fault.

    Raises:
        Missing: it is not a drill of this person.
        Refused: it still runs, or it is settled.
        Faults: it is to be settled, and a row has no level.
    """
    Simulation.objects.select_for_update().filter(pk=simulation_id).first()  # one at a time
    one = reading.own(simulation_id, person_id=person_id, now=now)
    if one is None:
        raise Missing("drill", str(simulation_id))
    if is_settled:
        raise_all(without_level(one.rubric, judgement.rows))
    kept = {"note": note[:LONGEST_NOTE], "rows": kept_rows(judgement), "is_settled": is_settled}
    last = SelfAssessment.objects.filter(simulation_id=one.id).order_by("-pk").first()
    if last is not None and {key: getattr(last, key) for key in kept} == kept:
        return last
    _is_open(one)
    return SelfAssessment.objects.create(
        simulation_id=one.id, person_id=person_id, saved_at=now, **kept
    )


def _is_open(one: Drill) -> None:
    if one.state == reading.RUNNING:
        raise Refused(_("Not judged yet"), _("the clock still runs."))
    if one.state == reading.SETTLED:
        raise Refused(_("Nothing is changed"), _("you have judged this drill."))


@transaction.atomic
def hand_over(
    *,
    simulation_id: int,
    person_id: int,
    reviewer_id: int,
    workspace_id: int,
    now: dt.datetime,
) -> SimulationHanding:
    """Hand a drill to somebody to judge; from here on they may read it. Twice is once.

    Raises:
        Missing: it is not a drill of this person.
        Refused: they have not judged it themselves, or this person cannot be asked.
    """
    one = reading.own(simulation_id, person_id=person_id, now=now)
    if one is None:
        raise Missing("drill", str(simulation_id))
    if one.state != reading.SETTLED:
        raise Refused(_("It is not handed over"), _("judge it yourself first."))
    there = SimulationHanding.objects.filter(simulation_id=one.id, reviewer_id=reviewer_id).first()
    if there is not None:
        return there
    free = {each.id for each in reading.could_judge(one, workspace_id=workspace_id)}
    if reviewer_id not in free:
        raise Refused(_("It is not handed over"), _("this person cannot judge it."))
    made, is_new = SimulationHanding.objects.get_or_create(
        simulation_id=one.id,
        reviewer_id=reviewer_id,
        defaults={"person_id": person_id, "handed_at": now},
    )
    if is_new:
        _audit(workspace_id, person_id, "hand over simulation", one.id, now=now)
    return made


@transaction.atomic
def judge(
    *,
    handing_id: int,
    reviewer_id: int,
    workspace_id: int,
    judgement: Judgement,
    now: dt.datetime,
) -> SimulationJudgement:
    """A reviewer's level and sentence for each row, with its person at once. Twice is once.

    Raises:
        Missing: the drill was not handed to this reviewer.
        Faults: a row has no level, or nothing is said of it.
    """
    SimulationHanding.objects.select_for_update().filter(pk=handing_id).first()  # one at a time
    found = reading.handed_to(handing_id, person_id=reviewer_id, now=now)
    if found is None:
        raise Missing("drill to judge", str(handing_id))
    one, _name, last = found
    raise_all([*without_level(one.rubric, judgement.rows), *unsaid(one.rubric, judgement.rows)])
    if last is not None and (last.rows, last.words) == (judgement.rows, judgement.words):
        return last
    made = SimulationJudgement.objects.create(
        handing_id=handing_id,
        person_id=one.person_id,
        rater_id=reviewer_id,
        rows=judgement.rows,
        words=judgement.words,
        judged_at=now,
    )
    _audit(workspace_id, reviewer_id, "judge simulation", one.id, now=now)
    diagnose.reestimate([one.person_id], now, workspace_id=workspace_id)
    return made


def _audit(
    workspace_id: int, actor_id: int, act: str, simulation_id: int, *, now: dt.datetime
) -> None:
    people.audit(
        workspace_id=workspace_id,
        actor_id=actor_id,
        act=act,
        object_kind="simulation",
        object_id=simulation_id,
        now=now,
    )


def judged_drills_of(person_id: int) -> list[Judged]:
    """A person's drills with the newest judgement of every rater; two queries, and the rule's.

    A rehearsal by the faster clock proves nothing. Nobody judges their own, and an erased rater is
    nobody.
    """
    rows = SimulationJudgement.objects.filter(
        person_id=person_id,
        rater__isnull=False,
        handing__simulation__pace=clock.REAL,
    ).exclude(rater=F("person"))
    newest: dict[int, dict[int, SimulationJudgement]] = {}
    for row in rows.select_related("handing", "person").order_by("pk"):
        newest.setdefault(row.handing.simulation_id, {})[row.rater_id or 0] = row
    if not newest:
        return []
    slugs = dict(Simulation.objects.filter(pk__in=newest).values_list("pk", "task_slug"))
    where = next(row.person.workspace_id for said in newest.values() for row in said.values())
    rule = wanted_by_right(person_id, workspace_id=where)
    return [_judged(slugs[key], list(said.values()), rule) for key, said in newest.items()]


def _judged(slug: str, said: Sequence[SimulationJudgement], rule: Wanted) -> Judged:
    levels = [int(row[0]) for one in said for row in one.rows.values()]
    return Judged(
        task_slug=slug,
        level=min(levels, default=0),
        raters=len(said),
        judged_at=max(one.judged_at for one in said),
        wanted=rule.raters,
        why=rule.why,
    )
