"""A campaign's pages say how often it is seen and whether people tire, or why they cannot."""

from __future__ import annotations

import datetime as dt
import random

import pytest
from tests.apps.plan.conftest import NOW

from whetstone.apps.plan import selectors, services
from whetstone.apps.plan.figures_models import DaySnapshot, Upload
from whetstone.apps.plan.models import Campaign, CampaignFigure
from whetstone.web import once

pytestmark = pytest.mark.django_db
D = dt.date


def swinging(*, fall: float, views: bool = True, weeks: int = 21):
    """Days whose views swing from week to week; `fall` taps per 100 fewer for each doubling."""
    rnd = random.Random(4)
    rows = []
    for n in range(7 * weeks):
        on = D(2026, 11, 22) - dt.timedelta(days=7 * weeks - 1 - n)
        if n % 7 == 0:
            doublings = rnd.random()
        taps = round(25.71 * (2 - fall * (doublings - 0.5)) * (1 + rnd.gauss(0, 0.05)))
        rows.append((on, 2571, round(3100 * 2**doublings) if views else None, 5, taps))
    return rows


def put(world, rows):
    CampaignFigure.objects.filter(campaign=world.campaign).delete()
    services.add_figures(
        workspace_id=world.workspace.pk, campaign_id=world.campaign.pk, rows=rows, now=NOW
    )


def both(world, client):
    way = f"/plan/campaigns/{world.campaign.pk}"
    return [client.get(f"{way}{page}").content.decode() for page in ("", "/length")]


def facts(world, **more):
    return {
        "name": "Mend it", "aim": "Owners tap through", "wanted_act": "link_taps",
        "counted_as": "taps", "goal_id": world.social.pk, "starts_on": "2026-11-30",
        "ends_on": "2026-12-20", "people_a_day": "2571", "audience": "45000", "lift": "20",
        "value_unit": "€", **more,
    }  # fmt: skip


def test_people_who_tire_are_told_with_interval_and_source(world, client_as):
    put(world, swinging(fall=1.0))
    for page in both(world, client_as(world.lead)):
        assert "People answer less the more often they see it: −" in page
        assert "per 100 for each doubling (−" in page
        assert "so more than" in page
        assert "147 days of your own figures" in page
        assert "weeks differ in other" in page


def test_no_sign_of_it_is_said_with_its_interval_too(world, client_as):
    put(world, swinging(fall=0.0))
    for page in both(world, client_as(world.lead)):
        assert "No sign that people tire of it: " in page
        assert "you gave no cap" in page


def test_what_cannot_be_told_says_why_and_what_would(world, client_as):
    for page in both(world, client_as(world.lead)):
        assert "how often they see it hardly moves" in page
    put(world, swinging(fall=1.0, weeks=5))
    for page in both(world, client_as(world.lead)):
        assert "5 whole weeks of your own have views, people and link taps, and it takes 8" in page
    put(world, swinging(fall=1.0, views=False))
    for page in both(world, client_as(world.lead)):
        assert "no day of your own has both views and people" in page
        assert "Meta Business Suite" in page


def test_a_cap_that_is_passed_binds_and_is_named(world, client_as):
    lead, way = client_as(world.lead), f"/plan/campaigns/{world.campaign.pk}"
    put(world, swinging(fall=0.0))
    assert lead.post(f"{way}/change", facts(world, most_times="2.5")).status_code == 302
    for page in both(world, lead):
        assert "each person reached has seen it more than 2.5 times, your cap" in page
    assert 'value="2.5"' in lead.get(f"{way}/change").content.decode()
    late = facts(world, most_times="2.5", decide_days="30")
    assert lead.post(f"{way}/change", late).status_code == 302
    page = both(world, lead)[1]
    assert "No length meets every condition" in page
    assert "It needs 35 days, but after day" in page
    assert "Most times each person should see it" in both(world, lead)[0]


def test_where_two_halves_would_do_but_for_the_cap_the_cap_is_what_binds(world, client_as):
    put(world, swinging(fall=1.0))
    lead, way = client_as(world.lead), f"/plan/campaigns/{world.campaign.pk}"
    assert "in two halves" in both(world, lead)[0]
    assert lead.post(f"{way}/change", facts(world, most_times="2.1")).status_code == 302
    for page in both(world, lead):
        assert "It needs 21 days, but after day" in page
        assert "more than 2.1 times, your cap" in page
    assert "No length meets every condition" in both(world, lead)[0]


@pytest.mark.parametrize("typed", ["0.5", "often", "101", "-3"])
def test_a_cap_that_cannot_be_is_refused_and_nothing_is_lost(world, client_as, typed):
    way = f"/plan/campaigns/{world.campaign.pk}/change"
    answer = client_as(world.lead).post(way, facts(world, most_times=typed, aim="Kept words"))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert f'value="{typed}"' in page
    assert "A cap is a number from 1 to 100." in page
    assert "Kept words" in page
    assert Campaign.objects.get(pk=world.campaign.pk).most_times is None


def test_whoever_does_not_decide_sets_no_cap(world, client_as):
    way = f"/plan/campaigns/{world.campaign.pk}/change"
    for person in (world.marketer, world.leader, world.editor, world.stranger):
        answer = client_as(person).post(way, facts(world, most_times="2"))
        assert answer.status_code in {403, 404}
    assert Campaign.objects.get(pk=world.campaign.pk).most_times is None


def imported(world, *, workspace=None, era=lambda _on: "new"):
    """The account's days as an export gives them: views and reach in charts of their own."""
    uploads = {}
    for on, people, views, _replies, taps in swinging(fall=1.0):
        key = era(on)
        if key not in uploads:
            uploads[key] = Upload.objects.create(
                workspace=workspace or world.workspace, made_at=NOW, touched_at=NOW,
                digest=key, seen_on=D(2026, 11, 22), network="instagram",
                eras={"views": key}, state=Upload.State.TAKEN,
            )  # fmt: skip
        for figures in ({"views": views, "link_taps": taps}, {"reach": people}):
            DaySnapshot.objects.create(
                workspace=workspace or world.workspace, upload=uploads[key], network="instagram",
                on=on, seen_on=D(2026, 11, 22), figures=figures,
            )  # fmt: skip


def test_days_of_the_whole_account_stand_in_where_the_campaign_has_none(world, client_as):
    put(world, swinging(fall=1.0, views=False))
    imported(world)
    for page in both(world, client_as(world.lead)):
        assert "People answer less the more often they see it" in page
        assert "147 days of the whole account on Instagram" in page


def test_views_counted_in_two_ways_are_not_joined(world, client_as):
    put(world, swinging(fall=1.0, views=False))
    imported(world, era=lambda on: "new" if on > D(2026, 9, 27) else "old")
    assert "56 days of the whole account on Instagram" in both(world, client_as(world.lead))[0]


def test_another_workspace_s_days_are_not_there(world, client_as):
    put(world, swinging(fall=1.0, views=False))
    imported(world, workspace=world.stranger.workspace)
    page = both(world, client_as(world.lead))[0]
    assert "no day of your own has both views and people" in page
    assert "whole account" not in page


def test_days_of_the_account_are_read_once_for_all_campaigns(world, django_assert_num_queries):
    put(world, swinging(fall=1.0, views=False, weeks=2))
    view = selectors.campaign(world.campaign.pk, workspace_id=world.workspace.pk, today=NOW.date())
    selectors.case(view)
    with once.reading(only_reads=True), django_assert_num_queries(4):
        for _each in range(3):
            selectors.case(view)  # figures of each, and the account's days
