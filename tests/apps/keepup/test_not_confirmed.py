"""A change that nobody has read at its source is shown apart, counts nowhere, and can be read."""

from __future__ import annotations

import datetime as dt
import json
import re
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from whetstone.apps.field import selectors as ledger
from whetstone.apps.field import services as field
from whetstone.apps.field.models import Change, ChangeReading, Publication
from whetstone.apps.keepup import selectors, services
from whetstone.apps.keepup.selectors import Counts, digests, how_current, packs, standing_of
from whetstone.apps.lead import outward, sheet
from whetstone.apps.people.clock import real_now
from whetstone.apps.plan import breaks
from whetstone.core.kernel.errors import Faults, Missing, Refused
from whetstone.web.append_only import WrittenOnceError

NOW = dt.datetime(2026, 11, 23, 9, 12, tzinfo=dt.UTC)
TITLE = "Reach leaves the feed; views take its place"
WORDS = {
    "source_title": "Changelog of the feed", "url": "https://example.org/log",
    "publisher": "Meta", "accessed": "2026-11-22", "says": "Reach went on 29 July.",
}  # fmt: skip
SOURCE = field.Source("Changelog of the feed", dt.date(2026, 11, 22), url="https://example.org/")


def text(response) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", response.content.decode())))


@pytest.fixture
def unread(world, marram):
    """The pending change of the world, known from memory only."""
    Change.objects.filter(pk=world.change.pk).update(source_check="recall")
    world.change.refresh_from_db()
    return world.change


@pytest.fixture
def editor(client_as, marram):
    return client_as(marram.editor)


def counts(workspace_id) -> Counts:
    return standing_of(ledger.change(workspace_id, "chg-test"), workspace_id).counts


def read(workspace, verdict="confirmed", **more):
    facts = {
        "workspace_id": workspace.pk, "change_slug": "chg-test", "person_id": None,
        "source": SOURCE, "says": "Reach went on 29 July.", "now": NOW,
    }  # fmt: skip
    return field.read_change(verdict=verdict, **(facts | more))


def publish(workspace):
    return services.publish(
        change_slug="chg-test", workspace_id=workspace.pk, person_id=None, now=NOW
    )


def coming(workspace) -> list[str]:
    rows = sheet._lately(workspace.pk, (None, "0", NOW.date()))["coming"]
    return [title for _slug, title, _on in rows]


# --- where it is not ---


def test_it_stands_on_a_shelf_of_its_own_after_the_others(client_as, marram, unread):
    client = client_as(marram.lead)
    page = client.get("/changes").content.decode()
    assert TITLE not in page
    assert page.index('id="not-confirmed"') > page.index("chg-group")
    apart = text(client.get("/changes?shelf=not-confirmed"))
    assert TITLE in apart
    assert "not confirmed" in apart
    assert "count nowhere until an editor confirms them" in apart


def test_it_does_not_wait_to_be_published(client_as, marram, unread):
    assert counts(marram.pk) is Counts.NOT_CONFIRMED
    assert "wait to be published" not in text(client_as(marram.lead).get("/changes"))
    page = client_as(marram.lead).get("/changes/chg-test")
    assert "Not confirmed: nobody has opened its source yet" in text(page)
    assert "/changes/chg-test/publication" not in page.content.decode()


def test_a_post_past_the_missing_button_is_refused_in_a_sentence(client_as, marram, unread):
    page = text(client_as(marram.lead).post("/changes/chg-test/publication", follow=True))
    assert "Nobody has opened its source yet (it is marked recall)" in page
    assert not Publication.objects.filter(change=unread).exists()


def test_it_cannot_be_published_for_everybody_either(unread):
    with pytest.raises(Faults):
        services.publish_for_all("chg-test", now=NOW)
    assert not Publication.objects.filter(change=unread).exists()


def test_it_is_not_on_the_page_for_leaders(marram, unread):
    assert TITLE not in coming(marram)


def test_it_is_in_no_digest_no_pack_and_no_refresher(marram, unread, world):
    with pytest.raises(Faults):
        publish(marram)
    assert unread.slug not in {row.slug for row in digests.told(marram.pk, now=NOW)}
    assert unread.slug not in {row.change.slug for row in packs.offered(marram.pk)}


