"""Planned posts: who may plan and who reads, what is kept, and what a crisis switch does."""

from __future__ import annotations

import datetime as dt
import re
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.apps.plan.conftest import GONE, NOW

from whetstone.apps.field import selectors as field
from whetstone.apps.keepup.models import NearMiss
from whetstone.apps.people import clock
from whetstone.apps.people import selectors as people
from whetstone.apps.people import services as hours
from whetstone.apps.people.models import AuditRow
from whetstone.apps.plan import calendar_selectors as selectors
from whetstone.apps.plan import calendar_services as services
from whetstone.apps.plan import citer
from whetstone.apps.plan.desk_selectors import desk_days
from whetstone.apps.plan.hours_selectors import hours as hours_of_posts
from whetstone.apps.plan.models_calendar import CrisisSwitch, PlannedPost, PostMove, TeamDay
from whetstone.apps.plan.selectors import board, tree_of
from whetstone.core.kernel.errors import Missing, Refused
from whetstone.core.strategy.content_calendar import State
from whetstone.web.append_only import WrittenOnceError

DAY = dt.date(2026, 12, 1)
A_DAY = dt.timedelta(days=1)
CALENDAR = "/plan/calendar?on=2026-12-01"


def post_of(world, **more):
    facts = {
        "title": "A zip in forty seconds", "network": "instagram", "shape": "story", "on": DAY,
        "goal_id": world.social.pk, "form_key": uuid.uuid4(), "actor_id": world.lead.pk,
    }  # fmt: skip
    return services.make_post(workspace_id=world.workspace.pk, now=NOW, **(facts | more))


def own(world):
    return {"workspace_id": world.workspace.pk, "actor_id": world.lead.pk, "now": NOW}


def on_day(world):
    return own(world) | {"today": NOW.date()}


def typed(**more):
    facts = {
        "title": "Owners speak", "network": "instagram", "shape": "post", "on": "2030-01-07",
        "form_key": str(uuid.uuid4()), "minutes": "45",
    }  # fmt: skip
    return facts | more


def test_a_post_is_planned_once_however_often_its_form_is_sent(world, client_as):
    lead, form = client_as(world.lead), typed()
    first = lead.post("/plan/calendar/posts/new", form)
    second = lead.post("/plan/calendar/posts/new", form)
    assert (first.status_code, second.url) == (302, first.url)
    post = PlannedPost.objects.get()
    assert [one.to_state for one in post.moves.all()] == ["idea"]
    assert AuditRow.objects.filter(act="plan post").count() == 1


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"on": "2001-01-01"}, "That day is over."),
        ({"on": "2040-01-01"}, "more than five years ahead"),
        ({"on": "", "at_time": "09:00"}, "A time needs a day."),
        ({"link": "no link"}, "URL"),
        ({"network": "swipebook"}, "swipebook"),
        ({"minutes": "-1"}, "greater than or equal to 0"),
    ],
)
def test_a_wrong_form_plans_nothing_and_says_why(world, client_as, wrong, said):
    page = client_as(world.lead).post("/plan/calendar/posts/new", typed(**wrong))
    assert said in page.content.decode()
    assert not PlannedPost.objects.exists()


@pytest.mark.parametrize("who", ["leader", "editor", "admin"])
def test_whoever_is_not_of_the_team_plans_moves_and_pauses_nothing(world, client_as, who):
    post, client = post_of(world), client_as(getattr(world, who))
    for path, data in (
        ("posts/new", typed()), (f"posts/{post.pk}/state", {"to": "draft"}),
        (f"posts/{post.pk}/day", {"on": "2030-01-01"}), ("crisis", {"reason": "A fire"}),
        ("crisis/end", {}), ("days", {"on": "2030-01-01", "name": "Zip day"}),
    ):  # fmt: skip
        assert client.post(f"/plan/calendar/{path}", data).status_code == 403
    assert selectors.state_of(post.pk) is State.IDEA
    assert not CrisisSwitch.objects.exists()


