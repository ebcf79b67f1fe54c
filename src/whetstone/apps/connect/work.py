"""Reading a class's plan, what is assigned in it, and what each student is given more."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from whetstone.apps.connect.models import Allowance, Assignment, ClassCourse, ClassPlan
from whetstone.apps.diagnose.sitting import QUICK
from whetstone.apps.field import selectors as field
from whetstone.apps.learn import selectors as learning
from whetstone.apps.people import class_selectors as places

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from whetstone.apps.people.models import SchoolClass

LESSON, CHECK, TASK, CAPSTONE = KINDS = ("lesson", "check", "task", "capstone")
WRITTEN: Final = frozenset({TASK, CAPSTONE})
USUAL_WEIGHTS: Final = {LESSON: 10, CHECK: 30, TASK: 40, CAPSTONE: 20}
"""Weights of a class that has chosen none. An assumption, shown in its form to be changed."""
LAST_MINUTE: Final = dt.time(23, 59)


@dataclass(frozen=True, slots=True)
class CourseDates:
    """A course of a class, and between which days it is read."""

    slug: str
    title: str
    starts_on: dt.date
    ends_on: dt.date


@dataclass(frozen=True, slots=True)
class Plan:
    """A class's plan: when it begins, its weights and drops by kind, its courses by date."""

    starts_on: dt.date
    weights: Mapping[str, int]
    drops: Mapping[str, int]
    courses: tuple[CourseDates, ...]


def plan_of(school_class: SchoolClass) -> Plan:
    """The plan of a class; the usual one where none was made. Two queries."""
    row = ClassPlan.objects.filter(school_class=school_class).first()
    courses = ClassCourse.objects.filter(school_class=school_class).order_by("starts_on", "pk")
    titles = learning.course_titles()
    return Plan(
        starts_on=row.starts_on if row else school_class.pinned_at.date(),
        weights=row.weights if row else USUAL_WEIGHTS,
        drops=row.drops if row else {},
        courses=tuple(
            CourseDates(
                one.course_slug,
                titles.get(one.course_slug, one.course_slug),
                one.starts_on,
                one.ends_on,
            )
            for one in courses
        ),
    )


def assignments(class_ids: Collection[int]) -> list[Assignment]:
    """All that was assigned in some classes, by due date; one query."""
    rows = Assignment.objects.filter(school_class_id__in=class_ids)
    return list(rows.order_by("due_at", "pk"))


def assignment(assignment_id: int, *, workspace_id: int) -> Assignment | None:
    """One assignment of a class of this school, with its class."""
    rows = Assignment.objects.select_related("school_class__workspace")
    return rows.filter(pk=assignment_id, school_class__workspace_id=workspace_id).first()


def of_class(assignment_id: int, class_id: int, *, workspace_id: int) -> Assignment | None:
    """One assignment of this class."""
    found = assignment(assignment_id, workspace_id=workspace_id)
    return found if found is not None and found.school_class_id == class_id else None


def for_student(assignment_id: int, *, person_id: int, workspace_id: int) -> Assignment | None:
    """One assignment of a class that this person sits in."""
    found = assignment(assignment_id, workspace_id=workspace_id)
    if found is None or not places.sits_in(person_id, found.school_class_id):
        return None
    return found


@dataclass(frozen=True, slots=True)
class Allowed:
    """What one student is given more for one assignment."""

    extra_days: int = 0
    time_percent: int = 100
    is_excused: bool = False
    note: str = ""


Given = dict[tuple[int, int | None], Allowance]


def given(class_ids: Collection[int], *, person_id: int | None = None) -> Given:
    """The allowances that count, by (person, assignment or None for the term); one query."""
    rows = Allowance.objects.filter(school_class_id__in=class_ids)
    if person_id is not None:
        rows = rows.filter(person_id=person_id)
    return {(row.person_id, row.assignment_id): row for row in rows.order_by("pk")}


def allowed(rows: Given, person_id: int, assignment_id: int) -> Allowed:
    """The term's allowance and the one for this work together: days add up."""
    term, own = rows.get((person_id, None)), rows.get((person_id, assignment_id))
    both = [one for one in (term, own) if one is not None]
    if not both:
        return Allowed()
    return Allowed(
        extra_days=sum(one.extra_days for one in both),
        time_percent=max(one.time_percent for one in both),
        is_excused=own.is_excused if own is not None else False,
        note=" ".join(one.note for one in both if one.note),
    )


def later(moment: dt.datetime, days: int, zone: str) -> dt.datetime:
    """The same time by the class's wall clock, some days later."""
    local = moment.astimezone(ZoneInfo(zone))
    return (local + dt.timedelta(days=days)).astimezone(dt.UTC)


def end_of(day: dt.date, zone: str) -> dt.datetime:
    """The last minute of a day in the class's time zone."""
    return dt.datetime.combine(day, LAST_MINUTE, ZoneInfo(zone)).astimezone(dt.UTC)


def start_of(day: dt.date, zone: str) -> dt.datetime:
    """The first minute of a day in the class's time zone."""
    return dt.datetime.combine(day, dt.time(0), ZoneInfo(zone)).astimezone(dt.UTC)


def things() -> dict[str, list[tuple[str, str]]]:
    """What can be assigned: by kind, (id, title)."""
    tasks = learning.tasks()
    areas = [(area.id, area.name) for area in field.framework().areas]
    return {
        LESSON: [(row.slug, row.title) for row in learning.latest_lessons()],
        CHECK: [(QUICK, ""), *areas],
        TASK: [(row.slug, row.title) for row in tasks if not learning.is_capstone(row)],
        CAPSTONE: [(row.slug, row.title) for row in tasks if learning.is_capstone(row)],
    }


def local_day(moment: dt.datetime, zone: str) -> dt.date:
    """The day of a moment by the class's wall clock."""
    return moment.astimezone(ZoneInfo(zone)).date()


def assigned_lessons(class_id: int) -> dict[str, str]:
    """Titles of the lessons that are assigned in a class and count, by lesson; one query."""
    rows = Assignment.objects.filter(
        school_class_id=class_id, kind=LESSON, withdrawn_at=None
    ).order_by("due_at", "pk")
    return dict(rows.values_list("thing_id", "title"))
