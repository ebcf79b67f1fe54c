"""Change packs: what one installation knows about the field, signed, for another one to weigh.

A pack is one UTF-8 JSON document in its canonical spelling (RFC 8785, `canonical_json`), version
1. The signature is Ed25519 (RFC 8032) over that spelling of the document without its
"signature". A good signature says that the holder of the key wrote this; whether that key is
trusted is the reader's own decision and not made here. docs/reference/packs.md has every field.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from whetstone.core.kernel.errors import Fault, Faults
from whetstone.formats.canonical_json import read_json
from whetstone.formats.pack_fields import pack_of
from whetstone.formats.pack_values import (
    Pack,
    PackChange,
    PackClaim,
    PackEffect,
    PackVersion,
    base64_of,
    fingerprint,
    unsigned,
)
from whetstone.formats.signed import fault_of_signature, signed

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

__all__ = [
    "MOST_BYTES", "Pack", "PackChange", "PackClaim", "PackEffect", "PackVersion", "base64_of",
    "fingerprint", "public_pem", "raw_public", "read_pack", "read_public_pem", "write_pack",
]  # fmt: skip

MOST_BYTES: Final = 2_000_000


def raw_public(key: Ed25519PrivateKey) -> bytes:
    """The 32 public bytes of a private key."""
    return key.public_key().public_bytes_raw()


def public_pem(public_key: bytes) -> str:
    """A public key as it is handed over: PEM, SubjectPublicKeyInfo (RFC 8410)."""
    return (
        Ed25519PublicKey.from_public_bytes(public_key)
        .public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
        .decode("ascii")
    )


def read_public_pem(text: str) -> bytes:
    """The 32 bytes of a public key that somebody handed over.

    Raises:
        Faults: it is no public key, or not of this kind.
    """
    mend = "It begins with -----BEGIN PUBLIC KEY----- (whetstone pack key prints it)."
    try:
        found = serialization.load_pem_public_key(text.strip().encode("ascii"))
    except (ValueError, UnsupportedAlgorithm):
        raise Faults([Fault("key", "This is no public key.", mend)]) from None
    if not isinstance(found, Ed25519PublicKey):
        raise Faults([Fault("key", "This key is of another kind; packs take Ed25519.", mend)])
    return found.public_bytes_raw()


def write_pack(pack: Pack, key: Ed25519PrivateKey) -> bytes:
    """The pack as a file, signed. Equal packs and keys give equal bytes."""
    held = Pack(pack.issuer, pack.made_at, pack.claims, pack.changes, raw_public(key))
    return signed(unsigned(held), key)


def read_pack(data: bytes) -> Pack:
    """A pack whose every field is sound and whose signature fits the key it carries.

    Raises:
        Faults: everything that is wrong with the file, each with its place, all at once.
    """
    if len(data) > MOST_BYTES:
        most = f"{MOST_BYTES // 1000} kB"
        raise Faults([Fault("file", f"It is larger than {most}.", "Export fewer changes.")])
    document = read_json(data)
    pack, faults = pack_of(document)
    fault = fault_of_signature(document)
    found = [fault, *faults] if fault else faults
    if pack is None or found:
        raise Faults(found)
    return pack
