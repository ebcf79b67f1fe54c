"""What people write for others to read: headings, lists, tables, bold, quotes and links.

Markdown, as far as it is plain. Whatever else is in it is shown as it was typed: no HTML of a
person's reaches a page, no picture is fetched, no link leads anywhere but to http, https, mailto.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from markupsafe import Markup

if TYPE_CHECKING:
    from collections.abc import Sequence

    from markdown_it import MarkdownIt
    from markdown_it.token import Token

LEADS_TO: Final = ("http://", "https://", "mailto:")
DEEPEST: Final = 6
BELOW: Final = 2
"""A page has its own first two ranks of headings; those of a text stand below them."""
_LINK: Final = {
    "rel": "noopener noreferrer nofollow ugc",
    "referrerpolicy": "no-referrer",
}


def rich(text: str) -> Markup:
    """A text as HTML.

    >>> [str(rich(one)).strip() for one in ("# Plan", "<b>no</b>")]
    ['<h3>Plan</h3>', '<p>&lt;b&gt;no&lt;/b&gt;</p>']
    """
    return Markup(_reader().render(text))  # noqa: S704  # raw HTML is off: the parser escapes it


@lru_cache(maxsize=1)
def _reader() -> MarkdownIt:
    """One parser for all texts; building it is the slow part."""
    from markdown_it import MarkdownIt

    reader = MarkdownIt("commonmark", {"html": False, "breaks": True}).enable("table")
    reader.disable("image")
    reader.validateLink = _leads_somewhere  # type: ignore[method-assign,assignment]  # as its manual says
    reader.core.ruler.push("plain", _made_plain)
    return reader


def _leads_somewhere(address: str) -> bool:
    return address.lower().startswith(LEADS_TO)


def _made_plain(state: Any) -> None:
    tokens: Sequence[Token] = state.tokens
    for token in tokens:
        if token.type.startswith("heading"):
            token.tag = f"h{min(DEEPEST, int(token.tag[1:]) + BELOW)}"
        token.attrs.pop("style", None)  # how a table's column lies: no style stands in a page
        for inner in token.children or ():
            if inner.type == "link_open":
                inner.attrs.update(_LINK)
