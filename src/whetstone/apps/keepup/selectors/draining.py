"""How far the levels of a workspace are after a publication."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Sum

from whetstone.apps.field import selectors as ledger
from whetstone.apps.keepup.models import Drain
from whetstone.web.prepared import Prepared

if TYPE_CHECKING:
    from whetstone.apps.field.models import Change


@dataclass(frozen=True, slots=True)
class Progress:
    """So many of so many people's levels are worked out again."""

    done: int
    total: int


_OPEN = Prepared(
    lambda workspace_id: (
        Drain.objects.filter(workspace_id=workspace_id, finished_at=None)
        .order_by()
        .values("workspace_id")
        .values_list(Sum("done"), Sum("total"))
    )
)


def draining(workspace_id: int) -> Progress | None:
    """What is still being worked out in a workspace; None where all levels are up to date."""
    found = _OPEN.first(workspace_id)
    return Progress(*found) if found else None


def is_draining() -> bool:
    """Whether anything in the installation is still being worked out."""
    return Drain.objects.filter(finished_at=None).exists()


def moved_claims(change: Change) -> frozenset[str]:
    """Every claim whose state a publication or undoing of the change may move."""
    root, _turns = ledger.root_of(change)
    return frozenset(
        slug
        for effect in root.effects.all()
        for slug in (effect.claim.slug, effect.successor.slug if effect.successor else "")
        if slug
    )
