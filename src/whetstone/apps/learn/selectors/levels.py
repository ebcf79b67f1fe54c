"""What a person has towards a certificate of a level, area by area, and what is missing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from whetstone.apps.diagnose.secured.proof import Proof, proofs
from whetstone.apps.field import selectors as field
from whetstone.apps.learn.judged import Judged, judged_works
from whetstone.apps.learn.models import Certificate, Course, Task
from whetstone.apps.learn.selectors.reading import finished_lessons
from whetstone.apps.learn.selectors.tasks import is_capstone

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence


@dataclass(frozen=True, slots=True)
class Work:
    """A judged work, with its task."""

    judged: Judged
    title: str
    areas: frozenset[str]
    is_capstone: bool


@dataclass(frozen=True, slots=True)
class CourseDone:
    """A course of an area: how many lessons it has, and how many a person has not finished."""

    slug: str
    title: str
    lessons: int
    missing: int


@dataclass(frozen=True, slots=True)
class Towards:
    """An area in which a form says that a level is met. `work` None: nothing judged yet.

    `courses`: of this area; an area that has none asks for no lessons. `work` is the capstone
    where one was judged at the level. `code`: of the certificate that was made of this form and a
    work of this kind; who has one with the capstone needs none without.
    """

    area_id: str
    area: str
    level: int
    level_name: str
    proof: Proof
    courses: tuple[CourseDone, ...]
    work: Work | None
    code: str

    @property
    def missing(self) -> tuple[CourseDone, ...]:
        """The courses of which lessons are not finished."""
        return tuple(one for one in self.courses if one.missing)

    @property
    def is_ready(self) -> bool:
        """Whether a certificate can be made."""
        return self.work is not None and not self.missing and not self.code


def towards(person_id: int, *, workspace_id: int) -> list[Towards]:
    """The areas whose newest verdict is that the level is met, in the order of the framework."""
    newest: dict[tuple[str, int], Proof] = {}
    for one in proofs(person_id, workspace_id=workspace_id):
        newest.setdefault((one.area_id, one.level), one)
    met = {key: one for key, one in newest.items() if one.is_met}
    if not met:
        return []
    framework = field.framework()
    works = _works(person_id)
    codes = _codes(person_id)
    courses = _courses(person_id, {area_id for area_id, _level in met})
    found = []
    for area in framework.areas:
        for (area_id, level), one in sorted(met.items()):
            if area_id != area.id:
                continue
            work = _best(works, area_id, level)
            found.append(
                Towards(
                    area_id=area_id,
                    area=area.name,
                    level=level,
                    level_name=framework.levels[level],
                    proof=one,
                    courses=tuple(courses.get(area_id, ())),
                    work=work,
                    code=_code(codes, one.sitting_id, work),
                )
            )
    return found


def _best(works: Sequence[Work], area_id: str, level: int) -> Work | None:
    """The newest work of the area that reaches the level; a capstone before a smaller task."""
    reach = [one for one in works if area_id in one.areas and one.judged.level >= level]
    return next((one for one in reach if one.is_capstone), next(iter(reach), None))


def _courses(person_id: int, area_ids: Collection[str]) -> Mapping[str, Sequence[CourseDone]]:
    """The courses of each area, as far as somebody is in them, in any version; two queries.

    A course is of the first area it names; the others it only touches.
    """
    finished = finished_lessons([person_id]).get(person_id, {})
    found: dict[str, list[CourseDone]] = {}
    for row in Course.objects.order_by("position"):
        area_id, lessons = row.payload["areas"][0], row.payload["lessons"]
        if area_id in area_ids:
            missing = sum(slug not in finished for slug in lessons)
            found.setdefault(area_id, []).append(
                CourseDone(row.slug, row.title, len(lessons), missing)
            )
    return found


def _code(codes: Mapping[tuple[int, bool], str], sitting_id: int, work: Work | None) -> str:
    with_capstone = codes.get((sitting_id, True), "")
    if with_capstone or (work and work.is_capstone):
        return with_capstone
    return codes.get((sitting_id, False), "")


def _codes(person_id: int) -> Mapping[tuple[int, bool], str]:
    """The codes of certificates by sitting, without and with a capstone."""
    rows = Certificate.objects.filter(person_id=person_id, sitting__isnull=False)
    kept = rows.values_list("sitting_id", "is_capstone", "code")
    return {(sitting, capstone): code for sitting, capstone, code in kept if sitting}


def _works(person_id: int) -> list[Work]:
    """Judged works with the areas that their tasks are about; one query."""
    judged = judged_works(person_id)
    if not judged:
        return []
    tasks = {row.slug: row for row in Task.objects.filter(slug__in={j.task_slug for j in judged})}
    return [
        Work(
            one,
            tasks[one.task_slug].title,
            frozenset(
                str(skill).split("-")[0] for skill in tasks[one.task_slug].payload["skills"]
            ),
            is_capstone(tasks[one.task_slug]),
        )
        for one in judged
        if one.task_slug in tasks
    ]
