"""What words have turned out to say: weights learned from lines that people labelled.

For a skill, every stem and every pair of neighbouring stems has a weight in log odds: how far its
standing in a line spoke for that skill, or against it, in the labelled lines (logistic regression
with a ridge; `benchmarks/learned.py` makes the table, docs/why/audit.md says from what). A line
says

    1 / (1 + exp(-(base + LIFT + sum of the weights / root of how many words and pairs it has)))

so a long line must say more, and a word that nobody has seen makes it say less. `base` is what a
line without any known word says. Everything that spoke for a skill is shown with its part: what
would be lost without it.
"""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

LIFT: Final = 0.9
"""Puts the best place to cut (a chance of .21: most lines are about no given skill) at the
THRESHOLD of `skill_match`."""
BASE: Final = "*"
"""The name of the base in a table."""
LOWEST: Final = -6.0
"""The base of a table that has none."""
JOINT: Final = "_"
"""Between the stems of a pair."""
MOST: Final = 30.0
"""Log odds beyond it say no more."""


def is_figure(stem: str) -> bool:
    """Whether a stem is a number, or holds one: it says nothing of what is taught."""
    return any(sign.isdigit() for sign in stem)


def said_by(row: Sequence[str], quiet: Collection[str] = ()) -> frozenset[str]:
    """The telling stems of a line, pairs of neighbours among them, and of all; no numbers.

    `quiet` are stems that tell nothing alone, as "is" and "it"; beside another they may.

    >>> sorted(said_by(["10", "plan", "for", "crisi"], {"for"}))
    ['crisi', 'for_crisi', 'plan', 'plan_crisi', 'plan_for']
    """
    every = [stem for stem in row if not is_figure(stem)]
    telling = [stem for stem in every if stem not in quiet]
    pairs = {*pairwise(every), *pairwise(telling)}
    return frozenset(telling) | {f"{one}{JOINT}{other}" for one, other in pairs}


@dataclass(frozen=True, slots=True)
class Spoken:
    """What a line says for a skill, 0 to 1, and which words said how much of it."""

    said: float
    parts: Mapping[str, float]


SILENT: Final = Spoken(0.0, {})
"""Of a skill without a table."""


class Learned:
    """The table by stem or pair, ready to be asked."""

    def __init__(self, tables: Iterable[tuple[str, Mapping[str, float]]]) -> None:
        self._base: dict[str, float] = {}
        self._by_word: defaultdict[str, dict[str, float]] = defaultdict(dict)
        for skill, weights in tables:
            if not weights:
                continue
            self._base[skill] = weights.get(BASE, LOWEST) + LIFT
            for word, weight in weights.items():
                if word != BASE:
                    self._by_word[word][skill] = weight

    def said(self, row: Sequence[str], quiet: Collection[str] = ()) -> dict[str, Spoken]:
        """By skill that has a table: what the stems of a line say, in their order.

        >>> table = Learned([("CAL-1", {"*": -4.0, "calendar": 5.0}), ("CRI-1", {"*": -4.0})])
        >>> told = table.said(["calendar"])
        >>> round(told["CAL-1"].said, 2), round(told["CRI-1"].said, 2)
        (0.87, 0.04)
        """
        words = said_by(row, quiet)
        length = math.sqrt(len(words)) or 1.0
        parts: defaultdict[str, dict[str, float]] = defaultdict(dict)
        for word in sorted(words):
            for skill, weight in self._by_word.get(word, {}).items():
                parts[skill][word] = weight / length
        return {
            skill: Spoken(*_shared_out(base, parts[skill])) for skill, base in self._base.items()
        }


def _shared_out(base: float, parts: Mapping[str, float]) -> tuple[float, dict[str, float]]:
    whole = base + sum(parts.values())
    said = _share(whole)
    return said, {word: said - _share(whole - part) for word, part in parts.items() if part > 0}


def _share(odds: float) -> float:
    return 1 / (1 + math.exp(-min(MOST, max(-MOST, odds))))
