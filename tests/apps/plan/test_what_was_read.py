"""What is signed, approved and matched is what was read; and it can be told what changed since."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from tests.apps.plan.conftest import GONE, NOW
from tests.apps.plan.test_reading_campaigns import (
    chosen,
    facts_of,
    looked,
    over,
    posted,
    proven,
    view_of,
)

from whetstone.apps.people import selectors as people
from whetstone.apps.people import services as people_services
from whetstone.apps.people.erasing import erase_person
from whetstone.apps.plan import (
    calendar_services,
    campaign_selectors,
    campaign_services,
    matching_services,
    readout_selectors,
    readout_services,
    report_selectors,
    review_selectors,
    review_services,
    selectors,
)
from whetstone.apps.plan.figures_models import NetworkPost
from whetstone.apps.plan.models import AudienceSegment, Campaign, Goal
from whetstone.apps.plan.models_campaign import ChoiceMade
from whetstone.apps.plan.models_readout import CampaignReadout
from whetstone.apps.plan.models_review import ReviewComment
from whetstone.core.kernel.errors import Refused
from whetstone.core.strategy.content_calendar import Standing, State, why_not

__all__ = ["over"]  # a fixture
D = dt.date


def own(world, who, now=NOW):
    return {"workspace_id": world.workspace.pk, "actor_id": who.pk, "now": now}


def settle(world, part, values, **more):
    campaign_services.settle(
        campaign_id=world.campaign.pk, part=part, values=values, today=NOW.date(),
        **own(world, world.lead), **more,
    )  # fmt: skip


def test_figures_that_came_after_the_reading_are_not_signed_and_the_words_stay(over, client_as):
    chosen(over)
    looked(over, D(2026, 11, 22), 500, 400)
    mark = readout_selectors.mark(facts_of(over))
    looked(over, D(2026, 11, 23), 300, 400)
    page = f"/plan/campaigns/{over.over.pk}/read-out/signature"
    typed = {"own_words": "Long words.", "mark": mark}
    answer = proven(client_as(over.lead)).post(page, typed)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "The figures have changed since you read them" in text
    assert "Long words." in text
    assert readout_selectors.mark(facts_of(over)) in text
    assert not CampaignReadout.objects.exists()
    with pytest.raises(Refused):
        readout_services.sign(
            campaign_id=over.over.pk, facts=facts_of(over), mark=mark, own_words="",
            today=NOW.date(), **own(over, over.lead),
        )  # fmt: skip


def test_signing_asks_who_it_is_and_the_words_come_through(over, client_as):
    chosen(over)
    client = client_as(over.lead)
    page = f"/plan/campaigns/{over.over.pk}/read-out/signature"
    typed = {"own_words": "Kept.", "mark": readout_selectors.mark(facts_of(over))}
    asked = client.post(page, typed)
    assert "reauthenticate" in asked.headers["Location"]
    assert not CampaignReadout.objects.exists()
    client.post(asked.headers["Location"], {"password": "a long password 1", "next": page})
    assert CampaignReadout.objects.get().own_words == "Kept."
    assert client.get(page).status_code == 302


def differs(world):
    board = selectors.board(world.workspace.pk, today=NOW.date())
    view = review_selectors.reviews(world.workspace.pk, board)[0]
    return {one.key for one in view.changed}


@pytest.fixture
def signed(world):
    """A campaign whose audience and measure are settled, reviewed and signed."""
    part = AudienceSegment.objects.create(workspace=world.workspace, name="Riders", country="NP")
    metric = Goal.objects.filter(workspace=world.workspace, kind="metric").first()
    settle(world, "audience", {"segments": [part.pk], "words": ""})
    settle(world, "measure", {"metric": metric.pk})
    settle(world, "brief", {"what": "A"})
    review = review_services.ask_review(
        campaign_id=world.campaign.pk, reviewer_id=world.partner.pk, **own(world, world.lead)
    )
    board = selectors.board(world.workspace.pk, today=NOW.date())
    (view,) = review_selectors.reviews(world.workspace.pk, board)
    review_services.sign(review_id=review.pk, seal=view.seal, **own(world, world.partner))
    world.part, world.metric, world.review = part, metric, review
    assert differs(world) == set()
    return world


def test_a_seal_holds_claims_segments_metrics_and_the_name(signed):
    AudienceSegment.objects.filter(pk=signed.part.pk).update(weight=3.0)
    assert differs(signed) == {"part-audience"}
    settle(signed, "brief", {"what": "A"}, rests_on=[GONE])
    assert differs(signed) == {"part-audience", "part-brief"}
    Goal.objects.filter(pk=signed.metric.pk).update(target=987)
    assert "part-measure" in differs(signed)
    Campaign.objects.filter(pk=signed.campaign.pk).update(name="Another")
    assert "aim" in differs(signed)


def test_a_yes_names_what_was_read_and_another_plan_is_not_approved_unseen(world, client_as):
    settle(world, "approvals", {"people": [world.leader.pk], "by": None})
    settle(world, "brief", {"what": "Before"})
    view = view_of(world, world.campaign)
    facts = {"workspace_id": world.workspace.pk, "today": NOW.date()}
    seal = campaign_selectors.whole(view, **facts).seal
    settle(world, "brief", {"what": "After"})
    page = f"/plan/campaigns/{world.campaign.pk}"
    client = client_as(world.leader)
    assert f'name="seal" value="{campaign_selectors.whole(view, **facts).seal}"' in (
        client.get(page).content.decode()
    )
    answer = client.post(f"{page}/says", {"is_yes": "yes", "words": "Mine.", "seal": seal})
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "The plan has changed since you read it" in text
    assert "Mine." in text
    seal = campaign_selectors.whole(view, **facts).seal
    assert seal in text
    client.post(f"{page}/says", {"is_yes": "yes", "words": "Mine.", "seal": seal})
    settle(world, "brief", {"what": "Later"})
    shown = client.get(page).content.decode()
    assert "Changed since: Brief." in shown
    assert "What was read then" in shown


def test_the_same_comment_again_later_is_a_second_one_and_refused_words_stay(world, client_as):
    review = review_services.ask_review(
        campaign_id=world.campaign.pk, reviewer_id=world.partner.pk, **own(world, world.lead)
    )
    said = {"review_id": review.pk, "line": "aim", "text": "Why?", "wants_change": False}
    for minutes in (0, 0, 5):
        now = NOW + dt.timedelta(minutes=minutes)
        review_services.comment(**said, **own(world, world.partner, now))
    assert ReviewComment.objects.count() == 2
    gone = {"line": "part-risks", "text": "Of what is gone"}
    answer = client_as(world.partner).post(f"/plan/reviews/{review.pk}/comments", gone)
    assert answer.status_code == 422
    assert "Of what is gone" in answer.content.decode()


def test_looks_are_judged_by_the_choice_that_stood_on_the_first_day(over, client_as):
    chosen(over)
    looked(over, D(2026, 11, 8), 600, 400)
    chosen(over, rule="always", at=dt.datetime(2026, 11, 9, 9, tzinfo=dt.UTC))
    text = client_as(over.lead).get(f"/plan/campaigns/{over.over.pk}/length").content.decode()
    assert "You may stop" not in text
    assert "Another choice was made on" in text


def test_a_choice_made_too_late_judges_no_look(over, client_as):
    chosen(over, rule="always", at=dt.datetime(2026, 11, 9, 9, tzinfo=dt.UTC))
    looked(over, D(2026, 11, 15), 600, 400)
    text = client_as(over.lead).get(f"/plan/campaigns/{over.over.pk}/length").content.decode()
    assert "these looks decide nothing" in text


def test_kinds_are_told_by_posts_and_a_blank_act_is_no_0(world):
    swings = ((1, 300), (2, 20), (3, 250), (4, 10), (5, 40), (6, 200))
    for n, likes in swings:
        figures = {"views": 10_000, "likes": likes, "comments": 1}
        posted(world, n, D(2026, 10, n), figures=figures)
        row = posted(world, n + 20, D(2026, 10, n), figures=figures | {"likes": likes // 2 + 1})
        NetworkPost.objects.filter(pk=row.pk).update(kind="IG image")
    blank = posted(world, 40, D(2026, 10, 9), figures={"views": 90_000, "likes": 100})
    (found,) = report_selectors.post_types(world.workspace.pk)
    assert found.acts == ("likes", "comments")
    assert sum(one.posts for one in found.rows) == 12
    assert blank.pk  # it has no comments figure and is left out
    for one in found.rows:  # by views alone both would be told from the mean
        assert one.shrunk.lo < found.mean < one.shrunk.hi


def test_too_few_posts_of_a_kind_are_not_told(world):
    posted(world, 1, D(2026, 10, 1))
    row = posted(world, 2, D(2026, 10, 2))
    NetworkPost.objects.filter(pk=row.pk).update(kind="IG image")
    (found,) = report_selectors.post_types(world.workspace.pk)
    assert not found.told
    assert not any(one.shrunk.is_known for one in found.rows)


def test_two_campaigns_of_one_name_keep_their_launch_days_apart(world):
    days = {"starts_on": D(2026, 12, 1), "ends_on": D(2026, 12, 2), "reason": "Mend it"}
    for _each in range(2):
        people_services.black_out(workspace_id=world.workspace.pk, **days)
    people_services.lift_black_out(workspace_id=world.workspace.pk, **days)
    assert len(people.blackouts(world.workspace.pk)) == 1


def test_an_erased_person_is_no_number_in_what_was_chosen(world):
    settle(world, "approvals", {"people": [world.leader.pk, world.lead.pk], "by": None})
    settle(world, "skills", {"skills": [{"area": "A01", "level": 2, "people": world.leader.pk}]})
    erase_person(
        person_id=world.leader.pk, workspace_id=world.workspace.pk, actor_id=None, now=NOW
    )
    kept = dict(ChoiceMade.objects.values_list("choice__part", "values"))
    assert kept["approvals"]["people"] == [0, world.lead.pk]
    assert kept["skills"]["skills"][0]["people"] == world.leader.pk  # a count, and no person


@pytest.fixture
def went_out(world):
    """An approved post of a campaign, and the posted one that it became."""
    plan = calendar_services.make_post(
        title="Walk", form_key=uuid.uuid4(), network="instagram", shape="post", on=D(2026, 10, 2),
        words="", campaign_id=world.campaign.pk, **own(world, world.lead),
    )  # fmt: skip
    for to in (State.DRAFT, State.REVIEW, State.APPROVED):
        calendar_services.move_post(post_id=plan.pk, to=to, **own(world, world.lead))
    world.plan, world.posted = plan, posted(world, 1, D(2026, 10, 2))
    return world


def test_a_match_taken_back_takes_back_the_campaign_it_gave(went_out):
    act = own(went_out, went_out.lead)
    matching_services.match(pairs={went_out.plan.pk: (went_out.posted.pk, "link")}, **act)
    went_out.posted.refresh_from_db()
    assert went_out.posted.campaign_id == went_out.campaign.pk
    matching_services.match(pairs={went_out.plan.pk: (None, "person")}, **act)
    went_out.posted.refresh_from_db()
    assert went_out.posted.campaign_id is None


def test_a_crisis_does_not_hold_back_the_record_of_what_went_out(went_out):
    act = own(went_out, went_out.lead)
    calendar_services.pause_all(reason="Fire", today=NOW.date(), **act)
    matching_services.match(pairs={went_out.plan.pk: (went_out.posted.pk, "link")}, **act)
    assert why_not(Standing(State.APPROVED, has_day=True, is_crisis=True), State.POSTED)
    assert why_not(Standing(State.IDEA, has_day=True, is_seen=True), State.POSTED) == "not_next"
    assert why_not(Standing(State.PAUSED, has_day=True, is_seen=True), State.POSTED) is None
