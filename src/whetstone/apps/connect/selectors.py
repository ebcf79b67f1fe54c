"""Classes as their instructor sees them. Queries are constant in students, changes and classes."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from whetstone.apps.field import selectors as field
from whetstone.apps.keepup.crowds import members
from whetstone.apps.keepup.ripples import ripples_of
from whetstone.apps.keepup.selectors import Counts, acts, standing
from whetstone.apps.lead import class_levels
from whetstone.apps.lead.figures import Moment
from whetstone.apps.learn import selectors as learning
from whetstone.apps.learn.selectors.reading import latest_lessons
from whetstone.apps.people import selectors as people
from whetstone.core.rollup.disclosure import SMALLEST
from whetstone.web.request import Right

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Mapping

    from whetstone.apps.field.models import Change
    from whetstone.apps.keepup.ripples import RippleView
    from whetstone.apps.lead.class_levels import AreaCount
    from whetstone.apps.people.models import Person, SchoolClass
    from whetstone.apps.people.selectors import Member

GRAVEST_FIRST = ("breaking", "major", "minor", "info")
HALF = 0.5


# --- the code ---


def plain_code(typed: str) -> str:
    """A code as it is stored: without the spaces and dashes that people put in."""
    return "".join(sign for sign in typed.upper() if sign.isalnum())


def class_behind(code: str) -> SchoolClass | None:
    """The class of a code, with its workspace. A demo's code admits nobody. One query."""
    found = people.class_by_code(code) if code else None
    return None if found is None or found.workspace.is_demo else found


def same_class(workspace_id: int, *, name: str, ends_on: dt.date) -> SchoolClass | None:
    """The class here of this name (capitals do not count) and last day; one query."""
    rows = people.classes(workspace_id)
    return next(
        (row for row in rows if (row.name.casefold(), row.ends_on) == (name.casefold(), ends_on)),
        None,
    )


def school_class(class_id: int, *, workspace_id: int) -> SchoolClass | None:
    """One class of this school, without its page."""
    return people.school_class(class_id, workspace_id=workspace_id)


def seated_ids(class_id: int) -> set[int]:
    """Ids of the people who have a place in a class; one query."""
    return {member.id for member in people.students(class_id)}


def place_of(user_id: int, workspace_id: int) -> Person | None:
    """The person an account is in a workspace; one query."""
    rows = people.people_of_account(user_id)
    return next((row for row in rows if row.workspace_id == workspace_id), None)


def teaches_only(person_id: int) -> bool:
    """Whether somebody is here without learning: a student's place is not for them."""
    return not people.actor_for(person_id).has(Right.LEARNER)


# --- what changed since a class was pinned ---


@dataclass(frozen=True, slots=True)
class Moved:
    """A change beside a syllabus: where it counts, and what of the courses rests on the old way.

    `began` is when it was first published, `stands` since when it stands as it does (None while
    it waits). `lessons` are (slug, title) pairs, `questions` names; so many `students` have
    finished one of the lessons. `people` hold the old way (ids, never for a page) and would
    relearn it from `blocks` in so many `minutes` each. `adopted_at`: since when the class reads
    its lessons as they are now.
    """

    change: Change
    counts: Counts
    began: dt.datetime | None
    stands: dt.datetime | None
    lessons: tuple[tuple[str, str], ...] = ()
    questions: frozenset[str] = frozenset()
    students: int = 0
    publication_id: int | None = None
    people: frozenset[int] = frozenset()
    blocks: tuple[str, ...] = ()
    minutes: int = 0
    adopted_at: dt.datetime | None = None

    @property
    def may_be_adopted(self) -> bool:
        """Whether it counts, touches the courses, and the class reads without it."""
        in_force = self.counts in {Counts.HERE, Counts.EVERYWHERE}
        return self.touches and in_force and self.adopted_at is None

    @property
    def touches(self) -> bool:
        """Whether a lesson or a question rests on what it takes out of force."""
        return bool(self.lessons or self.questions)

    @property
    def waits(self) -> bool:
        """Whether nobody has published it yet."""
        return self.counts is Counts.WAITS

    def is_since(self, pinned_at: dt.datetime) -> bool:
        """Whether the class was pinned before it counted, or before it was taken back."""
        if self.stands is None or self.began is None:
            return self.waits
        if self.counts is Counts.UNDONE:
            return self.began <= pinned_at < self.stands
        return self.stands > pinned_at


