"""Reading a body without ever holding more of it than the cap."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

from whetstone.web.fetching.facts import Reason

if TYPE_CHECKING:
    from collections.abc import Iterable

PLAIN = ""
GZIP = "gzip"
_WINDOW = 16 + zlib.MAX_WBITS
"""Tells zlib to expect gzip's head and foot (RFC 1952)."""


class BodyError(Exception):
    """The body is not let in: why."""

    def __init__(self, reason: Reason) -> None:
        self.reason = reason
        super().__init__(reason)


def encoding_of(header: str) -> str:
    """PLAIN or GZIP.

    Raises:
        BodyError: anything else, such as several of them, one in another.
    """
    name = header.strip().lower()
    if name in {"", "identity"}:
        return PLAIN
    if name in {"gzip", "x-gzip"}:
        return GZIP
    raise BodyError(Reason.ENCODING)


def read(chunks: Iterable[bytes], *, encoding: str, most: int) -> bytes:
    """The decoded body. Neither what is sent nor what comes out of it may be longer than `most`.

    A bomb is not unpacked to be measured: the decoder is never asked for more than is left.

    Raises:
        BodyError: TOO_BIG, or BROKEN where it is no whole gzip.
    """
    unpack = zlib.decompressobj(_WINDOW) if encoding == GZIP else None
    sent, body = 0, bytearray()
    for chunk in chunks:
        sent += len(chunk)
        if sent > most:
            raise BodyError(Reason.TOO_BIG)
        try:
            body += chunk if unpack is None else unpack.decompress(chunk, most + 1 - len(body))
        except zlib.error as fault:
            raise BodyError(Reason.BROKEN) from fault
        if len(body) > most:
            raise BodyError(Reason.TOO_BIG)
    if unpack is not None and sent and not (unpack.eof and not unpack.unused_data):
        raise BodyError(Reason.BROKEN)
    return bytes(body)
