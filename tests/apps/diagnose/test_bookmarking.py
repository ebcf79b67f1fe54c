"""Bookmarks set a cut where an area has measured questions enough; else it is said why not."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from tests.apps.diagnose.answering import answered, crowd

from whetstone.apps.diagnose import bookmarking, calibrating, live
from whetstone.apps.diagnose.cutting import Panel
from whetstone.apps.diagnose.models import BankAct, CutPanel
from whetstone.apps.people.models import AuditRow
from whetstone.config.cli import main
from whetstone.core.kernel.errors import Faults, Refused
from whetstone.core.measurement.bookmark import Bookmark
from whetstone.web import once

NOW = dt.datetime(2026, 11, 23, 9, 12, tzinfo=dt.UTC)
JUDGES = ("school, 9 years", "agency, 12 years", "firm, 4 years", "press, 7 years", "office")


@pytest.fixture(autouse=True)
def _fresh(curriculum_loaded):
    live.forget()
    once.forget()
    yield
    live.forget()


@pytest.fixture
def measured(marram):
    """Eleven questions of Strategy have numbers from 130 people each."""
    asked = answered(crowd(marram, 130), questions=11)
    calibrating.work_on(calibrating.begin(cause="command", now=NOW))
    return asked


@pytest.fixture
def editor(marram, make_person):
    return make_person(marram, rights=("editor",), name="Eda")


@pytest.fixture
def for_all(editor, client_as):
    """The editor of the whole installation."""
    editor.user.is_staff = True
    editor.user.save(update_fields=["is_staff"])
    return client_as(editor)


def marks(*rounds):
    return [
        Bookmark(judge, turn, page)
        for turn, pages in enumerate(rounds, start=1)
        for judge, page in zip(JUDGES, pages, strict=True)
    ]


MARKS = marks((4, 5, 6, 7, 9), (5, 5, 6, 6, 7))
PANEL = Panel(2, "Two agencies, two firms, a school.", dt.date(2026, 11, 20))


def as_csv(some):
    return "judge,round,page\n" + "\n".join(
        f'"{one.judge}",{one.round},{one.page}' for one in some
    )


def form(**more):
    given = {
        "level": "2",
        "centre": "median",
        "held_on": "2026-11-20",
        "about": PANEL.about,
        "bookmarks": as_csv(MARKS),
    }
    return {**given, **more}


def said(response, status=200):
    assert response.status_code == status
    return " ".join(response.content.decode().split())


# --- where it is offered ---


def test_an_area_without_measured_questions_says_why_not_and_how_many_are_missing(for_all):
    page = said(for_all.get("/test-quality/booklet?area=STR"))
    assert "has no booklet yet: it takes 10 questions whose numbers come from answers" in page
    assert "and 10 are missing" in page
    assert 'name="bookmarks"' not in page
    overview = said(for_all.get("/test-quality"))
    assert "Judges rate each question (modified Angoff). Bookmarks" in overview
    with pytest.raises(Refused, match="10 are missing"):
        bookmarking.cut_by_bookmarks(bookmarking.Sitting("STR", MARKS), 2)


def test_nine_measured_questions_are_one_too_few(marram):
    answered(crowd(marram, 130), questions=9)
    calibrating.work_on(calibrating.begin(cause="command", now=NOW))
    found = bookmarking.booklet_of("STR")
    assert (found.missing, found.pages) == (1, ())
    assert "and 1 is missing" in bookmarking.why_not(found)


def test_measured_questions_stand_in_order_and_their_authors_numbers_are_not_among_them(
    for_all, measured
):
    found = bookmarking.booklet_of("STR")
    assert {one.slug for one in found.questions} <= {one.slug for one in measured}
    places = [page.place for page in found.pages]
    assert places == sorted(places)
    assert len(places) == sum(one.max_score for one in found.questions)
    page = said(for_all.get("/test-quality/booklet?area=STR"))
    assert all(one.short in page.replace("&#39;", "'") for one in found.questions)
    assert "now in Strategy" in said(for_all.get("/test-quality"))
    assert bookmarking.booklet_of("ANA").missing == 10


# --- the record ---


def test_a_record_keeps_every_bookmark_and_its_booklet_and_counts_everywhere(for_all, measured):
    found = bookmarking.cut_by_bookmarks(bookmarking.Sitting("STR", MARKS), 2)
    answer = for_all.post("/test-quality/booklet?area=STR", form(), follow=True)
    page = said(answer)
    assert "The record is kept, and the cut counts from now on." in page
    panel = CutPanel.objects.get()
    assert (panel.theta, panel.se) == (found.record.theta, found.record.se)
    assert (panel.area_id, panel.level, panel.judges) == ("STR", 2, 5)
    assert len(panel.ratings) == 10
    assert panel.ratings[0] == ["school, 9 years", 1, 4]
    pages = bookmarking.booklet_of("STR")
    assert [row[3] for row in panel.booklet] == [round(one.place, 6) for one in pages.pages]
    assert live.shelf().cuts[2] == panel.theta
    assert "5 judges" in page
    assert "bookmark, RP67" in page
    assert AuditRow.objects.filter(act="level.cut").count() == 1


def test_the_same_record_by_the_command(capsys, tmp_path, measured):
    path = tmp_path / "marks.csv"
    path.write_text(as_csv(MARKS), encoding="utf-8")
    words = ["measure", "cut", str(path), "--method", "bookmark", "--area", "STR"]
    assert main([*words, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    found = bookmarking.cut_by_bookmarks(bookmarking.Sitting("STR", MARKS), 2)
    assert told["theta"] == pytest.approx(found.record.theta, abs=1e-4)
    assert told["recorded"] is False
    assert CutPanel.objects.count() == 0
    more = ["--record", "--held-on", "2026-11-20", "--about", "Five.", "--centre", "mean"]
    assert main([*words, *more]) == 0
    assert CutPanel.objects.get().method == "bookmark, RP67, mean"


# --- refusals ---


@pytest.mark.parametrize(
    ("more", "what"),
    [
        ({"about": " "}, "say who the judges are"),
        ({"held_on": "2999-01-01"}, "still to come"),
        ({"held_on": "soon"}, "say when the judges met"),
        ({"level": "9"}, "there is no level"),
        ({"bookmarks": ""}, "no column is named"),
        ({"bookmarks": "judge,round,page\nschool,1,many"}, "is no whole number"),
        ({"bookmarks": as_csv(MARKS[:8])}, "every judge, every round"),
        ({"bookmarks": as_csv(MARKS[:5])}, "2 or more"),
    ],
)
def test_what_is_wrong_is_named_what_was_written_stays_and_nothing_is_kept(
    for_all, measured, more, what
):
    page = said(for_all.post("/test-quality/booklet?area=STR", form(**more)), 400)
    assert what in page
    assert "Nothing is kept yet" in page
    assert "--" not in page.split("Nothing is kept yet")[1].split("</ul>")[0]
    assert form(**more)["about"].strip() in page
    assert CutPanel.objects.count() == BankAct.objects.filter(kind="cut").count() == 0


def test_an_editor_of_one_workspace_reads_it_and_is_refused_the_record(
    editor, client_as, measured
):
    client = client_as(editor)
    assert 'name="bookmarks"' not in said(client.get("/test-quality/booklet?area=STR"))
    page = said(client.post("/test-quality/booklet?area=STR", form()), 400)
    assert CutPanel.objects.count() == 0
    assert "Keep the record" not in page
    with pytest.raises(Refused, match="only an editor of the whole installation"):
        bookmarking.record_bookmarks(
            bookmarking.Sitting("STR", MARKS), PANEL, now=NOW, person_id=editor.pk
        )


def test_whoever_is_no_editor_sees_no_booklet(marram, make_person, client_as, measured):
    reader = client_as(make_person(marram, name="Reader"))
    assert reader.get("/test-quality/booklet?area=STR").status_code == 403
    assert "Booklets for bookmarks" not in said(reader.get("/test-quality"))


def test_an_area_that_is_not_there_is_not_found(for_all):
    assert for_all.get("/test-quality/booklet?area=XXX").status_code == 404
    with pytest.raises(Faults, match="there is no area"):
        bookmarking.cut_by_bookmarks(bookmarking.Sitting("XXX", MARKS), 2)
