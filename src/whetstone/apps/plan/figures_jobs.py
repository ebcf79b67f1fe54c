"""What the worker does with files of figures that are too large to wait for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django_tasks import task

from whetstone.apps.people.clock import now_in, real_now
from whetstone.apps.plan import figures_staging, figures_taking
from whetstone.apps.plan.figures_models import Upload

if TYPE_CHECKING:
    import datetime as dt


@task()
def read_figures(upload_id: int) -> None:
    """Read a file; where it was read by now, nothing."""
    figures_staging.read(upload_id, clock=real_now)


@task()
def take_figures(upload_id: int) -> None:
    """Take a file that is marked; where it was taken by now, nothing."""
    found = Upload.objects.filter(pk=upload_id).select_related("workspace").first()
    if found is not None:
        figures_taking.take(upload_id, now=now_in(found.workspace))


def read_or_enqueue(one: Upload) -> None:
    """Read a small file now; a large one is the worker's."""
    if one.state != Upload.State.READING:
        return
    if one.size <= figures_staging.SMALL:
        figures_staging.read(one.pk, clock=real_now)
    else:
        read_figures.enqueue(one.pk)


def take_or_enqueue(upload_id: int, *, now: dt.datetime) -> None:
    """Take a small file now; a large one is the worker's."""
    if Upload.objects.filter(pk=upload_id, size__lte=figures_staging.SMALL).exists():
        figures_taking.take(upload_id, now=now)
    else:
        take_figures.enqueue(upload_id)


def tidy(now: dt.datetime) -> int:
    """Throw old files away, and take up those that a stopped worker left; how many."""
    done = figures_taking.drop_old(now)
    state = Upload.State
    lost = Upload.objects.filter(
        state__in=(state.READING, state.TAKING), touched_at__lt=now - figures_taking.LOST
    )
    for pk, held in list(lost.values_list("pk", "state")):
        Upload.objects.filter(pk=pk).update(touched_at=now)
        (read_figures if held == state.READING else take_figures).enqueue(pk)
        done += 1
    return done
