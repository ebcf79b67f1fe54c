"""People: a real start, a roster with every row's fate, invitations, hours."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client

from whetstone.apps.people import countries, selectors, services
from whetstone.apps.people.models import AuditRow, Person, User, Workspace
from whetstone.web.append_only import WrittenOnceError
from whetstone.web.request import Right

START = {
    "name": "Asha Rai", "email": "asha@example.org", "password": "a long sentence 7",
    "workspace": "Himal Tea", "kind": "team", "country": "np", "time_zone": "Asia/Kathmandu",
}  # fmt: skip


@pytest.fixture
def lead(make_workspace, make_person):
    return make_person(make_workspace(), rights=(Right.LEAD, Right.ADMIN), name="Lead")


@pytest.fixture
def as_lead(lead, client_as):
    return client_as(lead)


def local(client: Client, method: str, path: str, **more):
    return getattr(client, method)(path, HTTP_HOST="127.0.0.1", REMOTE_ADDR="127.0.0.1", **more)


def test_the_first_run_makes_owner_and_workspace_and_signs_in(client, curriculum_loaded):
    answer = local(client, "post", "/start", data=START)
    assert answer.status_code == 302
    person = Person.objects.get(name="Asha Rai")
    assert person.user.is_superuser
    assert person.workspace.country == "NP"
    assert set(person.rights.values_list("right", flat=True)) == {
        "admin",
        "editor",
        "lead",
        "learner",
    }
    assert client.session["person_id"] == person.pk
    page = local(client, "get", answer.headers["Location"]).content.decode()
    for step in ("/people/import", "/lead/requirements", "/hours", "/check"):  # what comes next
        assert f'<li><a href="{step}">' in page


def test_what_comes_next_is_told_until_somebody_else_has_come_in(client, curriculum_loaded):
    local(client, "post", "/start", data=START)
    owner = Person.objects.get(name="Asha Rai")
    maya = services.add_person(
        workspace_id=owner.workspace_id,
        name="Maya",
        rights=["learner"],
        now=owner.user.date_joined,
    )
    page = local(client, "get", "/people").content.decode()
    assert "Hand each of them a link" in page
    assert '<li><a href="/hours">' in page
    maya.user = User.objects.create_user("maya@example.org", "a long sentence 7")
    maya.save(update_fields=["user"])
    assert "What comes next" not in local(client, "get", "/people").content.decode()


def test_the_first_run_happens_once(client, curriculum_loaded):
    local(client, "post", "/start", data=START)
    again = local(Client(), "post", "/start", data={**START, "email": "other@example.org"})
    assert again.status_code == 200
    assert not User.objects.filter(email="other@example.org").exists()


def test_from_elsewhere_the_first_run_wants_the_code(
    client, curriculum_loaded, settings, tmp_path
):
    settings.HOME, settings.ALLOWED_HOSTS = tmp_path, ["learn.example.org"]
    answer = client.post("/start", data={**START, "code": "guess"}, HTTP_HOST="learn.example.org")
    assert "not the code" in answer.content.decode()
    assert not User.objects.exists()
    code = (tmp_path / "first-run-code").read_text()
    client.post("/start", data={**START, "code": code}, HTTP_HOST="learn.example.org")
    assert User.objects.filter(email="asha@example.org").exists()


def test_all_faults_of_the_first_run_come_at_once_and_nothing_typed_is_lost(client, db):
    bad = {**START, "email": "no", "password": "short", "country": "Nowhere"}
    page = local(client, "post", "/start", data=bad).content.decode()
    assert page.count("field__fault") >= 3
    assert "Himal Tea" in page
    assert not Workspace.objects.filter(name="Himal Tea").exists()


def test_an_invitation_opens_once_and_only_its_hash_is_kept(
    lead, make_workspace, client_as, curriculum_loaded
):
    from whetstone.apps.people.clock import real_now

    person = services.add_person(
        workspace_id=lead.workspace_id, name="Maya", rights=["learner"], now=real_now()
    )
    token = services.invite(
        workspace_id=lead.workspace_id, person_id=person.pk, actor_id=lead.pk, now=real_now()
    )
    assert not person.invitations.filter(token_hash=token).exists()
    user = User.objects.create_user("maya@example.org", "a long sentence 7")
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    assert client.post(f"/invitations/{token}").status_code == 302
    person.refresh_from_db()
    assert person.user == user
    assert client.get(f"/invitations/{token}").status_code == 404


def test_strangers_cannot_sign_up(client, curriculum_loaded):
    page = client.get("/account/signup/")
    assert (
        "email" not in page.content.decode().lower()
        or page.status_code in {302, 403}
        or "closed" in page.content.decode().lower()
    )
    client.post(
        "/account/signup/", {"email": "stranger@example.org", "password1": "a long sentence 7"}
    )
    assert not User.objects.filter(email="stranger@example.org").exists()


def test_a_lead_of_another_workspace_finds_nobody(
    as_lead, make_workspace, make_person, curriculum_loaded
):
    other = make_person(make_workspace("Other"))
    assert as_lead.get(f"/people/{other.pk}").status_code == 404
    assert as_lead.post(f"/people/{other.pk}/invitation").status_code == 404


def test_the_last_admin_stays(as_lead, lead, curriculum_loaded):
    page = as_lead.post(
        f"/people/{lead.pk}",
        {"name": "Lead", "title": "", "role_id": "head", "rights": ["learner"]},
    )
    assert "must stay admin" in page.content.decode()
    assert lead.rights.filter(right="admin").exists()


def test_hours_are_kept_in_order_or_refused(as_lead, lead, curriculum_loaded):
    good = {"d0-0-from": "09:00", "d0-0-to": "12:00", "d0-1-from": "13:00", "d0-1-to": "17:00"}
    assert as_lead.post("/hours", good).status_code == 302
    assert [row.starts for row in selectors.working_hours([lead.pk])[lead.pk]] == [
        dt.time(9),
        dt.time(13),
    ]
    bad = {
        "d0-0-from": "12:00",
        "d0-0-to": "09:00",
        "d1-0-from": "09:00",
        "d2-0-from": "9",
        "d2-0-to": "11:00",
        "d2-1-from": "10:00",
        "d2-1-to": "12:00",
    }
    page = as_lead.post("/hours", bad).content.decode()
    assert "ends before it begins" in page
    assert "both ends" in page
    assert len(selectors.working_hours([lead.pk])[lead.pk]) == 2


def test_the_language_stays_and_leads_nowhere_else(client, db):
    answer = client.post("/language", {"language": "ne", "next": "https://elsewhere.example/"})
    assert answer.headers["Location"] == "/"
    assert client.cookies["django_language"].value == "ne"


def test_audit_rows_are_written_once(lead):
    services.audit(workspace_id=lead.workspace_id, actor_id=lead.pk, act="try", now=lead.joined_at)
    row = AuditRow.objects.latest("pk")
    row.act = "other"
    with pytest.raises(WrittenOnceError):
        row.save()
    with pytest.raises(WrittenOnceError):
        row.delete()


def test_a_country_is_taken_by_name_or_letters_and_nothing_else():
    assert [countries.code_of(text) for text in ("np", "Nepal", " united  kingdom ")] == [
        "NP", "NP", "GB",
    ]  # fmt: skip
    assert countries.code_of("Nowhere") == ""
    assert countries.code_of("zz") == ""


def test_the_page_somebody_wanted_is_there_after_signing_in(client, db):
    local(client, "post", "/start", data=START)
    session = client.session
    del session["person_id"]
    session.save()
    assert client.get("/people").headers["Location"] == "/arrive?next=/people"
    assert client.get("/arrive?next=/people").headers["Location"] == "/people"
    assert "evil" not in client.get("/arrive?next=//evil.example").headers["Location"]


def test_a_thrown_away_copy_leads_back_to_the_doors(client, db):
    session = client.session
    session["person_id"], session["demo_workspace_id"] = 1, 1
    session.save()
    assert client.get("/today").headers["Location"] == "/"
