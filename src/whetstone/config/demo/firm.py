"""What the demo's organisation shows: settings of its workspaces, teams, somebody who left."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from whetstone.apps.people import organising
from whetstone.apps.people import services as people
from whetstone.config.demo.cast import BEGAN, DEMO_NOW
from whetstone.web.request import Right

if TYPE_CHECKING:
    from collections.abc import Mapping

    from whetstone.apps.people.models import Workspace

TEAL = "#1f6f78"
"""The invented brand's colour."""
LEFT_ON = DEMO_NOW - dt.timedelta(days=80)


def make(workspace: Workspace, ids: Mapping[str, int]) -> None:
    """Give the brand team its colour, and a page of who has left."""
    head = ids["Head of social"]
    held = {name: getattr(workspace, name) for name in organising.SETTINGS}
    organising.set_workspace(
        workspace_id=workspace.pk, settings={**held, "colour": TEAL}, actor_id=head, now=BEGAN
    )
    workspace.colour = TEAL
    gone = people.add_person(
        workspace_id=workspace.pk, name="Ferdia Lowry", title="Social media assistant",
        rights=[Right.LEARNER], now=BEGAN,
    )  # fmt: skip
    organising.deactivate_person(
        workspace_id=workspace.pk, person_id=gone.pk, actor_id=head, now=LEFT_ON
    )
