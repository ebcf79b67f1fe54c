"""The library's pages: a syllabus that holds, words, guides, who has read what, and the search."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from whetstone.apps.field import services as ledger
from whetstone.apps.field.services import Says
from whetstone.apps.learn import selectors
from whetstone.apps.learn.models import Course, Lesson
from whetstone.apps.learn.selectors.searching import pieces

NOW = dt.datetime(2026, 11, 23, 9, 12, tzinfo=dt.UTC)
TODAY = NOW.date()
CRISIS = "cri-101"
STOP = "clm-crisis-stop-and-keep"
HOUSE = ledger.Source(title="House rules", accessed=TODAY)
OPEN = ("/courses", f"/courses/{CRISIS}", "/glossary", "/guides", "/guides/guide-crisis-lead",
        "/about-the-curriculum")  # fmt: skip


@pytest.fixture
def here(curriculum_loaded, make_workspace, make_person, client_as):
    workspace = make_workspace()
    workspace.client = client_as(make_person(workspace, name="Ana"))
    return workspace


def doubt(workspace, slug=STOP):
    ledger.doubt_claim(
        workspace_id=workspace.pk, claim_slug=slug, person_id=None, reason="Moved.", now=NOW
    )


def text(answer):
    return answer.content.decode()


@pytest.mark.parametrize("path", OPEN)
def test_buyers_read_the_library_without_an_account(client, curriculum_loaded, path):
    assert client.get(path).status_code == 200


@pytest.mark.parametrize("path", ["/search?q=crisis", "/lessons/cri-101-first-hour/print"])
def test_what_belongs_to_a_workspace_asks_for_a_place_in_one(client, curriculum_loaded, path):
    assert client.get(path).status_code == 302


@pytest.mark.parametrize(
    "path", ["/courses/none", "/guides/none", "/lessons/none/print", "/courses/cri-101-first-hour"]
)
def test_what_is_not_there_is_not_found(here, path):
    assert here.client.get(path).status_code == 404


def test_a_syllabus_names_outcomes_hours_lessons_tasks_and_sources(here):
    found = selectors.syllabus(CRISIS, workspace_id=here.pk, on=TODAY)
    page = text(here.client.get(f"/courses/{CRISIS}"))
    assert found.card.lessons == len(found.lessons) > 0
    assert found.card.lesson_minutes == sum(one.minutes for one in found.lessons)
    for outcome in found.outcomes:
        assert outcome.can_do[-1][0] == outcome.level
        assert outcome.name in page
    assert all(one.title in page for one in (*found.lessons, *found.tasks))
    assert found.version in page
    assert "CC-BY-4.0" in page


def test_a_doubt_here_shows_on_the_syllabus_here_and_not_in_public(here, client):
    before = selectors.syllabus(CRISIS, workspace_id=here.pk, on=TODAY).card.currency.stale
    doubt(here)
    assert (
        selectors.syllabus(CRISIS, workspace_id=here.pk, on=TODAY).card.currency.stale
        == before + 1
    )
    assert selectors.syllabus(CRISIS, workspace_id=None, on=TODAY).card.currency.stale == before
    assert STOP in text(here.client.get(f"/courses/{CRISIS}"))
    assert STOP not in text(client.get(f"/courses/{CRISIS}"))


def test_every_course_stands_in_the_catalogue_with_its_own_claims(here):
    cards = selectors.catalogue(workspace_id=here.pk, on=TODAY)
    assert [card.slug for card in cards] == list(
        Course.objects.order_by("position").values_list("slug", flat=True)
    )
    for card in cards:
        one = selectors.syllabus(card.slug, workspace_id=here.pk, on=TODAY)
        assert one.card == card


def test_the_catalogue_asks_as_often_for_one_course_as_for_all(
    here, django_assert_max_num_queries
):
    with django_assert_max_num_queries(8):
        selectors.catalogue(workspace_id=here.pk, on=TODAY)
    with django_assert_max_num_queries(10):
        selectors.syllabus(CRISIS, workspace_id=here.pk, on=TODAY)


def test_own_judgements_are_counted_apart_from_sources(here):
    found = selectors.syllabus(CRISIS, workspace_id=here.pk, on=TODAY)
    assert found.own_statements > 0
    assert any(not one.is_own for one in found.sources)


def test_who_has_read_what_is_said_and_nobody_from_outside_is_invented(here):
    about = selectors.about()
    page = text(here.client.get("/about-the-curriculum"))
    assert about.outside == 0
    assert "No professional from outside has reviewed this curriculum yet" in page
    lessons = [row for row in about.readings if row.kind == "lesson"]
    assert sum(row.n for row in lessons) == Lesson.objects.filter(is_latest=True).count()
    assert about.inside + about.unread == sum(row.n for row in about.readings)


def test_test_quality_leads_to_who_has_read_what(here):
    assert "/about-the-curriculum" in text(here.client.get("/test-quality"))


def test_every_page_has_a_search_box_with_a_name_for_whoever_has_a_place(here, client):
    page = text(here.client.get("/courses"))
    assert 'role="search"' in page
    assert '<label class="visually-hidden" for="seek">' in page
    assert 'role="search"' not in text(client.get("/courses"))


def test_a_search_leads_to_the_passage_and_marks_the_words(here):
    page = text(here.client.get("/search?q=holding+statement"))
    assert "/lessons/cri-101-first-hour#b-" in page
    assert "<mark>holding</mark>" in page
    assert "/glossary#term-holding-statement" in page


def test_a_claim_in_doubt_says_so_in_the_results(here):
    calm = text(here.client.get("/search?q=entertains+sells&in=claims"))
    doubt(here)
    page = text(here.client.get("/search?q=entertains+sells&in=claims"))
    assert "do not rely on it" in page
    assert "do not rely on it" not in calm
    assert "fact under this passage is in doubt" in text(
        here.client.get("/search?q=entertains+sells&in=lessons")
    )


def test_a_claim_that_is_gone_says_so_in_the_results(here):
    page = text(here.client.get("/search?q=swipe-up&in=claims"))
    assert "No longer so" in page


def test_what_a_workspace_wrote_is_marked_and_is_not_found_elsewhere(
    here, make_workspace, make_person, client_as
):
    other = client_as(make_person(make_workspace(name="Other")))
    ledger.write_claim(
        workspace_id=here.pk, person_id=None, statement="Marram counts gannets on quartz.",
        kind="practice", source=HOUSE, now=NOW,
    )  # fmt: skip
    assert "your workspace’s own" in text(here.client.get("/search?q=gannets"))
    assert "gannets on" not in text(other.get("/search?q=gannets"))


def test_nothing_found_says_why_and_where_to_go_on(here):
    page = text(here.client.get("/search?q=xylophonist"))
    assert "Nothing here holds these words" in page
    assert "/courses" in page
    assert 'value="xylophonist"' in page


def test_markup_in_a_question_or_a_passage_stays_text(here):
    ledger.replace_passages(
        ["guide"],
        [Says("guide", "guide-crisis-lead", "<b>Zygote</b>", "A <script>zygote</script>")],
    )
    page = text(here.client.get("/search?q=zygote%22%3E%3Cscript%3Ealert(1)%3C/script%3E"))
    assert "<script>alert" not in page
    page = text(here.client.get("/search?q=zygote"))
    assert "<script>zygote" not in page
    assert "<mark>zygote</mark>" in page


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(raw=st.binary(max_size=80))
def test_no_question_breaks_the_page(here, raw):
    escaped = "".join(f"%{byte:02x}" for byte in raw)
    answer = here.client.get("/search", QUERY_STRING=f"q={escaped}&in={escaped[:9]}")
    assert answer.status_code == 200


@pytest.mark.parametrize(
    "query", ["q", "q=%ff%fe", "in=claims", "q=a&q=b", "q=%00", "=", "q=" + "%41" * 4000]
)
def test_a_question_that_is_none_is_answered_too(here, query):
    assert here.client.get("/search", QUERY_STRING=query).status_code == 200


def test_a_search_asks_the_store_as_often_for_much_as_for_little(
    here, django_assert_max_num_queries
):
    for question in ("holding statement", "the", "people"):
        with django_assert_max_num_queries(12):
            selectors.search(question, section="", workspace_id=here.pk, on=TODAY)


@given(st.text(max_size=300), st.lists(st.sampled_from(["crisi", "post", "a"]), max_size=3))
def test_a_passage_cut_into_pieces_is_still_the_passage(body, words):
    whole = pieces(body, words, whole=True)
    assert "".join(one.text for one in whole) == body
    assert "".join(one.text for one in pieces(body, words)).strip("… ") in f"{body} "


def test_a_lesson_on_paper_holds_sources_and_questions_but_no_answer(here):
    page = text(here.client.get("/lessons/cri-101-first-hour/print"))
    assert "due again by" in page
    assert "CC BY 4.0" in page
    assert "paper__options" in page
    assert "<textarea" not in page
    assert 'type="radio"' not in page


def test_a_lesson_on_paper_says_what_no_longer_holds(here):
    doubt(here)
    assert "A fact under this is in doubt" in text(
        here.client.get("/lessons/cri-101-first-hour/print")
    )


def test_a_guide_says_when_a_fact_under_it_moved(here, client):
    doubt(here, "clm-cri-review-facts")
    assert "has moved or is in doubt" in text(here.client.get("/guides/guide-crisis-lead"))
    assert "has moved or is in doubt" not in text(client.get("/guides/guide-crisis-lead"))


def test_a_word_says_when_a_fact_under_it_moved(here):
    doubt(here, "clm-crisis-holding-parts")
    [term] = [
        one
        for one in selectors.glossary(workspace_id=here.pk, on=TODAY)
        if one.status != "current"
    ]
    assert (term.slug, term.claim) == ("term-holding-statement", "clm-crisis-holding-parts")
