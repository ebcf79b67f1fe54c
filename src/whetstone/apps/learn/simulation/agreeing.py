"""Where reviewers of a drill differ, and how far those of a workspace agree on the whole."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Final

from whetstone.apps.learn.judged import FirstWords, judged_twice
from whetstone.apps.learn.models import SimulationJudgement
from whetstone.core.measurement.agreement import Agreement, agreement
from whetstone.core.measurement.judged_work import APART

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from whetstone.apps.learn.judging import Verdict
    from whetstone.core.measurement.agreement import Pairs

FEWEST_PEOPLE: Final = 5
_TWO: Final = 2


@dataclass(frozen=True, slots=True)
class Together:
    """How far reviewers agree. `found` None: not to be told yet; `works`: judged twice so far."""

    works: int
    found: Agreement | None


def together(workspace_id: int) -> Together:
    """The agreement of a workspace's reviewers, from what each said first.

    Of drills and of works of classes alike; one query of each room that tells. What somebody says
    after a talk is no independent word. Of fewer than five people, no figure.
    """
    twice = judged_twice(workspace_id)
    pairs = [_pairs(*one.said[:_TWO]) for one in twice]
    is_shown = len({one.person_id for one in twice}) >= FEWEST_PEOPLE
    return Together(len(twice), agreement(pairs) if is_shown else None)


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


def _pairs(one: Mapping[str, int], other: Mapping[str, int]) -> Pairs:
    return [(one[row], other[row]) for row in one if row in other]


def apart(verdicts: Sequence[Verdict]) -> list[str]:
    """The rows in which two newest words lie two levels or more apart, in the rubric's order."""
    found: dict[str, None] = {}
    for one, other in combinations(verdicts, 2):
        levels = {row.name: row.level for row in other.rows}
        for row in one.rows:
            if row.name in levels and abs(row.level - levels[row.name]) >= APART:
                found[row.name] = None
    return list(found)
