"""A badge holds, or it is said why not: changed, expired, taken back, or nobody can tell."""

from __future__ import annotations

import datetime as dt
import hashlib
import json

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from whetstone.core.kernel.errors import Faults
from whetstone.formats.badges import identifiers, status_lists
from whetstone.formats.badges.checking import NotReachedError, State, check
from whetstone.formats.badges.credential import Achievement, Alignment, Badge, Issuer, unsigned
from whetstone.formats.badges.proofs import signed

NOW = dt.datetime(2026, 11, 23, 9, 12, tzinfo=dt.UTC)
ISSUED = NOW - dt.timedelta(days=30)
UNTIL = NOW + dt.timedelta(days=700)
ROOT = "https://learn.example.org"
DID = "did:web:learn.example.org"
LIST = f"{ROOT}/certificates/status/0.json"
KEY = Ed25519PrivateKey.from_private_bytes(hashlib.sha256(b"a key of the tests").digest())
OTHER = Ed25519PrivateKey.from_private_bytes(hashlib.sha256(b"another key").digest())


def badge(**more):
    facts = {
        "code": "0A1B2C3D4E5F",
        "issuer": Issuer(did=DID, name="Marram", url=ROOT),
        "achievement": Achievement(
            key="level/CRI/2", kind="Certificate", name="Crisis, level “practitioner”",
            description="Can hold the line.", criteria="A secured form and a judged task.",
            version="2026.2", levels=("none", "basics", "practitioner"),
            alignments=[
                Alignment(name="crisis", url=f"{ROOT}/about-the-curriculum#CRI-1",
                          kind="ext:WhetstoneSkill", framework="Whetstone", code="CRI-1"),
            ],
        ),
        "level": "practitioner", "role": "Content lead",
        "page": f"{ROOT}/certificates/0A1B2C3D4E5F",
        "file": f"{ROOT}/certificates/0A1B2C3D4E5F.json",
        "valid_from": ISSUED, "valid_until": UNTIL, "status_list": LIST, "status_place": 7,
    }  # fmt: skip
    return Badge(**(facts | more))


def seal(document, key=KEY, did=DID):
    method = identifiers.method_of(did, key.public_key())
    return signed(document, key, method=method, created=ISSUED)


def the_list(*places, key=KEY, issuer=DID):
    document = status_lists.list_document(LIST, issuer=issuer, places=places, now=NOW)
    return seal(document, key)


def world(**answers):
    """The port, answering from what a test lays out; the issuer's document is there unless not."""
    lies = {
        f"{ROOT}/.well-known/did.json": identifiers.did_document(DID, [KEY.public_key()]),
        LIST: the_list(),
    } | answers

    def ask(url):
        if lies.get(url) is None:
            raise NotReachedError(url, "Nobody answers.")
        return lies[url]

    return ask


def looked_at(document, *, now=NOW, ask=None):
    return check(json.dumps(document).encode(), ask=ask or world(), now=now)


# --- promises ------------------------------------------------------------------------------------


def test_a_badge_as_it_was_issued_is_valid_and_says_why():
    found = looked_at(seal(unsigned(badge())))
    assert found.state is State.VALID
    assert [one.state for one in found.findings] == [State.VALID] * 3
    assert "until 2028-10-23" in found.findings[1].why


def test_equal_facts_make_equal_bytes():
    assert seal(unsigned(badge())) == seal(unsigned(badge()))


def test_a_later_last_day_is_a_credential_of_its_own():
    later = badge(valid_until=UNTIL + dt.timedelta(days=180))
    assert unsigned(badge())["id"] != unsigned(later)["id"]


def test_a_former_key_still_counts_where_the_issuer_lists_it():
    listed = identifiers.did_document(DID, [OTHER.public_key(), KEY.public_key()])
    ask = world(**{f"{ROOT}/.well-known/did.json": listed})
    assert looked_at(seal(unsigned(badge())), ask=ask).state is State.VALID


def test_an_issuer_that_is_its_key_needs_nobody_asked():
    did = f"did:key:{identifiers.multikey(KEY.public_key())}"
    document = unsigned(badge(issuer=Issuer(did=did, name="Marram", url=ROOT)))
    del document["credentialStatus"]

    def nobody(url):
        raise AssertionError(url)

    assert looked_at(seal(document, did=did), ask=nobody).state is State.VALID


@pytest.mark.parametrize(
    ("address", "did", "lies"),
    [
        ("https://a.example", "did:web:a.example", "https://a.example/.well-known/did.json"),
        ("https://a.example:8443/x/y", "did:web:a.example%3A8443:x:y",
         "https://a.example:8443/x/y/did.json"),
    ],
)  # fmt: skip
def test_an_address_and_its_identifier_lead_to_each_other(address, did, lies):
    assert identifiers.web_did(address) == did
    assert identifiers.web_address(did) == lies


