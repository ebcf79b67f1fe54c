"""A strategist from outside looks at a campaign: two comments, one answered, no signature yet."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from whetstone.apps.plan import review_services as plan
from whetstone.apps.plan import selectors
from whetstone.config.demo.cast import DEMO_NOW
from whetstone.config.demo.posts import MEND
from whetstone.core.strategy.plan_review import Step

if TYPE_CHECKING:
    from collections.abc import Mapping

    from whetstone.apps.people.models import Workspace

NOTE = "Is five weeks right, and do we count the right thing?"
OF_THE_AUDIENCE = (
    "61,000 people could be reached, and 2,570 are on a usual day. How many of those own one of "
    "our jackets? I would write down how we know."
)
ANSWER = (
    "We asked in the shop: 57 of 80 who follow us own one. It is a small number, so it is in the "
    "plan as a first guess, with the date."
)
OF_THE_LENGTH = (
    "I like that it ends before Christmas. Say in the plan who reads it on 22 December, and what "
    "we do if it cannot be told."
)


def make(workspace: Workspace, person: Mapping[str, int]) -> None:
    """Handed over on Wednesday, read on Thursday, answered on Friday."""
    runs = {name: pk for pk, name in selectors.campaign_names(workspace.pk)}
    head, partner = person["Head of social"], person["Strategist from outside"]
    asked = DEMO_NOW - dt.timedelta(days=5)
    view = plan.ask_review(
        workspace_id=workspace.pk, campaign_id=runs[MEND], reviewer_id=partner, note=NOTE,
        actor_id=head, now=asked,
    )  # fmt: skip
    for line, text, wants_change, hours in (
        ("audience", OF_THE_AUDIENCE, True, 24),
        ("length", OF_THE_LENGTH, False, 25),
    ):
        said = plan.comment(
            workspace_id=workspace.pk, review_id=view.pk, line=line, text=text,
            wants_change=wants_change, actor_id=partner, now=asked + dt.timedelta(hours=hours),
        )  # fmt: skip
        if wants_change:
            plan.take_step(
                workspace_id=workspace.pk, review_id=view.pk, comment_id=said.pk,
                kind=Step.CHANGED, text=ANSWER, actor_id=person["Content lead"],
                now=asked + dt.timedelta(hours=50),
            )  # fmt: skip
