"""What single words have turned out to say: weights learned from lines that people labelled.

For a skill, every stem has a weight: how far its standing in a line spoke for that skill, or
against it, in the labelled lines (ridge regression of the labels on the stems, Hoerl and Kennard
1970; `benchmarks/learned.py` makes the table, docs/why/audit.md says from what). A line says

    sum of the weights of its telling words / root of their number, between 0 and 1

so a long line must say more, and a word that nobody has seen makes it say less. Every word that
spoke is shown with its part.
"""

from __future__ import annotations

import math
from collections import defaultdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping


class Learned:
    """The table by stem, ready to be asked."""

    def __init__(self, tables: Iterable[tuple[str, Mapping[str, float]]]) -> None:
        self._by_stem: defaultdict[str, dict[str, float]] = defaultdict(dict)
        for skill, weights in tables:
            for stem, weight in weights.items():
                self._by_stem[stem][skill] = weight

    def said(self, stems: Collection[str]) -> dict[str, dict[str, float]]:
        """By skill: each known stem's part, for it or against it.

        >>> told = Learned([("CAL-1", {"calendar": 0.6}), ("CRI-1", {"calendar": -0.1})])
        >>> told.said({"calendar", "plan", "post", "shop"})
        {'CAL-1': {'calendar': 0.3}, 'CRI-1': {'calendar': -0.05}}
        """
        found: defaultdict[str, dict[str, float]] = defaultdict(dict)
        length = math.sqrt(len(stems)) or 1.0
        for stem in sorted(stems):
            for skill, weight in self._by_stem.get(stem, {}).items():
                found[skill][stem] = weight / length
        return dict(found)


def said_together(parts: Mapping[str, float]) -> float:
    """What the words of a line say for a skill together, never below 0 or above 1."""
    return min(1.0, max(0.0, sum(parts.values())))
