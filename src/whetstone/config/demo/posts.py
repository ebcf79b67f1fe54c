"""Two weeks of planned posts for the team's two campaigns, through the services people use."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import TYPE_CHECKING

from whetstone.apps.plan import calendar_selectors as selectors
from whetstone.apps.plan import calendar_services as plan
from whetstone.config.demo.cast import DEMO_NOW
from whetstone.core.strategy.content_calendar import LINE, State

if TYPE_CHECKING:
    from collections.abc import Mapping

    from whetstone.apps.people.models import Workspace

MEND, OWNERS = "Mend it this winter", "Owners speak"
FIRST = dt.date(2026, 11, 23)
KEYS = uuid.UUID("6f0d3f3e-27d8-4a51-9a35-0c3f3ad2b6f1")
LINK = "https://marram.example/repair"
GONE = ("clm-instagram-swipe-up",)
POSTS = (
    (0, 9, "A zip in 40 seconds", "instagram", "reel", MEND, State.POSTED, 120),
    (1, 17, "Swipe up for a repair date", "instagram", "story", MEND, State.APPROVED, 40),
    (1, 12, "Which jacket have you kept longest?", "instagram", "story", OWNERS,
     State.SCHEDULED, 30),
    (2, 10, "What a repair costs", "linkedin", "document", MEND, State.REVIEW, 180),
    (3, 17, "Ana's coat, twelve winters", "instagram", "carousel", OWNERS, State.APPROVED, 150),
    (4, 11, "The workshop on a Friday", "tiktok", "reel", None, State.DRAFT, 90),
    (5, 10, "Weekend: wax your cotton", "facebook", "post", MEND, State.APPROVED, 45),
    (7, 9, "Patch or new sleeve?", "instagram", "story", MEND, State.REVIEW, 40),
    (8, 12, "Your oldest repair", "instagram", "story", OWNERS, State.DRAFT, 30),
    (9, 10, "How long a repair takes", "linkedin", "post", MEND, State.DRAFT, 60),
    (10, 17, "Thread, needle, patience", "tiktok", "reel", MEND, State.IDEA, None),
    (11, 11, "Answers of the week", "instagram", "carousel", OWNERS, State.IDEA, 90),
    (None, None, "A letter from a customer", "facebook", "post", None, State.IDEA, None),
)  # fmt: skip
"""Day, hour, title, network, shape, campaign, where it stands, minutes of work."""


def make(workspace: Workspace, person: Mapping[str, int]) -> None:
    """Every post walks its way one state after the other, as people would move it."""
    runs = {name: pk for pk, name in selectors.campaign_choices(workspace.pk)}
    head, maker = person["Head of social"], person["Content lead"]
    planned = DEMO_NOW - dt.timedelta(days=6)
    for n, (day, hour, title, network, shape, run, state, minutes) in enumerate(POSTS):
        post = plan.make_post(
            workspace_id=workspace.pk,
            now=planned,
            actor_id=maker,
            form_key=uuid.uuid5(KEYS, str(n)),
            rests_on=GONE if title.startswith("Swipe up") else (),
            title=title,
            network=network,
            shape=shape,
            campaign_id=runs[run] if run else None,
            owner_id=maker,
            minutes=minutes,
            on=FIRST + dt.timedelta(days=day) if day is not None else None,
            at_time=dt.time(hour) if hour is not None else None,
            link=LINK if run == MEND and shape == "story" else "",
            has_picture=True,
            alt_text="" if network == "linkedin" else "A jacket on the workshop bench.",
        )
        for step, to in enumerate(LINE[1 : LINE.index(state) + 1], start=1):
            plan.move_post(
                workspace_id=workspace.pk,
                post_id=post.pk,
                to=to,
                actor_id=head if to is State.APPROVED else maker,
                now=planned + dt.timedelta(days=step),
            )
    plan.add_day(
        workspace_id=workspace.pk,
        on=FIRST + dt.timedelta(days=5),
        name="Repair day in the shop",
        source="the shop's own calendar",
        actor_id=head,
        now=planned,
    )
