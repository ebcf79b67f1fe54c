"""A brand with a goal tree, and a campaign that is counted in something that is gone."""

from __future__ import annotations

import datetime as dt
import random

import pytest

from whetstone.apps.plan import services

NOW = dt.datetime(2026, 11, 23, 9, 12, tzinfo=dt.UTC)
D = dt.date
GONE = "clm-instagram-swipe-up"
NOW_SO = "clm-instagram-story-link-sticker"


def days(count: int = 150, *, blank_every: int = 0, rate: float = 0.02, seed: int = 3):
    """Own figures up to yesterday: 2,571 people a day, taps at `rate`, five replies."""
    rnd = random.Random(seed)
    rows = []
    for n in range(count):
        on = D(2026, 11, 22) - dt.timedelta(days=count - 1 - n)
        taps = round(2571 * rate * (1 + rnd.gauss(0, 0.12)))
        replies = None if blank_every and n % blank_every == 0 else 5
        rows.append((on, 2571, 3100, replies, taps))
    return rows


@pytest.fixture
def world(curriculum_loaded, make_workspace, make_person):
    """A small cast with different rights, a goal tree, one campaign with figures."""

    class World:
        workspace = make_workspace()
        lead = make_person(workspace, rights=("lead", "learner"), name="Aoife")
        marketer = make_person(workspace, rights=("learner",), name="Ciara")
        partner = make_person(workspace, rights=("partner",), name="Pat")
        leader = make_person(workspace, rights=("leader",), name="Dara")
        editor = make_person(workspace, rights=("editor",), name="Edna")
        admin = make_person(workspace, rights=("admin",), name="Ada")
        stranger = make_person(make_workspace(name="Other"), rights=("lead",), name="Stranger")

    w = World()
    own = {"workspace_id": w.workspace.pk, "now": NOW}
    w.top = services.create_goal(
        kind="business", title="1,200 repairs by March", baseline=120, target=1200,
        due_on=D(2027, 3, 31), owner_id=w.leader.pk, **own,
    )  # fmt: skip
    w.social = services.create_goal(
        kind="social", title="Owners tap through", parent_id=w.top.pk, owner_id=w.lead.pk, **own
    )
    w.metric = services.create_goal(
        kind="metric", title="Taps per 100 people", parent_id=w.social.pk, unit="%", baseline=1.4,
        target=2.5, due_on=D(2027, 1, 31), owner_id=w.lead.pk, rests_on=[GONE], **own,
    )  # fmt: skip
    w.campaign = services.create_campaign(
        name="Mend it", aim="Owners tap through", wanted_act="link_taps", counted_as="swipe-ups",
        starts_on=D(2026, 11, 30), ends_on=D(2026, 12, 20), people_a_day=2571, audience=45_000,
        goal_id=w.social.pk, worthwhile_lift=0.2, owner_id=w.lead.pk, rests_on=[GONE], **own,
    )  # fmt: skip
    services.add_figures(campaign_id=w.campaign.pk, rows=days(), **own)
    return w
