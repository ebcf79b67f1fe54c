"""A password that leaked, or that is guessed early, is refused wherever one is set; offline."""

from __future__ import annotations

import contextlib
import random
import time

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from whetstone.apps.people import ways_back
from whetstone.apps.people.clock import real_now
from whetstone.apps.people.forms import StartForm
from whetstone.apps.people.models import User
from whetstone.apps.people.passwords import GuessedPasswordValidator
from whetstone.web.request import Right

LEAKED = "qwertyuiop123"
GOOD = "lantern gravel mustard eleven"
MEND = "Take four or more words"
LEET = "4@8({[<369&#!1/|0$5+7%2"
CAST = User(name="Maya Lamichhane", email="maya.lamichhane@marram.example")


@pytest.fixture
def firm(make_workspace):
    return make_workspace("Marram")


@pytest.fixture
def maya(firm, make_person):
    person = make_person(firm, name="Maya Lamichhane")
    person.user.set_password(GOOD)
    person.user.save()
    return person


def refused(password, user=CAST):
    with pytest.raises(ValidationError) as caught:
        GuessedPasswordValidator().validate(password, user)
    return caught.value


# --- promises ------------------------------------------------------------------------------


@pytest.mark.parametrize("good", [GOOD, "x7#Kq!2mPz", "मेरो घरको छानो रातो छ", GOOD * 20])
def test_a_sentence_or_drawn_signs_are_taken(good):
    validate_password(good, CAST)


def test_no_password_takes_long_to_weigh():
    drawn = random.Random(5)
    hostile = [
        "".join(drawn.choice(LEET) for _n in range(length)) for length in (10, 24, 72, 256)
    ] + [LEET * 11, "a" * 256, "ab" * 128, "p@$$w0rd" * 32]
    check = GuessedPasswordValidator()
    for one in hostile:
        took = []
        for _round in range(3):
            begin = time.process_time()
            with contextlib.suppress(ValidationError):
                check.validate(one, CAST)
            took.append(time.process_time() - begin)
        assert min(took) < 0.05, one


# --- refusals ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("bad", "why"),
    [
        (LEAKED, "leaked"),
        ("Password123", "leaked"),
        ("P@ssw0rd1234", "words"),
        ("zxcvbnm,./'", "keyboard"),
        ("7788778877", "repeat"),
        ("pass" * 60, "repeat"),
        ("abcdefghijkl", "sequence"),
        ("14.02.1990", "date"),
        ("lamichhane1", "words"),
        ("Whetstone99", "words"),
    ],
)
def test_what_is_guessed_early_is_refused_with_why_and_how_to_mend(bad, why):
    fault = refused(bad)
    assert fault.code == f"password_{why}"
    assert MEND in fault.message
    assert bad not in fault.message


def test_one_reason_is_told_not_the_same_twice():
    with pytest.raises(ValidationError) as caught:
        validate_password(LEAKED, CAST)
    assert len(caught.value.messages) == 1


def test_signing_up_refuses_it(firm):
    client = Client()
    session = client.session
    session["workspace_code"] = "code"
    session.save()
    User.objects.create_superuser("owner@example.org", GOOD)
    told = {"email": "jo@example.org", "password1": LEAKED}
    page = client.post(reverse("account_signup"), told).content.decode()
    assert MEND in page
    assert not User.objects.filter(email="jo@example.org").exists()
    client.post(reverse("account_signup"), {**told, "password1": GOOD})
    assert User.objects.filter(email="jo@example.org").exists()


def test_changing_to_it_is_refused(maya):
    client = Client()
    client.post(reverse("account_login"), {"login": maya.user.email, "password": GOOD})
    told = {"oldpassword": GOOD, "password1": LEAKED, "password2": LEAKED}
    page = client.post(reverse("account_change_password"), told, follow=True).content.decode()
    assert MEND in page
    maya.user.refresh_from_db()
    assert maya.user.check_password(GOOD)


def test_the_way_back_refuses_it(firm, maya, make_person):
    admin = make_person(firm, rights=(Right.ADMIN,))
    token = ways_back.make(
        person_id=maya.pk, workspace_id=firm.pk, actor_id=admin.pk, now=real_now()
    )
    page = Client().post(f"/way-back/{token}", {"password": LEAKED}).content.decode()
    assert MEND in page
    maya.user.refresh_from_db()
    assert maya.user.check_password(GOOD)


@pytest.mark.parametrize("bad", [LEAKED, "lamichhane1"])
def test_the_owners_first_run_refuses_it_with_their_own_name_too(bad):
    told = StartForm({"name": "Maya Lamichhane", "email": "maya@example.org", "password": bad})
    assert MEND in told.errors["password"][0]
