"""Settling the parts of a campaign, saying yes or no to it, and asking for learning before it."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.db import transaction

from whetstone.apps.learn import services as learn
from whetstone.apps.people import services as people
from whetstone.apps.plan.campaign_recording import record
from whetstone.apps.plan.campaign_selectors import CAMPAIGN_CHOICE, network_answer, to_approve
from whetstone.apps.plan.models import Campaign
from whetstone.apps.plan.models_campaign import CampaignLearning, CampaignSay, ChoiceMade
from whetstone.apps.plan.services import cite_only, log_act
from whetstone.core.kernel.errors import Refused
from whetstone.core.strategy.plan_review import seal as seal_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

LAUNCH, NETWORKS = "launch", "networks"
ARGUED = ("measure", "phases")
"""Parts that follow from the objective and its length."""


@transaction.atomic
def settle(
    *,
    workspace_id: int,
    campaign_id: int,
    part: str,
    values: dict[str, Any],
    actor_id: int | None,
    now: dt.datetime,
    today: dt.date,
    reason: str = "",
    rests_on: Iterable[str] = (),
) -> ChoiceMade | None:
    """Settle a part, or settle it anew; None where it holds so already.

    Networks keep the answer of the sources at that moment, and rest on them too. Launch days are
    kept free of learning.

    Raises:
        Campaign.DoesNotExist: when the workspace has no such campaign.
    """
    campaign = Campaign.objects.select_for_update().get(pk=campaign_id, workspace_id=workspace_id)
    claims = set(rests_on)
    found: list[Any] = []
    if part == NETWORKS:
        answer = network_answer(workspace_id, today=today)
        found = [list(one) for one in answer.shares] + [[text] for text in answer.sources]
        claims |= set(answer.claims)
    elif part in ARGUED:
        found = _argued(campaign)
    if part == LAUNCH:
        values = values | {"held_as": campaign.name}
    made = record(
        campaign=campaign,
        part=part,
        values=values,
        reason=reason,
        found=found,
        claims=sorted(claims),
        actor_id=actor_id,
        now=now,
    )
    if made is None:
        return None
    cite_only(
        workspace_id=workspace_id, kind=CAMPAIGN_CHOICE, id=made.choice_id, claims=sorted(claims)
    )
    if part == LAUNCH:
        _keep_free(campaign, made, actor_id, now)
    log_act(workspace_id, actor_id, "settle campaign", campaign_id, now)
    return made


@transaction.atomic
def say(
    *,
    workspace_id: int,
    campaign_id: int,
    is_yes: bool,
    words: str,
    actor_id: int,
    now: dt.datetime,
    seal: str | None = None,
) -> CampaignSay:
    """A yes or a no to a campaign as it stands, kept with it; twice within a minute it is one.

    `seal` names the plan that was read; None: as it stands.

    Raises:
        Campaign.DoesNotExist: when the workspace has no such campaign.
        Refused: `moved`: the plan is another by now than the one that was read.
    """
    campaign = Campaign.objects.select_for_update().get(pk=campaign_id, workspace_id=workspace_id)
    newest = CampaignSay.objects.filter(campaign=campaign, by_id=actor_id).order_by("-pk").first()
    if (
        newest is not None
        and (newest.is_yes, newest.words) == (is_yes, words)
        and now - newest.at < dt.timedelta(minutes=1)
    ):
        return newest
    plan = to_approve(campaign_id, workspace_id=workspace_id, today=now.date())
    if seal is not None and seal != seal_of(plan):
        raise Refused("say yes or no to a campaign", "moved")
    log_act(workspace_id, actor_id, "say yes or no", campaign_id, now)
    return CampaignSay.objects.create(
        workspace_id=workspace_id,
        campaign=campaign,
        is_yes=is_yes,
        words=words,
        plan=[[one.key, dict(one.facts)] for one in plan],
        seal=seal_of(plan),
        by_id=actor_id,
        at=now,
    )


@transaction.atomic
def ask_learning(
    *,
    workspace_id: int,
    campaign_id: int,
    area_id: str,
    person_ids: Sequence[int],
    before: dt.date,
    today: dt.date,
    actor_id: int | None,
    now: dt.datetime,
) -> learn.Answer:
    """Ask *learn* for learning before a day; what came of it is kept, who was asked is not.

    Raises:
        Campaign.DoesNotExist: when the workspace has no such campaign.
    """
    campaign = Campaign.objects.select_for_update().get(pk=campaign_id, workspace_id=workspace_id)
    answer = learn.ask_for_learning(
        workspace_id=workspace_id,
        person_ids=person_ids,
        area_id=area_id,
        cause=campaign.name,
        today=today,
        before=before,
        actor_id=actor_id,
        now=now,
    )
    facts = {
        "area_id": area_id, "people": len(set(person_ids)), "before": before,
        "is_placed": answer.fits, "reasons": list(answer.reasons),
    }  # fmt: skip
    newest = CampaignLearning.objects.filter(campaign=campaign, area_id=area_id).last()
    if newest is None or any(getattr(newest, name) != value for name, value in facts.items()):
        CampaignLearning.objects.create(
            workspace_id=workspace_id, campaign=campaign, by_id=actor_id, at=now, **facts
        )
        log_act(workspace_id, actor_id, "ask for learning", campaign_id, now)
    return answer


def _argued(campaign: Campaign) -> list[dict[str, Any]]:
    """The objective as it was taken last, to stand beside what follows from it."""
    newest = campaign.decisions.order_by("-pk").first()
    return [] if newest is None else [{"counts": newest.counts, "days": newest.days}]


def _keep_free(
    campaign: Campaign, made: ChoiceMade, actor_id: int | None, now: dt.datetime
) -> None:
    """The days of the newest choice are free of learning, those of the one before no longer.

    What was booked on them before finds another place.
    """
    before = made.choice.made.exclude(pk=made.pk).order_by("-pk").first()
    for row, act in ((before, people.lift_black_out), (made, people.black_out)):
        days = _launch_days(row)
        if row is not None and days is not None:
            act(
                workspace_id=campaign.workspace_id,
                starts_on=days[0],
                ends_on=days[1],
                reason=row.values["held_as"],
            )
    days = _launch_days(made)
    if days is not None:
        learn.move_off_closed_days(
            workspace_id=campaign.workspace_id, days=days, actor_id=actor_id, now=now
        )


def _launch_days(row: ChoiceMade | None) -> tuple[dt.date, dt.date] | None:
    if row is None or not row.values.get("first"):
        return None
    first, last = (dt.date.fromisoformat(row.values[end]) for end in ("first", "last"))
    return first, last
