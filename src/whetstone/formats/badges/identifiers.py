"""Who issues: did:web and did:key, and the document that says which keys are theirs.

did:web Method Specification; did:key Method 0.7. Only Ed25519 keys are read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote, unquote, urlsplit

from whetstone.core.kernel.errors import Fault, Faults
from whetstone.formats.badges.multikey import multikey, public_key

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

WEB: Final = "did:web:"
KEY: Final = "did:key:"
WELL_KNOWN: Final = ".well-known/did.json"
CONTEXTS: Final = ("https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1")
"""Named for those who read the document as JSON-LD; nothing here does."""


def web_did(address: str) -> str:
    """The did:web of an address such as https://learn.example.org:8443/academy."""
    parts = urlsplit(address)
    steps = [quote(step, safe="") for step in parts.path.split("/") if step]
    return WEB + ":".join([quote(parts.netloc.lower(), safe=""), *steps])


def web_address(did: str) -> str:
    """Where the document of a did:web lies.

    Raises:
        Faults: it is no did:web.
    """
    if not did.startswith(WEB) or "/" in did or "#" in did or "?" in did:
        raise Faults([Fault("issuer", f"“{did[:80]}” is no did:web.")])
    host, *steps = [unquote(part) for part in did.removeprefix(WEB).split(":")]
    if not host or any(not step or "/" in step or step in {".", ".."} for step in steps):
        raise Faults([Fault("issuer", f"“{did[:80]}” is no did:web.")])
    return f"https://{host}/" + ("/".join([*steps, "did.json"]) if steps else WELL_KNOWN)


def method_of(did: str, key: Ed25519PublicKey) -> str:
    """The name of a key of an issuer: its letters are its name, so no name is ever used twice."""
    return f"{did}#{multikey(key)}"


def did_document(did: str, keys: Sequence[Ed25519PublicKey]) -> dict[str, Any]:
    """The document of an issuer: the key in use first, then former ones that still count."""
    methods = [method_of(did, key) for key in keys]
    return {
        "@context": [*CONTEXTS],
        "id": did,
        "verificationMethod": [
            {
                "id": method,
                "type": "Multikey",
                "controller": did,
                "publicKeyMultibase": multikey(key),
            }
            for method, key in zip(methods, keys, strict=True)
        ],
        "assertionMethod": methods,
    }


def key_named(method: str, *, did: str, document: Mapping[str, Any]) -> Ed25519PublicKey:
    """The key that a proof names, where the issuer's document lets it assert.

    Raises:
        Faults: the document is somebody else's, or does not list the key.
    """
    allowed = document.get("assertionMethod")
    methods = document.get("verificationMethod")
    if document.get("id") != did or not isinstance(allowed, list):
        raise Faults([Fault("issuer", "What lies at the issuer's address is not the issuer's.")])
    inline = [one for one in allowed if isinstance(one, dict)]
    listed = [*(methods if isinstance(methods, list) else []), *inline]
    may = {one.get("id") if isinstance(one, dict) else one for one in allowed}
    names = {method, method.removeprefix(did)}
    for one in listed:
        if isinstance(one, dict) and one.get("id") in names and may & names:
            return _key(one.get("publicKeyMultibase"))
    raise Faults([Fault("proof.verificationMethod", "The issuer lists no such key.")])


def key_in_name(did: str) -> Ed25519PublicKey:
    """The key that a did:key is.

    Raises:
        Faults: it is no did:key of an Ed25519 key.
    """
    return _key(did.removeprefix(KEY))


def _key(text: Any) -> Ed25519PublicKey:
    try:
        return public_key(str(text))
    except ValueError:
        raise Faults([Fault("issuer", "The issuer's key is not an Ed25519 Multikey.")]) from None
