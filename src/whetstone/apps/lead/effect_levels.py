"""What people took to their own work: how many wrote down what they do with what they learned.

Who wrote something is known to those beside them, so the count is released as cover is: from
five who did and five who did not, and moved only where five or more did something.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from whetstone.apps.lead.figures import Figures, Moment
from whetstone.apps.learn import selectors as learn
from whetstone.apps.people import selectors as people
from whetstone.core.rollup.disclosure import SMALLEST

if TYPE_CHECKING:
    import datetime as dt

TOPIC: Final = "own work"


@dataclass(frozen=True, slots=True)
class TakenUp:
    """How many of the learners wrote something for their own brand, as told on a day."""

    people: int
    of: int
    on: dt.date


def taken_up(workspace_id: int, *, now: dt.datetime) -> TakenUp | None:
    """The count as it may be told; None where it would tell of fewer than five."""
    zone = ZoneInfo(people.workspace(workspace_id).time_zone)
    group = sorted(one.id for one in people.members(workspace_id))
    wrote = learn.own_work_of(group)
    if len(group) < 2 * SMALLEST:
        return None
    moment = Moment(now.astimezone(zone).date(), now)
    also = {person: f"wrote {n}" for person, n in wrote.items()}
    figures = Figures(workspace_id, group, moment, also=also)
    row = {"members": group, "told": len(wrote)}
    found = figures.tell(TOPIC, group, lambda: row, world="", changed_at=now)
    figures.keep()
    if found is None:
        return None
    n, of = int(found.row["told"]), len(found.row["members"])
    return TakenUp(n, of, found.on) if min(n, of - n) >= SMALLEST else None
