"""Who may read and decide, what is kept, and what it costs."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.apps.plan.conftest import GONE, NOW, NOW_SO, days

from whetstone.apps.field import selectors as field
from whetstone.apps.plan import citer, selectors, services
from whetstone.apps.plan.models import Campaign, CampaignFigure, Goal, ObjectiveDecision
from whetstone.web.append_only import WrittenOnceError

TODAY = NOW.date()


def test_the_plan_says_what_rests_on_something_gone_and_by_which_change(world, client_as):
    page = client_as(world.marketer).get("/plan").content.decode()
    assert "2 plans rest on something that is no longer so" in page
    assert "Swipe-up links are gone" in page
    assert "link sticker" in page


def test_an_empty_plan_says_where_to_begin(
    curriculum_loaded, make_workspace, make_person, client_as
):
    lead = make_person(make_workspace(), rights=("lead",))
    page = client_as(lead).get("/plan").content.decode()
    assert "What is all the work for?" in page


def test_the_campaign_opens_with_the_decision(world, client_as):
    page = client_as(world.leader).get(f"/plan/campaigns/{world.campaign.pk}").content.decode()
    assert "Aim for link taps" in page
    assert "Run it for" in page
    assert "7 days cannot show a 10 % difference" in page
    assert "swipe-ups" in page
    assert "Take this objective" not in page  # a leader reads


def test_a_question_of_days_and_difference_is_answered_without_script(world, client_as):
    page = client_as(world.lead).get(f"/plan/campaigns/{world.campaign.pk}?n=14&x=60")
    assert "14 days can show a 60 % difference" in page.content.decode()


@pytest.mark.parametrize("path", ["/plan", "/plan/campaigns/{c}", "/plan/goals/new"])
def test_nobody_reads_without_signing_in(world, client, path):
    found = client.get(path.format(c=world.campaign.pk))
    assert found.status_code == 302
    assert "login" in found.url


def test_another_workspace_s_campaign_is_not_there(world, client_as):
    stranger = client_as(world.stranger)
    for path in (f"/plan/campaigns/{world.campaign.pk}", f"/plan/goals/{world.metric.pk}"):
        assert stranger.get(path).status_code == 404
    posted = stranger.post(
        f"/plan/campaigns/{world.campaign.pk}/decision", {"counts": "link_taps", "days": 21}
    )
    assert posted.status_code == 404
    assert not ObjectiveDecision.objects.exists()


@pytest.mark.parametrize("who", ["marketer", "leader", "editor", "admin"])
def test_only_lead_and_partner_decide(world, client_as, who):
    found = client_as(getattr(world, who)).post(
        f"/plan/campaigns/{world.campaign.pk}/decision", {"counts": "link_taps", "days": 21}
    )
    assert found.status_code == 403
    assert not ObjectiveDecision.objects.exists()


def test_an_admin_without_other_rights_does_not_read_the_plan(world, client_as):
    assert client_as(world.admin).get("/plan").status_code == 403


def test_a_decision_freezes_its_reasons_and_moves_to_what_is_so_now(world, client_as):
    path = f"/plan/campaigns/{world.campaign.pk}"
    found = client_as(world.partner).post(f"{path}/decision", {"counts": "link_taps", "days": 21})
    assert found.status_code == 302
    made = ObjectiveDecision.objects.get()
    assert (made.counts, made.days, made.decided_by_id) == ("link_taps", 21, world.partner.pk)
    assert made.reasons["counted_as"] == "swipe-ups"
    assert made.reasons["broken"][0]["claim"] == GONE
    cited = field.cited_by(world.workspace.pk, "campaign", [str(world.campaign.pk)])
    assert cited[str(world.campaign.pk)] == [(NOW_SO, "rests_on")]
    view = selectors.campaign(world.campaign.pk, workspace_id=world.workspace.pk, today=TODAY)
    assert view is not None
    assert view.breaks == ()
    page = client_as(world.lead).get(path).content.decode()
    assert "The reasons as they stood" in page
    with pytest.raises(WrittenOnceError):
        made.save()


def test_a_decision_sent_twice_is_one(world, client_as):
    lead, path = client_as(world.lead), f"/plan/campaigns/{world.campaign.pk}/decision"
    facts = {"counts": "link_taps", "days": 21, "own_words": "we agreed"}
    lead.post(path, facts)
    lead.post(path, facts)
    second = ObjectiveDecision.objects.count()
    lead.post(path, facts)
    assert ObjectiveDecision.objects.count() == second <= 2  # the first one also mended the claim


def test_a_wrong_decision_is_refused_with_its_fault(world, client_as):
    found = client_as(world.lead).post(
        f"/plan/campaigns/{world.campaign.pk}/decision", {"counts": "likes", "days": 0}
    )
    assert found.status_code == 422
    assert not ObjectiveDecision.objects.exists()


def test_a_real_team_can_start(curriculum_loaded, make_workspace, make_person, client_as):
    workspace = make_workspace()
    lead = client_as(make_person(workspace, rights=("lead",)))
    goal = {
        "kind": "business",
        "title": "Fifty bookings by March",
        "target": "50",
        "baseline": "0",
    }
    assert lead.post("/plan/goals/new", goal).status_code == 302
    assert lead.post("/plan/goals/new", goal).status_code == 302
    made = Goal.objects.get()
    reading = {"on": "2026-11-20", "value": "12", "source": "the book"}
    assert lead.post(f"/plan/goals/{made.pk}/readings", reading).status_code == 302
    for era, is_told in (("tagged links", False), ("all links", True), ("all links", False)):
        said = lead.post(f"/plan/goals/{made.pk}", goal | {"era": era}, follow=True).text
        assert ("counted another way and are not joined" in said) is is_told
    campaign = {
        "name": "Open house", "aim": "Bookings", "goal_id": made.pk, "wanted_act": "link_taps",
        "starts_on": "2026-12-01", "ends_on": "2026-12-21", "people_a_day": "500",
        "audience": "9000", "lift": "20", "value_unit": "€",
    }  # fmt: skip
    assert lead.post("/plan/campaigns/new", campaign).status_code == 302
    pk = Campaign.objects.get().pk
    assert "There are no figures" in lead.get(f"/plan/campaigns/{pk}").content.decode()
    rows = "\n".join(f"{on},{n},{v},{'' if r is None else r},{t}" for on, n, v, r, t in days(60))
    assert lead.post(f"/plan/campaigns/{pk}/figures", {"rows": rows}).status_code == 302
    assert lead.post(f"/plan/campaigns/{pk}/figures", {"rows": rows}).status_code == 302
    assert CampaignFigure.objects.count() == 60
    assert lead.get("/plan").status_code == 200


def test_all_faults_of_a_campaign_are_told_at_once(world, client_as):
    found = client_as(world.lead).post(
        "/plan/campaigns/new",
        {
            "name": "", "aim": "x", "wanted_act": "link_taps", "starts_on": "2026-12-20",
            "ends_on": "2026-12-01", "people_a_day": "900", "audience": "100", "lift": "20",
            "value_unit": "€",
        },
    )  # fmt: skip
    page = found.content.decode()
    assert "The last day lies before the first" in page
    assert "More than could be reached at all" in page
    assert "3 things to look at again" in page


GOAL = {"kind": "business", "title": "1,200 repairs", "baseline": "120", "target": "1200"}


def test_a_goal_sent_twice_is_one_and_another_of_its_name_is_not_lost_in_silence(world, client_as):
    lead = client_as(world.lead)
    for _again in range(2):
        assert lead.post("/plan/goals/new", GOAL).status_code == 302
    assert Goal.objects.filter(title="1,200 repairs").count() == 1
    answer = lead.post("/plan/goals/new", GOAL | {"target": "1500"})
    page = answer.content.decode()
    assert "stands here already" in page
    assert 'value="1500"' in page
    assert Goal.objects.get(title="1,200 repairs").target == 1200


def test_another_campaign_of_one_name_and_day_is_refused_and_kept_as_typed(world, client_as):
    lead = client_as(world.lead)
    said = {
        "name": "Winter", "aim": "They tap", "wanted_act": "link_taps", "counted_as": "taps",
        "starts_on": "2026-12-07", "ends_on": "2026-12-20", "people_a_day": "2000",
        "audience": "45000", "lift": "20", "value_unit": "€",
    }  # fmt: skip
    for _again in range(2):
        assert lead.post("/plan/campaigns/new", said).status_code == 302
    answer = lead.post("/plan/campaigns/new", said | {"aim": "They answer"})
    assert "begins on that day" in answer.content.decode()
    assert "They answer" in answer.content.decode()
    assert Campaign.objects.filter(name="Winter").count() == 1


def test_who_decides_reaches_every_node_of_the_tree_and_who_reads_does_not(world, client_as):
    way = f'href="/plan/goals/{world.top.pk}"'
    assert way in client_as(world.lead).get("/plan").content.decode()
    assert way not in client_as(world.leader).get("/plan").content.decode()


def test_a_node_never_sinks_below_what_hangs_on_it(world, client_as):
    lead = client_as(world.lead)
    said = {"kind": "metric", "title": "Owners tap through", "parent_id": world.top.pk}
    answer = lead.post(f"/plan/goals/{world.social.pk}", said)  # its own metric hangs on it
    assert answer.status_code == 422
    assert "which would not be lower" in answer.content.decode()
    ring = {"kind": "question", "title": "Owners tap through", "parent_id": world.social.pk}
    assert lead.post(f"/plan/goals/{world.social.pk}", ring).status_code == 422
    world.social.refresh_from_db()
    assert (world.social.kind, world.social.parent_id) == ("social", world.top.pk)


def test_a_node_on_which_nothing_hangs_goes_and_others_stay(world, client_as):
    lead = client_as(world.lead)
    page = lead.get(f"/plan/goals/{world.metric.pk}").content.decode()
    assert "Take it out of the tree" in page
    assert field.cited_by(world.workspace.pk, "goal_metric", [str(world.metric.pk)])
    assert lead.post(f"/plan/goals/{world.metric.pk}/removal").status_code == 302
    assert not Goal.objects.filter(pk=world.metric.pk).exists()
    assert not field.cited_by(world.workspace.pk, "goal_metric", [str(world.metric.pk)])
    assert lead.post(f"/plan/goals/{world.metric.pk}/removal").status_code == 404
    for one in (world.social, world.top):  # a campaign and a node hang on them
        assert "Take it out" not in lead.get(f"/plan/goals/{one.pk}").content.decode()
        said = lead.post(f"/plan/goals/{one.pk}/removal", follow=True).content.decode()
        assert "Something hangs on it" in said
        assert Goal.objects.filter(pk=one.pk).exists()


def test_a_node_with_figures_stays_and_nobody_else_takes_one_out(world, client_as):
    for person, code in ((world.marketer, 403), (world.leader, 403), (world.stranger, 404)):
        answer = client_as(person).post(f"/plan/goals/{world.metric.pk}/removal")
        assert answer.status_code == code
    services.add_reading(
        workspace_id=world.workspace.pk, goal_id=world.metric.pk, on=NOW.date(), value=2.0,
        source="the desk", now=NOW,
    )  # fmt: skip
    client_as(world.lead).post(f"/plan/goals/{world.metric.pk}/removal")
    assert Goal.objects.filter(pk=world.metric.pk).exists()


def test_a_campaign_keeps_how_long_people_take_and_does_not_invent_it(world, client_as):
    lead = client_as(world.lead)
    way = f"/plan/campaigns/{world.campaign.pk}"
    assert "Assumed that people act at once" in lead.get(f"{way}/length").content.decode()
    said = {
        "name": "Mend it", "aim": "Owners tap through", "wanted_act": "link_taps",
        "counted_as": "taps", "goal_id": world.social.pk, "starts_on": "2026-11-30",
        "ends_on": "2026-12-20", "people_a_day": "2571", "audience": "45000", "lift": "20",
        "value_unit": "€", "decide_days": "9", "half_life_days": "3",
    }  # fmt: skip
    assert lead.post(f"{way}/change", said | {"half_life_days": "0"}).status_code == 422
    assert lead.post(f"{way}/change", said).status_code == 302
    page = lead.get(f"{way}/length").content.decode()
    assert "People take 9 days to decide and the effect 10 days to settle" in page
    assert "Assumed that people act" not in page
    assert 'value="9"' in lead.get(f"{way}/change").content.decode()


def test_goals_without_a_campaign_are_not_called_served(world, client_as):
    services.create_goal(
        workspace_id=world.stranger.workspace_id, kind="business", title="More", now=NOW
    )
    page = client_as(world.stranger).get("/plan").content.decode()
    assert "no campaign serves them yet" in page
    assert "Every campaign serves" not in page


def test_a_goal_stands_only_under_something_higher(world, client_as):
    found = client_as(world.lead).post(
        "/plan/goals/new", {"kind": "business", "title": "x", "parent_id": world.social.pk}
    )
    assert "stands under something higher" in found.content.decode()


def test_the_ripple_can_name_metrics_and_campaigns_and_asks_no_owner_to_relearn(world):
    own, other = world.workspace.pk, world.stranger.workspace_id
    ids = [str(world.campaign.pk)]
    assert citer.CAMPAIGN_CITER.describe(own, ids)[ids[0]].title == "Mend it"
    assert citer.CAMPAIGN_CITER.describe(other, ids) == {}
    assert all(one.concerned is None for one in citer.CITERS)


def _count(client, path) -> int:
    client.get(path)
    with CaptureQueriesContext(
        connection,
    ) as seen:
        assert client.get(path).status_code == 200
    return len(seen)


def test_pages_cost_the_same_for_seven_and_for_sixty_people(world, client_as, make_person):
    lead = client_as(world.lead)
    paths = ("/plan", f"/plan/campaigns/{world.campaign.pk}")
    few = [_count(lead, path) for path in paths]
    for n in range(55):
        person = make_person(world.workspace)
        goal = services.create_goal(
            workspace_id=world.workspace.pk, kind="social", title=f"Goal {n}", now=NOW,
            parent_id=world.top.pk, owner_id=person.pk, target=2, due_on=dt.date(2027, 1, 1),
        )  # fmt: skip
        services.add_reading(
            workspace_id=world.workspace.pk,
            goal_id=goal.pk,
            on=TODAY,
            value=1,
            source="x",
            now=NOW,
        )
    assert [_count(lead, path) for path in paths] == few
    assert max(few) <= 18  # a campaign reads its parts, who said yes, what is learned
