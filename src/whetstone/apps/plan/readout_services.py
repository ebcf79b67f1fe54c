"""Signing a read-out: from then on it stands as it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction

from whetstone.apps.plan.models import Campaign
from whetstone.apps.plan.models_readout import CampaignReadout
from whetstone.apps.plan.readout_selectors import mark as mark_of
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
    mark: str,
    own_words: str,
    today: dt.date,
    actor_id: int | None,
    now: dt.datetime,
) -> CampaignReadout:
    """Sign a read-out with one's own words; signed again, it stays the first.

    `mark` names the figures that were read: others by now are not signed unseen.

    Raises:
        Campaign.DoesNotExist: when the workspace has no such campaign.
        Refused: `still_running`; `moved` (not what was read); `signed` (with other words, or by
            somebody else).
    """
    campaign = Campaign.objects.select_for_update().get(pk=campaign_id, workspace_id=workspace_id)
    if today <= campaign.ends_on:
        raise Refused("sign a read-out", "still_running")
    there = CampaignReadout.objects.filter(campaign=campaign).first()
    if there is not None:
        if (there.by_id, there.own_words) != (actor_id, own_words):
            raise Refused("sign a read-out", "signed")
        return there
    if mark != mark_of(facts):
        raise Refused("sign a read-out", "moved")
    log_act(workspace_id, actor_id, "sign read-out", campaign_id, now)
    return CampaignReadout.objects.create(
        campaign=campaign, facts=facts, own_words=own_words, by_id=actor_id, at=now
    )
