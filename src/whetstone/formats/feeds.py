"""Feeds: bytes -> entries. RSS and Atom by feedparser, JSON Feed 1.1 by a reader of our own.

Only bytes are read: nothing here knows an address, and no reader is let to fetch or to open one.
What comes out is plain text, short, and of bounded number; dates are aware.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from whetstone.core.kernel.errors import Fault, Faults
from whetstone.formats.plain import plain, shortened, tidy

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

MOST_ENTRIES = 100
LONGEST_TITLE = 200
LONGEST_EXCERPT = 600
LONGEST_ID = 500
LONGEST_URL = 500
LONGEST_READ = 20_000
"""Characters of one entry's text that are looked at at all."""
JSON_FEED = "https://jsonfeed.org/version/1"
_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry. `id` is its own name for itself, else its link, else a hash of its words."""

    id: str
    title: str
    url: str
    excerpt: str
    published: dt.datetime | None


@dataclass(frozen=True, slots=True)
class Feed:
    """The newest entries first where they say when; `left_out`: how many were over the limit."""

    title: str
    entries: tuple[Entry, ...]
    left_out: int = 0


def read_feed(body: bytes, *, charset: str = "") -> Feed:
    """The entries of a feed of any of the three kinds.

    Raises:
        Faults: no feed, or one that cannot be read.
    """
    head = body.removeprefix(_BOM).lstrip()[:1]
    return _read_json(body) if head == b"{" else _read_xml(body, charset)


def _read_xml(body: bytes, charset: str) -> Feed:
    import feedparser  # type: ignore[import-untyped]  # loaded when a feed comes

    kind = f"application/xml; charset={charset}" if charset else "application/xml"
    try:
        found: Any = feedparser.parse(
            BytesIO(body),
            response_headers={"content-type": kind},
            sanitize_html=True,
            resolve_relative_uris=False,
        )
    except Exception as fault:  # it meets what no feed should hold in many ways of its own
        raise _no_feed("no feed can be read from it.") from fault
    if not found.get("version"):
        raise _no_feed("it is neither RSS nor Atom nor a JSON Feed.")
    rows = found.get("entries", [])
    return _feed(str(found.get("feed", {}).get("title", "")), (_of_xml(row) for row in rows))


def _of_xml(row: dict[str, Any]) -> Entry:
    texts = [row.get("summary"), *(part.get("value") for part in row.get("content", []))]
    return _entry(
        name=row.get("id"),
        title=row.get("title"),
        urls=[row.get("link"), *(link.get("href") for link in row.get("links", []))],
        texts=texts,
        published=_of_tuple(row.get("published_parsed") or dict.get(row, "updated_parsed")),
    )


def _of_tuple(parts: Any) -> dt.datetime | None:
    """Its dates are tuples in UTC."""
    try:
        year, month, day, hour, minute, second = parts[:6]
        return dt.datetime(year, month, day, hour, minute, second, tzinfo=dt.UTC)
    except (TypeError, ValueError):
        return None


def _read_json(body: bytes) -> Feed:
    try:
        found = json.loads(body.removeprefix(_BOM))
    except (ValueError, RecursionError) as fault:
        raise _no_feed("its JSON cannot be read.") from fault
    if not str(found.get("version", "")).startswith(JSON_FEED):
        raise _no_feed("it does not say that it is a JSON Feed.")
    rows = found.get("items")
    if not isinstance(rows, list):
        raise _no_feed("it holds no list of items.")
    made = (_of_json(row) for row in rows if isinstance(row, dict))
    return _feed(_text(found.get("title")), made)


def _of_json(row: Mapping[str, Any]) -> Entry:
    return _entry(
        name=row.get("id"),
        title=row.get("title"),
        urls=[row.get("url"), row.get("external_url")],
        texts=[row.get("summary"), row.get("content_text"), row.get("content_html")],
        published=_of_rfc3339(row.get("date_published") or row.get("date_modified")),
    )


def _of_rfc3339(said: Any) -> dt.datetime | None:
    try:
        found = dt.datetime.fromisoformat(_text(said))
        return (found if found.tzinfo else found.replace(tzinfo=dt.UTC)).astimezone(dt.UTC)
    except (ValueError, OverflowError):
        return None


def _feed(title: str, rows: Iterable[Entry]) -> Feed:
    """Each entry once, the newest first; entries without a date keep their place at the end."""
    once = {row.id: row for row in rows if row.title or row.excerpt}
    dated = sorted(
        once.values(),
        key=lambda row: row.published or dt.datetime.min.replace(tzinfo=dt.UTC),
        reverse=True,
    )
    kept = tuple(dated[:MOST_ENTRIES])
    name = shortened(plain(title[:LONGEST_READ]), LONGEST_TITLE)
    return Feed(name, kept, left_out=len(dated) - len(kept))


def _entry(
    *,
    name: Any,
    title: Any,
    urls: Iterable[Any],
    texts: Iterable[Any],
    published: dt.datetime | None,
) -> Entry:
    read = [plain(_text(text)) for text in texts]
    excerpt = shortened(next((text for text in read if text), ""), LONGEST_EXCERPT)
    heading = plain(_text(title)) or excerpt
    url = next(filter(None, map(link_of, urls)), "")
    own = tidy(_text(name))
    return Entry(
        id=own if 0 < len(own) <= LONGEST_ID else url or _hash(heading, published),
        title=shortened(heading, LONGEST_TITLE),
        url=url,
        excerpt=excerpt,
        published=published,
    )


def link_of(said: Any) -> str:
    """The address where it is one for a browser and not too long, else nothing."""
    url = tidy(_text(said))
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    fit = parts.scheme in {"https", "http"} and parts.netloc and " " not in url
    return url if fit and len(url) <= LONGEST_URL else ""


def _text(said: Any) -> str:
    """A text or a number as text, no longer than is looked at; nothing for anything else."""
    is_number = isinstance(said, int | float) and not isinstance(said, bool)
    return str(said)[:LONGEST_READ] if isinstance(said, str) or is_number else ""


def _hash(title: str, published: dt.datetime | None) -> str:
    said = f"{title}\n{published.isoformat() if published else ''}"
    return f"sha256:{hashlib.sha256(said.encode()).hexdigest()}"


def _no_feed(why: str) -> Faults:
    return Faults([Fault("feed", "no feed", why)])
