"""Whether every skill of the framework has something to learn and to show that is still true."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from whetstone.apps.diagnose import selectors as diagnose
from whetstone.apps.field import selectors as ledger
from whetstone.apps.learn.selectors import stock
from whetstone.core.freshness.audit import ENOUGH_ITEMS, SkillStock, coverage

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from whetstone.core.freshness.claims import ClaimState

ENTRY_LEVEL = 2
EQUAL = 1.0
"""ASSUMPTION: every skill is as important as any other. The framework holds no survey yet."""


@dataclass(frozen=True, slots=True)
class ThinSkill:
    """A skill that lacks something, and what of it is there and still true.

    `lesson` is the name of a lesson that teaches it to entry level; empty where there is none.
    """

    id: str
    name: str
    area: str
    lesson: str
    items: int
    has_task: bool

    @property
    def has_lesson(self) -> bool:
        """Whether a lesson teaches it that still holds."""
        return bool(self.lesson)

    @property
    def lacks(self) -> int:
        """How many of the three are missing."""
        return (not self.has_lesson) + (self.items < ENOUGH_ITEMS) + (not self.has_task)


@dataclass(frozen=True, slots=True)
class Coverage:
    """The share of importance that is fully and freshly stocked, and the skills that are not."""

    share: float
    skills: int
    full: int
    thin: tuple[ThinSkill, ...]


def coverage_of(workspace_id: int | None, states: Mapping[str, ClaimState]) -> Coverage:
    """Coverage at entry level, as the ledger of `states` stands.

    A lesson counts where it teaches the skill to entry level or above, a question at any level
    (it measures from both sides), a task where its rubric judges the skill; each only while all
    that it rests on holds. Five queries at most.
    """
    fresh = _fresh(states)
    lessons = {
        skill: version.slug
        for version in stock.lesson_versions()
        if version.is_latest and version.rests_on <= fresh
        for skill, level in version.skills.items()
        if level >= ENTRY_LEVEL
    }
    items = Counter(skill for _slug, skill, _level, rests in diagnose.stock() if rests <= fresh)
    tasks = _tasks(workspace_id, fresh)
    rows = [
        ThinSkill(skill, name, area.name, lessons.get(skill, ""), items[skill], skill in tasks)
        for area in ledger.framework().areas
        for skill, name in area.skills
    ]
    return Coverage(
        share=coverage(_as_stock(rows), states),
        skills=len(rows),
        full=sum(row.lacks == 0 for row in rows),
        thin=tuple(sorted((row for row in rows if row.lacks), key=lambda row: -row.lacks)),
    )


def _fresh(states: Mapping[str, ClaimState]) -> frozenset[str]:
    return frozenset(slug for slug, state in states.items() if state.is_live)


def _tasks(workspace_id: int | None, fresh: frozenset[str]) -> set[str]:
    cited = ledger.cited_by(workspace_id, "task")
    return {
        skill
        for slug, skills in stock.tasks_by_skill()
        if all(claim in fresh for claim, role in cited.get(slug, ()) if role == "rests_on")
        for skill in skills
    }


def _as_stock(rows: Iterable[ThinSkill]) -> Iterable[SkillStock]:
    return (
        SkillStock(
            row.id, EQUAL, has_lesson=row.has_lesson, items=row.items, has_task=row.has_task
        )
        for row in rows
    )
