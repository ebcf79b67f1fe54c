"""The weekly learning time of a team, and of its people."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from django.db.models import Q

from whetstone.apps.learn.budget_models import LearningBudget
from whetstone.core.timeplan.learning_time import weekly_minutes
from whetstone.web.prepared import Prepared

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

LEARNING_A_WEEK: Final = 90
"""Learning minutes of a full working week until a lead says otherwise: three blocks."""
BUDGETS: Final = (30, 60, 90)
"""What may be chosen, in minutes of a full working week."""


@dataclass(frozen=True, slots=True)
class Budgets:
    """`team`: of a full working week. `own`: what people lowered theirs to, in their own week."""

    team: int = LEARNING_A_WEEK
    own: Mapping[int, int] = field(default_factory=dict)

    def minutes(self, person_id: int, contract_share: float) -> int:
        """Minutes a week for somebody: their part of the team's, or less where they said so."""
        most = weekly_minutes(contract_share, full=self.team)
        return min(most, self.own.get(person_id, most))


def budgets(workspace_id: int, person_ids: Collection[int]) -> Budgets:
    """The team's budget, and those that people lowered; one query."""
    team, own = LEARNING_A_WEEK, dict[int, int]()
    for person_id, minutes in _SAID(workspace_id, *sorted(person_ids)):
        if person_id is None:
            team = minutes or LEARNING_A_WEEK
        elif minutes is None:
            own.pop(person_id, None)
        else:
            own[person_id] = minutes
    return Budgets(team, own)


_SAID: Final = Prepared(
    lambda workspace_id, *person_ids: (
        LearningBudget.objects.filter(
            Q(person=None) | Q(person_id__in=person_ids), workspace_id=workspace_id
        )
        .order_by("pk")
        .values_list("person_id", "minutes")
    )
)
