"""The gradebook: its figures, its file, its queries, and who may read a row of it."""

# ruff: noqa: PLR0917  # fixtures are arguments

from __future__ import annotations

import csv
import datetime as dt
import io

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from whetstone.apps.connect import assigning, book, work
from whetstone.apps.connect.models import Submission, WorkMark
from whetstone.apps.learn import services as learn
from whetstone.apps.people.models import ClassPlace, Person, PersonRight
from whetstone.core.rollup.gradebook import State

NOW = dt.datetime(2026, 11, 23, 9, 12, tzinfo=dt.UTC)
LESSON = "str-101-reading-a-difference"


@pytest.fixture
def plan(autumn, orla):
    """`plan(weights, drops=None)`."""

    def do(weights, drops=None):
        assigning.change_plan(
            class_id=autumn.pk,
            workspace_id=autumn.workspace_id,
            name=autumn.name,
            ends_on=autumn.ends_on,
            plan=work.Plan(NOW.date(), weights, drops or {}, ()),
            actor_id=orla.pk,
            now=NOW,
        )

    return do


def book_of(autumn, now=NOW):
    return book.book(autumn.pk, workspace_id=autumn.workspace_id, now=now)


def rows_of(client, autumn):
    answer = client.get(f"/classes/{autumn.pk}/gradebook.csv")
    assert answer.content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))


# --- figures ---


def test_kinds_are_weighed_and_what_is_not_yet_leaves_the_total(
    assign, seat, autumn, hand_in, judge, plan
):
    plan({"lesson": 1, "task": 3})
    lesson, task = assign("lesson", LESSON), assign()
    aoife, brian = seat("Aoife"), seat("Brian")
    for person in (aoife, brian):
        learn.start_lesson(person_id=person.pk, slug=LESSON, now=NOW)
        learn.finish_lesson(
            person_id=person.pk, workspace_id=person.workspace_id, slug=LESSON, now=NOW
        )
    judge(hand_in(task, aoife), 2)
    first, second = book_of(autumn).rows
    assert first.total.share == pytest.approx((1 * 1.0 + 3 * 0.5) / 4)
    assert first.total.counted == 1.0
    assert second.total.share == 1.0
    assert second.total.counted == pytest.approx(0.25)
    assert [cell.mark.state for cell in second.cells] == [State.MARKED, State.NOT_YET]
    assert lesson.pk


def test_the_lowest_task_drops_out(assign, seat, autumn, hand_in, judge, plan):
    plan({"task": 1}, {"task": 1})
    low = assign()
    high = assign(thing_id="task-cmp-one-measure")
    aoife = seat("Aoife")
    judge(hand_in(low, aoife), 1)
    judge(hand_in(high, aoife), 3)
    row = book_of(autumn).rows[0]
    assert row.total.share == 0.75
    assert row.total.dropped == {low.pk}


def test_late_costs_what_the_rule_says_and_the_page_says_both_marks(
    assign, seat, autumn, hand_in, judge, client_as
):
    one = assign(late_rule="percent", late_percent=10, late_floor=0, due_at=NOW)
    aoife = seat("Aoife")
    judge(hand_in(one, aoife, now=NOW + dt.timedelta(hours=30)), 4)
    text = client_as(aoife).get(f"/class/work/{one.pk}").content.decode()
    assert "Your mark: 80 of 100" in text
    assert "2 days late, before that 100" in text


def test_after_the_term_what_is_missing_counts_as_zero(assign, seat, autumn):
    assign()
    seat("Aoife")
    over = dt.datetime(2099, 12, 20, tzinfo=dt.UTC)
    row = book_of(autumn, now=over).rows[0]
    assert (row.cells[0].mark.state, row.total.share) == (State.MISSED, 0.0)


# --- pages and file ---


