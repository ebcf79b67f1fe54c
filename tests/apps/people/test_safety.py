"""Rules about people's data, letting go, and the way back into an account."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys

import pytest
from allauth.usersessions.models import UserSession
from django.test import Client

from whetstone.apps.field.models import Notice
from whetstone.apps.people import letting_go, permissions, rules, services, ways_back
from whetstone.apps.people.clock import real_now
from whetstone.apps.people.models import (
    AuditRow,
    Consent,
    Invitation,
    RecoveryLink,
    RetentionRun,
    User,
)
from whetstone.config import retention
from whetstone.core.kernel.errors import Refused
from whetstone.web.append_only import WrittenOnceError
from whetstone.web.request import Right

NOW = dt.datetime(2026, 11, 23, 9, 12, tzinfo=dt.UTC)
PASSWORD = "a long sentence 7"
FRESH = "quite another sentence 8"


@pytest.fixture
def marram(make_workspace):
    return make_workspace()


@pytest.fixture
def admin(marram, make_person):
    return make_person(marram, rights=(Right.ADMIN,), name="Ada Admin")


@pytest.fixture
def nora(marram, make_person):
    return make_person(marram, name="Nora")


def signed_in(person) -> Client:
    """Signed in by password just now, as a browser is: nothing is asked again for a while."""
    person.user.set_password(PASSWORD)
    person.user.save()
    client = Client()
    answer = client.post("/account/login/", {"login": person.user.email, "password": PASSWORD})
    assert answer.status_code == 302
    session = client.session
    session["person_id"] = person.pk
    session.save()
    return client


def again(client, address, data=None):
    """The act, with the password given again where it is asked for."""
    answer = client.post(address, data or {})
    if answer.status_code == 302 and "/account/reauthenticate/" in answer.headers["Location"]:
        asked = answer.headers["Location"]
        answer = client.post(asked, {"password": PASSWORD}, follow=True)
    return answer


# --- sensitive acts ---

SENSITIVE = {"erasure", "retention", "works_council", "way_back"}
ELSEWHERE = {
    "all_publication", "all_reversal", "brief_sign", "read_out_signature", "review_signature",
    "voices_keeping",
}  # fmt: skip


def test_the_table_names_the_acts_that_ask_again():
    marked = {one.name for one in permissions.addresses() if one.asks_again}
    assert marked == SENSITIVE | ELSEWHERE


@pytest.mark.parametrize("name", sorted(SENSITIVE))
def test_each_sensitive_act_asks_again_and_does_nothing_before(name, admin, nora, client_as):
    from django.urls import reverse

    wanted = {"person_id": nora.pk} if name in {"erasure", "way_back"} else {}
    before = AuditRow.objects.count()
    answer = client_as(admin).post(reverse(f"people:{name}", kwargs=wanted), {"on": "1"})
    assert answer.headers["Location"].startswith("/account/reauthenticate/")
    assert AuditRow.objects.count() == before


# --- works council ---


def test_the_admin_switches_verdicts_off_and_the_log_says_so(admin, marram):
    client = signed_in(admin)
    again(client, "/data-protection/works-council", {"on": "1"})
    assert rules.of(marram.pk).has_works_council
    assert AuditRow.objects.filter(act="start works council", workspace=marram).count() == 1


def test_switching_twice_writes_once(admin, marram):
    known = {"workspace_id": marram.pk, "actor_id": admin.pk, "now": NOW}
    assert rules.set_works_council(on=True, **known)
    assert not rules.set_works_council(on=True, **known)
    assert AuditRow.objects.filter(act="start works council").count() == 1


def test_one_workspaces_council_changes_no_other(admin, marram, make_workspace):
    other = make_workspace("Other")
    rules.set_works_council(workspace_id=marram.pk, on=True, actor_id=admin.pk, now=NOW)
    assert not rules.of(other.pk).has_works_council


# --- consent ---


def test_what_was_told_is_kept_letter_by_letter_and_never_changed(nora):
    rules.told(person_id=nora.pk, about="sharing", words=["One.", "Two."], choice=["STR"], now=NOW)
    rules.told(person_id=nora.pk, about="sharing", words=["One.", "Two!"], choice=[], now=NOW)
    newer, older = rules.was_told(nora.pk, "sharing")
    assert older.words == "One.\nTwo."
    assert newer.version != older.version
    older.words = "Nothing."
    with pytest.raises(WrittenOnceError):
        older.save()
    assert Consent.objects.count() == 2


# --- letting go ---


def test_links_long_over_go_and_open_ones_stay(marram, nora, admin):
    services.invite(workspace_id=marram.pk, person_id=nora.pk, actor_id=admin.pk, now=NOW)
    retention.let_go(NOW + dt.timedelta(days=services.INVITATION_DAYS + 29))
    assert Invitation.objects.count() == 1
    retention.let_go(NOW + dt.timedelta(days=services.INVITATION_DAYS + 31))
    assert Invitation.objects.count() == 0
    assert [run.counts["invitations"] for run in RetentionRun.objects.order_by("pk")] == [0, 1]


def test_a_notice_keeps_what_it_says_and_loses_who_said_it(marram, nora):
    old = Notice.objects.create(
        workspace=marram, person=nora, sentence="Gone.", noticed_at=NOW - dt.timedelta(days=731)
    )
    new = Notice.objects.create(
        workspace=marram, person=nora, sentence="Gone too.", noticed_at=NOW
    )
    retention.let_go(NOW)
    old.refresh_from_db()
    new.refresh_from_db()
    assert (old.person, old.sentence, new.person) == (None, "Gone.", nora)


def test_the_log_is_never_cut(marram, admin):
    services.audit(workspace_id=marram.pk, actor_id=admin.pk, act="start", now=NOW)
    before = AuditRow.objects.count()
    retention.let_go(NOW + dt.timedelta(days=3650))
    assert AuditRow.objects.count() == before


def test_a_workspace_keeps_by_its_own_days_only(nora, admin, make_workspace, make_person):
    marram = nora.workspace
    other = make_workspace("Other")
    olga = make_person(other, name="Olga")
    for workspace, person in ((marram, nora), (other, olga)):
        Notice.objects.create(
            workspace=workspace, person=person, sentence="x",
            noticed_at=NOW - dt.timedelta(days=100),
        )  # fmt: skip
    rules.set_retention(
        workspace_id=marram.pk, days={"notice_days": 90}, actor_id=admin.pk, now=NOW
    )
    retention.let_go(NOW)
    assert Notice.objects.filter(workspace=marram).get().person is None
    assert Notice.objects.filter(workspace=other).get().person == olga


def test_more_than_one_piece_goes_in_one_run(marram, nora, monkeypatch):
    monkeypatch.setattr(letting_go, "PIECE", 2)
    for _n in range(5):
        Notice.objects.create(
            workspace=marram, person=nora, sentence="x", noticed_at=NOW - dt.timedelta(days=900)
        )
    retention.let_go(NOW)
    assert RetentionRun.objects.get().counts["reporters"] == 5


def test_the_page_shows_the_defaults_and_the_last_run(admin, client_as):
    page = client_as(admin).get("/data-protection/rules").content.decode()
    assert 'value="730"' in page
    assert "It has not run yet" in page
    retention.let_go(NOW)
    assert (
        "It has not run yet" not in client_as(admin).get("/data-protection/rules").content.decode()
    )


def test_no_number_of_days_beyond_reason_is_taken(admin, marram):
    client = signed_in(admin)
    again(
        client, "/data-protection/rules", {"timing_days": 1, "notice_days": 1, "link_days": 9999}
    )
    assert rules.of(marram.pk).timing_days == 730


# --- the way back ---


@pytest.fixture
def link(marram, admin, nora):
    return ways_back.make(
        person_id=nora.pk, workspace_id=marram.pk, actor_id=admin.pk,
        now=real_now(),
    )  # fmt: skip


def test_a_way_back_sets_a_password_once_and_ends_other_sign_ins(link, nora, client_as):
    elsewhere = client_as(nora)
    assert elsewhere.get("/my-data").status_code == 200
    visitor = Client()
    assert visitor.post(f"/way-back/{link}", {"password": FRESH}).status_code == 302
    nora.user.refresh_from_db()
    assert nora.user.check_password(FRESH)
    assert elsewhere.get("/my-data").status_code == 302
    assert visitor.post(f"/way-back/{link}", {"password": "a third sentence 9"}).status_code == 404
    acts = AuditRow.objects.filter(act__in=["make way back", "took way back"])
    assert acts.count() == 2
    assert link not in str(list(acts.values()))


def test_a_way_back_is_over_after_a_day(link):
    later = real_now() + dt.timedelta(hours=25)
    assert ways_back.owner(link, now=later) is None
    assert not ways_back.take(token=link, password=FRESH, now=later)


@pytest.mark.parametrize("bad", ["password123", "1234567890", "short", "qwertyuiop"])
def test_passwords_that_leaked_are_refused_without_asking_anybody(link, nora, bad):
    answer = Client().post(f"/way-back/{link}", {"password": bad})
    assert answer.status_code == 200
    nora.user.refresh_from_db()
    assert not nora.user.check_password(bad)


def test_only_the_hash_of_a_way_back_is_kept(link):
    assert link not in str(list(RecoveryLink.objects.values()))


def test_an_account_that_stands_with_others_too_is_not_an_admins_to_open(
    marram, admin, nora, make_workspace
):
    other = make_workspace("Other client")
    services.add_person(
        workspace_id=other.pk, name="Nora", rights=["admin"], user_id=nora.user_id, now=NOW
    )
    with pytest.raises(Refused) as refused:
        ways_back.make(person_id=nora.pk, workspace_id=marram.pk, actor_id=admin.pk, now=NOW)
    assert refused.value.why == "elsewhere"
    assert not RecoveryLink.objects.exists()


def test_an_admin_of_both_workspaces_may(marram, admin, nora, make_workspace):
    other = make_workspace("Other client")
    for user, right in ((nora.user_id, "learner"), (admin.user_id, "admin")):
        services.add_person(workspace_id=other.pk, name="x", rights=[right], user_id=user, now=NOW)
    assert ways_back.make(person_id=nora.pk, workspace_id=marram.pk, actor_id=admin.pk, now=NOW)


def test_whoever_keeps_the_installation_gets_no_link_from_a_workspace(marram, admin, nora):
    User.objects.filter(pk=nora.user_id).update(is_superuser=True)
    with pytest.raises(Refused):
        ways_back.make(person_id=nora.pk, workspace_id=marram.pk, actor_id=admin.pk, now=NOW)


def test_a_person_of_another_workspace_is_not_there(admin, make_workspace, make_person):
    stranger = make_person(make_workspace("Other"))
    assert again(signed_in(admin), f"/people/{stranger.pk}/way-back").status_code in {404, 405}
    assert not RecoveryLink.objects.exists()


def test_a_lead_makes_no_way_back(marram, nora, make_person, client_as):
    lead = make_person(marram, rights=(Right.LEAD,))
    assert client_as(lead).post(f"/people/{nora.pk}/way-back").status_code == 403


# --- accounts ---


@pytest.mark.parametrize(
    "page",
    ["/account/2fa/", "/account/sessions/", "/account/password/change/", "/account/2fa/webauthn/"],
)
def test_account_pages_open_in_the_products_look(page, nora):
    answer = signed_in(nora).get(page, follow=True)
    assert answer.status_code == 200
    assert "colophon" in answer.content.decode()


def test_a_sign_in_elsewhere_is_listed_and_can_be_ended(nora):
    here, there = signed_in(nora), Client()
    there.post("/account/login/", {"login": nora.user.email, "password": PASSWORD})
    assert UserSession.objects.filter(user=nora.user).count() == 2
    here.post("/account/sessions/")
    assert UserSession.objects.filter(user=nora.user).count() == 1
    assert there.get("/account/2fa/").status_code == 302
    assert here.get("/my-data").status_code == 200


def test_a_guesser_is_stopped_after_five_tries(nora):
    from django.core.cache import cache

    cache.clear()
    nora.user.set_password(PASSWORD)
    nora.user.save()
    guesser = Client()
    for n in range(5):
        guesser.post("/account/login/", {"login": nora.user.email, "password": f"guess {n}"})
    answer = guesser.post("/account/login/", {"login": nora.user.email, "password": PASSWORD})
    cache.clear()
    assert answer.status_code in {200, 429}
    assert "_auth_user_id" not in guesser.session


@pytest.mark.parametrize(("https", "is_secure"), [("on", True), ("off", False)])
def test_cookies_are_secure_where_the_product_is_behind_https(https, is_secure, tmp_path):
    script = (
        "from whetstone.config import settings as s;"
        "print(s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.SESSION_COOKIE_HTTPONLY)"
    )
    known = {**os.environ, "WHETSTONE_HTTPS": https, "WHETSTONE_HOME": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", script], env=known, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == [str(is_secure), str(is_secure), "True"]
