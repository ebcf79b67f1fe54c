"""The pages of watched sources: who sees what, all faults at once, and where nothing happens."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from whetstone.apps.field.models import Notice
from whetstone.apps.keepup import services, watch_words
from whetstone.apps.keepup.models import Look, Sighting, Watch
from whetstone.apps.keepup.sources import Sight, Trouble
from whetstone.apps.keepup.suggested import SUGGESTED
from whetstone.core.kernel.errors import Refused
from whetstone.formats.feeds import Entry
from whetstone.web import fetching
from whetstone.web.fetching import Fetched, Reason

NOW = dt.datetime(2026, 11, 23, 9, 12, tzinfo=dt.UTC)
URL = "https://developers.marram.example/changelog.xml"
GOOD = {"url": URL, "title": "Changelog", "kind": "feed", "network": "meta", "every_hours": "24"}


@pytest.fixture
def workspace(curriculum_loaded, make_workspace):
    return make_workspace()


@pytest.fixture
def editor(client_as, make_person, workspace):
    return client_as(make_person(workspace, rights=("editor",), name="Edda Editor"))


@pytest.fixture
def add(workspace):
    def make(n=0, **more):
        facts = {
            "workspace_id": workspace.pk,
            "url": f"https://h{n}.marram.example/feed",
            "title": f"Source {n}",
            "network": "meta",
            "kind": "feed",
            "every_hours": 24,
        }
        return services.add_watch(actor_id=None, now=NOW, **(facts | more))

    return make


def entry(name, title, day=20):
    published = dt.datetime(2026, 11, day, tzinfo=dt.UTC)
    return Entry(name, title, f"https://h0.marram.example/{name}", "Its excerpt.", published)


def told(watch, *entries, at=NOW, **more):
    """A look that brought these entries, written down as a real one is."""
    return services.record(watch_id=watch.pk, sight=Sight(entries=entries, **more), now=at)


def text(response) -> str:
    assert response.status_code == 200, response
    body = re.sub(r"<[^>]+>", " ", response.content.decode().split("</nav>", 1)[-1])
    return re.sub(r"\s+", " ", body)


# --- the list ---


def test_an_empty_list_says_why_and_offers_what_is_cited(editor):
    page = text(editor.get("/watches"))
    assert "No source is watched yet." in page
    assert "Suggested, off" in page
    assert SUGGESTED[0].url in page
    assert Watch.objects.count() == 0


def test_where_fetching_is_off_the_page_says_how_it_is_switched_on(editor, settings):
    settings.FETCH = False
    assert "WHETSTONE_FETCH=on" in text(editor.get("/watches"))
    settings.FETCH = True
    assert "WHETSTONE_FETCH" not in text(editor.get("/watches"))


def test_the_list_says_how_each_source_stands(editor, add):
    add(0, title="Never")
    told(add(1, title="Fine"))
    changed = add(2, title="Changed")
    told(changed)
    told(changed, entry("a", "News"), at=NOW + dt.timedelta(days=1))
    services.record(watch_id=add(3, title="Slow").pk, sight=Sight("too_slow"), now=NOW)
    page = text(editor.get("/watches"))
    assert "One source cannot be read." in page
    for words in (
        "never looked at", "fine", "changed", "1 piece of news", "failing",
        "Failed once, last on 23 November 2026, 9:12, because the answer took too long.",
    ):  # fmt: skip
        assert words in page


def test_a_suggestion_is_taken_switched_off_and_offered_no_more(editor, workspace):
    one = SUGGESTED[0]
    assert editor.post(f"/watches/suggested/{one.id}").status_code == 302
    watch = Watch.objects.get()
    assert (watch.url, watch.is_on, watch.workspace_id) == (one.url, False, workspace.pk)
    page = text(editor.get("/watches"))
    assert page.count(one.title) == 1
    editor.post(f"/watches/suggested/{one.id}")
    assert Watch.objects.count() == 1
    assert editor.post("/watches/suggested/src-nothing").status_code == 404


def test_every_suggestion_is_cited_by_the_curriculum():
    from whetstone.curriculum import find_root

    cited = (find_root() / "sources" / "sources.yaml").read_text(encoding="utf-8")
    for one in SUGGESTED:
        assert f"id: {one.id}," in cited
        assert f'url: "{one.url}"' in cited
        assert fetching.faults_of(one.url) == ()


# --- writing one down ---


def test_a_source_is_written_down(editor):
    answer = editor.post("/watches/new", GOOD)
    watch = Watch.objects.get()
    assert answer.headers["Location"] == f"/watches/{watch.pk}"
    assert not watch.is_on


def test_nothing_typed_is_lost_and_every_fault_is_said(editor):
    typed = GOOD | {"url": "http://root:secret@10.0.0.1/", "title": "My source"}
    page = editor.post("/watches/new", typed)
    body = page.content.decode()
    assert 'value="http://root:secret@10.0.0.1/"' in body
    assert 'value="My source"' in body
    words = text(page)
    assert "3 things to look at again" in words
    for reason in (Reason.NOT_HTTPS, Reason.CREDENTIALS, Reason.NOT_A_NAME):
        assert fetching.words_of(reason).split(".")[0] in words
    assert not Watch.objects.exists()


def test_what_is_not_offered_is_refused(editor):
    page = editor.post("/watches/new", GOOD | {"every_hours": "1", "kind": "smell"})
    assert "2 things to look at again" in text(page)
    assert not Watch.objects.exists()


# --- one source ---


def test_what_it_said_links_to_the_source_and_guesses_what_it_touches(editor, add):
    watch = add(0, network="instagram")
    told(watch)
    told(watch, entry("a", "Reels may now run up to three minutes for every account"),
         at=NOW + dt.timedelta(days=1))  # fmt: skip
    answer = editor.get(f"/watches/{watch.pk}")
    assert 'href="https://h0.marram.example/a"' in answer.content.decode()
    page = text(answer)
    assert "in the inbox" in page
    assert "Might touch" in page
    assert re.search(r"a guess: \d+ in 100 of its telling words, [\w, ]*reel", page)


def test_what_a_stranger_wrote_stays_text(editor, add):
    watch = add()
    told(watch)
    evil = Entry("x", "<script>alert(1)</script>", "", "<img src=x onerror=y>", None)
    told(watch, evil, at=NOW + dt.timedelta(days=1))
    body = editor.get(f"/watches/{watch.pk}").content.decode()
    assert "<script>alert" not in body
    assert "<img src=x" not in body


def test_what_was_there_before_is_offered_and_can_be_put_in(editor, add):
    watch = add()
    told(watch, entry("a", "Recent", 20), entry("b", "Long ago", 1))
    page = text(editor.get(f"/watches/{watch.pk}"))
    assert "Of the fortnight before the first look" in page
    assert "Long ago" not in page
    recent = Sighting.objects.get(title="Recent")
    put = f"/watches/{watch.pk}/sightings/{recent.pk}/notice"
    assert editor.post(put).status_code == 302
    assert Notice.objects.get().sentence == "Recent"
    assert "Of the fortnight" not in text(editor.get(f"/watches/{watch.pk}"))
    assert editor.post(f"/watches/{watch.pk}/sightings/999999/notice").status_code == 404


def test_it_is_switched_on_and_off_and_scheduled_and_removed(editor, add):
    watch = add()
    told(watch)
    here = f"/watches/{watch.pk}"
    editor.post(f"{here}/activation")
    watch.refresh_from_db()
    assert watch.is_on
    editor.post(f"{here}/schedule", {"every_hours": "168"})
    editor.post(f"{here}/schedule", {"every_hours": "1"})
    editor.post(f"{here}/pause")
    watch.refresh_from_db()
    assert (watch.is_on, watch.every_hours) == (False, 168)
    assert editor.post(f"{here}/removal").status_code == 302
    assert "Source 0" not in text(editor.get("/watches"))
    page = editor.get(here)
    assert "removed" in text(page)
    assert f"{here}/looks" not in page.content.decode()
    assert editor.post(f"{here}/activation").status_code == 404
    assert Look.objects.count() == 1


def test_look_now_has_the_worker_ask(editor, add, settings, monkeypatch):
    from django_tasks_db.management.commands import db_worker

    from whetstone.config import work

    settings.FETCH = True
    watch = add()
    assert "Look now" in text(editor.get(f"/watches/{watch.pk}"))
    asked = []

    def answers(wanted):
        asked.append(wanted.url)
        return Fetched(200, wanted.url, wanted.url, "application/rss+xml", body=b"no feed")

    monkeypatch.setattr(fetching, "installed", lambda: answers)
    # A worker takes a fresh connection between jobs; this test stands inside a transaction.
    monkeypatch.setattr(db_worker, "close_old_connections", lambda: None)
    editor.post(f"/watches/{watch.pk}/looks")
    assert asked == []
    work.do_jobs()
    assert asked == [watch.url]
    assert Look.objects.get().reason == "no_feed"


def test_look_now_is_neither_offered_nor_done_where_fetching_is_off(editor, add, settings):
    settings.FETCH = False
    watch = add()
    assert "Look now" not in text(editor.get(f"/watches/{watch.pk}"))
    page = text(editor.post(f"/watches/{watch.pk}/looks", follow=True))
    assert "fetching is off on this installation" in page
    assert not queued()


def test_a_demo_is_refused_in_words(editor, add, workspace, settings):
    settings.FETCH = True
    watch = add()
    workspace.is_demo = True
    workspace.save()
    with pytest.raises(Refused):
        services.ask_to_look(watch_id=watch.pk, workspace_id=workspace.pk, actor_id=None, now=NOW)
    assert not queued()


def queued() -> int:
    from django_tasks_db.models import DBTaskResult

    return DBTaskResult.objects.count()


# --- who may ---


@pytest.fixture(params=["learner", "lead", "partner", "leader", "instructor"])
def client(request, client_as, make_person, workspace):
    return client_as(make_person(workspace, rights=(request.param,)))


def test_others_neither_see_nor_change_them(client, add):
    watch = add()
    for address in ("/watches", "/watches/new", f"/watches/{watch.pk}"):
        assert client.get(address).status_code == 403
    assert client.post(f"/watches/{watch.pk}/activation").status_code == 403
    assert "Watched sources" not in client.get("/changes").content.decode()


def test_the_editor_finds_the_shelf(editor):
    assert 'href="/watches"' in editor.get("/changes").content.decode()


def test_another_workspace_has_no_such_watch(client_as, make_person, make_workspace, add):
    watch = add()
    other = client_as(make_person(make_workspace(name="Other"), rights=("editor", "admin")))
    assert other.get(f"/watches/{watch.pk}").status_code == 404
    for act in ("activation", "pause", "removal", "looks"):
        assert other.post(f"/watches/{watch.pk}/{act}").status_code == 404
    assert "Source 0" not in text(other.get("/watches"))


def test_a_watch_of_the_installation_is_read_and_not_changed(editor, add):
    watch = add(workspace_id=None)
    page = text(editor.get(f"/watches/{watch.pk}"))
    assert "watched for everybody" in page
    assert "Switch it on" not in page
    assert editor.post(f"/watches/{watch.pk}/activation").status_code == 404


# --- queries ---


def test_queries_do_not_grow_with_sources_or_sightings(editor, add):
    watch = add()
    told(watch)
    pages = ("/watches", f"/watches/{watch.pk}")

    def count():
        found = []
        for address in pages:
            editor.get(address)
            with CaptureQueriesContext(connection) as queries:
                editor.get(address)
            found.append(len(queries))
        return found

    told(watch, entry("one", "One"), at=NOW + dt.timedelta(days=1))
    few = count()
    for n in range(1, 8):
        told(add(n))
    many = [entry(f"n{n}", f"Reach number {n} leaves the feed") for n in range(30)]
    told(watch, *many, at=NOW + dt.timedelta(days=2))
    assert count() == few
    assert max(few) <= 20


# --- words ---


def test_every_reason_has_words():
    for reason in [*Reason, *Trouble]:
        assert watch_words.why(reason.value, 503)
        assert "%" not in watch_words.why(reason.value, 503)
