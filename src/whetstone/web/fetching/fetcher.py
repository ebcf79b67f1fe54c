"""Asking one address, every hop of it checked anew."""

from __future__ import annotations

import hashlib
import ssl
import time
from dataclasses import dataclass, field
from email.message import Message
from typing import TYPE_CHECKING

import httpcore
import httpx

from whetstone.web.fetching import addresses, body
from whetstone.web.fetching.facts import Fetched, Limits, NotFetchedError, Reason, Wanted
from whetstone.web.fetching.wire import Deadline, Wire

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

USER_AGENT = "Whetstone (watches published sources for a team; honours robots.txt)"
OK = 200
REDIRECTS = frozenset({301, 302, 303, 307, 308})
FOR_GOOD = frozenset({301, 308})
LONGEST_HEADER = 300
"""Of a validator that is kept and sent back: longer ones are dropped, and the look is whole."""


@dataclass(frozen=True, slots=True)
class Allowance:
    """One address inside that a test lets a fetcher ask. The product makes none."""

    address: str
    port: int


def _trust() -> ssl.SSLContext:
    return httpx.create_ssl_context(trust_env=False)


@dataclass(frozen=True, slots=True)
class Fetcher:
    """The guard. What it allows is given when it is made; the environment is never asked.

    No cookies, no credentials, no proxies, no connection that is kept.
    """

    limits: Limits = field(default_factory=Limits)
    ports: frozenset[int] = frozenset({addresses.HTTPS})
    trust: Callable[[], ssl.SSLContext] = _trust
    resolver: addresses.Resolves = addresses.system_resolver
    clock: Callable[[], float] = time.monotonic
    allowances: frozenset[Allowance] = field(default_factory=frozenset)

    def __call__(self, wanted: Wanted) -> Fetched:
        """What the server said.

        Raises:
            NotFetchedError: nothing came, or what came is not let in.
        """
        deadline = Deadline(self.limits.seconds, self.clock)
        url, seen, permanent = wanted.url, [wanted.url], True
        for hop in range(self.limits.redirects + 1):
            answer = self._ask(url, wanted, hop, deadline)
            if not isinstance(answer, _Elsewhere):
                return _as_fetched(answer, wanted, url, permanent=permanent and hop > 0)
            permanent = permanent and answer.is_for_good
            if answer.url in seen:
                raise NotFetchedError(Reason.LOOP, answer.url, hop + 1)
            seen.append(answer.url)
            url = answer.url
        raise NotFetchedError(Reason.TOO_MANY_REDIRECTS, url, self.limits.redirects)

    def _ask(self, url: str, wanted: Wanted, hop: int, deadline: Deadline) -> _Answer | _Elsewhere:
        found = addresses.faults_of(url, self.ports)
        if found:
            raise NotFetchedError(found[0], url, hop)
        parts = addresses.read(url)
        checked = self._checked(parts, url, hop, deadline)
        try:
            return self._speak(parts, checked, wanted, deadline)
        except body.BodyError as fault:
            raise NotFetchedError(fault.reason, url, hop) from fault
        except _WIRE_FAULTS as fault:
            raise NotFetchedError(_reason(fault, deadline), url, hop) from fault

    def _checked(self, parts: httpx.URL, url: str, hop: int, deadline: Deadline) -> list[str]:
        """Where the name leads. One address inside among ten outside, and none is asked."""
        host, port = addresses.host_of(parts), addresses.port_of(parts)
        found = addresses.resolve(host, port, self.resolver, deadline.left())
        if not found:
            slow = not deadline.left()
            raise NotFetchedError(Reason.TOO_SLOW if slow else Reason.NO_ANSWER_FROM_DNS, url, hop)
        if not all(
            addresses.is_public(one) or Allowance(one, port) in self.allowances for one in found
        ):
            raise NotFetchedError(Reason.PRIVATE, url, hop)
        return found

    def _speak(
        self, parts: httpx.URL, checked: list[str], wanted: Wanted, deadline: Deadline
    ) -> _Answer | _Elsewhere:
        host, port = addresses.host_of(parts), addresses.port_of(parts)
        with httpcore.ConnectionPool(
            ssl_context=self.trust(),
            network_backend=Wire(checked, deadline),
            max_connections=1,
            max_keepalive_connections=0,
            http1=True,
            http2=False,
            retries=0,
        ) as pool:
            asked = httpcore.URL(
                scheme=b"https", host=host.encode("ascii"), port=port, target=parts.raw_path
            )
            with pool.stream("GET", asked, headers=_headers(parts, wanted)) as response:
                headers = _first_of_each(response.headers)
                if response.status in REDIRECTS:
                    return _elsewhere(response.status, headers, parts)
                content = b""
                if response.status == OK:
                    content = self._content(response.iter_stream(), headers, wanted)
                return _Answer(response.status, headers, content)

    def _content(
        self, chunks: Iterator[bytes], headers: Mapping[str, str], wanted: Wanted
    ) -> bytes:
        if _type_of(headers)[0] not in wanted.types:
            raise body.BodyError(Reason.TYPE)
        encoding = body.encoding_of(headers.get("content-encoding", ""))
        length = headers.get("content-length", "")
        if length.isdigit() and int(length) > self.limits.bytes:
            raise body.BodyError(Reason.TOO_BIG)
        return body.read(chunks, encoding=encoding, most=self.limits.bytes)


