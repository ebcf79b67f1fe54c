"""From what a marking form sends to levels and words by rubric row. Nothing typed is lost."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

    from whetstone.apps.learn.selectors.courses import TaskView

LEVELS: Final = frozenset("01234")
LONGEST: Final = 4000


@dataclass(frozen=True, slots=True)
class Judgement:
    """`rows`: by rubric row, [level, what was said]; `said` what stands in each box as typed."""

    rows: dict[str, list[object]]
    words: str
    said: Mapping[str, str] = field(default_factory=dict)


def read_judgement(task: TaskView, posted: Mapping[str, str]) -> Judgement:
    """Levels that were chosen, with what was said; a row without a level is left out."""
    rows: dict[str, list[object]] = {}
    said: dict[str, str] = {}
    for one in task.rubric:
        name = str(one["id"])
        level = posted.get(f"row-{name}", "")
        said[name] = posted.get(f"said-{name}", "").strip()[:LONGEST]
        if level in LEVELS:
            rows[name] = [int(level), said[name]]
    return Judgement(rows, posted.get("words", "").strip()[:LONGEST], said)
