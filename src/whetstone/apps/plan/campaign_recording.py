"""Writing down what was settled: one row for each time, and none where nothing changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from whetstone.apps.plan.campaign_parts import FACTS
from whetstone.apps.plan.models_campaign import CampaignChoice, ChoiceMade

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from whetstone.apps.plan.models import Campaign

COLUMNS = (
    "name", "aim", "goal_id", "wanted_act", "counted_as", "starts_on", "ends_on", "people_a_day",
    "audience", "worthwhile_lift", "value_per_act", "value_unit", "owner_id",
    "decide_days", "half_life_days", "most_times",
)  # fmt: skip


def record(
    *,
    campaign: Campaign,
    part: str,
    values: dict[str, Any],
    actor_id: int | None,
    now: dt.datetime,
    reason: str = "",
    found: Sequence[Any] = (),
    claims: Sequence[str] = (),
) -> ChoiceMade | None:
    """A part as it holds from now on; None where it holds so already."""
    choice, _new = CampaignChoice.objects.select_for_update().get_or_create(
        workspace_id=campaign.workspace_id, campaign=campaign, part=part
    )
    newest = choice.made.order_by("-pk").first()
    same = newest and (newest.values, newest.reason, newest.claims) == (
        values, reason, list(claims),
    )  # fmt: skip
    if same:
        return None
    return ChoiceMade.objects.create(
        workspace_id=campaign.workspace_id,
        choice=choice,
        values=values,
        reason=reason,
        found=list(found),
        claims=list(claims),
        by_id=actor_id,
        at=now,
    )


def facts_of(campaign: Campaign) -> dict[str, Any]:
    """The campaign's own row as plain values."""
    plain = {name: getattr(campaign, name) for name in COLUMNS}
    return plain | {name: plain[name].isoformat() for name in ("starts_on", "ends_on")}


def record_facts(
    *, before: dict[str, Any], campaign: Campaign, actor_id: int | None, now: dt.datetime
) -> None:
    """What the campaign's own row said and says; nothing where it says the same."""
    if facts_of(campaign) == before:
        return
    if not ChoiceMade.objects.filter(choice__campaign=campaign, choice__part=FACTS).exists():
        record(campaign=campaign, part=FACTS, values=before, actor_id=None, now=now)
    record(campaign=campaign, part=FACTS, values=facts_of(campaign), actor_id=actor_id, now=now)
