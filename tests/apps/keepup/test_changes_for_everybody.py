"""A change and a claim for everybody: written, previewed and published by those who may."""

from __future__ import annotations

import datetime as dt
from html import unescape

import pytest
from tests.signing_in import ASKED, PASSWORD, post_again, signed_in

from whetstone.apps.field import selectors as ledger
from whetstone.apps.field import services as field
from whetstone.apps.field.models import Change, Claim, Publication
from whetstone.apps.keepup import services
from whetstone.apps.people.models import AuditRow
from whetstone.core.kernel.errors import Refused

NOW = dt.datetime(2026, 11, 23, 9, 12, tzinfo=dt.UTC)
TODAY = NOW.date()
OLD = "clm-test-old"
CHANGE = {
    "title": "Reach left the feed", "summary": "The data feed no longer has reach.",
    "network": "", "kind": "metric", "severity": "major", "happened_on": "2026-11-20",
    "source_title": "The network's notes", "accessed": "2026-11-23", "effect": "supersedes",
    "claims": [OLD], "new_statement": "The feed gives views alone.", "new_kind": "platform",
    "relearn_minutes": "4",
}  # fmt: skip
CLAIM = {
    "statement": "Views are counted once a second.", "kind": "platform", "confidence": "medium",
    "source_title": "The network's notes", "accessed": "2026-11-23",
}  # fmt: skip


def text(response) -> str:
    return unescape(response.content.decode())


def status(workspace, slug=OLD):
    return str(ledger.ledger(workspace and workspace.pk, on=TODAY).status(slug))


@pytest.fixture
def written(edda, client_as):
    """The change as Edda wrote it down through the page."""
    said = client_as(edda).post("/everybody/changes/new", CHANGE)
    assert said.status_code == 302, text(said)
    return Change.objects.get(title=CHANGE["title"])


# --- who may ---


@pytest.mark.parametrize("page", ["/changes", "/changes/new", "/claims/new"])
def test_whoever_edits_for_one_workspace_finds_no_page_for_everybody(elsewhere, client_as, page):
    assert client_as(elsewhere.editor).get(f"/everybody{page}").status_code == 404


def test_an_editor_of_one_workspace_neither_writes_nor_publishes_for_everybody(
    elsewhere, written, client_as
):
    otto, before = client_as(elsewhere.editor), Change.objects.count()
    assert otto.post("/everybody/changes/new", {**CHANGE, "title": "Mine"}).status_code == 404
    assert otto.post("/everybody/claims/new", CLAIM).status_code == 404
    assert otto.get(f"/everybody/changes/{written.slug}").status_code == 404
    assert otto.post(f"/everybody/changes/{written.slug}/publication").status_code == 404
    assert Change.objects.count() == before
    assert not Publication.objects.filter(change=written).exists()


def test_the_services_refuse_too_whatever_a_page_lets_through(elsewhere, written):
    person = elsewhere.editor.pk
    source = field.Source("Notes", TODAY)
    with pytest.raises(Refused):
        field.write_claim(
            workspace_id=None, person_id=person, statement="So.", kind="platform",
            source=source, now=NOW,
        )  # fmt: skip
    with pytest.raises(Refused):
        field.write_change(
            workspace_id=None, person_id=person, title="So", summary="So.", kind="metric",
            severity="minor", happened_on="2026", evidence=[source],
            does=[field.Does("doubts", OLD)], now=NOW,
        )  # fmt: skip
    with pytest.raises(Refused):
        services.publish_for_all(written.slug, now=NOW, person_id=person)
    assert not Publication.objects.filter(change=written).exists()


# --- writing ---


def test_a_written_change_waits_and_nothing_has_changed(marram, written, elsewhere):
    assert written.workspace_id is None
    assert written.state == "pending"
    assert written.slug == "desk-reach-left-the-feed"
    assert {status(None), status(marram), status(elsewhere)} == {"current"}


def test_sent_twice_it_is_one_change(edda, written, client_as):
    client_as(edda).post("/everybody/changes/new", CHANGE)
    assert Change.objects.filter(title=CHANGE["title"]).count() == 1


def test_a_change_without_a_claim_is_refused_at_its_box(edda, client_as):
    before = Change.objects.count()
    said = client_as(edda).post("/everybody/changes/new", {**CHANGE, "claims": []})
    assert said.status_code == 422
    assert "Name at least one claim." in text(said)
    assert Change.objects.count() == before


def test_a_workspaces_own_claim_is_not_offered_to_everybody(edda, marram, client_as):
    own = field.write_claim(
        workspace_id=marram.pk, person_id=None, statement="Our brand never whispers.",
        kind="practice", source=field.Source("Our rules", TODAY), now=NOW,
    )  # fmt: skip
    client = client_as(edda)
    assert own.slug in text(client.get("/changes/new"))
    assert own.slug not in text(client.get("/everybody/changes/new"))
    said = client.post("/everybody/changes/new", {**CHANGE, "claims": [own.slug]})
    assert said.status_code == 422


