"""The ledger's pages: who may say what, for whom, and that nothing typed is lost."""

from __future__ import annotations

import datetime as dt
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from whetstone.apps.field import selectors as ledger
from whetstone.apps.field import services as field
from whetstone.apps.field.models import Change, Claim, ClaimVersion
from whetstone.apps.keepup import selectors

NOW = dt.datetime(2026, 11, 23, 9, 12, tzinfo=dt.UTC)
TODAY = NOW.date()
OLD, OTHER = "clm-test-old", "clm-test-other"
SOURCE = {"source_title": "House rules", "publisher": "Marram", "accessed": "2026-11-20"}
CLAIM = {
    **SOURCE,
    "statement": "Marram answers within one working day.",
    "kind": "practice",
    "network": "instagram",
    "confidence": "high",
}
CHANGE = {
    **SOURCE,
    "title": "Marram counts in its own warehouse",
    "summary": "Reach is read elsewhere.",
    "kind": "metric",
    "severity": "minor",
    "happened_on": "2026-11",
    "effect": "supersedes",
    "claims": [OLD],
    "new_statement": "Reach stands in the warehouse.",
    "new_kind": "practice",
    "relearn_minutes": "5",
}
ACTS = {
    "verification": {"accessed": "2026-11-23"},
    "doubt": {"reason": "The page is gone."},
    "settlement": {"reason": "It moved."},
    "override": {"status": "retired", "statement": "Something else.", "reason": "Ours differs."},
    "return": {},
}
EDITORS_ACTS = ("verification", "doubt", "settlement")


def text(response) -> str:
    return unescape(response.content.decode())


def status(workspace, slug=OLD):
    return str(ledger.ledger(workspace.pk, on=TODAY).status(slug))


@pytest.fixture
def elsewhere(world, make_workspace, make_person):
    """Another workspace with an editor and a claim of its own."""
    workspace = make_workspace(name="Elsewhere")
    workspace.editor = make_person(workspace, rights=("editor",), name="Otto Other")
    workspace.claim = field.write_claim(
        workspace_id=workspace.pk, person_id=workspace.editor.pk, statement="Theirs alone.",
        kind="practice", source=field.Source("Theirs", TODAY), now=NOW,
    )  # fmt: skip
    return workspace


@pytest.fixture
def for_all(marram):
    """Marram's editor, made an editor for everybody."""
    marram.editor.user.is_staff = True
    marram.editor.user.save()
    return marram.editor


# --- who may ---


@pytest.mark.parametrize("page", ["/claims", "/claims/clm-test-old"])
def test_everybody_in_a_workspace_reads_the_ledger(marram, client_as, page):
    for person in (marram.team[1], marram.director, marram.editor):
        assert client_as(person).get(page).status_code == 200


@pytest.mark.parametrize("page", ["/claims", "/claims/new", "/changes/new", "/claims/review"])
def test_without_a_place_nobody_reads_anything(marram, client, page):
    assert client.get(page).status_code == 302


@pytest.mark.parametrize("page", ["/claims/new", "/changes/new", "/claims/review"])
def test_lead_and_editor_write_and_see_the_queue_and_nobody_else(marram, client_as, page):
    assert client_as(marram.lead).get(page).status_code == 200
    assert client_as(marram.editor).get(page).status_code == 200
    for person in (marram.team[1], marram.director):
        assert client_as(person).get(page).status_code == 403


@pytest.mark.parametrize("act", ACTS)
def test_a_learner_or_a_director_says_nothing_of_a_claim(marram, client_as, act):
    for person in (marram.team[1], marram.director):
        answer = client_as(person).post(f"/claims/{OLD}/{act}", ACTS[act])
        assert answer.status_code == 403
    assert not ClaimVersion.objects.filter(workspace=marram.pk).exists()


@pytest.mark.parametrize("act", EDITORS_ACTS)
def test_reading_again_and_doubting_are_an_editor_s_and_not_a_lead_s(marram, client_as, act):
    assert client_as(marram.lead).post(f"/claims/{OLD}/{act}", ACTS[act]).status_code == 403


@pytest.mark.parametrize("act", ACTS)
def test_a_claim_of_another_workspace_is_not_there(marram, elsewhere, client_as, act):
    slug = elsewhere.claim.slug
    client = client_as(marram.editor)
    assert client.get(f"/claims/{slug}").status_code == 404
    assert client.post(f"/claims/{slug}/{act}", ACTS[act]).status_code == 404
    assert "Theirs alone." not in text(client.get("/claims"))


# --- an editor's word ---


def test_an_editor_reads_a_source_again_and_the_page_says_so(marram, client_as):
    client = client_as(marram.editor)
    answer = client.post(f"/claims/{OLD}/verification", ACTS["verification"], follow=True)
    assert "clock starts anew" in text(answer)
    assert ledger.claims(marram.pk, {OLD})[OLD].act == "read"
    assert "the source was read again" in text(answer)


