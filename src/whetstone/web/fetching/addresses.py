"""Which addresses may be asked: by their letters first, then by where their names lead.

The address is read once, by one reader (httpx.URL), and what it read is what is asked: two
readers that disagree are how such guards are got around.
"""

from __future__ import annotations

import ipaddress
import re
import socket
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

from whetstone.web.fetching.facts import NotFetchedError, Reason

if TYPE_CHECKING:
    import httpx

LONGEST = 500
HTTPS = 443
_NAME = re.compile(r"(?=.{4,253}\Z)(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]*\Z")
"""A host name with a dot whose last label begins with a letter (so it is no number: 0x7f.1,
0177.0.0.1 and 2130706433 are read as IPv4 by many resolvers; WHATWG URL, 3.5)."""
_INSIDE = (".localhost", ".local", ".internal", ".lan", ".home.arpa", ".intranet", ".corp")
"""Names that by custom or by RFC 6761, 6762 and 8375 lead inside."""
_ODD = re.compile(r"[\x00-\x20\x7f-\x9f\\<>\"{}|^`]")

Resolves = Callable[[str, int], list[str]]
Address = ipaddress.IPv4Address | ipaddress.IPv6Address

_GLOBAL_UNICAST = ipaddress.IPv6Network("2000::/3")
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
_NOT_OURS = tuple(
    map(
        ipaddress.ip_network,
        (
            "0.0.0.0/8", "100.64.0.0/10", "192.0.0.0/24", "192.88.99.0/24", "198.18.0.0/15",
            "224.0.0.0/3", "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20",
        ),
    )
)  # fmt: skip
"""What IANA's special-purpose registries (RFC 6890) keep from the public, beside what Python's
`is_global` knows: its list grew between 3.11 and 3.13, and this one does not depend on it.
6to4 and Teredo carry an IPv4 address inside, which need not be public."""


def read(url: str) -> httpx.URL:
    """The address in its parts.

    Raises:
        NotFetchedError: no address, with NO_ADDRESS.
    """
    if _ODD.search(url):
        raise NotFetchedError(Reason.NO_ADDRESS, url)
    import httpx

    try:
        return httpx.URL(url)
    except (httpx.InvalidURL, ValueError, TypeError) as fault:
        raise NotFetchedError(Reason.NO_ADDRESS, url) from fault


def faults_of(url: str, ports: frozenset[int] = frozenset({HTTPS})) -> tuple[Reason, ...]:
    """Everything that is wrong with the letters of an address, all at once. Asks nobody."""
    try:
        parts = read(url)
    except NotFetchedError as fault:
        return (fault.reason,)
    if not parts.scheme or not parts.host:
        return (Reason.NO_ADDRESS,)
    found = (
        (Reason.NOT_HTTPS, parts.scheme != "https"),
        (Reason.TOO_LONG, len(url) > LONGEST),
        (Reason.CREDENTIALS, bool(parts.userinfo)),
        (Reason.PORT, parts.scheme == "https" and port_of(parts) not in ports),
        (Reason.NOT_A_NAME, not is_a_name(host_of(parts))),
    )
    return tuple(reason for reason, is_so in found if is_so)


def host_of(parts: httpx.URL) -> str:
    """The name that is asked: lower case, ASCII, without a last dot."""
    return parts.raw_host.decode("ascii").lower().removesuffix(".")


def port_of(parts: httpx.URL) -> int:
    """The port that is asked."""
    return parts.port or HTTPS


def is_a_name(host: str) -> bool:
    """Whether a host is a name of the public kind: a source has a name, never a bare number."""
    return _NAME.match(host) is not None and not host.endswith(_INSIDE)


def is_public(address: str) -> bool:
    """Whether an IP address is one that anybody on the internet could be asked at."""
    try:
        found: Address = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(found, ipaddress.IPv6Address):
        if found.scope_id is not None:
            return False
        if found in _NAT64:  # RFC 6052: the IPv4 address stands in the last 32 bits
            return is_public(str(ipaddress.IPv4Address(int(found) & 0xFFFFFFFF)))
        if found not in _GLOBAL_UNICAST:  # also every IPv4 in IPv6's clothes, ::ffff:127.0.0.1
            return False
    if any(found.version == net.version and found in net for net in _NOT_OURS):
        return False
    return found.is_global and not found.is_multicast


def system_resolver(host: str, port: int) -> list[str]:
    """Every address that the system knows for a name."""
    rows = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(row[4][0]) for row in rows))


def resolve(host: str, port: int, resolver: Resolves, seconds: float) -> list[str]:
    """The addresses of a name, asked once; [] where nobody knows it or nobody answers in time.

    The system's resolver cannot be told to hurry, so it is asked in a thread that is left behind.
    """
    answers: list[list[str]] = []

    def ask() -> None:
        try:
            answers.append(resolver(host, port))
        except (OSError, UnicodeError):
            answers.append([])

    asking = threading.Thread(target=ask, daemon=True)
    asking.start()
    asking.join(max(seconds, 0.0))
    return answers[0] if answers else []
