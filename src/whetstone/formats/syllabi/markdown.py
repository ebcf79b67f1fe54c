"""Markdown (CommonMark with tables), by markdown-it. HTML inside it is not read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from markdown_it import MarkdownIt

from whetstone.core.freshness.document import Document, Line, LineKind, placed
from whetstone.formats.syllabi.decoding import decode

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from markdown_it.token import Token

_FENCE: Final = "---"


def read_markdown(name: str, data: bytes) -> Document:
    """The blocks of a Markdown file; front matter is left out."""
    text, notes = decode(name, data)
    body, skipped = _without_front_matter(text)
    parser = MarkdownIt("commonmark", {"html": True}).enable("table")
    return Document(name, "markdown", placed(_blocks(parser.parse(body), skipped)), notes=notes)


def _without_front_matter(text: str) -> tuple[str, int]:
    lines = text.split("\n")
    if lines and lines[0].strip() == _FENCE:
        for index, line in enumerate(lines[1:], start=1):
            if line.strip() == _FENCE:
                return "\n".join(lines[index + 1 :]), index + 1
    return text, 0


def _blocks(tokens: Sequence[Token], skipped: int) -> Iterator[Line]:
    items = heading = number = 0
    cells: list[str] | None = None
    for token in tokens:
        number = token.map[0] + 1 + skipped if token.map else number
        if token.type.startswith("list_item"):
            items += token.nesting
        elif token.type.startswith("heading"):
            heading = int(token.tag[1]) if token.nesting > 0 else 0
        elif token.type == "tr_open":
            cells = []
        elif token.type == "tr_close":
            yield Line(LineKind.ROW, " | ".join(filter(None, cells or ())), 0, number)
            cells = None
        elif token.type == "inline" and cells is not None:
            cells.append(_plain(token))
        elif token.type == "inline":
            yield _line(_plain(token), number, heading=heading, in_item=items > 0)


def _line(text: str, number: int, *, heading: int, in_item: bool) -> Line:
    if heading:
        return Line(LineKind.HEADING, text, 0, number, depth=heading)
    return Line(LineKind.ITEM if in_item else LineKind.TEXT, text, 0, number)


def _plain(token: Token) -> str:
    words = {"softbreak": " ", "hardbreak": " "}
    return "".join(
        child.content if child.type in {"text", "code_inline"} else words.get(child.type, "")
        for child in token.children or ()
    )
