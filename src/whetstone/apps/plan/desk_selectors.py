"""Who is there for customers, and for a crisis, on the days of the content calendar."""

from __future__ import annotations

from typing import TYPE_CHECKING

from whetstone.apps.learn import selectors as learn
from whetstone.apps.people import selectors as people
from whetstone.core.strategy.content_calendar import DeskDay

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Iterable, Mapping


def desk_days(
    workspace_id: int, days: Iterable[dt.date], *, off: Mapping[dt.date, str] | Collection[dt.date]
) -> dict[dt.date, DeskDay]:
    """By day, how many of the desk work: holidays and days away are taken off, meetings are not.

    Empty where nobody's role holds the desk, or the team wants nobody there: nothing can be told.
    """
    wanted = list(days)
    needed = people.workspace(workspace_id).care_minimum
    desk = learn.on_desk(workspace_id) if needed and wanted else []
    if not desk:
        return {}
    works = {
        person: {one.weekday for one in stretches}
        for person, stretches in people.working_hours(desk).items()
    }
    away = [row for row in people.blackouts(workspace_id) if row[0] in desk]

    def is_there(person: int, on: dt.date) -> bool:
        return on.weekday() in works.get(person, ()) and not any(
            who == person and first <= on <= last for who, first, last, _why in away
        )

    return {
        on: DeskDay(0 if on in off else sum(is_there(one, on) for one in desk), needed)
        for on in wanted
    }
