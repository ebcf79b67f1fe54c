"""Every page says who may, and keeps the others out: the whole matrix.

From the list of addresses.
"""

from __future__ import annotations

import uuid

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from whetstone.apps.people.access import ACCOUNT, ANYBODY, MEMBER
from whetstone.web.request import Right

SAMPLES = {
    "person_id": 999_999, "attempt_id": 999_999, "campaign_id": 999_999, "brief_id": 999_999,
    "goal_id": 999_999, "class_id": 999_999, "refresher_id": 999_999, "card_id": 999_999,
    "watch_id": 999_999, "sighting_id": 999_999, "notice_id": 999_999, "near_miss_id": 999_999,
    "drill_id": 999_999, "run_id": 999_999, "slug": "no-such-thing", "token": "no-such-token",
    "role": "nobody", "code": "NOCODE", "uid": uuid.UUID(int=1), "audit_id": 999_999,
    "assignment_id": 999_999, "submission_id": 999_999, "reader_id": 999_999,
    "roster_id": 999_999, "workspace_id": 999_999, "handover_id": 999_999, "hue": "no-colour",
}  # fmt: skip


def routes():
    """(name, pattern) of every address of ours."""
    for entry in get_resolver().url_patterns:
        if isinstance(entry, URLResolver) and entry.app_name and not str(entry.pattern):
            for pattern in entry.url_patterns:
                assert isinstance(pattern, URLPattern)
                yield f"{entry.app_name}:{pattern.name}", pattern


ROUTES = sorted(routes(), key=lambda route: route[0])


def address(name, pattern):
    from django.urls import reverse

    wanted = pattern.pattern.converters
    return reverse(name, kwargs={key: SAMPLES.get(key, "no-such-thing") for key in wanted})


@pytest.mark.parametrize(("name", "pattern"), ROUTES, ids=[name for name, _ in ROUTES])
def test_every_view_says_who_may(name, pattern):
    who = getattr(pattern.callback, "who_may", None)
    assert who, f"{name} does not say who may"
    assert set(who) <= {ANYBODY, ACCOUNT, MEMBER, *map(str, Right)}


@pytest.fixture
def cast(make_workspace, make_person, client_as):
    """One client per right, each with that right alone."""
    workspace = make_workspace()
    return {
        str(right): client_as(make_person(workspace, rights=(right,), name=f"Only {right}"))
        for right in Right
    }


def ask(client, name, pattern, method):
    return getattr(client, method)(address(name, pattern))


@pytest.mark.parametrize("method", ["get", "post"])
def test_the_wrong_right_is_refused_and_the_right_one_is_not(cast, curriculum_loaded, method):
    wrong = []
    for name, pattern in ROUTES:
        who = set(pattern.callback.who_may)
        if who & {ANYBODY, ACCOUNT} or name in {"people:leave", "people:demo_end"}:
            continue
        for right, client in cast.items():
            status = ask(client, name, pattern, method).status_code
            refused = status == 403
            should = MEMBER not in who and right not in who
            if refused != should or status >= 500:
                wrong.append(f"{method} {name} as {right}: {status}, allowed: {sorted(who)}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("method", ["get", "post"])
def test_nobody_gets_past_the_door_without_signing_in(client, curriculum_loaded, method):
    wrong = []
    for name, pattern in ROUTES:
        who = set(pattern.callback.who_may)
        if ANYBODY in who:
            continue
        answer = ask(client, name, pattern, method)
        if answer.status_code != 302 or "/account/login/" not in answer.headers["Location"]:
            wrong.append(f"{method} {name}: {answer.status_code}")
    assert not wrong, "\n".join(wrong)


def test_a_person_who_left_is_nobody(make_workspace, make_person, client_as):
    from django.utils import timezone

    person = make_person(make_workspace())
    client = client_as(person)
    person.left_at = timezone.now()
    person.save(update_fields=["left_at"])
    assert client.get("/today").status_code == 302


def test_a_session_cannot_act_as_somebody_elses_person(make_workspace, make_person, client_as):
    workspace = make_workspace()
    mine, yours = make_person(workspace), make_person(workspace)
    client = client_as(mine)
    session = client.session
    session["person_id"] = yours.pk
    session.save()
    assert client.get("/today").status_code == 302
