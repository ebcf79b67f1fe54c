"""Text that strangers wrote, as plain text: no tags, no control characters, no tricks."""

from __future__ import annotations

import re
import unicodedata

from lxml import etree
from lxml import html as lxml_html

SILENT = frozenset(
    {"script", "style", "noscript", "template", "svg", "math", "iframe", "object", "head"}
)
"""Elements whose text nobody reads."""
INLINE = frozenset(
    {
        "a", "abbr", "b", "bdi", "bdo", "cite", "code", "data", "dfn", "del", "em", "font", "i",
        "img", "ins", "kbd", "label", "mark", "q", "s", "samp", "small", "span", "strong", "sub",
        "sup", "time", "tt", "u", "var", "wbr",
    }
)  # fmt: skip
"""Elements that stand within a line; all others begin and end one."""
_JOINERS = "\u200c\u200d"
"""Zero-width joiners: invisible, and yet they make Devanagari and many signs what they are."""
_SPACES = re.compile(r"\s+")
_LEFT_OUT = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})


def tidy(text: str) -> str:
    """One line of visible characters (NFC).

    What turns the direction of writing goes: with it "exe.fdp" is read as "pdf.exe".
    """
    spaced = _SPACES.sub(" ", unicodedata.normalize("NFC", text))
    seen = (c for c in spaced if c in _JOINERS or unicodedata.category(c) not in _LEFT_OUT)
    return "".join(seen).strip()


def shortened(text: str, most: int) -> str:
    """The text, or its beginning up to a whole word with a mark that it goes on."""
    if len(text) <= most:
        return text
    cut = text[: most - 1]
    head, space, _tail = cut.rpartition(" ")
    return f"{(head if space and len(head) > most // 2 else cut).rstrip()}…"


def plain(markup: str) -> str:
    """What a reader would see of a piece of HTML, as one line."""
    kept = "\n\t" + _JOINERS
    clean = "".join(c for c in markup if c in kept or unicodedata.category(c) not in _LEFT_OUT)
    if "<" not in clean and "&" not in clean:
        return tidy(clean)
    try:
        root = lxml_html.document_fromstring(f"<div>{clean}</div>", parser=parser("utf-8"))
    except (etree.LxmlError, ValueError):
        return ""
    drop(root, SILENT - {"head"})
    return tidy(" ".join(lines_of(root)))


def parser(encoding: str) -> lxml_html.HTMLParser:
    """Reads HTML from strangers: asks no network, and refuses trees of absurd depth."""
    try:
        return lxml_html.HTMLParser(
            encoding=encoding or None, no_network=True, remove_comments=True, remove_pis=True
        )
    except LookupError:  # a charset that nobody knows
        return parser("utf-8")


def drop(root: lxml_html.HtmlElement, tags: frozenset[str]) -> None:
    """Take elements out; the text behind them stays."""
    for element in list(root.iter(*tags)):
        if element.getparent() is not None:
            element.drop_tree()


def lines_of(root: lxml_html.HtmlElement) -> list[str]:
    """The text of each block: an element that is not inline begins and ends a line."""
    lines: list[str] = [""]
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if element.tag not in INLINE:
            lines.append("")
        text = element.text if event == "start" else element.tail
        if text and not (event == "end" and element is root):
            lines[-1] += text
    return lines
