"""One comparison that runs: ten repair shops learn to answer service posts, in a drawn order.

Two shops have started when the demo stands still, so it cannot tell yet, and says from when on.
"""

from __future__ import annotations

import datetime as dt
import uuid
from typing import TYPE_CHECKING, Final

from whetstone.apps.lead import effect_services as lead
from whetstone.apps.plan import selectors as plan
from whetstone.config.demo.cast import DEMO_NOW

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.random import Generator

    from whetstone.apps.people.models import Workspace

KEY: Final = uuid.UUID("3f0c6d0a-57d4-4b16-9d6f-1f4c2b7a9e11")
SEED: Final = "9d41c0f27ab35e88614f0d2c73b9a5e6"
FIRST: Final = dt.date(2026, 11, 9)
SHOPS: Final = {
    "Belfast": 31, "Bray": 18, "Cork": 44, "Derry": 22, "Dublin North": 58, "Dublin South": 63,
    "Galway": 37, "Limerick": 29, "Sligo": 14, "Waterford": 21,
}  # fmt: skip
"""Repair bookings of a common week."""
WEEKS_BEFORE: Final = 6
LIFT: Final = 5
"""What the learning is worth in this story; two weeks are too few to see it."""
GOAL: Final = "repair"


def make(workspace: Workspace, person: Mapping[str, int], rng: Generator) -> None:
    """Drawn in October, with the figures of eight weeks, and the hours and what they cost."""
    head = person["Head of social"]
    drawn_at = DEMO_NOW - dt.timedelta(days=32)
    goals = plan.goal_choices(workspace.pk)
    goal_id = next((pk for pk, _kind, title in goals if GOAL in title.lower()), None)
    row = lead.draw(
        workspace_id=workspace.pk,
        plan=lead.Plan(
            "Answering service posts",
            "repair bookings",
            goal_id,
            dict.fromkeys(SHOPS),
            FIRST,
            1,
            1,
        ),
        form_key=KEY,
        actor_id=head,
        now=drawn_at,
        seed=SEED,
    )
    units = list(row.units.order_by("place").values_list("pk", "name", "starts_on"))
    weeks = [FIRST + dt.timedelta(weeks=n) for n in range(-WEEKS_BEFORE, 2)]
    season = [float(rng.normal(0, 2)) for _week in weeks]
    lead.record_outcomes(
        workspace_id=workspace.pk,
        comparison_id=row.pk,
        rows=[
            (pk, week, float(round(SHOPS[name] + wave + rng.normal(0, 3) + LIFT * (week >= on))))
            for pk, name, on in units
            for week, wave in zip(weeks, season, strict=True)
        ],
        actor_id=head,
        now=DEMO_NOW - dt.timedelta(hours=1),
    )
    lead.say_cost(
        workspace_id=workspace.pk,
        comparison_id=row.pk,
        actor_id=head,
        now=drawn_at,
        hours=85.0,
        hour_cost=34.0,
        margin=28.0,
        currency="€",
    )
