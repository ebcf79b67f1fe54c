"""Which credentials were taken back: W3C Bitstring Status List 1.0.

One bit a credential in a list so long that asking for it does not tell whom one asks about.
"""

from __future__ import annotations

import base64
import gzip
import zlib
from typing import TYPE_CHECKING, Any, Final

from whetstone.core.kernel.errors import Fault, Faults
from whetstone.formats.badges.pinned import CREDENTIALS
from whetstone.formats.badges.proofs import stamp

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping

LENGTH: Final = 131_072
"""Entries of a list: the least the recommendation allows (16 kB)."""
MOST_BYTES: Final = 4_000_000
"""Of a list that is unpacked: 32 million entries."""
REVOCATION: Final = "revocation"
ENTRY: Final = "BitstringStatusListEntry"
LIST: Final = "BitstringStatusList"
BASE64URL: Final = "u"


def packed(places: Iterable[int], *, length: int = LENGTH) -> str:
    """The list with these bits set; place 0 is the leftmost bit."""
    bits = bytearray(length // 8)
    for place in places:
        bits[place // 8] |= 0x80 >> (place % 8)
    data = gzip.compress(bytes(bits), mtime=0)
    return BASE64URL + base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def is_set(encoded: str, place: int) -> bool:
    """Whether the bit at a place is set.

    Raises:
        Faults: the list cannot be unpacked, is shorter than allowed, or has no such place.
    """
    bits = _unpacked(encoded)
    if not 0 <= place < len(bits) * 8:
        raise Faults([Fault("credentialStatus", "The status list has no such place.")])
    return bool(bits[place // 8] & (0x80 >> (place % 8)))


def _unpacked(encoded: str) -> bytes:
    if not encoded.startswith(BASE64URL):
        raise Faults([Fault("credentialStatus", "The status list is in no known spelling.")])
    text = encoded[1:]
    try:
        data = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
        reader = zlib.decompressobj(wbits=31)  # gzip
        bits = reader.decompress(data, MOST_BYTES)
    except (ValueError, zlib.error):
        raise Faults([Fault("credentialStatus", "The status list cannot be unpacked.")]) from None
    if len(bits) * 8 < LENGTH or reader.unconsumed_tail or not reader.eof:
        raise Faults([Fault("credentialStatus", "The status list is too short, or too long.")])
    return bits


def entry(list_address: str, place: int) -> dict[str, str]:
    """What a credential says of where its bit stands."""
    return {
        "id": f"{list_address}#{place}",
        "type": ENTRY,
        "statusPurpose": REVOCATION,
        "statusListIndex": str(place),
        "statusListCredential": list_address,
    }


def list_document(
    list_address: str, *, issuer: str, places: Iterable[int], now: dt.datetime
) -> dict[str, Any]:
    """The credential that carries a list, not signed yet."""
    return {
        "@context": [CREDENTIALS],
        "id": list_address,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": issuer,
        "validFrom": stamp(now),
        "credentialSubject": {
            "id": f"{list_address}#list",
            "type": LIST,
            "statusPurpose": REVOCATION,
            "encodedList": packed(places),
        },
    }


def bits_of(document: Mapping[str, Any], *, purpose: str) -> str:
    """The packed list of a status list credential.

    Raises:
        Faults: it carries none, or one for another purpose.
    """
    subject = document.get("credentialSubject")
    if not isinstance(subject, dict) or subject.get("type") != LIST:
        raise Faults([Fault("credentialStatus", "Its address holds no status list.")])
    named = subject.get("statusPurpose")
    if purpose not in (named if isinstance(named, list) else [named]):
        raise Faults([Fault("credentialStatus", "The status list is for another purpose.")])
    return str(subject.get("encodedList"))
