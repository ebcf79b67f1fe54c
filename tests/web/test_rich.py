"""What people write for others is laid out, and nothing in it runs, leads astray or is fetched."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from whetstone.web.rich import rich

ALLOWED = {
    "p", "h3", "h4", "h5", "h6", "strong", "em", "ul", "ol", "li", "blockquote", "code", "pre",
    "hr", "br", "a", "table", "thead", "tbody", "tr", "th", "td",
}  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("One\nTwo", "<p>One<br />\nTwo</p>\n"),
        ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n"),
        ("## Why\nSo.", "<h4>Why</h4>\n<p>So.</p>\n"),
        ("5 < 6 & 7 > 2", "<p>5 &lt; 6 &amp; 7 &gt; 2</p>\n"),
    ],
)
def test_it_is_laid_out_as_it_was_meant(typed, shown):
    assert str(rich(typed)) == shown


@pytest.mark.parametrize(
    "typed",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[x](javascript:alert(1))",
        "[x](JaVaScRiPt:alert(1))",
        "[x](data:text/html;base64,PHNjcmlwdD4=)",
        "[x](vbscript:x)",
        "[x](//example.org)",
        "[x](/people/leave)",
        "![x](https://example.org/x.png)",
        '<https://example.org/"onmouseover=alert(1)>',
        "| a |\n|:-:|\n| <b onclick=x> |",
        "[a]: javascript:alert(1)\n\n[a]",
        '[x](https://example.org "t\\" onclick=alert(1)")',
    ],
)
def test_nothing_in_it_runs_or_is_fetched(typed):
    assert_plain(str(rich(typed)))


@given(st.text(alphabet="<>[]()!\"'`*_#|-:\n ahtps/.jv=&;\\", max_size=120))
def test_whatever_is_typed_only_plain_marks_come_out(typed):
    assert_plain(str(rich(typed)))


def assert_plain(made: str) -> None:
    for tag, rest in re.findall(r"<\s*/?\s*([a-zA-Z0-9]+)((?:\"[^\"]*\"|[^>\"])*)>", made):
        assert tag in ALLOWED, made
        names = re.findall(r"([a-zA-Z-]+)=\"", re.sub(r"\"[^\"]*\"", '""', rest))
        allowed = {"href", "rel", "referrerpolicy", "title"} if tag == "a" else {"start", "class"}
        assert set(names) <= allowed, made
    for address in re.findall(r'href="([^"]*)"', made):
        assert address.lower().startswith(("http://", "https://", "mailto:")), made
