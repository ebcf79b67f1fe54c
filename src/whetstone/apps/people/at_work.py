"""Who is at work at a moment: by set operations, one condition for each time zone."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.db.models import Exists, F, OuterRef, Q, Value
from django.db.models.functions import Coalesce, NullIf

from whetstone.apps.people.models import Blackout, Person, PersonRight, WorkingHours
from whetstone.web.request import Right

if TYPE_CHECKING:
    from django.db.models import QuerySet

MIDNIGHT = dt.time()
_ZONE = Coalesce(NullIf(F("time_zone"), Value("")), F("workspace__time_zone"))


def learners_at_work(now: dt.datetime) -> QuerySet[Any, Any]:
    """Learners of standing workspaces whose own clock is inside their working pattern.

    Not in demos, not in somebody's leave or a day on which nothing is booked. Two queries: the
    time zones in use, and the people.
    """
    learners = standing_learners()
    rows = learners.order_by().values("zone").distinct()
    inside = Q(pk__in=[])
    for zone in [row["zone"] for row in rows]:
        local = _local(zone, now)
        if local is not None:
            inside |= Q(_works(local), zone=zone)
    return learners.filter(inside)


def standing_learners(*, with_demos: bool = False) -> QuerySet[Any, Any]:
    """Learners of workspaces that are no demo, with their `zone`."""
    learners = Person.objects.filter(
        Exists(PersonRight.objects.filter(person=OuterRef("pk"), right=Right.LEARNER)),
        left_at=None,
    ).annotate(zone=_ZONE)
    learners = learners.filter(workspace__closed_at=None)
    return learners if with_demos else learners.filter(workspace__is_demo=False)


def _local(zone: str, now: dt.datetime) -> dt.datetime | None:
    try:
        return now.astimezone(ZoneInfo(zone))
    except (KeyError, ValueError, OSError):
        return None


def _works(local: dt.datetime) -> Q:
    clock = local.time().replace(tzinfo=None)
    hours = WorkingHours.objects.filter(
        Q(ends__gt=clock) | Q(ends=MIDNIGHT),
        person=OuterRef("pk"),
        weekday=local.weekday(),
        starts__lte=clock,
    )
    away = Blackout.objects.filter(
        Q(person=None) | Q(person=OuterRef("pk")),
        workspace=OuterRef("workspace"),
        starts_on__lte=local.date(),
        ends_on__gte=local.date(),
    )
    return Q(Exists(hours)) & ~Q(Exists(away))
