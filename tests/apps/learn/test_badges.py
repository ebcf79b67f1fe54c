"""Certificates as files that others can check: signed here, named by a code, never by a person."""

from __future__ import annotations

import datetime as dt
import io
import json
from urllib.parse import parse_qs, urlsplit

import pytest
from pypdf import PdfReader
from tests.apps.learn.test_certificates import turn

from whetstone.apps.learn import badge_keys, selectors, services
from whetstone.apps.learn.models import Certificate, Course, RevokedRecord
from whetstone.apps.learn.services.certificates import revoke_records
from whetstone.formats.badges.checking import NotReachedError, State, check
from whetstone.formats.badges.multikey import multikey

NOW = dt.datetime(2026, 11, 23, 9, 12, tzinfo=dt.UTC)
ROOT = "https://learn.example.org"
COURSE = "cri-101"
pytestmark = pytest.mark.usefixtures("curriculum_loaded")


@pytest.fixture(autouse=True)
def home(tmp_path, settings):
    settings.HOME, settings.ADDRESS = tmp_path, ROOT
    return tmp_path


@pytest.fixture
def holder(make_workspace, make_person):
    return make_person(make_workspace(), name="Ana Reyes", title="Content lead")


@pytest.fixture
def record(holder):
    for slug in Course.objects.get(slug=COURSE).payload["lessons"]:
        services.finish_lesson(
            person_id=holder.pk, workspace_id=holder.workspace_id, slug=slug, now=NOW
        )
    return Certificate.objects.get()


def look(client, data, *, now=NOW):
    """Check a file as a stranger would: everything else is read from the public addresses."""

    def ask(url):
        assert url.startswith(f"{ROOT}/")
        answer = client.get(url.removeprefix(ROOT))
        if answer.status_code != 200:
            raise NotReachedError(url, str(answer.status_code))
        assert answer["Access-Control-Allow-Origin"] == "*"
        return json.loads(answer.content)

    return check(data, ask=ask, now=now)


# --- promises ------------------------------------------------------------------------------------


def test_anybody_takes_the_file_and_a_stranger_finds_it_valid(record, client):
    answer = client.get(f"/certificates/{record.code}.json")
    found = look(client, answer.content)
    assert found.state is State.VALID, found.findings
    assert found.document["issuer"]["id"] == "did:web:learn.example.org"
    assert answer["Cache-Control"] == "no-store"
    assert "attachment" in answer["Content-Disposition"]


def test_the_file_names_a_role_and_no_person(record, holder, client):
    text = client.get(f"/certificates/{record.code}.json").content.decode()
    assert "Content lead" in text
    assert holder.name not in text
    assert "@" not in text.replace("@context", "")


def test_it_aligns_with_our_skills_and_those_of_others(record):
    document = selectors.signed_certificate(record.code, root=ROOT)
    aligned = document["credentialSubject"]["achievement"]["alignment"]
    kinds = {one["targetType"] for one in aligned}
    assert kinds == {"ext:WhetstoneSkill", "ext:ESCOSkill", "ext:ONETOccupation"}


def test_the_file_is_english_whoever_asks(record, client):
    english = client.get(f"/certificates/{record.code}.json").content
    other = client.get(f"/certificates/{record.code}.json", headers={"Accept-Language": "ne"})
    strip = [json.loads(one) | {"proof": None} for one in (english, other.content)]
    assert strip[0] == strip[1]


def test_what_was_signed_before_a_change_of_keys_is_still_valid(record, client):
    before = client.get(f"/certificates/{record.code}.json").content
    badge_keys.rotate(now=NOW)
    after = client.get(f"/certificates/{record.code}.json").content
    assert [look(client, one).state for one in (before, after)] == [State.VALID] * 2
    method = json.loads(after)["proof"][0]["verificationMethod"]
    assert method.endswith(multikey(badge_keys.signing_key().public_key()))


def test_the_demo_is_an_issuer_of_its_own_and_says_so(record, holder, client):
    holder.workspace.is_demo = True
    holder.workspace.save(update_fields=["is_demo"])
    data = client.get(f"/certificates/{record.code}.json").content
    found = look(client, data)
    assert found.state is State.VALID
    assert found.document["issuer"]["id"] == "did:web:learn.example.org:demonstration"
    assert "nobody earned this" in found.document["issuer"]["name"]


def test_linkedin_s_own_form_is_a_plain_link_with_the_facts(record):
    found = selectors.certificate(record.code)
    words = parse_qs(urlsplit(selectors.linkedin(found, root=ROOT)).query)
    assert words["certUrl"] == [f"{ROOT}/certificates/{record.code}"]
    assert (words["issueYear"], words["expirationYear"]) == (["2026"], ["2028"])


# --- refusals ------------------------------------------------------------------------------------


