"""A question as it is printed.

The same order for the same person, never the key's order, figures in columns.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from whetstone.core.measurement.scoring import cell_name, score, spots

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_FIGURE: Final = re.compile(
    "^[\u2212+\\-\u2013~≈<>]?\\s?[€$£₹]?\\s?[\\d][\\d,. :]*(\\s?[%kKmM]|\\s?\u00a0%)?$|^[–—-]$|^$"
)
_GROUPED_FROM: Final = 10_000
LETTERS: Final = "ABCDEFGHIJ"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its head, and whether it holds figures."""

    head: str
    is_figures: bool


@dataclass(frozen=True, slots=True)
class Table:
    """The small table of a question."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    alt: str


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of a text, or a cell. `id` is empty where it cannot be marked.

    `place` names row and column of a cell, for those who do not see the table.
    """

    id: str
    text: str
    place: str = ""


@dataclass(frozen=True, slots=True)
class Hot:
    """A text or a table to mark: its paragraphs, or its rows under `columns`."""

    rows: tuple[tuple[Segment, ...], ...]
    caption: str = ""
    columns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is printed of a question. `options` and `right` are (id, text) in printed order."""

    slug: str
    format: str
    context: str
    table: Table | None
    note: str
    stem: str
    options: tuple[tuple[str, str], ...]
    right: tuple[tuple[str, str], ...] = ()
    letters: Mapping[str, str] = field(default_factory=dict)
    hot: Hot | None = None


def sheet(payload: Mapping[str, Any], seed: int | str) -> Sheet:
    """How a question is printed for a seed.

    An order question is never printed in an order that earns full marks.
    """
    slug, kind = str(payload["id"]), str(payload["format"])
    stimulus = payload.get("stimulus") or {}
    if isinstance(stimulus, str):
        stimulus = {"context": stimulus}
    listed = payload.get("options") or payload.get("actions") or payload.get("left") or ()
    printed = _shuffled(listed, f"{seed}:{slug}")
    if kind == "order":
        printed = _not_the_key(payload, printed)
    right = _shuffled(payload.get("right") or (), f"{seed}:{slug}:right")
    return Sheet(
        slug=slug,
        format=kind,
        context=str(stimulus.get("context") or ""),
        table=_table(stimulus.get("table")),
        note=str(stimulus.get("note") or ""),
        stem=str(payload["stem"]),
        options=_pairs(spots(payload) if kind == "hot_spot" else printed),
        right=_pairs(right),
        letters={str(one["id"]): letter for one, letter in zip(right, LETTERS, strict=False)},
        hot=_hot(payload) if kind == "hot_spot" else None,
    )


def _hot(payload: Mapping[str, Any]) -> Hot:
    """A text keeps its order for everybody: it is read, not chosen from."""
    grid, segments = payload.get("grid"), payload["segments"]
    pieces = [
        Segment(str(one.get("id", "")), str(one["text"]), cell_name(payload, n) if grid else "")
        for n, one in enumerate(segments)
    ]
    if grid:
        width = len(grid["columns"])
        rows = tuple(tuple(pieces[n : n + width]) for n in range(0, len(pieces), width))
        return Hot(rows, str(grid["caption"]), tuple(map(str, grid["columns"])))
    starts = [n for n, one in enumerate(segments) if n == 0 or one.get("new_paragraph")]
    ends = [*starts[1:], len(pieces)]
    return Hot(tuple(tuple(pieces[a:b]) for a, b in zip(starts, ends, strict=True)))


def _shuffled(listed: Sequence[Mapping[str, Any]], seed: str) -> list[Mapping[str, Any]]:
    """The same seed, the same order: sorted by a hash."""

    def place(one: Mapping[str, Any]) -> bytes:
        return hashlib.blake2b(f"{seed}:{one['id']}".encode(), digest_size=8).digest()

    return sorted(listed, key=place)


def _not_the_key(
    payload: Mapping[str, Any], printed: list[Mapping[str, Any]]
) -> list[Mapping[str, Any]]:
    for turn in range(len(printed)):
        turned = printed[turn:] + printed[:turn]
        if not score(payload, {"order": [str(one["id"]) for one in turned]}).is_full:
            return turned
    return printed[::-1]


def _pairs(listed: Sequence[Mapping[str, Any]]) -> tuple[tuple[str, str], ...]:
    return tuple((str(one["id"]), str(one["text"])) for one in listed)


def _table(table: Mapping[str, Any] | None) -> Table | None:
    if not table:
        return None
    rows = tuple(tuple(_cell(cell) for cell in row) for row in table["rows"])
    columns = tuple(
        Column(str(head), place > 0 and all(_FIGURE.match(row[place]) for row in rows))
        for place, head in enumerate(table["columns"])
    )
    return Table(str(table.get("caption") or ""), columns, rows, str(table.get("alt") or ""))


def _cell(value: Any) -> str:
    if value is None:
        return "–"
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) >= _GROUPED_FROM:
        return f"{value:,}"
    return str(value)
