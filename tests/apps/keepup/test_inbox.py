"""The inbox and its pages: who sees and does what, in how many queries, and what nobody learns."""

from __future__ import annotations

import datetime as dt
import random
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from whetstone.apps.field import services as field
from whetstone.apps.field.models import Claim, Notice
from whetstone.apps.keepup import services
from whetstone.apps.keepup.models import NoticeStep
from whetstone.apps.keepup.selectors import inbox
from whetstone.apps.keepup.selectors.inbox import Asked
from whetstone.core.freshness.triage import NEEDS_REASON, Act, Stage, allowed

NOW = dt.datetime(2026, 11, 23, 9, 12, tzinfo=dt.UTC)
TODAY = NOW.date()


def text(response) -> str:
    assert response.status_code in {200, 422}, response
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


@pytest.fixture
def say(marram, world):
    """`say("...")` reports something as the fourth learner."""

    def report(sentence="The tab is gone.", *, ago=1, claim=None, who=3, **more):
        return field.report(
            workspace_id=marram.pk, person_id=marram.team[who].pk,
            claim_slug=world.OTHER if claim is None else claim, page="/today",
            sentence=sentence, now=NOW - dt.timedelta(days=ago), **more,
        )  # fmt: skip

    report.marram = marram
    return report


@pytest.fixture
def editor(client_as, marram):
    return client_as(marram.editor)


@pytest.fixture
def lead(client_as, marram):
    return client_as(marram.lead)


@pytest.fixture
def stranger(make_workspace, make_person):
    """An editor, but of another workspace."""
    return make_person(make_workspace(name="Other"), rights=("editor",))


@pytest.fixture
def learner(client_as, marram):
    return client_as(marram.team[3])


def do(name, notice, by, **more):
    facts = {"notice_id": notice.pk, "workspace_id": by.workspace_id, "person_id": by.pk}
    return getattr(services, name)(**facts, now=more.pop("now", NOW), **more)


# --- the list ---


def test_the_inbox_is_grouped_by_state_and_counts_each(editor, marram, say):
    say("A new one.")
    do("take", say("One in hand."), marram.editor, owner_id=marram.editor.pk)
    do("confirm", say("One that waits."), marram.editor)
    do("dismiss", say("One that is closed."), marram.editor, reason="It holds.")
    page = text(editor.get("/notices"))
    for words in ("New 1", "In hand 1", "Waiting for repair 1", "Closed 1"):
        assert words in page
    assert "One notice waits for somebody to take it." in page


def test_an_empty_inbox_says_whether_that_is_good(editor, world):
    assert "An empty inbox is good when people know how to fill it." in text(
        editor.get("/notices")
    )


def test_the_most_urgent_comes_first_or_the_newest(marram, say):
    old, new = say("Minor and old.", ago=9), say("Breaking and new.", ago=1)
    do("set_severity", old, marram.editor, severity="minor")
    do("set_severity", new, marram.editor, severity="breaking")
    newest = say("Newest, minor.", ago=0)
    do("set_severity", newest, marram.editor, severity="minor")

    def order(**asked):
        page = inbox.inbox(
            marram.pk, asked=Asked(**asked), number="", today=TODAY, zone="Europe/Dublin"
        )
        return [row.notice.pk for _stage, rows in page.groups for row in rows]

    assert order() == [new.pk, old.pk, newest.pk]
    assert order(newest=True) == [newest.pk, new.pk, old.pk]


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("origin=watcher", {"Seen by a feed."}),
        ("network=tiktok", {"Seen by a feed."}),
        ("network=meta", {"Overdue.", "Taken."}),
        ("overdue=1", {"Overdue."}),
        ("owner=0", {"Overdue.", "Seen by a feed."}),
        ("stage=new", {"Seen by a feed."}),
        ("stage=nonsense&owner=x", {"Overdue.", "Taken.", "Seen by a feed."}),
    ],
)
def test_the_inbox_is_narrowed_down(editor, say, query, shown):
    marram = say.marram
    do("set_severity", say("Overdue.", ago=20), marram.editor, severity="major")
    do("take", say("Taken."), marram.editor, owner_id=marram.editor.pk)
    field.notice(
        field.Noticed("watcher", "Seen by a feed.", "f", network="tiktok"),
        workspace_id=marram.pk, now=NOW,
    )  # fmt: skip
    page = text(editor.get(f"/notices?{query}"))
    every = {"Overdue.", "Taken.", "Seen by a feed."}
    assert {one for one in every if one in page} == shown


