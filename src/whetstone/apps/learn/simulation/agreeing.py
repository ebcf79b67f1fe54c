"""Where reviewers of a drill differ, and what each said first."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

from whetstone.apps.learn.judged import FirstWords
from whetstone.apps.learn.models import SimulationJudgement
from whetstone.core.measurement.judged_work import APART

if TYPE_CHECKING:
    from collections.abc import Sequence

    from whetstone.apps.learn.judging import Verdict


def first_words_on_drills(workspace_id: int) -> list[FirstWords]:
    """What each reviewer first said of the drills of a workspace; one query."""
    rows = SimulationJudgement.objects.filter(
        person__workspace_id=workspace_id, rater__isnull=False
    ).order_by("pk")
    first: dict[int, dict[int, dict[str, int]]] = {}
    people: dict[int, int] = {}
    for work, person, rater, said in rows.values_list(
        "handing__simulation_id", "person_id", "rater_id", "rows"
    ):
        levels = {row: int(level[0]) for row, level in said.items()}
        first.setdefault(work, {}).setdefault(rater, levels)
        people[work] = person
    return [FirstWords(people[work], tuple(by.values())) for work, by in first.items()]


def apart(verdicts: Sequence[Verdict]) -> list[str]:
    """The rows in which two newest words lie two levels or more apart, in the rubric's order."""
    found: dict[str, None] = {}
    for one, other in combinations(verdicts, 2):
        levels = {row.name: row.level for row in other.rows}
        for row in one.rows:
            if row.name in levels and abs(row.level - levels[row.name]) >= APART:
                found[row.name] = None
    return list(found)
