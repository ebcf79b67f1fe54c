"""What is wanted, what came, and every reason why nothing came."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import Protocol

from whetstone.core.kernel.errors import WhetstoneError

FEEDS = frozenset(
    {
        "application/rss+xml",
        "application/atom+xml",
        "application/rdf+xml",
        "application/xml",
        "text/xml",
        "application/feed+json",
        "application/json",
    }
)
PAGES = frozenset({"text/html", "application/xhtml+xml", "text/plain"})
ROBOTS = frozenset({"text/plain"})
"""Types of content that a look understands. Nothing else is read, not even its first byte."""


class Reason(enum.StrEnum):
    """Why nothing came. The first group is seen in the address itself, before anybody is asked."""

    NOT_HTTPS = "not_https"
    NO_ADDRESS = "no_address"
    TOO_LONG = "too_long"
    CREDENTIALS = "credentials"
    PORT = "port"
    NOT_A_NAME = "not_a_name"

    OFF = "off"
    NO_ANSWER_FROM_DNS = "no_answer_from_dns"
    PRIVATE = "private"
    NO_CONNECTION = "no_connection"
    TLS = "tls"
    TOO_SLOW = "too_slow"
    TOO_BIG = "too_big"
    TYPE = "type"
    ENCODING = "encoding"
    BROKEN = "broken"
    REDIRECT = "redirect"
    LOOP = "loop"
    TOO_MANY_REDIRECTS = "too_many_redirects"


class NotFetchedError(WhetstoneError):
    """Nothing came: why, and from which address (the last hop)."""

    def __init__(self, reason: Reason, url: str, hops: int = 0) -> None:
        super().__init__(reason, url, hops)
        self.reason = reason
        self.url = url
        self.hops = hops

    def __str__(self) -> str:
        """The fact as one line of text."""
        return f"{self.url}: {self.reason}"


@dataclass(frozen=True, slots=True)
class Wanted:
    """An address, the types that are understood, and what is known of it from last time."""

    url: str
    types: frozenset[str]
    etag: str = ""
    last_modified: str = ""


@dataclass(frozen=True, slots=True)
class Fetched:
    """What a server said. The body is read only where the status is 200; it is decoded bytes.

    `permanent`: every redirect on the way said that it is for good.
    """

    status: int
    url: str
    final_url: str
    content_type: str = ""
    charset: str = ""
    etag: str = ""
    last_modified: str = ""
    retry_after: str = ""
    body: bytes = b""
    sha256: str = ""
    permanent: bool = False

    @property
    def is_unchanged(self) -> bool:
        """Whether the server says that nothing changed since last time (RFC 9110, 15.4.5)."""
        return self.status == 304  # noqa: PLR2004  # its name is in the line above


class Fetches(Protocol):
    """The port: the guarded fetcher, or a stand-in in tests and in the demo's making."""

    def __call__(self, wanted: Wanted) -> Fetched:
        """What the server said.

        Raises:
            NotFetchedError: nothing came, or what came is not let in.
        """
        ...


@dataclass(frozen=True, slots=True)
class Limits:
    """How long and how much at most, in seconds and bytes."""

    seconds: float = 20.0
    bytes: int = 2_000_000
    redirects: int = 3
