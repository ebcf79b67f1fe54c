"""Eight weeks of learning in working hours: placed each Monday, kept mostly.

Lost to a meeting now and then.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.apps import apps

from whetstone.apps.learn import selectors as learning
from whetstone.apps.learn import services as learn
from whetstone.config.demo.cast import DEMO_NOW
from whetstone.config.demo.people import Life, sit

if TYPE_CHECKING:
    from numpy.random import Generator

    from whetstone.apps.people.models import Workspace

FIRST_MONDAY = dt.datetime(2026, 9, 28, 7, 30, tzinfo=dt.UTC)
WEEKS = 8
KEPT = 0.86
COURSE_OF_THE_HEAD = "str-101"
LEARNED = 0.25
"""What a lesson adds to real ability in its areas (logits). Invented."""


def make(workspace: Workspace, learners: list[Life], rng: Generator) -> None:
    """Place, live through the week, place again; then an area check for some."""
    by_id = {life.id: life for life in learners if life.part.is_measured}
    for week in range(WEEKS):
        monday = FIRST_MONDAY + dt.timedelta(weeks=week)
        learn.get_current(person_ids=list(by_id), workspace_id=workspace.pk, now=monday)
        _live(workspace, by_id, monday, rng)
    _whole_course(workspace, learners[0])
    checked = [life for life in by_id.values() if life.part.role_id in {"anly", "strat", "cmty"}]
    for index, life in enumerate(checked):
        at = dt.datetime(2026, 11, 16 + index, 15, 0, tzinfo=dt.UTC)
        sit(workspace, life, mode="area", area_id=("ANA", "STR", "COM")[index], now=at, rng=rng)
    learn.get_current(
        person_ids=list(by_id), workspace_id=workspace.pk, now=DEMO_NOW - dt.timedelta(hours=1)
    )


def _live(
    workspace: Workspace, by_id: dict[int, Life], monday: dt.datetime, rng: Generator
) -> None:
    """Each block of the week happens, or a meeting takes it."""
    ends = monday + dt.timedelta(days=5)
    blocks = sorted(learning.latest(list(by_id), since=monday), key=lambda held: held.starts_at)
    for held in blocks:
        if held.state != "booked" or not monday <= held.starts_at < ends:
            continue
        after = held.ends_at + dt.timedelta(minutes=1)
        if rng.random() >= KEPT:
            learn.mark(uid=held.uid, person_id=held.person_id, state="stolen", now=after)
            continue
        for kind, slug in held.things:
            if kind == "lesson":
                _read(workspace, by_id[held.person_id], slug, held.ends_at)
        learn.mark(uid=held.uid, person_id=held.person_id, state="kept", now=after)


def _whole_course(workspace: Workspace, life: Life) -> None:
    """The head of social has read all of strategy by the end: the team's plan hangs on it."""
    lessons = apps.get_model("learn.Lesson").objects.filter(
        course__slug=COURSE_OF_THE_HEAD, is_latest=True
    )
    slugs = lessons.order_by("position").values_list("slug", flat=True)
    for week, slug in enumerate(slugs):
        read_at = FIRST_MONDAY + dt.timedelta(weeks=week % WEEKS, days=2, hours=week // WEEKS)
        _read(workspace, life, slug, read_at)


def _read(workspace: Workspace, life: Life, slug: str, at: dt.datetime) -> None:
    learn.start_lesson(person_id=life.id, slug=slug, now=at - dt.timedelta(minutes=16))
    done = learn.finish_lesson(person_id=life.id, workspace_id=workspace.pk, slug=slug, now=at)
    if done.was_new:
        for area in done.areas:
            life.theta[area] += LEARNED
