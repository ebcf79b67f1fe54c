"""What a person has towards a certificate of a level, area by area, and what is missing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from whetstone.apps.diagnose.secured.proof import Proof, proofs
from whetstone.apps.field import selectors as field
from whetstone.apps.learn.judged import Judged, judged_works
from whetstone.apps.learn.models import Certificate, Task

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Work:
    """A judged work, with its task."""

    judged: Judged
    title: str
    areas: frozenset[str]


@dataclass(frozen=True, slots=True)
class Towards:
    """An area in which a form says that a level is met. `work` None: nothing judged yet.

    `code`: of the certificate that was made of this form.
    """

    area_id: str
    area: str
    level: int
    level_name: str
    proof: Proof
    work: Work | None
    code: str

    @property
    def is_ready(self) -> bool:
        """Whether a certificate can be made."""
        return self.work is not None and not self.code


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
    return [
        Towards(
            area_id=area.id,
            area=area.name,
            level=level,
            level_name=framework.levels[level],
            proof=one,
            work=next((w for w in works if area.id in w.areas and w.judged.level >= level), None),
            code=codes.get(one.sitting_id, ""),
        )
        for area in framework.areas
        for (area_id, level), one in sorted(met.items())
        if area_id == area.id
    ]


def _codes(person_id: int) -> Mapping[int, str]:
    rows = Certificate.objects.filter(person_id=person_id, sitting__isnull=False)
    return {sitting: code for sitting, code in rows.values_list("sitting_id", "code") if sitting}


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
        )
        for one in judged
        if one.task_slug in tasks
    ]
