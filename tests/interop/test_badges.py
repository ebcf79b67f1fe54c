"""Independent verifiers agree with us: what is good is good, and what is not is found out.

They are Node packages (package.json beside this file): `npm ci` there, once. Where Node or the
packages are absent, these tests are skipped and say so.
"""

from __future__ import annotations

import datetime as dt
import json
import shutil
import subprocess
from pathlib import Path

import pytest
from tests.formats.badges.test_checking import DID, ISSUED, KEY, LIST, NOW, UNTIL, badge, seal

from whetstone.formats.badges import identifiers, status_lists
from whetstone.formats.badges.credential import Issuer, unsigned
from whetstone.formats.badges.multikey import multikey
from whetstone.formats.badges.pinned import pinned
from whetstone.formats.badges.proofs import signed

HERE = Path(__file__).parent
NODE = shutil.which("node")
ABSENT = "node" if NODE is None else "" if (HERE / "node_modules").is_dir() else "npm packages"
pytestmark = pytest.mark.skipif(
    bool(ABSENT), reason=f"NOT VERIFIED BY OTHERS: {ABSENT} absent (npm ci in tests/interop)"
)
KEY_DID = f"did:key:{multikey(KEY.public_key())}"


def by_key(**more):
    """A badge whose issuer is its key, as the second verifier reads without a network."""
    document = unsigned(badge(issuer=Issuer(did=KEY_DID, name="Marram", url="https://a.example")))
    del document["credentialStatus"]
    del document["refreshService"]  # it bundles no context for it
    document["@context"] = document["@context"][:2]
    method = f"{KEY_DID}#{multikey(KEY.public_key())}"
    return signed(document | more, KEY, method=method, created=ISSUED)


def cases():
    good = seal(unsigned(badge()))
    revoked = seal(unsigned(badge(status_place=94_567)))
    ours = [
        ("good", good, NOW),
        ("tampered", good | {"name": "Another"}, NOW),
        ("expired", good, UNTIL + dt.timedelta(days=1)),
        ("revoked", revoked, NOW),
        ("unmapped", good | {"whetstoneFreshness": "2026-05"}, NOW),
    ]
    theirs = [
        ("core good", by_key()),
        ("core tampered", by_key() | {"name": "Another"}),
        ("core expired", by_key(validUntil="2026-10-30T00:00:00Z")),
        ("core unmapped", by_key() | {"whetstoneFreshness": "2026-05"}),
    ]
    subject = good["credentialSubject"]
    bare = {name: one for name, one in subject["achievement"].items() if name != "criteria"}
    shapes = [
        ("shape good", good),
        ("shape bare", good | {"credentialSubject": subject | {"achievement": bare}}),
        ("shape of proof", good | {"proof": "none"}),
    ]
    return [
        *({"name": n, "credential": c, "reader": "shape"} for n, c in shapes),
        *({"name": n, "credential": c, "now": t.isoformat(), "reader": "vc"} for n, c, t in ours),
        *({"name": n, "credential": c, "reader": "verifier-core"} for n, c in theirs),
    ]


@pytest.fixture(scope="module")
def said(tmp_path_factory):
    """What the verifiers say of each case; one process for all."""
    path = tmp_path_factory.mktemp("interop") / "cases.json"
    listed = seal(status_lists.list_document(LIST, issuer=DID, places=[94_567], now=ISSUED))
    lies = {DID: identifiers.did_document(DID, [KEY.public_key()]), LIST: listed}
    path.write_text(json.dumps({"cases": cases(), "lies": lies, "contexts": dict(pinned())}))
    done = subprocess.run(
        [NODE, "verify.mjs", str(path)],
        cwd=HERE, capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    return {one["name"]: one for one in map(json.loads, done.stdout.splitlines())}


# --- promises ------------------------------------------------------------------------------------


def test_a_good_badge_is_verified_with_its_status_by_the_first(said):
    assert said["good"]["verified"], said["good"]["why"]
    assert said["good"]["marked"] == [False]


def test_a_good_badge_is_verified_by_the_second(said):
    assert said["core good"]["valid_signature"], said["core good"]
    assert said["core good"]["expiration"]


def test_a_good_badge_fits_somebody_else_s_model_of_the_standard(said):
    assert said["shape good"]["fits"], said["shape good"]["why"]


# --- refusals ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "why"),
    [("tampered", "Invalid signature"), ("expired", "validUntil"), ("unmapped", "Safe mode")],
)
def test_a_bad_badge_is_refused_by_the_first(said, name, why):
    assert not said[name]["verified"]
    assert why in said[name]["why"][0]


def test_a_revoked_badge_is_marked_though_its_signature_fits(said):
    assert said["revoked"]["marked"] == [True]


@pytest.mark.parametrize(
    ("name", "why"), [("core tampered", "invalid_signature"), ("core unmapped", "Safe mode")]
)
def test_a_changed_badge_is_refused_by_the_second(said, name, why):
    assert not said[name].get("valid_signature")
    assert why in said[name]["why"][0]


def test_an_expired_badge_is_said_to_be_by_the_second(said):
    assert said["core expired"]["valid_signature"]
    assert not said["core expired"]["expiration"]


@pytest.mark.parametrize(
    ("name", "where"),
    [("shape bare", "credentialSubject"), ("shape of proof", "proof")],
)
def test_a_badge_that_lacks_a_part_does_not_fit_the_model(said, name, where):
    assert not said[name]["fits"]
    assert said[name]["why"][0].startswith(where)
