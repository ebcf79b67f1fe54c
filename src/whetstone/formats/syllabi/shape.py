"""Plain lines -> headings, items and paragraphs, by how they look: for text and for PDF."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from whetstone.core.freshness.document import Line, LineKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_BULLET: Final = re.compile(
    r"^\s*(?:[-*+•‣◦▪●○–—·]|\(?\d{1,2}[.)]|\(?[a-zA-Z][.)]|\d{1,2}(?:\.\d{1,2})+\.?)\s+(?=\S)"
)
_MARK: Final = re.compile(r"^\s*(?:[-*+•‣◦▪●○–—·])\s*(?=\S)")
_WEEK: Final = re.compile(r"^\s*(week|session|unit|module|day|lesson|class)\s*\d+", re.IGNORECASE)
_KEYED: Final = re.compile(r"^[\w /'&-]{2,30}:\s+\S")
_UNDERLINE: Final = re.compile(r"^\s*(=|-|_|~|\*){3,}\s*$")
_LONGEST_HEADING: Final = 70
_MOST_HEADING_WORDS: Final = 9
_ENDS: Final = (".", "!", "?", ";", ",")
_GOES_ON: Final = re.compile(r"^\s*[a-zà-ÿ(]|^\s*(and|or|of|the)\b")
_FULL: Final = 0.8
"""Of the longest line: letters of a printed line differ in width."""
_SENTENCES: Final = re.compile(r"[.!?]\s+[A-ZÀ-Þ]")
_FEWEST_LISTED: Final = 2
_MOST_WORDS_BETWEEN: Final = 4
_HANGS: Final = re.compile(
    r"(,|:|\b(a|an|and|by|for|from|in|of|on|or|the|to|with))$", re.IGNORECASE
)
"""How a line ends that is not at its end."""


def shaped(rows: Iterable[tuple[str, int, int]]) -> Iterator[Line]:
    """(text, page, number) of physical lines -> lines; wrapped paragraphs are joined.

    A line that begins with a capital goes on with the one before only where that one was full:
    whoever breaks a line early means to begin a new one, bullet or not. In a list without
    bullets it never does, see `_listed`.
    """
    rows = list(rows)
    listed = _listed([text for text, _page, _number in rows])
    full = _FULL * max((len(text.strip()) for text, _page, _number in rows), default=0)
    open_: Line | None = None
    blank, last = True, ""
    for place, (text, page, number) in enumerate(rows):
        if not text.strip() or _UNDERLINE.match(text):
            if open_ is not None:
                yield _closed(open_, underlined=bool(text.strip()))
            open_, blank = None, True
            continue
        is_full = place not in listed and len(last.strip()) + 1 + len(text.split()[0]) > full
        after = rows[place + 1][0] if place + 1 < len(rows) else ""
        if open_ is not None and (
            _interrupts(open_, text, after) or not _goes_on(open_, text, is_full=is_full)
        ):
            yield _closed(open_)
            open_ = None
        if open_ is None:
            if _opens(text, after):
                yield Line(LineKind.HEADING, text.strip(), page, number, depth=2)
            else:
                open_ = _begun(text, page, number, after_blank=blank)
        else:
            open_ = Line(open_.kind, f"{open_.text} {text.strip()}", open_.page, open_.number)
        blank, last = False, text
    if open_ is not None:
        yield _closed(open_)


def _listed(texts: Sequence[str]) -> set[int]:
    """The lines that begin a topic of their own in a list that bears no bullets.

    A line of wrapped prose begins with a capital by chance, seldom twice in a row. Where more
    lines of a block do than do not, and no line holds the end of a sentence, it is a list.
    """
    found: set[int] = set()
    block: list[int] = []
    for place, text in enumerate([*texts, ""]):
        if text.strip() and not (_UNDERLINE.match(text) or _is_marked(text)):
            block.append(place)
            continue
        capitals = [one for one in block[1:] if texts[one].lstrip()[:1].isupper()]
        is_prose = any(_SENTENCES.search(texts[one]) for one in block)
        if not is_prose and len(capitals) >= max(_FEWEST_LISTED, len(block) / 2):
            found.update(capitals)
        block = [place] if _is_marked(text) else []
    return found


def _is_row(text: str) -> bool:
    bare = text.strip()
    return "\t" in bare or "   " in bare or " | " in bare


def _is_marked(text: str) -> bool:
    """Whether a line says by itself that it begins something: a bullet, a number, "Week 3"."""
    return bool(_BULLET.match(text) or _MARK.match(text) or _WEEK.match(text))


def _opens(text: str, after: str) -> bool:
    """Whether a line without a blank one before it is a heading by what stands below it.

    That is "Unit 3: Content" over lines with bullets or without, and a short "Topics" over
    bullets: a PDF has no blank lines.
    """
    bare = after.strip()
    if _is_row(text):
        return False
    if not _is_marked(text) and (_BULLET.match(after) or _MARK.match(after)):
        return _looks_like_heading(text.strip(), after_blank=True)
    return (
        bool(_WEEK.match(text))
        and len(text.strip()) <= _LONGEST_HEADING
        and (bare[:1].isupper() or bool(_MARK.match(after)))
        and not (_WEEK.match(after) or _UNDERLINE.match(after))
    )


def _interrupts(open_: Line, text: str, after: str) -> bool:
    """Whether a short line over bullets is a heading though the bullet above it was full."""
    bare = text.strip()
    is_open_ended = bool(_HANGS.search(open_.text))
    return (
        open_.kind is LineKind.ITEM
        and bare[:1].isupper()
        and len(bare.split()) <= _MOST_WORDS_BETWEEN
        and bool(_MARK.match(after))
        and not is_open_ended
        and _opens(text, after)
    )


def _begun(text: str, page: int, number: int, *, after_blank: bool) -> Line:
    stripped = text.strip()
    if _is_row(text):
        row = re.sub(r"\s*(\t|\s{3,}|\s\|\s)\s*", " | ", stripped.strip("| "))
        return Line(LineKind.ROW, row, page, number)
    if _BULLET.match(text) or _MARK.match(text):
        bare = _MARK.sub("", _BULLET.sub("", text, count=1), count=1)
        return Line(LineKind.ITEM, bare, page, number)
    if _WEEK.match(text):
        return Line(LineKind.ITEM, stripped, page, number)
    if _looks_like_heading(stripped, after_blank=after_blank):
        return Line(LineKind.HEADING, stripped, page, number, depth=1 if stripped.isupper() else 2)
    return Line(LineKind.TEXT, stripped, page, number)


def _looks_like_heading(text: str, *, after_blank: bool) -> bool:
    if len(text) > _LONGEST_HEADING or len(text.split()) > _MOST_HEADING_WORDS:
        return False
    if text.endswith(_ENDS) or _KEYED.match(text) or not any(map(str.isalpha, text)):
        return False
    if text.isupper() or text.endswith(":"):
        return True
    return after_blank and text[0].isupper()


def _goes_on(open_: Line, text: str, *, is_full: bool) -> bool:
    if open_.kind in (LineKind.HEADING, LineKind.ROW):
        return False
    if _is_marked(text):
        return False
    if "\t" in text.strip() or "   " in text.strip():
        return False
    if _GOES_ON.match(text):
        return True
    return is_full and not open_.text.endswith((*_ENDS, ":"))


def _closed(line: Line, *, underlined: bool = False) -> Line:
    if underlined and line.kind is LineKind.TEXT and len(line.text) <= _LONGEST_HEADING:
        return Line(LineKind.HEADING, line.text, line.page, line.number, depth=1)
    if line.kind is LineKind.HEADING and line.text.endswith(":") and len(line.text.split()) > 4:  # noqa: PLR2004
        return Line(LineKind.TEXT, line.text, line.page, line.number)
    return line
