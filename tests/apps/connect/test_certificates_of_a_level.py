"""A certificate of a level: lessons, a secured form and a judged task, and nothing less."""

# ruff: noqa: PLR0917  # fixtures are arguments

from __future__ import annotations

import datetime as dt
import json

import pytest
from tests.apps.diagnose.conftest import full_marks, nobody_knows
from tests.apps.diagnose.secured_cast import (
    AREA,
    NOW,
    invite,
    make_pool,
    open_form,
    questions,
    sit,
)  # fmt: skip
from tests.apps.learn.handing import learned

from whetstone.apps.connect import handing_in, proving
from whetstone.apps.field import selectors as field
from whetstone.apps.field.models import ClaimVersion
from whetstone.apps.learn import certificate_sheet, citer, selectors
from whetstone.apps.learn.models import Certificate, Course, Lesson, Reading
from whetstone.apps.learn.services.certificates import issue_level
from whetstone.apps.learn.verifying import Verifier
from whetstone.apps.people.erasing import erase_person
from whetstone.apps.people.models import AuditRow
from whetstone.core.kernel.errors import Missing, Refused
from whetstone.formats.badges.checking import State
from whetstone.web import fetching

TASK = "task-cal-approve-and-stop"
FACT = "clm-crisis-stop-and-keep"
COURSE = "cal-101"
UNDER_THE_TASK = "clm-cal-approval-covers-version"


@pytest.fixture
def aoife(seat):
    return seat("Aoife Byrne")


@pytest.fixture
def second(school, make_person):
    """Another instructor."""
    return make_person(school, rights=("instructor",), name="Second Rater", role_id="head")


@pytest.fixture
def form(orla):
    """A form whose questions about one skill rest on a fact."""
    items = [one | {"rests_on": [FACT]} if one["skill"] == "CAL-3" else one for one in questions()]
    return open_form(orla, make_pool(orla, items))


@pytest.fixture
def sat(orla, form, aoife):
    """Aoife did the lessons, sat it and met the level."""
    learned(aoife, COURSE)
    sit(invite(orla, form, aoife), aoife, full_marks)


@pytest.fixture
def mark(judge, assign, hand_in, aoife, orla):
    """`mark(rater, level)`: that rater judges Aoife's work on the task."""
    kept = []

    def do(rater, level, *, thing_id=TASK):
        if not kept:
            kept.append(hand_in(assign("task", thing_id), aoife))
        one = kept[0].assignment
        return handing_in.mark_work(
            submission_id=kept[0].pk, assignment=one, rows=judge.rows_of(one, level), words="",
            actor_id=rater.pk, now=NOW,
        )  # fmt: skip

    return do


def issue(person, level=2, area_id=AREA):
    return issue_level(
        person_id=person.pk, workspace_id=person.workspace_id, area_id=area_id, level=level,
        now=NOW + dt.timedelta(days=1),
    )  # fmt: skip


# --- promises ------------------------------------------------------------------------------------


def test_both_together_make_one_certificate_that_names_its_pool_and_its_error(
    sat, mark, orla, second, aoife
):
    mark(orla, 2)
    mark(second, 3)
    made = issue(aoife)
    assert issue(aoife) == made
    row = Certificate.objects.get()
    assert (row.area_id, row.level, row.pool, row.course_slug) == (AREA, 2, "Own pool", "")
    assert row.proof["p"] >= 0.95
    assert row.proof["raters"] == 2
    assert row.proof["task_level"] == 2
    assert 0 < row.proof["reliability"] < 1
    assert AuditRow.objects.filter(act="certify_level").count() == 1


def test_it_rests_on_the_facts_under_both(sat, mark, orla, second, aoife):
    mark(orla, 3)
    mark(second, 3)
    row = issue(aoife)
    assert {FACT, UNDER_THE_TASK} <= set(row.claims)
    cited = field.cited_by(aoife.workspace_id, "certificate", [str(row.pk)])[str(row.pk)]
    assert {slug for slug, _role in cited} == set(row.claims)
    told = citer.CERTIFICATE_CITER.describe(aoife.workspace_id, [str(row.pk)])[str(row.pk)]
    assert told.detail.startswith("Certificate of a level")


def test_anybody_with_the_code_reads_what_earned_it_and_no_name(
    sat, mark, orla, second, aoife, client
):
    mark(orla, 2)
    mark(second, 2)
    page = client.get(f"/certificates/{issue(aoife).code.lower()}").content.decode()
    assert "Aoife" not in page
    assert "Own pool" in page
    assert "judged by 2 people" in page
    assert "Valid, and all of it current." in page
    assert "not a certificate of skill" not in page


