"""Signing a read-out: from then on it stands as it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction

from whetstone.apps.plan.models import Campaign
from whetstone.apps.plan.models_readout import CampaignReadout
from whetstone.apps.plan.services import log_act
from whetstone.core.kernel.errors import Refused

if TYPE_CHECKING:
    import datetime as dt


@transaction.atomic
def sign(
    *,
    workspace_id: int,
    campaign_id: int,
    facts: dict[str, Any],
    own_words: str,
    today: dt.date,
    actor_id: int | None,
    now: dt.datetime,
) -> CampaignReadout:
    """Sign a read-out with one's own words; signed again, it stays the first.

    Raises:
        Campaign.DoesNotExist: when the workspace has no such campaign.
        Refused: while the campaign still runs.
    """
    campaign = Campaign.objects.select_for_update().get(pk=campaign_id, workspace_id=workspace_id)
    if today <= campaign.ends_on:
        raise Refused("sign a read-out", "still_running")
    made, is_new = CampaignReadout.objects.get_or_create(
        campaign=campaign,
        defaults={"facts": facts, "own_words": own_words, "by_id": actor_id, "at": now},
    )
    if is_new:
        log_act(workspace_id, actor_id, "sign read-out", campaign_id, now)
    return made
