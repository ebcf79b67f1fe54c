"""Signing in by password, and giving it again where an act asks for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.test import Client

if TYPE_CHECKING:
    from django.http import HttpResponse

    from whetstone.apps.people.models import Person

PASSWORD = "a long sentence 7"
ASKED = "/account/reauthenticate/"


def signed_in(person: Person) -> Client:
    """Signed in by password; a sensitive act asks for it once more."""
    person.user.set_password(PASSWORD)
    person.user.save()
    client = Client()
    client.post("/account/login/", {"login": person.user.email, "password": PASSWORD})
    session = client.session
    session["person_id"] = person.pk
    session.save()
    return client


def post_again(client: Client, address: str) -> HttpResponse:
    """The act, with the password given again where it is asked for, and where it leads."""
    answer = client.post(address)
    where = answer.headers.get("Location", "")
    if where.startswith(ASKED):
        return client.post(where, {"password": PASSWORD}, follow=True)
    return client.get(where) if where else answer
