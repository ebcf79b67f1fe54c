"""What undoing for everybody would restore, and what stands in its way."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from whetstone.apps.field.models import Change, ClaimVersion
from whetstone.apps.field.selectors.changes import end_of, root_of, undoing

if TYPE_CHECKING:
    from collections.abc import Iterator


def words_before(change: Change) -> list[ClaimVersion]:
    """What everybody read of each claim before a change moved it, in order of their rows.

    Not of a claim that somebody has since said to stand as it stood before: that word is newer,
    and stays. Two queries.
    """
    return [
        before
        for flipped, (*_others, newest), before in _moved(change)
        if newest.pk == flipped.pk or newest.status != before.status
    ]


def came_with_an_edition(change: Change) -> bool:
    """Whether no act of anybody here flipped its claims: an edition had them so. One query."""
    _root, turns = root_of(change)
    flipped = ClaimVersion.objects.filter(change=change, workspace=None)
    return turns % 2 == 0 and not flipped.exists()


def standing_on(change: Change) -> Change | None:
    """Another change that moved one of its claims later and counts for everybody."""
    root, _turns = root_of(change)
    roots = {
        found.pk: found
        for flipped, rows, _before in _moved(change)
        for row in rows
        if row.pk > flipped.pk and row.change is not None
        for found in [root_of(row.change)[0]]
        if found.pk != root.pk
    }
    undone_by = undoing(None) if roots else {}
    return next((row for row in roots.values() if not end_of(row.pk, undone_by).is_undone), None)


def _moved(change: Change) -> Iterator[tuple[ClaimVersion, list[ClaimVersion], ClaimVersion]]:
    """Each claim it flipped for everybody: that row, all rows of the claim, and the one before."""
    rows = ClaimVersion.objects.filter(change=change, workspace=None).order_by("pk")
    flipped = {row.claim_id: row for row in rows}
    histories: defaultdict[int, list[ClaimVersion]] = defaultdict(list)
    every = ClaimVersion.objects.filter(claim__in=list(flipped), workspace=None)
    for row in every.select_related("claim", "change__undoes").order_by("pk"):
        histories[row.claim_id].append(row)
    for claim_id, row in flipped.items():
        older = [one for one in histories[claim_id] if one.pk < row.pk]
        if older:
            yield row, histories[claim_id], older[-1]