def test_the_pages_and_the_file_say_the_same(
    assign, seat, autumn, orla, hand_in, judge, client_as
):
    one = assign()
    aoife, _brian = seat("Aoife"), seat("Brian")
    judge(hand_in(one, aoife), 3)
    client = client_as(orla)
    page = client.get(f"/classes/{autumn.pk}/gradebook").content.decode()
    assert ">75<" in page
    assert "not yet" in page
    head, first, second = rows_of(client, autumn)
    assert head[2] == "The task (Task)"
    assert first[0] == "Aoife"
    assert first[2:5] == ["75.0", "75.0", "100.0"]
    assert second[2:5] == ["not yet", "", "0.0"]
    mine = client_as(aoife).get("/class/marks").content.decode()
    assert "Total: 75" in mine


@pytest.mark.parametrize("name", ["=cmd|' /C calc'!A0", "+1", "-1", "@SUM(A1)", "\tx"])
def test_no_cell_of_the_file_is_a_formula(assign, seat, autumn, orla, client_as, name):
    assign(title=name)
    seat(name)
    for row in rows_of(client_as(orla), autumn):
        assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in row)


def test_names_in_every_script_come_through(assign, seat, autumn, orla, client_as):
    assign()
    seat("पेमा शेर्पा")
    assert rows_of(client_as(orla), autumn)[1][0] == "पेमा शेर्पा"


def test_a_student_reads_their_own_marks_and_nobody_elses(
    assign, seat, autumn, hand_in, judge, client_as
):
    one = assign()
    aoife, brian = seat("Aoife"), seat("Brian")
    judge(hand_in(one, aoife), 3)
    text = client_as(brian).get("/class/marks").content.decode()
    assert "Total: nothing yet" in text
    assert "Total: 75" not in text
    assert "Aoife" not in text
    for address in (f"/classes/{autumn.pk}/gradebook", f"/classes/{autumn.pk}/gradebook.csv"):
        assert client_as(brian).get(address).status_code == 403
    assert "login" in Client().get("/class/marks").headers["Location"]


def test_who_left_is_in_no_gradebook(assign, seat, autumn):
    assign()
    aoife = seat("Aoife")
    aoife.left_at = NOW
    aoife.save(update_fields=["left_at"])
    assert not book_of(autumn).rows


def test_an_empty_class_gets_a_reason_and_a_next_step(autumn, orla, client_as):
    text = client_as(orla).get(f"/classes/{autumn.pk}/gradebook").content.decode()
    assert "The gradebook fills by itself" in text
    assert len(rows_of(client_as(orla), autumn)) == 1


# --- queries ---


def grow(autumn, one, many):
    """So many students more, each with a work that is handed in and marked."""
    from whetstone.apps.learn.models import OwnWork

    people = Person.objects.bulk_create(
        Person(workspace=autumn.workspace, name=f"S{n:03}", role_id="stud", joined_at=NOW)
        for n in range(many)
    )
    PersonRight.objects.bulk_create(PersonRight(person=p, right="learner") for p in people)
    ClassPlace.objects.bulk_create(ClassPlace(school_class=autumn, person=p) for p in people)
    works = OwnWork.objects.bulk_create(
        OwnWork(person=p, lesson_slug=one.thing_id, field="task-work", text="x", saved_at=NOW)
        for p in people
    )
    handed = Submission.objects.bulk_create(
        Submission(assignment=one, person=p, work=w, submitted_at=NOW)
        for p, w in zip(people, works, strict=True)
    )
    WorkMark.objects.bulk_create(
        WorkMark(submission=h, person=p, rows={"a": [3, ""]}, marked_at=NOW)
        for h, p in zip(handed, people, strict=True)
    )


@pytest.mark.parametrize("page", ["gradebook", "gradebook.csv", "assignments"])
def test_as_many_questions_to_the_store_for_400_as_for_30(
    assign, autumn, orla, client_as, page, sit_check, seat
):
    one = assign()
    sit_check(assign("check", "STR"), seat("Aoife"))
    client = client_as(orla)
    address = f"/classes/{autumn.pk}/{page}"
    grow(autumn, one, 29)
    client.get(address)
    with CaptureQueriesContext(
        connection,
    ) as few:
        client.get(address)
    grow(autumn, one, 370)
    with CaptureQueriesContext(connection) as many:
        assert client.get(address).status_code == 200
    assert len(many) == len(few) < 32
