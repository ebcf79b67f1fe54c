"""Covers as they were shown this week: read, not counted again."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from whetstone.apps.field import selectors as field
from whetstone.apps.lead.figures import Figures, Moment
from whetstone.apps.lead.sheet import as_shown, blank, cover_topic, weakest_first
from whetstone.apps.people import selectors as people

if TYPE_CHECKING:
    import datetime as dt

    from whetstone.apps.lead.sheet import Sheet


def standing_covers(workspace_id: int, *, now: dt.datetime) -> list[Sheet] | None:
    """The covers as shown this week, where all of them stand; nobody's level is read."""
    zone = ZoneInfo(people.workspace(workspace_id).time_zone)
    today = now.astimezone(zone).date()
    ids = [one.id for one in people.members(workspace_id)]
    figures = Figures(workspace_id, ids, Moment(today, now))
    ledger_name = ".".join(map(str, field.ledger(workspace_id, on=today).version[:2]))
    areas = {area.id: area.name for area in field.framework().areas}
    rows = []
    for need in people.requirements(workspace_id):
        if need.people > 0:
            wanted = f"{need.level} {need.people}"
            found = figures.stands(cover_topic(need.area_id), world=f"{ledger_name} {wanted}")
            if found is None or "away" not in found.row:
                return None
            row = blank(need) | as_shown(found)
            rows.append(row | {"name": areas.get(need.area_id, need.area_id)})
    return sorted(rows, key=weakest_first)
