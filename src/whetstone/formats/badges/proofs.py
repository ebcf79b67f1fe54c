"""Data Integrity proofs of the suite eddsa-rdfc-2022.

W3C Data Integrity EdDSA Cryptosuites 1.0, 3.2: Ed25519 (RFC 8032) over the SHA-256 of the proof's
own options, then the SHA-256 of the document, each in canonical N-Quads.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import TYPE_CHECKING, Any, Final

from cryptography.exceptions import InvalidSignature

from whetstone.core.kernel.errors import Fault, Faults
from whetstone.formats.badges.multikey import multibase, unmultibase
from whetstone.formats.badges.statements import statements

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cryptography.hazmat.primitives.asymmetric.ed25519 import (
        Ed25519PrivateKey,
        Ed25519PublicKey,
    )

TYPE: Final = "DataIntegrityProof"
SUITE: Final = "eddsa-rdfc-2022"
PURPOSE: Final = "assertionMethod"


def stamp(moment: dt.datetime) -> str:
    """A moment as credentials write it: UTC, whole seconds, "Z"."""
    utc = moment.astimezone(dt.UTC).replace(microsecond=0, tzinfo=None)
    return f"{utc.isoformat()}Z"


def signed(
    document: Mapping[str, Any],
    key: Ed25519PrivateKey,
    *,
    method: str,
    created: dt.datetime,
    contexts: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """The document with its proof, in a list as the Open Badges schema wants it.

    Equal documents, keys and moments give equal signatures.

    Raises:
        Faults: a word of the document is in no context, so no signature would cover it.
    """
    options = {
        "type": TYPE,
        "cryptosuite": SUITE,
        "created": stamp(created),
        "verificationMethod": method,
        "proofPurpose": PURPOSE,
    }
    value = multibase(key.sign(to_sign(document, options, contexts=contexts)))
    return {**document, "proof": [{**options, "proofValue": value}]}


def to_sign(
    document: Mapping[str, Any],
    options: Mapping[str, Any],
    *,
    contexts: Mapping[str, Any] | None = None,
) -> bytes:
    """The 64 bytes under a signature. The options are read with the document's own contexts."""
    bare = {name: value for name, value in document.items() if name != "proof"}
    config = {"@context": document.get("@context"), **options}
    return b"".join(
        hashlib.sha256(statements(one, contexts=contexts)).digest() for one in (config, bare)
    )


def proof_of(document: Mapping[str, Any]) -> Mapping[str, Any]:
    """The one proof of a document.

    Raises:
        Faults: there is none, more than one, or one of another suite or purpose.
    """
    found = document.get("proof")
    listed = found if isinstance(found, list) else [found]
    if len(listed) != 1 or not isinstance(listed[0], dict):
        raise Faults([Fault("proof", "One proof is read; here is none, or several.")])
    proof: Mapping[str, Any] = listed[0]
    wanted = {"type": TYPE, "cryptosuite": SUITE, "proofPurpose": PURPOSE}
    for name, value in wanted.items():
        if proof.get(name) != value:
            raise Faults([Fault(f"proof.{name}", f"Only {value} is read.")])
    return proof


def demand_signed(
    document: Mapping[str, Any],
    key: Ed25519PublicKey,
    *,
    contexts: Mapping[str, Any] | None = None,
) -> None:
    """Say nothing where the proof fits the document and the key.

    Raises:
        Faults: it does not, or the document holds words that no signature covers.
    """
    proof = proof_of(document)
    options = {name: value for name, value in proof.items() if name != "proofValue"}
    try:
        value = unmultibase(str(proof.get("proofValue")))
        key.verify(value, to_sign(document, options, contexts=contexts))
    except ValueError:
        raise Faults([Fault("proof.proofValue", "There is no whole signature.")]) from None
    except InvalidSignature:
        what = "The signature does not fit: the document was changed after it was signed."
        raise Faults([Fault("proof.proofValue", what)]) from None
