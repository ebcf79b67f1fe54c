"""A body in our own marks, as plain Markdown."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from whetstone.curriculum.markdown import MARK

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from whetstone.curriculum.draft import Draft

LESSON_UP: Final = "../../"
_FIGURE: Final = re.compile(r"\]\((?:\.\./)+figures/")
_FENCE: Final = "---"


def body_of(id_: str, draft: Draft) -> str:
    """What stands below the front matter of a thing's file."""
    lines = (draft.root / draft.origins[id_].file).read_text(encoding="utf-8").split("\n")
    ends = [place for place, line in enumerate(lines) if line.rstrip() == _FENCE]
    return "\n".join(lines[ends[1] + 1 :]).strip()


def reworded(
    body: str, citations: Sequence[str], draft: Draft, *, up: str, check: Sequence[str] = ()
) -> str:
    """The body with our marks turned into links, rules and plain words.

    `citations`: claims that have a number on this page; others lead to the register. `up` leads
    from the page to the folder's root; `check`: the questions that `{{check}}` stands for.
    """
    page = _Page(citations, draft, up, check)
    return _FIGURE.sub(f"]({up}figures/", MARK.sub(page.said, body))


class _Page:
    """What the marks of one page become."""

    def __init__(
        self, citations: Sequence[str], draft: Draft, up: str, check: Sequence[str]
    ) -> None:
        self.citations = citations
        self.draft = draft
        self.up = up
        self.says: Mapping[str, Callable[[str], str]] = {
            "block": lambda id_: f'<a id="{id_}"></a>',
            "cite": self._link,
            "mention": self._link,
            "claim": lambda id_: f"{draft.claims[id_].text.get('en', '')} {self._link(id_)}",
            "item": lambda id_: f"\n\nQuestion: {self._item(id_)}",
            "check": lambda _none: "\n".join(f"- {self._item(id_)}" for id_ in check),
            "caption": lambda text: f"*{_bare(text)}*\n",
            "alt": lambda text: f"(In words: {_bare(text)})",
            "field": lambda _name: "\n\n" + "_" * 40,
        }

    def said(self, found: re.Match[str]) -> str:
        """What one mark becomes; a mark that is not known stays."""
        say = self.says.get(found["kind"])
        return say(found["target"] or "") if say else found[0]

    def _link(self, claim: str) -> str:
        if claim in self.citations:
            number = self.citations.index(claim) + 1
            return f"[[{number}]](#claim-{number})"
        return f"[[{claim}]]({self.up}claims.md#{claim})"

    def _item(self, id_: str) -> str:
        item = self.draft.items[id_]
        return f"[{item.short}]({self.up}items/{item.area.lower()}.md#{id_})"


def _bare(quoted: str) -> str:
    return quoted.strip('"')