def test_a_doubt_is_put_and_settled_with_its_reason(marram, client_as):
    client = client_as(marram.editor)
    page = text(client.post(f"/claims/{OLD}/doubt", ACTS["doubt"], follow=True))
    assert "This is in doubt. What rests on it is suspended." in page
    assert "The page is gone." in page
    assert "The doubt was unfounded" in page
    client.post(f"/claims/{OLD}/settlement", ACTS["settlement"])
    assert status(marram) == "current"


def test_an_override_says_what_holds_here_what_everybody_reads_and_why(
    marram, elsewhere, client_as
):
    words = {**SOURCE, **ACTS["override"], "status": "current"}
    page = text(client_as(marram.lead).post(f"/claims/{OLD}/override", words, follow=True))
    assert "Here it is said otherwise" in page
    assert "Something else." in page
    assert "Reach stands in the feed. (current)" in page
    assert "Ours differs." in page
    other = text(client_as(elsewhere.editor).get(f"/claims/{OLD}"))
    assert "Something else." not in other
    assert "Ours differs." not in other


def test_an_own_word_is_taken_back_and_stays_in_the_history(marram, client_as):
    client = client_as(marram.lead)
    client.post(
        f"/claims/{OLD}/override", {**ACTS["override"], "statement": "Reach stands in the feed."}
    )
    assert status(marram) == "retired"
    page = text(client.post(f"/claims/{OLD}/return", follow=True))
    assert status(marram) == "current"
    assert "Ours differs." in page
    assert "Here it is said otherwise" not in page


def test_where_everybody_has_said_something_newer_the_page_warns(marram, client_as):
    client = client_as(marram.lead)
    client.post(f"/claims/{OLD}/override", {**SOURCE, **ACTS["override"], "status": "current"})
    field.doubt_claim(
        workspace_id=None, claim_slug=OLD, person_id=None, reason="Hearsay.",
        now=NOW + dt.timedelta(days=2),
    )  # fmt: skip
    page = text(client.get(f"/claims/{OLD}"))
    assert "Everybody's ledger has said something newer since: doubtful" in page
    listed = text(client.get("/claims?whose=overridden"))
    assert "everybody has said something newer since" in listed


def test_all_that_is_wrong_is_said_at_once_and_what_was_typed_stays(marram, client_as):
    words = {"status": "current", "statement": "Words of our own.", "reason": ""}
    answer = client_as(marram.lead).post(f"/claims/{OLD}/override", words)
    page = text(answer)
    assert answer.status_code == 422
    assert "Words of our own.</textarea>" in page
    assert "Why it is different here:" in page
    answer = client_as(marram.lead).post(f"/claims/{OLD}/override", words | {"reason": "So."})
    assert answer.status_code == 422
    assert "A new statement needs a source" in text(answer)


def test_a_reading_of_tomorrow_is_refused(marram, client_as):
    answer = client_as(marram.editor).post(
        f"/claims/{OLD}/verification", {"accessed": "2026-11-29"}
    )
    assert answer.status_code == 422
    assert "This day has not been yet." in text(answer)


# --- for whom ---


def test_a_workspace_editor_cannot_write_what_everybody_reads(marram, client_as):
    client = client_as(marram.editor)
    assert "for everybody" not in text(client.get(f"/claims/{OLD}")).casefold()
    for act in EDITORS_ACTS[:2]:
        answer = client.post(f"/claims/{OLD}/{act}", {**ACTS[act], "scope": "all"})
        assert answer.status_code == 422
        assert "only an editor of the whole installation may" in text(answer)
    assert not ClaimVersion.objects.exclude(act="").exists()


def test_an_editor_for_all_is_asked_for_whom_and_may_say_it_for_everybody(
    marram, elsewhere, for_all, client_as
):
    client = client_as(for_all)
    assert "You edit for everybody, too." in text(client.get(f"/claims/{OLD}"))
    client.post(f"/claims/{OLD}/doubt", {**ACTS["doubt"], "scope": "all"})
    assert status(elsewhere) == "doubtful"
    client.post(f"/claims/{OTHER}/doubt", {**ACTS["doubt"], "scope": "here"})
    assert (status(marram, OTHER), status(elsewhere, OTHER)) == ("doubtful", "current")


# --- own claims and changes ---


def test_a_lead_writes_a_claim_and_finds_it_in_the_ledger(marram, elsewhere, client_as):
    client = client_as(marram.lead)
    page = text(client.post("/claims/new", CLAIM, follow=True))
    assert "Marram answers within one working day." in page
    made = Claim.objects.get(workspace=marram.pk)
    assert (made.network, made.half_life_months) == ("instagram", 30)
    assert "our own" in text(client.get("/claims?whose=own"))
    assert CLAIM["statement"] not in text(client_as(elsewhere.editor).get("/claims"))


