"""Where reviewers of a drill differ, and how far those of a workspace agree on the whole."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Final

from whetstone.apps.learn.models import SimulationJudgement
from whetstone.core.measurement.agreement import Agreement, agreement
from whetstone.core.measurement.judged_work import APART

if TYPE_CHECKING:
    from collections.abc import Sequence

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
    """The agreement of a workspace's reviewers, from what each said first; one query.

    What somebody says after a talk is no independent word. Of fewer than five people, no figure.
    """
    rows = SimulationJudgement.objects.filter(
        person__workspace_id=workspace_id, rater__isnull=False
    ).order_by("pk")
    first: dict[int, dict[int, dict[str, list[int]]]] = {}
    people: dict[int, int] = {}
    for work, person, rater, said in rows.values_list(
        "handing__simulation_id", "person_id", "rater_id", "rows"
    ):
        first.setdefault(work, {}).setdefault(rater, said)
        people[work] = person
    twice = {work: list(by.values())[:_TWO] for work, by in first.items() if len(by) >= _TWO}
    pairs = [_pairs(*two) for two in twice.values()]
    is_shown = len({people[work] for work in twice}) >= FEWEST_PEOPLE
    return Together(len(twice), agreement(pairs) if is_shown else None)


def _pairs(one: dict[str, list[int]], other: dict[str, list[int]]) -> Pairs:
    return [(int(one[row][0]), int(other[row][0])) for row in one if row in other]


def apart(verdicts: Sequence[Verdict]) -> list[str]:
    """The rows in which two newest words lie two levels or more apart, in the rubric's order."""
    found: dict[str, None] = {}
    for one, other in combinations(verdicts, 2):
        levels = {row.name: row.level for row in other.rows}
        for row in one.rows:
            if row.name in levels and abs(row.level - levels[row.name]) >= APART:
                found[row.name] = None
    return list(found)