def test_a_claim_for_everybody_stands_in_every_workspace(edda, elsewhere, client_as):
    said = client_as(edda).post("/everybody/claims/new", CLAIM, follow=True)
    assert "in the ledger that everybody reads" in text(said)
    made = Claim.objects.get(slug="desk-views-are-counted-once-a-second")
    assert made.workspace_id is None
    assert status(elsewhere, made.slug) == "current"
    assert AuditRow.objects.filter(act="write_claim", workspace=None, actor=edda.pk).exists()


def test_a_claim_of_a_workspace_stays_its_own(edda, elsewhere, client_as):
    client_as(edda).post("/claims/new", CLAIM)
    made = Claim.objects.get(slug="own-views-are-counted-once-a-second")
    assert made.workspace_id is not None
    assert made.slug not in ledger.ledger(elsewhere.pk, on=TODAY).states


# --- ripple and publication ---


def test_the_ripple_is_shown_before_anything_counts(edda, written, client_as):
    page = text(client_as(edda).get(f"/everybody/changes/{written.slug}"))
    assert "Nothing has changed yet." in page
    assert "Rests on what goes:" in page
    assert "Publish for everybody" in page
    assert "The feed gives views alone." in page


def test_it_asks_again_for_the_password_and_publishes_nothing_before(edda, written, client_as):
    answer = client_as(edda).post(f"/everybody/changes/{written.slug}/publication")
    assert answer.headers["Location"].startswith(ASKED)
    assert not Publication.objects.filter(change=written).exists()
    assert status(None) == "current"


def test_it_is_published_by_a_post_and_never_by_a_look(edda, written):
    page = f"/everybody/changes/{written.slug}/publication"
    assert signed_in(edda).get(page).status_code == 405
    assert not Publication.objects.filter(change=written).exists()


def test_the_password_given_again_publishes_what_was_asked_for(edda, written):
    client = signed_in(edda)
    asked = client.post(f"/everybody/changes/{written.slug}/publication").headers["Location"]
    assert asked.startswith(ASKED)
    wrong = client.post(asked, {"password": "another sentence 8"})
    assert wrong.status_code == 200
    assert not Publication.objects.filter(change=written).exists()
    said = client.post(asked, {"password": PASSWORD}, follow=True)
    assert "Published for everybody." in text(said)
    assert status(None) == "superseded"


def test_published_it_counts_in_every_workspace_and_says_by_whom(edda, written, elsewhere):
    client = signed_in(edda)
    said = post_again(client, f"/everybody/changes/{written.slug}/publication")
    assert "Published for everybody." in text(said)
    assert "Publish for everybody" not in text(said)
    assert {status(None), status(elsewhere)} == {"superseded"}
    row = Publication.objects.get(change=written)
    assert (row.workspace_id, row.published_by_id) == (None, edda.pk)
    audited = AuditRow.objects.get(act="publish_change", object_id=written.slug)
    assert (audited.workspace_id, audited.actor_id) == (None, edda.pk)


def test_published_twice_is_once(edda, written):
    client, path = signed_in(edda), f"/everybody/changes/{written.slug}/publication"
    post_again(client, path)
    assert "Nothing was done twice." in text(post_again(client, path))
    assert Publication.objects.filter(change=written).count() == 1


def test_a_workspaces_own_change_has_no_page_for_everybody(edda):
    client = signed_in(edda)
    client.post("/changes/new", CHANGE)
    own = Change.objects.get(title=CHANGE["title"])
    assert own.workspace_id is not None
    assert client.get(f"/everybody/changes/{own.slug}").status_code == 404
    assert post_again(client, f"/everybody/changes/{own.slug}/publication").status_code == 404


def test_the_list_names_what_waits(edda, written, client_as):
    page = text(client_as(edda).get("/everybody/changes"))
    assert written.title in page
    assert "for everybody" in text(client_as(edda).get("/changes")).lower()


def test_a_notice_of_everybody_leads_to_a_change_for_everybody(edda, world, client_as):
    noticed = field.Noticed("watcher", "Reach is gone.", "f" * 64, claim_slug=OLD)
    found = field.notice(noticed, workspace_id=None, now=NOW)
    client = client_as(edda)
    where = f"/everybody/changes/new?notice={found.pk}"
    assert where in text(client.get(f"/everybody/notices/{found.pk}"))
    client.post(where, CHANGE)
    page = text(client.get(f"/everybody/notices/{found.pk}"))
    assert CHANGE["title"] in page
