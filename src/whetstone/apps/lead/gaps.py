"""The gaps that propose sessions with experts, told like every other figure of the team.

An order tells as well as a number: two areas that change places because one person answered say
how they answered. So each gap is released as cover is (`figures`), and only the order leaves.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from whetstone.apps.lead.figures import Figures, Moment
from whetstone.apps.learn.selectors import ToldGap
from whetstone.apps.people import selectors as people

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from whetstone.apps.lead.figures import Row
    from whetstone.apps.learn.selectors import Short


def told(
    workspace_id: int, missing: Mapping[str, Mapping[int, Short]], now: dt.datetime
) -> list[ToldGap]:
    """The gap of each area as it may be told now, and kept as told."""
    zone = ZoneInfo(people.workspace(workspace_id).time_zone)
    everybody = sorted({person for rows in missing.values() for person in rows})
    figures = Figures(workspace_id, everybody, Moment(now.astimezone(zone).date(), now))
    gaps = []
    for area, rows in sorted(missing.items()):
        changed_at = max(one.as_of for one in rows.values())
        found = figures.tell(
            f"gap {area}", rows, partial(_mean, rows), world="", changed_at=changed_at
        )
        if found is not None:
            members = found.row["members"]
            gaps.append(ToldGap(area, found.row["told"], len(members), found.on))
    figures.keep()
    return gaps


def _mean(rows: Mapping[int, Short]) -> Row:
    total = sum(one.by for _person, one in sorted(rows.items()))
    return {"members": sorted(rows), "told": total / len(rows)}
