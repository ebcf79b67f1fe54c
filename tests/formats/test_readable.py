"""What a reader would read of a page, and what counts as a change."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from whetstone.formats.plain import plain, shortened, tidy
from whetstone.formats.readable import MOST_CHARACTERS, MOST_SENTENCES, difference, read_page

PAGE = """<!doctype html><html><head><title>Change log</title><script>var t = 1</script></head>
<body><nav><a href=/>Home</a></nav><header>Search everything</header>
<main><h1>Change log</h1><time>21 November 2026</time>
<p>Reach <b>leaves</b> the feed on 1 March 2027. Views take its place.</p>
<ul><li>One<li>Two</ul><p>Last updated: Sat, 21 Nov 2026 at 08:00 UTC</p><p>12.4k views</p>
<p>Asked 3 hours ago by somebody</p><div hidden>secret</div></main>
<aside>Read on</aside><footer>About</footer></body></html>"""


def read(html: str):
    return read_page(html.encode(), charset="utf-8")


def test_the_text_of_the_main_part_is_read_in_sentences():
    found = read(PAGE)
    assert found.title == "Change log"
    assert found.sentences == (
        "Change log",
        "Reach leaves the feed on 1 March 2027.",
        "Views take its place.",
        "One",
        "Two",
        "Asked … by somebody",
    )


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("21 November 2026", "22 November 2026"),
        ("Sat, 21 Nov 2026 at 08:00 UTC", "Sun, 22 Nov 2026 at 23:11 UTC"),
        ("3 hours ago", "5 days ago"),
        ("12.4k views", "13,001 views"),
        ("var t = 1", "var t = 'nonce-8c1f'"),
        ("Home", "Start"),
        ("About", "About us"),
        ("secret", "other"),
        ("<li>One<li>Two", "<li>Two<li>One"),
        ("Reach <b>leaves</b>", "Reach\n  <em class=x>leaves</em>"),
    ],
)
def test_what_changes_by_itself_is_no_change(old, new):
    assert old in PAGE
    assert read(PAGE.replace(old, new)).hash == read(PAGE).hash


@pytest.mark.parametrize(
    ("old", "new"),
    [("1 March 2027", "1 May 2027"), ("Views take", "Nothing takes"), ("<li>One", "<li>Three")],
)
def test_what_is_said_differently_is_one(old, new):
    before, after = read(PAGE), read(PAGE.replace(old, new))
    assert before.hash != after.hash
    moved = difference(before.sentences, after.sentences)
    assert len(moved.added) == len(moved.removed) == 1


def test_a_sentence_said_twice_and_then_once_went_once():
    moved = difference(["a", "b", "a"], ["a", "c"])
    assert (moved.added, moved.removed) == (("c",), ("b", "a"))


def test_a_page_without_a_main_part_is_read_whole():
    assert read("<h1>Title</h1><p>Words.").sentences == ("Title", "Words.")


@pytest.mark.parametrize("body", [b"", b"  ", b"<script>x</script>", b"\x00\x01", b"<!-- x -->"])
def test_a_page_without_words_has_none(body):
    assert read_page(body).sentences == ()


def test_plain_text_is_read_line_by_line():
    found = read_page("Eins.\nZwei. Drei.\n".encode("latin-1"), charset="latin-1", is_text=True)
    assert found.sentences == ("Eins.", "Zwei.", "Drei.")
    assert read_page(b"a\xff\xfe", charset="no such thing", is_text=True).sentences


@pytest.mark.parametrize("charset", ["", "utf-8", "no such thing", "utf-16", "latin-1"])
def test_any_charset_is_survived(charset):
    read_page(PAGE.encode(), charset=charset)


def test_deep_wide_and_long_pages_end():
    began = time.monotonic()
    read(f"{'<div>' * 50_000}x")
    assert read(f"<p>{'a. B' * 400_000}</p>").sentences
    found = read("".join(f"<p>Word {n}.</p>" for n in range(20_000)))
    assert len(found.sentences) == MOST_SENTENCES
    assert sum(
        map(len, read("".join(f"<p>{n} {'x ' * 250}</p>" for n in range(2000))).sentences)
    ) <= (MOST_CHARACTERS)
    assert time.monotonic() - began < 20


@pytest.mark.parametrize("noise", ["a" * 50_000, "1 " * 30_000, "1." * 30_000, "ago " * 9_000])
def test_no_pattern_takes_long(noise):
    began = time.monotonic()
    read(f"<p>{noise}</p>")
    assert time.monotonic() - began < 5


@given(st.binary(max_size=300))
@settings(deadline=None)
def test_any_bytes(body):
    found = read_page(body)
    assert all(sentence == tidy(sentence) for sentence in found.sentences)


@given(st.text(max_size=200))
@settings(deadline=None)
def test_plain_is_plain(text):
    said = plain(text)
    assert said == tidy(said)
    assert len(shortened(said, 20)) <= 20


def test_shortened_ends_with_a_word():
    assert shortened("one two three four", 12) == "one two…"
    assert shortened("x" * 30, 10) == "x" * 9 + "…"
    assert shortened("short", 10) == "short"
