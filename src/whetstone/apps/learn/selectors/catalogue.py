"""The catalogue and a course's syllabus: for anybody, by the ledger of whoever asks."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from whetstone.apps.field import selectors as field
from whetstone.apps.learn.models import Course, Task
from whetstone.apps.learn.selectors.reading import latest_lessons, rests_on
from whetstone.apps.learn.selectors.tasks import is_capstone
from whetstone.core.freshness.currency import Currency, currency

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from whetstone.apps.learn.models import Lesson
    from whetstone.core.freshness.claims import ClaimState

ENTRY = 2
"""The level that has a name of its own in every area."""


@dataclass(frozen=True, slots=True)
class CourseCard:
    """A course in the catalogue. `levels`: the lowest and highest level that it leads to."""

    slug: str
    title: str
    summary: str
    areas: tuple[str, ...]
    lessons: int
    tasks: int
    lesson_minutes: int
    task_minutes: int
    levels: tuple[int, int]
    currency: Currency


@dataclass(frozen=True, slots=True)
class Outcome:
    """A skill that a course leads to, with what somebody can do then, level by level up to it."""

    skill: str
    name: str
    level: int
    can_do: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class SyllabusLesson:
    """A lesson of a syllabus."""

    slug: str
    version: str
    title: str
    decision: str
    minutes: int
    objectives: tuple[str, ...]
    currency: Currency
    reviewed: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class SyllabusTask:
    """A task of a syllabus: real work, judged by a rubric."""

    slug: str
    title: str
    minutes: int
    hand_in: str
    rows: int
    is_capstone: bool


@dataclass(frozen=True, slots=True)
class UsedSource:
    """A source and how many statements of the course stand on it. `is_own`: our own judgement."""

    title: str
    publisher: str
    url: str
    accessed: str
    is_primary: bool
    is_own: bool
    claims: int


@dataclass(frozen=True, slots=True)
class Moved:
    """A statement under the course that is not current."""

    slug: str
    statement: str
    status: str


@dataclass(frozen=True, slots=True)
class Syllabus:
    """A course as a school files it. `read_on`: oldest and newest day a fact was checked."""

    card: CourseCard
    version: str
    edition: str
    license: str
    outcomes: tuple[Outcome, ...]
    lessons: tuple[SyllabusLesson, ...]
    tasks: tuple[SyllabusTask, ...]
    certificate: Mapping[str, Any] | None
    sources: tuple[UsedSource, ...]
    moved: tuple[Moved, ...]
    read_on: tuple[dt.date, dt.date] | None
    next_reading: dt.date | None
    changelog: tuple[tuple[str, str, str], ...]

    @property
    def own_statements(self) -> int:
        """How many statements are the project's own judgement, with no study behind them."""
        return sum(one.claims for one in self.sources if one.is_own)

    @property
    def unread(self) -> int:
        """How many lessons nobody but their author has read."""
        return sum(one.reviewed.get("by", "nobody-yet") == "nobody-yet" for one in self.lessons)


def catalogue(*, workspace_id: int | None, on: dt.date) -> tuple[CourseCard, ...]:
    """Every course in order; a constant number of queries."""
    books = _Books(workspace_id, on)
    return tuple(books.card(course) for course in Course.objects.order_by("position"))


def syllabus(slug: str, *, workspace_id: int | None, on: dt.date) -> Syllabus | None:
    """One course; None where there is none."""
    course = Course.objects.filter(slug=slug).first()
    return None if course is None else _Books(workspace_id, on, course=course).syllabus(course)


