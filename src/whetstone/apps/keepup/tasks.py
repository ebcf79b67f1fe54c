"""Jobs of this room, done by the worker."""

from __future__ import annotations

import time

from django_tasks import task

from whetstone.apps.keepup.selectors.draining import is_draining
from whetstone.apps.keepup.services import draining


@task()
def drain_levels() -> int:
    """Work levels out again for a while; what is left goes back on the queue."""
    batches = draining.drain(until=time.monotonic() + draining.TURN_S)
    if batches and is_draining():
        drain_levels.enqueue()
    return batches
