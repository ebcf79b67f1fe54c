"""Working levels out again after a publication, batch by batch.

A publication marks everybody whose answers rest on what moved; each batch takes some marks, works
their levels out and removes the marks, all in one transaction. So a worker may be killed at any
point: what it had not finished is still marked, and nobody is done twice. Several workers share a
drain where the store can skip what another has locked.
"""

from __future__ import annotations

import time
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction
from django.db.models import F
from django_tasks import task

from whetstone.apps.diagnose import selectors as levels
from whetstone.apps.diagnose import services as diagnose
from whetstone.apps.keepup import crowds
from whetstone.apps.keepup.models import Drain, Mark
from whetstone.apps.keepup.selectors.draining import is_draining, moved_claims
from whetstone.apps.people import selectors as people
from whetstone.apps.people.clock import now_in, real_now
from whetstone.core.freshness.courtesy import rest_after
from whetstone.web.setwise import table

if TYPE_CHECKING:
    import datetime as dt

    from whetstone.apps.field.models import Change, Publication

AT_ONCE = 250
"""So many people are done inside the act of publishing: their team sees the result at once."""
BATCH = 200
"""So many at once: a fifth of a second of work, so that nobody who asks for a page waits long."""
TURN_S = 20.0
"""A job works so long, then puts the rest on the queue again: other jobs get their turn."""
LOST_AFTER = timedelta(minutes=2)
MOST_JOBS = 4
A_JOB = 5_000
"""People for whom one more worker is asked to help."""


def mark(made: Publication, change: Change, workspaces: Any, *, now: dt.datetime) -> None:
    """Mark whose levels move; a few people are done at once, many by a job. In the act itself."""
    claims = moved_claims(change)
    touched = crowds.union([levels.resting_on(people.learners_of(workspaces), claims)])
    if not touched:
        return
    spread = people.spread(crowds.as_query(touched))
    drains = Drain.objects.bulk_create(
        Drain(publication=made, workspace_id=pk, total=n, started_at=now, worked_at=now)
        for pk, n in sorted(spread.items())
    )
    _mark_all(made, touched)
    total = sum(spread.values())
    if total <= AT_ONCE:
        for drain in drains:
            batch(drain.pk, now=now, real=now)
        return
    shares = connection.features.has_select_for_update_skip_locked
    for _one in range(min(MOST_JOBS, 1 + total // A_JOB) if shares else 1):
        drain_levels.enqueue()


def _mark_all(made: Publication, touched: crowds.Sql) -> None:
    """Each person in the drain of their workspace; one statement."""
    persons = table(people.learner_ids(0).model)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table(Mark)} (drain_id, person_id) "  # noqa: S608  # names of ours
            f"SELECT d.id, p.id FROM {persons} p "
            f"JOIN {table(Drain)} d ON d.workspace_id = p.workspace_id AND d.publication_id = %s "
            f"WHERE p.id IN ({touched.text}) ORDER BY d.id, p.id",
            [made.pk, *touched.values],
        )


@transaction.atomic
def batch(
    drain_id: int, *, now: dt.datetime, real: dt.datetime, after: int = 0, most: int | None = None
) -> int:
    """Work out the levels of some marked people after one; the last of them, 0 where none is left.

    `now` is the workspace's clock, `real` the worker's; `most` is BATCH where it is not said.
    """
    rows = Mark.objects.filter(drain=drain_id, person_id__gt=after).order_by("person_id")
    if connection.features.has_select_for_update_skip_locked:
        rows = rows.select_for_update(skip_locked=True, of=("self",))
    marks = list(rows.values_list("person_id", "drain__workspace_id")[: most or BATCH])
    if not marks:
        _finish(drain_id, real)
        return 0
    persons = [person for person, _workspace in marks]
    diagnose.reestimate(persons, now, workspace_id=marks[0][1], newest_wins=True)
    Mark.objects.filter(drain=drain_id, person_id__in=persons).delete()
    Drain.objects.filter(pk=drain_id).update(done=F("done") + len(marks), worked_at=real)
    _finish(drain_id, real)
    return int(persons[-1])


def _finish(drain_id: int, real: dt.datetime) -> None:
    """Nobody is marked any more, also where somebody has left meanwhile: the drain is done."""
    rows = Drain.objects.filter(pk=drain_id, finished_at=None)
    rows.exclude(pk__in=Mark.objects.filter(drain=drain_id).values("drain_id")).update(
        finished_at=real
    )


def drain(*, until: float | None = None, rests: bool = False) -> int:
    """Work through everything marked, oldest publication first; how many batches that was.

    `until` (of the monotonic clock) is when to stop. Who `rests` leaves the machine to others for
    a while after each batch, with nothing held.
    """
    batches = 0
    for row in Drain.objects.filter(finished_at=None).select_related("workspace").order_by("pk"):
        after = 0
        while until is None or time.monotonic() < until:
            real, begun = real_now(), time.monotonic()
            after = batch(row.pk, now=now_in(row.workspace, real=real), real=real, after=after)
            if not after:
                break
            batches += 1
            if rests:
                time.sleep(rest_after(time.monotonic() - begun))
    return batches


def take_up_lost(now: dt.datetime) -> int:
    """Put drains back on the queue whose worker is gone; how many jobs that was."""
    lost = Drain.objects.filter(finished_at=None, worked_at__lt=now - LOST_AFTER)
    if not lost.exists():
        return 0
    lost.update(worked_at=now)
    drain_levels.enqueue()
    return 1


@task()
def drain_levels() -> int:
    """The worker's job: work levels out again for a while; what is left goes back on the queue."""
    batches = drain(until=time.monotonic() + TURN_S, rests=True)
    if batches and is_draining():
        drain_levels.enqueue()
    return batches