def test_its_file_says_the_level_as_judged_and_aligns_with_skills(
    sat, mark, orla, second, aoife, settings, tmp_path
):
    settings.HOME = tmp_path
    mark(orla, 2)
    mark(second, 2)
    root = "https://learn.example.org"
    document = selectors.signed_certificate(issue(aoife).code, root=root)
    subject = document["credentialSubject"]
    what = subject["achievement"]
    assert what["achievementType"] == "Certificate"
    assert subject["result"][0]["value"] in what["resultDescription"][0]["allowedValue"]
    assert subject["result"][0]["resultDescription"] == what["resultDescription"][0]["id"]
    assert "Own pool" in what["criteria"]["narrative"]
    assert {one["targetFramework"] for one in what["alignment"]} >= {"ESCO", "O*NET-SOC"}
    assert "Aoife" not in str(document)
    assert Verifier(root, fetching.installed(), NOW + dt.timedelta(days=2)).file(
        json.dumps(document).encode()
    ).state is State.VALID  # fmt: skip


def test_a_fact_that_moves_lowers_it(sat, mark, orla, second, aoife):
    mark(orla, 2)
    mark(second, 2)
    row = issue(aoife)
    before = selectors.certificate(row.code).currency
    moved = ClaimVersion.objects.filter(claim__slug=FACT).order_by("-pk").first()
    moved.pk, moved.status, moved.recorded_at, moved.workspace = (
        None, "retired", NOW, aoife.workspace
    )  # fmt: skip
    moved._state.adding = True
    moved.save()
    assert selectors.certificate(row.code).currency.current == before.current - 1


def test_it_is_made_with_one_press(sat, mark, orla, second, aoife, client_as):
    client = client_as(aoife)
    page = client.get("/certificates").content.decode()
    assert "form: met" in page
    assert "task: not judged yet" in page
    mark(orla, 2)
    mark(second, 2)
    assert "Make the certificate" in client.get("/certificates").content.decode()
    answer = client.post("/certificates/levels", {"area": AREA, "level": "2"})
    code = Certificate.objects.get().code
    assert answer.headers["Location"] == f"/certificates/{code}"
    page = client.get("/certificates").content.decode()
    assert code in page
    assert "Make the certificate" not in page


def test_it_says_everywhere_which_lessons_were_done(sat, mark, orla, second, aoife, client):
    mark(orla, 2)
    mark(second, 2)
    row = issue(aoife)
    title = "A calendar that holds"
    assert row.proof["courses"] == [[title, 4]]
    page = client.get(f"/certificates/{row.code}").content.decode()
    assert f"The 4 lessons of the course “{title}”, each marked as finished." in page
    sheet = certificate_sheet.values_of(selectors.certificate(row.code), page="x")
    assert sheet["lead"].startswith(f"The 4 lessons of “{title}”. A secured form")
    badge = selectors.signed_certificate(row.code, root="https://a.example")
    assert f"All 4 lessons of “{title}”, marked as finished. A secured form" in str(badge)


def test_one_from_before_lessons_counted_still_shows(sat, mark, orla, second, aoife, client):
    mark(orla, 2)
    mark(second, 2)
    code = issue(aoife).code
    row = Certificate.objects.get()
    old = {key: one for key, one in row.proof.items() if key not in {"courses", "capstone"}}
    Certificate.objects.update(proof=old)
    Reading.objects.all().delete()
    assert issue(aoife) == row
    page = client.get(f"/certificates/{code}").content.decode()
    assert "judged by 2 people" in page
    assert "lessons of" not in page
    assert certificate_sheet.values_of(selectors.certificate(code), page="x")["lead"].startswith(
        "A secured form"
    )
    assert "lessons of" not in str(selectors.signed_certificate(code, root="https://a.example"))


def test_a_lesson_finished_in_an_older_version_counts(sat, mark, orla, second, aoife):
    mark(orla, 2)
    mark(second, 2)
    old = Reading.objects.filter(person=aoife).first()
    lesson = Lesson.objects.get(pk=old.lesson_id)
    lesson.pk, lesson.version, lesson.is_latest = None, "0.9.0", False
    lesson.save(force_insert=True)
    Reading.objects.filter(pk=old.pk).update(lesson=lesson)
    assert issue(aoife).proof["courses"][0][1] == 4


def test_an_area_without_a_course_asks_for_no_lessons(sat, mark, orla, second, aoife):
    mark(orla, 2)
    mark(second, 2)
    row = Course.objects.get(slug=COURSE)
    row.payload["areas"] = ["CMP", AREA]  # it touches the area, and is another's course
    row.save()
    Reading.objects.all().delete()
    assert issue(aoife).proof["courses"] == []


