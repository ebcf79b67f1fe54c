"""Secured questions as things that rest on claims: told to editors of their workspace alone.

A question that rests on what goes is asked in no form any more (`shelf.build`), so whoever tends
the pools has to hear of it before a change is published. Nobody else does: that a pool has a
question about a claim says what will be asked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from whetstone.apps.diagnose.models import SecuredItem
from whetstone.apps.field.citers import Cited, Withheld
from whetstone.web.request import Right

if TYPE_CHECKING:
    from collections.abc import Collection


def resting(workspace_id: int, slugs: Collection[str]) -> list[Cited]:
    """The questions in use of this workspace's pools that rest on one of the claims; one query."""
    rows = SecuredItem.objects.filter(pool__workspace_id=workspace_id, withdrawn_at=None)
    told = rows.order_by("pool__name", "added_at", "pk").values_list(
        "pk", "slug", "skill_id", "pool_id", "pool__name", "payload__rests_on"
    )
    wanted = {*slugs}
    return [
        Cited(
            title=slug,
            detail=_("%(skill)s, in the pool %(pool)s") % {"skill": skill, "pool": pool},
            url=reverse("diagnose:secured_item", kwargs={"pool_id": pool_id, "item_id": pk}),
        )
        for pk, slug, skill, pool_id, pool, rests_on in told
        if wanted & {*(rests_on or ())}
    ]


SECURED_WITHHELD = Withheld("secured", frozenset({Right.EDITOR}), resting)
