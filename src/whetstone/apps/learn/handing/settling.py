"""What was said of works, put together: the newest word of each rater, and what a third settled.

A moderator's level takes the place of both raters' in the rows in which they lie two levels or
more apart, and in no other. What they said first is kept: agreement is worked out from that.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import combinations
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from whetstone.apps.learn.models import TaskAsked, TaskJudgement
from whetstone.core.measurement.judged_work import APART

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from django.db.models import QuerySet

Part = TaskAsked.Part
Levels = dict[str, int]
"""By rubric row."""
_HANDING: Final = "asked__handing"
_COLUMNS: Final = (
    f"{_HANDING}_id", "asked__part", "rater_id", "person_id", "judged_at", "rows",
    f"{_HANDING}__task_slug", f"{_HANDING}__handed_at", f"{_HANDING}__wanted", f"{_HANDING}__why",
)  # fmt: skip


class _Row(NamedTuple):
    """One judgement, and of which work."""

    handing_id: int
    part: str
    rater_id: int
    person_id: int
    judged_at: dt.datetime
    rows: dict[str, list[Any]]
    task_slug: str
    handed_at: dt.datetime
    wanted: int
    why: str


@dataclass(slots=True)
class Words:
    """All that was said of one work. `first` and `said`: of each rater the first, the newest."""

    person_id: int
    task_slug: str
    handed_at: dt.datetime
    wanted: int
    why: str
    judged_at: dt.datetime
    first: dict[int, Levels] = field(default_factory=dict)
    said: dict[int, Levels] = field(default_factory=dict)
    peers: set[int] = field(default_factory=set)
    settled: Levels = field(default_factory=dict)

    @property
    def disputed(self) -> set[str]:
        """Rows in which two raters are two levels or more apart, settled or not."""
        return {
            row
            for one, other in combinations(self.said.values(), 2)
            for row, level in one.items()
            if row in other and abs(level - other[row]) >= APART
        }

    @property
    def is_open(self) -> bool:
        """Whether a row waits for a talk, or for a third person."""
        return bool(self.disputed - self.settled.keys())

    @property
    def levels(self) -> tuple[Levels, ...]:
        """Of each rater, what counts: their own, and in disputed rows what was settled."""
        third = {row: self.settled[row] for row in self.disputed & self.settled.keys()}
        return tuple({**said, **third} for said in self.said.values())

    @property
    def raters(self) -> int:
        """How many count: a colleague who judges beside others counts beside one of them."""
        by_right = len(self.said) - len(self.peers)
        return by_right + min(len(self.peers), by_right)


def judgements(**of: Any) -> QuerySet[TaskJudgement, Any]:
    """What was said of these works, the oldest word first. An erased rater is nobody."""
    rows = TaskJudgement.objects.filter(rater__isnull=False, **of)
    return rows.order_by("pk").values_list(*_COLUMNS)


def words_of(rows: Iterable[Any]) -> dict[int, Words]:
    """By the number of the hand-in; `rows` as `judgements` has them. Nobody judges their own."""
    found: dict[int, Words] = {}
    for each in rows:
        row = _Row(*each)
        if row.rater_id == row.person_id:
            continue
        one = found.setdefault(
            row.handing_id,
            Words(row.person_id, row.task_slug, row.handed_at, row.wanted, row.why, row.judged_at),
        )
        one.judged_at = max(one.judged_at, row.judged_at)
        levels = {name: int(level[0]) for name, level in row.rows.items()}
        if row.part == Part.MODERATOR:
            one.settled.update(levels)
            continue
        one.first.setdefault(row.rater_id, levels)
        one.said[row.rater_id] = levels
        if row.part == Part.PEER:
            one.peers.add(row.rater_id)
    return {key: one for key, one in found.items() if one.said}


def words_on(handing_ids: Iterable[int]) -> dict[int, Words]:
    """What was said of these hand-ins; one query."""
    return words_of(judgements(asked__handing_id__in=list(handing_ids)))
