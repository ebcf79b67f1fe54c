"""What the tests of handed-in tasks do, and when."""

from __future__ import annotations

import datetime as dt

from whetstone.apps.learn.handing import judging, reading, writing
from whetstone.apps.learn.judging import Judgement
from whetstone.apps.learn.models import Lesson, Reading, Task

TASK = "task-cal-approve-and-stop"
NOW = dt.datetime(2026, 11, 20, 9, 12, tzinfo=dt.UTC)


def at(minutes: float) -> dt.datetime:
    return NOW + dt.timedelta(minutes=minutes)


def row_ids(slug=TASK) -> list[str]:
    return [one["id"] for one in Task.objects.get(slug=slug).payload["rubric"]]


def levels(level=2, said="It stands there.", *, without=(), slug=TASK, **other) -> Judgement:
    """A judgement of every row; `other`: levels of rows by their place, as `row0=4`."""
    ids = [one for one in row_ids(slug) if one not in without]
    rows = {one: [other.get(f"row{n}", level), said] for n, one in enumerate(ids)}
    return Judgement(rows, "", dict.fromkeys(ids, said))


def hand_in(person, *judges, text="My page.", link="", minutes=0, slug=TASK, own=None):
    return writing.hand_in(
        person_id=person.pk, workspace_id=person.workspace_id, slug=slug, text=text, link=link,
        judgement=own or levels(slug=slug), judge_ids=[one.pk for one in judges], now=at(minutes),
    )  # fmt: skip


def asked(work, who) -> int:
    from whetstone.apps.learn.models import TaskAsked

    return TaskAsked.objects.get(handing=work, judge=who).pk


def judge(work, who, level=3, *, minutes=60, said="Line two shows it.", rows=None):
    return judging.judge(
        asked_id=asked(work, who), judge_id=who.pk, workspace_id=who.workspace_id,
        judgement=rows or levels(level, said, slug=work.task_slug), now=at(minutes),
    )  # fmt: skip


def add_file(person, name="plan.pdf", data=b"%PDF-1.7 plan", **more):
    return writing.add_file(
        person_id=person.pk, workspace_id=person.workspace_id, slug=TASK, name=name, data=data,
        now=NOW, **more,
    )  # fmt: skip


def newest(person, slug=TASK):
    return reading.versions(person.pk, slug)[0]


def learned(person, course, *, but=0):
    """They have finished the course's lessons (but for the last so many)."""
    rows = Lesson.objects.filter(course__slug=course, is_latest=True).order_by("position")
    Reading.objects.bulk_create(
        Reading(person=person, lesson=one, started_at=NOW, finished_at=NOW)
        for one in list(rows)[: len(rows) - but]
    )