def test_the_team_writes_ideas_and_drafts_and_brings_them_to_the_review(world, client_as):
    marketer = client_as(world.marketer)
    path = marketer.post("/plan/calendar/posts/new", typed()).url
    assert marketer.post(f"{path}/change", typed(title="Owners speak up")).status_code == 302
    assert marketer.post(f"{path}/day", {"on": "2030-01-08"}).status_code == 302
    for to in ("draft", "review"):
        assert marketer.post(f"{path}/state", {"to": to}).status_code == 302
    post = PlannedPost.objects.get()
    assert (post.title, selectors.state_of(post.pk)) == ("Owners speak up", State.REVIEW)


def test_what_was_reviewed_is_approved_and_changed_by_lead_and_partner_alone(world, client_as):
    post, marketer = post_of(world, state=State.REVIEW), client_as(world.marketer)
    path = f"/plan/calendar/posts/{post.pk}"
    for more, data in (("/state", {"to": "approved"}), ("/change", typed()),
                       ("/day", {"on": "2030-01-08"}), ("/lifting", {})):  # fmt: skip
        assert marketer.post(path + more, data).status_code == 403
    assert "Approve" not in marketer.get(path).content.decode()
    for act in ("crisis", "crisis/end", "days"):
        assert marketer.post(f"/plan/calendar/{act}", {"reason": "A fire"}).status_code == 403
    client_as(world.lead).post(f"{path}/state", {"to": "approved"})
    assert selectors.state_of(post.pk) is State.APPROVED


def test_another_workspace_s_posts_are_not_there(world, client_as):
    post, stranger = post_of(world), client_as(world.stranger)
    for path in ("", "/change"):
        assert stranger.get(f"/plan/calendar/posts/{post.pk}{path}").status_code == 404
    for path in ("/state", "/day", "/lifting", "/near-miss"):
        found = stranger.post(f"/plan/calendar/posts/{post.pk}{path}", {"to": "draft"})
        assert found.status_code == 404
    stranger.post("/plan/calendar/crisis", {"reason": "Elsewhere"})
    assert selectors.state_of(post.pk) is State.IDEA
    assert "A zip" not in stranger.get(CALENDAR).content.decode()
    with pytest.raises(Missing):
        services.move_post(
            workspace_id=world.stranger.workspace_id, post_id=post.pk, to=State.DRAFT,
            actor_id=world.stranger.pk, now=NOW,
        )  # fmt: skip


def test_another_workspace_s_campaign_and_goal_cannot_be_named(world, client_as):
    foreign = client_as(world.stranger).post(
        "/plan/calendar/posts/new", typed(goal_id=str(world.social.pk))
    )
    assert foreign.status_code == 422
    assert not PlannedPost.objects.exists()


def test_the_log_of_moves_says_who_and_is_written_once(world):
    post = post_of(world)
    assert services.move_post(post_id=post.pk, to=State.DRAFT, **own(world))
    assert not services.move_post(post_id=post.pk, to=State.DRAFT, **own(world))
    moves = selectors.moves(post.pk)
    assert [(one.from_state, one.to_state, one.by) for one in moves] == [
        ("idea", "draft", world.lead), ("", "idea", world.lead),
    ]  # fmt: skip
    moves[0].to_state = "posted"
    with pytest.raises(WrittenOnceError):
        moves[0].save()


def test_nothing_skips_the_review(world):
    post = post_of(world)
    with pytest.raises(Refused) as refused:
        services.move_post(post_id=post.pk, to=State.SCHEDULED, **own(world))
    assert refused.value.why == "not_next"


def test_a_posted_post_stays_on_its_day_and_no_post_goes_to_a_day_that_is_over(world):
    posted = post_of(world, state=State.POSTED)
    with pytest.raises(Refused):
        services.put_on_day(post_id=posted.pk, on=DAY + dt.timedelta(1), **on_day(world))
    with pytest.raises(Refused):
        services.put_on_day(post_id=post_of(world).pk, on=dt.date(2020, 1, 1), **on_day(world))


