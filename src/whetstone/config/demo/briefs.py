"""Marram's briefs: one that was signed when October was over, one that is being written."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, Final

from whetstone.apps.lead import brief_gather, brief_services, read_marks, services
from whetstone.config.demo.cast import DEMO_NOW

if TYPE_CHECKING:
    from whetstone.apps.people.models import Workspace

SIGNED_AT: Final = dt.datetime(2026, 11, 2, 15, 40, tzinfo=dt.UTC)
BEGUN_AT: Final = DEMO_NOW - dt.timedelta(days=3, hours=1)
OCTOBER: Final = {
    "ask": "Repairs are what owners thank us for. Let us ask for them in Stories this winter.",
    "goals": "October was our first whole month with tagged links, so read it as a beginning.",
}
NOVEMBER: Final = {
    "goals": "The repair desk in Cork opens on 1 December; until then the queue sets the pace.",
    "hours": "Two of the lost hours went into the recall of the blue zips. I would do so again.",
}


def october(workspace: Workspace, head: int, leader: int) -> None:
    """The first brief: written and signed by the head of social, and what the leader decided."""
    own: dict[str, Any] = {"workspace_id": workspace.pk, "actor_id": head}
    brief_services.write(texts=OCTOBER, seen={}, now=SIGNED_AT - dt.timedelta(hours=2), **own)
    mark = read_marks.mark_of(brief_gather.gathered(workspace.pk, now=SIGNED_AT))
    made = brief_services.sign(mark=mark, after=0, now=SIGNED_AT, **own)
    services.take_decisions(
        workspace_id=workspace.pk,
        brief_id=made.brief_id,
        codes=[ask["code"] for ask in made.brief.figures["decisions"]],
        actor_id=leader,
        now=SIGNED_AT + dt.timedelta(days=1),
    )


def november(workspace: Workspace, head: int) -> None:
    """The next one, begun."""
    brief_services.write(
        workspace_id=workspace.pk, texts=NOVEMBER, seen={}, actor_id=head, now=BEGUN_AT
    )
