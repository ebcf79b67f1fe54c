"""What had been told of a team by the end of a day: from rows that are written once, with days.

A day that is over can be asked again at any time and answers the same: releases are only added,
with the day on which they were shown, and no figure is worked out anew from anybody's answers. So
a rebuilt day tells nothing that was not told then.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.db.models import Max, Q

from whetstone.apps.lead import sums
from whetstone.apps.lead.figures import Figure
from whetstone.apps.lead.models import ReleasedFigure, ReleasedSum
from whetstone.apps.lead.sheet import CURRENCY, as_shown, cover_topic, quarter
from whetstone.apps.people import selectors as people
from whetstone.core.rollup.kept import told_by
from whetstone.core.rollup.sums import Sum

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from whetstone.apps.lead.sheet import Sheet

COVER = cover_topic("")


@dataclass(frozen=True, slots=True)
class Release:
    """A figure as it was told: a cover, or what the currency of a team was counted from."""

    topic: str
    on: dt.date
    row: Sheet


@dataclass(frozen=True, slots=True)
class ReleasedHours:
    """A sum of hours as it was told."""

    topic: str
    on: dt.date
    value: float


def told_of_day(workspace_id: int, day: dt.date) -> Sheet:
    """The figures of people as they stood told at the end of a day; three queries."""
    zone = ZoneInfo(people.workspace(workspace_id).time_zone)
    since = quarter(day, zone).astimezone(zone).date()
    return told(_figures(workspace_id, day), _hours(workspace_id, since), day=day, since=since)


def told(
    figures: Iterable[Release], hours: Iterable[ReleasedHours], *, day: dt.date, since: dt.date
) -> Sheet:
    """A pure function of what was released, oldest first, and of the day."""
    newest = told_by(figures, day)
    sums_by = told_by(hours, day)
    shown = {
        topic: sums.Shown(Sum(one.value, one.on, frozenset()), is_new=False)
        if (one := sums_by.get(topic)) is not None
        else sums.Shown(None, is_new=False)
        for topic in sums.TOPICS
    }
    return {
        "cover": {
            topic.removeprefix(COVER): slim(as_shown(Figure(one.row, one.on)))
            for topic, one in sorted(newest.items())
            if topic.startswith(COVER)
        },
        "currency": _currency(newest.get(CURRENCY)),
        "hours": sums.told(shown, since=since) | {"since": since.isoformat()},
    }


def told_on_page(found: Sheet) -> Sheet:
    """The same parts of a page of today, as far as they are shown."""
    return {
        "cover": {
            row["area"]: {key: row[key] for key in row if key not in _OF_THE_PAGE}
            for row in found["cover"]
            if row["p"] is not None and row.get("on")
        },
        "hours": found["hours"],
    }


def slim(row: Sheet) -> Sheet:
    """A row without whom it is about: a page needs no list of people to show it."""
    return {key: value for key, value in row.items() if key != "members"}


_OF_THE_PAGE = frozenset({"area", "level", "need", "name", "members"})


def _currency(one: Release | None) -> Sheet | None:
    if one is None:
        return None
    counts, members = one.row["told"], one.row["members"]
    return {
        "all": sum(n for n, _again in counts.values()),
        "people": len(members),
        "on": one.on.isoformat(),
    }


def _figures(workspace_id: int, day: dt.date) -> list[Release]:
    """The newest of each topic that a day may know of: a list of people is read for no other."""
    mine = ReleasedFigure.objects.filter(
        Q(topic=CURRENCY) | Q(topic__startswith=COVER), workspace_id=workspace_id, on__lte=day
    )
    newest = mine.order_by().values("topic").annotate(newest=Max("pk")).values("newest")
    rows = ReleasedFigure.objects.filter(pk__in=newest).order_by("pk")
    return [Release(*row) for row in rows.values_list("topic", "on", "figures")]


def _hours(workspace_id: int, since: dt.date) -> list[ReleasedHours]:
    rows = ReleasedSum.objects.filter(workspace_id=workspace_id, on__gte=since - sums.BEFORE)
    return [
        ReleasedHours(topic, on, value)
        for topic, on, value in rows.order_by("on", "pk").values_list("topic", "on", "value")
    ]
