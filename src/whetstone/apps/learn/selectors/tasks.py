"""Tasks by name, and what people wrote for them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from whetstone.apps.learn.models import Course, OwnWork, Task

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

TASK_TEXT: Final = "task-work"
"""The one box of a task."""
TASK_LINK: Final = "task-link"
"""The address beside it."""
CAPSTONE_MINUTES: Final = 180
"""From so many minutes on a task is a capstone: the work of a term, not of a week."""


def tasks() -> list[Task]:
    """Every task of the shelf by title; one query."""
    return list(Task.objects.order_by("title"))


def is_capstone(task: Task) -> bool:
    """Whether a task is the work of a term."""
    return task.minutes >= CAPSTONE_MINUTES


def capstone_name(title: str) -> str:
    """The title of a capstone where it is called one already."""
    return title.removeprefix("Capstone: ")


def task_titles(slugs: Collection[str]) -> dict[str, str]:
    """Titles of tasks; one query."""
    return dict(Task.objects.filter(slug__in=slugs).values_list("slug", "title"))


@dataclass(frozen=True, slots=True)
class RowSkills:
    """A task, and the skill that each row of its rubric shows."""

    title: str
    skills: Mapping[str, str]


def row_skills(slugs: Collection[str]) -> dict[str, RowSkills]:
    """Of tasks by slug; one query, none where nothing is asked."""
    if not slugs:
        return {}
    rows = Task.objects.filter(slug__in=slugs).values_list("slug", "title", "payload__rubric")
    return {
        slug: RowSkills(title, {row["id"]: row["skill"] for row in rubric if row.get("skill")})
        for slug, title, rubric in rows
    }


def task_text(person_id: int, slug: str, *, field: str = TASK_TEXT) -> OwnWork | None:
    """The newest state of what somebody wrote for a task, or (`TASK_LINK`) of the address."""
    rows = OwnWork.objects.filter(person_id=person_id, lesson_slug=slug, field=field)
    return rows.order_by("-pk").first()


def course_titles() -> dict[str, str]:
    """Titles of the courses by slug, in their order; one query."""
    return dict(Course.objects.order_by("position").values_list("slug", "title"))
