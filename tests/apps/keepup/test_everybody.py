"""The installation's own inbox and watches: for those who edit for everybody, and nobody else."""

from __future__ import annotations

import datetime as dt
from html import unescape

import pytest

from whetstone.apps.field import selectors as ledger
from whetstone.apps.field import services as field
from whetstone.apps.field.models import Notice
from whetstone.apps.keepup import services
from whetstone.apps.keepup.models import NoticeStep, Watch
from whetstone.apps.keepup.selectors import inbox
from whetstone.apps.people.models import AuditRow
from whetstone.core.kernel.errors import Missing, Refused

NOW = dt.datetime(2026, 11, 23, 9, 12, tzinfo=dt.UTC)
TODAY = NOW.date()
OLD = "clm-test-old"
SOURCE = {
    "url": "https://status.example.org/feed",
    "title": "Status of the network",
    "network": "meta",
    "kind": "feed",
    "every_hours": 24,
}


def text(response) -> str:
    return unescape(response.content.decode())


def status(workspace, slug=OLD):
    return str(ledger.ledger(workspace and workspace.pk, on=TODAY).status(slug))


@pytest.fixture
def found(world):
    """What the installation's watcher noticed."""
    noticed = field.Noticed("watcher", "Reach is gone from the feed.", "f" * 64, claim_slug=OLD)
    return field.notice(noticed, workspace_id=None, now=NOW)


def act(notice, name):
    return f"/everybody/notices/{notice.pk}/{name}"


def watched(workspace_id=None):
    return services.add_watch(workspace_id=workspace_id, actor_id=None, now=NOW, **SOURCE)


# --- who may ---


def test_whoever_edits_for_one_workspace_finds_nothing(elsewhere, found, client_as):
    client, watch = client_as(elsewhere.editor), watched()
    for path in (
        "/everybody/notices", f"/everybody/notices/{found.pk}", "/everybody/watches",
        "/everybody/watches/new", f"/everybody/watches/{watch.pk}",
    ):  # fmt: skip
        assert client.get(path).status_code == 404, path
    said = {"reason": "So."}
    assert client.post(act(found, "dismissal"), said).status_code == 404
    assert client.post(act(found, "owner"), {"owner_id": elsewhere.editor.pk}).status_code == 404
    assert client.post("/everybody/watches/new", SOURCE).status_code == 404
    assert client.post(f"/everybody/watches/{watch.pk}/activation").status_code == 404
    assert not NoticeStep.objects.exists()
    assert not Watch.objects.get().is_on


def test_nobody_gets_in_without_signing_in_and_a_learner_not_at_all(marram, client, client_as):
    assert client.get("/everybody/notices").status_code == 302
    assert client_as(marram.team[1]).get("/everybody/notices").status_code == 403
    assert client_as(marram.lead).get("/everybody/watches").status_code == 403


def test_services_refuse_whoever_does_not_edit_for_everybody(elsewhere, found):
    otto = elsewhere.editor.pk
    with pytest.raises(Refused):
        services.dismiss(
            notice_id=found.pk, workspace_id=None, person_id=otto, now=NOW, reason="So."
        )
    with pytest.raises(Refused):
        services.add_watch(workspace_id=None, actor_id=otto, now=NOW, **SOURCE)
    watch = watched()
    with pytest.raises(Refused):
        services.switch_on(watch_id=watch.pk, workspace_id=None, actor_id=otto, now=NOW)
    with pytest.raises(Refused):
        services.ask_to_look(watch_id=watch.pk, workspace_id=None, actor_id=otto, now=NOW)
    assert not NoticeStep.objects.exists()
    assert not Watch.objects.filter(is_on=True).exists()


# --- notices ---


def test_the_inbox_of_the_installation_shows_its_notices_and_no_workspaces(
    edda, marram, found, client_as
):
    field.report(
        workspace_id=marram.pk, person_id=marram.lead.pk, claim_slug="", page="/",
        sentence="Said in Marram alone.", now=NOW,
    )  # fmt: skip
    page = text(client_as(edda).get("/everybody/notices"))
    assert "Reach is gone from the feed." in page
    assert "Said in Marram alone." not in page
    assert f"/everybody/notices/{found.pk}" in page
    here = text(client_as(edda).get("/notices"))
    assert f"/everybody/notices/{found.pk}" in here
    assert "Take it into this inbox" in here


