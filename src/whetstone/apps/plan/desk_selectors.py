"""Who is there for customers, and for a crisis, on the days of the content calendar."""

from __future__ import annotations

from collections import Counter
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
    at_work: Counter[int] = Counter()
    works: dict[int, set[int]] = {}
    for person, stretches in people.working_hours(desk).items():
        works[person] = {one.weekday for one in stretches}
        at_work.update(works[person])
    away: dict[dt.date, set[int]] = {on: set() for on in wanted}
    for who, first, last, _why in people.blackouts(workspace_id):
        if who is not None and who in works:
            for on in wanted:
                if first <= on <= last and on.weekday() in works[who]:
                    away[on].add(who)
    return {
        on: DeskDay(0 if on in off else at_work[on.weekday()] - len(away[on]), needed)
        for on in wanted
    }
