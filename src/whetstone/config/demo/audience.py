"""Whom Marram wants to reach, a small survey of its own, and who engaged. All invented."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from whetstone.apps.plan import audience_services as plan
from whetstone.config.demo.cast import BEGAN, DEMO_NOW

if TYPE_CHECKING:
    from collections.abc import Mapping

    from whetstone.apps.people.models import Workspace

ASKED_ON = dt.date(2026, 10, 9)
READ_ON = dt.date(2026, 11, 20)


def make(workspace: Workspace, person: Mapping[str, int]) -> None:
    """Customers in the United States: women, and some young adults; one question in a parcel."""
    own = {"workspace_id": workspace.pk, "actor_id": person["Head of social"]}
    plan.add_segment(
        name="Women who mend", country="US", groups=["women"], weight=3, now=BEGAN, **own
    )
    plan.add_segment(
        name="First jacket of their own", country="US", groups=["age-18-29"], weight=1,
        now=BEGAN, **own,
    )  # fmt: skip
    plan.add_survey(
        network="Instagram", users=41, asked=64, on=ASKED_ON,
        source="A card in the parcel, October", now=DEMO_NOW, **own,
    )  # fmt: skip
    plan.add_engagers(
        network="Instagram",
        counts={"women": 1_312, "men": 688},
        target={"women": 75.0, "men": 25.0},
        people=2_000,
        followers=1_326,
        is_rounded=False,
        on=READ_ON,
        source="Audience table of the account",
        now=DEMO_NOW,
        **own,
    )
