"""Claims with all their versions, and changes by name: what a pack is made from."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from whetstone.apps.field.kept import EFFECTS, readable
from whetstone.apps.field.models import Change, ClaimVersion

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence


def histories(workspace_id: int | None, slugs: Collection[str]) -> dict[str, list[ClaimVersion]]:
    """Every readable version of each claim; the last one is what counts here. One query.

    The installation's versions come first, then the workspace's own, each as recorded. Where the
    workspace follows the installation again, all are in the order in which they were recorded.
    """
    found: dict[str, list[ClaimVersion]] = defaultdict(list)
    rows = ClaimVersion.objects.filter(readable(workspace_id), claim__slug__in=list(slugs))
    for row in rows.select_related("claim", "change").order_by("pk"):
        found[row.claim.slug].append(row)
    return {
        slug: rows
        if _follows(rows)
        else sorted(rows, key=lambda row: row.workspace_id is not None)
        for slug, rows in found.items()
    }


def _follows(rows: Sequence[ClaimVersion]) -> bool:
    own = [row for row in rows if row.workspace_id is not None]
    return bool(own) and own[-1].act == ClaimVersion.Act.FOLLOWS


def changes_named(workspace_id: int | None, slugs: Collection[str]) -> dict[str, Change]:
    """Changes the workspace may read, by name, its own first; with effects; two queries."""
    rows = Change.objects.filter(readable(workspace_id), slug__in=list(slugs))
    found: dict[str, Change] = {}
    for row in rows.prefetch_related(EFFECTS).order_by("pk"):
        if row.slug not in found or row.workspace_id is not None:
            found[row.slug] = row
    return found
