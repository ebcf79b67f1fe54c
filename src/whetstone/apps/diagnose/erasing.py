"""What stays of the answers of somebody who is erased: counts of questions, nobody's."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from whetstone.apps.diagnose.models import AnonymousCount, Response

if TYPE_CHECKING:
    import datetime as dt


def keep_counts(person_id: int, _now: dt.datetime) -> None:
    """Count a person's answers by question and score; three statements for any number."""
    given = Counter(Response.objects.filter(person_id=person_id).values_list("item_id", "score"))
    AnonymousCount.objects.bulk_create(
        [AnonymousCount(item_id=item, score=score) for item, score in given],
        ignore_conflicts=True,
    )
    rows = AnonymousCount.objects.select_for_update().filter(item__in={one for one, _ in given})
    held = [row for row in rows if (row.item_id, row.score) in given]
    for row in held:
        row.n += given[row.item_id, row.score]
    AnonymousCount.objects.bulk_update(held, ["n"])
