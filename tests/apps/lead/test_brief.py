"""What the leader's page says, withholds, keeps and costs."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.apps.lead.conftest import NOW, booked, profile

from whetstone.apps.lead import services
from whetstone.apps.lead.models import Brief, Decision
from whetstone.apps.lead.sheet import group_to_show, sheet
from whetstone.apps.people import selectors as people
from whetstone.apps.plan import services as plan
from whetstone.web.append_only import WrittenOnceError

GONE = "clm-instagram-swipe-up"
ONE = (0.97, 0.02, 0.02, 0.02, 0.02, 0.02)


def figures(team) -> dict:
    return sheet(team.workspace.pk, now=NOW, released=None)


def test_currency_is_a_full_count_of_the_facts_under_the_answers(team, client_as):
    own = team(6)
    found = figures(own)["currency"]
    assert (found["live"], found["all"], found["people"]) == (24, 30, 6)
    page = client_as(own.leader).get("/lead").content.decode()
    assert "of what the team knows still rests on current facts" in page
    assert "without an interval" in page


def test_nothing_is_shown_for_a_team_under_five(team, client_as):
    own = team(4)
    found = figures(own)
    assert found["currency"]["share"] is None
    assert found["cover"][0]["p"] is None
    assert found["cover"][0]["why"] == "small_team"
    assert (
        "Nothing is shown for teams under 5" in client_as(own.leader).get("/lead").content.decode()
    )


def test_a_single_holder_is_named_only_while_the_word_is_shared(team, client_as):
    open_, shut = team(6, chances=ONE, shares=True), team(6, chances=ONE)
    assert figures(open_)["cover"][0]["single"]
    assert "Learner 0 only" in client_as(open_.leader).get("/lead").content.decode()
    page = client_as(shut.leader).get("/lead").content.decode()
    assert "Learner 0" not in page
    assert "one person only" in page


def test_a_frozen_page_names_nobody(team):
    own = team(6, chances=ONE, shares=True)
    made = services.freeze(workspace_id=own.workspace.pk, actor_id=None, cause="x", now=NOW)
    assert "Learner" not in str(made.figures)


def test_numbers_that_would_tell_on_a_newcomer_stay_with_the_group_released_before(
    team, make_person
):
    own = team(6)
    services.freeze(workspace_id=own.workspace.pk, actor_id=None, cause="x", now=NOW)
    profile(make_person(own.workspace), area="STR", p=0.99)
    before = Brief.objects.get().figures
    after = sheet(own.workspace.pk, now=NOW, released=before)
    assert after["currency"]["people"] == 6
    assert after["cover"][0]["p"] == before["cover"][0]["p"]


def test_a_group_is_shown_when_it_is_new_or_large_enough_or_as_it_was():
    assert group_to_show([1, 2, 3, 4], []) == []
    assert group_to_show([1, 2, 3, 4, 5], []) == [1, 2, 3, 4, 5]
    assert group_to_show([1, 2, 3, 4, 5, 6], [1, 2, 3, 4, 5]) == [1, 2, 3, 4, 5]
    assert group_to_show([2, 3, 4, 5, 6, 7], [1, 2, 3, 4, 5]) == []


def test_hours_kept_and_taken_are_added_up(team, client_as):
    own = team(6)
    for n, person in enumerate(own.people):
        booked(person, days_ago=7, state="stolen" if n == 0 else "kept")
    found = figures(own)["hours"]
    assert (found["kept"], found["stolen"]) == (2.5, 0.5)
    assert "of 3.0 h" in client_as(own.leader).get("/lead").content.decode()


def test_the_return_of_training_cannot_be_told_and_says_why(team, client_as):
    page = client_as(team(6).leader).get("/lead").content.decode()
    assert "Cannot tell" in page
    assert "at least five teams" in page


def test_what_threatens_a_goal_stands_in_the_heading(team, client_as):
    own = team(6)
    plan.create_goal(
        workspace_id=own.workspace.pk, kind="metric", title="Taps", now=NOW, rests_on=[GONE]
    )
    page = client_as(own.leader).get("/lead").content.decode()
    assert "“Taps” rests on something that is no longer so" in page
    assert "Swipe-up links are gone" in page


def test_every_goal_says_what_its_figure_means_and_where_it_is_from(team, client_as):
    own = team(6)
    made = plan.create_goal(
        workspace_id=own.workspace.pk, kind="metric", title="Repairs", now=NOW, target=40,
        definition="Forms sent from a tagged link", era="tagged links",
    )  # fmt: skip
    plan.add_reading(
        workspace_id=own.workspace.pk,
        goal_id=made.pk,
        value=12,
        on=NOW.date(),
        source="the desk",
        now=NOW,
    )
    page = client_as(own.leader).get("/lead").content.decode()
    for told in ("Forms sent from a tagged link.", "Source: the desk, 23 November 2026.",
                 "Interval: A count has none.", "Counted as: tagged links."):  # fmt: skip
        assert told in page
    assert ".." not in page


def test_page_and_brief_say_the_same_of_one_absence_and_name_nobody(team, client_as):
    chances = (0.97, 0.9, 0.02, 0.02, 0.02, 0.02)
    own = team(6, chances=chances, shares=True)
    lead = client_as(own.lead)
    said = "With one person on leave or gone, cover would be less sure for: Strategy"
    assert said in lead.get("/lead").text
    assert said in lead.get("/lead/brief").text
    assert not any(one.name in lead.get("/lead/brief").text for one in own.people)
    quiet = team(6, chances=chances)
    assert "would be less sure" not in client_as(quiet.lead).get("/lead").text


def test_a_page_on_which_nothing_moved_says_so(team, client_as):
    own = team(6)
    services.freeze(workspace_id=own.workspace.pk, actor_id=None, cause="the change", now=NOW)
    page = client_as(own.leader).get("/lead").text
    assert "No figure has moved since the page of" in page
    assert "Figures with an arrow" not in page


def test_before_and_now_stand_side_by_side(team, client_as):
    own = team(6)
    made = services.freeze(
        workspace_id=own.workspace.pk, actor_id=None, cause="the change", now=NOW
    )
    old = made.figures
    old["currency"]["share"] = 0.92
    Brief.objects.filter(pk=made.pk).update(figures=old)
    page = client_as(own.leader).get("/lead").content.decode()
    assert "92 → 80" in page
    assert "the change" in page


def test_only_the_lead_freezes_and_twice_is_once(team, client_as):
    own = team(6)
    assert client_as(own.leader).post("/lead/briefs").status_code == 403
    lead = client_as(own.lead)
    first = lead.post("/lead/briefs")
    assert lead.get(first.url).status_code == 200
    assert lead.post("/lead/briefs").url == first.url
    assert Brief.objects.count() == 1
    with pytest.raises(WrittenOnceError):
        Brief.objects.get().save()


def test_decisions_are_taken_once_and_stay(team, client_as):
    own = team(6)
    leader = client_as(own.leader)
    codes = [ask["code"] for ask in figures(own)["decisions"]]
    assert codes
    mark = re.search(r'name="mark" value="(\w+)"', leader.get("/lead").content.decode())[1]
    first = leader.post("/lead/decisions", {"code": codes, "mark": mark})
    again = leader.post("/lead/decisions", {"code": codes, "mark": mark})
    assert first.url == again.url
    assert Decision.objects.count() == len(codes)
    leader.post(f"{first.url}/decisions", {"code": [*codes, "made_up"]})
    assert Decision.objects.count() == len(codes)
    assert "Taken by Dara" in leader.get(first.url).content.decode()
    assert client_as(own.admin).post("/lead/decisions", {"code": codes}).status_code == 403


def test_publication_keeps_the_page_as_it_stood_in_teams_only(team, make_workspace):
    own, school = team(6), make_workspace(name="College", kind="school")
    services.freeze_before_publication(own.workspace.pk, own.lead.pk, NOW, "Reach leaves")
    services.freeze_before_publication(school.pk, None, NOW, "Reach leaves")
    assert [(one.workspace_id, one.cause) for one in Brief.objects.all()] == [
        (own.workspace.pk, "Reach leaves")
    ]


@pytest.mark.parametrize("path", ["/lead", "/lead/requirements", "/lead/briefs/1"])
def test_learners_and_strangers_stay_outside(team, client_as, client, path):
    own = team(6)
    assert client_as(own.people[0]).get(path).status_code == 403
    assert client.get(path).status_code == 302


def test_another_workspace_s_page_is_not_there(team, client_as):
    own, other = team(6), team(6)
    made = services.freeze(workspace_id=own.workspace.pk, actor_id=None, cause="x", now=NOW)
    leader = client_as(other.leader)
    assert leader.get(f"/lead/briefs/{made.pk}").status_code == 404
    assert leader.post(f"/lead/briefs/{made.pk}/decisions", {"code": "x"}).status_code == 404


def test_the_head_count_is_set_and_all_faults_are_told(team, client_as):
    own = team(6)
    lead = client_as(own.lead)
    wrong = lead.post("/lead/requirements", {"people-STR": "-1", "people-ANA": "x"})
    assert "2 things to look at again" in wrong.content.decode()
    lead.post("/lead/requirements", {"people-STR": "3", "level-STR": "2", "people-ANA": ""})
    needs = people.requirements(own.workspace.pk)
    assert [(one.area_id, one.level, one.people) for one in needs] == [("STR", 2, 3)]
    assert client_as(own.leader).get("/lead/requirements").status_code == 403


def test_the_page_costs_the_same_for_seven_and_for_sixty_people(team, client_as):
    counts = []
    for size in (7, 60):
        own = team(size, shares=True)
        for person in own.people:
            booked(person, days_ago=7, state="kept")
        services.freeze(workspace_id=own.workspace.pk, actor_id=None, cause="x", now=NOW)
        leader = client_as(own.leader)
        leader.get("/lead")
        with CaptureQueriesContext(connection) as seen:
            assert leader.get("/lead").status_code == 200
        counts.append(len(seen))
    assert counts[0] == counts[1]
    assert counts[0] <= 36