def test_who_has_it_is_a_filter_too(editor, marram, say):
    do("take", say("Mine."), marram.editor, owner_id=marram.editor.pk)
    do("take", say("The lead's."), marram.editor, owner_id=marram.lead.pk)
    page = text(editor.get(f"/notices?owner={marram.lead.pk}"))
    assert "The lead&#39;s." in page
    assert "Mine." not in page


def test_a_filter_without_a_match_says_so(editor, say):
    say()
    assert "No notice is like this." in text(editor.get("/notices?stage=closed"))


def test_hundreds_are_paged(editor, marram, world):
    Notice.objects.bulk_create(
        Notice(workspace=marram, sentence=f"Number {n}.", noticed_at=NOW) for n in range(90)
    )
    page = text(editor.get("/notices"))
    assert "1 of 3" in page
    assert len(re.findall(r"Number \d+\.", page)) == inbox.PAGE_SIZE
    assert "3 of 3" in text(editor.get("/notices?page=99"))


def test_the_database_says_what_the_trail_says(marram, say):
    """Random acts, only ever open ones: the list and the fold agree on every notice."""
    draw = random.Random(7)
    notices = [say(f"Number {n}.", ago=draw.randrange(1, 30)) for n in range(12)]
    names = {
        Act.TAKEN: ("take", {"owner_id": marram.editor.pk}),
        Act.SEVERITY: ("set_severity", {"severity": "major"}),
        Act.CONFIRMED: ("confirm", {}), Act.DOUBTED: ("doubt", {}), Act.NOTE: ("note", {}),
        Act.REPAIRED: ("repair", {}), Act.DISMISSED: ("dismiss", {}), Act.CLOSED: ("close", {}),
        Act.REOPENED: ("reopen", {}),
    }  # fmt: skip
    for n in range(80):
        one = draw.choice(notices[1:])  # the first stays new
        state = inbox.state_of(one, inbox.steps_of([one.pk]))
        act = draw.choice(sorted(allowed(state, doubts=True) & names.keys()))
        name, more = names[act]
        more = more | ({"reason": "So."} if act in NEEDS_REASON else {})
        do(name, one, marram.editor, now=NOW + dt.timedelta(minutes=n), **more)
    page = inbox.inbox(marram.pk, asked=Asked(), number="", today=TODAY, zone="UTC")
    rows = {row.notice.pk: row for _stage, mine in page.groups for row in mine}
    for one in notices:
        state, row = inbox.state_of(one, inbox.steps_of([one.pk])), rows[one.pk]
        assert row.stage is state.stage
        assert row.is_in_doubt == state.is_in_doubt
        assert row.due_on == state.due_on
        assert row.is_overdue == state.is_overdue(TODAY)
        assert row.severity == (state.severity.value if state.severity else "")
        assert bool(row.owner) == bool(state.owner)
    assert {row.stage for row in rows.values()} == set(Stage)


@pytest.mark.parametrize("address", ["/notices", "/notices/mine", "/notices/{pk}"])
def test_queries_do_not_grow_with_notices_or_people(client_as, say, make_person, address):
    marram, one = say.marram, say("The first.")
    client = client_as(marram.team[3] if "mine" in address else marram.editor)
    address = address.format(pk=one.pk)
    do("take", one, marram.editor, owner_id=marram.editor.pk)

    def count():
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        return len(queries)

    few = count()
    for n in range(25):
        make_person(marram, name=f"More {n}")
        do("note", one, marram.editor, reason=f"Note {n}.")
        do("take", say(f"More {n}."), marram.editor, owner_id=marram.lead.pk)
    assert count() <= few + 1  # others like it: one question more than for none
    assert few <= 30


# --- one notice ---


def test_a_notice_shows_what_was_said_seen_and_what_rests_on_it(editor, say, world):
    one = say("Reach is gone.", claim=world.OLD, saw="The column is empty.")
    say("Reach is gone for us too.", claim=world.OLD)
    page = text(editor.get(f"/notices/{one.pk}"))
    for words in (
        "Reach is gone.", "The column is empty.", "Reach stands in the feed.", "Lesson blocks 1",
        "Questions 2", "Lesson blocks that only mention it: 1", "Reach is gone for us too.",
        "Nobody has taken it yet.", "Put the claim in doubt",
    ):  # fmt: skip
        assert words in page, words


