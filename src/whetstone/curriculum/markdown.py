"""Markdown to safe HTML: tables yes, raw HTML no, and nothing a strict CSP would refuse.

Marks ({{cite:..}} and its like) are replaced by private-use characters before the Markdown is
read and by their HTML afterwards, so their HTML never passes through the parser.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from markdown_it import MarkdownIt
from markdown_it.token import Token

from whetstone.curriculum.draft import Mark, Passage
from whetstone.curriculum.figures import read_figure

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from whetstone.curriculum.faults import FaultLog
    from whetstone.curriculum.model import Claim

MARK: Final = re.compile(r"\{\{\s*(?P<kind>[a-z-]+)\s*(?::\s*(?P<target>.*?)\s*)?\}\}")
_HELD = re.compile("\ue000(\\d+)\ue001")
_FIGURE = re.compile(r"(?:\.\./)+figures/(?P<name>[a-z0-9-]+\.svg)")
_ALIGN: Final = {"text-align:right": "num", "text-align:center": "mid", "text-align:left": ""}
_IN_WORDS: Final = {"en": "This table in words", "ne": "यो तालिका शब्दमा"}


@dataclass(slots=True)
class Context:
    """What a body may refer to, and what has been found in it so far."""

    root: Path
    file: str
    language: str
    claims: Mapping[str, Claim]
    log: FaultLog
    citations: list[str] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    links: list[tuple[str, int]] = field(default_factory=list)
    passages: list[Passage] = field(default_factory=list)
    figures: dict[str, str] = field(default_factory=dict)

    def fault(self, line: int, rule: str, what: str, mend: str = "") -> None:
        """Note a fault in this body."""
        self.log.fault((self.file, line), rule, what, mend)


@dataclass(slots=True)
class Notes:
    """Captions and alternatives that wait for the next table: text and line."""

    caption: tuple[str, int] | None = None
    alt: tuple[str, int] | None = None


class _Renderer:
    """One parser for all bodies; building it is the slow part."""

    def __init__(self) -> None:
        self.md = MarkdownIt("commonmark", {"html": True}).enable("table")
        self.md.add_render_rule("trusted", lambda _self, tokens, idx, *_: tokens[idx].content)
        self.md.add_render_rule("html_block", lambda *_: "")
        self.md.add_render_rule("html_inline", lambda *_: "")

    def render(self, tokens: Sequence[Token]) -> str:
        return str(self.md.renderer.render(tokens, self.md.options, {}))


_RENDERER: Final = _Renderer()


def render(lines: Sequence[tuple[int, str]], part: str, context: Context, notes: Notes) -> str:
    """Render numbered lines of one block. `notes` carries captions on to the next table."""
    if not any(text.strip() for _, text in lines):
        return ""
    first = lines[0][0]
    held: list[str] = []
    text = "\n".join(_hold_marks(line, words, part, context, held=held) for line, words in lines)
    tokens = _RENDERER.md.parse(text)
    out = _Walk(first, context, notes).walk(tokens)
    return _HELD.sub(lambda found: held[int(found[1])], _RENDERER.render(out))


def _hold_marks(line: int, words: str, part: str, context: Context, *, held: list[str]) -> str:
    def hold(found: re.Match[str]) -> str:
        kind, target = found["kind"], found["target"] or ""
        if kind not in {"cite", "claim", "mention"}:
            mend = "See the table of marks in the curriculum format."
            context.fault(line, "unknown-mark", f"The mark {found[0]} is not known here.", mend)
            return ""
        context.marks.append(Mark(kind, target, line, part))
        held.append(_reference(kind, target, line, context))
        return f"\ue000{len(held) - 1}\ue001"

    return MARK.sub(hold, words)


def _reference(kind: str, target: str, line: int, context: Context) -> str:
    claim = context.claims.get(target)
    if claim is None:
        return ""
    if target not in context.citations:
        context.citations.append(target)
    number = context.citations.index(target) + 1
    name = "cite mention" if kind == "mention" else "cite"
    link = f'<a class="{name}" href="#claim-{target}" data-claim="{target}">{number}</a>'
    if kind != "claim":
        return link
    words = claim.text.get(context.language)
    if words is None:
        what = f"The claim {target} has no words in {context.language!r}."
        context.fault(line, "no-words", what, "Add them under `text` in the claim.")
        words = ""
    return f'<span class="claim-words" data-claim="{target}">{html.escape(words)}</span>{link}'


class _Walk:
    """Checks the tokens of one block and puts tables and figures in their frames."""

    def __init__(self, first: int, context: Context, notes: Notes) -> None:
        self.first = first
        self.context = context
        self.notes = notes
        self.line = first
        self.in_table = False
        self.in_heading = False
        self.table_line = first

    def walk(self, tokens: Sequence[Token]) -> list[Token]:
        out: list[Token] = []
        figure_at = -1
        for index, token in enumerate(tokens):
            self.line = self.first + token.map[0] if token.map else self.line
            if index <= figure_at:
                continue
            if token.type == "paragraph_open" and _is_figure(tokens[index + 1]):
                out.append(_trusted(self._figure((tokens[index + 1].children or [])[0])))
                figure_at = index + 2
                continue
            out.append(self._token(token))
        return out

    def _token(self, token: Token) -> Token:
        if token.type == "html_block":
            self._no_html(token.content)
        elif token.type == "inline":
            self._inline(token)
        elif token.type in {"heading_open", "heading_close"}:
            self._heading(token)
        elif token.type == "table_open":
            self.in_table = True
            self.table_line = self.line
            return _trusted(self._table_head())
        elif token.type == "table_close":
            self.in_table = False
            return _trusted(self._table_foot())
        elif token.type in {"th_open", "td_open"}:
            _align(token)
        return token

    def _heading(self, token: Token) -> None:
        self.in_heading = token.type == "heading_open"
        if self.in_heading and token.tag in {"h1", "h2"}:
            mend = "Inside a part use ###."
            self.context.fault(self.line, "heading", "This heading is too high here.", mend)

    def _inline(self, token: Token) -> None:
        children = token.children or []
        for child in children:
            if child.type == "html_inline":
                self._no_html(child.content)
            elif child.type == "image":
                mend = "Leave a line free before and after it."
                self.context.fault(self.line, "figure", "A figure stands in a text.", mend)
            elif child.type == "link_open":
                self.context.links.append((str(child.attrs.get("href", "")), self.line))
                child.attrs["class"] = "source"
                child.attrs["rel"] = "noopener external"
        if not self.in_table and not self.in_heading:
            words = "".join(
                " " if child.type.endswith("break") else child.content for child in children
            )
            self.context.passages.append(Passage(self.line, _HELD.sub("", words)))

    def _no_html(self, found: str) -> None:
        what = f"Raw HTML is not allowed: {found.strip()[:40]}"
        self.context.fault(self.line, "raw-html", what, "Use Markdown, or write &lt; for <.")

    def _table_head(self) -> str:
        caption = self._note("caption", "no-caption", "Say in a sentence what it shows.")
        return f'<figure class="lesson-table"><table><caption>{html.escape(caption)}</caption>\n'

    def _table_foot(self) -> str:
        alt = self._note("alt", "no-alt", "Say the table in words that yield the same answer.")
        summary = _IN_WORDS.get(self.context.language, _IN_WORDS["en"])
        words = f"<details><summary>{summary}</summary><p>{html.escape(alt)}</p></details>"
        return f"</table>{words}</figure>\n"

    def _note(self, name: str, rule: str, mend: str) -> str:
        note: tuple[str, int] | None = getattr(self.notes, name)
        setattr(self.notes, name, None)
        if note is None:
            noun = "caption" if name == "caption" else "text alternative"
            mend = f'Write {{{{{name}: "..."}}}} before it. {mend}'
            self.context.fault(self.table_line, rule, f"The table has no {noun}.", mend)
            return ""
        return note[0]

    def _figure(self, image: Token) -> str:
        caption, alt = str(image.attrs.get("title", "")), image.content
        if not alt.strip():
            mend = "Say what it shows, so that the same answer follows."
            self.context.fault(self.line, "no-alt", "The figure has no text alternative.", mend)
        if not caption.strip():
            self.context.fault(self.line, "no-caption", "The figure has no caption.")
        if "\ue000" in alt + caption:
            self.context.fault(self.line, "mark-place", "A mark stands inside a figure's words.")
            alt, caption = _HELD.sub("", alt), _HELD.sub("", caption)
        drawing = self._drawing(str(image.attrs.get("src", "")))
        return (
            '<figure class="lesson-figure">'
            f'<div class="figure-frame" role="img" aria-label="{html.escape(alt)}">{drawing}</div>'
            f"<figcaption>{html.escape(caption)}</figcaption></figure>\n"
        )

    def _drawing(self, address: str) -> str:
        found = _FIGURE.fullmatch(address)
        path = self.context.root / "figures" / found["name"] if found else None
        if path is None or not path.is_file():
            what = f"There is no figure {address!r}."
            self.context.fault(self.line, "no-figure", what, "Figures lie in figures/<name>.svg.")
            return ""
        if path.name not in self.context.figures:
            drawing = read_figure(path, f"figures/{path.name}", self.context.log)
            self.context.figures[path.name] = drawing
        return self.context.figures[path.name]


def _is_figure(token: Token) -> bool:
    children = token.children or []
    return len(children) == 1 and children[0].type == "image"


def _trusted(content: str) -> Token:
    return Token("trusted", "", 0, content=content)


def _align(token: Token) -> None:
    style: Any = token.attrs.pop("style", "")
    name = _ALIGN.get(str(style), "")
    if name:
        token.attrs["class"] = name
    if token.tag == "th":
        token.attrs["scope"] = "col"
