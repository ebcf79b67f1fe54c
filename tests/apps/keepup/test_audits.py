"""Auditing a syllabus: who may, what is said, what a correction does, what leaves the house."""

from __future__ import annotations

import csv
import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pypdf import PdfReader
from tests.conftest import NOW

from whetstone.apps.keepup import selectors, services
from whetstone.apps.keepup.forms import plain_name
from whetstone.apps.keepup.models import Audit, AuditCorrection, AuditFile
from whetstone.core.freshness.audit import Taught
from whetstone.core.kernel.errors import Faults, Missing, Refused
from whetstone.formats.syllabi import read
from whetstone.web.append_only import WrittenOnceError

SYLLABUS = """# Practice

## Outcomes

- draft a holding statement
- explain how a lifeboat crew works

## Topics

- Instagram Stories: swipe-up links
- Personas

## Optional

- Influencer marketing
"""
CATALOGUE = "programme,course,required\nA,Social media,required\nB,Sales,required\n"


@pytest.fixture
def school(curriculum_loaded, make_workspace, make_person):
    workspace = make_workspace(name="Rathmore")
    workspace.teacher = make_person(workspace, rights=("instructor",), name="Tess Teacher")
    workspace.student = make_person(workspace, rights=("learner",), name="Sam Student")
    return workspace


@pytest.fixture
def teacher(client_as, school):
    return client_as(school.teacher)


@pytest.fixture
def other_teacher(make_workspace, make_person):
    return make_person(make_workspace(name="Other"), rights=("instructor",))


def start(school, text=SYLLABUS, **more):
    facts = {"title": "Practice", "term": "autumn", "role_id": "stud", "now": NOW} | more
    return services.start_audit(
        workspace_id=school.pk,
        person_id=school.teacher.pk,
        files=[(read("practice.md", text.encode()), "0" * 64)],
        today=NOW.date(),
        **facts,
    )


def page_of(school, audit_id):
    return selectors.audit_page(audit_id, workspace_id=school.pk, today=NOW.date())


def correct(school, audit_id, phrase, skill, *, verdict="yes", **more):
    services.correct(
        workspace_id=school.pk, audit_id=audit_id, person_id=school.teacher.pk, phrase=phrase,
        skill=skill, verdict=verdict, now=NOW, **more,
    )  # fmt: skip


def taught(school, audit_id, skill):
    rows = page_of(school, audit_id).audited.report.rows
    return next(row for row in rows if row.skill == skill)


def text(response) -> str:
    assert response.status_code == 200, response
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def upload(client, *files, **more):
    facts = {"title": "Practice", "term": "autumn", "role": "stud", "text": ""} | more
    given = [SimpleUploadedFile(name, data) for name, data in files]
    return client.post("/audits/new", facts | ({"syllabi": given} if given else {}))


# --- making one ---


def test_a_teacher_uploads_a_syllabus_and_reads_what_it_says(teacher):
    answer = upload(teacher, ("practice.md", SYLLABUS.encode()))
    page = text(teacher.get(answer.headers["Location"]))
    assert "skills, and one statement is out of date." in page
    assert "In Instagram Stories people swipe up to follow a link." in page
    assert "30 August 2021" in page
    assert "link sits on a link sticker" in page
    assert "An assumption: every skill weighs the same" in page


def test_several_files_are_one_audit_and_the_files_are_not_kept(teacher, school):
    upload(
        teacher,
        ("a.md", SYLLABUS.encode()),
        ("b.txt", b"- community rules\n"),
        text="- a crisis plan",
    )
    files = list(AuditFile.objects.order_by("pk"))
    assert [row.name for row in files] == ["a.md", "b.txt", "pasted text"]
    assert all(len(row.sha256) == 64 for row in files)
    assert {field.name for field in AuditFile._meta.fields} == {
        "id",
        "workspace",
        "audit",
        "name",
        "sha256",
        "document",
    }


def test_pasted_text_alone_will_do(teacher):
    assert upload(teacher, text=SYLLABUS).status_code == 302


def test_nothing_given_says_what_to_give(teacher):
    assert "Choose a file, or paste the text below." in text(upload(teacher))


def test_of_two_boxes_of_which_one_is_needed_neither_is_called_optional(teacher):
    body = teacher.get("/audits/new").content.decode()
    for label in ("Files", "Or paste the text"):
        assert f">{label}</label>" in body