def test_the_switch_pauses_what_is_to_come_and_lifting_puts_each_back(world):
    idea, approved = post_of(world), post_of(world, state=State.APPROVED)
    past = post_of(world, on=dt.date(2026, 11, 1), state=State.APPROVED)
    out = post_of(world, state=State.POSTED)
    assert services.pause_all(reason="A fire", today=NOW.date(), **own(world)) == 2
    assert services.pause_all(reason="A fire", today=NOW.date(), **own(world)) == 0
    assert selectors.states(world.workspace.pk) == {
        idea.pk: State.PAUSED, approved.pk: State.PAUSED, past.pk: State.APPROVED,
        out.pk: State.POSTED,
    }  # fmt: skip
    assert services.lift_post(post_id=approved.pk, **own(world))
    assert not services.lift_post(post_id=approved.pk, **own(world))
    with pytest.raises(Refused):  # lifted to be read, and the crisis still holds it back
        services.move_post(post_id=approved.pk, to=State.SCHEDULED, **own(world))
    assert services.lift_all(**own(world)) == 1
    assert services.lift_all(**own(world)) == 0
    assert selectors.state_of(idea.pk) is State.IDEA
    assert selectors.state_of(approved.pk) is State.APPROVED
    assert [one.is_on for one in selectors.switches(world.workspace.pk)] == [False, True]


def test_a_switch_says_its_reason_at_the_top_of_the_calendar(world, client_as):
    post_of(world)
    client_as(world.lead).post("/plan/calendar/crisis", {"reason": ""})
    assert not CrisisSwitch.objects.exists()
    client_as(world.lead).post("/plan/calendar/crisis", {"reason": "A fire in the shop"})
    page = client_as(world.marketer).get(CALENDAR).content.decode()
    assert "Everything planned is paused" in page
    assert "A fire in the shop" in page


def test_a_post_rests_on_the_limits_that_apply_and_is_flagged_when_a_fact_is_gone(world):
    post = post_of(world, link="https://marram.example/zip", rests_on=[GONE])
    cited = field.cited_by(world.workspace.pk, "planned_post", [str(post.pk)])[str(post.pk)]
    assert {slug for slug, _role in cited} == {GONE, "clm-instagram-story-link-sticker"}
    seen = selectors.post(post.pk, workspace_id=world.workspace.pk, today=NOW.date())
    assert [one.claim for one in seen.breaks] == [GONE]
    named = citer.PLANNED_POST_CITER.describe(world.workspace.pk, [str(post.pk)])
    assert named[str(post.pk)].title == "A zip in forty seconds"
    assert not citer.PLANNED_POST_CITER.describe(world.stranger.workspace_id, [str(post.pk)])


def test_a_near_miss_goes_to_keep_up_in_one_sentence(world, client_as):
    post = post_of(world)
    path = f"/plan/calendar/posts/{post.pk}/near-miss"
    client_as(world.lead).post(path, {"almost": ""})
    assert not NearMiss.objects.exists()
    client_as(world.lead).post(path, {"almost": "A price of last year."})
    client_as(world.lead).post(path, {"almost": "A price of last year."})
    assert NearMiss.objects.get().network == "instagram"


def test_the_file_defuses_formulas_and_leaves_paused_posts_out(world, client_as):
    post_of(world, title="=HYPERLINK(1)")
    paused = post_of(world, title="Not now")
    services.pause_all(reason="A fire", today=NOW.date(), **own(world))
    services.lift_all(**own(world))
    PostMove.objects.create(
        workspace=world.workspace, post=paused, from_state="idea", to_state="paused", at=NOW
    )
    answer = client_as(world.leader).get(f"/plan/calendar/planned-posts.csv{CALENDAR[14:]}")
    text = answer.content.decode()
    assert "'=HYPERLINK(1)" in text
    assert "Not now" not in text


def test_a_scheduler_gets_what_was_approved_and_nothing_else(world, client_as):
    post_of(world, title="Only an idea")
    post_of(world, title="Read and approved", state=State.APPROVED)
    reader, file = client_as(world.lead), f"/plan/calendar/planned-posts.csv{CALENDAR[14:]}"
    approved = reader.get(f"{file}&only=approved").content.decode()
    assert "Read and approved" in approved
    assert "Only an idea" not in approved
    assert "Only an idea" in reader.get(file).content.decode()


