"""Writing down whom the team wants to reach, what it asked, and who engaged."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction

from whetstone.apps.field import selectors as field
from whetstone.apps.plan.models_audience import (
    AudienceSegment,
    AudienceSource,
    AudienceSurvey,
    EngagerTable,
)
from whetstone.apps.plan.services import cite_only, log_act

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

AUDIENCE = "audience"


@transaction.atomic
def add_segment(
    *,
    workspace_id: int,
    name: str,
    country: str,
    groups: Sequence[str],
    weight: float,
    actor_id: int | None,
    now: dt.datetime,
) -> AudienceSegment:
    """A part of the target, citing what its groups rest on; the same name is written over."""
    made, _new = AudienceSegment.objects.update_or_create(
        workspace_id=workspace_id,
        name=name,
        defaults={"country": country, "groups": list(groups), "weight": weight},
    )
    claims = {
        row["claim"]
        for table in field.framework().references
        if table["country"] == country
        for row in table["rows"]
        if row["group"] in {*groups, "all"}
    }
    cite_only(workspace_id=workspace_id, kind=AUDIENCE, id=made.pk, claims=sorted(claims))
    log_act(workspace_id, actor_id, "add segment", made.pk, now)
    return made


@transaction.atomic
def remove_segment(
    *, workspace_id: int, segment_id: int, actor_id: int | None, now: dt.datetime
) -> bool:
    """Take a part out of the target; False where the workspace has no such part."""
    found = AudienceSegment.objects.filter(pk=segment_id, workspace_id=workspace_id)
    if not found.exists():
        return False
    cite_only(workspace_id=workspace_id, kind=AUDIENCE, id=segment_id, claims=())
    found.delete()
    log_act(workspace_id, actor_id, "remove segment", segment_id, now)
    return True


@transaction.atomic
def add_survey(
    *, workspace_id: int, actor_id: int | None, now: dt.datetime, **facts: Any
) -> AudienceSurvey:
    """Own answers on one network: network, users, asked, on, source. Said twice, it is one."""
    same = AudienceSurvey.objects.filter(workspace_id=workspace_id, **facts).first()
    if same is not None:
        return same
    made = AudienceSurvey.objects.create(workspace_id=workspace_id, **facts)
    log_act(workspace_id, actor_id, "add audience survey", made.pk, now)
    return made


@transaction.atomic
def add_source(
    *, workspace_id: int, actor_id: int | None, now: dt.datetime, **facts: Any
) -> AudienceSource:
    """A table of use that the team brought: country, group, use, asked, on, source."""
    made = AudienceSource.objects.create(workspace_id=workspace_id, **facts)
    log_act(workspace_id, actor_id, "add audience source", made.pk, now)
    return made


@transaction.atomic
def add_engagers(
    *, workspace_id: int, actor_id: int | None, now: dt.datetime, **facts: Any
) -> EngagerTable:
    """Who engaged: network, counts, target, is_rounded, people, followers, on, source."""
    made = EngagerTable.objects.create(workspace_id=workspace_id, **facts)
    log_act(workspace_id, actor_id, "add engagers", made.pk, now)
    return made