def test_nobody_who_reports_is_named(editor, lead, marram, say):
    one = say()
    for client in (editor, lead):
        for address in ("/notices", f"/notices/{one.pk}", "/changes"):
            assert marram.team[3].name not in text(client.get(address))


def test_an_editor_doubts_from_the_page_and_settles_it(editor, world, say):
    one = say()
    answer = editor.post(f"/notices/{one.pk}/doubt", {"reason": "Seen gone."}, follow=True)
    assert "In doubt: what rests on the claim is suspended here." in text(answer)
    answer = editor.post(f"/notices/{one.pk}/dismissal", {"reason": "It is back."}, follow=True)
    page = text(answer)
    assert "Dismissed: it still holds, or was not about a fact." in page
    assert "It is back." in page
    assert "put the claim in doubt" in page


def test_a_lead_sees_no_doubt_and_gets_none(lead, say):
    one = say()
    assert "Put the claim in doubt" not in text(lead.get(f"/notices/{one.pk}"))
    assert lead.post(f"/notices/{one.pk}/doubt", {"reason": "So."}).status_code == 403
    assert not NoticeStep.objects.exists()


def test_a_lead_who_ends_a_doubt_is_told_who_may(lead, marram, say):
    one = say()
    do("doubt", one, marram.editor, reason="Seen gone.")
    answer = lead.post(f"/notices/{one.pk}/dismissal", {"reason": "So."}, follow=True)
    assert "only an editor settles a doubt" in text(answer)


@pytest.mark.parametrize(
    ("act", "facts"),
    [
        ("dismissal", {"reason": ""}), ("doubt", {"reason": ""}), ("note", {"reason": " "}),
        ("severity", {"severity": "awful"}), ("owner", {"owner_id": "999999"}),
        ("confirmation", {"change": "chg-nowhere"}),
    ],
)  # fmt: skip
def test_what_was_typed_wrongly_stays_on_the_page(editor, say, act, facts):
    one = say()
    answer = editor.post(f"/notices/{one.pk}/{act}", facts)
    assert answer.status_code == 422
    assert "One thing to look at again" in text(answer)
    assert not NoticeStep.objects.exists()


def test_a_notice_without_a_claim_offers_claims_to_doubt(editor, say, world):
    one = say(claim="", thing=("item", "it-1"))
    page = editor.get(f"/notices/{one.pk}").content.decode()
    assert (
        page.index(f'value="{world.OLD}"') < page.index('value="clm-', page.index("datalist")) + 40
    )
    wrong = editor.post(f"/notices/{one.pk}/doubt", {"reason": "So.", "claim": "clm-nowhere"})
    assert wrong.status_code == 422
    editor.post(f"/notices/{one.pk}/doubt", {"reason": "Seen gone.", "claim": world.OLD})
    step = NoticeStep.objects.get()
    assert step.claim == Claim.objects.get(slug=world.OLD)


def test_writing_the_change_down_confirms_the_notice(editor, marram, say, world):
    one = say(claim=world.OLD)
    do("confirm", one, marram.editor)
    services.belongs_to(
        notice_id=one.pk, workspace_id=marram.pk, person_id=marram.editor.pk,
        change=world.CHANGE, now=NOW,
    )  # fmt: skip
    page = text(editor.get(f"/notices/{one.pk}"))
    assert "Its change waits to be published:" in page
    assert "Reach leaves the feed; views take its place" in page


@pytest.mark.parametrize("who", ["learner", "director", "other"])
def test_others_get_neither_the_inbox_nor_its_acts(client_as, say, stranger, who):
    one = say()
    cast = {"learner": say.marram.team[1], "director": say.marram.director, "other": stranger}
    client = client_as(cast[who])
    page = text(client.get("/notices", follow=True))
    assert "The tab is gone." not in page
    assert client.get(f"/notices/{one.pk}").status_code in {403, 404}
    answer = client.post(f"/notices/{one.pk}/dismissal", {"reason": "So."})
    assert answer.status_code in {403, 404}
    assert not NoticeStep.objects.exists()


