"""A pack comes back as it went out; whatever else comes in is refused, all faults at once."""

from __future__ import annotations

import datetime as dt
import hashlib
import json

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from whetstone.core.kernel.errors import Faults
from whetstone.formats.canonical_json import canonical
from whetstone.formats.packs import (
    MOST_BYTES,
    Pack,
    PackChange,
    PackClaim,
    PackEffect,
    PackVersion,
    public_pem,
    raw_public,
    read_pack,
    read_public_pem,
    write_pack,
)

KEY = Ed25519PrivateKey.from_private_bytes(hashlib.sha256(b"a key of the tests").digest())
MADE = dt.datetime(2026, 11, 23, 9, 12, tzinfo=dt.UTC)
SOURCE = {
    "title": "Changelog", "publisher": "Meta", "url": "https://example.org/log",
    "accessed": "2026-11-20", "primary": True, "note": "",
}  # fmt: skip


def version(**more):
    facts = {
        "status": "current", "text": "Reach stands.", "statement": "Reach stands.",
        "held_from": dt.date(2024, 1, 1), "held_until": None, "as_of": dt.date(2026, 11, 1),
        "confidence": "high", "source": SOURCE, "figure": None, "basis": "", "change": "",
        "recorded_at": MADE - dt.timedelta(days=9),
    }  # fmt: skip
    return PackVersion(**(facts | more))


def change(**more):
    facts = {
        "id": "chg-reach", "title": "Reach leaves the feed", "summary": "It goes.",
        "network": "meta", "kind": "metric", "severity": "breaking", "happened_on": "2026-07",
        "noticed_on": dt.date(2026, 11, 20), "source_check": "seen", "evidence": (SOURCE,),
        "relearn_minutes": 10, "do_instead": "Report views.", "relearn_items": ("it-1",),
        "effects": (
            PackEffect("clm-old", "supersedes", "clm-new"),
            PackEffect("clm-new", "creates"),
        ),
        "published_at": MADE,
    }  # fmt: skip
    return PackChange(**(facts | more))


def pack(**more):
    facts = {
        "issuer": "Marram",
        "made_at": MADE,
        "claims": (
            PackClaim("clm-new", "meta", "platform", 9.5, (version(status="proposed"),)),
            PackClaim("clm-old", "meta", "platform", 9.0, (version(),)),
        ),
        "changes": (change(),),
    }
    return Pack(**(facts | more))


def faults_of(data: bytes) -> list[str]:
    with pytest.raises(Faults) as caught:
        read_pack(data)
    return [str(fault) for fault in caught.value.faults]


def signed_anew(edit) -> bytes:
    """A pack whose document was edited before it was signed: only its fields can be wrong."""
    document = json.loads(write_pack(pack(), KEY))
    del document["signature"]
    edit(document)
    from whetstone.formats.packs import base64_of

    signature = base64_of(KEY.sign(canonical(document)))
    return canonical(document | {"signature": signature})


def test_a_pack_comes_back_as_it_went_out():
    read = read_pack(write_pack(pack(), KEY))
    assert read == pack()
    assert read.public_key == raw_public(KEY)
    assert len(read.fingerprint) == 64


def test_equal_packs_are_equal_bytes_and_layout_does_not_matter():
    data = write_pack(pack(), KEY)
    assert data == write_pack(pack(), KEY)
    loose = json.dumps(json.loads(data), indent=2).encode()
    assert read_pack(loose) == pack()


@pytest.mark.parametrize(
    ("value", "spelled"),
    [
        ({"b": 1, "a": [True, None, 1.0, 9.5]}, b'{"a":[true,null,1,9.5],"b":1}'),
        ({"\u20ac": "E", "\r": "C", "\U0001f600": "S", "\ufb33": "D"},
         '{"\\r":"C","\u20ac":"E","\U0001f600":"S","\ufb33":"D"}'.encode()),
        ('\u2028/"\\\x0f', '"\u2028/\\"\\\\\\u000f"'.encode()),
    ],
)  # fmt: skip
def test_json_has_one_spelling_as_in_rfc_8785(value, spelled):
    assert canonical(value) == spelled


def test_a_public_key_is_handed_over_and_read():
    assert read_public_pem(public_pem(raw_public(KEY))) == raw_public(KEY)
    for text in ("", "-----BEGIN PUBLIC KEY-----\nnonsense\n-----END PUBLIC KEY-----", "ключ"):
        with pytest.raises(Faults):
            read_public_pem(text)


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 10**6), st.integers(1, 255))
def test_one_changed_byte_anywhere_is_noticed(place, turn):
    data = bytearray(write_pack(pack(), KEY))
    data[place % len(data)] ^= turn
    try:
        read = read_pack(bytes(data))
    except Faults:
        return
    assert read == pack()  # the same document, spelled otherwise
    assert read.public_key == raw_public(KEY)


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 10**6))
def test_a_pack_that_is_cut_off_is_refused(length):
    data = write_pack(pack(), KEY)
    assert faults_of(data[: length % len(data)])


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=300) | st.text(max_size=300).map(str.encode))
def test_anything_at_all_is_refused_quietly(data):
    assert faults_of(data)


