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


CAMPAIGN_CITER = Citer(kind="campaign", describe=partial(describe, "campaign"))
GOAL_METRIC_CITER = Citer(kind="goal_metric", describe=partial(describe, "goal_metric"))
CITERS = (CAMPAIGN_CITER, GOAL_METRIC_CITER)
