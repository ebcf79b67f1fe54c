"""Who may bring figures in, what each page says, what is typed is kept, and what it costs."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.apps.plan.exports import TODAY, as_csv, as_file, held, instagram, look, post, take

from whetstone.apps.people.clock import real_now
from whetstone.apps.plan import figures_assigning, figures_selectors, selectors
from whetstone.apps.plan.figures_forms import BringForm
from whetstone.apps.plan.figures_models import HeaderMapping, NetworkPost, Upload
from whetstone.apps.plan.figures_selectors import Rule
from whetstone.core.kernel.errors import Missing, Refused

OWN_HEADER = ("Beitrag", "Wann", "Gesehen", "Erreicht")
OWN = as_csv(
    OWN_HEADER, ("a1", "2026-11-02 10:00", "145", "75"), ("a2", "2026-11-03 11:00", "", "80")
)
MAPPING = {
    "mapping": "1", "network": "threads", "column_0": "post_id", "column_1": "published",
    "column_2": "metric:views", "column_3": "metric:reach",
}  # fmt: skip


def bring(client, data, *, name="posts.csv"):
    """A file chosen and sent, the answer's page."""
    return client.post(
        "/plan/figures/new",
        {"file": as_file(data, name), "seen_on": TODAY},
        follow=True,
    )


def newest():
    return Upload.objects.latest("pk")


# --- promises ------------------------------------------------------------------------------


def test_without_figures_the_page_says_how_to_export_from_each_network(world, client_as):
    page = client_as(world.lead).get("/plan/figures").content.decode()
    for said in ("No network", "Meta Business Suite", "TikTok Studio", "Bring in an export"):
        assert said in page


def test_a_file_is_asked_about_looked_at_and_taken(world, client_as):
    lead = client_as(world.lead)
    asked = bring(lead, instagram(post(1), post(2))).content.decode()
    assert "time zone" in asked
    assert 'value="America/Los_Angeles" selected' in asked
    one = newest()
    looked = lead.post(
        f"/plan/figures/{one.pk}/answers", {"zone": "America/Los_Angeles"}, follow=True
    ).content.decode()
    for said in ("It would bring 2 posts", "Nothing has happened yet", "views 145", "Instagram"):
        assert said in looked
    assert not NetworkPost.objects.exists()
    done = lead.post(f"/plan/figures/{one.pk}/taking", follow=True).content.decode()
    assert "2 posts came in" in done
    have = lead.get("/plan/figures").content.decode()
    assert "Instagram" in have
    assert "posts.csv" in have


def test_a_row_that_is_known_says_its_figures_once(world, client_as):
    take(world.workspace, instagram(post(1, views="145"), post(2, views="145")))
    again = look(world.workspace, instagram(post(1, views="145"), post(2, views="160")))
    page = client_as(world.lead).get(f"/plan/figures/{again.pk}").content.decode()
    assert "views 145 · people reached 75" in page
    assert "145 → 145" not in page
    assert "views 145 → 160" in page


def test_a_file_of_which_no_row_can_be_taken_says_so_and_is_not_called_known(world, client_as):
    one = look(world.workspace, instagram(post(1, post_id="1.79E+16")))
    page = client_as(world.lead).get(f"/plan/figures/{one.pk}").content.decode()
    assert "No row of this file can be taken" in page
    assert "is new" not in page


def test_numbers_written_another_way_are_refused_with_what_mends_them(world, client_as):
    one = look(world.workspace, instagram(post(1, views="1.234"), post(2, views="1.234,5")))
    page = client_as(world.lead).get(f"/plan/figures/{one.pk}").content.decode()
    assert "no whole number, and this column counts" in page
    assert "with a comma before its fraction" in page


def test_a_post_dated_after_the_export_is_taken_and_told(world, client_as):
    one = look(world.workspace, instagram(post(1, on="11/30/2030 10:00")))
    page = client_as(world.lead).get(f"/plan/figures/{one.pk}").content.decode()
    assert "It would bring 1 post" in page
    assert "The day 2030-11-30 comes after the file was exported" in page


def test_a_demo_says_how_much_it_takes():
    form = BringForm(today=TODAY, is_demo=True)
    assert "200 kB" in form.fields["file"].help_text
    assert "200 kB" not in str(BringForm(today=TODAY).fields["file"].help_text)
    form = BringForm(
        {"seen_on": TODAY}, {"file": as_file(b"x" * 200_001)}, today=TODAY, is_demo=True
    )
    assert "The demo takes files up to 200 kB" in str(form.errors)


