"""Ed25519 keys and signatures in letters: Multikey and multibase base58-btc.

Controlled Identifiers 1.0, 2.2.2 and 2.4; the prefix 0xed01 says that a key is Ed25519.
"""

from __future__ import annotations

from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

ALPHABET: Final = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
BASE58: Final = "z"
ED25519_PUBLIC: Final = b"\xed\x01"
LONGEST: Final = 200
"""Letters read at most: a signature has 88."""


def multibase(data: bytes) -> str:
    """Bytes as base58-btc, "z" before them."""
    value = int.from_bytes(data, "big")
    signs = ""
    while value:
        value, rest = divmod(value, len(ALPHABET))
        signs = ALPHABET[rest] + signs
    zeros = len(data) - len(data.lstrip(b"\0"))
    return BASE58 + ALPHABET[0] * zeros + signs


def unmultibase(text: str) -> bytes:
    """The bytes of a base58-btc text.

    Raises:
        ValueError: it is none, or longer than any key or signature.
    """
    if not text.startswith(BASE58) or len(text) > LONGEST:
        raise ValueError("no base58-btc text")
    signs = text[1:]
    value = 0
    for sign in signs:
        value = value * len(ALPHABET) + ALPHABET.index(sign)
    zeros = len(signs) - len(signs.lstrip(ALPHABET[0]))
    return b"\0" * zeros + value.to_bytes((value.bit_length() + 7) // 8, "big")


def multikey(key: Ed25519PublicKey) -> str:
    """A public key as a DID document carries it."""
    return multibase(ED25519_PUBLIC + key.public_bytes_raw())


def public_key(text: str) -> Ed25519PublicKey:
    """The public key of a Multikey.

    Raises:
        ValueError: it is no Ed25519 key.
    """
    data = unmultibase(text)
    if not data.startswith(ED25519_PUBLIC):
        raise ValueError("no Ed25519 key")
    return Ed25519PublicKey.from_public_bytes(data[len(ED25519_PUBLIC) :])
