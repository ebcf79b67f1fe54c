"""A student comes in with a code: once, with their own account, and not by trying."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from whetstone.apps.connect import tries
from whetstone.apps.people.models import AuditRow, ClassPlace, Person, SchoolClass, User

JOIN = "/join"
PASSWORD = "a long sentence 1"  # an invented one


@pytest.fixture
def owner(db):
    """Somebody owns the installation, so accounts may be made with a code."""
    return User.objects.create_superuser("owner@example.org", PASSWORD)


@pytest.fixture
def niamh(db):
    """An account without a place anywhere."""
    return User.objects.create_user("niamh@example.org", PASSWORD, name="Niamh Daly")


@pytest.fixture
def signed_in(niamh):
    client = Client()
    client.force_login(niamh, backend="django.contrib.auth.backends.ModelBackend")
    return client


def spoken(code: str) -> str:
    return f" {code[:4].lower()}-{code[4:].lower()} "


# --- promises ---


def test_anybody_gets_the_form(db):
    text = Client().get(JOIN).content.decode()
    assert "Which class is yours?" in text
    assert 'name="code"' in text


def test_a_link_fills_the_code_in_and_does_nothing(autumn, signed_in):
    answer = signed_in.get(f"{JOIN}?code={autumn.join_code}")
    assert f'value="{autumn.join_code}"' in answer.content.decode()
    assert not ClassPlace.objects.exists()


def test_a_signed_in_account_takes_a_seat_and_goes_to_its_day(autumn, signed_in, niamh):
    answer = signed_in.post(JOIN, {"code": spoken(autumn.join_code)})
    assert answer.headers["Location"] == JOIN
    answer = signed_in.get(JOIN)
    assert answer.headers["Location"] == reverse("learn:today")
    person = Person.objects.get(user=niamh)
    assert (person.name, person.role_id, person.workspace_id) == (
        "Niamh Daly", "stud", autumn.workspace_id,
    )  # fmt: skip
    assert signed_in.session["person_id"] == person.pk
    assert "class_code" not in signed_in.session
    assert AuditRow.objects.filter(act="join class", actor=person).count() == 1


def test_the_second_time_is_the_same_seat(autumn, signed_in):
    for _time in range(2):
        signed_in.post(JOIN, {"code": autumn.join_code})
        signed_in.get(JOIN)
    assert ClassPlace.objects.count() == 1
    assert Person.objects.filter(workspace=autumn.workspace).count() == 1
    assert AuditRow.objects.filter(act="join class").count() == 1


def test_a_second_class_of_the_school_is_a_second_place_of_the_same_person(
    autumn, signed_in, school
):
    from whetstone.apps.people import services as people

    spring = people.start_class(
        workspace_id=school.pk,
        name="Spring",
        edition="e",
        ends_on=autumn.ends_on,
        now=autumn.pinned_at,
    )
    for one in (autumn, spring):
        signed_in.post(JOIN, {"code": one.join_code})
        signed_in.get(JOIN)
    assert ClassPlace.objects.count() == 2
    assert Person.objects.filter(workspace=school).count() == 1


def test_without_an_account_the_code_is_kept_until_there_is_one(autumn, owner):
    client = Client()
    client.post(JOIN, {"code": autumn.join_code, "name": "Aoife  Brennan"})
    text = client.get(JOIN).content.decode()
    assert "Make an account" in text
    assert f"{reverse('account_signup')}?next={JOIN}" in text
    assert not Person.objects.filter(workspace=autumn.workspace).exists()
    sent = client.post(
        f"{reverse('account_signup')}?next={JOIN}",
        {"email": "aoife@example.org", "password1": PASSWORD, "next": JOIN},
    )
    assert sent.headers["Location"] == JOIN
    assert client.get(JOIN).headers["Location"] == reverse("learn:today")
    assert Person.objects.get(user__email="aoife@example.org").name == "Aoife Brennan"


def test_signing_in_on_the_way_keeps_the_code(autumn, niamh):
    client = Client()
    client.post(JOIN, {"code": autumn.join_code})
    sent = client.post(
        reverse("account_login"), {"login": niamh.email, "password": PASSWORD, "next": JOIN}
    )
    assert sent.headers["Location"] == JOIN
    client.get(JOIN)
    assert Person.objects.filter(user=niamh, workspace=autumn.workspace).exists()


def test_without_any_name_the_roster_shows_the_address_up_to_the_at(autumn, niamh, signed_in):
    User.objects.filter(pk=niamh.pk).update(name="")
    signed_in.post(JOIN, {"code": autumn.join_code})
    signed_in.get(JOIN)
    assert Person.objects.get(user=niamh).name == "niamh"


def test_another_code_may_be_written_instead(autumn):
    client = Client()
    client.post(JOIN, {"code": autumn.join_code})
    assert 'name="code"' in client.get(f"{JOIN}?other=1").content.decode()


# --- refusals ---


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("", "Write the code that your instructor gave out."),
        ("ABCDEFG", "this has 7"),
        ("ABCDEFG0", "never has 0, O, 1 or I"),
        ("ZZZZZZZZ", "No class has this code"),
        ("<b>lunch</b>", "this has 7"),
    ],
)
def test_a_wrong_code_is_told_in_words(autumn, signed_in, code, said):
    SchoolClass.objects.filter(pk=autumn.pk).update(join_code="ABCDEFGH")
    answer = signed_in.post(JOIN, {"code": code})
    assert said in answer.content.decode()
    assert "class_code" not in signed_in.session
    assert not ClassPlace.objects.exists()


def test_a_class_that_has_ended_lets_nobody_in(autumn, signed_in):
    SchoolClass.objects.filter(pk=autumn.pk).update(ends_on=dt.date(2020, 6, 30))
    answer = signed_in.post(JOIN, {"code": autumn.join_code})
    assert "ended on 30 June 2020" in answer.content.decode()
    assert not ClassPlace.objects.exists()


def test_the_code_of_a_demo_admits_nobody(autumn, signed_in, school):
    school.is_demo = True
    school.save()
    answer = signed_in.post(JOIN, {"code": autumn.join_code})
    assert "No class has this code" in answer.content.decode()


def test_an_instructor_does_not_become_their_own_student(autumn, orla, client_as):
    client = client_as(orla)
    client.post(JOIN, {"code": autumn.join_code})
    assert client.get(JOIN).headers["Location"] == reverse("people:arrive")
    assert not ClassPlace.objects.exists()
    assert client.session["person_id"] == orla.pk


def test_the_twenty_first_wrong_code_meets_a_closed_form(autumn, signed_in):
    for n in range(tries.MOST):
        assert signed_in.post(JOIN, {"code": f"ZZZZZZZ{n % 7 + 2}"}).status_code == 200
    answer = signed_in.post(JOIN, {"code": autumn.join_code})
    assert answer.status_code == 429
    assert "Twenty codes were wrong" in answer.content.decode()
    assert 0 < int(answer.headers["Retry-After"]) <= 3600
    assert not ClassPlace.objects.exists()


def test_an_hour_later_the_form_opens_again(autumn, signed_in):
    session = signed_in.session
    session[tries.KEY] = [1_700_000_000.0] * tries.MOST
    session.save()
    assert signed_in.post(JOIN, {"code": autumn.join_code}).status_code == 302


def test_wrong_codes_count_only_within_the_hour(db):
    at = dt.datetime(2026, 11, 23, 9, 0, tzinfo=dt.UTC)
    session: dict = {}
    for n in range(tries.MOST):
        assert tries.wait(session, at) == 0
        tries.count_wrong(session, at + dt.timedelta(minutes=n))
    later = at + dt.timedelta(minutes=30)
    assert tries.wait(session, later) == pytest.approx(30 * 60)
    assert tries.wait(session, at + dt.timedelta(minutes=60)) == 0


def test_an_empty_code_is_no_try(autumn, signed_in):
    for _n in range(tries.MOST + 1):
        assert signed_in.post(JOIN, {"code": " "}).status_code == 200


def test_no_account_is_made_without_a_code(autumn, owner):
    sent = Client().post(
        reverse("account_signup"), {"email": "eve@example.org", "password1": PASSWORD}
    )
    assert sent.status_code in {200, 302, 403}
    assert not User.objects.filter(email="eve@example.org").exists()