def test_it_is_the_cause_of_nothing(marram, unread, world):
    field.doubt_claim(
        workspace_id=marram.pk, claim_slug=world.OLD, person_id=None, reason="Empty.", now=NOW
    )
    found = breaks.breaks(marram.pk, kind="goal", today=NOW.date())
    assert found["9"][0].claim == world.OLD
    assert not found["9"][0].change
    read(marram)
    found = breaks.breaks(marram.pk, kind="goal", today=NOW.date())
    assert found["9"][0].change == "chg-test"


def test_nobody_sends_it_out_of_the_house_as_news(client_as, marram, unread):
    assert not outward.title_of("change", "chg-test", workspace_id=marram.pk)
    sent = client_as(marram.lead).post(
        "/sent", {"kind": "change", "thing": "chg-test", "days": "14"}
    )
    assert sent.status_code == 404
    read(marram)
    assert outward.title_of("change", "chg-test", workspace_id=marram.pk) == TITLE


def test_a_link_made_before_it_was_dismissed_opens_nothing(client, marram, unread):
    read(marram)
    token = outward.send(
        kind="change", thing="chg-test", signed=False, days=14, workspace_id=marram.pk,
        actor_id=marram.lead.pk, now=real_now(),
    )  # fmt: skip
    assert TITLE in text(client.get(f"/shared/{token}"))
    read(marram, "dismissed", now=NOW + dt.timedelta(hours=1))
    assert client.get(f"/shared/{token}").status_code == 404


def test_figures_leave_it_out_and_say_so(client, marram, unread):
    page = how_current.in_public(NOW.date())
    slugs = {one.slug for one in (*page.changes, *page.blind)}
    assert unread.slug not in slugs
    told = json.loads(client.get("/current.json").content)
    in_all = told["changes_not_confirmed"]["in_all"]
    assert in_all == page.not_confirmed == Change.objects.exclude(source_check="seen").count()
    blind = next(one for one in page.figures if one.key == "blind_changes")
    facts = Change.objects.filter(source_check="seen", noticed_on__lte=NOW.date())
    assert blind.counts["changes"] == facts.count()
    public = text(client.get("/current"))
    assert f"{in_all} more are not confirmed" in public
    assert f"Nor are {told['changes_not_confirmed']['claims_only_they_doubt']} claims" in public


def test_a_claim_that_somebody_held_stays_late_whoever_heard_something(marram, unread, world):
    field.doubt_claim(
        workspace_id=None, claim_slug=world.OLD, person_id=None, reason="Empty.", now=NOW
    )
    page = how_current.in_public(NOW.date())
    assert world.OLD not in page.unread
    assert all("doubt" in slug or slug == "clm-soc-us-review-rule" for slug in page.unread)


# --- who reads it ---


def test_an_editor_confirms_it_and_it_waits_like_any_other(client_as, editor, marram, unread):
    answer = editor.post("/changes/chg-test/confirmation", WORDS, follow=True)
    assert "waits to be published" in text(answer)
    assert counts(marram.pk) is Counts.WAITS
    assert TITLE in coming(marram)
    assert TITLE in text(client_as(marram.lead).get("/changes"))
    page = text(editor.get("/changes/chg-test"))
    assert "It says so: Reach went on 29 July." in page
    assert "Edda Editor" in page
    assert "Written before it was read" in page
    assert publish(marram).was_done
    assert counts(marram.pk) is Counts.HERE


def test_what_was_read_goes_into_the_pack_with_its_source(marram, unread):
    read(marram)
    (made,) = packs.pack_of(marram.pk, ["chg-test"], issuer="Marram", now=NOW).changes
    assert made.source_check == "seen"
    assert made.evidence[0]["title"] == "Changelog of the feed"


def test_a_dismissed_one_counts_nowhere_and_may_still_be_confirmed(editor, marram, unread):
    editor.post("/changes/chg-test/dismissal", WORDS | {"says": "It says nothing of it."})
    assert counts(marram.pk) is Counts.DISMISSED
    assert TITLE not in coming(marram)
    with pytest.raises(Faults):
        publish(marram)
    assert "Dismissed: its source was opened" in text(editor.get("/changes/chg-test"))
    editor.post("/changes/chg-test/confirmation", WORDS)
    assert counts(marram.pk) is Counts.WAITS
    assert ChangeReading.objects.filter(change=unread).count() == 2


