"""Work is assigned with dates and rules, seen by its class, and by nobody else."""

# ruff: noqa: PLR0917  # fixtures are arguments

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from whetstone.apps.connect import assigning, book, work
from whetstone.apps.connect.models import Assignment, Submission
from whetstone.apps.people import services as people
from whetstone.apps.people.models import AuditRow
from whetstone.core.kernel.errors import Missing, Refused
from whetstone.core.rollup.gradebook import State

NOW = dt.datetime(2026, 11, 23, 9, 12, tzinfo=dt.UTC)
TYPED = {
    "thing": "task/task-one-page-strategy", "title": "", "opens_on": "2026-11-23",
    "due_on": "2026-12-01", "weight": "2", "late_rule": "percent", "late_percent": "10",
    "late_floor": "50", "peers": "2", "peer_percent": "0",
}  # fmt: skip


def cell_of(one, person, *, now=NOW):
    found = book.book(
        one.school_class_id, workspace_id=person.workspace_id, now=now, person_id=person.pk
    )
    return next(cell for cell in found.rows[0].cells if cell.assignment.pk == one.pk)


def allow(autumn, orla, person, one=None, **values):
    assigning.allow(
        class_id=autumn.pk,
        person_id=person.pk,
        workspace_id=autumn.workspace_id,
        values=values,
        assignment_id=one.pk if one else None,
        actor_id=orla.pk,
        now=NOW,
    )


# --- promises ---


def test_due_means_the_end_of_the_day_by_the_clock_of_the_school(autumn, orla, client_as):
    answer = client_as(orla).post(f"/classes/{autumn.pk}/assignments/new", TYPED)
    assert answer.status_code == 302
    one = Assignment.objects.get(school_class=autumn)
    assert one.title == "A strategy that fits on one page"
    assert one.due_at == dt.datetime(2026, 12, 1, 23, 59, tzinfo=dt.UTC)  # Dublin, in winter
    assert (one.weight, one.late_rule, one.peers) == (2, "percent", 2)


def test_a_student_sees_what_is_next_on_both_pages_by_their_own_clock(
    assign, seat, autumn, client_as
):
    assign(
        "check",
        "STR",
        title="Strategy check",
        due_at=dt.datetime(2026, 12, 1, 23, 59, tzinfo=dt.UTC),
    )
    pema = seat("Pema")
    pema.time_zone = "Asia/Kathmandu"
    pema.save(update_fields=["time_zone"])
    client = client_as(pema)
    for page in ("/today", "/class"):
        text = client.get(page).content.decode()
        assert "Strategy check" in text
        assert "2 December, 5:44" in text  # the next morning in Kathmandu


def test_what_is_handed_in_leaves_the_list_of_today(assign, seat, hand_in, client_as):
    one = assign(title="One page")
    aoife = seat("Aoife")
    hand_in(one, aoife)
    client = client_as(aoife)
    assert "One page" not in client.get("/today").content.decode()
    assert "One page" in client.get("/class").content.decode()


def test_an_extension_moves_the_day_for_one_student_and_for_no_other(assign, seat, autumn, orla):
    one = assign()
    aoife, brian = seat("Aoife"), seat("Brian")
    allow(autumn, orla, aoife, extra_days=2)
    allow(autumn, orla, aoife, one, extra_days=3)
    assert cell_of(one, aoife).due_at == one.due_at + dt.timedelta(days=5)
    assert cell_of(one, brian).due_at == one.due_at


def test_the_newest_allowance_counts_and_the_earlier_stays(assign, seat, autumn, orla):
    one, aoife = assign(), seat("Aoife")
    allow(autumn, orla, aoife, extra_days=9)
    allow(autumn, orla, aoife, extra_days=0, note="Read aloud")
    assert cell_of(one, aoife).due_at == one.due_at
    assert cell_of(one, aoife).allowed.note == "Read aloud"


def test_days_more_keep_the_hour_of_the_wall_clock_over_a_change_of_time():
    due = dt.datetime(2026, 10, 24, 22, 59, tzinfo=dt.UTC)  # 23:59 in Dublin, in summer
    assert work.later(due, 1, "Europe/Dublin") == dt.datetime(2026, 10, 25, 23, 59, tzinfo=dt.UTC)