def test_a_network_may_be_any_and_a_known_one_is_named_as_we_name_it(marram, client_as):
    client = client_as(marram.editor)
    client.post("/claims/new", CLAIM | {"network": "  LinkedIn "})
    client.post("/claims/new", CLAIM | {"network": "Kelpnet", "statement": "Another."})
    found = set(Claim.objects.filter(workspace=marram.pk).values_list("network", flat=True))
    assert found == {"linkedin", "kelpnet"}


@pytest.mark.parametrize(("page", "words"), [("/claims/new", CLAIM), ("/changes/new", CHANGE)])
def test_a_form_sent_twice_makes_one(marram, client_as, page, words):
    client = client_as(marram.editor)
    first, second = client.post(page, words), client.post(page, words)
    assert first.status_code == 302
    assert first["Location"] == second["Location"]
    assert Claim.objects.filter(workspace=marram.pk).count() == 1


@pytest.mark.parametrize(
    ("page", "words", "wrong", "said"),
    [
        ("/claims/new", CLAIM, {"statement": "", "source_title": ""}, 2),
        ("/claims/new", CLAIM, {"kind": "guess", "accessed": "soon", "url": "ftp:/"}, 3),
        ("/changes/new", CHANGE, {"title": "", "claims": [], "new_statement": ""}, 3),
        ("/changes/new", CHANGE, {"happened_on": "lately"}, 1),
        ("/changes/new", CHANGE, {"successor": OTHER}, 1),
        ("/changes/new", CHANGE, {"effect": "creates", "new_statement": ""}, 1),
    ],
)
def test_every_fault_at_once_and_nothing_typed_is_lost(  # noqa: PLR0917  # a table's columns
    marram, client_as, page, words, wrong, said
):
    answer = client_as(marram.editor).post(page, words | wrong)
    shown = text(answer)
    assert answer.status_code == 422
    found = shown.split('class="faults"')[1].split("</div>")[0]
    assert found.count("<li>") == said
    assert 'value="Marram"' in shown
    assert not Change.objects.filter(workspace=marram.pk).exists()
    assert not Claim.objects.filter(workspace=marram.pk).exists()


def test_an_own_change_waits_with_its_ripple_and_is_published_here_alone(
    marram, elsewhere, client_as
):
    client = client_as(marram.lead)
    page = text(client.post("/changes/new", CHANGE, follow=True))
    assert "Publish to the team" in page
    assert "some people here rely on the old way" in page
    slug = Change.objects.get(workspace=marram.pk).slug
    assert status(marram) == "current"
    client.post(f"/changes/{slug}/publication")
    assert (status(marram), status(elsewhere)) == ("superseded", "current")
    assert client_as(elsewhere.editor).get(f"/changes/{slug}").status_code == 404


def test_a_change_begun_from_a_claim_has_it_chosen(marram, client_as):
    page = text(client_as(marram.lead).get(f"/changes/new?claim={OLD}"))
    assert f'<option value="{OLD}" selected' in page


# --- finding, and reading as of a day ---


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("words=something", [OTHER]),
        ("network=meta&kind=platform&status=proposed&words=views+stand", ["clm-test-new"]),
        ("words=nothing+like+it", []),
        ("page=x&known=never&kind=&words=something", [OTHER]),
    ],
)
def test_the_ledger_is_searched_by_words_and_by_what_a_claim_is(marram, client_as, asked, found):
    page = client_as(marram.editor).get(f"/claims?{asked}").content.decode()
    for slug in (OLD, OTHER, "clm-test-new"):
        assert (f"/claims/{slug}" in page) is (slug in found)


def test_as_of_a_day_the_ledger_says_what_was_taught_and_what_moved_it(marram, client_as):
    client = client_as(marram.lead)
    client.post(f"/changes/{marram_change(marram)}/publication")
    page = text(client.get("/claims?known=2026-11-10&words=stand"))
    moved = page.split('id="moved"')[1].split("</section>")[0]
    assert "Reach stands in the feed." in moved
    assert "Reach leaves the feed; views take its place" in moved
    assert "superseded" in moved
    assert "known=2026-11-10" in page.split("As it stood")[1]


def marram_change(marram) -> str:
    return Change.objects.get(workspace=None, slug="chg-test").slug


def test_before_anything_was_known_the_page_says_so(marram, client_as):
    page = text(client_as(marram.lead).get("/claims?known=2020-01-01"))
    assert "Nothing was known then." in page
    assert "Nothing was known by 1 January 2020." in page


