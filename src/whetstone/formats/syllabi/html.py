"""HTML, by lxml: no network, no scripts, what is hidden is left out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from lxml import etree, html

from whetstone.core.freshness.document import Document, Line, LineKind, placed
from whetstone.formats.syllabi.decoding import decode

if TYPE_CHECKING:
    from collections.abc import Iterator

_HEADINGS: Final = {f"h{level}": level for level in range(1, 7)}
_DROPPED: Final = frozenset(
    {"script", "style", "template", "noscript", "head", "nav", "iframe", "object", "svg", "form",
     "footer", "select", "button"}
)  # fmt: skip
_BLOCKS: Final = frozenset(
    {"p", "div", "section", "article", "main", "body", "li", "ul", "ol", "dl", "dt", "dd", "tr",
     "table", "thead", "tbody", "header", "blockquote", "pre", "br", "hr", "aside", "figure",
     "caption", "figcaption", "address", "details", "summary", *_HEADINGS}
)  # fmt: skip
_CELLS: Final = frozenset({"td", "th"})


def read_html(name: str, data: bytes) -> Document:
    """The blocks of a page, in order."""
    text, notes = decode(name, data)
    parser = html.HTMLParser(
        encoding="utf-8", no_network=True, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = html.document_fromstring(text.encode("utf-8"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError):
        return Document(name, "html", (), notes=notes)
    return Document(name, "html", placed(_Walk().lines(root)), notes=notes)


class _Walk:
    """Gathers text between the ends of blocks."""

    def __init__(self) -> None:
        self.held: list[str] = []
        self.kind = LineKind.TEXT
        self.depth = 0
        self.number = 0
        self.items = 0
        self.dropped = 0

    def lines(self, root: etree._Element) -> Iterator[Line]:
        for event, node in etree.iterwalk(root, events=("start", "end")):
            tag = node.tag if isinstance(node.tag, str) else ""
            if event == "start":
                yield from self._opened(node, tag)
            else:
                yield from self._closed(node, tag)
        yield from self._flush()

    def _opened(self, node: etree._Element, tag: str) -> Iterator[Line]:
        if tag in _DROPPED or node.get("hidden") is not None:
            self.dropped += 1
        if tag in _BLOCKS:
            yield from self._flush()
            self.number = node.sourceline or self.number
            self._become(tag)
        if self.dropped == 0:
            self.held.append(node.text or "")

    def _closed(self, node: etree._Element, tag: str) -> Iterator[Line]:
        if tag in _BLOCKS:
            yield from self._flush()
            self.items -= tag == "li"
            self._become("li" if self.items > 0 else "p", entering=False)
        if tag in _CELLS and self.dropped == 0:
            self.held.append(" | ")
        if tag in _DROPPED or node.get("hidden") is not None:
            self.dropped -= 1
        if self.dropped == 0:
            self.held.append(node.tail or "")

    def _become(self, tag: str, *, entering: bool = True) -> None:
        self.depth = _HEADINGS.get(tag, 0)
        if tag == "li" and entering:
            self.items += 1
        if self.depth:
            self.kind = LineKind.HEADING
        elif tag == "tr":
            self.kind = LineKind.ROW
        elif self.items > 0 or tag in {"dt", "dd"}:
            self.kind = LineKind.ITEM
        else:
            self.kind = LineKind.TEXT

    def _flush(self) -> Iterator[Line]:
        text = " ".join("".join(self.held).split()).strip(" |")
        self.held = []
        if text:
            yield Line(self.kind, text, 0, self.number, depth=self.depth)
