"""How good the questions are: honest when nothing is measured; the text for editors only."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.apps.diagnose.answering import answered, crowd

from whetstone.apps.diagnose import calibrating, live, quality, quality_words
from whetstone.apps.diagnose.models import BankAct, CalibrationRun

NOW = dt.datetime(2026, 11, 23, 9, 12, tzinfo=dt.UTC)


@pytest.fixture
def reader(marram, make_person, client_as):
    """Somebody with a place in a workspace and no right but to learn."""
    return client_as(make_person(marram, name="Reader"))


@pytest.fixture
def editor(marram, make_person):
    return make_person(marram, rights=("editor",), name="Eda")


@pytest.fixture
def for_all(editor, client_as):
    """The editor of the whole installation."""
    editor.user.is_staff = True
    editor.user.save(update_fields=["is_staff"])
    return client_as(editor)


@pytest.fixture
def measured(marram):
    asked = answered(crowd(marram, 130))
    run = calibrating.begin(cause="command", now=NOW)
    calibrating.work_on(run)
    return asked


def said(response):
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def a_question(area="STR"):
    return next(one for one in live.shelf().latest.values() if one.area_id == area)


# --- today: nothing is measured ---


def test_a_bank_without_answers_says_so_and_names_no_figure_as_measured(reader):
    page = said(reader.get("/test-quality"))
    assert "No question has been measured from answers yet." in page
    assert "No professional from outside has reviewed them yet." in page
    assert "cannot be told yet" in page
    assert "500 missing" in page
    assert "Measured from answers." not in page


def test_a_level_without_a_record_is_not_named_a_place(reader):
    page = said(reader.get("/test-quality"))
    assert page.count("No record: this level is not named anywhere.") == 3
    assert "Set by the authors alone" in page


def test_an_unmeasured_question_shows_its_authors_estimate_with_its_error(reader):
    one = a_question()
    page = said(reader.get(f"/test-quality/{one.slug}"))
    assert "Its authors' estimate" in page or "Its authors&#39; estimate" in page
    assert "cannot tell yet" in page
    assert "people asked" in page
    assert "<svg" in page
    assert "The curve as a table" in page


def test_the_question_itself_is_shown_to_editors_only(reader, editor, client_as):
    one = a_question()
    stem = one.payload["stem"].split(".")[0][:40]
    assert stem not in said(reader.get(f"/test-quality/{one.slug}"))
    assert stem in said(client_as(editor).get(f"/test-quality/{one.slug}"))


def test_whoever_has_no_profile_is_not_sent_to_one(editor, reader, client_as):
    assert 'href="/profile#assumptions"' in said(reader.get("/test-quality"))
    assert 'href="/profile#assumptions"' not in said(client_as(editor).get("/test-quality"))


def test_who_may_read_it_stands_on_the_page(reader):
    page = said(reader.get("/test-quality"))
    assert "Anybody with a place in a workspace may read this page." in page


def test_a_question_that_is_not_there_is_not_found(reader):
    assert reader.get("/test-quality/it-none").status_code == 404


def test_an_area_that_is_not_there_shows_the_first(reader):
    assert "Questions of Strategy" in said(reader.get("/test-quality?area=XXX"))


# --- once there are answers ---


def test_measured_questions_say_from_how_many_answers(reader, measured):
    page = said(reader.get("/test-quality"))
    assert f"{len(measured)} of " in page
    assert "questions are measured from answers." in page
    assert "provisional" in page
    one = said(reader.get(f"/test-quality/{measured[0].slug}"))
    assert "Measured from answers." in one
    assert "Its authors had said" in one


def test_fewer_than_five_people_are_not_counted(reader, marram):
    asked = answered(crowd(marram, 4))
    assert "fewer than 5" in said(reader.get(f"/test-quality/{asked[0].slug}"))
    answered(crowd(marram, 1, name="Fifth"), seed=6)
    assert "fewer than 5" not in said(reader.get(f"/test-quality/{asked[0].slug}"))


def test_groups_are_compared_by_language_country_and_role(make_workspace, reader):
    kathmandu = make_workspace("Annapurna", country="NP", language="ne")
    dublin = make_workspace("Howth", country="IE", language="en")
    asked = answered([*crowd(kathmandu, 70), *crowd(dublin, 70)])
    calibrating.work_on(calibrating.begin(cause="command", now=NOW))
    page = said(reader.get(f"/test-quality/{asked[1].slug}"))
    assert "Language: " in page
    assert "Country: " in page
    for name in ("Annapurna", "Howth", "Nora"):
        assert name not in page


def test_a_question_costs_the_same_queries_with_many_answers(reader, marram):
    answered(crowd(marram, 10))
    counts = []
    for n in (0, 150):
        if n:
            answered(crowd(marram, n, name="More"), seed=8)
        reader.get("/test-quality")
        with CaptureQueriesContext(connection) as queries:
            reader.get("/test-quality")
        counts.append(len(queries))
    assert counts[0] == counts[1]


# --- acts ---


def test_an_editor_of_the_installation_asks_for_a_calibration(for_all, marram):
    answered(crowd(marram, 130))
    page = said(for_all.get("/test-quality"))
    assert "Calibrate the bank" in page
    answer = for_all.post("/test-quality/calibration")
    assert answer.status_code == 302
    assert CalibrationRun.objects.get().cause == "editor"
    assert "A calibration is being made" in said(for_all.get("/test-quality"))


def test_too_few_answers_are_told_in_words(for_all):
    page = said(for_all.post("/test-quality/calibration", follow=True))
    assert "500 first answers are missing" in page
    assert CalibrationRun.objects.count() == 0


def test_an_editor_of_one_workspace_sees_no_button_and_is_refused(editor, client_as, marram):
    answered(crowd(marram, 130))
    client = client_as(editor)
    assert "Calibrate the bank" not in said(client.get("/test-quality"))
    page = said(client.post("/test-quality/calibration", follow=True))
    assert "only an editor of the whole installation may" in page
    assert CalibrationRun.objects.count() == 0


def test_flagging_needs_a_reason_and_the_right(for_all, reader):
    one = a_question()
    assert reader.post(f"/test-quality/{one.slug}/word", {"kind": "flagged"}).status_code == 403
    page = said(for_all.post(f"/test-quality/{one.slug}/word", {"kind": "flagged"}, follow=True))
    assert "no reason is given" in page
    assert BankAct.objects.count() == 0
    page = said(
        for_all.post(
            f"/test-quality/{one.slug}/word",
            {"kind": "flagged", "reason": "Two keys are right."},
            follow=True,
        )
    )
    assert "Two keys are right." in page
    assert "An editor is looking at it" in page


def test_a_word_that_is_none_is_not_found(for_all):
    one = a_question()
    bad = {"kind": "calibrated", "reason": "So."}
    assert for_all.post(f"/test-quality/{one.slug}/word", bad).status_code == 404


# --- how it is said ---


@pytest.mark.parametrize(
    ("value", "words"), [(0.04, "0.0"), (-0.04, "0.0"), (0.5, "+0.5"), (-1.26, "−1.3")]
)
def test_places_carry_their_sign_and_nothing_is_minus_zero(value, words):
    assert quality_words.signed(value) == words


def test_no_count_from_one_to_four_is_ever_shown():
    assert [quality.shown(n) for n in range(6)] == [0, None, None, None, None, 5]
