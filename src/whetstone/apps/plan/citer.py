"""Metrics and campaigns as things that cite claims: their names, and whom they concern."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from whetstone.apps.field.citers import Cited, Citer
from whetstone.apps.plan import selectors

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


def describe(kind: str, workspace_id: int, ids: Sequence[str]) -> Mapping[str, Cited]:
    """Name metrics or campaigns of the workspace; one query."""
    found = selectors.names(workspace_id, kind, ids)
    if kind == "campaign":
        return {
            one: Cited(
                title=title,
                detail=_("Campaign, counted in %(what)s") % {"what": detail}
                if detail
                else _("Campaign"),
                url=reverse("plan:campaign", kwargs={"campaign_id": int(one)}),
            )
            for one, (title, detail, _owner) in found.items()
        }
    url = reverse("plan:goals")
    return {
        one: Cited(title=title, detail=detail, url=f"{url}#goal-{one}")
        for one, (title, detail, _owner) in found.items()
    }


def concerned(kind: str, workspace_id: int, ids: Sequence[str]) -> Mapping[str, Sequence[int]]:
    """The owner of each metric or campaign; one query."""
    found = selectors.names(workspace_id, kind, ids)
    return {one: [owner] for one, (_title, _detail, owner) in found.items() if owner is not None}


CAMPAIGN_CITER = Citer(
    kind="campaign",
    describe=partial(describe, "campaign"),
    concerned=partial(concerned, "campaign"),
    holders=partial(selectors.owners, "campaign"),
)
GOAL_METRIC_CITER = Citer(
    kind="goal_metric",
    describe=partial(describe, "goal_metric"),
    concerned=partial(concerned, "goal_metric"),
    holders=partial(selectors.owners, "goal_metric"),
)
CITERS = (CAMPAIGN_CITER, GOAL_METRIC_CITER)
