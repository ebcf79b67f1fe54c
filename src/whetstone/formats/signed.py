"""Documents that are signed: Ed25519 (RFC 8032) over the canonical spelling without "signature".

A good signature says that the holder of the key wrote this. Whether the key is trusted is the
reader's own decision and not made here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from whetstone.core.kernel.errors import Fault
from whetstone.formats.canonical_json import canonical
from whetstone.formats.pack_values import base64_of, fingerprint, unbase64

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey


def key_of(public_key: bytes) -> dict[str, str]:
    """A public key as a document carries it."""
    return {
        "algorithm": "Ed25519",
        "public": base64_of(public_key),
        "fingerprint": fingerprint(public_key),
    }


def signed(document: dict[str, Any], key: Ed25519PrivateKey) -> bytes:
    """The document as a file, signed. Equal documents and keys give equal bytes."""
    signature = key.sign(canonical(document))
    return canonical(document | {"signature": base64_of(signature)})


def fault_of_signature(document: Any) -> Fault | None:
    """What is wrong with the signature; None where it fits the key that the document carries."""
    if not isinstance(document, dict):
        return None
    try:
        rest = {name: value for name, value in document.items() if name != "signature"}
        public = Ed25519PublicKey.from_public_bytes(unbase64(document["key"]["public"]))
        public.verify(unbase64(document["signature"]), canonical(rest))
    except (KeyError, TypeError, ValueError):
        return Fault("signature", "There is no whole signature.", "Ask for the file again.")
    except InvalidSignature:
        what = "The signature does not fit: the file was changed after it was signed."
        return Fault("signature", what, "Ask for the file again.")
    return None
