"""What the worker does for this room: no web process ever waits for a stranger's server."""

from __future__ import annotations

from django_tasks import task

from whetstone.apps.keepup import services
from whetstone.apps.people.clock import real_now
from whetstone.core.kernel.errors import Missing, Refused
from whetstone.web import fetching


@task()
def look_at(watch_id: int) -> bool:
    """Look at a source that a person asked for; False where it could not be, by now."""
    try:
        services.look(watch_id=watch_id, fetch=fetching.installed(), now=real_now())
    except (Missing, Refused):
        return False
    return True
