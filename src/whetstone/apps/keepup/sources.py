"""Asking one source and reading what came, as a value. Nothing is stored here."""

from __future__ import annotations

import datetime as dt
import enum
import hashlib
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from whetstone.core.kernel.errors import Faults
from whetstone.formats.feeds import Entry, read_feed
from whetstone.formats.readable import Reading, read_page
from whetstone.formats.robots import may_read
from whetstone.web.fetching import FEEDS, PAGES, ROBOTS, NotFetchedError, Wanted

if TYPE_CHECKING:
    from collections.abc import Callable

    from whetstone.web.fetching import Fetched, Fetches

AGENT = "whetstone"
OK, GONE = 200, 410
ROBOTS_FAULT = 500


class Trouble(enum.StrEnum):
    """Why a look failed although an answer came; beside `fetching.Reason`, where none came."""

    STATUS = "status"
    ROBOTS = "robots"
    NO_FEED = "no_feed"
    NO_TEXT = "no_text"
    GONE = "gone_for_good"


@dataclass(frozen=True, slots=True)
class Source:
    """What is asked, and what is known of it from last time."""

    url: str
    is_feed: bool
    etag: str = ""
    last_modified: str = ""


@dataclass(frozen=True, slots=True)
class Sight:
    """What one look brought. `reason` is empty where it went well; `is_same`: said by the server.

    Of a feed `entries`, of a page `reading`.
    """

    reason: str = ""
    status: int = 0
    bytes: int = 0
    is_same: bool = False
    etag: str = ""
    last_modified: str = ""
    wait: dt.timedelta | None = None
    entries: tuple[Entry, ...] = ()
    reading: Reading | None = None


class Looker:
    """Looks at sources during one run; what a host's robots.txt says is asked once a run."""

    def __init__(self, fetch: Fetches, now: dt.datetime) -> None:
        self._fetch = fetch
        self._now = now
        self._robots: dict[str, Callable[[str], bool]] = {}

    def look(self, source: Source) -> Sight:
        """Ask a source. What fails comes back as a fact.

        Raises:
            NotFetchedError: fetching is off; nobody was asked.
        """
        try:
            if not source.is_feed and not self._may_read(source.url):
                return Sight(Trouble.ROBOTS)
            came = self._fetch(
                Wanted(
                    source.url,
                    FEEDS if source.is_feed else PAGES,
                    source.etag,
                    source.last_modified,
                )
            )
        except NotFetchedError as fault:
            if fault.reason == "off":
                raise
            return Sight(fault.reason.value)
        return self._read(source, came)

    def _read(self, source: Source, came: Fetched) -> Sight:
        wait = wait_of(came.retry_after, self._now)
        if came.is_unchanged and (source.etag or source.last_modified):
            return Sight(status=came.status, is_same=True, etag=source.etag,
                         last_modified=source.last_modified, wait=wait)  # fmt: skip
        if came.status != OK:
            trouble = Trouble.GONE if came.status == GONE else Trouble.STATUS
            return Sight(trouble, came.status, wait=wait)
        reason, entries, reading = _contents(source, came)
        return Sight(
            reason,
            came.status,
            len(came.body),
            etag=came.etag,
            last_modified=came.last_modified,
            wait=wait,
            entries=entries,
            reading=reading,
        )

    def _may_read(self, url: str) -> bool:
        """Whether the host lets programs read this page (RFC 9309)."""
        parts = urlsplit(url)
        if parts.netloc not in self._robots:
            self._robots[parts.netloc] = self._rules(f"https://{parts.netloc}/robots.txt")
        path = urlunsplit(("", "", parts.path or "/", parts.query, ""))
        return self._robots[parts.netloc](path)

    def _rules(self, url: str) -> Callable[[str], bool]:
        """RFC 9309, 2.3.1: refused means no rules; unreachable or a fault means all is closed."""
        try:
            came = self._fetch(Wanted(url, ROBOTS))
        except NotFetchedError as fault:
            if fault.reason == "off":
                raise
            is_page = fault.reason == "type"  # a host that answers everything with a page
            return lambda _path: is_page
        if came.status == OK:
            text = came.body.decode("utf-8", "replace")
            return lambda path: may_read(text, AGENT, path)
        is_closed = came.status >= ROBOTS_FAULT
        return lambda _path: not is_closed


def _contents(source: Source, came: Fetched) -> tuple[str, tuple[Entry, ...], Reading | None]:
    """(reason, entries, reading) of an answer."""
    if source.is_feed:
        try:
            return "", read_feed(came.body, charset=came.charset).entries, None
        except Faults:
            return Trouble.NO_FEED, (), None
    is_text = came.content_type == "text/plain"
    reading = read_page(came.body, charset=came.charset, is_text=is_text)
    if not reading.sentences:
        return Trouble.NO_TEXT, (), None
    return "", (), reading


def wait_of(retry_after: str, now: dt.datetime) -> dt.timedelta | None:
    """How long a server asks us to wait: seconds or a date (RFC 9110, 10.2.3)."""
    if retry_after.isascii() and retry_after.isdigit():
        return dt.timedelta(seconds=min(int(retry_after[:9]), 10**8))
    try:
        until = parsedate_to_datetime(retry_after)
    except ValueError:
        return None
    until = until if until.tzinfo else until.replace(tzinfo=dt.UTC)
    return max(until - now, dt.timedelta())


def fingerprint_of_entry(entry: Entry, *, host: str) -> str:
    """The same entry through two feeds of one host is one sighting; so is a link with a tracker.

    An id that is no address (RFC 4151's tags among them) is a name within its host.
    """
    name = _without_trackers(entry.id) if "://" in entry.id else f"{host}\n{entry.id}"
    return hashlib.sha256(f"entry\n{name}".encode()).hexdigest()


def fingerprint_of_page(url: str, text_hash: str) -> str:
    """The same page with the same words."""
    return hashlib.sha256(f"page\n{url}\n{text_hash}".encode()).hexdigest()


def _without_trackers(url: str) -> str:
    try:
        parts = urlsplit(url)
    except ValueError:
        return url
    kept = [(k, v) for k, v in parse_qsl(parts.query, keep_blank_values=True)
            if not k.lower().startswith("utm_")]  # fmt: skip
    return urlunsplit(("", parts.netloc.lower(), parts.path, urlencode(kept), ""))
