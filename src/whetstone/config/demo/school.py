"""A class of 24 that reads a pinned edition, simulated through the services that people use."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from whetstone.apps.diagnose import services as diagnose
from whetstone.apps.field import selectors as fields
from whetstone.apps.lead import class_levels
from whetstone.apps.lead.figures import Moment
from whetstone.apps.learn import selectors as learning
from whetstone.apps.learn import services as learn
from whetstone.apps.people import services as people
from whetstone.config.demo import audits, classwork, term
from whetstone.config.demo.cast import COUNTRY, DEMO_NOW, STUDENTS, ZONE, Part
from whetstone.config.demo.people import Life, begin, freeze, settle, sit
from whetstone.web.request import Right

if TYPE_CHECKING:
    from numpy.random import Generator

    from whetstone.apps.people.models import SchoolClass, Workspace

TERM = dt.datetime(2026, 9, 21, 9, 0, tzinfo=dt.UTC)
COURSE = "str-101"
TERM_ENDS = dt.date(2026, 12, 18)
TEACHER = Part("Orla Kinsella", "Instructor", "head", (Right.INSTRUCTOR,), is_measured=False)
READ_SHARE = 0.8
"""Share of the class that has read a lesson by the demo date, falling with its place. Invented."""


def make(rng: Generator) -> int:
    """The school, its class, ten questions each, lessons read. Returns how many students."""
    workspace = people.create_workspace(
        organisation="Lough Owel Institute",
        name="Lough Owel Institute",
        kind="school",
        country=COUNTRY,
        time_zone=ZONE,
        now=TERM,
    )
    begin(workspace)
    teacher = settle(workspace, TEACHER, team_id=None, rng=rng, now=TERM)
    group = people.start_class(
        workspace_id=workspace.pk,
        name="Social media practice, autumn 2026",
        edition=fields.edition_name(),
        ends_on=TERM_ENDS,
        now=TERM,
    )
    lives = [_student(workspace, name, rng) for name in STUDENTS]
    for life in lives:
        people.seat(school_class=group, person=life.person)
    for index, life in enumerate(lives[1:]):
        started = TERM + dt.timedelta(days=14 + index % 5, minutes=13 * index)
        sit(workspace, life, mode="quick", now=started, rng=rng)
        _read(workspace, life, rng)
    _count(group, lives, TERM + dt.timedelta(days=21))
    classwork.make(group, lives, teacher.id, rng)
    audits.make(workspace.pk, teacher.id)
    term.make(workspace, group.pk, teacher.id)
    diagnose.reestimate_workspace(workspace.pk, DEMO_NOW)
    _count(group, lives, DEMO_NOW)
    freeze(workspace)
    return len(lives)


def _count(group: SchoolClass, lives: list[Life], now: dt.datetime) -> None:
    """Where the class stood, counted on the day that somebody opened its page."""
    class_levels.counts(
        group.pk,
        [life.id for life in lives],
        workspace_id=group.workspace_id,
        moment=Moment(now.date(), now),
    )


def _student(workspace: Workspace, name: str, rng: Generator) -> Life:
    general = float(rng.normal(-0.7, 0.5))
    part = Part(name, "Student", "stud", (Right.LEARNER,), general)
    return settle(workspace, part, team_id=None, rng=rng, now=TERM)


def _read(workspace: Workspace, life: Life, rng: Generator) -> None:
    at = TERM + dt.timedelta(days=21)
    rows = learning.lesson_rows(life.id, workspace_id=workspace.pk, on=TERM.date())
    for place, slug in enumerate(row.slug for row in rows if row.course_slug == COURSE):
        if rng.random() > READ_SHARE - 0.15 * place:
            return
        at += dt.timedelta(days=int(rng.integers(3, 9)), minutes=int(rng.integers(60)))
        if at >= DEMO_NOW:
            return
        learn.start_lesson(person_id=life.id, slug=slug, now=at - dt.timedelta(minutes=17))
        learn.finish_lesson(person_id=life.id, workspace_id=workspace.pk, slug=slug, now=at)