def test_the_secret_address_answers_without_signing_in_until_it_is_renewed(
    world, client_as, client
):
    soon = clock.real_now().date() + dt.timedelta(days=3)
    post_of(world, on=soon)
    marketer = client_as(world.marketer)
    marketer.post("/plan/calendar/feed")
    token = selectors.feed_of(world.marketer.pk).token
    found = client.get(f"/plan/calendar/{token}.ics")
    assert b"A zip in forty seconds" in found.content.replace(b"\r\n ", b"")
    assert b"TRANSP:TRANSPARENT" in found.content  # a planned post keeps nobody busy
    marketer.post("/plan/calendar/feed")
    assert client.get(f"/plan/calendar/{token}.ics").status_code == 404
    marketer.post("/plan/calendar/feed", {"act": "end"})
    assert selectors.feed_of(world.marketer.pk) is None
    assert client.get("/plan/calendar/no-such-word.ics").status_code == 404


def test_the_address_of_somebody_who_left_answers_no_more(world, client):
    feed = services.renew_feed(
        workspace_id=world.workspace.pk, person_id=world.marketer.pk, now=NOW
    )
    world.marketer.left_at = NOW
    world.marketer.save(update_fields=["left_at"])
    assert client.get(f"/plan/calendar/{feed.token}.ics").status_code == 404


@pytest.mark.parametrize("view", ["month", "week", "list"])
def test_filters_show_a_part_in_each_view(world, client_as, view):
    post_of(world)
    post_of(world, title="No goal at all", goal_id=None, network="tiktok")
    reader = client_as(world.marketer)
    for query, shown in (
        ("network=tiktok", "No goal at all"), ("goal=none", "No goal at all"),
        (f"goal={world.social.pk}", "A zip"), ("network=instagram&state=idea", "A zip"),
    ):  # fmt: skip
        page = reader.get(f"{CALENDAR}&as={view}&{query}").content.decode()
        assert [name for name in ("A zip", "No goal at all") if name in page] == [shown]
    assert "No post is like that" in reader.get(f"{CALENDAR}&state=posted").content.decode()


def test_a_day_is_added_once_and_taken_out_by_its_own_workspace_alone(world, client_as):
    lead = client_as(world.lead)
    for _twice in range(2):
        lead.post("/plan/calendar/days", {"on": "2026-12-01", "name": "Zip day", "source": "us"})
    day = TeamDay.objects.get()
    path = f"/plan/calendar/days/{day.pk}/removal"
    assert client_as(world.stranger).post(path).status_code == 404
    assert "Zip day" in lead.get(CALENDAR).content.decode()
    lead.post(path)
    assert not TeamDay.objects.exists()


def test_holidays_of_a_chosen_country_come_in_once_and_cost_nobody_hours(world, client_as):
    lead, hours = client_as(world.lead), len(people.blackouts(world.workspace.pk))
    wrong = lead.post("/plan/calendar/days", {"country": "Atlantis"})
    assert "No such country." in wrong.content.decode()
    for _twice in range(2):
        lead.post("/plan/calendar/days", {"country": "India"})
    found = TeamDay.objects.filter(workspace=world.workspace)
    assert found.filter(name="Republic Day (IN)", on=dt.date(2027, 1, 26)).count() == 1
    assert all(one.source.startswith("IN, ") for one in found)
    shown = lead.get("/plan/calendar?as=list&on=2027-01-20").content.decode()
    assert "Republic Day (IN)" in shown
    assert len(people.blackouts(world.workspace.pk)) == hours


def test_awareness_days_are_chosen_one_by_one_and_come_with_their_resolution(world, client_as):
    lead, path = client_as(world.lead), "/plan/calendar/days/awareness"
    page = lead.get("/plan/calendar/days").content.decode()
    assert "Thu 10 Dec: Human Rights Day" in page
    keys = ["12-10 Human Rights Day", "03-22 World Water Day"]
    for _twice in range(2):
        assert lead.post(path, {"days": keys}).status_code == 302
    found = TeamDay.objects.order_by("on").values_list("on", "name", "source")
    assert list(found) == [
        (dt.date(2026, 12, 10), "Human Rights Day", "United Nations, A/RES/423(V)"),
        (dt.date(2027, 3, 22), "World Water Day", "United Nations, A/RES/47/193"),
    ]
    assert "Human Rights Day" in lead.get(CALENDAR).content.decode()


