"""What came of planned posts: found, looked at, corrected, and then said."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from tests.apps.plan.conftest import NOW

from whetstone.apps.plan import calendar_selectors, calendar_services, matching_selectors
from whetstone.apps.plan import matching_services as services
from whetstone.apps.plan.figures_models import NetworkPost
from whetstone.core.kernel.errors import Missing, Refused
from whetstone.core.strategy.content_calendar import LINE, State

ON = dt.date(2026, 11, 20)
WORDS = "This hood has seen eleven winters and one more patch"


@pytest.fixture
def plan(world):
    """An approved post of a campaign, and what an export says went out."""

    def planned(title, **more):
        own = {"workspace_id": world.workspace.pk, "actor_id": world.lead.pk, "now": NOW}
        facts = {"network": "instagram", "shape": "post", "on": ON, "words": WORDS, **more}
        row = calendar_services.make_post(title=title, form_key=uuid.uuid4(), **facts, **own)
        for to in LINE[1 : LINE.index(State.APPROVED) + 1]:
            calendar_services.move_post(post_id=row.pk, to=to, **own)
        return row

    def posted(n, text=WORDS, **more):
        facts = {"network": "instagram", "kind": "IG image", "figures": {"views": 120}, **more}
        return NetworkPost.objects.create(
            workspace=world.workspace, post_id=f"p{n}", text=text, seen_on=ON,
            published=dt.datetime.combine(ON, dt.time(9), dt.UTC), **facts,
        )  # fmt: skip

    world.planned, world.posted = planned, posted
    return world


def proposed(world):
    return matching_selectors.proposals(world.workspace.pk, today=NOW.date(), zone="UTC")


def say(world, pairs):
    return services.match(
        workspace_id=world.workspace.pk, pairs=pairs, actor_id=world.lead.pk, now=NOW
    )


def test_a_planned_post_is_found_looked_at_and_then_counts_as_posted(plan, client_as):
    row = plan.planned("Eleven winters", campaign_id=plan.campaign.pk)
    came = plan.posted(1, text=WORDS + " #mendit")
    plan.posted(2, text="Something else entirely that went out that day")
    client = client_as(plan.lead)
    page = client.get("/plan/calendar/matching").content.decode()
    assert "Found by its words" in page
    assert calendar_selectors.state_of(row.pk) is State.APPROVED  # nothing before it is said
    for _twice in range(2):
        client.post("/plan/calendar/matching", {f"post-{row.pk}": str(came.pk)})
    assert calendar_selectors.state_of(row.pk) is State.POSTED
    came.refresh_from_db()
    assert came.campaign_id == plan.campaign.pk
    assert "views 120" in client.get(f"/plan/calendar/posts/{row.pk}").content.decode()
    assert "Every planned post is settled" in (
        client.get("/plan/calendar/matching").content.decode()
    )


def test_a_person_corrects_what_was_found_and_takes_it_back(plan, client_as):
    row = plan.planned("Eleven winters")
    plan.posted(1)
    other = plan.posted(2, text="A quite different text, by hand")
    client = client_as(plan.lead)
    client.post("/plan/calendar/matching", {f"post-{row.pk}": str(other.pk)})
    newest = matching_selectors.match_of(row.pk)
    assert (newest.posted, newest.named_by) == (other, "person")
    client.post(f"/plan/calendar/posts/{row.pk}/not-this")
    assert matching_selectors.match_of(row.pk).posted is None
    assert proposed(plan) == []


def test_two_equal_candidates_are_left_to_a_person(plan):
    plan.planned("Eleven winters")
    plan.posted(1)
    plan.posted(2)
    (one,) = proposed(plan)
    assert one.posted is None
    assert len(one.near) == 2


def test_one_posted_is_not_given_to_two_planned(plan, client_as):
    rows = [plan.planned("One"), plan.planned("Two")]
    came = plan.posted(1)
    wrong = client_as(plan.lead).post(
        "/plan/calendar/matching", {f"post-{row.pk}": str(came.pk) for row in rows}
    )
    assert wrong.status_code == 422
    assert "Another planned post has this one." in wrong.content.decode()
    say(plan, {rows[0].pk: (came.pk, "person")})
    with pytest.raises(Refused, match="taken"):
        say(plan, {rows[1].pk: (came.pk, "person")})


def test_nothing_of_another_network_or_workspace_is_matched(plan):
    row = plan.planned("Eleven winters")
    elsewhere = plan.posted(1, network="linkedin")
    with pytest.raises(Refused, match="other_network"):
        say(plan, {row.pk: (elsewhere.pk, "person")})
    NetworkPost.objects.filter(pk=elsewhere.pk).update(workspace=plan.stranger.workspace)
    with pytest.raises(Missing):
        say(plan, {row.pk: (elsewhere.pk, "person")})
