"""Organisations: one owner, walled workspaces, closed and opened, never deleted."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from whetstone.apps.people import (
    codes,
    countries,
    organisations,
    organising,
    places,
    selectors,
    services,
    tries,
)
from whetstone.apps.people.clock import real_now
from whetstone.apps.people.firm_models import Handover, WorkspaceCode
from whetstone.apps.people.models import AuditRow, Organisation, Person, User, Workspace
from whetstone.core.kernel.errors import Missing, Refused
from whetstone.web import colour
from whetstone.web.request import Right

pytestmark = pytest.mark.usefixtures("curriculum_loaded")
PASSWORD = "a long password 1"
SETTINGS = {
    "name": "Marram", "language": "en", "country": "DE", "region": "by", "weekend": ["4", "5"],
    "time_zone": "Europe/Berlin", "colour": "#1F6F78",
}  # fmt: skip


@pytest.fixture
def firm(make_workspace):
    """A workspace on the real clock: no demo."""
    made = make_workspace("Marram")
    Workspace.objects.filter(pk=made.pk).update(frozen_at=None)
    return made


@pytest.fixture
def owner(firm, make_person):
    person = make_person(firm, rights=(Right.ADMIN, Right.LEAD), name="Orla")
    Organisation.objects.filter(pk=firm.organisation_id).update(owner=person.user)
    return person


@pytest.fixture
def maya(firm, make_person):
    return make_person(firm, rights=(Right.ADMIN,), name="Maya")


def signed_in(person):
    """A client that has just given its password, as somebody does at the door."""
    client = Client()
    client.post("/account/login/", {"login": person.user.email, "password": PASSWORD})
    session = client.session
    session["person_id"] = person.pk
    session.save()
    return client


def surely(client, path, **sent):
    """Press a button that asks for the password once more, and give it."""
    asked = client.post(path, sent)
    assert asked.headers["Location"].startswith("/account/reauthenticate/")
    return client.post(asked.headers["Location"], {"password": PASSWORD})


# --- who may ------------------------------------------------------------------------------


def test_the_owner_sees_how_many_and_nothing_of_what_they_do(owner, maya, client_as):
    page = client_as(owner).get("/organisation").content.decode()
    assert "Marram has 1 workspace" in page
    assert "Maya, Orla" in page


def test_an_admin_who_is_not_the_owner_finds_no_page(owner, maya, client_as):
    client = client_as(maya)
    assert client.get("/organisation").status_code == 404
    for path in ("closure", "opening", "entry"):
        space = f"/organisation/workspaces/{maya.workspace_id}/{path}"
        assert client.post(space).status_code == 404
    assert client.post("/organisation/handover", {"email": maya.user.email}).status_code == 404
    assert Workspace.objects.get(pk=maya.workspace_id).closed_at is None


def test_the_owner_of_another_organisation_touches_nothing_here(
    owner, make_workspace, make_person
):
    other = make_person(make_workspace("Other"), rights=(Right.ADMIN,))
    Organisation.objects.filter(pk=other.workspace.organisation_id).update(owner=other.user)
    client = signed_in(other)
    space = f"/organisation/workspaces/{owner.workspace_id}"
    assert client.post(f"{space}/opening").status_code == 404
    assert client.post(f"{space}/entry").status_code == 404
    assert surely(client, f"{space}/closure").status_code in (302, 404)
    assert Workspace.objects.get(pk=owner.workspace_id).closed_at is None
    with pytest.raises(Missing):
        organising.close_workspace(
            organisation_id=owner.workspace.organisation_id, workspace_id=owner.workspace_id,
            owner=other.user, now=real_now(),
        )  # fmt: skip


def test_a_demo_shows_its_organisation_and_changes_nothing(firm, make_person, client):
    head = make_person(firm, rights=(Right.ADMIN,))
    Workspace.objects.filter(pk=firm.pk).update(is_demo=True)
    session = client.session
    session.update({"person_id": head.pk, "demo_workspace_id": firm.pk})
    session.save()
    assert "is only looked at" in client.get("/organisation").content.decode()
    assert client.post("/organisation", {"name": "X"}).status_code == 404
    assert client.post(f"/organisation/workspaces/{firm.pk}/closure").status_code == 404
    assert client.post("/workspace/code").status_code == 404


# --- workspaces ----------------------------------------------------------------------------


def test_one_more_workspace_is_walled_off_and_its_owner_stands_in_it(owner, client_as):
    client = client_as(owner)
    asked = {"name": "Client B", "kind": "team", "country": "Nepal", "time_zone": "UTC"}
    assert client.post("/organisation", asked).status_code == 302
    made = Workspace.objects.get(name="Client B")
    assert made.organisation_id == owner.workspace.organisation_id
    mine = Person.objects.get(workspace=made)
    assert client.session["person_id"] == mine.pk
    assert client.get(f"/people/{owner.pk}").status_code == 404
    assert "Orla" not in client.get("/people").content.decode().replace("Orla</b>", "")


def test_the_menu_names_the_other_places_and_one_goes_over(owner, client_as, make_workspace):
    other = make_workspace("Client B")
    there = services.add_person(
        workspace_id=other.pk, name="O.", rights=[Right.LEARNER], user_id=owner.user_id,
        now=real_now(),
    )  # fmt: skip
    client = client_as(owner)
    client.get(f"/arrive?person={owner.pk}")
    page = client.get("/hours").content.decode()
    assert f'/arrive?person={there.pk}">Client B' in page
    client.get(f"/arrive?person={there.pk}")
    assert client.session["person_id"] == there.pk
    assert client.session[places.KEY] == [[owner.pk, "Marram"]]
    assert client.get("/people").status_code == 403


def test_a_closed_workspace_lets_nobody_in_and_keeps_all(owner, maya):
    services_client, client = signed_in(maya), signed_in(owner)
    surely(client, f"/organisation/workspaces/{owner.workspace_id}/closure")
    assert services_client.get("/people").status_code == 302
    assert not selectors.people_of_account(maya.user_id)
    assert Person.objects.filter(workspace=owner.workspace_id).count() == 2
    assert owner.workspace_id not in selectors.standing_workspaces()
    page = client.get("/organisation").content.decode()
    assert "closed on" in page
    client.post(f"/organisation/workspaces/{owner.workspace_id}/opening")
    assert services_client.get("/people").status_code == 200
    acts = AuditRow.objects.filter(workspace=owner.workspace_id).values_list("act", flat=True)
    assert list(acts.order_by("place")) == ["close workspace", "open workspace"]


def test_no_link_and_no_code_lead_into_a_closed_workspace(owner, firm):
    guest = services.add_person(workspace_id=firm.pk, name="G", rights=["learner"], now=real_now())
    token = services.invite(
        workspace_id=firm.pk, person_id=guest.pk, actor_id=owner.pk, now=real_now()
    )
    code = codes.change(workspace_id=firm.pk, actor_id=owner.pk, now=real_now()).code
    organising.close_workspace(
        organisation_id=firm.organisation_id, workspace_id=firm.pk, owner=owner.user,
        now=real_now(),
    )  # fmt: skip
    assert selectors.open_invitation(services.token_hash(token), real_now()) is None
    assert codes.behind(code, real_now()) is None


@pytest.mark.parametrize("path", ["closure", "handover"])
def test_what_weighs_asks_for_the_password_again(owner, maya, client_as, path):
    client = client_as(owner)  # a session that no password stands behind
    where = "handover" if path == "handover" else f"workspaces/{owner.workspace_id}/closure"
    answer = client.post(f"/organisation/{where}", {"email": maya.user.email})
    assert "reauthenticate" in answer.headers["Location"]
    assert Workspace.objects.get(pk=owner.workspace_id).closed_at is None
    assert not Handover.objects.exists()


def test_the_owner_comes_into_any_workspace_of_theirs_and_its_log_says_so(owner, firm):
    made = services.create_workspace(
        organisation=firm.organisation, name="Client B", now=real_now()
    )
    client = signed_in(owner)
    client.post(f"/organisation/workspaces/{made.pk}/entry")
    assert AuditRow.objects.get(workspace=made).act == "owner came in"
    assert client.get("/people").status_code == 200


# --- handing over --------------------------------------------------------------------------


def test_an_organisation_is_handed_over_when_the_other_takes_it(owner, maya):
    client, theirs = signed_in(owner), signed_in(maya)
    surely(client, "/organisation/handover", email=maya.user.email)
    assert "Offered to" in client.get("/organisation").content.decode()
    offer = Handover.objects.get()
    assert owner.user.organisations.exists()
    assert "offers you Marram" in theirs.get("/arrive").content.decode()
    theirs.post(f"/offers/{offer.pk}", {"take": "1"})
    assert Organisation.objects.get(pk=owner.workspace.organisation_id).owner == maya.user
    assert client.get("/organisation").status_code == 404
    assert theirs.post(f"/offers/{offer.pk}", {"take": "1"}).status_code == 404


def test_an_offer_is_declined_or_taken_back_and_nothing_moved(owner, maya):
    client, theirs = signed_in(owner), signed_in(maya)
    surely(client, "/organisation/handover", email=maya.user.email)
    theirs.post(f"/offers/{Handover.objects.get().pk}", {"decline": "1"})
    client.post("/organisation/handover", {"email": maya.user.email})  # just asked
    client.post("/organisation/handover/withdrawal")
    second = Handover.objects.order_by("pk").last()
    assert theirs.post(f"/offers/{second.pk}", {"take": "1"}).status_code == 404
    assert Organisation.objects.get(pk=owner.workspace.organisation_id).owner == owner.user


def test_an_offer_is_refused_to_strangers_and_to_oneself(owner, make_workspace, make_person):
    stranger = make_person(make_workspace("Other"))
    for email, why in ((stranger.user.email, "nobody_there"), (owner.user.email, "yourself")):
        with pytest.raises(Refused) as refused:
            organising.offer(
                organisation_id=owner.workspace.organisation_id, owner=owner.user, email=email,
                now=real_now(),
            )  # fmt: skip
        assert refused.value.why == why


def test_nobody_takes_what_was_offered_to_another_or_too_late(owner, maya, make_person, firm):
    other = make_person(firm)
    made = organising.offer(
        organisation_id=firm.organisation_id, owner=owner.user, email=maya.user.email,
        now=real_now(),
    )  # fmt: skip
    asked = {"handover_id": made.pk, "takes": True}
    assert not organising.answer_offer(**asked, taker=other.user, now=real_now())
    late = real_now() + organising.OFFER
    assert not organising.answer_offer(**asked, taker=maya.user, now=late)
    assert organising.answer_offer(**asked, taker=maya.user, now=real_now())


# --- people leave --------------------------------------------------------------------------


def test_who_is_deactivated_cannot_enter_and_comes_back_as_they_were(owner, maya):
    theirs, client = signed_in(maya), signed_in(owner)
    assert theirs.get("/people").status_code == 200
    client.post(f"/people/{maya.pk}/departure")
    assert theirs.get("/people").status_code == 302
    assert "Maya" in client.get("/people?who=left").content.decode()
    assert client.get(f"/people/{maya.pk}").status_code == 404
    client.post(f"/people/{maya.pk}/return")
    assert theirs.get("/people").status_code == 200


def test_the_last_admin_cannot_be_deactivated(owner):
    signed_in(owner).post(f"/people/{owner.pk}/departure")
    assert Person.objects.get(pk=owner.pk).left_at is None


def test_who_was_deactivated_comes_in_by_no_code_and_by_no_new_link(owner, maya, firm):
    organising.deactivate_person(
        workspace_id=firm.pk, person_id=maya.pk, actor_id=owner.pk, now=real_now()
    )
    code = codes.change(workspace_id=firm.pk, actor_id=owner.pk, now=real_now()).code
    with pytest.raises(Refused):
        codes.come_in(code=code, user=maya.user, name="Maya", now=real_now())
    fresh = services.add_person(workspace_id=firm.pk, name="M", rights=["learner"], now=real_now())
    token = services.invite(
        workspace_id=firm.pk, person_id=fresh.pk, actor_id=owner.pk, now=real_now()
    )
    found = selectors.open_invitation(services.token_hash(token), real_now())
    assert not services.take_invitation(invitation=found, user=maya.user, now=real_now())


def test_a_class_code_brings_no_deactivated_student_back(make_workspace, make_person):
    school = make_workspace("Institute", kind="school")
    head = make_person(school, rights=(Right.ADMIN,))
    nora = make_person(school, name="Nora")
    group = services.start_class(
        workspace_id=school.pk, name="Practice", edition="2026-11", now=real_now(),
        ends_on=real_now().date() + dt.timedelta(days=90),
    )  # fmt: skip
    organising.deactivate_person(
        workspace_id=school.pk, person_id=nora.pk, actor_id=head.pk, now=real_now()
    )
    client = Client()
    client.force_login(nora.user, backend="django.contrib.auth.backends.ModelBackend")
    client.post("/join", {"code": group.join_code, "name": "Nora"})
    page = client.get("/join", follow=True).content.decode()
    assert "closed to you" in page
    assert Person.objects.filter(workspace=school, user=nora.user, left_at=None).count() == 0


def test_a_lead_makes_no_admin_and_no_link_for_one(owner, firm, make_person, client_as):
    lead = client_as(make_person(firm, rights=(Right.LEAD,)))
    learner = make_person(firm)
    sent = {"name": "L", "title": "", "role_id": "smm", "rights": ["learner", "admin"]}
    page = lead.post(f"/people/{learner.pk}", sent).content.decode()
    assert "Only an admin makes an admin" in page
    assert not learner.rights.filter(right="admin").exists()
    assert lead.post(f"/people/{owner.pk}/invitation").status_code == 403
    assert lead.post(f"/people/{learner.pk}/departure").status_code == 403


# --- settings ------------------------------------------------------------------------------


def test_settings_are_kept_and_their_effect_is_seen(owner, client_as):
    from whetstone.apps.learn.selectors import holidays_between

    client = client_as(owner)
    assert client.post("/workspace", SETTINGS).status_code == 302
    space = Workspace.objects.get(pk=owner.workspace_id)
    assert (space.calendar, space.weekend, space.colour) == ("DE-BY", "45", "#1f6f78")
    page = client.get("/workspace").content.decode()
    assert "/accent/1f6f78.css" in page
    epiphany = dt.date(2027, 1, 6)
    assert epiphany in holidays_between(space.calendar, epiphany, epiphany)
    assert epiphany not in holidays_between("DE", epiphany, epiphany)
    fresh = services.add_person(
        workspace_id=space.pk, name="F", rights=["learner"], now=real_now()
    )
    days = {one.weekday for one in selectors.working_hours([fresh.pk])[fresh.pk]}
    assert days == {0, 1, 2, 3, 6}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"colour": "#ffee00"}, "cannot be seen on a light page"),
        ({"colour": "teal"}, "six digits"),
        ({"region": "XX"}, "No such region. It may be: "),
        ({"country": "Nowhere"}, "No such country"),
        ({"weekend": list("0123456")}, "No day is left to work"),
    ],
)
def test_settings_that_cannot_hold_are_refused_with_the_reason(owner, client_as, change, said):
    page = client_as(owner).post("/workspace", {**SETTINGS, **change}).content.decode()
    assert said in page
    assert Workspace.objects.get(pk=owner.workspace_id).region == ""


def test_the_settings_of_another_workspace_stay(owner, client_as, make_workspace):
    other = make_workspace("Other")
    client_as(owner).post("/workspace", SETTINGS)
    other.refresh_from_db()
    assert (other.name, other.colour) == ("Other", "")


def test_a_colour_is_lifted_for_dark_pages_and_its_mend_can_be_seen():
    navy = colour.accent("#1a2b6d")
    assert navy.is_lifted
    assert colour.contrast(navy.dark, colour.DARK_PAGE) >= colour.MARKS_NEED
    with pytest.raises(Refused) as refused:
        colour.accent("#ffee00")
    assert colour.contrast(refused.value.mend, colour.LIGHT_PAGE) >= colour.MARKS_NEED
    assert round(colour.contrast("#000000", "#ffffff"), 2) == 21


def test_the_accent_is_a_style_sheet_of_a_colour_and_of_nothing_else(client):
    answer = client.get("/accent/1f6f78.css")
    assert answer.headers["Content-Type"] == "text/css"
    assert answer.content.startswith(b":root{--brand:light-dark(#1f6f78,")
    for bad in ("red", "ffee00", "1f6f78}body{x", "%22"):
        assert client.get(f"/accent/{bad}.css").status_code == 404


def test_regions_are_those_with_holidays_of_their_own():
    assert "BY" in countries.regions("DE")
    assert countries.regions("XX") == ()


# --- codes ---------------------------------------------------------------------------------


def come_in(client, code):
    return client.post("/come-in", {"code": code})


def test_a_code_leads_in_as_a_learner_and_as_nothing_else(owner, client_as):
    client_as(owner).post("/workspace/code")
    made = WorkspaceCode.objects.get()
    guest = Client()
    assert come_in(guest, codes.shown(made.code).lower()).status_code == 302
    assert "Make an account" in guest.get("/come-in").content.decode()
    user = User.objects.create_user("new@example.org", PASSWORD)
    guest.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    session = guest.session
    session["workspace_code"] = made.code
    session.save()
    guest.post("/come-in", {"name": "New", "rights": "admin", "role": "admin"})
    person = Person.objects.get(user=user)
    assert [one.right for one in person.rights.all()] == ["learner"]
    again = codes.come_in(code=made.code, user=user, name="X", now=real_now())
    assert again.pk == person.pk


def test_a_changed_an_ended_and_an_old_code_lead_nowhere(owner, client_as):
    client = client_as(owner)
    client.post("/workspace/code")
    first = WorkspaceCode.objects.get().code
    client.post("/workspace/code")
    second = WorkspaceCode.objects.get(ended_at=None).code
    assert codes.behind(first, real_now()) is None
    assert codes.behind(second, real_now()) is not None
    assert codes.behind(second, real_now() + codes.LASTS) is None
    client.post("/workspace/code/end")
    assert codes.behind(second, real_now()) is None
    page = come_in(Client(), second).content.decode()
    assert "leads nowhere" in page


def test_codes_cannot_be_found_by_trying(client):
    for _ in range(tries.MOST):
        come_in(client, "ABCDEFGHJK")
    assert come_in(client, "ABCDEFGHJK").status_code == 429


def test_a_stranger_without_a_code_makes_no_account(client, owner):
    assert "new-password" not in client.get("/account/signup/").content.decode()


# --- size ----------------------------------------------------------------------------------


def test_the_owners_page_asks_no_more_for_more_workspaces(owner, firm):
    counts = []
    for n in (1, 6):
        for i in range(n):
            services.create_workspace(
                organisation=firm.organisation, name=f"W{n}-{i}", now=real_now()
            )
        with CaptureQueriesContext(connection) as asked:
            organisations.firm(firm.organisation, user_id=owner.user_id, now=real_now())
        counts.append(len(asked))
    assert counts[0] == counts[1]