class _Books:
    """What the pages are made of, read once."""

    def __init__(
        self, workspace_id: int | None, on: dt.date, *, course: Course | None = None
    ) -> None:
        self.on = on
        self.workspace_id = workspace_id
        self.framework = field.framework()
        self.states: Mapping[str, ClaimState] = field.ledger(workspace_id, on=on).states
        rows = latest_lessons()
        self.lessons: dict[int, list[Lesson]] = {}
        for row in rows if course is None else rows.filter(course=course):
            self.lessons.setdefault(row.course_id, []).append(row)
        self.tasks = {row.slug: row for row in Task.objects.all()}
        self.cited = field.cited_by(workspace_id, "task")

    def card(self, course: Course) -> CourseCard:
        lessons = self.lessons.get(course.pk, [])
        tasks = self._tasks(course)
        levels = [level for _skill, level in course.payload["outcomes"]] or [ENTRY]
        return CourseCard(
            slug=course.slug,
            title=course.title,
            summary=course.payload["summary"],
            areas=tuple(self.framework.area(area).name for area in course.payload["areas"]),
            lessons=len(lessons),
            tasks=len(tasks),
            lesson_minutes=sum(row.minutes for row in lessons),
            task_minutes=sum(row.minutes for row in tasks),
            levels=(min(levels), max(levels)),
            currency=self._currency(self._grounds(course)),
        )

    def syllabus(self, course: Course) -> Syllabus:
        grounds = self._grounds(course)
        known = [self.states[slug] for slug in grounds if slug in self.states]
        living = [state for state in known if state.is_live]
        rows = field.claims(self.workspace_id, grounds | self._cited(course))
        payload = course.payload
        return Syllabus(
            card=self.card(course),
            version=course.version,
            edition=self.framework.edition,
            license=payload.get("license", ""),
            outcomes=tuple(self._outcome(*pair) for pair in payload["outcomes"]),
            lessons=tuple(self._lesson(row) for row in self.lessons.get(course.pk, [])),
            tasks=tuple(_task(row) for row in self._tasks(course)),
            certificate=payload.get("certificate"),
            sources=_sources(row.source for row in rows.values()),
            moved=tuple(
                Moved(slug, rows[slug].statement, str(self.states[slug].status))
                for slug in sorted(grounds)
                if slug in rows and slug in self.states and not self.states[slug].is_live
            ),
            read_on=_span([state.as_of for state in living]),
            next_reading=min((state.review_by for state in living), default=None),
            changelog=tuple((a, b, c) for a, b, c in payload.get("changelog", [])),
        )

    def _tasks(self, course: Course) -> list[Task]:
        return [self.tasks[slug] for slug in course.payload["tasks"] if slug in self.tasks]

    def _grounds(self, course: Course) -> set[str]:
        found: set[str] = set()
        for row in self.lessons.get(course.pk, []):
            found |= set(rests_on(row.payload))
        for task in self._tasks(course):
            cited = self.cited.get(task.slug, ())
            found |= {claim for claim, role in cited if role == "rests_on"}
        return found

    def _cited(self, course: Course) -> set[str]:
        """Every claim that a lesson prints, also those that it only mentions."""
        lessons = self.lessons.get(course.pk, [])
        return {claim for row in lessons for claim in row.payload["citations"]}

    def _currency(self, claims: Collection[str]) -> Currency:
        return currency(claims, states=self.states, on=self.on)

    def _outcome(self, skill: str, level: int) -> Outcome:
        names = dict(pair for area in self.framework.areas for pair in area.skills)
        said = self.framework.can_do.get(skill, {})
        rungs = tuple((n, said[str(n)]) for n in range(1, level + 1) if str(n) in said)
        return Outcome(skill, names.get(skill, skill), level, rungs)

    def _lesson(self, row: Lesson) -> SyllabusLesson:
        return SyllabusLesson(
            slug=row.slug,
            version=row.version,
            title=row.title,
            decision=row.decision,
            minutes=row.minutes,
            objectives=tuple(row.payload["objectives"]),
            currency=self._currency(rests_on(row.payload)),
            reviewed=row.payload.get("reviewed", {}),
        )


def _task(row: Task) -> SyllabusTask:
    return SyllabusTask(
        slug=row.slug,
        title=row.title,
        minutes=row.minutes,
        hand_in=str(row.payload["hand_in"]),
        rows=len(row.payload["rubric"]),
        is_capstone=is_capstone(row),
    )


def _span(days: Sequence[dt.date]) -> tuple[dt.date, dt.date] | None:
    return (min(days), max(days)) if days else None


def _sources(records: Iterable[Mapping[str, Any]]) -> tuple[UsedSource, ...]:
    """Each source once, those that can be looked up first, the most used before the others."""
    counts: Counter[tuple[str, str, str]] = Counter()
    kept: dict[tuple[str, str, str], Mapping[str, Any]] = {}
    for record in records:
        key = (record["title"], record["publisher"], record["url"])
        counts[key] += 1
        kept[key] = record
    found = [
        UsedSource(
            title=record["title"],
            publisher=record["publisher"],
            url=record["url"],
            accessed=record["accessed"],
            is_primary=bool(record["primary"]),
            is_own=not record["url"] and record["publisher"] == OURSELVES,
            claims=counts[key],
        )
        for key, record in kept.items()
    ]
    return tuple(sorted(found, key=lambda one: (one.is_own, -one.claims, one.title)))


OURSELVES = "Whetstone"
"""The publisher of what was written for this curriculum."""
