"""Metrics and campaigns as things that cite claims: how the ripple names them.

They ask nobody to relearn: an owner who never learned the claim has a plan to mend, not a lesson.
The plan's own page says so.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from whetstone.apps.field.citers import Cited, Citer
from whetstone.apps.plan.campaign_parts import part_name
from whetstone.apps.plan.models import Campaign, Goal
from whetstone.apps.plan.models_audience import AudienceSegment
from whetstone.apps.plan.models_calendar import PlannedPost
from whetstone.apps.plan.models_campaign import CampaignChoice
from whetstone.web import once
from whetstone.web.prepared import Prepared

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


def describe(kind: str, workspace_id: int, ids: Sequence[str]) -> Mapping[str, Cited]:
    """Name metrics or campaigns of the workspace; one query."""
    found = names(workspace_id, kind, ids)
    if kind == "campaign":
        return {
            one: Cited(
                title=title,
                detail=_("Campaign, counted in %(what)s") % {"what": detail}
                if detail
                else _("Campaign"),
                url=reverse("plan:campaign", kwargs={"campaign_id": int(one)}),
            )
            for one, (title, detail) in found.items()
        }
    url = reverse("plan:goals")
    return {
        one: Cited(title=title, detail=detail, url=f"{url}#goal-{one}")
        for one, (title, detail) in found.items()
    }


def describe_posts(workspace_id: int, ids: Sequence[str]) -> Mapping[str, Cited]:
    """Name planned posts of the workspace; one query."""
    wanted = [int(one) for one in ids if one.isdecimal()]
    rows = PlannedPost.objects.filter(workspace_id=workspace_id, pk__in=wanted)
    return {
        str(pk): Cited(
            title=title,
            detail=_("Planned post"),
            url=reverse("plan:planned_post", kwargs={"post_id": pk}),
        )
        for pk, title in rows.values_list("pk", "title")
    }


def describe_choices(workspace_id: int, ids: Sequence[str]) -> Mapping[str, Cited]:
    """Name parts of campaigns that were settled by choice; one query."""
    wanted = sorted(int(one) for one in ids if one.isdecimal())
    found = _CHOICES(workspace_id, *wanted) if wanted else ()
    return {
        str(pk): Cited(
            title=_("%(campaign)s: %(part)s") % {"campaign": name, "part": part_name(part)},
            detail=_("Choice of a campaign"),
            url=reverse("plan:campaign", kwargs={"campaign_id": campaign}) + f"#part-{part}",
        )
        for pk, part, campaign, name in found
    }


_CHOICES = Prepared(
    lambda workspace_id, *wanted: CampaignChoice.objects.filter(
        workspace_id=workspace_id, pk__in=wanted
    ).values_list("pk", "part", "campaign_id", "campaign__name")
)


def describe_segments(workspace_id: int, ids: Sequence[str]) -> Mapping[str, Cited]:
    """Name target segments of the workspace; one query."""
    known = [int(one) for one in ids if one.isdigit()]
    found = AudienceSegment.objects.filter(workspace_id=workspace_id, pk__in=known)
    return {
        str(one.pk): Cited(one.name, _("Part of the target"), reverse("plan:audience"))
        for one in found
    }


CAMPAIGN_CITER = Citer(kind="campaign", describe=partial(describe, "campaign"))
GOAL_METRIC_CITER = Citer(kind="goal_metric", describe=partial(describe, "goal_metric"))
PLANNED_POST_CITER = Citer(kind="planned_post", describe=describe_posts)
CAMPAIGN_CHOICE_CITER = Citer(kind="campaign_choice", describe=describe_choices)
AUDIENCE_CITER = Citer(kind="audience", describe=describe_segments)
CITERS = (
    CAMPAIGN_CITER, CAMPAIGN_CHOICE_CITER, GOAL_METRIC_CITER, PLANNED_POST_CITER, AUDIENCE_CITER,
)  # fmt: skip


def names(workspace_id: int, kind: str, ids: Sequence[str]) -> dict[str, tuple[str, str]]:
    """(title, detail) of metrics or campaigns of a workspace; one query."""
    found, wanted = _names(workspace_id, kind), set(ids)
    return {str(pk): (title, detail) for pk, title, detail in found if str(pk) in wanted}


_CAMPAIGNS = Prepared(
    lambda workspace_id: Campaign.objects.filter(workspace_id=workspace_id).values_list(
        "pk", "name", "counted_as"
    )
)
_GOALS = Prepared(
    lambda workspace_id: Goal.objects.filter(workspace_id=workspace_id).values_list(
        "pk", "title", "era"
    )
)


@once.a_request
def _names(workspace_id: int, kind: str) -> list[tuple[int, str, str]]:
    return (_CAMPAIGNS if kind == "campaign" else _GOALS)(workspace_id)
