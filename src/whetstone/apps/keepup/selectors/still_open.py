"""What may be told of a team that has still to relearn: minutes of a person, a band of people."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from whetstone.apps.field import selectors as ledger
from whetstone.apps.keepup.shown_counts import tell
from whetstone.core.timeplan.learning_time import refresher_minutes

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection

    from whetstone.core.rollup.bands import Band

STILL_TO_RELEARN: Final = "still to relearn"


@dataclass(frozen=True, slots=True)
class Relearning:
    """`minutes`: whoever has all of it to relearn takes so long; it says of nobody what they have.

    `band`: how many people have some of it, as `core.rollup.bands` tells it; None where that would
    say no more than that there are some.
    """

    minutes: int
    band: Band | None


def still_to_relearn(
    workspace_id: int,
    publication_ids: Collection[int],
    *,
    people: int,
    team: int,
    now: dt.datetime,
) -> Relearning:
    """What may be told of open refreshers; a constant number of queries.

    The minutes come from the changes alone, never from anybody's refresher: a sum over people, or
    the longest of theirs, would move with one of them.
    """
    if not people:
        return Relearning(0, None)
    rows = ledger.publications_by_id(publication_ids).values()
    changes = {row.change_id: row.change for row in rows}.values()
    each = sum(
        refresher_minutes([one.relearn_minutes], items=len(one.relearn_items)) for one in changes
    )
    topic = f"{STILL_TO_RELEARN} {workspace_id}"
    count = tell(workspace_id, {topic: (people, team)}, now=now).get(topic)
    band = count.band if count else None
    return Relearning(each, band if band and band.tells and band.low else None)