def test_no_day_is_kept_that_is_none_and_none_by_who_does_not_decide(world, client_as):
    path = "/plan/calendar/days/awareness"
    lead = client_as(world.lead)
    for keys in ([], ["02-30 Day of nothing"]):
        lead.post(path, {"days": keys})
    assert "Choose at least one day." in lead.get("/plan/calendar/days").content.decode()
    for who in (world.marketer, world.leader, world.editor):
        assert client_as(who).post(path, {"days": ["12-01 World AIDS Day"]}).status_code == 403
    assert not TeamDay.objects.exists()


def test_the_desk_is_counted_by_day_and_a_post_that_nobody_answers_says_so(world, client_as):
    space, lead = world.workspace.pk, client_as(world.lead)
    hours.black_out(
        workspace_id=space, person_id=world.marketer.pk, starts_on=DAY, ends_on=DAY, reason="leave"
    )
    found = desk_days(space, [DAY, DAY + A_DAY, DAY + 4 * A_DAY], off={})
    assert [(one.there, one.is_short) for one in found.values()] == [
        (1, True), (2, False), (0, True),
    ]  # fmt: skip
    assert desk_days(space, [DAY], off={DAY: "A holiday"})[DAY].there == 0

    post_of(world)
    page = lead.get(CALENDAR).content.decode()
    assert page.count("Care and crisis desk: 1, at least 2 wanted.") == 1
    post = post_of(world, on=DAY + 4 * A_DAY, title="On a Saturday")
    assert "Care and crisis desk: nobody works." in lead.get(CALENDAR).content.decode()
    told = lead.get(f"/plan/calendar/posts/{post.pk}").content.decode()
    assert "Nobody of the care desk works on that day." in told


def test_where_nobody_holds_the_desk_nothing_is_said_of_it(world, client_as):
    world.workspace.care_minimum = 0
    world.workspace.save(update_fields=["care_minimum"])
    assert desk_days(world.workspace.pk, [DAY], off={}) == {}
    post_of(world)
    assert "crisis desk" not in client_as(world.lead).get(CALENDAR).content.decode()


def test_a_strange_address_shows_some_month_and_breaks_nothing(world, client_as):
    for query in ("on=9999-12-31", "on=0001-01-01", "on=x&as=year", "goal=x&campaign=-1"):
        assert client_as(world.lead).get(f"/plan/calendar?{query}").status_code == 200


def test_the_calendar_costs_as_much_for_forty_posts_as_for_two(world, client_as):
    reader = client_as(world.lead)

    def queries():
        with CaptureQueriesContext(connection) as seen:
            assert reader.get(CALENDAR).status_code == 200
        return len(seen)

    post_of(world, campaign_id=world.campaign.pk)
    post_of(world, on=None)
    reader.get(CALENDAR)
    few = queries()
    for n in range(38):
        post_of(world, on=DAY + dt.timedelta(days=n % 20), campaign_id=world.campaign.pk)
    assert queries() == few <= 32


def test_an_approval_covers_the_words_that_were_read(world):
    post = post_of(world, state=State.APPROVED)
    services.change_post(post_id=post.pk, minutes=30, **own(world))
    assert selectors.state_of(post.pk) is State.APPROVED
    services.change_post(post_id=post.pk, words="Other words", **own(world))
    assert selectors.state_of(post.pk) is State.DRAFT


def test_nobody_approves_words_that_they_have_not_read(world, client_as):
    post = post_of(world, state=State.REVIEW)
    path, lead = f"/plan/calendar/posts/{post.pk}", client_as(world.lead)
    page = lead.get(path).content.decode()
    read = re.search(r'name="version" value="(\d+)"', page)[1]
    for to in ("draft", "review"):  # taken back, written anew, handed in once more
        services.move_post(post_id=post.pk, to=State(to), **own(world))
    lead.post(f"{path}/state", {"to": "approved", "version": read})
    assert selectors.state_of(post.pk) is State.REVIEW
    page = lead.get(path).content.decode()
    assert "It was changed since you read it." in page
    read = re.search(r'name="version" value="(\d+)"', page)[1]
    lead.post(f"{path}/state", {"to": "approved", "version": read})
    assert selectors.state_of(post.pk) is State.APPROVED