def test_every_fault_comes_at_once_and_what_was_typed_stays(teacher):
    body = upload(
        teacher, ("a.pdf", b""), ("b.png", b"\x89PNG0000"), title="Keep me", term="", text="And me"
    ).content.decode()
    assert "the file is empty" in body
    assert "this is a picture" in body
    assert 'value="Keep me"' in body
    assert "And me" in body
    assert "choose them again" in body
    assert Audit.objects.count() == 0


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\x\\a.pdf", "a.pdf"),
        ("=cmd|' /C'!A0.csv", "A0.csv"),
        ("a\u202eb.md", "ab.md"),
        ("", "file"),
    ],
)
def test_a_file_name_is_only_a_name(name, kept):
    assert kept in plain_name(name)
    assert not plain_name(name).startswith(("=", "+", "-", "@"))


def test_a_demo_has_room_for_a_dozen(school):
    for _ in range(12):
        start(school, is_demo=True)
    with pytest.raises(Refused):
        start(school, is_demo=True)


def test_an_audit_is_written_once(school):
    row = Audit.objects.get(pk=start(school))
    with pytest.raises(WrittenOnceError):
        row.save()


# --- what is said ---


def test_required_elective_missing_and_depth(school):
    made = start(school)
    assert taught(school, made, "CRI-3").taught is Taught.REQUIRED
    assert taught(school, made, "CRI-3").depth == 2
    assert taught(school, made, "COM-4").taught is Taught.ELECTIVE
    assert taught(school, made, "SOC-1").taught is Taught.MISSING


def test_a_catalogue_answers_the_four_questions_beside_the_study(teacher, school):
    made = start(school, CATALOGUE)
    page = text(teacher.get(f"/audits/{made}"))
    assert "50% (9 to 91, n 2)" in page
    assert "73%" in page
    assert "not seen word for word" in page
    assert "/claims/clm-fig-langan-schools" in teacher.get(f"/audits/{made}").content.decode()


def test_a_syllabus_of_nothing_says_so(teacher, school):
    made = start(school, "Flowers\n\n- roses\n- tulips\n")
    assert "None of 54 skills was found" in text(teacher.get(f"/audits/{made}"))


def test_what_is_read_is_escaped(teacher, school):
    made = start(school, "- crisis plan <script>alert(1)</script>\n")
    body = teacher.get(f"/audits/{made}").content.decode()
    assert "<script>alert" not in body


# --- corrections ---


def test_a_correction_changes_this_report_and_the_next(school):
    first = start(school)
    assert taught(school, first, "CRI-4").taught is Taught.MISSING
    correct(school, first, "lifeboat crew", "CRI-4", level=3)
    assert taught(school, first, "CRI-4").depth == 3
    second = start(school, SYLLABUS.replace("explain how", "tell how"))
    assert taught(school, second, "CRI-4").taught is Taught.REQUIRED


def test_saying_no_and_taking_it_back(school):
    made = start(school)
    correct(school, made, "draft a holding statement", "CRI-3", verdict="no")
    assert taught(school, made, "CRI-3").taught is Taught.MISSING
    correct(school, made, "draft a holding statement", "CRI-3", verdict="as_found")
    assert taught(school, made, "CRI-3").taught is Taught.REQUIRED
    assert AuditCorrection.objects.count() == 2


def test_a_correction_never_leaves_its_workspace(school, make_workspace, make_person):
    other = make_workspace(name="Other")
    other.teacher = make_person(other, rights=("instructor",))
    mine, theirs = start(school), start(other)
    correct(school, mine, "lifeboat crew", "CRI-4")
    assert taught(other, theirs, "CRI-4").taught is Taught.MISSING


def test_all_that_is_wrong_with_a_correction_is_said_at_once(school):
    with pytest.raises(Faults) as caught:
        correct(school, start(school), " - ", "XYZ-1", verdict="perhaps", level=9)
    assert {fault.where for fault in caught.value.faults} == {
        "phrase",
        "skill",
        "verdict",
        "level",
    }


def test_an_audit_of_elsewhere_cannot_be_corrected(school, make_workspace):
    made = start(school)
    with pytest.raises(Missing):
        services.correct(
            workspace_id=make_workspace(name="Other").pk,
            audit_id=made,
            person_id=None,
            phrase="plan",
            skill="CRI-4",
            verdict="yes",
            now=NOW,
        )