def test_an_excused_student_has_no_mark_to_wait_for(assign, seat, autumn, orla):
    one, aoife = assign(), seat("Aoife")
    allow(autumn, orla, aoife, one, is_excused=True)
    assert cell_of(one, aoife).mark.state is State.EXCUSED


def test_an_instructor_gives_more_on_the_page_of_the_student(
    assign, seat, autumn, orla, client_as
):
    one, aoife = assign(), seat("Aoife")
    address = f"/classes/{autumn.pk}/students/{aoife.pk}"
    sent = {"assignment": str(one.pk), "extra_days": "4", "time_percent": "150", "note": "Aloud"}
    assert client_as(orla).post(address, sent).status_code == 302
    assert cell_of(one, aoife).allowed.extra_days == 4
    assert "Aloud" in client_as(aoife).get(f"/class/work/{one.pk}").content.decode()
    told = AuditRow.objects.get(act="allow student")
    assert "Aloud" not in str(vars(told))


def test_a_changed_assignment_moves_for_everybody(assign, seat, autumn, orla, client_as):
    one, aoife = assign(), seat("Aoife")
    address = f"/classes/{autumn.pk}/assignments/{one.pk}/edit"
    assert "2026-11-30" in client_as(orla).get(address).content.decode()
    client_as(orla).post(address, TYPED)
    assert cell_of(one, aoife).due_at == dt.datetime(2026, 12, 1, 23, 59, tzinfo=dt.UTC)


def test_withdrawn_and_restored_are_a_pair(assign, seat, autumn, orla, client_as):
    one, aoife = assign(), seat("Aoife")
    client = client_as(orla)
    client.post(f"/classes/{autumn.pk}/assignments/{one.pk}/withdrawal")
    assert cell_of(one, aoife).mark.state is State.WITHDRAWN
    assert (
        "Withdrawn, and out of every total"
        in client.get(f"/classes/{autumn.pk}/gradebook").content.decode()
    )
    client.post(f"/classes/{autumn.pk}/assignments/{one.pk}/restoration")
    assert cell_of(one, aoife).mark.state is State.NOT_YET


def test_what_changed_stands_beside_the_work_on_the_pages_of_the_class(
    assign, seat, autumn, orla, change, lesson, client_as
):
    change("chg-now", published=NOW - dt.timedelta(days=2))
    page = client_as(orla).get(f"/classes/{autumn.pk}").content.decode()
    assert "You have assigned" not in page
    assign("lesson", lesson.slug, title="The first lesson")
    page = client_as(orla).get(f"/classes/{autumn.pk}").content.decode()
    assert "What changed since your syllabus" in page
    assert "You have assigned a lesson that rests on it: The first lesson." in page
    assert f'href="/classes/{autumn.pk}/assignments"' in page


def test_a_task_whose_ground_has_moved_waits_for_the_instructors_word(
    assign, seat, hand_in, judge, retire, autumn, orla, client_as
):
    one, aoife = assign(), seat("Aoife")
    judge(hand_in(one, aoife), 3)
    address = f"/classes/{autumn.pk}/assignments/{one.pk}"
    assert "has moved or is in doubt" not in client_as(orla).get(address).content.decode()
    retire("clm-str-ties-are-ties")
    assert "has moved or is in doubt" in client_as(orla).get(address).content.decode()
    assert cell_of(one, aoife).mark.share == 0.75


# --- refusals ---


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"opens_on": "2026-12-02"}, "It opens after it is due."),
        ({"minutes": "20"}, "Only a check has a limit of time."),
        ({"thing": "check/STR"}, "Only what is written can be read by others."),
        ({"thing": "task/none"}, "What"),
        ({"peer_percent": "51"}, "Their word counts"),
    ],
)
def test_faults_are_said_and_nothing_is_assigned(autumn, orla, client_as, changed, said):
    answer = client_as(orla).post(f"/classes/{autumn.pk}/assignments/new", {**TYPED, **changed})
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not Assignment.objects.exists()


