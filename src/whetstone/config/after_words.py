"""What follows an editor's word on a claim: levels that rest on it are estimated anew."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django_tasks import task

if TYPE_CHECKING:
    import datetime as dt


def follow(workspace_id: int | None, now: dt.datetime) -> None:
    """In one workspace at once; in all of them (None) by a worker, when the word is kept."""
    from whetstone.apps.diagnose import services as diagnose

    if workspace_id is None:
        transaction.on_commit(reestimate_everywhere.enqueue)
    else:
        diagnose.reestimate_workspace(workspace_id=workspace_id, now=now)


@task()
def reestimate_everywhere() -> int:
    """Estimate every standing workspace anew; how many there were. Safe to repeat."""
    from whetstone.apps.diagnose import services as diagnose
    from whetstone.apps.people import selectors as people
    from whetstone.apps.people.clock import real_now

    workspaces = people.standing_workspaces()
    for workspace_id in workspaces:
        diagnose.reestimate_workspace(workspace_id=workspace_id, now=real_now())
    return len(workspaces)
