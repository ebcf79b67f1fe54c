"""A certificate is verified from a file or an address; what nobody can tell is said to be so."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from tests.apps.learn.test_badges import COURSE, NOW, ROOT
from tests.apps.learn.test_certificates import turn

from whetstone.apps.learn import badge_keys, limits, selectors, services
from whetstone.apps.learn.models import Certificate, Course, RevokedRecord
from whetstone.apps.learn.services.certificates import revoke_records
from whetstone.apps.learn.verifying import Verifier
from whetstone.apps.people.models import AuditRow
from whetstone.config import cli
from whetstone.core.kernel.errors import Faults, Missing, Refused
from whetstone.formats.badges.checking import State
from whetstone.web.fetching import Fetched, NotFetchedError, Reason

ELSEWHERE = "https://there.example.org"
pytestmark = pytest.mark.usefixtures("curriculum_loaded")


@pytest.fixture(autouse=True)
def home(tmp_path, settings):
    settings.HOME, settings.ADDRESS = tmp_path, ROOT


@pytest.fixture
def record(make_workspace, make_person):
    ana = make_person(make_workspace(), name="Ana Reyes", title="Content lead")
    for slug in Course.objects.get(slug=COURSE).payload["lessons"]:
        services.finish_lesson(person_id=ana.pk, workspace_id=ana.workspace_id, slug=slug, now=NOW)
    return Certificate.objects.get()


def nobody(wanted):
    raise NotFetchedError(Reason.OFF, wanted.url)


def verifier(fetch=nobody, *, root=ROOT, now=NOW):
    return Verifier(root, fetch, now)


def file_of(record, *, root=ROOT):
    return json.dumps(selectors.signed_certificate(record.code, root=root)).encode()


def web_of(record):
    """Another installation's public addresses, through the fetcher's port."""
    lies = {
        f"{ELSEWHERE}/.well-known/did.json": selectors.did_document(ELSEWHERE, is_demo=False),
        f"{ELSEWHERE}/certificates/status/0.json": selectors.status_list(
            0, root=ELSEWHERE, is_demo=False, now=NOW
        ),
        f"{ELSEWHERE}/certificates/{record.code}.json": json.loads(
            file_of(record, root=ELSEWHERE)
        ),
    }
    asked = []

    def fetch(wanted):
        asked.append(wanted.url)
        body = json.dumps(lies[wanted.url]).encode() if wanted.url in lies else b""
        return Fetched(200 if body else 404, wanted.url, wanted.url, body=body)

    return fetch, asked, lies


# --- promises ------------------------------------------------------------------------------------


def test_our_own_is_verified_without_asking_anybody(record):
    for found in (
        verifier().file(file_of(record)),
        verifier().address(f"{ROOT}/certificates/{record.code}"),
        verifier().address(f"{ROOT}/certificates/{record.code}.json"),
    ):
        assert found.state is State.VALID, found.findings
        assert "none moved since the day of issue" in found.findings[-1].why


def test_a_fact_that_moved_makes_a_refresh_due_and_is_counted(record):
    turn("clm-crisis-stop-and-keep", record.person.workspace, "retired")
    found = verifier().file(file_of(record))
    assert found.state is State.REFRESH_DUE
    assert found.findings[-1].why.startswith("1 of the ")


def test_a_fact_that_is_only_in_doubt_asks_nothing_of_the_holder(record):
    turn("clm-crisis-stop-and-keep", record.person.workspace, "doubtful")
    found = verifier().file(file_of(record))
    assert found.state is State.VALID
    assert "none moved since the day of issue" in found.findings[-1].why
    assert "In doubt since: 1." in found.findings[-1].why


def test_somebody_else_s_is_asked_for_through_the_fetcher_alone(record):
    fetch, asked, _lies = web_of(record)
    found = verifier(fetch).address(f"{ELSEWHERE}/certificates/{record.code}.json")
    assert found.state is State.VALID, found.findings
    assert all(url.startswith(f"{ELSEWHERE}/") for url in asked)


def test_somebody_else_s_newer_one_is_named(record):
    fetch, _asked, lies = web_of(record)
    old = file_of(record, root=ELSEWHERE)
    lies[f"{ELSEWHERE}/certificates/{record.code}.json"]["validUntil"] = "2030-01-01T23:59:59Z"
    found = verifier(fetch).file(old)
    assert found.state is State.REFRESH_DUE
    assert "2030-01-01" in found.findings[-1].why


# --- refusals ------------------------------------------------------------------------------------


def test_where_nothing_may_leave_the_machine_nobody_can_tell(record):
    found = verifier().file(file_of(record, root=ELSEWHERE))
    assert found.state is State.CANNOT_TELL
    assert "Fetching is off" in found.findings[0].why


def test_one_that_is_taken_back_is_revoked_by_file_page_list_and_audit(record, client):
    data = file_of(record)
    told = {"code": record.code.lower(), "reason": "mistake", "now": NOW}
    assert services.revoke_certificate(**told)
    assert not services.revoke_certificate(**told | {"reason": "asked"}), "a second time"
    by_file = verifier().file(data)
    by_address = verifier().address(f"{ROOT}/certificates/{record.code}")
    assert by_file.state is by_address.state is State.REVOKED
    assert "issued by mistake" in by_address.findings[0].why
    for page in (f"/certificates/{record.code}", f"/certificates/{record.code}.json"):
        assert client.get(page).status_code == 410
    assert RevokedRecord.objects.get().number == record.pk
    (row,) = AuditRow.objects.filter(act="revoke certificate")
    assert row.object_id == f"{record.code} mistake"
    person = record.person
    own = selectors.certificates(person.pk, workspace_id=person.workspace_id, on=NOW.date())
    assert own == []


def test_the_command_takes_one_back_and_verify_says_so(record, capsys, monkeypatch):
    monkeypatch.setattr("whetstone.apps.people.clock.real_now", lambda: NOW)
    assert cli.main(["certificates", "revoke", record.code, "--reason", "not-own"]) == 0
    assert "Taken back" in capsys.readouterr().out
    address = f"{ROOT}/certificates/{record.code}"
    assert cli.main(["certificates", "verify", address, "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["state"] == "revoked"


@pytest.mark.parametrize(
    ("code", "reason", "no"), [("NONE", "asked", Missing), ("", "x", Refused)]
)
def test_another_reason_or_code_is_refused(record, code, reason, no):
    with pytest.raises(no):
        services.revoke_certificate(code=code or record.code, reason=reason, now=NOW)


def test_an_address_that_asks_too_often_is_told_to_come_again(
    record, client, settings, monkeypatch
):
    monkeypatch.setattr(limits, "real_now", lambda: NOW.replace(second=18))
    settings.CERTIFICATES_A_MINUTE = 2
    page = f"/certificates/{record.code}.json"
    assert [client.get(page).status_code for _ in range(3)] == [200, 200, 429]
    said = client.get(f"/certificates/{record.code}")
    assert (said.status_code, said["Retry-After"]) == (429, "42"), "one count for all of them"
    elsewhere = client.get(page, REMOTE_ADDR="192.0.2.7")
    assert elsewhere.status_code == 200
    monkeypatch.setattr(limits, "real_now", lambda: NOW + dt.timedelta(minutes=1))
    assert client.get(page).status_code == 200


def test_an_erased_holder_s_is_revoked(record):
    data = file_of(record)
    revoke_records(record.person_id, NOW)
    Certificate.objects.filter(pk=record.pk).delete()
    assert verifier().file(data).state is State.REVOKED
    assert verifier().address(f"{ROOT}/certificates/{record.code}").state is State.REVOKED


def test_one_that_lapsed_is_expired(record):
    late = NOW + dt.timedelta(days=800)
    assert verifier(now=late).file(file_of(record)).state is State.EXPIRED


def test_one_whose_row_is_gone_cannot_be_told(record):
    data = file_of(record)
    Certificate.objects.filter(pk=record.pk).delete()
    assert verifier().file(data).state is State.CANNOT_TELL


def test_a_changed_one_is_broken_and_nothing_more_is_said_of_it(record):
    found = verifier().file(file_of(record).replace(b"Content lead", b"Head of all"))
    assert found.state is State.BROKEN
    assert len([one for one in found.findings if "facts" in one.why]) == 0


def test_a_stranger_who_claims_our_name_is_found_out(record, tmp_path, settings):
    settings.HOME = tmp_path / "stranger"
    forged = file_of(record)
    settings.HOME = tmp_path
    assert verifier().file(forged).state is State.BROKEN
    assert badge_keys.public_keys()


def test_an_address_with_nothing_there_is_said_to_have_nothing(record):
    fetch, _asked, _lies = web_of(record)
    with pytest.raises(Faults, match="404"):
        verifier(fetch).address(f"{ELSEWHERE}/other.json")
    with pytest.raises(Missing):
        verifier().address(f"{ROOT}/certificates/000000000000.json")