def test_nobody_is_excused_from_a_whole_term(seat, autumn, orla, client_as):
    address = f"/classes/{autumn.pk}/students/{seat('Aoife').pk}"
    answer = client_as(orla).post(
        address, {"extra_days": "0", "time_percent": "100", "is_excused": "on"}
    )
    assert "Choose the assignment it is for." in answer.content.decode()


def test_no_student_sees_what_another_is_given_more(assign, seat, autumn, orla, client_as):
    one = assign()
    aoife, brian = seat("Aoife"), seat("Brian")
    allow(autumn, orla, aoife, one, extra_days=3, note="A quiet room")
    for page in ("/class", f"/class/work/{one.pk}", "/class/marks", "/today"):
        assert "A quiet room" not in client_as(brian).get(page).content.decode()
    assert client_as(brian).get(f"/classes/{autumn.pk}/students/{aoife.pk}").status_code == 403


@pytest.mark.parametrize(
    ("when", "why"),
    [
        (NOW - dt.timedelta(days=30), "This is not open yet"),
        (NOW + dt.timedelta(days=8), "Nothing is taken any more"),
    ],
)
def test_before_it_opens_and_after_a_cut_off_nothing_is_taken(assign, seat, hand_in, when, why):
    one, aoife = assign(late_rule="cut_off"), seat("Aoife")
    with pytest.raises(Refused) as refused:
        hand_in(one, aoife, now=when)
    assert refused.value.what == why
    assert not Submission.objects.exists()


def test_a_cut_off_waits_for_whoever_has_more_days(assign, seat, autumn, orla, hand_in):
    one, aoife = assign(late_rule="cut_off"), seat("Aoife")
    allow(autumn, orla, aoife, one, extra_days=3)
    assert hand_in(one, aoife, now=NOW + dt.timedelta(days=8)).pk
    assert cell_of(one, aoife, now=NOW + dt.timedelta(days=9)).mark.state is State.WAITING


def test_a_student_of_another_class_does_not_find_it(
    assign, seat, school, make_person, client_as, hand_in
):
    one = assign()
    other = people.start_class(
        workspace_id=school.pk,
        name="Other",
        edition="2026.1",
        ends_on=dt.date(2099, 1, 1),
        now=NOW,
    )
    stranger = seat("Chidi", school_class=other)
    with pytest.raises(Missing):
        hand_in(one, stranger)
    client = client_as(stranger)
    assert client.get(f"/class/work/{one.pk}").status_code == 404
    assert client.post(f"/class/work/{one.pk}/text", {"box-text": "x"}).status_code == 404
    assert client.post(f"/class/work/{one.pk}/check").status_code == 404
    assert "The task" not in client.get("/class").content.decode()


@pytest.mark.parametrize("page", ["", "/edit", "/withdrawal", "/restoration", "/readers"])
def test_nobody_else_touches_an_assignment(
    assign, seat, autumn, make_workspace, make_person, client_as, page
):
    one = assign()
    address = f"/classes/{autumn.pk}/assignments/{one.pk}{page}"
    stranger = make_person(make_workspace("Other", kind="school"), rights=("instructor",))
    assert client_as(seat("Aoife")).post(address).status_code == 403
    assert client_as(stranger).post(address).status_code in {404, 405}
    assert "login" in Client().post(address).headers["Location"]
    one.refresh_from_db()
    assert one.withdrawn_at is None


def test_an_assignment_is_not_found_under_another_class(assign, autumn, orla, school, client_as):
    one = assign()
    other = people.start_class(
        workspace_id=school.pk,
        name="Other",
        edition="2026.1",
        ends_on=dt.date(2099, 1, 1),
        now=NOW,
    )
    client = client_as(orla)
    assert client.get(f"/classes/{other.pk}/assignments/{one.pk}").status_code == 404
    with pytest.raises(Missing):
        assigning.withdraw(
            class_id=other.pk,
            assignment_id=one.pk,
            workspace_id=school.pk,
            actor_id=orla.pk,
            now=NOW,
        )


def test_who_sits_in_no_class_is_told_how_to_join(school, make_person, client_as):
    client = client_as(make_person(school, role_id="stud"))
    assert "You sit in no class" in client.get("/class").content.decode()
    assert reverse("connect:join") in client.get("/class").content.decode()