def test_an_unknown_header_is_mapped_once_and_known_from_then_on(world, client_as):
    lead = client_as(world.lead)
    asked = bring(lead, OWN).content.decode()
    assert "What do its columns hold?" in asked
    assert "For instance: 145" in asked
    asked = lead.post(f"/plan/figures/{newest().pk}/answers", MAPPING, follow=True)
    assert "time zone" in asked.content.decode()
    zone = {"zone": "Europe/Dublin"}
    looked = lead.post(f"/plan/figures/{newest().pk}/answers", zone, follow=True)
    assert "by your mapping" in looked.content.decode()
    lead.post(f"/plan/figures/{newest().pk}/taking")
    assert held(world.workspace)["a1"] == {"views": 145, "reach": 75}
    assert "views" not in held(world.workspace)["a2"]
    assert HeaderMapping.objects.get().workspace == world.workspace
    again = bring(lead, OWN + b"a3,2026-11-04 10:00,9,9\r\n").content.decode()
    assert "It would bring 1 post" in again


def test_a_mapping_of_one_workspace_is_not_anothers(world, client_as):
    lead = client_as(world.lead)
    bring(lead, OWN)
    lead.post(f"/plan/figures/{newest().pk}/answers", MAPPING)
    asked = bring(client_as(world.stranger), OWN).content.decode()
    assert "What do its columns hold?" in asked


def test_a_mapping_that_is_not_enough_keeps_what_was_chosen(world, client_as):
    lead = client_as(world.lead)
    bring(lead, OWN)
    wrong = {**MAPPING, "column_0": "metric:views", "column_2": "metric:views"}
    page = lead.post(f"/plan/figures/{newest().pk}/answers", wrong)
    assert page.status_code == 422
    text = page.content.decode()
    assert "Another column holds this already." in text
    assert "No column says what a row is about" in text
    assert '<option value="published" selected>' in text
    assert not HeaderMapping.objects.exists()


def test_every_fault_stands_with_row_column_and_remedy_and_as_a_table(world, client_as):
    lead = client_as(world.lead)
    look(world.workspace, instagram(post(1), post(2, post_id="1.79603E+16")))
    page = lead.get(f"/plan/figures/{newest().pk}").content.decode()
    for said in ("1 row is refused", "row 3", "Post ID", "A spreadsheet rounded the id"):
        assert said in page
    table = b"".join(lead.get(f"/plan/figures/{newest().pk}/faults").streaming_content).decode()
    assert "Post ID" in table
    assert "Export again" in table


def test_posts_are_shown_by_network_kind_and_campaign(world, client_as):
    take(world.workspace, instagram(post(1), post(2, text="Club night")))
    NetworkPost.objects.filter(text="Club night").update(campaign=world.campaign, kind="IG reel")
    client = client_as(world.marketer)
    both = client.get("/plan/figures/posts?network=instagram").content.decode()
    assert "Club night" in both
    assert "views 145" in both
    free = client.get("/plan/figures/posts?campaign=none").content.decode()
    assert "Club night" not in free
    reels = client.get("/plan/figures/posts?network=instagram&kind=IG+reel").content.decode()
    assert "Club night" in reels
    assert "Post 1" not in reels


def test_posts_come_twenty_a_page_and_odd_words_in_the_address_break_nothing(world, client_as):
    take(world.workspace, instagram(*(post(n) for n in range(1, 24))))
    client = client_as(world.marketer)
    assert client.get("/plan/figures/posts").content.decode().count('class="plan-post"') == 20
    assert (
        client.get("/plan/figures/posts?page=2").content.decode().count('class="plan-post"') == 3
    )
    assert client.get("/plan/figures/posts?campaign=²").status_code == 200