def test_a_list_keeps_its_bits_the_leftmost_first():
    packed = status_lists.packed([0, 94_567])
    marked = [n for n in (0, 1, 7, 94_566, 94_567, 131_071) if status_lists.is_set(packed, n)]
    assert marked == [0, 94_567]
    assert packed.startswith("u")


# --- refusals ------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["name", "validUntil", "credentialStatus.statusListIndex"])
def test_whatever_is_changed_after_signing_breaks_it(path):
    document = seal(unsigned(badge()))
    *way, last = path.split(".")
    inner = document
    for step in way:
        inner = inner[step]
    inner[last] = {"name": "Another", "validUntil": "2040-01-01T00:00:00Z"}.get(last, "8")
    found = looked_at(document)
    assert found.state is State.BROKEN
    assert "changed after it was signed" in found.findings[0].why


@pytest.mark.parametrize(
    "more",
    [
        {"whetstoneFreshness": "2026-05"},
        {"type": ["VerifiableCredential", "OpenBadgeCredential", "Mine"]},
    ],
)
def test_a_word_that_no_context_explains_is_neither_signed_nor_believed(more):
    whole = unsigned(badge())
    with pytest.raises(Faults, match="No context explains"):
        seal(whole | more)
    found = looked_at(seal(whole) | more)
    assert found.state is State.BROKEN
    assert "No context explains" in found.findings[0].why


@pytest.mark.parametrize(
    "more",
    [
        {"@context": ["https://www.w3.org/ns/credentials/v2", "https://evil.example/c"]},
        {"@context": ["https://www.w3.org/ns/credentials/v2", {"@vocab": "https://e.example/"}]},
        {"description": None},
        {"evidence": [{"type": ["Evidence"]}, {"type": ["Evidence"]}]},
        {"@graph": []},
    ],
)
def test_what_cannot_be_signed_whole_is_refused(more):
    with pytest.raises(Faults):
        seal(unsigned(badge()) | more)


def test_an_expired_one_is_said_to_be():
    found = looked_at(seal(unsigned(badge())), now=UNTIL + dt.timedelta(days=1))
    assert found.state is State.EXPIRED


def test_one_that_does_not_hold_yet_is_said_to():
    found = looked_at(seal(unsigned(badge())), now=ISSUED - dt.timedelta(days=1))
    assert found.state is State.NOT_YET


def test_one_that_was_taken_back_is_revoked_though_its_signature_fits():
    found = looked_at(seal(unsigned(badge())), ask=world(**{LIST: the_list(7)}))
    assert found.findings[0].state is State.VALID
    assert found.state is State.REVOKED


@pytest.mark.parametrize(
    "listed",
    [None, the_list(key=OTHER), the_list(issuer="did:web:evil.example"), {"type": "page"}],
    ids=["gone", "signed by another key", "of somebody else", "no list"],
)
def test_a_list_that_cannot_be_believed_means_nobody_can_tell(listed):
    assert looked_at(seal(unsigned(badge())), ask=world(**{LIST: listed})).state is (
        State.CANNOT_TELL
    )


def test_an_issuer_who_does_not_answer_means_nobody_can_tell():
    ask = world(**{f"{ROOT}/.well-known/did.json": None})
    found = looked_at(seal(unsigned(badge())), ask=ask)
    assert found.state is State.CANNOT_TELL
    assert "Nobody answers" in found.findings[0].why


def test_a_key_that_the_issuer_does_not_list_is_no_proof():
    assert looked_at(seal(unsigned(badge()), OTHER)).state is State.BROKEN


def test_a_key_of_somebody_else_is_no_proof():
    document = seal(unsigned(badge()), OTHER, did="did:web:evil.example")
    assert looked_at(document).state is State.BROKEN


@pytest.mark.parametrize(
    "data", [b"", b"[]", b"{}", b"\xff", b'{"a":1,"a":2}', b"[" * 5000, b" " * 200_001]
)
def test_a_file_that_is_no_credential_is_refused_in_words(data):
    found = check(data, ask=world(), now=NOW)
    assert found.state is State.BROKEN
    assert all(one.why for one in found.findings)


@pytest.mark.parametrize(
    "proof",
    [None, [], [{}, {}], [{"type": "DataIntegrityProof", "cryptosuite": "eddsa-jcs-2022"}]],
)
def test_a_badge_without_a_proof_of_the_one_suite_is_broken(proof):
    assert looked_at(unsigned(badge()) | {"proof": proof}).state is State.BROKEN


@pytest.mark.parametrize("text", ["", "x", "uAAAA", status_lists.packed([], length=8)])
def test_a_list_that_is_too_short_or_damaged_is_no_list(text):
    with pytest.raises(Faults):
        status_lists.is_set(text, 1)


@pytest.mark.parametrize("did", ["did:web:", "did:web:a/b", "did:web:a:..", "did:example:a"])
def test_an_identifier_that_leads_astray_is_refused(did):
    with pytest.raises(Faults):
        identifiers.web_address(did)
