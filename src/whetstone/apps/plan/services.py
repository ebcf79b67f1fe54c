"""Writing goals, figures and campaigns, and taking decisions from them."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.db import transaction

from whetstone.apps.field import services as field
from whetstone.apps.field.services import Cites
from whetstone.apps.people.services import audit
from whetstone.apps.plan import selectors
from whetstone.apps.plan.campaign_recording import facts_of, record_facts
from whetstone.apps.plan.models import (
    Campaign,
    CampaignFigure,
    Goal,
    GoalReading,
    ObjectiveDecision,
)
from whetstone.apps.plan.telling import as_json
from whetstone.core.kernel.errors import Missing, Refused

if TYPE_CHECKING:
    from collections.abc import Iterable

    from whetstone.apps.plan.argument import Argument, Day
    from whetstone.apps.plan.selectors import CampaignView

GOAL_METRIC = "goal_metric"
CAMPAIGN = "campaign"


@transaction.atomic
def create_goal(
    *,
    workspace_id: int,
    kind: str,
    title: str,
    now: dt.datetime,
    actor_id: int | None = None,
    parent_id: int | None = None,
    rests_on: Iterable[str] = (),
    **facts: Any,
) -> Goal:
    """A node of the goal tree; the same title at the same place is the same node.

    `facts`: definition, era, unit, baseline, target, due_on, owner_id, position.
    """
    goal, is_new = Goal.objects.get_or_create(
        workspace_id=workspace_id, parent_id=parent_id, kind=kind, title=title, defaults=facts
    )
    if is_new:
        cite(workspace_id=workspace_id, kind=GOAL_METRIC, id=goal.pk, claims=rests_on)
        log_act(workspace_id, actor_id, "create goal", goal.pk, now)
    return goal


@transaction.atomic
def change_goal(
    *,
    workspace_id: int,
    goal_id: int,
    rests_on: Iterable[str],
    actor_id: int,
    now: dt.datetime,
    **facts: Any,
) -> None:
    """Write a node anew, and what its metric rests on."""
    Goal.objects.filter(pk=goal_id, workspace_id=workspace_id).update(**facts)
    cite_only(workspace_id=workspace_id, kind=GOAL_METRIC, id=goal_id, claims=rests_on)
    log_act(workspace_id, actor_id, "change goal", goal_id, now)


@transaction.atomic
def remove_goal(*, workspace_id: int, goal_id: int, actor_id: int, now: dt.datetime) -> None:
    """Take a node out of the tree on which nothing hangs.

    Raises:
        Missing: the workspace has no such node.
        Refused: something hangs on it: a node, a campaign, a planned post, a figure.
    """
    goal = Goal.objects.select_for_update().filter(pk=goal_id, workspace_id=workspace_id).first()
    if goal is None:
        raise Missing("goal", str(goal_id))
    if not selectors.holds_nothing(goal_id):
        raise Refused("goal", "something hangs on it", "Move it first.")
    field.cite_nothing(GOAL_METRIC, [str(goal_id)], workspace_id=workspace_id)
    goal.delete()
    log_act(workspace_id, actor_id, "remove goal", goal_id, now)


@transaction.atomic
def add_reading(
    *,
    workspace_id: int,
    goal_id: int,
    on: dt.date,
    source: str,
    now: dt.datetime,
    value: float | None = None,
    hits: int | None = None,
    n: int | None = None,
    actor_id: int | None = None,
) -> GoalReading:
    """A figure of a goal: a count as `value`, or a share as `hits` of `n` (kept in per cent).

    The same figure on the same day from the same source is one reading. It keeps how the goal
    says it is counted now.

    Raises:
        Goal.DoesNotExist: when the workspace has no such goal.
        ValueError: when there is neither a value nor a share.
    """
    goal = Goal.objects.get(pk=goal_id, workspace_id=workspace_id)
    if hits is not None and n:
        value = 100 * hits / n
    if value is None:
        raise ValueError("a reading is a count, or hits of n")
    facts = {"on": on, "value": value, "hits": hits, "n": n, "source": source, "era": goal.era}
    same = GoalReading.objects.filter(goal=goal, **facts).first()
    if same is not None:
        return same
    log_act(workspace_id, actor_id, "add reading", goal_id, now)
    return GoalReading.objects.create(goal=goal, **facts)


@transaction.atomic
def create_campaign(
    *,
    workspace_id: int,
    name: str,
    aim: str,
    wanted_act: str,
    starts_on: dt.date,
    ends_on: dt.date,
    people_a_day: int,
    audience: int,
    now: dt.datetime,
    counted_as: str = "",
    goal_id: int | None = None,
    actor_id: int | None = None,
    rests_on: Iterable[str] = (),
    **facts: Any,
) -> Campaign:
    """A campaign; the same name with the same first day is the same campaign.

    `wanted_act` is views, replies or link_taps. `facts`: worthwhile_lift (0.2 is 20 %),
    value_per_act ({"link_taps": 1.05}), value_unit, owner_id.
    """
    campaign, is_new = Campaign.objects.get_or_create(
        workspace_id=workspace_id,
        name=name,
        starts_on=starts_on,
        defaults={
            "aim": aim,
            "wanted_act": wanted_act,
            "counted_as": counted_as,
            "ends_on": ends_on,
            "people_a_day": people_a_day,
            "audience": audience,
            "goal_id": goal_id,
            **facts,
        },
    )
    if is_new:
        cite(workspace_id=workspace_id, kind=CAMPAIGN, id=campaign.pk, claims=rests_on)
        log_act(workspace_id, actor_id, "create campaign", campaign.pk, now)
    return campaign


@transaction.atomic
def change_campaign(
    *,
    workspace_id: int,
    campaign_id: int,
    rests_on: Iterable[str],
    actor_id: int,
    now: dt.datetime,
    **facts: Any,
) -> None:
    """Write a campaign anew, and what its objective rests on; what it said before is kept."""
    found = Campaign.objects.filter(pk=campaign_id, workspace_id=workspace_id)
    before = facts_of(found.get())
    found.update(**facts)
    record_facts(before=before, campaign=found.get(), actor_id=actor_id, now=now)
    cite_only(workspace_id=workspace_id, kind=CAMPAIGN, id=campaign_id, claims=rests_on)
    log_act(workspace_id, actor_id, "change campaign", campaign_id, now)


@transaction.atomic
def add_figures(
    *,
    workspace_id: int,
    campaign_id: int,
    rows: Iterable[Day],
    now: dt.datetime,
    actor_id: int | None = None,
) -> int:
    """Put in a campaign's days: (date, people, views, replies, link taps), None for unknown.

    A day that is there already is written over. Two queries for any number of days (SQLite takes
    a few hundred in a statement). Returns how many.

    Raises:
        Campaign.DoesNotExist: when the workspace has no such campaign.
    """
    campaign = Campaign.objects.get(pk=campaign_id, workspace_id=workspace_id)
    made = CampaignFigure.objects.bulk_create(
        [
            CampaignFigure(
                campaign=campaign,
                on=on,
                people=people,
                views=views,
                replies=replies,
                link_taps=taps,
            )
            for on, people, views, replies, taps in rows
        ],
        update_conflicts=True,
        unique_fields=["campaign", "on"],
        update_fields=["people", "views", "replies", "link_taps"],
    )
    log_act(workspace_id, actor_id, "add figures", campaign_id, now)
    return len(made)


@transaction.atomic
def decide(
    *,
    workspace_id: int,
    view: CampaignView,
    counts: str,
    days: int,
    argument: Argument,
    actor_id: int | None,
    now: dt.datetime,
    own_words: str = "",
) -> ObjectiveDecision:
    """Take an objective, with the reasons as they stand; said twice, it is one decision.

    What the objective rested on that is no longer so is left behind: the campaign cites what took
    its place, and is counted in the new words.
    """
    reasons = frozen_reasons(view, argument, own_words)
    newest = ObjectiveDecision.objects.filter(campaign_id=view.id).order_by("-pk").first()
    if newest and (newest.counts, newest.days) == (counts, days) and newest.reasons == reasons:
        return newest
    decision = ObjectiveDecision.objects.create(
        campaign_id=view.id,
        counts=counts,
        days=days,
        reasons=reasons,
        decided_by_id=actor_id,
        decided_at=now,
    )
    ends_on = view.starts_on + dt.timedelta(days=days - 1)
    changed: dict[str, Any] = {"wanted_act": counts, "ends_on": ends_on}
    if view.breaks:
        changed["counted_as"] = counts.replace("_", " ")
        _leave_behind(workspace_id, view)
    Campaign.objects.filter(pk=view.id, workspace_id=workspace_id).update(**changed)
    log_act(workspace_id, actor_id, "decide objective", view.id, now)
    return decision


def frozen_reasons(view: CampaignView, argument: Argument, own_words: str = "") -> dict[str, Any]:
    """The argument as plain values, to stand in the decision for good."""
    return {
        "advised": {"counts": argument.counts, "days": argument.days, "design": argument.design},
        "binding": as_json(argument.binding),
        "steer": argument.objective.steer.value,
        "objective": [as_json(one) for one in argument.objective.reasons],
        "rows": [
            {
                "action": row.action.value,
                "rate": _figure(row.rate),
                "n_needed": row.n_needed,
                "days_needed": row.days_needed,
                "passes_signal": row.passes_signal,
                "value": _figure(row.value),
            }
            for row in argument.rows
        ],
        "figures": {
            "first": str(argument.first or ""),
            "last": str(argument.last or ""),
            "known_days": argument.known_days,
            "blank_days": argument.blank_days,
        },
        "lift": view.lift,
        "planned_days": view.planned_days,
        "counted_as": view.counted_as,
        "broken": [
            {"claim": one.claim, "statement": one.statement, "change": one.change_title}
            for one in view.breaks
        ],
        "own_words": own_words,
    }


def _figure(estimate: Any) -> list[float] | None:
    if not estimate.is_known:
        return None
    return [round(estimate.value, 6), round(estimate.lo, 6), round(estimate.hi, 6)]


def _leave_behind(workspace_id: int, view: CampaignView) -> None:
    cited = selectors.rests_on(workspace_id, CAMPAIGN, view.id)
    gone = {one.claim for one in view.breaks}
    new = {slug for one in view.breaks for slug, _text, _statement in one.successors}
    cite_only(
        workspace_id=workspace_id, kind=CAMPAIGN, id=view.id, claims=(set(cited) - gone) | new
    )


def cite(*, workspace_id: int, kind: str, id: int | str, claims: Iterable[str]) -> None:  # noqa: A002  # the citer's own id
    """Say that a metric ("goal_metric") or a campaign ("campaign") rests on claims."""
    field.add_citations(_rows(kind, id, claims), workspace_id=workspace_id)


def cite_only(*, workspace_id: int, kind: str, id: int | str, claims: Iterable[str]) -> None:  # noqa: A002  # the citer's own id
    """Say anew what a metric or a campaign rests on."""
    field.cite_only(kind, str(id), _rows(kind, id, claims), workspace_id=workspace_id)


def _rows(kind: str, thing: int | str, claims: Iterable[str]) -> list[Cites]:
    return [Cites(claim, kind, str(thing), "rests_on") for claim in claims]


def log_act(  # noqa: PLR0917  # one row of the audit has this many facts
    workspace_id: int, actor_id: int | None, act: str, thing: int, now: dt.datetime
) -> None:
    """Write an act of this room into the log of acts."""
    audit(
        workspace_id=workspace_id,
        actor_id=actor_id,
        act=act,
        object_kind="plan",
        object_id=thing,
        now=now,
    )
