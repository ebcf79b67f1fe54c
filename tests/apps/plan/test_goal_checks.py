"""What the goal tree says of itself: questions, metrics pulled two ways, eras, and hours."""

from __future__ import annotations

import datetime as dt
import uuid

from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.apps.plan.conftest import NOW

from whetstone.apps.plan import calendar_services as calendar
from whetstone.apps.plan import hours_selectors, selectors, services
from whetstone.apps.plan.hours_words import hours_words
from whetstone.apps.plan.models import Goal


def own(world):
    return {"workspace_id": world.workspace.pk, "now": NOW}


def missing(world, client):
    return client.get("/plan").content.decode().partition("What the tree lacks")[2]


def planned(world, minutes, **more):
    facts = {"title": "A zip", "network": "instagram", "shape": "story", "minutes": minutes}
    return calendar.make_post(
        form_key=uuid.uuid4(), actor_id=world.lead.pk, **own(world), **(facts | more)
    )


def test_a_metric_that_two_goals_pull_apart_is_told_with_both_goals(world, client_as):
    other = services.create_goal(kind="business", title="Calm inbox", **own(world))
    services.create_goal(
        kind="metric", title="taps  PER 100 people", parent_id=other.pk, unit="%", baseline=2.5,
        target=1.0, **own(world),
    )  # fmt: skip
    said = missing(world, client_as(world.lead))
    assert "is pulled two ways: Owners tap through wants it up, Calm inbox wants it down" in said


def test_a_metric_whose_era_ended_and_a_question_without_one_are_told(world, client_as):
    services.create_goal(
        kind="question", title="Do taps help?", parent_id=world.social.pk, **own(world)
    )
    said = missing(world, client_as(world.lead))
    assert "Taps per 100 people is counted in a way that has ended" in said
    assert "Do taps help? is a question that no metric answers" in said


def test_hours_against_priorities_are_said_as_a_sentence(world, client_as):
    other = services.create_goal(kind="business", title="Calm inbox", priority=1, **own(world))
    Goal.objects.filter(pk=world.top.pk).update(priority=3)
    planned(world, 60, campaign_id=world.campaign.pk)
    planned(world, 180, goal_id=other.pk, on=dt.date(2026, 12, 1))
    planned(world, None, goal_id=other.pk)
    page = client_as(world.leader).get("/plan").content.decode()
    assert "50\u00a0% of the hours would have to move" in page
    assert "1 says no minutes and is left out" in page


def test_without_priorities_or_minutes_it_cannot_be_told(world):
    planned(world, None, campaign_id=world.campaign.pk)
    board = selectors.board(world.workspace.pk, today=NOW.date())
    tree = selectors.tree_of(board)
    said = hours_words(hours_selectors.hours(world.workspace.pk, tree), board)
    assert "cannot tell" in said["served"]
    assert "no goal states its share" in said["priorities"]
    other = hours_selectors.hours(world.stranger.workspace_id, tree)
    assert hours_words(other, board) is None


def test_hours_and_posts_without_a_path_are_counted_apart_in_one_query(world):
    for _ in range(3):
        planned(world, 30)
    planned(world, 30, campaign_id=world.campaign.pk)
    board = selectors.board(world.workspace.pk, today=NOW.date())
    tree = selectors.tree_of(board)
    with CaptureQueriesContext(connection) as asked:
        found = hours_selectors.hours(world.workspace.pk, tree)
    assert len(asked) == 1
    assert (found.served.aligned, found.served.whole) == (0.5, 2.0)
    assert "3 planned posts lead to no business goal." in hours_words(found, board)["orphans"]


def test_a_goal_keeps_its_stated_share_of_the_work(world, client_as):
    typed = {
        "kind": "business", "title": world.top.title, "priority": "3", "baseline": "120",
        "target": "1200",
    }  # fmt: skip
    path = f"/plan/goals/{world.top.pk}"
    assert client_as(world.lead).post(path, typed).status_code == 302
    assert Goal.objects.get(pk=world.top.pk).priority == 3
    wrong = client_as(world.lead).post(path, typed | {"priority": "-1"})
    assert "greater than or equal to 0" in wrong.content.decode()