def test_every_fault_is_said_at_once_with_its_place():
    def edit(document):
        document["changes"][0]["happened_on"] = "soon"
        document["changes"][0]["severity"] = "dreadful"
        document["claims"][0]["versions"][0]["as_of"] = "2026-13-01"
        document["claims"][1]["id"] = "clm-new"
        document["claims"][0]["versions"][0]["source"]["url"] = "javascript:alert(1)"
        document["more"] = 1

    told = "\n".join(faults_of(signed_anew(edit)))
    for place in (
        "changes[0].happened_on", "changes[0].severity", "claims[0].versions[0].as_of",
        "claims[1].id", "claims[0].versions[0].source.url", "'more'",
        "changes[0].effects[0]",
    ):  # fmt: skip
        assert place in told, place
    assert "signature" not in told


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("title", "x" * 201),
        ("title", "turned \u202e round"),
        ("title", "bell \x07"),
        ("title", ""),
        ("title", None),
        ("title", ["a"]),
        ("id", "../../etc/passwd"),
        ("id", "Chg Reach"),
        ("network", "<script>"),
        ("noticed_on", "23.11.2026"),
        ("noticed_on", "0000-00-00"),
        ("published_at", "2026-11-23T09:12:00+02:00"),
        ("source_check", "trust me"),
        ("evidence", "none"),
        ("effects", [{"claim": "clm-old", "effect": "restores", "successor": ""}]),
        ("effects", [{"claim": "clm-old", "effect": "retires", "successor": "clm-new"}]),
        ("relearn", {"minutes": -1, "do_instead": "", "items": []}),
        ("relearn", {"minutes": True, "do_instead": "", "items": []}),
    ],
)
def test_a_bad_field_of_a_change_is_refused_however_well_it_is_signed(name, value):
    told = faults_of(signed_anew(lambda document: document["changes"][0].update({name: value})))
    assert any("changes[0]" in text for text in told)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("half_life_months", 0),
        ("half_life_months", True),
        ("half_life_months", "9"),
        ("versions", []),
        ("kind", "x" * 50),
    ],
)
def test_a_bad_field_of_a_claim_is_refused(name, value):
    told = faults_of(signed_anew(lambda document: document["claims"][0].update({name: value})))
    assert any("claims[0]" in text for text in told)


def test_versions_stand_in_order_and_end_after_they_begin():
    def edit(document):
        first = document["claims"][0]["versions"][0]
        document["claims"][0]["versions"].append(first | {"recorded_at": "2020-01-01T00:00:00Z"})
        first["held_until"] = "2020-01-01"
        first["recorded_at"] = "2027-01-01T00:00:00Z"

    told = "\n".join(faults_of(signed_anew(edit)))
    assert "claims[0].versions: They must stand in the order" in told
    assert "claims[0].versions[0].held_until" in told
    assert "claims[0].versions[0].recorded_at" in told


def test_another_version_too_many_rows_and_too_many_bytes_are_refused():
    assert "version 1" in faults_of(signed_anew(lambda d: d.update(version=2)))[0]
    assert "version 1" in faults_of(signed_anew(lambda d: d.update(format="other")))[0]
    many = signed_anew(lambda d: d["changes"][0].update(effects=d["changes"][0]["effects"] * 101))
    assert any("at most 200" in text for text in faults_of(many))
    assert "larger" in faults_of(b" " * (MOST_BYTES + 1))[0]


@pytest.mark.parametrize(
    "data",
    [
        b"[" * 100_000,
        b'{"a":' * 50_000,
        b'{"format": 1, "format": 2}',
        b'{"a": NaN}',
        b'{"a": ' + b"9" * 10_000 + b"}",
        b'{"a": "\\ud800"}',
        b"\xff\xfe",
        b"null",
        b"[]",
    ],
)
def test_hostile_json_is_refused(data):
    assert faults_of(data)


def test_a_stranger_cannot_sign_for_somebody_else():
    data = json.loads(write_pack(pack(), KEY))
    other = json.loads(write_pack(pack(), Ed25519PrivateKey.generate()))
    assert faults_of(canonical(data | {"key": other["key"]}))
    assert faults_of(canonical(data | {"signature": other["signature"]}))
    assert faults_of(canonical({k: v for k, v in data.items() if k != "signature"}))
