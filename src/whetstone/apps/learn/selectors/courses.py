"""The shelf as one person sees it: courses, their lessons and tasks, and the next step."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from whetstone.apps.field import selectors as field
from whetstone.apps.learn.models import Course, Lesson, Reading, Task
from whetstone.apps.learn.selectors.editions import versions_for
from whetstone.apps.learn.selectors.reading import (
    is_newer,
    latest_lessons,
    rests_on,
    versions_read,
)
from whetstone.apps.learn.selectors.reading_times import newest_time
from whetstone.apps.learn.selectors.refreshers import refreshed_claims
from whetstone.core.freshness.currency import Currency, currency
from whetstone.web import once
from whetstone.web.prepared import Prepared

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence


@dataclass(frozen=True, slots=True)
class LessonRow:
    """A lesson in a list. `state` is new, started or finished, in whatever version."""

    slug: str
    title: str
    decision: str
    minutes: int
    areas: tuple[str, ...]
    course_slug: str
    course_title: str
    state: str
    finished_at: dt.datetime | None
    currency: Currency
    has_newer: bool


@dataclass(frozen=True, slots=True)
class TaskRow:
    """A task in a list."""

    slug: str
    title: str
    minutes: int


@dataclass(frozen=True, slots=True)
class CourseRow:
    """A course with its lessons in order. `next` is the first lesson that is not finished."""

    slug: str
    title: str
    summary: str
    lessons: tuple[LessonRow, ...]
    tasks: tuple[TaskRow, ...]

    @property
    def minutes(self) -> int:
        """Minutes of all lessons."""
        return sum(lesson.minutes for lesson in self.lessons)

    @property
    def minutes_left(self) -> int:
        """Minutes of the lessons that are not finished."""
        return sum(lesson.minutes for lesson in self.lessons if lesson.state != "finished")

    @property
    def finished(self) -> int:
        """How many lessons are finished."""
        return sum(lesson.state == "finished" for lesson in self.lessons)

    @property
    def next(self) -> LessonRow | None:
        """A lesson that was started, else the first new one; None when all are finished."""
        open_ones = [lesson for lesson in self.lessons if lesson.state != "finished"]
        begun = [lesson for lesson in open_ones if lesson.state == "started"]
        return next(iter(begun or open_ones), None)


@dataclass(frozen=True, slots=True)
class TaskView:
    """A task with its rubric. Rows hold five levels of words, 0 to 4."""

    slug: str
    title: str
    minutes: int
    html: str
    hand_in: Any
    rubric: Sequence[Mapping[str, Any]]
    passing: Any
    lesson_slug: str
    lesson_title: str
    is_waiting: bool


def courses(person_id: int, *, workspace_id: int, on: dt.date) -> list[CourseRow]:
    """Every course as this person stands in it; a constant number of queries."""
    lessons = lesson_rows(person_id, workspace_id=workspace_id, on=on)
    tasks: dict[str, list[TaskRow]] = {}
    rows = {row.slug: row for row in Task.objects.all()}
    found = list(Course.objects.order_by("position"))
    for course in found:
        tasks[course.slug] = [
            TaskRow(slug, rows[slug].title, rows[slug].minutes)
            for slug in course.payload["tasks"]
            if slug in rows
        ]
    return [
        CourseRow(
            slug=course.slug,
            title=course.title,
            summary=course.payload["summary"],
            lessons=tuple(one for one in lessons if one.course_slug == course.slug),
            tasks=tuple(tasks[course.slug]),
        )
        for course in found
    ]


def lesson_rows(person_id: int, *, workspace_id: int, on: dt.date) -> list[LessonRow]:
    """Every lesson in course order, as this person stands in it; a constant number of queries."""
    read = versions_read([person_id])
    ledger = field.ledger(workspace_id, on=on)
    refreshed = refreshed_claims([person_id]).get(person_id, frozenset())
    found = []
    for row in _on_shelf(person_id, on, kept={slug for _person, slug in read}):
        reading = read.get((person_id, row.slug))
        shown = reading.lesson if reading else row
        found.append(
            LessonRow(
                slug=row.slug,
                title=shown.title,
                decision=shown.decision,
                minutes=shown.real_minutes,
                areas=tuple(row.areas),
                course_slug=row.course.slug,
                course_title=row.course.title,
                state=_state(reading),
                finished_at=reading.finished_at if reading else None,
                currency=currency(
                    rests_on(shown.payload), states=ledger.states, on=on, refreshed=refreshed
                ),
                has_newer=is_newer(row, shown),
            )
        )
    return found


def _on_shelf(person_id: int, on: dt.date, *, kept: Collection[str]) -> list[Lesson]:
    """The lessons in the version that somebody new to them reads.

    In a running class these are the lessons of its edition, and whatever was begun (`kept`).
    """
    pinned, _name = versions_for(person_id, on=on)
    newest = list(latest_lessons())
    if not pinned:
        return newest
    rows = Lesson.objects.filter(pk__in=pinned.values()).select_related("course")
    held = {row.slug: row for row in rows}
    return [held.get(row.slug, row) for row in newest if row.slug in held or row.slug in kept]


def _state(reading: Any) -> str:
    if reading is None:
        return "new"
    return "finished" if reading.finished_at else "started"


def lessons_in(area_ids: Iterable[str]) -> list[Lesson]:
    """Newest lessons that work on one of the areas, in course order; one query."""
    wanted = set(area_ids)
    rows = _shelf((field.framework().id, newest_time()))
    return [row for row in rows if wanted & set(row.areas)]


@once.a_state(2)
def _shelf(_state: Hashable) -> list[Lesson]:
    """The newest lessons without their texts; nobody writes to these rows."""
    return list(latest_lessons().defer("payload", "course__payload"))


def suggestions(person_id: int, area_ids: Sequence[str]) -> dict[str, Lesson]:
    """The first unfinished lesson by area; areas without one are left out. Two queries."""
    finished = dict(_READ(person_id))  # the newest reading counts
    found: dict[str, Lesson] = {}
    for row in lessons_in(area_ids):
        if finished.get(row.slug):
            continue
        for area in row.areas:
            if area in area_ids:
                found.setdefault(area, row)
    return found


_READ = Prepared(
    lambda person_id: (
        Reading.objects.filter(person_id=person_id)
        .order_by("pk")
        .values_list("lesson__slug", "finished_at")
    )
)


def task(slug: str, *, workspace_id: int, on: dt.date) -> TaskView | None:
    """One task with its rubric; None where there is none."""
    row = Task.objects.filter(slug=slug).first()
    if row is None:
        return None
    cited = field.cited_by(workspace_id, "task", [slug]).get(slug, [])
    grounds = [claim for claim, role in cited if role == "rests_on"]
    lesson = Lesson.objects.filter(slug=row.lesson_slug, is_latest=True).first()
    return TaskView(
        slug=row.slug,
        title=row.title,
        minutes=row.minutes,
        html=row.payload["html"],
        hand_in=row.payload["hand_in"],
        rubric=row.payload["rubric"],
        passing=row.payload["passing"],
        lesson_slug=row.lesson_slug if lesson else "",
        lesson_title=lesson.title if lesson else "",
        is_waiting=bool(field.ledger(workspace_id, on=on).dead(grounds)),
    )
