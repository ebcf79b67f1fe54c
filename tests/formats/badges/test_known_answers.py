"""The published test vectors of W3C Data Integrity EdDSA Cryptosuites 1.0 (B.1) come out here."""

from __future__ import annotations

import datetime as dt
import hashlib

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from whetstone.core.kernel.errors import Faults
from whetstone.formats.badges.multikey import multibase, multikey, public_key, unmultibase
from whetstone.formats.badges.pinned import CREDENTIALS, pinned
from whetstone.formats.badges.proofs import demand_signed, signed
from whetstone.formats.badges.statements import statements

EXAMPLES = "https://www.w3.org/ns/credentials/examples/v2"
CONTEXTS = {
    **pinned(),
    EXAMPLES: {"@context": {"@vocab": "https://www.w3.org/ns/credentials/examples#"}},
}
PUBLIC = "z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2"
PRIVATE = "z3u2en7t5LR2WtQH5PfFqMqwVHBeXouLzo6haApm8XHqvjxq"
METHOD = f"did:key:{PUBLIC}#{PUBLIC}"
CREATED = dt.datetime(2023, 2, 24, 23, 36, 38, tzinfo=dt.UTC)
ALUMNI = {
    "@context": [CREDENTIALS, EXAMPLES],
    "id": "urn:uuid:58172aac-d8ba-11ed-83dd-0b3aef56cc33",
    "type": ["VerifiableCredential", "AlumniCredential"],
    "name": "Alumni Credential",
    "description": "A minimum viable example of an Alumni Credential.",
    "issuer": "https://vc.example/issuers/5678",
    "validFrom": "2023-01-01T00:00:00Z",
    "credentialSubject": {"id": "did:example:abcdefgh", "alumniOf": "The School of Examples"},
}
DOCUMENT_HASH = "517744132ae165a5349155bef0bb0cf2258fff99dfe1dbd914b938d775a36017"
SIGNATURE = (
    "z2YwC8z3ap7yx1nZYCg4L3j3ApHsF8kgPdSb5xoS1VR7vPG3F561B52hYnQF9iseabecm3ijx4K1FBTQsCZahKZme"
)
OLDER_METHOD = f"https://vc.example/issuers/5678#{PUBLIC}"
OLDER = "z21EVs3eXERqTn4acNHT9viboqgzUaQ3kTmhPT3eA8qrVPE7CrQq78WkzctnMX5W4CrzcKnHw8V6dvy5pgWYCU5e9"
"""The vector of the Candidate Recommendation: the same document, the key under another name."""


@pytest.fixture
def key():
    data = unmultibase(PRIVATE)
    assert data[:2] == b"\x80\x26"  # Ed25519, private
    return Ed25519PrivateKey.from_private_bytes(data[2:])


def test_the_document_has_the_published_hash():
    said = statements(ALUMNI, contexts=CONTEXTS)
    assert hashlib.sha256(said).hexdigest() == DOCUMENT_HASH


def test_the_signature_is_the_published_one(key):
    made = signed(ALUMNI, key, method=METHOD, created=CREATED, contexts=CONTEXTS)
    assert made["proof"][0]["proofValue"] == SIGNATURE
    demand_signed(made, public_key(PUBLIC), contexts=CONTEXTS)


def test_the_candidate_recommendation_s_signature_comes_out_too(key):
    made = signed(ALUMNI, key, method=OLDER_METHOD, created=CREATED, contexts=CONTEXTS)
    assert made["proof"][0]["proofValue"] == OLDER


def test_a_key_and_its_letters_are_the_published_pair(key):
    assert multikey(key.public_key()) == PUBLIC
    assert multikey(public_key(PUBLIC)) == PUBLIC
    assert multibase(b"\0\0\x01") == "z112"
    assert unmultibase("z112") == b"\0\0\x01"


def test_the_signature_of_other_options_does_not_fit(key):
    made = signed(ALUMNI, key, method=METHOD, created=CREATED, contexts=CONTEXTS)
    made["proof"][0]["proofValue"] = OLDER
    with pytest.raises(Faults, match="changed after it was signed"):
        demand_signed(made, public_key(PUBLIC), contexts=CONTEXTS)
