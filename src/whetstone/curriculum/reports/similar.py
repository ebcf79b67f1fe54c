"""Which questions nearly say the same: the resemblance of their shingles.

Each question's words (scene, table, stem, answers) are cut into runs of `SHINGLE` characters; the
resemblance of two is the size of the common set over that of both (Jaccard 1912; for texts Broder
1997, "On the resemblance and containment of documents"). From `THRESHOLD` on a pair is named. The
threshold is a convention: two questions of one bank share field and form, so some is usual.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from scipy.sparse import csr_matrix, triu

from whetstone.curriculum.reports.readability import said_in

if TYPE_CHECKING:
    from collections.abc import Sequence

    from whetstone.curriculum.draft import Draft
    from whetstone.curriculum.model import Item

SHINGLE: Final = 5
THRESHOLD: Final = 0.25
_GAPS: Final = re.compile(r"[\W\d_]+")


@dataclass(frozen=True, slots=True)
class Pair:
    """Two questions and their resemblance, 0 to 1. `are_enemies`: never asked in one sitting."""

    one: str
    other: str
    resemblance: float
    are_enemies: bool


@dataclass(frozen=True, slots=True)
class Similar:
    """The report: how many questions were held against each other, and the pairs, worst first."""

    shingle: int
    threshold: float
    items: int
    pairs: tuple[Pair, ...]

    @property
    def unguarded(self) -> tuple[Pair, ...]:
        """Pairs that one sitting might ask both of."""
        return tuple(pair for pair in self.pairs if not pair.are_enemies)


def similar(draft: Draft, *, threshold: float = THRESHOLD) -> Similar:
    """Every pair of questions that resemble each other to the threshold or above."""
    items = [item for item in draft.items.values() if item.status != "retired"]
    found = resembling([_text(item) for item in items], threshold)
    pairs = [
        Pair(
            items[i].id,
            items[j].id,
            round(value, 3),
            items[j].id in items[i].enemies or items[i].id in items[j].enemies,
        )
        for i, j, value in found
    ]
    ordered = sorted(pairs, key=lambda pair: (-pair.resemblance, pair.one, pair.other))
    return Similar(SHINGLE, threshold, len(items), tuple(ordered))


def resembling(texts: Sequence[str], threshold: float) -> list[tuple[int, int, float]]:
    """(i, j, resemblance) of every pair i < j from the threshold on.

    >>> resembling(["one and the same words", "one and the same words", "other"], 0.9)
    [(0, 1, 1.0)]
    """
    sets = [shingles(text) for text in texts]
    vocabulary = {one: place for place, one in enumerate(sorted(set().union(*sets)))}
    if not vocabulary:
        return []
    rows = np.repeat(np.arange(len(sets)), [len(one) for one in sets])
    columns = np.array([vocabulary[one] for some in sets for one in sorted(some)])
    held = csr_matrix(
        (np.ones(len(rows), dtype=np.int32), (rows, columns)), shape=(len(sets), len(vocabulary))
    )
    common = triu(held @ held.T, k=1).tocoo()
    sizes = np.asarray(held.sum(axis=1)).ravel()
    values = common.data / (sizes[common.row] + sizes[common.col] - common.data)
    near = values >= threshold
    return [
        (int(i), int(j), float(value))
        for i, j, value in zip(common.row[near], common.col[near], values[near], strict=True)
    ]


def shingles(text: str) -> frozenset[str]:
    """The runs of `SHINGLE` characters of a text; figures do not count."""
    plain = _GAPS.sub(" ", text.casefold()).strip()
    return frozenset(plain[at : at + SHINGLE] for at in range(max(0, len(plain) - SHINGLE + 1)))


def _text(item: Item) -> str:
    stimulus = item.payload.get("stimulus") or {}
    table = stimulus.get("table") or {}
    cells = [str(cell) for row in table.get("rows", []) for cell in row]
    return " ".join([*said_in(item), str(table.get("caption", "")), *cells])
