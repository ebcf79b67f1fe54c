"""Saying what cites what: the one table for everything that cites claims."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F

from whetstone.apps.field.kept import readable
from whetstone.apps.field.models import Citation, Claim

if TYPE_CHECKING:
    from collections.abc import Iterable


OWN_LAST = F("workspace").asc(nulls_first=True)
"""Of two claims of one name the workspace's own is taken: the later in a dict."""


@dataclass(frozen=True, slots=True)
class Cites:
    """One row for the citation table."""

    claim: str
    citer_kind: str
    citer_id: str
    role: str


@transaction.atomic
def replace_citations(
    kinds: Iterable[str], rows: Iterable[Cites], *, workspace_id: int | None = None
) -> None:
    """State anew what every citing thing of these kinds cites, here (or in the installation)."""
    Citation.objects.filter(citer_kind__in=list(kinds), workspace=workspace_id).delete()
    add_citations(rows, workspace_id=workspace_id)


def add_citations(rows: Iterable[Cites], *, workspace_id: int | None = None) -> None:
    """Add citations; ones that stand already are left as they are."""
    wanted = sorted(set(rows), key=lambda row: (row.citer_kind, row.citer_id, row.claim))
    named = Claim.objects.filter(readable(workspace_id), slug__in={row.claim for row in wanted})
    ids = dict(named.order_by(OWN_LAST).values_list("slug", "pk"))
    Citation.objects.bulk_create(
        [
            Citation(
                claim_id=ids[row.claim],
                workspace_id=workspace_id,
                citer_kind=row.citer_kind,
                citer_id=row.citer_id,
                role=row.role,
            )
            for row in wanted
        ],
        ignore_conflicts=True,
        batch_size=500,
    )


@transaction.atomic
def cite_only(citer_kind: str, citer_id: str, rows: Iterable[Cites], *, workspace_id: int) -> None:
    """State anew what one citing thing of a workspace cites; other things are left alone."""
    Citation.objects.filter(
        citer_kind=citer_kind, citer_id=citer_id, workspace=workspace_id
    ).delete()
    add_citations(rows, workspace_id=workspace_id)


def cite_nothing(citer_kind: str, citer_ids: Iterable[str], *, workspace_id: int) -> None:
    """Things of a workspace are gone: so is what they cited. One statement."""
    Citation.objects.filter(
        citer_kind=citer_kind, citer_id__in=list(citer_ids), workspace=workspace_id
    ).delete()