def test_posts_move_to_a_campaign_by_a_rule_that_was_looked_at(world, client_as):
    take(world.workspace, instagram(post(1), post(2, text="Club night"), post(3)))
    lead = client_as(world.lead)
    rule = {"campaign": str(world.campaign.pk), "hashtag": "repair"}
    looked = lead.get("/plan/figures/posts/campaign", rule).content.decode()
    assert "2 posts are meant, 2 would move" in looked
    assert not NetworkPost.objects.exclude(campaign=None).exists()
    after = lead.post("/plan/figures/posts/campaign", rule, follow=True).content.decode()
    assert NetworkPost.objects.filter(campaign=world.campaign).count() == 2
    assert "2 posts" in after
    assert "Club night" not in after
    again = lead.get("/plan/figures/posts/campaign", rule).content.decode()
    assert "2 posts are meant, 0 would move" in again


def test_a_hashtag_is_a_whole_word_and_days_are_days_of_the_workspace(world):
    take(world.workspace, instagram(
        post(1, text="#repairs"), post(2, text="Now: #Repair!"), post(3, on="11/01/2026 23:30"),
    ))  # fmt: skip
    tagged = Rule(hashtag="repair").of(world.workspace.pk)
    assert sorted(one.post_id[-1] for one in tagged) == ["2", "3"]
    day = dt.date(2026, 11, 2)
    at_home = Rule(first=day, last=day, zone="Europe/Dublin").of(world.workspace.pk)
    assert at_home.count() == 3
    at_theirs = Rule(first=day, last=day, zone="America/Los_Angeles").of(world.workspace.pk)
    assert at_theirs.count() == 2


def test_a_post_of_another_campaign_stays_unless_that_is_said(world):
    take(world.workspace, instagram(post(1), post(2)))
    NetworkPost.objects.filter(post_id__endswith="1").update(campaign=world.campaign)
    from whetstone.apps.plan import services

    second = services.create_campaign(
        workspace_id=world.workspace.pk, name="Second", aim="a", wanted_act="views",
        starts_on=TODAY, ends_on=TODAY, people_a_day=1, audience=1, now=real_now(),
    )  # fmt: skip
    own = {"workspace_id": world.workspace.pk, "actor_id": world.lead.pk, "now": real_now()}
    rule = Rule(network="instagram")
    assert figures_assigning.assign_posts(campaign_id=second.pk, rule=rule, **own) == 1
    moved = figures_assigning.assign_posts(
        campaign_id=second.pk, rule=rule, also_elsewhere=True, **own
    )
    assert moved == 1
    assert figures_assigning.assign_posts(campaign_id=None, rule=rule, **own) == 2
    assert not NetworkPost.objects.exclude(campaign=None).exists()


def test_coverage_is_the_share_of_posts_and_of_reach_with_a_path_to_the_top(world, client_as):
    take(world.workspace, instagram(
        post(1, reach="300"), post(2, reach="100"), post(3, reach=""), post(4, reach="100"),
    ))  # fmt: skip
    NetworkPost.objects.filter(post_id__endswith="1").update(campaign=world.campaign)
    board = selectors.board(world.workspace.pk, today=TODAY)
    found = figures_selectors.coverage(world.workspace.pk, selectors.tree_of(board))
    assert (found.aligned, found.posts, found.with_reach) == (1, 4, 3)
    assert found.reach_share == pytest.approx(0.6)
    page = client_as(world.leader).get("/plan").content.decode()
    assert "1 of 4 posts serve a business goal" in page
    assert "3 of 4 posts have one" in page


def test_without_posts_coverage_cannot_be_told(world, client_as):
    page = client_as(world.leader).get("/plan").content.decode()
    assert "Cannot tell yet: no export of a network was brought in" in page


def test_queries_do_not_grow_with_posts(world, client_as):
    client = client_as(world.lead)

    def cost(path):
        with CaptureQueriesContext(connection) as some:
            assert client.get(path).status_code == 200
        return len(some)

    paths = ("/plan", "/plan/figures", "/plan/figures/posts")
    take(world.workspace, instagram(post(1), post(2)))
    few = [cost(path) for path in paths]
    take(world.workspace, instagram(*(post(n) for n in range(10, 90))), name="more.csv")
    NetworkPost.objects.update(campaign=world.campaign)
    assert [cost(path) for path in paths] <= few


# --- refusals ------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["marketer", "leader", "partner"])
def test_only_the_houses_keepers_bring_figures_in(world, client_as, who):
    made = look(world.workspace, instagram(post(1)))
    client = client_as(getattr(world, who))
    assert client.get("/plan/figures").status_code == 200
    assert client.get("/plan/figures/new").status_code == 403
    for act in ("taking", "dropping", "answers", "erasure"):
        assert client.post(f"/plan/figures/{made.pk}/{act}").status_code == 403
    assert newest().state == Upload.State.READY


