"""Writing down how a campaign is to be read, and each look at it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from django.db import transaction

from whetstone.apps.plan.length_selectors import ALWAYS, FIXED, prices
from whetstone.apps.plan.models import Campaign
from whetstone.apps.plan.models_readout import ArmLook, LengthChoice
from whetstone.apps.plan.services import log_act
from whetstone.apps.plan.telling import as_json
from whetstone.core.strategy.series import WEEK

if TYPE_CHECKING:
    import datetime as dt

    from whetstone.apps.plan.argument import Argument
    from whetstone.apps.plan.selectors import CampaignView


@transaction.atomic
def choose(
    *,
    workspace_id: int,
    view: CampaignView,
    argument: Argument,
    actor_id: int | None,
    now: dt.datetime,
    **chosen: Any,
) -> LengthChoice:
    """What a campaign is held against: control, held_out, rule, expected (0.2 is 20 %).

    The figures that it rests on are kept as they stand. Chosen twice alike, it is one choice.

    Raises:
        Campaign.DoesNotExist: when the workspace has no such campaign.
    """
    campaign = Campaign.objects.select_for_update().get(pk=view.id, workspace_id=workspace_id)
    facts = {**chosen, "says": frozen_says(view, argument)}
    newest = LengthChoice.objects.filter(campaign=campaign).order_by("-pk").first()
    if newest is not None and all(getattr(newest, key) == facts[key] for key in facts):
        return newest
    made = LengthChoice.objects.create(campaign=campaign, by_id=actor_id, at=now, **facts)
    log_act(workspace_id, actor_id, "choose how to read", view.id, now)
    return made


def frozen_says(view: CampaignView, found: Argument) -> dict[str, Any]:
    """The length and the rate as they stand; `tau` is the difference worth having, in acts."""
    counts = found.counts or found.goal
    row = found.objective.row(counts)
    rate = row.rate if row is not None and row.rate.is_known else None
    point = found.at(found.days) if found.days else None
    return {
        "counts": counts.value,
        "days": found.days,
        "planned_days": view.planned_days,
        "rate": [round(one, 6) for one in (rate.value, rate.lo, rate.hi)] if rate else None,
        "tau": round(view.lift * rate.value, 9) if rate and rate.value > 0 else None,
        "mde": round(point.difference, 4) if point else None,
        "design": found.design,
        "binding": as_json(found.binding),
        "price": _price(view, found),
    }


def _price(view: CampaignView, found: Argument) -> dict[str, list[float]] | None:
    """False alarms and power of each rule, as they were shown when it was chosen."""
    weeks = math.ceil(max(found.days or 0, view.planned_days) / WEEK)
    priced = prices(found, weeks=weeks, lift=view.lift)
    if priced is None:
        return None
    return {
        FIXED: [priced.none.fixed.value, priced.some.fixed.value],
        ALWAYS: [priced.none.valid.value, priced.some.valid.value],
    }


@transaction.atomic
def add_look(
    *, workspace_id: int, campaign_id: int, actor_id: int | None, now: dt.datetime, **facts: Any
) -> ArmLook:
    """A look: on, people, acts, control_people, control_acts, source. Said twice, it is one.

    Raises:
        Campaign.DoesNotExist: when the workspace has no such campaign.
    """
    campaign = Campaign.objects.select_for_update().get(pk=campaign_id, workspace_id=workspace_id)
    of_day = ArmLook.objects.filter(campaign=campaign, on=facts["on"])
    newest = of_day.order_by("-pk").first()
    if newest is not None and all(getattr(newest, key) == facts[key] for key in facts):
        return newest
    made = ArmLook.objects.create(campaign=campaign, by_id=actor_id, at=now, **facts)
    log_act(workspace_id, actor_id, "look at a campaign", campaign_id, now)
    return made