def test_addresses_from_outside_are_links_only_when_they_are_safe(editor, marram, world):
    for n, url in enumerate(("https://example.org/log", "javascript:alert(1)")):
        field.notice(
            field.Noticed("watcher", f"Seen {n}.", f"f{n}", url=url),
            workspace_id=marram.pk,
            now=NOW,
        )
    pages = [editor.get(f"/notices/{row.pk}").content.decode() for row in Notice.objects.all()]
    assert any('href="https://example.org/log"' in page for page in pages)
    assert not any('href="javascript' in page for page in pages)


# --- what was noticed for the whole installation ---


@pytest.fixture
def for_all(world):
    return field.notice(
        field.Noticed("watcher", "A law changed.", "law-1", saw="Read it."),
        workspace_id=None, now=NOW - dt.timedelta(days=1),
    )  # fmt: skip


def test_an_editor_for_all_takes_what_was_noticed_for_all(editor, marram, for_all):
    marram.editor.user.is_staff = True
    marram.editor.user.save(update_fields=["is_staff"])
    assert "A law changed." in text(editor.get("/notices"))
    answer = editor.post(f"/notices/{for_all.pk}/adoption", follow=True)
    assert "Somebody is looking into it." in text(answer)
    mine = Notice.objects.get(workspace=marram)
    assert (mine.sentence, mine.noticed_at) == (for_all.sentence, for_all.noticed_at)
    assert "Noticed for the whole installation." not in text(editor.get("/notices"))
    again = editor.post(f"/notices/{for_all.pk}/adoption", follow=True)
    assert "it is in this inbox already" in text(again)


def test_an_editor_of_one_workspace_takes_none_of_it(editor, lead, for_all):
    assert "A law changed." not in text(editor.get("/notices"))
    answer = editor.post(f"/notices/{for_all.pk}/adoption", follow=True)
    assert "only an editor of the whole installation may" in text(answer)
    assert lead.post(f"/notices/{for_all.pk}/adoption").status_code == 403
    assert editor.get(f"/notices/{for_all.pk}").status_code == 404
    assert Notice.objects.count() == 1


# --- reporting, and what became of it ---


def test_the_reporter_reads_what_became_of_it(learner, marram, say):
    say("Still open.")
    right, wrong = say("Was right."), say("Was wrong.")
    do("confirm", right, marram.editor)
    do("close", right, marram.editor, reason="The lesson says it as it is.")
    do("dismiss", wrong, marram.editor, reason="It came back on Friday.")
    page = text(learner.get("/notices/mine"))
    assert "Nobody has looked yet." in page
    assert "You were right, and it is repaired. The lesson says it as it is." in page
    assert "It was looked at and still stands. It came back on Friday." in page
    assert marram.editor.name not in page


def test_nobody_reads_what_another_reported(client_as, marram, say):
    say()
    page = text(client_as(marram.team[4]).get("/notices/mine"))
    assert "The tab is gone." not in page
    assert "You have reported nothing yet" in page


PAGES = [
    "/today", "/profile", "/lessons", "/week", "/calendar", "/certificates", "/portfolio",
    "/cards", "/hours", "/plan", "/changes", "/claims/clm-test-old", "/changes/chg-test",
    "/near-misses", "/notices/mine", "/check", "/lessons/str-101-reading-a-difference",
]  # fmt: skip


@pytest.mark.parametrize("address", PAGES)
def test_every_page_of_a_member_takes_a_report(learner, address):
    page = learner.get(address, follow=True).content.decode()
    forms = page.count('action="/notices"')
    assert forms >= 1
    if "/lessons/" not in address:
        assert forms == 1
        assert len(re.findall(r'name="sentence"', page)) == 1


def test_a_visitor_gets_no_report_form(client, db):
    assert 'action="/notices"' not in client.get("/").content.decode()


def test_a_block_of_a_lesson_and_a_card_say_what_the_report_is_about(learner, marram):
    page = learner.get("/lessons/str-101-reading-a-difference").content.decode()
    things = re.findall(r'name="thing" value="(block/[^"]+)"', page)
    assert things
    learner.post("/notices", {"sentence": "Not so.", "page": "/today", "thing": things[0]})
    row = Notice.objects.get()
    assert f"{row.thing_kind}/{row.thing_id}" == things[0]
