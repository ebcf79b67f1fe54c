"""Does a curriculum teach what the field needs now?

Coverage weighs skills by importance. A skill of our own curriculum counts when it has a
lesson, two or more questions and a task, and all of them rest on claims that hold. A syllabus
from outside counts a skill as required, elective or missing, and says which of the claims it
teaches are no longer true.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from whetstone.core.kernel.reasons import Reason, because

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from whetstone.core.freshness.claims import ClaimState

COVERAGE_TARGET = 0.80
ENOUGH_ITEMS = 2


@dataclass(frozen=True, slots=True)
class SkillStock:
    """What a curriculum has for one skill. `importance` is any positive number."""

    skill: str
    importance: float
    has_lesson: bool
    items: int
    has_task: bool
    claims: tuple[str, ...] = ()


class Taught(StrEnum):
    """How a syllabus treats a skill."""

    REQUIRED = "required"
    ELECTIVE = "elective"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class SyllabusRow:
    """One skill as a syllabus teaches it, with the claims its text makes."""

    skill: str
    importance: float
    taught: Taught
    hours: float = 0.0
    claims: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Audit:
    """What a syllabus covers, in shares of importance (0 to 1).

    `offered` is required or elective; `required_and_current` has every claim still true;
    `findings` says what to mend, heaviest skill first.
    """

    required: float
    offered: float
    required_and_current: float
    hours: float
    findings: tuple[Reason, ...]


def coverage(stock: Iterable[SkillStock], states: Mapping[str, ClaimState]) -> float:
    """Importance of the skills fully and freshly stocked / all importance; 0 without skills."""
    rows = tuple(stock)
    whole = sum(row.importance for row in rows)
    full = sum(row.importance for row in rows if _is_full(row) and not _stale(row.claims, states))
    return full / whole if whole else 0.0


def audit_syllabus(rows: Iterable[SyllabusRow], states: Mapping[str, ClaimState]) -> Audit:
    """Hold a syllabus against the ledger of today."""
    rows = sorted(rows, key=lambda row: (-row.importance, row.skill))
    whole = sum(row.importance for row in rows) or 1.0
    required = [row for row in rows if row.taught is Taught.REQUIRED]
    offered = [row for row in rows if row.taught is not Taught.MISSING]
    fresh = [row for row in required if not _stale(row.claims, states)]
    return Audit(
        required=sum(row.importance for row in required) / whole,
        offered=sum(row.importance for row in offered) / whole,
        required_and_current=sum(row.importance for row in fresh) / whole,
        hours=sum(row.hours for row in rows),
        findings=tuple(finding for row in rows for finding in _findings(row, states)),
    )


def _findings(row: SyllabusRow, states: Mapping[str, ClaimState]) -> Iterable[Reason]:
    if row.taught is Taught.MISSING:
        yield because("not_taught", skill=row.skill)
    elif row.taught is Taught.ELECTIVE:
        yield because("elective_only", skill=row.skill)
    stale = _stale(row.claims, states)
    if stale:
        yield because("out_of_date", skill=row.skill, count=len(stale))


def _is_full(row: SkillStock) -> bool:
    return row.has_lesson and row.items >= ENOUGH_ITEMS and row.has_task


def _stale(claims: tuple[str, ...], states: Mapping[str, ClaimState]) -> tuple[str, ...]:
    return tuple(c for c in claims if c not in states or not states[c].is_live)
