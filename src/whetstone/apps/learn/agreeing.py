"""How far those who judge in a workspace agree: over drills, tasks, works of classes and plans."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from whetstone.apps.learn.judged import judged_twice
from whetstone.core.measurement.agreement import Agreement, agreement

if TYPE_CHECKING:
    from collections.abc import Mapping

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


def _pairs(one: Mapping[str, int], other: Mapping[str, int]) -> Pairs:
    return [(one[row], other[row]) for row in one if row in other]
