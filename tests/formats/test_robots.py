"""robots.txt as RFC 9309 says."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from whetstone.formats.robots import fits, may_read

FILE = """
User-agent: *
Disallow: /private/
Allow: /private/open$
Disallow: /*.pdf$

User-agent: Otherbot
User-agent: WHETSTONE   # by name
Disallow: /log
Allow: /log/2026
Disallow:

Sitemap: https://a.example/map
"""


@pytest.mark.parametrize(
    ("agent", "path", "may"),
    [
        ("anybody", "/", True),
        ("anybody", "/private/x", False),
        ("anybody", "/private/open", True),
        ("anybody", "/private/open/x", False),
        ("anybody", "/a/b.pdf", False),
        ("anybody", "/a/b.pdf?x=1", True),
        ("whetstone", "/private/x", True),
        ("whetstone", "/log", False),
        ("whetstone", "/logs", False),
        ("whetstone", "/log/2026/11", True),
        ("Whetstone", "/other", True),
    ],
)
def test_the_longest_rule_of_the_named_group_decides(agent, path, may):
    assert may_read(FILE, agent, path) is may


@pytest.mark.parametrize("robots", ["", "\ufeff", "nonsense", "Disallow: /", "User-agent: *"])
def test_without_rules_for_us_all_is_open(robots):
    assert may_read(robots, "whetstone", "/x")


def test_groups_of_the_same_name_are_joined_and_equal_rules_allow():
    joined = (
        "User-agent: a\nDisallow: /x\nUser-agent: b\nDisallow: /y\nUser-agent: a\nDisallow: /z"
    )
    assert [may_read(joined, "a", path) for path in ("/x", "/y", "/z")] == [False, True, False]
    assert may_read("User-agent: *\nDisallow: /x\nAllow: /x", "a", "/x")


@pytest.mark.parametrize("spelt", ["/caf%C3%A9", "/café", "/caf%c3%a9"])
def test_percent_signs_are_one_spelling(spelt):
    assert not may_read(f"User-agent: *\nDisallow: {spelt}", "a", "/caf%C3%A9/menu")


@pytest.mark.parametrize(
    ("pattern", "path", "does"),
    [
        ("/", "/x", True), ("/a*c", "/abbbc", True), ("/a*c$", "/abcd", False),
        ("/a*c$", "/acbc", True), ("/a*b*c", "/a1c2b3c", True), ("/a*b*c", "/a1c2b3", False),
        ("*", "/x", True), ("/x$", "/x", True), ("/x$", "/x/", False), ("/ab*b$", "/ab", False),
    ],
)  # fmt: skip
def test_stars_and_ends(pattern, path, does):
    assert fits(pattern, path) is does


def test_a_hostile_pattern_takes_no_time():
    began = time.monotonic()
    assert not may_read(
        "User-agent: *\nDisallow: /" + "*a" * 20_000 + "$\nDisallow: /b", "x", "/b" + "a" * 5000
    )
    assert time.monotonic() - began < 2


@given(st.text(max_size=200), st.text(max_size=50))
def test_any_file_gets_an_answer(robots, path):
    assert may_read(robots, "whetstone", "/" + path) in {True, False}
