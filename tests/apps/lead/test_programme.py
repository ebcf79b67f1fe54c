"""The dean's page: what classes were told, what to change, the study of 2019; nobody's own."""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.apps.lead.conftest import NOW, profile
from tests.apps.lead.test_figures_over_time import WEEK, answered

from whetstone.apps.field import selectors as field
from whetstone.apps.keepup import services as keepup
from whetstone.apps.lead import class_levels
from whetstone.apps.lead.programme_selectors import programme
from whetstone.apps.lead.programme_words import to_change
from whetstone.apps.learn.models import Certificate
from whetstone.apps.people import services as people
from whetstone.apps.people.clock import real_now
from whetstone.formats.syllabi import read

CATALOGUE = "programme,course,required\nA,Social media,required\nB,Sales,required\n"
SYLLABUS = (
    "# Practice\n\n| Week | Topic |\n|---|---|\n"
    "| 6 | Instagram Stories: swipe-up links for accounts over 10,000 followers |\n"
)
CHANCES = (0.95, 0.9, 0.5, 0.4, 0.3, 0.1, 0.05)


@pytest.fixture
def school(curriculum_loaded, make_workspace, make_person):
    workspace = make_workspace("Lough Owel Institute", kind="school")
    workspace.teacher = make_person(workspace, rights=("instructor",), name="Orla")
    workspace.dean = make_person(workspace, rights=("leader",), name="Dara")
    return workspace


@pytest.fixture
def seated(school, make_person):
    """`seated(chances)` -> the students of a new class, measured in one area."""

    def make(chances, name="Autumn"):
        group = people.start_class(
            workspace_id=school.pk, name=name, edition=field.edition_name(),
            ends_on=dt.date(2099, 1, 1), now=NOW,
        )  # fmt: skip
        found = [make_person(school, name=f"{name} {n}") for n in range(len(chances))]
        for person, p in zip(found, chances, strict=True):
            people.seat(school_class=group, person=person)
            profile(person, area="STR", p=p)
        return found

    return make


def audit(school, text, kind="md"):
    data = text.encode()
    return keepup.start_audit(
        workspace_id=school.pk, person_id=school.teacher.pk, title=f"Practice {kind}", term="x",
        role_id="stud", files=[(read(f"x.{kind}", data), hashlib.sha256(data).hexdigest())],
        now=NOW, today=NOW.date(),
    )  # fmt: skip


def text(client):
    return re.sub(
        r"\s+", " ", re.sub(r"<[^>]+>", " ", client.get("/lead/programme").content.decode())
    )


def areas(school, now=NOW):
    return programme(school.pk, now=now).classes[0].areas


def test_the_first_count_of_a_class_stays_its_entry(school, seated):
    students = seated(CHANCES)
    assert areas(school)[0].exit is None
    for person in students:
        answered(person, p=0.95 if person != students[0] else 0.5, now=NOW + WEEK)
    (one,) = areas(school, NOW + WEEK)
    assert (one.entry.count.met, one.exit.count.met) == (2, 6)
    assert one.entry.at_level == pytest.approx((2 * 0.8 + 3 * 0.2, 2 + 3 * 0.8 + 2 * 0.2))


def test_an_entry_is_counted_by_a_worker_once_and_before_anybody_looks(school, seated):
    students = seated(CHANCES)
    assert class_levels.count_entries(real_now()) == 1
    for person in students:
        answered(person, p=0.99, now=NOW)
    assert class_levels.count_entries(real_now()) == 0
    first, *_others = programme(school.pk, now=NOW).classes
    assert first.areas[0].entry.count.met == 2


@pytest.mark.parametrize("chances", [CHANCES[:4], (0.9,) * 7])
def test_too_few_and_all_alike_look_the_same(school, seated, client_as, chances):
    seated(chances)
    assert areas(school) == ()
    assert "an area is counted from five measured students up" in text(client_as(school.dean))


def test_what_one_student_did_is_not_told(school, seated):
    """The attack over time: the page before and after one student's check."""
    students = seated(CHANCES)
    before = areas(school)
    answered(students[0], p=0.05, now=NOW + WEEK)
    assert areas(school, NOW + WEEK) == before
    assert areas(school, NOW + 2 * WEEK) == before


def test_nobody_is_named(school, seated, client_as):
    seated(CHANCES)
    for reader in (school.dean, school.teacher):
        said = text(client_as(reader))
        assert "of 7" in said
        assert "Autumn 0" not in said


def test_certificates_are_told_from_five_holders_up(school, seated):
    students = seated(CHANCES)
    live = sorted(field.ledger(None, on=NOW.date()).live)[:4]
    for n, person in enumerate(students[:5]):
        assert programme(school.pk, now=NOW).certified is None
        Certificate.objects.create(
            person=person, code=f"CODE{n}", course_slug="x", edition="1", pool="open",
            claims=dict.fromkeys(live, "current"), issued_at=NOW,
        )  # fmt: skip
    found = programme(school.pk, now=NOW).certified
    assert (found.holders, found.share, found.facts) == (5, 1.0, 20)


def test_a_second_certificate_of_one_student_moves_nothing(school, seated):
    students = seated(CHANCES)
    live = sorted(field.ledger(None, on=NOW.date()).live)[:8]
    for n, person in enumerate([*students[:5], students[0]]):
        if n == 5:
            before = programme(school.pk, now=NOW).certified
        Certificate.objects.create(
            person=person, code=f"CODE{n}", area_id="STR", edition="1", pool="open",
            claims=dict.fromkeys(live[:4] if n < 5 else live, "current"), issued_at=NOW,
        )  # fmt: skip
    for later in (NOW, NOW + WEEK, NOW + 2 * WEEK):
        after = programme(school.pk, now=later).certified
        assert (after.holders, after.facts) == (before.holders, before.facts) == (5, 20)


def test_what_is_out_of_date_comes_first_and_says_what_is_so_now(school, client_as):
    audit(school, SYLLABUS)
    first = next(iter(to_change(programme(school.pk, now=NOW))))
    assert "swipe-up links" in first.what
    assert "Now:" in first.why
    assert "things to change next term" in text(client_as(school.teacher))


def test_the_study_stands_beside_the_catalogue_with_its_date_and_what_was_not_seen(
    school, client_as
):
    audit(school, CATALOGUE, "csv")
    said = text(client_as(school.dean))
    assert "50 % (9–91), n 2" in said.replace("\u00a0", " ")
    assert "data of about 2017–18" in said
    assert "2 % and 15 % were not seen word for word" in said.replace("\u00a0", " ")


def test_the_file_says_what_the_page_says(school, seated, client_as):
    seated(CHANCES)
    audit(school, SYLLABUS)
    audit(school, CATALOGUE, "csv")
    answer = client_as(school.dean).get("/lead/programme.csv")
    rows = list(csv.reader(b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()))
    kinds = [row[0] for row in rows[1:]]
    assert {"entry", "catalogue", "change"} <= set(kinds)
    assert kinds.count("catalogue") == 4


def test_queries_do_not_grow_with_classes_or_students(school, seated):
    counts = []
    for n in range(2):
        seated(CHANCES * (n + 1), name=f"Class {n}")
        with CaptureQueriesContext(connection) as found:
            programme(school.pk, now=NOW)
        counts.append(len(found))
    assert counts[0] == counts[1]


def test_another_school_sees_nothing_of_it(school, seated, make_workspace):
    seated(CHANCES)
    programme(school.pk, now=NOW)
    other = make_workspace("Other", kind="school")
    assert programme(other.pk, now=NOW).classes == ()