def test_the_page_takes_a_correction_and_goes_back_to_its_line(teacher, school):
    made = start(school)
    facts = {
        "phrase": "lifeboat crew",
        "skill": "CRI-4",
        "verdict": "yes",
        "level": "2",
        "place": "1",
    }
    answer = teacher.post(f"/audits/{made}/corrections", facts)
    assert answer.headers["Location"].endswith("#finding-1")
    assert "by a person here" in text(teacher.get(f"/audits/{made}"))


def test_a_correction_without_a_skill_is_not_kept(teacher, school):
    made = start(school)
    teacher.post(f"/audits/{made}/corrections", {"phrase": "x", "skill": "", "verdict": "yes"})
    assert AuditCorrection.objects.count() == 0


# --- next term ---


def test_the_next_term_is_compared_with_this_one(teacher, school):
    start(school)
    second = start(school, "## Topics\n\n- Personas\n- A crisis plan\n", term="spring")
    moved = page_of(school, second).difference
    assert "CRI-1" in {one.skill for one in moved.gained}
    assert "CRI-3" in {one.skill for one in moved.lost}
    assert moved.mended == ("clm-instagram-swipe-up",)
    assert "Compared with autumn" in text(teacher.get(f"/audits/{second}"))


def test_another_title_is_not_compared(school):
    start(school)
    assert page_of(school, start(school, title="Theory")).difference is None


# --- out of the house ---


def test_the_sheet_has_a_row_a_skill_and_no_formula(teacher, school):
    made = start(school, "- =crisis plan()\n- Instagram Stories: swipe-up links\n")
    answer = teacher.get(f"/audits/{made}/report.csv")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert len(rows) == 1 + 54 + 1
    assert not any(cell.startswith(("=", "+", "@")) for row in rows for cell in row)
    assert "attachment" in answer.headers["Content-Disposition"]


def test_the_report_is_a_pdf_with_text_in_our_own_typefaces(teacher, school):
    answer = teacher.get(f"/audits/{start(school)}/report.pdf")
    assert answer.headers["Content-Type"] == "application/pdf"
    reader = PdfReader(io.BytesIO(answer.content))
    told = " ".join(" ".join(page.extract_text() for page in reader.pages).split())
    assert "one statement is out of date" in told
    assert "people swipe up to follow a link" in told
    fonts = {str(font["/BaseFont"]) for page in reader.pages for font in
             (one.get_object() for one in page["/Resources"]["/Font"].values())}  # fmt: skip
    assert {re.sub(r"^/\w+\+|-.*", "", font)[:10] for font in fonts} == {
        "NotoSans", "BodoniModa", "Newsreader",
    }  # fmt: skip


def test_hostile_text_is_only_text_in_the_pdf(school, teacher):
    made = start(
        school,
        '- Instagram swipe-up #read("/etc/passwd") $x$ \\ ]] crisis plan\n',
        title="#panic()",
    )
    assert teacher.get(f"/audits/{made}/report.pdf").status_code == 200


# --- who may ---


@pytest.mark.parametrize("path", ["", "/new", "/{}", "/{}/report.csv", "/{}/report.pdf"])
def test_a_student_sees_no_audit_and_a_stranger_finds_none(path, school, client_as, other_teacher):
    address = f"/audits{path}".format(start(school))
    stranger = client_as(other_teacher)
    assert client_as(school.student).get(address).status_code == 403
    assert stranger.get(address).status_code == (404 if "{}" in path else 200)
    assert Client().get(address).status_code == 302


def test_a_stranger_cannot_correct(school, client_as, make_workspace, make_person):
    stranger = client_as(make_person(make_workspace(name="Other"), rights=("lead",)))
    facts = {"phrase": "plan", "skill": "CRI-4", "verdict": "yes"}
    assert stranger.post(f"/audits/{start(school)}/corrections", facts).status_code == 404
    assert AuditCorrection.objects.count() == 0


# --- how much it takes ---


def queries(client, address):
    client.get(address)
    with CaptureQueriesContext(connection) as told:
        assert client.get(address).status_code == 200
    return len(told)


def test_the_pages_take_as_many_queries_for_one_audit_as_for_many(teacher, school):
    made = start(school)
    few = queries(teacher, "/audits"), queries(teacher, f"/audits/{made}")
    long = SYLLABUS + "".join(f"- topic {n}: a crisis plan\n" for n in range(150))
    for n in range(6):
        last = start(school, long, title=f"Other {n}")
        correct(school, last, f"topic {n}", "CRI-4")
    many = queries(teacher, "/audits"), queries(teacher, f"/audits/{last}")
    assert few == many
