"""Claims as the margin of a page shows them, and what moved those that are not current."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.html import escape

from whetstone.apps.field import selectors as field

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

_BESIDE = re.compile(r'</a>[ \n]+(?=<a class="cite)')
_ONE_ALONE = re.compile(r'[ \n]+(?=<a class="cite)')
_WORDS = re.compile(r'<span class="claim-words" data-claim="([^"]+)">(.*?)</span>', re.DOTALL)


@dataclass(frozen=True, slots=True)
class Note:
    """A claim as the margin shows it. `n` is its number in the lesson."""

    n: int
    slug: str
    statement: str
    text: str
    kind: str
    status: str
    as_of: dt.date
    review_by: dt.date
    source: Mapping[str, Any]
    basis: str


@dataclass(frozen=True, slots=True)
class Moved:
    """What a block said and what holds now. Without a change nobody has said what moved it."""

    note: Note
    now_text: str = ""
    now_statement: str = ""
    change_slug: str = ""
    change_title: str = ""
    happened_on: str = ""
    do_instead: str = ""

    @property
    def is_dead(self) -> bool:
        """Superseded or retired; otherwise only in doubt."""
        return self.note.status in {"superseded", "retired"}


def notes_of(
    slugs: Sequence[str], *, workspace_id: int | None, ledger: field.Ledger
) -> dict[str, Note]:
    """Claims as notes, numbered in the order given; one query."""
    rows = field.claims(workspace_id, slugs)
    return {
        slug: Note(
            n=n,
            slug=slug,
            statement=rows[slug].statement,
            text=rows[slug].text,
            kind=rows[slug].claim.kind,
            status=str(ledger.status(slug) or "doubtful"),
            as_of=rows[slug].as_of,
            review_by=rows[slug].review_by,
            source=rows[slug].source,
            basis=rows[slug].basis,
        )
        for n, slug in enumerate(slugs, start=1)
        if slug in rows
    }


def moved_notes(notes: Mapping[str, Note], *, workspace_id: int) -> dict[str, Moved]:
    """What moved each claim that is not current; no query where all are."""
    gone = {slug: note for slug, note in notes.items() if note.status != "current"}
    moves = field.moves(workspace_id, list(gone))
    heirs = {move.successor for move in moves.values() if move.successor}
    words = field.claims(workspace_id, heirs) if heirs else {}
    found = {}
    for slug, note in gone.items():
        move = moves.get(slug)
        if move is None:
            found[slug] = Moved(note)
            continue
        heir = words.get(move.successor or "")
        found[slug] = Moved(
            note,
            now_text=heir.text if heir else "",
            now_statement=heir.statement if heir else "",
            change_slug=move.change.slug,
            change_title=move.change.title,
            happened_on=move.change.happened_on,
            do_instead=move.change.do_instead,
        )
    return found


def swap_words(html: str, moved: Mapping[str, Moved]) -> str:
    """The html with a claim's own words struck where the claim is gone, the new words beside them.

    A reference never begins a line: the space before it goes.
    """

    def swap(found: re.Match[str]) -> str:
        move = moved.get(found[1])
        if move is None or not move.is_dead:
            return found[0]
        now = f" <ins>{escape(move.now_text)}</ins>" if move.now_text else ""
        return f'<del class="claim-words" data-claim="{found[1]}">{found[2]}</del>{now}'

    return _ONE_ALONE.sub("", _BESIDE.sub("</a>\u202f", _WORDS.sub(swap, html)))
