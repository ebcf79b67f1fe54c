"""Judging by a rubric: what a form sends, and how a judgement reads. Nothing typed is lost."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

Rows = dict[str, list[object]]
"""By rubric row: [level 0-4, what was said]."""
LEVELS: Final = frozenset("01234")
LONGEST: Final = 4000


@dataclass(frozen=True, slots=True)
class Judgement:
    """`rows`: by rubric row, [level, what was said]; `said` what stands in each box as typed."""

    rows: Rows
    words: str
    said: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class JudgedRow:
    """One row of the rubric with a level and what was said of it."""

    name: str
    level: int
    means: str
    said: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """A whole judgement: rows, words, when."""

    rows: tuple[JudgedRow, ...]
    words: str
    at: dt.datetime


def read_judgement(rubric: Sequence[Mapping[str, Any]], posted: Mapping[str, str]) -> Judgement:
    """Levels that were chosen, with what was said; a row without a level is left out."""
    rows: Rows = {}
    said: dict[str, str] = {}
    for one in rubric:
        name = str(one["id"])
        level = posted.get(f"row-{name}", "")
        said[name] = posted.get(f"said-{name}", "").strip()[:LONGEST]
        if level in LEVELS:
            rows[name] = [int(level), said[name]]
    return Judgement(rows, posted.get("words", "").strip()[:LONGEST], said)


def verdict(
    rubric: Sequence[Mapping[str, Any]],
    rows: Mapping[str, Sequence[Any]],
    words: str,
    at: dt.datetime,
) -> Verdict:
    """Stored levels beside the rubric's words."""
    judged = [
        JudgedRow(
            name=one["name"],
            level=int(rows[one["id"]][0]),
            means=str(one["levels"][int(rows[one["id"]][0])]),
            said=str(rows[one["id"]][1]),
        )
        for one in rubric
        if one["id"] in rows
    ]
    return Verdict(tuple(judged), words, at)
