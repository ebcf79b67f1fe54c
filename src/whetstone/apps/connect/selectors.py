"""A class as its instructor sees it: how far it is, and what moved since its edition was pinned."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from whetstone.apps.diagnose import selectors as diagnose
from whetstone.apps.field import selectors as field
from whetstone.apps.learn import selectors as learn
from whetstone.apps.learn.selectors import reading
from whetstone.apps.people import selectors as people
from whetstone.core.rollup.disclosure import SMALLEST

if TYPE_CHECKING:
    from collections.abc import Iterable

    from whetstone.apps.field.models import Change, Publication
    from whetstone.apps.people.models import SchoolClass
    from whetstone.apps.people.selectors import Member

MOST_ITEMS = 4


@dataclass(frozen=True, slots=True)
class ClassRow:
    """A class in the list."""

    id: int
    name: str
    edition: str
    join_code: str
    students: int
    ends_on: dt.date
    is_over: bool


@dataclass(frozen=True, slots=True)
class LessonCount:
    """How many of the class finished a lesson."""

    slug: str
    title: str
    course: str
    finished: int


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a class is. Counts and the average only from five students up."""

    students: int
    lessons: tuple[LessonCount, ...]
    average: float | None
    next: LessonCount | None

    @property
    def is_shown(self) -> bool:
        """Whether the class is large enough for counts."""
        return self.students >= SMALLEST

    @property
    def begun(self) -> tuple[LessonCount, ...]:
        """Lessons that somebody has finished."""
        return tuple(one for one in self.lessons if one.finished)


@dataclass(frozen=True, slots=True)
class MovedFact:
    """A change that came after the edition was pinned, and what of the syllabus it touches."""

    slug: str
    title: str
    happened_on: str
    state: str  # published | pending
    since: dt.datetime | None
    do_instead: str
    lessons: tuple[tuple[str, str], ...]
    items: tuple[str, ...]
    more_items: int

    @property
    def is_felt(self) -> bool:
        """Whether it touches anything that is taught or asked."""
        return bool(self.lessons or self.items)


@dataclass(frozen=True, slots=True)
class ClassPage:
    """Everything the page of a class says."""

    row: SchoolClass
    roster: tuple[Member, ...]
    progress: Progress
    moved: tuple[MovedFact, ...]
    newest_edition: str


def classes(workspace_id: int, *, today: dt.date) -> list[ClassRow]:
    """The classes of a school; two queries."""
    sizes = people.class_sizes(workspace_id)
    return [
        ClassRow(
            id=row.pk,
            name=row.name,
            edition=row.edition,
            join_code=row.join_code,
            students=sizes.get(row.pk, 0),
            ends_on=row.ends_on,
            is_over=row.ends_on < today,
        )
        for row in people.classes(workspace_id)
    ]


def class_page(class_id: int, *, workspace_id: int) -> ClassPage | None:
    """One class of this school; a constant number of queries for any number of students."""
    row = people.school_class(class_id, workspace_id=workspace_id)
    if row is None:
        return None
    roster = people.students(class_id)
    return ClassPage(
        row=row,
        roster=tuple(roster),
        progress=progress([one.id for one in roster]),
        moved=moved_since(workspace_id, row.pinned_at),
        newest_edition=field.edition_name(),
    )


def progress(person_ids: list[int]) -> Progress:
    """Lessons finished, counted by lesson: two queries, and nobody's own score."""
    done = learn.finished_lessons(person_ids)
    counts = Counter(slug for mine in done.values() for slug in mine)
    shown = len(person_ids) >= SMALLEST
    rows = reading.latest_lessons().values_list("slug", "title", "course__title")
    lessons = tuple(
        LessonCount(slug, title, course, counts[slug] if shown else 0)
        for slug, title, course in rows
    )
    half = len(person_ids) / 2
    return Progress(
        students=len(person_ids),
        lessons=lessons,
        average=sum(counts.values()) / len(person_ids) if shown else None,
        next=next((one for one in lessons if shown and one.finished <= half), None),
    )


def moved_since(workspace_id: int, pinned_at: dt.datetime) -> tuple[MovedFact, ...]:
    """Changes published after the pin, or waiting to be; a constant number of queries."""
    published = field.publications(workspace_id)
    rows = [
        (one, state)
        for one in field.changes(workspace_id)
        if one.undoes_id is None and (state := _state(one, published.get(one.pk), pinned_at))
    ]
    touched = _touched(workspace_id, [one for one, _state in rows])
    slugs = {lesson for lessons, _items in touched.values() for lesson in lessons}
    lessons = learn.lesson_titles(slugs) if slugs else {}
    items = diagnose.item_titles({item for _lessons, many in touched.values() for item in many})
    found = []
    for one, state in rows:
        own_lessons, own_items = touched[one.slug]
        named = sorted(items[slug] for slug in own_items if slug in items)
        act = published.get(one.pk)
        found.append(
            MovedFact(
                slug=one.slug,
                title=one.title,
                happened_on=one.happened_on,
                state=state,
                since=act.published_at if act else None,
                do_instead=one.do_instead,
                lessons=tuple((slug, lessons[slug]) for slug in sorted(own_lessons) if slug in lessons),
                items=tuple(named[:MOST_ITEMS]),
                more_items=max(0, len(named) - MOST_ITEMS),
            )
        )
    return tuple(sorted(found, key=lambda one: (not one.is_felt, one.state != "published")))


def _state(change: Change, act: Publication | None, pinned_at: dt.datetime) -> str:
    """published (since the pin), pending, or nothing: it was known when the edition was pinned."""
    if act is not None:
        return "published" if act.published_at > pinned_at else ""
    if change.state == "published":
        return "published" if change.recorded_at > pinned_at else ""
    return "pending" if change.state == "pending" else ""


def _touched(
    workspace_id: int, changes: Iterable[Change]
) -> dict[str, tuple[set[str], set[str]]]:
    """Lessons and questions that rest on what each change takes out of force; one query."""
    struck = {one.slug: field.hits(one) for one in changes}
    wanted = frozenset().union(*struck.values()) if struck else frozenset()
    by_claim: dict[str, tuple[set[str], set[str]]] = defaultdict(lambda: (set(), set()))
    for claim, kind, thing, role in field.citations(workspace_id, wanted) if wanted else ():
        if role != "rests_on":
            continue
        if kind == "block":
            by_claim[claim][0].add(thing.partition("/")[0])
        elif kind == "lesson":
            by_claim[claim][0].add(thing)
        elif kind == "item":
            by_claim[claim][1].add(thing)
    return {
        slug: (
            {one for claim in claims for one in by_claim[claim][0]},
            {one for claim in claims for one in by_claim[claim][1]},
        )
        for slug, claims in struck.items()
    }
