"""Mastodon: statuses as its public interface gives them, a JSON array or one entry a line.

A boost is somebody else's post and is left out. The text is HTML and is taken without its marks.
"""

from __future__ import annotations

import html
import io
import json
import re
from contextlib import suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from whetstone.core.kernel.errors import Fault
from whetstone.formats.networks import limits, values
from whetstone.formats.networks.answers import Recognised, Sheet
from whetstone.formats.networks.canon import Column, Flaw, Metric, PostRow

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO

KEY: Final = "mastodon_statuses"
_FIGURES: Final = {
    "replies_count": "replies", "reblogs_count": "reposts", "favourites_count": "likes",
}  # fmt: skip
_HOLDS: Final = {
    "id": "post_id", "created_at": "published", "content": "text", "url": "link",
    "visibility": "", "in_reply_to_id": "kind",
}  # fmt: skip
_BREAK: Final = re.compile(r"<br\s*/?>|</p>\s*<p>", re.IGNORECASE)
_MARK: Final = re.compile(r"<[^>]*>")
_CHUNK: Final = 65_536
_MOST: Final = 10**15
_LONGEST: Final = 2_000_000
_AGAIN: Final = "Save the answer of the server again, whole."


def recognised(file: BinaryIO, encoding: str) -> Recognised:
    """What a JSON file is; only statuses are known.

    Raises:
        Fault: it is no list of statuses.
    """
    samples = []
    for _place, one in _entries(file, encoding):
        if not _is_status(one):
            break
        samples.append(tuple(values.shown(str(one.get(key, ""))) for key in (*_HOLDS, *_FIGURES)))
        if len(samples) >= limits.SAMPLES:
            break
    if not samples:
        raise Fault("file", "it is JSON, and no list of Mastodon statuses",
                    "Save the answer of /api/v1/accounts/…/statuses.")  # fmt: skip
    columns = (
        *(Column(key, what) for key, what in _HOLDS.items()),
        *(Column(key, "figure", Metric(name)) for key, name in _FIGURES.items()),
    )
    sheet = Sheet("", KEY, "posts", 1, columns, tuple(samples))
    return Recognised(KEY, "mastodon", "posts", encoding, (sheet,), 1, columns, tuple(samples))


def rows(file: BinaryIO, encoding: str) -> Iterator[PostRow | Flaw]:
    """Each status, by its place in the list."""
    seen: dict[int, int] = {}
    for place, one in _entries(file, encoding):
        if not _is_status(one):
            yield Flaw(place, "", "no_status", values.shown(str(one)))
        elif one.get("reblog"):
            yield Flaw(place, "reblog", "boost", values.shown(str(one["id"])))
        elif first := seen.get(hash(str(one["id"]))):
            yield Flaw(place, "id", "twice", str(first))
        else:
            seen[hash(str(one["id"]))] = place
            yield _row(place, one)


def _row(place: int, one: dict[str, Any]) -> PostRow | Flaw:
    figures = {}
    for key, name in _FIGURES.items():
        found = one.get(key)
        if found is None:
            continue
        if isinstance(found, bool) or not isinstance(found, int) or abs(found) > _MOST:
            return Flaw(place, key, "no_number", values.shown(str(found)))
        figures[name] = float(found)
    try:
        published = datetime.fromisoformat(str(one.get("created_at")))
    except ValueError:
        return Flaw(place, "created_at", "no_date", values.shown(str(one.get("created_at"))))
    text = _MARK.sub("", _BREAK.sub("\n", str(one.get("content") or "")))
    return PostRow(
        line=place,
        network="mastodon",
        post_id=values.ident(str(one["id"])),
        published=published if published.tzinfo else published.replace(tzinfo=UTC),
        kind="reply" if one.get("in_reply_to_id") else "post",
        text=values.words(html.unescape(text)),
        link=str(one.get("url") or one.get("uri") or "")[: limits.LONGEST_TEXT],
        figures=figures,
    )


def _is_status(one: object) -> bool:
    return (
        isinstance(one, dict)
        and isinstance(one.get("id"), str | int)
        and bool(one.get("id"))
        and "created_at" in one
        and any(key in one for key in _FIGURES)
    )


def _entries(file: BinaryIO, encoding: str) -> Iterator[tuple[int, Any]]:
    """(place from 1, entry) of a list or of entries one after the other; memory stays flat.

    Raises:
        Fault: it is no JSON, or one entry is far too long.
    """
    file.seek(0)
    text = io.TextIOWrapper(file, encoding=encoding)
    decode = json.JSONDecoder().raw_decode
    kept, place, done = "", 0, False
    try:
        while not done:
            chunk = text.read(_CHUNK)
            done = not chunk
            kept += chunk
            start = 0
            while (start := _skipped(kept, start)) < len(kept):
                try:
                    one, end = decode(kept, start)
                except ValueError:  # no JSON yet, or a number of thousands of digits
                    break
                if end == len(kept) and not done:
                    break  # a number may go on in the next piece
                place, start = place + 1, end
                yield place, one
            kept = kept[start:]
            if len(kept) > _LONGEST or (done and kept.strip("\ufeff \r\n\t,[]")):
                raise Fault(f"entry {place + 1}", "it is no JSON, or cut off", _AGAIN)
    except (UnicodeDecodeError, RecursionError) as bad:
        raise Fault(f"entry {place + 1}", "it is no JSON", _AGAIN) from bad
    finally:
        with suppress(ValueError):
            text.detach()


def _skipped(text: str, start: int) -> int:
    """The place of the next entry: beyond blanks, commas and the brackets of the list."""
    while start < len(text) and text[start] in "\ufeff \r\n\t,[]":
        start += 1
    return start
