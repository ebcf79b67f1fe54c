"""Working levels out again after the bank's numbers have moved, batch by batch.

Every stored profile names the state of the bank it was made from. Those that name another are made
anew; the rest is what is still to do, so a worker may be killed at any point.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final

from django_tasks import task

from whetstone.apps.diagnose.bank_state import newest_act
from whetstone.apps.diagnose.estimates import reestimate
from whetstone.apps.diagnose.models import LevelEstimate
from whetstone.apps.people import selectors as people
from whetstone.apps.people.clock import now_in, real_now

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet

BATCH: Final = 500
TURN_S: Final = 20.0


def levels_left() -> int:
    """How many profiles are still of another state of the bank; one query."""
    return _behind().count()


def rebuild(*, until: float | None = None) -> int:
    """Make profiles anew; how many. `until` (of the monotonic clock) is when to stop."""
    done, after = 0, 0
    while until is None or time.monotonic() < until:
        rows = list(
            _behind()
            .filter(person_id__gt=after)
            .order_by("person_id")
            .values_list("person_id", "person__workspace_id")[:BATCH]
        )
        if not rows:
            break
        after = rows[-1][0]
        for workspace in dict.fromkeys(where for _person, where in rows):
            done += _of(workspace, (person for person, where in rows if where == workspace))
    return done


def _of(workspace_id: int, persons: Iterable[int]) -> int:
    now = now_in(people.workspace(workspace_id), real=real_now())
    return reestimate(list(persons), now, workspace_id=workspace_id)


def _behind() -> QuerySet[LevelEstimate]:
    return LevelEstimate.objects.exclude(stamp__endswith=f"/{newest_act()}")


@task()
def rebuild_levels() -> int:
    """The worker's job: make profiles anew for a while; what is left goes back on the queue."""
    done = rebuild(until=time.monotonic() + TURN_S)
    if done and levels_left():
        rebuild_levels.enqueue()
    return done
