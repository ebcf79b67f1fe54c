"""Feeds from strangers: what is read, what is left out, and that nothing breaks the reader."""

from __future__ import annotations

import datetime as dt
import json
import time

import feedparser
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from whetstone.core.kernel.errors import Faults
from whetstone.formats.feeds import (
    LONGEST_EXCERPT,
    LONGEST_TITLE,
    LONGEST_URL,
    MOST_ENTRIES,
    read_feed,
)

RSS = b"""<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>Log</title>
<item><guid isPermaLink="false">g-1</guid><title>Reach &lt;b&gt;leaves&lt;/b&gt; the feed</title>
<link>https://a.example/1</link><pubDate>Sat, 21 Nov 2026 08:00:00 +0545</pubDate>
<description>&lt;p&gt;From &lt;em&gt;March&lt;/em&gt; on.&lt;script&gt;x()&lt;/script&gt;&lt;/p&gt;
</description></item></channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>बदलाव</title>
<entry><id>tag:a.example,2026:2</id><title type="html">Views &amp;amp; reach</title>
<link rel="alternate" href="https://a.example/2"/><updated>2026-11-22T09:00:00Z</updated>
<content type="html">&lt;p&gt;Long.&lt;/p&gt;</content></entry></feed>""".encode()
JSON = {
    "version": "https://jsonfeed.org/version/1.1",
    "title": "Log",
    "items": [
        {"id": 7, "url": "https://a.example/7", "content_html": "<p>Stickers <b>change</b></p>",
         "date_published": "2026-11-21T08:00:00-05:00"},
        {"id": "8", "title": "Older", "date_published": "2026-11-01T08:00:00Z"},
    ],
}  # fmt: skip


def as_json(**more) -> bytes:
    return json.dumps(JSON | more).encode()


def items(*rows) -> bytes:
    return as_json(items=list(rows))


def only(body: bytes):
    (entry,) = read_feed(body).entries
    return entry


def test_rss():
    entry = only(RSS)
    assert (entry.id, entry.title, entry.url) == (
        "g-1", "Reach leaves the feed", "https://a.example/1",
    )  # fmt: skip
    assert entry.excerpt == "From March on."
    assert entry.published == dt.datetime(2026, 11, 21, 2, 15, tzinfo=dt.UTC)


def test_atom():
    feed = read_feed(ATOM)
    assert feed.title == "बदलाव"
    (entry,) = feed.entries
    assert (entry.id, entry.title, entry.excerpt) == (
        "tag:a.example,2026:2", "Views & reach", "Long.",
    )  # fmt: skip
    assert entry.published == dt.datetime(2026, 11, 22, 9, tzinfo=dt.UTC)


def test_json_feed_newest_first_with_titles_made_where_there_are_none():
    first, second = read_feed(as_json()).entries
    assert (first.id, first.title, first.url) == ("7", "Stickers change", "https://a.example/7")
    assert first.published == dt.datetime(2026, 11, 21, 13, tzinfo=dt.UTC)
    assert second.id == "8"


def test_an_id_is_its_own_or_the_link_or_a_hash_that_stays():
    assert only(items({"url": "https://a.example/x", "title": "T"})).id == "https://a.example/x"
    bare = items({"title": "T", "content_text": "words"})
    assert only(bare).id == only(bare).id
    assert only(bare).id.startswith("sha256:")
    assert only(bare).id != only(items({"title": "U", "content_text": "words"})).id


def test_an_entry_named_twice_is_read_once_and_an_empty_one_not_at_all():
    assert len(read_feed(items({"id": "1", "title": "a"}, {"id": "1", "title": "b"})).entries) == 1
    assert read_feed(items({"id": "1"}, "text", None, 5)).entries == ()


def test_long_feeds_and_long_entries_are_cut():
    rows = ({"id": str(n), "title": "x " * 500, "content_text": "y " * 9000} for n in range(300))
    feed = read_feed(items(*rows))
    assert (len(feed.entries), feed.left_out) == (MOST_ENTRIES, 300 - MOST_ENTRIES)
    assert all(len(entry.title) <= LONGEST_TITLE for entry in feed.entries)
    assert all(len(entry.excerpt) <= LONGEST_EXCERPT for entry in feed.entries)


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", "data:text/html,x", "ftp://a.example/", "/relative", "https://", 5,
     "https://a.example/" + "x" * 500, "https://a b/", None, ["https://a.example/"]],
)  # fmt: skip
def test_a_link_that_is_none_for_a_browser_is_left_out(url):
    assert only(items({"id": "1", "title": "T", "url": url})).url == ""