def test_what_is_let_go_weighs_on_nothing_and_can_be_taken_back(world, client_as):
    post = post_of(world, title="Never mind", minutes=90, rests_on=[GONE])
    marketer, path = client_as(world.marketer), f"/plan/calendar/posts/{post.pk}"
    space, tree = world.workspace.pk, tree_of(board(world.workspace.pk, today=NOW.date()))
    assert hours_of_posts(space, tree).posts == 1
    assert marketer.post(f"{path}/state", {"to": "dropped"}).status_code == 302

    assert selectors.state_of(post.pk) is State.DROPPED
    assert "Never mind" not in marketer.get(CALENDAR).content.decode()
    assert "Never mind" in marketer.get(f"{CALENDAR}&state=dropped").content.decode()
    assert "Never mind" not in marketer.get(f"/plan/calendar/planned-posts.csv{CALENDAR[14:]}"
                                            ).content.decode()  # fmt: skip
    assert hours_of_posts(space, tree).posts == 0
    assert not field.cited_by(space, "planned_post", [str(post.pk)]).get(str(post.pk))
    assert services.pause_all(reason="A fire", **on_day(world)) == 0
    services.lift_all(**own(world))

    lead = client_as(world.lead)
    assert lead.post(f"{path}/change", typed()).status_code == 403
    with pytest.raises(Refused):
        services.put_on_day(post_id=post.pk, on=DAY + A_DAY, **on_day(world))
    assert "Take it back, as an idea" in marketer.get(path).content.decode()
    marketer.post(f"{path}/state", {"to": "idea"})
    assert "Never mind" in marketer.get(CALENDAR).content.decode()


def test_what_was_reviewed_is_let_go_by_who_approves(world, client_as):
    post = post_of(world, state=State.REVIEW)
    path = f"/plan/calendar/posts/{post.pk}/state"
    assert client_as(world.marketer).post(path, {"to": "dropped"}).status_code == 403
    assert client_as(world.stranger).post(path, {"to": "dropped"}).status_code == 404
    assert client_as(world.lead).post(path, {"to": "dropped"}).status_code == 302


def test_words_changed_in_a_pause_do_not_come_back_approved(world):
    post = post_of(world, state=State.SCHEDULED)
    services.pause_all(reason="A fire", **on_day(world))
    services.change_post(post_id=post.pk, words="Kinder words", **own(world))
    assert services.lift_all(**own(world)) == 0
    assert selectors.state_of(post.pk) is State.DRAFT


def test_a_posted_post_is_not_written_onto_another_day(world):
    post = post_of(world, state=State.POSTED)
    with pytest.raises(Refused):
        services.change_post(post_id=post.pk, on=DAY + dt.timedelta(1), **own(world))
    assert PlannedPost.objects.get().on == DAY


def test_a_post_goes_to_no_day_that_no_calendar_shows_and_without_a_day_it_has_no_time(world):
    post = post_of(world, at_time=dt.time(9, 30))
    with pytest.raises(Refused) as refused:
        services.put_on_day(post_id=post.pk, on=dt.date(9999, 12, 31), **on_day(world))
    assert refused.value.why == "day_far"
    assert services.put_on_day(post_id=post.pk, on=None, **on_day(world))
    post.refresh_from_db()
    assert (post.on, post.at_time) == (None, None)


def test_the_switch_goes_by_the_team_s_own_day(world):
    late = dt.datetime(2026, 12, 2, 3, 0, tzinfo=dt.UTC)  # the evening of the 1st further west
    post_of(world)
    paused = services.pause_all(
        reason="A fire", today=DAY, workspace_id=world.workspace.pk, actor_id=world.lead.pk,
        now=late,
    )  # fmt: skip
    assert paused == 1