def test_an_erased_holder_s_file_is_revoked_everywhere(record, holder, client):
    data = client.get(f"/certificates/{record.code}.json").content
    revoke_records(holder.pk, NOW)
    Certificate.objects.filter(pk=record.pk).delete()
    assert RevokedRecord.objects.get().number == record.pk
    assert look(client, data).state is State.REVOKED
    assert client.get(f"/certificates/{record.code}.json").status_code == 410


def test_what_a_stolen_key_signed_is_worth_nothing(record, client):
    before = client.get(f"/certificates/{record.code}.json").content
    badge_keys.rotate(now=NOW, is_stolen=True)
    assert look(client, before).state is State.BROKEN


def test_a_changed_file_is_found_out(record, client):
    data = client.get(f"/certificates/{record.code}.json").content
    assert look(client, data.replace(b"Content lead", b"Head of all")).state is State.BROKEN


def test_a_file_that_lapsed_is_expired(record, client):
    data = client.get(f"/certificates/{record.code}.json").content
    assert look(client, data, now=NOW + dt.timedelta(days=800)).state is State.EXPIRED


@pytest.mark.parametrize(
    "path", ["certificates/000000000000.json", "certificates/status/7.json",
             "demonstration/certificates/status/7.json"]
)  # fmt: skip
def test_what_was_never_issued_is_not_there(client, path):
    assert client.get(f"/{path}").status_code == 404


def test_no_private_key_is_in_anything_public(record, client):
    client.get(f"/certificates/{record.code}.json")
    secret = badge_keys.signing_key().private_bytes_raw()
    for path in (".well-known/did.json", "did.json", "certificates/status/0.json"):
        text = client.get(f"/{path}").content
        assert b"PRIVATE" not in text
        assert secret not in text
        assert secret.hex().encode() not in text


def test_where_the_key_is_damaged_nothing_is_signed_and_nothing_told(record, client, home):
    (home / badge_keys.KEY).write_text("no key")
    for path in (f"certificates/{record.code}.json", ".well-known/did.json"):
        answer = client.get(f"/{path}")
        assert (answer.status_code, answer.content) == (503, b"")
    assert client.get(f"/certificates/{record.code}").status_code == 200


# --- the page and the sheet ----------------------------------------------------------------------


def test_the_page_offers_the_file_and_says_that_it_holds(record, client):
    page = client.get(f"/certificates/{record.code}").content.decode()
    assert f"/certificates/{record.code}.json" in page
    assert "No fact under it has moved since the day of issue." in page
    assert "linkedin.com" not in page
    assert ".pdf" not in page


def test_the_holder_is_offered_linkedin_and_the_sheet(record, holder, client_as):
    page = client_as(holder).get(f"/certificates/{record.code}").content.decode()
    assert "https://www.linkedin.com/profile/add?startTask=CERTIFICATION_NAME" in page
    assert f"/certificates/{record.code}.pdf" in page


def test_the_sheet_is_pdf_a_with_its_fonts_within(record, holder, client_as):
    answer = client_as(holder).get(f"/certificates/{record.code}.pdf")
    reader = PdfReader(io.BytesIO(answer.content))
    text = " ".join(reader.pages[0].extract_text().split())
    assert b"<pdfaid:part>2</pdfaid:part>" in answer.content
    assert b"<pdfaid:conformance>A</pdfaid:conformance>" in answer.content
    assert len(reader.pages) == 1
    for words in (record.code, "Content lead", "no certificate of skill", f"{ROOT}/certificates"):
        assert words in text
    fonts = [one.get_object() for one in reader.pages[0]["/Resources"]["/Font"].values()]
    below = [one["/DescendantFonts"][0].get_object()["/FontDescriptor"] for one in fonts]
    assert below
    assert all({"/FontFile2", "/FontFile3"} & {*one} for one in below)


@pytest.fixture
def other(make_workspace, make_person, client_as):
    return client_as(make_person(make_workspace("Other")))


def test_nobody_takes_another_s_sheet(record, other, client):
    assert other.get(f"/certificates/{record.code}.pdf").status_code == 404
    assert client.get(f"/certificates/{record.code}.pdf").status_code == 302


def test_a_fact_that_moved_makes_a_refresh_due_on_the_page(record, holder, client):
    turn("clm-crisis-stop-and-keep", holder.workspace, "retired")
    page = client.get(f"/certificates/{record.code}").content.decode()
    assert "valid, refresh due" in page


def test_a_fact_that_is_only_in_doubt_asks_nothing_of_the_holder(record, holder, client):
    turn("clm-crisis-stop-and-keep", holder.workspace, "doubtful")
    page = client.get(f"/certificates/{record.code}").content.decode()
    assert "refresh due" not in page
    assert "1 is in doubt since, and there is nothing to relearn yet." in page
