"""Pages: bytes -> what a reader would read, and what of it is new.

Left out is what changes without anything having changed: navigation, forms, relative times
("3 hours ago"), lines that are nothing but a date, counters, and nonces. A date inside a sentence
stays: a deadline that moves is news.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lxml import etree
from lxml import html as lxml_html

from whetstone.formats.plain import SILENT, drop, lines_of, parser, shortened, tidy

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

MOST_SENTENCES = 4_000
LONGEST_SENTENCE = 600
MOST_CHARACTERS = 300_000
_AROUND = frozenset(
    {"nav", "footer", "form", "button", "input", "select", "textarea", "dialog", "menu", "aside"}
)
_ROLES = ("navigation", "banner", "contentinfo", "search", "complementary", "dialog", "alert")
_SENTENCE_ENDS = re.compile(r"(?<=[.!?。।])\s+(?=[^\W_a-z])")
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_DAY = r"(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,?\s+)?"
_CLOCK = (
    r"(?:,?\s*(?:at\s+)?\d{1,2}:\d{2}(?::\d{2})?\s*(?:[ap]\.?m\.?)?\s*(?:[a-z]{2,4}|[+-]\d{4})?)?"
)
_DATE = (
    rf"{_DAY}(?:\d{{4}}-\d{{2}}-\d{{2}}(?:t[\d:.]+z?)?|\d{{1,2}}[./]\d{{1,2}}[./]\d{{2,4}}"
    rf"|\d{{1,2}}\.?\s+{_MONTH},?\s+\d{{4}}|{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+\d{{4}}){_CLOCK}"
)
_AGO = r"(?:an?|\d+)\s*(?:second|sec|minute|min|hour|hr|day|week|month|year)s?\s+ago"
_STAMP = re.compile(
    rf"(?:(?:last\s+)?(?:updated|modified|reviewed|published|generated|posted)(?:\s+(?:on|at))?:?\s*)?"
    rf"(?:{_DATE}|{_AGO}|just now|today|yesterday)\.?",
    re.IGNORECASE,
)
"""A whole line that only says when."""
_RELATIVE = re.compile(rf"\b{_AGO}\b", re.IGNORECASE)
_COUNT = re.compile(
    r"[\d.,]+\s*[km]?\s+(?:views?|likes?|comments?|shares?|reactions?|followers?|votes?)",
    re.IGNORECASE,
)
_NONCE = re.compile(r"\b(?=[A-Za-z0-9_-]*\d)(?=[A-Za-z0-9_-]*[A-Za-z])[A-Za-z0-9_-]{20,}\b")


@dataclass(frozen=True, slots=True)
class Reading:
    """The sentences of a page in their order, and the hash of what they say in any order."""

    title: str
    sentences: tuple[str, ...]
    hash: str


@dataclass(frozen=True, slots=True)
class Difference:
    """Sentences that came and went. A sentence that moved did neither."""

    added: tuple[str, ...]
    removed: tuple[str, ...]


def read_page(body: bytes, *, charset: str = "", is_text: bool = False) -> Reading:
    """What a reader would read. A page without a readable sentence has none; it is no fault."""
    if is_text:
        lines = body.decode(charset if _is_known(charset) else "utf-8", "replace").splitlines()
        return _reading("", lines)
    root = _parsed(body, charset)
    if root is None:
        return _reading("", [])
    title = tidy(root.findtext(".//title") or "")
    drop(root, SILENT)
    drop(root, _AROUND)
    _drop_hidden(root)
    mains = root.findall(".//main") or root.xpath(".//*[@role='main']")
    return _reading(title, lines_of(mains[0] if len(mains) == 1 else root))


def difference(before: Sequence[str], after: Sequence[str]) -> Difference:
    """What of `after` was not in `before`, and the other way round, each in its own order."""
    return Difference(_without(after, before), _without(before, after))


def _without(these: Sequence[str], those: Sequence[str]) -> tuple[str, ...]:
    left = Counter(those)
    found = []
    for sentence in these:
        if left[sentence]:
            left[sentence] -= 1
        else:
            found.append(sentence)
    return tuple(found)


def _is_known(charset: str) -> bool:
    try:
        "".encode(charset)
    except (LookupError, ValueError):
        return False
    return bool(charset)


def _parsed(body: bytes, charset: str) -> lxml_html.HtmlElement | None:
    if not body.strip():
        return None
    try:
        return lxml_html.document_fromstring(body, parser=parser(charset))
    except (etree.LxmlError, ValueError):
        return None


def _drop_hidden(root: lxml_html.HtmlElement) -> None:
    roles = " or ".join(f"@role='{role}'" for role in _ROLES)
    for element in root.xpath(f".//*[@hidden or @aria-hidden='true' or {roles}]"):
        if element.getparent() is not None:
            element.drop_tree()


def _reading(title: str, lines: Iterable[str]) -> Reading:
    found: list[str] = []
    room = MOST_CHARACTERS
    for sentence in _sentences(lines):
        room -= len(sentence)
        if room < 0 or len(found) == MOST_SENTENCES:
            break
        found.append(sentence)
    return Reading(shortened(title, LONGEST_SENTENCE), tuple(found), _hash(found))


def _sentences(lines: Iterable[str]) -> Iterator[str]:
    for line in lines:
        for sentence in _SENTENCE_ENDS.split(tidy(line)):
            said = _that_lasts(sentence)
            if said:
                yield shortened(said, LONGEST_SENTENCE)


def _that_lasts(sentence: str) -> str:
    """The sentence without what changes by itself; nothing where nothing else is left."""
    if _STAMP.fullmatch(sentence) or _COUNT.fullmatch(sentence):
        return ""
    kept = tidy(_NONCE.sub("…", _RELATIVE.sub("…", sentence)))
    return kept if any(char.isalnum() for char in kept) else ""


def _hash(sentences: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(sorted(sentences)).encode()).hexdigest()