@pytest.mark.parametrize("who", ["lead", "editor"])
def test_only_an_admin_erases_what_a_file_said(world, client_as, who):
    made = take(world.workspace, instagram(post(1)))
    assert (
        client_as(getattr(world, who)).post(f"/plan/figures/{made.pk}/erasure").status_code == 403
    )
    assert NetworkPost.objects.exists()
    admin, act = client_as(world.admin), f"/plan/figures/{made.pk}/erasure"
    unsaid = admin.post(act, follow=True).content.decode()
    assert "Say first that it is for good." in unsaid
    assert NetworkPost.objects.exists()
    assert admin.post(act, {"for_good": "1"}).status_code == 302
    assert not NetworkPost.objects.exists()


@pytest.mark.parametrize("who", ["marketer", "leader", "editor", "admin"])
def test_only_lead_and_partner_give_posts_to_campaigns(world, client_as, who):
    assert client_as(getattr(world, who)).get("/plan/figures/posts/campaign").status_code == 403


def test_another_workspaces_files_and_posts_are_not_there(world, client_as):
    made = look(world.workspace, instagram(post(1)))
    take(world.workspace, instagram(post(2, text="Ours alone")))
    stranger = client_as(world.stranger)
    assert stranger.get(f"/plan/figures/{made.pk}").status_code == 404
    assert stranger.get(f"/plan/figures/{made.pk}/faults").status_code == 404
    for act in ("taking", "dropping"):
        assert stranger.post(f"/plan/figures/{made.pk}/{act}").status_code == 404
    assert stranger.post(f"/plan/figures/{made.pk}/answers", {"zone": "UTC"}).status_code == 404
    assert "Ours alone" not in stranger.get("/plan/figures/posts").content.decode()
    own = {"actor_id": world.stranger.pk, "now": real_now(), "rule": Rule(contains="Ours")}
    with pytest.raises(Missing):
        figures_assigning.assign_posts(
            workspace_id=world.stranger.workspace_id, campaign_id=world.campaign.pk, **own
        )
    assert figures_assigning.assign_posts(
        workspace_id=world.stranger.workspace_id, campaign_id=None, **own
    ) == 0  # fmt: skip


def test_an_empty_rule_moves_nothing(world, client_as):
    take(world.workspace, instagram(post(1)))
    with pytest.raises(Refused):
        figures_assigning.assign_posts(
            workspace_id=world.workspace.pk, campaign_id=world.campaign.pk, rule=Rule(),
            actor_id=world.lead.pk, now=real_now(),
        )  # fmt: skip
    page = client_as(world.lead).post(
        "/plan/figures/posts/campaign", {"campaign": world.campaign.pk, "contains": ""}
    )
    assert page.status_code == 422
    assert not NetworkPost.objects.exclude(campaign=None).exists()


def test_a_rule_that_contradicts_itself_keeps_what_was_typed(world, client_as):
    page = client_as(world.lead).get(
        "/plan/figures/posts/campaign",
        {"campaign": world.campaign.pk, "contains": "jacket", "first": "2026-11-02",
         "last": "2026-11-01"},
    )  # fmt: skip
    assert page.status_code == 422
    text = page.content.decode()
    assert 'value="jacket"' in text
    assert "It comes before the first day." in text


def test_a_day_that_has_not_been_is_no_day_of_an_export(world, client_as):
    page = client_as(world.lead).post(
        "/plan/figures/new", {"file": as_file(OWN), "seen_on": "2999-01-01"}
    )
    assert page.status_code == 422
    assert "This day has not been yet." in page.content.decode()
    assert not Upload.objects.exists()


def test_a_link_that_is_no_web_address_is_never_a_link(world, client_as):
    take(world.workspace, instagram(post(1)))
    NetworkPost.objects.update(link="javascript:alert(1)")
    page = client_as(world.lead).get("/plan/figures/posts").content.decode()
    assert "javascript:" not in page


def test_words_of_a_post_are_shown_as_words(world, client_as):
    take(world.workspace, instagram(post(1, text="<script>alert(1)</script>")))
    page = client_as(world.lead).get("/plan/figures/posts").content.decode()
    assert "<script>alert" not in page
