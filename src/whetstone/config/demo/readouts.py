"""A campaign that is over: held against a drawn half, looked at, read out and signed. Invented."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import numpy as np

from whetstone.apps.plan import (
    figures_assigning,
    figures_selectors,
    length_services,
    readout_selectors,
    readout_services,
    selectors,
)
from whetstone.apps.plan import services as plan
from whetstone.config.demo.campaigns import Rates, days
from whetstone.config.demo.cast import BEGAN, DEMO_NOW

if TYPE_CHECKING:
    from collections.abc import Mapping

    from whetstone.apps.people.models import Workspace

FIRST, LAST = dt.date(2026, 9, 28), dt.date(2026, 10, 18)
CHOSEN = dt.datetime(2026, 9, 24, 13, 5, tzinfo=dt.UTC)
SIGNED = dt.datetime(2026, 11, 23, 8, 30, tzinfo=dt.UTC)
SEED = 11
LOOKS = (
    (dt.date(2026, 10, 4), 7_402, 158, 7_391, 122),
    (dt.date(2026, 10, 11), 14_811, 309, 14_768, 251),
    (LAST, 22_190, 461, 22_134, 378),
)
"""Up to a day: people and link taps of the campaign's half, and of the half held out."""
WORDS = (
    "It did what we hoped, a little less sure than we would like. Next time we keep the half out "
    "for four weeks, and count booked waxings too."
)


def make(workspace: Workspace, person: Mapping[str, int]) -> None:
    """Three weeks in autumn, with a forecast that was written down before."""
    head, analyst = person["Head of social"], person["Analyst"]
    own: dict[str, Any] = {"workspace_id": workspace.pk}
    goals = {title: pk for pk, _kind, title in selectors.goal_choices(workspace.pk)}
    campaign = plan.create_campaign(
        name="Wax before winter",
        aim="Owners book a waxing from a Story.",
        wanted_act="link_taps",
        counted_as="taps on the link sticker",
        starts_on=FIRST,
        ends_on=LAST,
        people_a_day=2_110,
        audience=52_000,
        goal_id=goals["Repairs begun from a social link"],
        owner_id=person["Content lead"],
        worthwhile_lift=0.25,
        actor_id=head,
        now=BEGAN,
        **own,
    )
    rates = Rates(2_110, 1.28, 0.0024, 0.0172)
    rows = [row for row in days(rates, np.random.default_rng(SEED)) if row[0] <= LAST]
    plan.add_figures(campaign_id=campaign.pk, rows=rows, now=DEMO_NOW, **own)
    view = selectors.campaign(campaign.pk, today=CHOSEN.date(), **own)
    assert view is not None
    length_services.choose(
        view=view,
        argument=selectors.argument(view),
        control="audience",
        held_out="every second owner on the mailing list, drawn on 24 September",
        rule="fixed",
        expected=0.25,
        actor_id=head,
        now=CHOSEN,
        **own,
    )
    for on, people, acts, control_people, control_acts in LOOKS:
        length_services.add_look(
            campaign_id=campaign.pk,
            on=on,
            people=people,
            acts=acts,
            control_people=control_people,
            control_acts=control_acts,
            source="Story insights, both lists",
            actor_id=analyst,
            now=dt.datetime.combine(on, dt.time(18), dt.UTC),
            **own,
        )
    figures_assigning.assign_posts(
        campaign_id=campaign.pk,
        rule=figures_selectors.Rule(contains="wet Tuesday", first=FIRST, last=LAST),
        actor_id=head,
        now=DEMO_NOW,
        **own,
    )
    facts = readout_selectors.facts(view, workspace_id=workspace.pk, today=SIGNED.date())
    readout_services.sign(
        campaign_id=campaign.pk,
        facts=facts,
        mark=readout_selectors.mark(facts),
        own_words=WORDS,
        today=SIGNED.date(),
        actor_id=head,
        now=SIGNED,
        **own,
    )
