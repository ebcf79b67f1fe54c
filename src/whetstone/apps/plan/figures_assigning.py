"""Giving posts to campaigns, many at once, by a rule that was looked at before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q

from whetstone.apps.people.services import audit
from whetstone.apps.plan.models import Campaign
from whetstone.core.kernel.errors import Missing, Refused

if TYPE_CHECKING:
    import datetime as dt

    from whetstone.apps.plan.figures_selectors import Rule


@transaction.atomic
def assign_posts(
    *,
    workspace_id: int,
    campaign_id: int | None,
    rule: Rule,
    actor_id: int | None,
    now: dt.datetime,
    also_elsewhere: bool = False,
) -> int:
    """Give every post that a rule means to a campaign, or (None) take it out of its campaign.

    Posts of another campaign stay there unless `also_elsewhere`. One statement for any number of
    posts; twice is once. Returns how many moved.

    Raises:
        Missing: the workspace has no such campaign.
        Refused: the rule is empty: it would mean every post there is.
    """
    if rule.is_empty:
        raise Refused("rule", "it means every post", "Say what the posts have in common.")
    if campaign_id is not None and not (
        Campaign.objects.filter(pk=campaign_id, workspace_id=workspace_id).exists()
    ):
        raise Missing("campaign", str(campaign_id))
    found = rule.of(workspace_id)
    if campaign_id is None:
        moved = found.exclude(campaign=None).update(campaign=None)
    else:
        free = Q(campaign=None)
        wanted = free | ~Q(campaign=campaign_id) if also_elsewhere else free
        moved = found.filter(wanted).update(campaign=campaign_id)
    if moved:
        audit(
            workspace_id=workspace_id, actor_id=actor_id, act="assign posts", now=now,
            object_kind="plan", object_id=campaign_id or 0,
        )  # fmt: skip
    return moved
