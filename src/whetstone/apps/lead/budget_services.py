"""Writing down what a team says of its budget."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction

from whetstone.apps.lead.models_budget import BudgetFigure
from whetstone.apps.people.services import audit

if TYPE_CHECKING:
    import datetime as dt
    import uuid


@transaction.atomic
def say_figures(
    *, workspace_id: int, actor_id: int | None, now: dt.datetime, form_key: uuid.UUID, **facts: Any
) -> BudgetFigure:
    """Write the figures of a day; earlier ones stay. A form sent twice is one row."""
    made, is_new = BudgetFigure.objects.get_or_create(
        workspace_id=workspace_id,
        form_key=form_key,
        defaults={"by_id": actor_id, "recorded_at": now, **facts},
    )
    if is_new:
        audit(
            workspace_id=workspace_id,
            actor_id=actor_id,
            act="set budget figures",
            object_kind="budget",
            object_id=made.pk,
            now=now,
        )
    return made
