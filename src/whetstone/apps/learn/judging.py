"""Judging by a rubric: what a form sends, and how a judgement reads. Nothing typed is lost."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import gettext as _

from whetstone.core.kernel.errors import Fault

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


def without_level(rubric: Sequence[Mapping[str, Any]], rows: Mapping[str, object]) -> list[Fault]:
    """One fault for each row of the rubric without a level."""
    return [
        Fault(f"row-{one['id']}", _("Not judged yet: %(row)s") % {"row": one["name"]})
        for one in rubric
        if one["id"] not in rows
    ]


def unsaid(rubric: Sequence[Mapping[str, Any]], rows: Rows) -> list[Fault]:
    """One fault for each row that has a level and no reason."""
    return [
        Fault(f"said-{row['id']}", _("Say why, in a sentence: %(row)s") % {"row": row["name"]})
        for row in rubric
        if row["id"] in rows and not rows[row["id"]][1]
    ]


def kept_rows(judgement: Judgement) -> Rows:
    """Rows as they are kept while somebody still judges: a level, or none yet, and the words."""
    return {
        name: [judgement.rows[name][0] if name in judgement.rows else None, said]
        for name, said in judgement.said.items()
    }


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