def moved_since(workspace_id: int, pins: Collection[dt.datetime], now: dt.datetime) -> list[Moved]:
    """What was published after one of the pins, and all that waits; newest event first.

    Constant queries, for any number of changes and classes.
    """
    done = acts(workspace_id)
    found: list[Moved] = []
    for change in field.changes(workspace_id):
        if change.undoes_id is None:
            stand = standing(change, done)
            first = done.publications.get(change.pk)
            began = first.published_at if first else None
            newest = stand.publication.published_at if stand.publication else None
            held = stand.publication.pk if stand.publication else None
            found.append(Moved(change, stand.counts, began, newest, publication_id=held))
    shown = [row for row in found if any(row.is_since(pin) for pin in pins)]
    ripples = ripples_of([row.change for row in shown], workspace_id=workspace_id, now=now)
    touched = members([ripples[row.change.pk].people for row in shown])
    return [
        _with_ripple(row, ripples[row.change.pk], people)
        for row, people in zip(shown, touched, strict=True)
    ]


def _with_ripple(row: Moved, ripple: RippleView, touched: frozenset[int]) -> Moved:
    lessons = tuple((thing.id, thing.cited.title) for thing in ripple.ring("lesson").things)
    questions = frozenset(thing.id for thing in ripple.ring("item").things)
    return replace(
        row,
        lessons=lessons,
        questions=questions,
        people=touched,
        blocks=ripple.blocks,
        minutes=ripple.minutes_each,
    )


def _in_class(
    row: Moved,
    seated: Collection[int],
    finished: Mapping[int, Collection[str]],
    *,
    adopted: Mapping[int | None, dt.datetime],
    ends_on: dt.date,
) -> Moved:
    """A change as one class meets it."""
    slugs = {slug for slug, _title in row.lessons}
    return replace(
        row,
        students=sum(not slugs.isdisjoint(had) for had in finished.values()),
        people=row.people & frozenset(seated),
        adopted_at=_adopted_at(row, adopted, ends_on),
    )


def _adopted_at(
    row: Moved, adopted: Mapping[int | None, dt.datetime], ends_on: dt.date
) -> dt.datetime | None:
    """Since when a class reads as a change has it: by an act, or because its term was over."""
    if row.stands is None or row.counts is Counts.UNDONE:
        return None
    if row.stands.date() > ends_on:
        return row.stands
    return adopted.get(row.change.pk, adopted.get(None))


# --- the list ---


@dataclass(frozen=True, slots=True)
class ClassRow:
    """A class in the list. `touching` changes count since its pin, `waiting` ones not yet."""

    school_class: SchoolClass
    students: int
    touching: int
    waiting: int
    is_over: bool


def class_rows(workspace_id: int, *, now: dt.datetime, today: dt.date) -> list[ClassRow]:
    """The classes of a school: those still running first, then by name; constant queries."""
    rows = people.classes(workspace_id)
    if not rows:
        return []
    sizes = people.class_sizes(workspace_id)
    moved = moved_since(workspace_id, {row.pinned_at for row in rows}, now)
    touching = [one for one in moved if one.touches]
    found = [
        ClassRow(
            school_class=row,
            students=sizes.get(row.pk, 0),
            touching=sum(one.is_since(row.pinned_at) and not one.waits for one in touching),
            waiting=sum(one.waits for one in touching),
            is_over=row.ends_on < today,
        )
        for row in rows
    ]
    return sorted(found, key=lambda row: row.is_over)


# --- one class ---


@dataclass(frozen=True, slots=True)
class LessonCount:
    """A lesson, and how many of the class have finished it in whatever version."""

    slug: str
    title: str
    course: str
    minutes: int
    finished: int