def test_the_ledger_costs_the_same_for_few_and_for_many(
    marram, client_as, django_assert_num_queries
):
    client, then = client_as(marram.lead), NOW - dt.timedelta(days=30)
    rules = field.Source("Rules", then.date())

    def write(n: int) -> None:
        field.write_claim(
            workspace_id=marram.pk, person_id=None, statement=f"Rule {n}.", kind="practice",
            source=rules, now=then,
        )  # fmt: skip

    write(0)
    for page in ("/claims", "/claims?known=2026-11-10", "/claims?on=2026-11-10"):
        client.get(page)
        with CaptureQueriesContext(connection) as few:
            client.get(page)
        spent = len(few)
        for n in range(30):
            write(n + 1)
        client.get(page)
        with django_assert_num_queries(spent):
            client.get(page)


# --- the queue ---


def old_claim(workspace, statement, *, kind="feature", days=100):
    checked = TODAY - dt.timedelta(days=days)
    return field.write_claim(
        workspace_id=workspace.pk, person_id=workspace.editor.pk, statement=statement, kind=kind,
        source=field.Source("Seen", checked), now=NOW - dt.timedelta(days=days),
    )  # fmt: skip


def queue(workspace):
    return selectors.review_queue(workspace.pk, now=NOW, today=TODAY)


def test_where_nothing_is_overdue_the_queue_says_so_and_names_the_next(marram, client_as):
    page = text(client_as(marram.editor).get("/claims/review"))
    assert "No claim is past its review day." in page
    assert "Nothing waits." in page
    assert "The next one is due on" in page


def test_an_overdue_claim_waits_with_each_factor_of_its_risk(marram, client_as):
    old_claim(marram, "The form opens without a sign-in.")
    page = text(client_as(marram.editor).get("/claims/review"))
    assert "One claim is past its review day." in page
    assert "not met here in 90 days, 37 in 100 that it moved, nothing rests on it" in page


def test_what_is_met_more_often_is_read_first(marram, monkeypatch):
    from whetstone.apps.field import citers

    quiet, busy = old_claim(marram, "Quiet."), old_claim(marram, "Busy.")
    field.add_citations(
        [
            field.Cites(quiet.slug, "item", "it-quiet", "rests_on"),
            field.Cites(busy.slug, "item", "it-busy", "rests_on"),
            field.Cites(quiet.slug, "item", "it-busy", "mentions"),
        ],
        workspace_id=marram.pk,
    )
    met = {"it-busy": 12, "it-quiet": 3}
    citers.register(citers.Citer("item", lambda *_: {}, met=lambda *_: met))
    rows = queue(marram).past
    assert [(row.version.statement, row.views) for row in rows] == [("Busy.", 12), ("Quiet.", 3)]
    assert rows[0].risk > rows[1].risk > 0


def test_what_is_in_doubt_or_gone_does_not_wait_to_be_read(marram):
    claim = old_claim(marram, "Doubted.")
    assert queue(marram).n_past == 1
    field.doubt_claim(
        workspace_id=marram.pk, claim_slug=claim.slug, person_id=None, reason="So.", now=NOW
    )
    assert queue(marram).n_past == 0


def test_what_is_due_within_a_month_stands_apart(marram):
    old_claim(marram, "Due soon.", days=30)
    found = queue(marram)
    assert (found.n_past, found.n_soon) == (0, 1)
    assert found.later is None


def test_a_reading_takes_a_claim_out_of_the_queue(marram, client_as):
    claim = old_claim(marram, "Read me.")
    client_as(marram.editor).post(f"/claims/{claim.slug}/verification", ACTS["verification"])
    assert queue(marram).n_past == 0


def test_the_queue_costs_the_same_for_one_claim_and_for_many(marram, django_assert_num_queries):
    old_claim(marram, "One.")
    with CaptureQueriesContext(connection) as one:
        queue(marram)
    spent = len(one)
    for n in range(30):
        old_claim(marram, f"One of many: {n}.")
    with django_assert_num_queries(spent):
        assert queue(marram).n_past == 31


def test_in_a_small_team_it_is_not_counted_who_met_what(
    world, make_workspace, make_person, client_as
):
    from whetstone.apps.field import citers

    small = make_workspace(name="Small")
    small.editor = make_person(small, rights=("editor", "learner"))
    claim = old_claim(small, "Seen by one.")
    field.add_citations(
        [field.Cites(claim.slug, "item", "it-one", "rests_on")], workspace_id=small.pk
    )
    citers.register(citers.Citer("item", lambda *_: {}, met=lambda *_: {"it-one": 4}))
    page = text(client_as(small.editor).get("/claims/review"))
    assert "met here in the last 90 days" in page
    assert "met 4 times" not in page