def test_the_strictest_word_counts_and_a_rater_s_newer_one(mark, orla, second, aoife):
    mark(orla, 1)
    mark(second, 4)
    assert [one.level for one in proving.judged_works_of(aoife.pk)] == [1]
    mark(orla, 3)
    found = proving.judged_works_of(aoife.pk)
    assert [(one.level, one.raters) for one in found] == [(3, 2)]


def test_who_is_erased_leaves_a_code_that_does_not_stand(sat, mark, orla, second, aoife, client):
    mark(orla, 2)
    mark(second, 2)
    code = issue(aoife).code
    erase_person(person_id=aoife.pk, workspace_id=aoife.workspace_id, actor_id=orla.pk, now=NOW)
    assert client.get(f"/certificates/{code}").status_code == 410


# --- refusals ------------------------------------------------------------------------------------


def test_a_form_alone_certifies_nothing(sat, aoife):
    with pytest.raises(Refused):
        issue(aoife)


def test_lessons_that_wait_refuse_it_and_the_page_says_which(
    sat, mark, orla, second, aoife, client_as
):
    mark(orla, 2)
    mark(second, 2)
    last = Reading.objects.filter(person=aoife).order_by("lesson__position").last()
    Reading.objects.filter(pk=last.pk).update(finished_at=None)
    with pytest.raises(Refused) as no:
        issue(aoife)
    assert no.value.what == "lessons"
    assert "1 of 4 in cal-101" in str(no.value)
    client = client_as(aoife)
    page = client.get("/certificates").content.decode()
    assert "lessons: 1 of 4 is not finished yet" in page
    assert 'href="/courses/cal-101"' in page
    assert "Make the certificate" not in page
    sent = client.post("/certificates/levels", {"area": AREA, "level": "2"}, follow=True)
    assert "have to be finished first" in sent.content.decode()
    assert not Certificate.objects.exists()


def test_one_rater_is_not_two(sat, mark, orla, aoife):
    mark(orla, 4)
    mark(orla, 4)
    with pytest.raises(Refused):
        issue(aoife)


def test_a_row_below_the_level_is_not_the_level(sat, mark, orla, second, aoife):
    mark(orla, 3)
    mark(second, 1)
    with pytest.raises(Refused):
        issue(aoife)


def test_a_task_of_another_area_proves_nothing_here(sat, mark, orla, second, aoife):
    for rater in (orla, second):
        mark(rater, 4, thing_id="task-one-page-strategy")
    with pytest.raises(Refused):
        issue(aoife)


def test_a_judged_task_alone_certifies_nothing(mark, orla, second, aoife):
    mark(orla, 4)
    mark(second, 4)
    with pytest.raises(Missing):
        issue(aoife)


def test_who_does_not_meet_the_level_has_none(form, mark, orla, second, aoife):
    sit(invite(orla, form, aoife), aoife, nobody_knows)
    mark(orla, 4)
    mark(second, 4)
    with pytest.raises(Missing):
        issue(aoife)


def test_a_newer_verdict_takes_the_place_of_an_older_one(sat, form, mark, orla, second, aoife):
    mark(orla, 4)
    mark(second, 4)
    later = NOW + dt.timedelta(days=15)
    sit(invite(orla, form, aoife, now=later), aoife, nobody_knows, now=later)
    with pytest.raises(Missing):
        issue(aoife)


def test_a_level_that_no_form_decided_is_certified_by_nobody(sat, mark, orla, second, aoife):
    mark(orla, 4)
    mark(second, 4)
    for level in (1, 3, 4):
        with pytest.raises(Missing):
            issue(aoife, level)


def test_the_press_of_anybody_else_makes_nothing(sat, mark, orla, second, seat, client_as, client):
    mark(orla, 2)
    mark(second, 2)
    sent = {"area": AREA, "level": "2"}
    assert client_as(seat("Ben")).post("/certificates/levels", sent).status_code == 404
    assert client_as(orla).post("/certificates/levels", sent).status_code == 403
    assert client.post("/certificates/levels", sent).status_code == 302
    assert not Certificate.objects.exists()


def test_practice_of_the_public_bank_never_certifies(mark, orla, second, aoife):
    from whetstone.apps.diagnose import services

    services.sit_through(
        person_id=aoife.pk, workspace_id=aoife.workspace_id, role_id="stud", mode="area",
        area_id=AREA, answer_to=full_marks, now=NOW, seed=3,
    )  # fmt: skip
    mark(orla, 4)
    mark(second, 4)
    with pytest.raises(Missing):
        issue(aoife)