@dataclass(frozen=True, slots=True)
class ClassPage:
    """A class: who sits in it, what moved under its syllabus, and how far it is.

    In a class of fewer than five nothing is counted: a count beside a roster would name people.
    """

    school_class: SchoolClass
    students: tuple[Member, ...]
    moved: tuple[Moved, ...]
    lessons: tuple[LessonCount, ...]
    areas: tuple[AreaCount, ...]
    newest_edition: str
    is_over: bool
    ends_today: bool = False
    taught_by: tuple[str, ...] = ()

    @property
    def may_end(self) -> bool:
        """Whether everything that was left may be taken at once: the term's last day is here."""
        return (self.is_over or self.ends_today) and bool(self.left)

    @property
    def left(self) -> list[Moved]:
        """Those of the open changes that may be adopted."""
        return [row for row in self.open if row.may_be_adopted]

    @property
    def open(self) -> list[Moved]:
        """Changes in force that the class reads without; the gravest first."""
        return [row for row in self.in_force if row.adopted_at is None]

    @property
    def adopted(self) -> list[Moved]:
        """Changes that the class took up."""
        return [row for row in self.in_force if row.adopted_at is not None]

    @property
    def size(self) -> int:
        """How many sit here."""
        return len(self.students)

    @property
    def is_counted(self) -> bool:
        """Whether the class is large enough for counts."""
        return self.size >= SMALLEST

    @property
    def in_force(self) -> list[Moved]:
        """Changes that count since the pin and touch the courses; the gravest first."""
        found = [row for row in self.moved if row.touches and not row.waits]
        return sorted(found, key=lambda row: GRAVEST_FIRST.index(row.change.severity))

    @property
    def waiting(self) -> list[Moved]:
        """Changes that touch the courses and wait for an editor."""
        return [row for row in self.moved if row.touches and row.waits]

    @property
    def quiet(self) -> list[Moved]:
        """Changes under which no lesson and no question lies."""
        return [row for row in self.moved if not row.touches]

    @property
    def courses(self) -> list[tuple[str, list[LessonCount]]]:
        """Lessons by course in order, of the courses that somebody has begun."""
        begun = {row.course for row in self.lessons if row.finished}
        return [
            (course, [row for row in self.lessons if row.course == course])
            for course in dict.fromkeys(row.course for row in self.lessons)
            if course in begun
        ]

    @property
    def not_begun(self) -> list[str]:
        """Courses of which nobody here has finished a lesson."""
        begun = {row.course for row in self.lessons if row.finished}
        every = dict.fromkeys(row.course for row in self.lessons)
        return [course for course in every if course not in begun]

    @property
    def next_lesson(self) -> LessonCount | None:
        """Where the class stands: the first lesson that less than half of it have behind them.

        In a course that is begun, else the first lesson of all.
        """
        if not self.is_counted:
            return None
        rows = [row for _course, lessons in self.courses for row in lessons] or list(self.lessons)
        return next((row for row in rows if row.finished < HALF * self.size), None)

    @property
    def told_areas(self) -> list[AreaCount]:
        """Areas in which enough were measured to give counts, and not all stand in one column."""
        return [row for row in self.areas if row.measured]

    @property
    def counted_on(self) -> str:
        """Since when the oldest of the counts stands."""
        return min((row.on for row in self.told_areas), default="")

    @property
    def untold_areas(self) -> list[AreaCount]:
        """Areas in which too few were measured, or counts would tell of one to four or of each."""
        return [row for row in self.areas if not row.measured]


def class_page(
    class_id: int, *, workspace_id: int, now: dt.datetime, today: dt.date
) -> ClassPage | None:
    """A class of this workspace; None where there is none. Constant queries."""
    row = people.school_class(class_id, workspace_id=workspace_id)
    if row is None:
        return None
    students = people.students(row.pk)
    ids = [member.id for member in students]
    finished = learning.finished_lessons(ids if len(ids) >= SMALLEST else [])
    moved = moved_since(workspace_id, {row.pinned_at}, now)
    rows = learning.adoptions_in_force([row]).get(row.pk, ())
    adopted = {one.change_id: one.adopted_at for one in rows}
    return ClassPage(
        school_class=row,
        students=tuple(students),
        moved=tuple(
            _in_class(one, ids, finished, adopted=adopted, ends_on=row.ends_on) for one in moved
        ),
        lessons=_lessons(finished),
        areas=class_levels.counts(
            row.pk, ids, workspace_id=workspace_id, moment=Moment(today, now)
        ),
        newest_edition=field.edition_name(),
        is_over=row.ends_on < today,
        ends_today=row.ends_on == today,
        taught_by=people.taught_by(row.pk),
    )


def _lessons(finished: Mapping[int, Collection[str]]) -> tuple[LessonCount, ...]:
    counts = Counter(slug for lessons in finished.values() for slug in lessons)
    return tuple(
        LessonCount(row.slug, row.title, row.course.title, row.minutes, counts[row.slug])
        for row in latest_lessons()
    )
