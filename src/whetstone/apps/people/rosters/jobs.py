"""What the worker does with rosters that are too large to wait for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django_tasks import task

from whetstone.apps.people.clock import now_in, real_now
from whetstone.apps.people.firm_models import Roster
from whetstone.apps.people.rosters import staging, taking

if TYPE_CHECKING:
    import datetime as dt


@task()
def read_roster(roster_id: int) -> None:
    """Read a list; where it was read by now, nothing."""
    staging.read(roster_id, clock=real_now)


@task()
def take_roster(roster_id: int) -> None:
    """Take a list that is marked; where it was taken by now, nothing."""
    found = Roster.objects.filter(pk=roster_id).select_related("workspace").defer("data").first()
    if found is not None:
        taking.take(roster_id, now=now_in(found.workspace))


def read_or_enqueue(roster: Roster) -> None:
    """Read a small list now; a large one is the worker's."""
    if roster.state != Roster.State.READING:
        return
    if len(roster.data) <= staging.SMALL:
        staging.read(roster.pk, clock=real_now)
    else:
        read_roster.enqueue(roster.pk)


def take_or_enqueue(roster_id: int, *, now: dt.datetime) -> None:
    """Take a small list now; a large one is the worker's."""
    if Roster.objects.filter(pk=roster_id, done__lte=staging.FEW).exists():
        taking.take(roster_id, now=now)
    else:
        take_roster.enqueue(roster_id)


def tidy(now: dt.datetime) -> int:
    """Throw old lists away, and take up those that a stopped worker left; how many."""
    done = taking.drop_old(now) + bool(taking.clear())
    state = Roster.State
    lost = Roster.objects.filter(
        state__in=(state.READING, state.TAKING), touched_at__lt=now - taking.LOST
    )
    for pk, held in list(lost.values_list("pk", "state")):
        Roster.objects.filter(pk=pk).update(touched_at=now)
        (read_roster if held == state.READING else take_roster).enqueue(pk)
        done += 1
    return done
