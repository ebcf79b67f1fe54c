"""What the tests of the timed drill do, and when."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import TYPE_CHECKING

from whetstone.apps.learn.judging import Judgement
from whetstone.apps.learn.simulation import judging, reading, running

if TYPE_CHECKING:
    from whetstone.apps.learn.models import Simulation

TASK = "task-cri-two-hour-drill"
NOW = dt.datetime(2026, 11, 23, 9, 12, tzinfo=dt.UTC)


def at(minutes: float) -> dt.datetime:
    return NOW + dt.timedelta(minutes=minutes)


def put_clock(workspace, minutes: float) -> None:
    """The workspace's clock stands so many minutes after NOW."""
    from django.utils import timezone

    workspace.frozen_at, workspace.created_at = at(minutes), timezone.now()
    workspace.save(update_fields=["frozen_at", "created_at"])


def begin(person, *, pace: int = 1, now: dt.datetime = NOW) -> Simulation:
    return running.start(person_id=person.pk, slug=TASK, pace=pace, key=uuid.uuid4(), now=now)


def log(run, text="Saved.", *, kind="note", minutes: float = 1, key=None, waited=0):
    return running.write(
        simulation_id=run.pk,
        person_id=run.person_id,
        kind=kind,
        text=text,
        key=key or uuid.uuid4(),
        now=at(minutes),
        waited=waited,
    )


def seen(run, minutes: float):
    return reading.own(run.pk, person_id=run.person_id, now=at(minutes))


def judgement(run, level=2, said="The log shows it.", *, without=()) -> Judgement:
    ids = [row["id"] for row in run.case["rubric"] if row["id"] not in without]
    return Judgement({row: [level, said] for row in ids}, "", dict.fromkeys(ids, said))


def settle(run, *, minutes: float = 130, level=2):
    return judging.assess(
        simulation_id=run.pk,
        person_id=run.person_id,
        note="What we changed.",
        judgement=judgement(run, level),
        is_settled=True,
        now=at(minutes),
    )


def hand_over(run, reviewer, *, minutes: float = 140):
    return judging.hand_over(
        simulation_id=run.pk,
        person_id=run.person_id,
        reviewer_id=reviewer.pk,
        workspace_id=reviewer.workspace_id,
        now=at(minutes),
    )


def judge(handing, reviewer, run, *, level=3, said="Minute 4.", minutes: float = 200):
    return judging.judge(
        handing_id=handing.pk,
        reviewer_id=reviewer.pk,
        workspace_id=reviewer.workspace_id,
        judgement=judgement(run, level, said),
        now=at(minutes),
    )