@dataclass(frozen=True, slots=True)
class _Answer:
    status: int
    headers: Mapping[str, str]
    content: bytes


@dataclass(frozen=True, slots=True)
class _Elsewhere:
    url: str
    is_for_good: bool


_WIRE_FAULTS = (
    httpcore.TimeoutException,
    httpcore.NetworkError,
    httpcore.ProtocolError,
    httpcore.UnsupportedProtocol,
    ssl.SSLError,
)


def _reason(fault: Exception, deadline: Deadline) -> Reason:
    """What a fault of the wire means."""
    if isinstance(fault, httpcore.TimeoutException) or not deadline.left():
        return Reason.TOO_SLOW
    if not isinstance(fault, httpcore.ConnectError):
        return Reason.BROKEN
    no_trust = any(isinstance(one, ssl.SSLError) for one in _chain(fault))
    return Reason.TLS if no_trust else Reason.NO_CONNECTION


def _chain(fault: BaseException | None) -> Iterator[BaseException]:
    """A fault and what it came from."""
    while fault is not None:
        yield fault
        fault = fault.__cause__ or fault.__context__


def _headers(parts: httpx.URL, wanted: Wanted) -> list[tuple[bytes, bytes]]:
    said = {
        "Host": parts.netloc.decode("ascii"),
        "User-Agent": USER_AGENT,
        "Accept": ", ".join(sorted(wanted.types)),
        "Accept-Encoding": "gzip",
        "Connection": "close",
    }
    if wanted.etag:
        said["If-None-Match"] = wanted.etag
    if wanted.last_modified:
        said["If-Modified-Since"] = wanted.last_modified
    return [(name.encode("ascii"), value.encode("latin-1")) for name, value in said.items()]


def _first_of_each(rows: list[tuple[bytes, bytes]]) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, value in rows:
        found.setdefault(name.decode("latin-1").lower(), value.decode("latin-1").strip())
    return found


def _elsewhere(status: int, headers: Mapping[str, str], parts: httpx.URL) -> _Elsewhere:
    """Where a redirect leads. It is only read here; the next hop is checked like the first."""
    said = headers.get("location", "")
    try:
        target = parts.join(addresses.read(said)) if said else None
    except (NotFetchedError, httpx.InvalidURL, ValueError):
        target = None
    if target is None:
        raise body.BodyError(Reason.REDIRECT)
    return _Elsewhere(str(target.copy_with(fragment=None)), status in FOR_GOOD)


def _type_of(headers: Mapping[str, str]) -> tuple[str, str]:
    message = Message()
    message["content-type"] = said = headers.get("content-type", "")
    kind = said.partition(";")[0].strip().lower()  # Message takes nonsense for text/plain
    return kind, (message.get_content_charset() or "")[:40]


def _as_fetched(answer: _Answer, wanted: Wanted, final: str, *, permanent: bool) -> Fetched:
    headers = answer.headers
    kind, charset = _type_of(headers)
    return Fetched(
        status=answer.status,
        url=wanted.url,
        final_url=final,
        content_type=kind,
        charset=charset,
        etag=_kept(headers.get("etag", "")),
        last_modified=_kept(headers.get("last-modified", "")),
        retry_after=headers.get("retry-after", "")[:LONGEST_HEADER],
        body=answer.content,
        sha256=hashlib.sha256(answer.content).hexdigest(),
        permanent=permanent,
    )


def _kept(validator: str) -> str:
    """A validator that can be sent back as it came."""
    fit = len(validator) <= LONGEST_HEADER and validator.isascii() and validator.isprintable()
    return validator if fit else ""