def test_a_notice_is_taken_doubted_and_settled_for_everybody(edda, elsewhere, found, client_as):
    client, marram = client_as(edda), edda.workspace
    client.post(act(found, "owner"), {"owner_id": edda.pk})
    page = client.post(act(found, "doubt"), {"reason": "The page is gone."}, follow=True)
    assert page.redirect_chain == [(f"/everybody/notices/{found.pk}", 302)]
    assert "suspended everywhere" in text(page)
    assert [status(one) for one in (None, marram, elsewhere)] == ["doubtful"] * 3
    client.post(act(found, "dismissal"), {"reason": "It only moved."})
    assert [status(one) for one in (None, marram, elsewhere)] == ["current"] * 3
    steps = NoticeStep.objects.order_by("pk")
    assert [row.act for row in steps] == ["taken", "doubted", "dismissed"]
    assert {row.workspace_id for row in steps} == {None}
    assert not Notice.objects.exclude(workspace=None).exists()
    rows = AuditRow.objects.filter(act__startswith="notice ")
    assert {row.workspace_id for row in rows} == {None}


def test_what_is_settled_for_everybody_waits_for_nobody(edda, marram, found, client_as):
    assert inbox.for_all(marram.pk) == [found]
    client_as(edda).post(act(found, "dismissal"), {"reason": "It only moved."})
    assert inbox.for_all(marram.pk) == []


def test_it_goes_to_nobody_but_editors_for_everybody(edda, elsewhere, found, client_as):
    client = client_as(edda)
    assert "Otto Other" not in text(client.get(f"/everybody/notices/{found.pk}"))
    answer = client.post(act(found, "owner"), {"owner_id": elsewhere.editor.pk})
    assert answer.status_code == 422
    with pytest.raises(Missing):
        services.take(
            notice_id=found.pk, workspace_id=None, person_id=edda.pk, now=NOW,
            owner_id=elsewhere.editor.pk,
        )  # fmt: skip


def test_a_workspaces_notice_is_not_found_in_everybodys_inbox(edda, marram, client_as):
    own = field.report(
        workspace_id=marram.pk, person_id=marram.lead.pk, claim_slug=OLD, page="/",
        sentence="Ours.", now=NOW,
    )  # fmt: skip
    client = client_as(edda)
    assert client.get(f"/everybody/notices/{own.pk}").status_code == 404
    assert client.post(act(own, "dismissal"), {"reason": "So."}).status_code == 404


def test_a_reason_that_is_missing_is_asked_for_on_the_same_page(edda, found, client_as):
    answer = client_as(edda).post(act(found, "dismissal"), {"reason": ""})
    assert answer.status_code == 422
    assert act(found, "dismissal") in text(answer)
    assert not NoticeStep.objects.exists()


def test_a_change_of_the_installation_can_be_named_but_none_is_written_here(
    edda, found, world, client_as
):
    client = client_as(edda)
    page = client.post(act(found, "confirmation"), {"change": world.CHANGE}, follow=True)
    assert "Its change waits to be published for everybody:" in text(page)
    assert f"/everybody/changes/{world.CHANGE}" in text(page)
    assert "/changes/new" not in text(page)


# --- watches ---


def test_a_source_is_watched_for_everybody_from_a_page(edda, marram, client_as):
    client = client_as(edda)
    page = client.post("/everybody/watches/new", SOURCE, follow=True)
    watch = Watch.objects.get()
    assert (watch.workspace_id, watch.is_on) == (None, False)
    assert page.redirect_chain == [(f"/everybody/watches/{watch.pk}", 302)]
    client.post(f"/everybody/watches/{watch.pk}/activation")
    client.post(f"/everybody/watches/{watch.pk}/schedule", {"every_hours": "168"})
    watch.refresh_from_db()
    assert (watch.is_on, watch.every_hours) == (True, 168)
    assert client.post(f"/watches/{watch.pk}/pause").status_code == 404
    client.post(f"/everybody/watches/{watch.pk}/removal")
    watch.refresh_from_db()
    assert (watch.is_on, watch.removed_at is not None) == (False, True)


def test_a_suggestion_taken_for_everybody_stands_in_every_list(edda, elsewhere, client_as):
    client_as(edda).post("/everybody/watches/suggested/src-graph-v25")
    assert Watch.objects.get().workspace_id is None
    page = text(client_as(elsewhere.editor).get("/watches"))
    assert "watched for everybody on this installation" in page
    assert "/everybody/" not in page


def test_a_workspaces_watch_is_not_in_everybodys_list(edda, marram, client_as):
    watch = watched(marram.pk)
    client = client_as(edda)
    assert "Status of the network" not in text(client.get("/everybody/watches"))
    assert client.get(f"/everybody/watches/{watch.pk}").status_code == 404
