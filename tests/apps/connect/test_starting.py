"""An instructor starts a class with its plan, reads the code out, and changes the plan later."""

# ruff: noqa: PLR0917  # fixtures are arguments

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client

from whetstone.apps.connect import work
from whetstone.apps.people.models import AuditRow, SchoolClass

NEW = "/classes/new"
TYPED = {
    "name": "Autumn 2026", "starts_on": "2026-11-23", "ends_on": "2027-02-12",
    "course-str-101": "on", "from-str-101": "2026-11-23", "to-str-101": "2026-12-18",
    "course-cmp-101": "on", "weight-lesson": "1", "weight-check": "1", "weight-task": "2",
    "weight-capstone": "0", "drop-check": "1",
}  # fmt: skip


@pytest.fixture
def client(orla, client_as):
    return client_as(orla)


def test_one_form_starts_a_class_with_code_courses_and_weights(school, client):
    answer = client.post(NEW, TYPED)
    made = SchoolClass.objects.get(workspace=school)
    assert answer.headers["Location"] == f"/classes/{made.pk}/read-out"
    plan = work.plan_of(made)
    assert plan.starts_on == dt.date(2026, 11, 23)
    assert plan.weights == {"lesson": 1, "check": 1, "task": 2, "capstone": 0}
    assert plan.drops["check"] == 1
    assert {(one.slug, one.ends_on) for one in plan.courses} == {
        ("str-101", dt.date(2026, 12, 18)),
        ("cmp-101", dt.date(2027, 2, 12)),
    }
    page = client.get(answer.headers["Location"]).content.decode()
    assert f"{made.join_code[:4]} {made.join_code[4:]}" in page
    assert "http://testserver/join" in page


def test_the_form_comes_with_everything_but_the_name_and_the_last_day(school, client):
    text = client.get(NEW).content.decode()
    assert 'value="2026-11-23"' in text
    usual = {f"weight-{kind}": str(weight) for kind, weight in work.USUAL_WEIGHTS.items()}
    sent = {"name": "Quick", "starts_on": "2026-11-23", "ends_on": "2026-12-18", **usual}
    assert client.post(NEW, sent).status_code == 302


def test_sent_twice_it_starts_one_class(school, client):
    first, second = client.post(NEW, TYPED), client.post(NEW, TYPED)
    assert first.headers["Location"] == second.headers["Location"]
    assert SchoolClass.objects.filter(workspace=school).count() == 1


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"starts_on": "2027-03-01"}, "It lies after the last day of the term."),
        ({"from-str-101": "2026-12-20"}, "It lies after its last day."),
        ({"weight-lesson": "0", "weight-check": "0", "weight-task": "0"}, "nothing would count"),
        ({"name": ""}, "Name of the class"),
        ({"weight-task": "-1"}, "Tasks"),
    ],
)
def test_faults_are_said_together_and_nothing_is_started(school, client, changed, said):
    answer = client.post(NEW, {**TYPED, **changed})
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not SchoolClass.objects.filter(workspace=school).exists()


def test_the_plan_is_changed_later_and_the_code_and_edition_stay(autumn, client):
    code, edition = autumn.join_code, autumn.edition
    answer = client.post(f"/classes/{autumn.pk}/plan", {**TYPED, "name": "Practice, spring"})
    assert answer.status_code == 302
    autumn.refresh_from_db()
    assert (autumn.name, autumn.join_code, autumn.edition) == ("Practice, spring", code, edition)
    assert work.plan_of(autumn).weights["task"] == 2
    assert AuditRow.objects.filter(act="change class", object_id=str(autumn.pk)).exists()
    again = client.get(f"/classes/{autumn.pk}/plan").content.decode()
    assert 'value="2026-12-18"' in again


def test_a_class_that_was_opened_without_a_plan_has_the_usual_one(autumn, client):
    assert work.plan_of(autumn).weights == work.USUAL_WEIGHTS
    assert client.get(f"/classes/{autumn.pk}/plan").status_code == 200


@pytest.mark.parametrize("page", ["plan", "read-out", "assignments", "assignments/new",
                                  "gradebook", "gradebook.csv"])  # fmt: skip
def test_nobody_else_opens_the_pages_of_a_class(
    autumn, seat, make_workspace, make_person, client_as, page
):
    address = f"/classes/{autumn.pk}/{page}"
    assert client_as(seat("Aoife")).get(address).status_code == 403
    stranger = make_person(make_workspace("Other", kind="school"), rights=("instructor",))
    assert client_as(stranger).get(address).status_code == 404
    assert client_as(stranger).post(address, TYPED).status_code in {404, 405}
    assert "login" in Client().get(address).headers["Location"]