def test_another_workspace_is_not_moved(marram, unread, make_workspace):
    elsewhere = make_workspace(name="Elsewhere")
    read(marram)
    assert counts(marram.pk) is Counts.WAITS
    assert counts(elsewhere.pk) is Counts.NOT_CONFIRMED
    assert counts(None) is Counts.NOT_CONFIRMED
    assert TITLE not in coming(elsewhere)
    with pytest.raises(Faults):
        publish(elsewhere)
    with pytest.raises(Faults):
        services.publish_for_all("chg-test", now=NOW)


def test_what_was_confirmed_for_everybody_waits_everywhere(marram, unread, make_workspace):
    elsewhere = make_workspace(name="Elsewhere")
    read(marram, workspace_id=None)
    assert {counts(marram.pk), counts(elsewhere.pk), counts(None)} == {Counts.WAITS}
    read(elsewhere, "dismissed", now=NOW + dt.timedelta(hours=1))
    assert counts(elsewhere.pk) is Counts.DISMISSED
    assert counts(marram.pk) is Counts.WAITS


# --- who does not ---


@pytest.mark.parametrize("act", ["confirmation", "dismissal"])
def test_a_learner_and_a_lead_are_no_editors(client_as, marram, unread, act):
    for person in (marram.team[1], marram.lead):
        client = client_as(person)
        assert client.post(f"/changes/chg-test/{act}", WORDS).status_code == 403
        assert f"/changes/chg-test/{act}" not in client.get("/changes/chg-test").content.decode()
    assert counts(marram.pk) is Counts.NOT_CONFIRMED


def test_an_editor_of_one_workspace_says_nothing_for_everybody(editor, marram, unread):
    with pytest.raises(Refused):
        read(marram, workspace_id=None, person_id=marram.editor.pk)
    editor.post("/changes/chg-test/confirmation", WORDS | {"scope": "all"})
    assert counts(None) is Counts.NOT_CONFIRMED


def test_a_reading_without_a_source_a_day_or_words_is_refused_at_once(editor, marram, unread):
    answer = editor.post("/changes/chg-test/confirmation", {"accessed": "2026-12-24"})
    assert answer.status_code == 422
    page = text(answer)
    assert "This day has not been yet." in page
    assert page.count("This field is required.") >= 2
    assert not ChangeReading.objects.exists()


def test_the_service_refuses_a_day_to_come_and_no_words(marram, unread):
    ahead = field.Source("Changelog", dt.date(2026, 12, 24))
    with pytest.raises(Faults) as told:
        read(marram, source=ahead, says=" ")
    assert {fault.where for fault in told.value.faults} == {"accessed", "says"}


def test_sent_twice_it_is_one_reading_and_it_is_never_changed(marram, unread):
    first = read(marram)
    assert read(marram).pk == first.pk
    first.says = "Something else."
    with pytest.raises(WrittenOnceError):
        first.save()


def test_what_was_seen_or_published_is_not_read_again(marram, world, unread):
    read(marram)
    publish(marram)
    with pytest.raises(Refused):
        read(marram, "dismissed", now=NOW + dt.timedelta(hours=1))
    Change.objects.filter(pk=unread.pk).update(source_check="seen")
    with pytest.raises(Refused):
        read(marram, workspace_id=None)
    with pytest.raises(Missing):
        read(marram, change_slug="chg-nobody-knows")


def test_the_curriculum_ships_only_changes_to_come_that_nobody_has_confirmed(curriculum_loaded):
    rows = Change.objects.exclude(source_check="seen")
    assert rows.count() >= 37
    assert not Publication.objects.filter(change__in=rows).exists()
    assert Change.objects.count() >= 60


def test_the_preview_says_how_it_stands(marram, unread):
    assert selectors.preview("chg-test", workspace_id=marram.pk, now=NOW).stands == "not_confirmed"
    read(marram)
    assert selectors.preview("chg-test", workspace_id=marram.pk, now=NOW).stands == "waits"


def test_the_list_asks_as_often_for_one_as_for_many(client_as, marram, unread, world):
    client = client_as(marram.lead)

    def asked(address: str) -> int:
        client.get(address)
        with CaptureQueriesContext(connection) as told:
            client.get(address)
        return len(told)

    pages = ("/changes", "/changes?shelf=not-confirmed")
    few = [asked(page) for page in pages]
    for n in range(20):
        world.pending(f"chg-more-{n}", f"More {n}", source_check="recall")
    assert [asked(page) for page in pages] == few
    assert "More 19" in text(client.get(pages[1]))
