"""Setting the weekly learning time: the lead for the team, everybody lower for themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from whetstone.apps.learn.budget_models import LearningBudget
from whetstone.apps.learn.selectors.budgets import BUDGETS, budgets
from whetstone.apps.people import services as people
from whetstone.core.kernel.errors import Fault, Faults

if TYPE_CHECKING:
    import datetime as dt


@transaction.atomic
def set_team_budget(*, workspace_id: int, actor_id: int, minutes: int, now: dt.datetime) -> bool:
    """So many minutes of a full working week for everybody here. Whether that is a change.

    What is booked stays; what is placed from now on keeps to it.

    Raises:
        Faults: not one of the choices.
    """
    _is_choice(minutes)
    if budgets(workspace_id, ()).team == minutes:
        return False
    LearningBudget.objects.create(workspace_id=workspace_id, minutes=minutes, recorded_at=now)
    people.audit(
        workspace_id=workspace_id,
        actor_id=actor_id,
        act="set learning time",
        object_kind="workspace",
        object_id=workspace_id,
        now=now,
    )
    return True


@transaction.atomic
def lower_own_budget(
    *, person_id: int, workspace_id: int, minutes: int | None, now: dt.datetime
) -> bool:
    """Somebody's own minutes a week, below the team's; None: as the team. Whether that changes it.

    Raises:
        Faults: not one of the choices, or more than the team has.
    """
    there = budgets(workspace_id, [person_id])
    if minutes is not None:
        _is_choice(minutes)
        if minutes > there.team:
            raise Faults([Fault("minutes", _("The team’s week holds less than that."))])
    if there.own.get(person_id) == minutes:
        return False
    LearningBudget.objects.create(
        workspace_id=workspace_id, person_id=person_id, minutes=minutes, recorded_at=now
    )
    people.audit(
        workspace_id=workspace_id,
        actor_id=person_id,
        act="lowered learning time",
        object_kind="person",
        object_id=person_id,
        now=now,
    )
    return True


def _is_choice(minutes: int) -> None:
    if minutes not in BUDGETS:
        raise Faults([Fault("minutes", _("Choose one of the times."))])
