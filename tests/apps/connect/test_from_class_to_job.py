"""What a student takes along when the class is over and a firm begins."""

# ruff: noqa: PLR0917  # fixtures are arguments

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client

from whetstone.apps.learn import services as learn
from whetstone.apps.learn.models import Certificate, Course
from whetstone.apps.people import services as people
from whetstone.web.request import Right

NOW = dt.datetime(2026, 11, 23, 9, 12, tzinfo=dt.UTC)
WORDS = "Replies within the hour, 90 of 100."


@pytest.fixture
def graduate(seat, assign, hand_in):
    """A student with a course finished and a task handed in."""
    aoife = seat("Aoife")
    for slug in Course.objects.get(slug="str-101").payload["lessons"]:
        learn.start_lesson(person_id=aoife.pk, slug=slug, now=NOW)
        learn.finish_lesson(
            person_id=aoife.pk, workspace_id=aoife.workspace_id, slug=slug, now=NOW
        )
    hand_in(assign(), aoife, WORDS)
    return aoife


@pytest.fixture
def hired(graduate, make_workspace):
    """The same account, as a learner in a firm's workspace."""
    firm = make_workspace("Marram")
    return people.add_person(
        workspace_id=firm.pk,
        name="Aoife",
        rights=(Right.LEARNER,),
        role_id="smm",
        user_id=graduate.user_id,
        now=NOW,
    )


def signed_in(person) -> Client:
    client = Client()
    client.force_login(person.user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_at_work_the_records_and_the_work_from_school_are_there(graduate, hired, client_as):
    client = client_as(hired)
    certificate = Certificate.objects.get(person=graduate)
    assert 'href="/kept"' in client.get("/certificates").content.decode()
    text = client.get("/kept").content.decode()
    assert f"/certificates/{certificate.code}" in text
    assert "Lough Owel Institute" in text
    assert client.get(f"/certificates/{certificate.code}").status_code == 200
    file = client.get(f"/kept/{graduate.pk}.md")
    assert WORDS in file.content.decode()
    assert "attachment" in file.headers["Content-Disposition"]


def test_when_the_class_has_ended_and_the_school_let_them_go_it_stays(graduate, autumn, client_as):
    autumn.ends_on = dt.date(2026, 11, 1)
    autumn.save(update_fields=["ends_on"])
    client = client_as(graduate)
    assert client.get("/certificates").status_code == 200
    assert WORDS in client.get("/portfolio.md").content.decode()
    assert "Nothing waits for you in class" in client.get("/class").content.decode()
    graduate.left_at = NOW
    graduate.save(update_fields=["left_at"])
    outside = signed_in(graduate)
    assert "you have left" in outside.get("/kept").content.decode()
    assert WORDS in outside.get(f"/kept/{graduate.pk}.md").content.decode()


def test_the_firm_sees_nothing_of_school_and_the_school_nothing_of_the_firm(
    graduate, hired, orla, make_person, client_as
):
    lead = make_person(hired.workspace, rights=("lead", "admin"))
    for client, person in ((client_as(lead), hired), (client_as(orla), graduate)):
        for page in ("/kept", "/people"):
            text = client.get(page).content.decode()
            assert WORDS not in text
            assert Certificate.objects.get(person=graduate).code not in text
        assert client.get(f"/kept/{person.pk}.md").status_code == 404


def test_what_was_written_in_a_firm_is_not_carried_out_of_it(graduate, hired):
    learn.save_task_text(
        person_id=hired.pk, slug="task-cmp-one-measure", text="The client's secret.", now=NOW
    )
    client = signed_in(hired)
    assert "The client&#39;s secret." not in client.get("/kept").content.decode()
    assert client.get(f"/kept/{hired.pk}.md").status_code == 404


def test_without_a_sign_in_the_way_leads_to_the_door_and_to_nothing_kept(graduate):
    for page in ("/kept", f"/kept/{graduate.pk}.md"):
        answer = Client().get(page)
        assert answer.status_code == 302
        assert "login" in answer.headers["Location"]


def test_an_account_without_anything_is_told_what_would_be_kept(make_person, make_workspace):
    text = signed_in(make_person(make_workspace("Marram"))).get("/kept").content.decode()
    assert "Nothing to keep yet" in text
