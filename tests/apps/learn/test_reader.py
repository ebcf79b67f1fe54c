"""Lessons: what a reader may rely on, and what is refused."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from whetstone.apps.diagnose import selectors as diagnose
from whetstone.apps.diagnose.models import EvidenceEpoch, Response
from whetstone.apps.field.models import Claim, ClaimVersion
from whetstone.apps.learn import citer, selectors, services
from whetstone.apps.learn.models import Lesson, OwnWork, Practice, Reading
from whetstone.core.kernel.errors import Faults, Missing

NOW = dt.datetime(2026, 11, 23, 9, 12, tzinfo=dt.UTC)
SLUG = "cri-101-first-hour"
pytestmark = pytest.mark.usefixtures("curriculum_loaded")


@pytest.fixture
def reader(make_workspace, make_person):
    return make_person(make_workspace())


def lesson_row():
    return Lesson.objects.get(slug=SLUG, is_latest=True)


def first_question():
    for block in lesson_row().payload["blocks"]:
        for segment in block["segments"]:
            if segment["kind"] == "item":
                return block["id"], segment["item"]
    raise AssertionError


def boxes():
    return [
        segment["name"]
        for block in lesson_row().payload["blocks"]
        for segment in block["segments"]
        if segment["kind"] == "field"
    ]


def a_new_version():
    """The lesson in a later version, as a loader would leave it."""
    Lesson.objects.filter(slug=SLUG).update(is_latest=False)
    row = Lesson.objects.get(slug=SLUG)
    row.pk, row.version, row.is_latest, row.title = None, "9.0.0", True, "The later words"
    row.save()
    return row


def doubt(slug, workspace=None, status="doubtful"):
    """A claim that turns, here or for all."""
    row = ClaimVersion.objects.filter(claim__slug=slug).order_by("-pk").first()
    row.pk, row.status, row.recorded_at, row.workspace = None, status, NOW, workspace
    row._state.adding = True
    row.save()


def shown(person):
    return selectors.lesson(
        SLUG, person_id=person.pk, workspace_id=person.workspace_id, on=NOW.date()
    )


# --- promises ------------------------------------------------------------------------------------


def test_the_page_prints_every_part_block_and_claim_once(reader, client_as):
    page = client_as(reader).get(f"/lessons/{SLUG}").content.decode()
    payload = lesson_row().payload
    for block in payload["blocks"]:
        assert page.count(f'id="b-{block["id"]}"') == 1
    for claim in payload["citations"]:
        assert page.count(f'id="claim-{claim}"') == 1
    assert "style=" not in page.split("<main")[1].split("<svg")[0]


def test_looking_at_a_lesson_writes_nothing(reader, client_as):
    client_as(reader).get(f"/lessons/{SLUG}")
    assert not Reading.objects.exists()


def test_an_answer_is_kept_once_explained_and_leaves_the_level_alone(reader, client_as):
    block, item = first_question()
    client = client_as(reader)
    for _twice in range(2):
        answer = client.post(
            f"/lessons/{SLUG}/practice", {"block": block, "item": item, "unknown": "1"}
        )
        assert answer.status_code == 302
        assert answer.url == f"/lessons/{SLUG}#q-{block}-{item}"
    assert Practice.objects.count() == 1
    assert not Response.objects.exists()
    page = client.get(f"/lessons/{SLUG}").content.decode()
    assert "Answer again" in page
    assert diagnose.item(item)["options"][0]["why"][:30] in page.replace("&#39;", "'")


def test_an_answer_with_something_missing_comes_back_with_what_is_missing(reader, client_as):
    block, item = first_question()
    answer = client_as(reader).post(f"/lessons/{SLUG}/practice", {"block": block, "item": item})
    assert answer.status_code == 422
    assert f'href="#{block}-{item}-c-' in answer.content.decode()
    assert not Practice.objects.exists()


def test_written_work_is_kept_state_by_state_and_comes_back(reader, client_as):
    box, client = boxes()[0], client_as(reader)
    for text in ("First words", "First words", "Better words"):
        client.post(f"/lessons/{SLUG}/work", {f"box-{box}": text, "block": "own-brand"})
    assert list(OwnWork.objects.values_list("text", flat=True)) == ["First words", "Better words"]
    assert "Better words" in client.get(f"/lessons/{SLUG}").content.decode()
    assert "First words" not in client.get("/portfolio").content.decode()
    file = client.get("/portfolio.md")
    assert "attachment" in file["Content-Disposition"]
    assert "> Better words" in file.content.decode()


def test_autosave_answers_without_a_page(reader, client_as):
    answer = client_as(reader).post(
        f"/lessons/{SLUG}/work", {f"box-{boxes()[0]}": "x"}, headers={"X-Autosave": "1"}
    )
    assert (answer.status_code, answer.content) == (204, b"")


def test_what_was_written_is_escaped(reader, client_as):
    client = client_as(reader)
    client.post(f"/lessons/{SLUG}/work", {f"box-{boxes()[0]}": "</textarea><b>x"})
    assert "</textarea><b>" not in client.get(f"/lessons/{SLUG}").content.decode()


def test_reading_goes_on_where_it_was_left(reader):
    block, item = first_question()
    answer = {"unknown": True}
    services.answer_in_lesson(
        person_id=reader.pk, slug=SLUG, block=block, item_slug=item, answer=answer, now=NOW
    )
    assert shown(reader).resume == block
    later = NOW + dt.timedelta(minutes=9)
    services.save_work(person_id=reader.pk, slug=SLUG, texts={boxes()[0]: "x"}, now=later)
    found = shown(reader)
    assert found.resume == "own-brand"
    assert found.parts[found.step].id == "own-brand"


def test_who_started_a_version_keeps_it_and_may_begin_the_newer(reader, client_as):
    services.start_lesson(person_id=reader.pk, slug=SLUG, now=NOW)
    before = shown(reader).title
    a_new_version()
    found = shown(reader)
    assert (found.title, found.newer) == (before, "9.0.0")
    client = client_as(reader)
    assert "The later words" not in client.get(f"/lessons/{SLUG}").content.decode()
    assert "The later words" in client.get(f"/lessons/{SLUG}?version=9.0.0").content.decode()
    client.post(f"/lessons/{SLUG}/work", {f"box-{boxes()[0]}": "x", "version": "9.0.0"})
    assert shown(reader).title == "The later words"


def test_finishing_opens_an_epoch_in_the_areas_once(reader, client_as):
    client = client_as(reader)
    for _twice in range(2):
        assert client.post(f"/lessons/{SLUG}/finish").status_code == 302
    assert Reading.objects.get().finished_at is not None
    opened = EvidenceEpoch.objects.filter(person=reader)
    assert sorted(opened.values_list("area_id", flat=True)) == sorted(lesson_row().areas)


def test_a_block_on_a_doubtful_claim_says_so_once_and_its_questions_rest(reader, client_as):
    before = shown(reader).currency.stale
    doubt("clm-crisis-stop-and-keep", workspace=reader.workspace)
    found = shown(reader)
    blocks = [block for part in found.parts for block in part.blocks]
    full = [one.note.slug for block in blocks for one in block.moved]
    above = [one.note.slug for block in blocks for one in block.moved_above]
    assert full.count("clm-crisis-stop-and-keep") == 1
    assert "clm-crisis-stop-and-keep" in above
    assert found.currency.stale == before + 1
    page = client_as(reader).get(f"/lessons/{SLUG}").content.decode()
    assert "notice--said" in page
    assert "A question stood here" in page


def test_a_mentioned_claim_that_went_is_a_note_and_no_banner(reader):
    slug = "clm-crisis-response-fits-responsibility"
    doubt(slug, reader.workspace, "retired")
    blocks = [block for part in shown(reader).parts for block in part.blocks]
    assert any(note.slug == slug for block in blocks for note in block.moved_mentions)
    assert not any(one.note.slug == slug for block in blocks for one in block.moved)


def test_the_shelf_says_what_is_done_and_what_comes_next(reader, client_as):
    services.finish_lesson(
        person_id=reader.pk, workspace_id=reader.workspace_id, slug=SLUG, now=NOW
    )
    courses = selectors.courses(reader.pk, workspace_id=reader.workspace_id, on=NOW.date())
    course = next(one for one in courses if one.slug == "cri-101")
    assert course.finished == 1
    assert course.next.slug != SLUG
    assert client_as(reader).get("/lessons").status_code == 200


def test_a_task_shows_its_whole_table(reader, client_as):
    page = client_as(reader).get("/tasks/task-cmp-one-measure").content.decode()
    found = selectors.task("task-cmp-one-measure", workspace_id=reader.workspace_id, on=NOW.date())
    assert all(row["name"].replace("'", "&#39;") in page for row in found.rubric)


def test_a_lesson_costs_the_same_queries_whatever_was_done_in_it(reader, client_as):
    client = client_as(reader)
    client.get(f"/lessons/{SLUG}")
    with CaptureQueriesContext(connection) as empty:
        client.get(f"/lessons/{SLUG}")
    for block in lesson_row().payload["blocks"]:
        for item in [s["item"] for s in block["segments"] if s["kind"] == "item"]:
            services.answer_in_lesson(
                person_id=reader.pk,
                slug=SLUG,
                block=block["id"],
                item_slug=item,
                answer={"unknown": True},
                now=NOW,
            )
    texts = dict.fromkeys(boxes(), "words")
    services.save_work(person_id=reader.pk, slug=SLUG, texts=texts, now=NOW)
    with CaptureQueriesContext(connection) as full:
        client.get(f"/lessons/{SLUG}")
    assert len(full) <= len(empty)
    assert len(full) <= 24


# --- refusals ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path", ["/lessons", f"/lessons/{SLUG}", "/portfolio", "/portfolio.md", "/cards", "/tasks/x"]
)
def test_without_a_sign_in_nothing_is_shown(client, path):
    assert client.get(path).status_code == 302


@pytest.mark.parametrize("path", ["/lessons", f"/lessons/{SLUG}", "/portfolio"])
def test_everybody_in_a_workspace_may_read_what_is_taught(
    make_workspace, make_person, client_as, path
):
    leader = make_person(make_workspace(), rights=("leader",))
    assert client_as(leader).get(path).status_code == 200


def test_who_does_not_learn_here_has_no_cards(make_workspace, make_person, client_as):
    leader = make_person(make_workspace(), rights=("leader",))
    assert client_as(leader).get("/cards").status_code == 403


def test_no_work_of_another_person_is_ever_shown(reader, make_person, client_as):
    services.save_work(person_id=reader.pk, slug=SLUG, texts={boxes()[0]: "mine alone"}, now=NOW)
    other = client_as(make_person(reader.workspace))
    for path in (f"/lessons/{SLUG}", "/portfolio", "/portfolio.md"):
        assert "mine alone" not in other.get(path).content.decode()


def test_a_doubt_in_one_workspace_is_not_seen_in_another(reader, make_workspace, make_person):
    doubt("clm-crisis-stop-and-keep", workspace=reader.workspace)
    other = make_person(make_workspace("Other"))
    assert shown(other).currency.stale == shown(reader).currency.stale - 1


def test_a_question_from_elsewhere_is_refused(reader, client_as):
    block, item = first_question()
    ids = {"person_id": reader.pk, "slug": SLUG, "answer": {"unknown": True}, "now": NOW}
    with pytest.raises(Missing):
        services.answer_in_lesson(block="limits", item_slug=item, **ids)
    with pytest.raises(Missing):
        services.answer_in_lesson(block=block, item_slug="it-str-001", **ids)
    answer = client_as(reader).post(
        f"/lessons/{SLUG}/practice", {"block": block, "item": "no-such", "unknown": "1"}
    )
    assert answer.status_code == 404
    assert not Practice.objects.exists()


def test_a_malformed_answer_is_refused(reader):
    _block, item = first_question()
    with pytest.raises(Faults):
        services.practice(
            person_id=reader.pk, place="x", item_slug=item, answer={"chosen": 7}, now=NOW
        )


def test_a_box_that_the_lesson_does_not_have_is_left_out(reader):
    assert services.save_work(person_id=reader.pk, slug=SLUG, texts={"x": "y"}, now=NOW) == 0


@pytest.mark.parametrize("act", ["practice", "work", "finish"])
def test_acts_are_posts_on_lessons_that_exist(reader, client_as, act):
    client = client_as(reader)
    assert client.get(f"/lessons/{SLUG}/{act}").status_code == 405
    block, item = first_question()
    gone = client.post(f"/lessons/no-such/{act}", {"block": block, "item": item, "unknown": "1"})
    assert gone.status_code == 404


# --- what the ripple asks ------------------------------------------------------------------------


def test_a_block_concerns_who_started_a_version_that_has_it(reader, make_person, make_workspace):
    block, _item = first_question()
    name = f"{SLUG}/{block}"
    make_person(reader.workspace)
    stranger = make_person(make_workspace("Other"))
    for person in (reader, stranger):
        services.start_lesson(person_id=person.pk, slug=SLUG, now=NOW)
    found = citer.BLOCK_CITER.concerned(reader.workspace_id, [name, f"{SLUG}/no-such"])
    assert found == {name: [reader.pk]}
    told = citer.BLOCK_CITER.describe(reader.workspace_id, [name, "x/y"])
    assert list(told) == [name]
    assert told[name].whole == ("lesson", SLUG)


def test_a_card_concerns_who_finished_its_lesson(reader, make_person):
    half = make_person(reader.workspace)
    services.start_lesson(person_id=half.pk, slug=SLUG, now=NOW)
    services.finish_lesson(
        person_id=reader.pk, workspace_id=reader.workspace_id, slug=SLUG, now=NOW
    )
    found = citer.CARD_CITER.concerned(reader.workspace_id, ["card-cri4-stop-keep"])
    assert found == {"card-cri4-stop-keep": [reader.pk]}


@pytest.mark.parametrize("one", citer.CITERS, ids=lambda one: one.kind)
def test_citers_ask_the_same_for_two_as_for_many(one, reader, django_assert_max_num_queries):
    blocks = [f"{SLUG}/{block['id']}" for block in lesson_row().payload["blocks"]]
    ids = {"block": blocks, "lesson": [SLUG], "course": ["cri-101"]}.get(one.kind, ["1", "2"])
    with django_assert_max_num_queries(2):
        one.describe(reader.workspace_id, ids)
    if one.concerned:
        with django_assert_max_num_queries(2):
            one.concerned(reader.workspace_id, ids)


def test_every_citing_block_of_the_store_can_be_named(reader):
    from whetstone.apps.field import selectors as field

    for kind in ("block", "card", "task"):
        one = next(each for each in citer.CITERS if each.kind == kind)
        ids = list(field.cited_by(None, kind))
        assert set(one.describe(reader.workspace_id, ids)) == set(ids)
    assert Claim.objects.exists()
