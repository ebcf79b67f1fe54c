"""The list, one change, one claim, and notices: who sees what, and how many queries it takes."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from whetstone.apps.field.models import Change, ChangeEffect, Notice, Publication
from whetstone.apps.keepup import services
from whetstone.apps.people.models import Person

NOW = dt.datetime(2026, 11, 23, 9, 12, tzinfo=dt.UTC)
NAMES = ("Learner 0", "Learner 1", "Learner 2", "Learner 3")


@pytest.fixture
def lead(client_as, marram):
    return client_as(marram.lead)


@pytest.fixture
def neighbour(marram, make_workspace, make_person):
    """Somebody who leads in another workspace."""
    return make_person(make_workspace(name="Other"), rights=("lead",))


@pytest.fixture
def learner(client_as, marram):
    return client_as(marram.team[6])


def text(response) -> str:
    assert response.status_code == 200, response
    body = re.sub(r"<[^>]+>", " ", response.content.decode())
    return re.sub(r"\s+", " ", body)


def body_of(response) -> str:
    return text(response).split("Sign out", 1)[-1]


def only_ours():
    Change.objects.exclude(slug="chg-test").delete()


# --- the list ---


def test_the_list_says_in_one_sentence_what_waits(lead):
    only_ours()
    page = text(lead.get("/changes"))
    assert "One change waits to be published; it touches some of the 7 people here." in page
    assert "some of the 7 people here, 8 min each" in page
    assert "1 lesson block, 2 questions, 1 card and 1 certificate rest on the old way" in page or (
        "1 goal or campaign, 1 lesson block, 2 questions, 1 card and 1 certificate rest" in page
    )


def test_after_publication_the_list_counts_open_refreshers(lead, world, marram):
    only_ours()
    services.publish(
        change_slug=world.CHANGE, workspace_id=marram.pk, person_id=marram.lead.pk, now=NOW
    )
    page = text(lead.get("/changes"))
    assert "Nothing waits. Some refreshers are still open." in page
    assert "published here, 23 November 2026" in page


def test_a_workspace_that_nothing_touches_reads_so(client_as, world, make_workspace, make_person):
    only_ours()
    other = make_workspace(name="Other")
    page = text(client_as(make_person(other)).get("/changes"))
    assert "it touches nobody here" in page


def test_a_small_team_is_not_counted_out(client_as, world, make_workspace, make_person):
    only_ours()
    other = make_workspace(name="Other")
    reader = make_person(other)
    world.persons["it-1"] = [reader.pk]
    for address in ("/changes", f"/changes/{world.CHANGE}"):
        page = text(client_as(reader).get(address))
        assert "some" in page
        assert "1 of 1" not in page
    assert "You are one of them." in page


def test_the_list_can_be_filtered_by_network(lead):
    page = text(lead.get("/changes?network=linkedin"))
    assert "LinkedIn removed Stories" in page
    assert "Reach leaves the feed" not in page


def test_a_network_without_changes_says_what_that_means(lead):
    assert "No change is known for Pinterest." in text(lead.get("/changes?network=pinterest"))


def test_an_empty_ledger_says_so(lead):
    Change.objects.all().delete()
    assert "No change is known yet." in text(lead.get("/changes"))


@pytest.mark.parametrize("address", ["/changes", "/changes/chg-test", "/claims/clm-test-old"])
def test_queries_do_not_grow_with_the_team(lead, world, make_person, address):
    marram = world.workspace

    def count():
        lead.get(address)
        with CaptureQueriesContext(connection) as queries:
            assert lead.get(address).status_code == 200
        return len(queries)

    few = count()
    for n in range(30):
        person = make_person(marram, name=f"More {n}")
        world.persons["it-1"].append(person.pk)
        world.pending(f"chg-more-{n}", f"More {n}")
    assert count() == few
    assert 5 < few <= 30


# --- one change ---


def test_a_preview_says_that_nothing_has_changed_yet(lead, world):
    page = text(lead.get(f"/changes/{world.CHANGE}"))
    assert "Nothing has changed yet." in page
    assert "Publish to the team" in page
    assert "some people here rely on the old way" in page
    assert "8 minutes bring each of them up to date" in page
    assert "1 replacement enters." in page
    assert "Report views and mark the break." in page
    assert "Until 29 July 2026. Known here since 23 November 2026." in page


def test_nobody_is_named(client_as, lead, world, marram):
    pages = [
        text(lead.get(f"/changes/{world.CHANGE}")),
        text(client_as(marram.director).get(f"/changes/{world.CHANGE}")),
        text(lead.get("/changes")),
    ]
    for page in pages:
        assert not any(name in page for name in NAMES)


def test_a_person_reads_their_own_part_and_nobody_elses(client_as, world, marram):
    assert "You are one of them." in text(
        client_as(marram.team[2]).get(f"/changes/{world.CHANGE}")
    )
    assert "You are one of them." not in text(
        client_as(marram.team[6]).get(f"/changes/{world.CHANGE}")
    )


def test_publishing_from_the_page_and_undoing(lead, world, marram):
    address = f"/changes/{world.CHANGE}"
    page = text(lead.post(f"{address}/publication", follow=True))
    assert "Published. Whoever holds the old way has a refresher of 8 min." in page
    assert "Published here. Monday 23 November" in page
    assert "by Lena Lead. It touched some of the 7 people here." in page
    assert "up to date already" not in page
    assert "It was published before." in text(lead.post(f"{address}/publication", follow=True))
    assert "Undone." in text(lead.post(f"{address}/reversal", follow=True))
    page = text(lead.get(address))
    assert "It was published here and undone" in page
    assert "There was nothing to undo." in text(lead.post(f"{address}/reversal", follow=True))
    assert "Published. Whoever holds" in text(lead.post(f"{address}/publication", follow=True))


def test_a_refresher_of_ones_own_is_one_click_away(client_as, lead, world, marram):
    lead.post(f"/changes/{world.CHANGE}/publication")
    reader = client_as(marram.team[1])
    page = reader.get(f"/changes/{world.CHANGE}")
    assert "Your refresher is open." in text(page)
    assert "/refreshers/" in page.content.decode()


def test_faults_are_sentences(lead, world):
    world.change.source_check = "recall"
    world.change.save()
    page = text(lead.post(f"/changes/{world.CHANGE}/publication", follow=True))
    assert "Nobody has opened its source yet (it is marked recall): open the source" in page


def test_what_undid_a_change_leads_to_the_change(lead, world):
    lead.post(f"/changes/{world.CHANGE}/publication")
    lead.post(f"/changes/{world.CHANGE}/reversal")
    answer = lead.get(f"/changes/{world.CHANGE}-undone-1")
    assert answer.status_code == 302
    assert answer.url == f"/changes/{world.CHANGE}"


def test_a_learner_reads_and_may_not_publish(learner, world):
    page = text(learner.get(f"/changes/{world.CHANGE}"))
    assert "A lead or an editor publishes." in page
    assert "Publish to the team" not in page
    assert learner.post(f"/changes/{world.CHANGE}/publication").status_code == 403
    assert learner.post(f"/changes/{world.CHANGE}/reversal").status_code == 403


def test_an_editor_may_publish(client_as, world, marram):
    answer = client_as(marram.editor).post(f"/changes/{world.CHANGE}/publication")
    assert answer.status_code == 302


@pytest.mark.parametrize(
    "address", ["/changes", "/changes/chg-test", "/claims/clm-test-old", "/notices"]
)
def test_nothing_without_signing_in(client, world, address):
    answer = client.post(address) if address == "/notices" else client.get(address)
    assert answer.status_code == 302
    assert "/account/login" in answer.url


def test_an_act_is_never_a_get(lead, world):
    assert lead.get(f"/changes/{world.CHANGE}/publication").status_code == 405
    assert lead.get(f"/changes/{world.CHANGE}/reversal").status_code == 405


def test_another_workspaces_change_is_not_there(lead, world, make_workspace):
    other = make_workspace(name="Other")
    world.pending("chg-private", "Private", workspace=other)
    assert lead.get("/changes/chg-private").status_code == 404
    assert lead.post("/changes/chg-private/publication").status_code == 404
    assert lead.get("/changes/chg-none").status_code == 404
    assert "Private" not in text(lead.get("/changes"))


def test_every_real_change_and_claim_has_a_page(lead, curriculum_loaded):
    from whetstone.apps.field.models import Claim

    for slug in Change.objects.values_list("slug", flat=True):
        assert lead.get(f"/changes/{slug}").status_code == 200, slug
    for slug in Claim.objects.order_by("?").values_list("slug", flat=True)[:25]:
        assert lead.get(f"/claims/{slug}").status_code == 200, slug


# --- one claim ---


def test_a_claim_says_whether_it_holds_and_why_we_think_so(lead, world):
    page = text(lead.get(f"/claims/{world.OLD}"))
    assert "A change that waits would end this. It was checked on 23 November 2026." in page
    assert "99 in 100" in page
    assert "halve every 9 months" in page
    assert "Changelog" in page
    assert "block lesson-a/why" in page


def test_a_claim_can_be_read_as_it_was_known(lead, world):
    lead.post(f"/changes/{world.CHANGE}/publication")
    assert "This no longer holds." in text(lead.get(f"/claims/{world.OLD}"))
    then = text(lead.get(f"/claims/{world.OLD}?known=2026-11-01"))
    assert "This holds." in then
    assert "as known on 1 November 2026" in then
    early = text(lead.get(f"/claims/{world.OLD}?known=2026-01-01"))
    assert "Nothing was known of this by 1 January 2026." in early


def test_a_claim_can_be_read_about_another_day_in_the_field(lead, world):
    lead.post(f"/changes/{world.CHANGE}/publication")
    assert "This holds." in text(lead.get(f"/claims/{world.OLD}?on=2026-07-01"))


def test_a_day_that_is_none_is_said_so(lead, world):
    assert "valid date" in text(lead.get(f"/claims/{world.OLD}?known=soon"))


def test_a_quoted_figure_stands_beside_what_its_source_supports(lead, curriculum_loaded):
    page = text(lead.get("/claims/clm-fig-dmi-average-38"))
    assert "38% of social marketers have entry-level skills." in page
    assert "What it does not show" in page
    assert "908" in page


def test_a_published_overlay_is_not_read_next_door(client_as, world, neighbour):
    lead = client_as(world.workspace.lead)
    lead.post(f"/changes/{world.CHANGE}/publication")
    page = text(client_as(neighbour).get(f"/claims/{world.OLD}"))
    assert "A change that waits would end this." in page
    assert "this workspace" not in page.split("History")[-1]


# --- notices ---


def report(client, **more):
    facts = {
        "sentence": "The tab is gone.",
        "saw": "A new menu.",
        "claim": "clm-test-old",
        "page": "/changes",
    }
    return client.post("/notices", facts | more, follow=True)


def test_anybody_reports_and_comes_back_to_the_page(learner, world, marram):
    answer = report(learner)
    assert answer.redirect_chain[-1][0] == "/changes"
    assert "Thank you. An editor reads it" in text(answer)
    row = Notice.objects.get()
    assert (row.sentence, row.saw, row.claim.slug) == (
        "The tab is gone.",
        "A new menu.",
        world.OLD,
    )
    assert row.workspace_id == marram.pk


def test_a_report_changes_no_claim(learner, lead, world):
    report(learner)
    assert "A change that waits would end this." in text(lead.get(f"/claims/{world.OLD}"))


def test_a_report_sent_twice_is_one(learner, world):
    report(learner)
    report(learner)
    assert Notice.objects.count() == 1


def test_leads_and_editors_read_reports_without_names(client_as, learner, marram):
    report(learner)
    for client in (client_as(marram.lead), client_as(marram.editor)):
        page = text(client.get("/changes"))
        assert "The tab is gone." in page
        assert marram.team[6].name not in page
    assert "The tab is gone." not in body_of(client_as(marram.team[1]).get("/changes"))


def test_reports_stay_in_their_workspace(learner, client_as, world, neighbour):
    report(learner)
    assert "The tab is gone." not in text(client_as(neighbour).get("/changes"))


def test_an_empty_report_is_refused(learner, world):
    answer = report(learner, sentence="", saw="It is a sticker now.")
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Not sent yet. What you typed is still here." in page
    assert "It is a sticker now." in page
    assert not Notice.objects.exists()


def test_a_report_never_leads_to_another_site(learner, world):
    answer = learner.post("/notices", {"sentence": "So.", "page": "https://evil.example/changes"})
    assert answer.url == "/notices/mine"
    answer = learner.post("/notices", {"sentence": "So.", "page": "//evil.example"})
    assert answer.url == "/notices/mine"


def test_what_people_write_is_escaped(learner, lead, world):
    report(learner, sentence="<b>bold</b>")
    assert "<b>bold</b>" not in lead.get("/changes").content.decode()


def test_what_waits_and_touches_nothing_here_is_not_called_nothing(lead, world, marram):
    only_ours()
    services.publish(
        change_slug=world.CHANGE, workspace_id=marram.pk, person_id=marram.lead.pk, now=NOW
    )
    quiet = world.pending("chg-quiet", "Nobody here has learned this")
    ChangeEffect.objects.create(change=quiet, claim=world.claim("clm-q", "current", "Q."),
                                effect="retires")  # fmt: skip
    page = text(lead.get("/changes"))
    assert "What waits touches nothing here: one change. Some refreshers are still open." in page
    assert "Nothing waits." not in page


def test_a_lag_is_told_from_five_cases_on_and_with_its_range(lead, world):
    only_ours()
    world.pending("chg-0", "Before", happened_on="2026-07-29", noticed_on=dt.date(2026, 8, 1))
    for day in range(2, 6):
        world.pending(f"chg-{day}", "One more", happened_on=f"2026-08-0{day}",
                      noticed_on=dt.date(2026, 8, day + 2))  # fmt: skip
    assert "cannot tell yet, fewer than five cases" in text(lead.get("/changes"))
    world.pending("chg-6", "The fifth", happened_on="2026-08-06", noticed_on=dt.date(2026, 8, 8))
    assert "2 days from event to notice, at the median (2–2 days, from 5)" in text(
        lead.get("/changes")
    )


def test_a_row_that_is_kept_for_many_readers_speaks_each_ones_language(lead):
    english = lead.get("/changes").content.decode()
    lead.cookies["django_language"] = "ne"
    nepali = lead.get("/changes").content.decode()
    lead.cookies["django_language"] = "en"
    assert "published</span>" in english
    assert "published</span>" not in nepali
    assert lead.get("/changes").content.decode().count("published</span>") == (
        english.count("published</span>")
    )


def test_a_row_that_is_kept_for_many_readers_has_each_ones_day(lead, marram):
    Publication.objects.update(published_at=dt.datetime(2026, 11, 20, 20, tzinfo=dt.UTC))
    assert "20 November 2026" in text(lead.get("/changes"))
    Person.objects.filter(pk=marram.lead.pk).update(time_zone="Asia/Kathmandu")
    page = text(lead.get("/changes"))
    assert "21 November 2026" in page
    assert "20 November 2026" not in page
