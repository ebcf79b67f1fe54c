"""Full-text search over passages: one interface, and the store's own index behind it.

SQLite: FTS5, ranked by bm25 (Robertson and Zaragoza 2009), the heading weighing four times the
text. PostgreSQL: a GIN index of the same words, ranked by ts_rank with the same weights. The ranks
of the two differ; what is found does not (`lexemes`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.db import connection

from whetstone.apps.field import lexemes
from whetstone.apps.field.models import Passage

if TYPE_CHECKING:
    from collections.abc import Sequence

MOST: Final = 400
"""Hits that are looked at; a question that meets more is too wide to read anyway."""
HEAD_WEIGHT: Final = 4.0

_SQLITE: Final = """
SELECT p.id, bm25(field_passage_words, %s, 1.0) AS place
FROM field_passage_words JOIN field_passage p ON p.id = field_passage_words.rowid
WHERE field_passage_words MATCH %s AND (p.workspace_id IS NULL OR p.workspace_id = %s)
ORDER BY place, p.id LIMIT %s"""
_POSTGRESQL: Final = """
SELECT p.id, - %s * ts_rank(array_to_tsvector(string_to_array(p.head_words, ' ')), asked)
    - ts_rank(array_to_tsvector(string_to_array(p.words, ' ')), asked) AS place
FROM field_passage p, CAST(%s AS tsquery) asked
WHERE array_to_tsvector(string_to_array(btrim(p.head_words || ' ' || p.words), ' ')) @@ asked
    AND (p.workspace_id IS NULL OR p.workspace_id = %s)
ORDER BY place, p.id LIMIT %s"""


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that was found."""

    kind: str
    thing: str
    heading: str
    text: str
    is_own: bool


@dataclass(frozen=True, slots=True)
class Found:
    """What a question meets, best first. `is_loose`: no passage has all words; these have some.

    `words`: what was looked for; empty where the question holds no word.
    """

    words: tuple[str, ...]
    hits: tuple[Hit, ...]
    is_loose: bool = False

    @property
    def is_cut(self) -> bool:
        """Whether there may be more than was looked at."""
        return len(self.hits) == MOST


def find(question: str, *, workspace_id: int | None) -> Found:
    """Passages that hold all words of a question, else any of them. Three queries at most.

    A claim of which the workspace has words of its own is found by those alone.
    """
    words = lexemes.asked(question)
    if not words:
        return Found((), ())
    hits = _hits(words, workspace_id, every=True)
    if hits or len(words) == 1:
        return Found(words, hits)
    return Found(words, _hits(words, workspace_id, every=False), is_loose=True)


def _hits(words: Sequence[str], workspace_id: int | None, *, every: bool) -> tuple[Hit, ...]:
    ids = _ids(words, workspace_id, every=every)
    rows = Passage.objects.in_bulk(ids)
    own = _own_claims(workspace_id) if ids else frozenset()
    return tuple(
        Hit(row.kind, row.thing, row.heading, row.text, row.workspace_id is not None)
        for row in (rows[pk] for pk in ids if pk in rows)
        if row.workspace_id or row.kind != Passage.Kind.CLAIM or row.thing not in own
    )


def _own_claims(workspace_id: int | None) -> frozenset[str]:
    if workspace_id is None:
        return frozenset()
    rows = Passage.objects.filter(kind=Passage.Kind.CLAIM, workspace=workspace_id)
    return frozenset(rows.values_list("thing", flat=True))


def _ids(words: Sequence[str], workspace_id: int | None, *, every: bool) -> list[int]:
    is_sqlite = connection.vendor == "sqlite"
    asked = _as_fts5(words, every=every) if is_sqlite else _as_tsquery(words, every=every)
    with connection.cursor() as cursor:
        cursor.execute(
            _SQLITE if is_sqlite else _POSTGRESQL, [HEAD_WEIGHT, asked, workspace_id, MOST]
        )
        return [int(row[0]) for row in cursor.fetchall()]


def _as_fts5(words: Sequence[str], *, every: bool) -> str:
    """Words are letters and digits only, so nothing in them is syntax."""
    marked = [f'"{word}"{"*" if lexemes.is_beginning(word) else ""}' for word in words]
    return (" AND " if every else " OR ").join(marked)


def _as_tsquery(words: Sequence[str], *, every: bool) -> str:
    marked = [f"'{word}'{':*' if lexemes.is_beginning(word) else ''}" for word in words]
    return (" & " if every else " | ").join(marked)