@pytest.mark.parametrize(
    "said", ["yesterday", "2026-13-40", "", 7, None, "9999-12-31T23:59:59-23:59", {"a": 1}]
)
def test_a_date_that_is_none_is_left_out(said):
    entry = only(items({"id": "1", "title": "T", "date_published": said}))
    assert entry.published is None


def test_text_is_plain_and_cannot_turn_its_direction():
    title = "safe\u202egpj.exe\x00\x07 <b>bold</b>&lt;i&gt; o\u200dk <p>li</p>ne"
    assert only(items({"id": "1", "title": title})).title == "safegpj.exe bold<i> o\u200dk li ne"


@pytest.mark.parametrize(
    "body",
    [b"", b"hello", b"<html><p>no feed</p></html>", b"{", b"{}", b'{"version": 1}', b"[]",
     b'{"version": "https://jsonfeed.org/version/1.1", "items": {}}', b"\x00" * 50,
     b'{"a":' * 50_000, b'{"version": ' + b"9" * 10_000 + b"}"],
)  # fmt: skip
def test_what_is_no_feed_is_a_fault(body):
    with pytest.raises(Faults):
        read_feed(body)


def test_entities_neither_explode_nor_open_files():
    lols = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    head = f'<!DOCTYPE r [<!ENTITY l0 "lol">{lols}<!ENTITY f SYSTEM "file:///etc/passwd">]>'
    body = f'<?xml version="1.0"?>{head}<rss version="2.0"><channel><item><guid>1</guid>'
    body += "<title>a &l9; &f; b</title></item></channel></rss>"
    began = time.monotonic()
    try:
        title = only(body.encode()).title
    except Faults:
        title = ""
    assert time.monotonic() - began < 5
    assert "root:" not in title
    assert len(title) <= LONGEST_TITLE


def test_a_body_that_is_an_address_or_a_path_is_only_a_body(monkeypatch):
    def never(*_args, **_more):
        raise AssertionError

    monkeypatch.setattr(feedparser.http, "get", never)
    for body in (b"https://a.example/feed", b"file:///etc/passwd", b"/etc/passwd"):
        with pytest.raises(Faults):
            read_feed(body)


def check(body: bytes) -> None:
    """Whatever comes: a feed within its limits, or Faults; nothing else."""
    try:
        feed = read_feed(body)
    except Faults:
        return
    assert len(feed.entries) <= MOST_ENTRIES
    for entry in feed.entries:
        assert 0 < len(entry.id) <= 500
        assert 0 < len(entry.title) <= LONGEST_TITLE
        assert len(entry.excerpt) <= LONGEST_EXCERPT
        assert len(entry.url) <= LONGEST_URL
        assert entry.published is None or entry.published.tzinfo is not None
        assert entry.title.isprintable() or "\u200c" in entry.title or "\u200d" in entry.title


@given(st.binary(max_size=400))
@settings(deadline=None)
def test_any_bytes(body):
    check(body)


@given(st.text(max_size=80), st.text(max_size=80), st.binary(max_size=30), st.integers(0, 400))
@settings(deadline=None)
def test_any_words_and_any_damage(title, text, noise, place):
    body = RSS.replace(b"g-1", title.encode("utf-8", "replace"))
    body = body.replace(b"March", text.encode("utf-8", "replace"))
    check(body[:place] + noise + body[place + len(noise) :])


_ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner),
    max_leaves=6,
)
_ROW = st.dictionaries(
    st.sampled_from(["id", "url", "title", "summary", "content_html", "date_published"]), _ANY
)


@given(st.lists(_ROW, max_size=5), _ANY)
@settings(deadline=None)
def test_any_json(rows, title):
    check(json.dumps(JSON | {"title": title, "items": rows}).encode())
