"""Meetings, a launch and a leave: why time is scarce in the demo."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from whetstone.apps.people import services as people
from whetstone.config.demo.cast import ZONE

if TYPE_CHECKING:
    from numpy.random import Generator

    from whetstone.apps.people.models import Workspace

FIRST_MONDAY = dt.date(2026, 9, 28)
WEEKS = 13
WORKDAYS = 5
STANDUP = (dt.time(9, 30), dt.time(10))
HOURS = (10, 11, 12, 14, 15, 16)


def make(workspace: Workspace, person_ids: list[int], rng: Generator) -> None:
    """A stand-up each morning, four to seven meetings a week, and the winter launch."""
    for person in person_ids:
        people.replace_busy(person_id=person, spans=_meetings(rng))
    people.black_out(
        workspace_id=workspace.pk,
        starts_on=dt.date(2026, 12, 2),
        ends_on=dt.date(2026, 12, 3),
        reason="Winter range launch",
    )
    people.black_out(
        workspace_id=workspace.pk,
        person_id=person_ids[3],
        starts_on=dt.date(2026, 11, 26),
        ends_on=dt.date(2026, 11, 27),
        reason="Leave",
    )


def _meetings(rng: Generator) -> list[tuple[dt.datetime, dt.datetime]]:
    spans = []
    for week in range(WEEKS):
        monday = FIRST_MONDAY + dt.timedelta(weeks=week)
        for day in range(WORKDAYS):
            on = monday + dt.timedelta(days=day)
            spans.append((_utc(on, STANDUP[0]), _utc(on, STANDUP[1])))
        for _ in range(int(rng.integers(4, 8))):
            on = monday + dt.timedelta(days=int(rng.integers(WORKDAYS)))
            start = _utc(on, dt.time(int(rng.choice(HOURS)), int(rng.choice([0, 30]))))
            spans.append((start, start + dt.timedelta(minutes=int(rng.choice([30, 60, 90])))))
    return sorted(spans)


def _utc(on: dt.date, at: dt.time) -> dt.datetime:
    return dt.datetime.combine(on, at, tzinfo=ZoneInfo(ZONE)).astimezone(dt.UTC)
