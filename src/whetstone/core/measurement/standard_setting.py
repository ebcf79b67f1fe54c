"""Where a level begins: what judges said, and how sure that is.

Modified Angoff: each judge says for each question how many of 100 people who are only just at the
level would earn the full points (Angoff 1971, in Thorndike, ed., Educational Measurement, 508-600;
Hambleton & Plake 1995, Applied Measurement in Education 8). A judge's cut is the ability at which
the questions' models give what the judge expects; the cut is the judges' median, and its error
comes from how far the judges lie apart (Cizek & Bunch 2007, Standard Setting, ch. 6).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from whetstone.core.kernel.errors import Fault, raise_all
from whetstone.core.measurement.items import GRID, Floats, ItemTable

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

FEWEST_JUDGES: Final = 5
FEWEST_ITEMS: Final = 10
MEDIAN_PRICE: Final = math.sqrt(math.pi / 2)
"""The error of a median over that of a mean, for normal judges."""
HUNDRED: Final = 100.0


@dataclass(frozen=True, slots=True)
class Rating:
    """One judge on one question (a row of the table): 0 to 100 of 100 people."""

    judge: str
    item: int
    in_100: float


@dataclass(frozen=True, slots=True)
class CutRecord:
    """The cut in logits with its error, and each judge's own cut, lowest first."""

    theta: float
    se: float
    judges: tuple[float, ...]
    items: int

    @property
    def band(self) -> tuple[float, float]:
        """The 90 % band of the cut."""
        return self.theta - 1.645 * self.se, self.theta + 1.645 * self.se


def set_cut(ratings: Sequence[Rating], table: ItemTable) -> CutRecord:
    """The cut that these judges set.

    Raises:
        Faults: fewer than 5 judges or 10 questions, a question not rated by all, a rating outside
            0 to 100, the same rating twice, an unknown question.
    """
    raise_all(_faults(ratings, table))
    by_judge: dict[str, dict[int, float]] = {}
    for one in ratings:
        by_judge.setdefault(one.judge, {})[one.item] = one.in_100 / HUNDRED
    cuts = sorted(_cut_of(said, table) for said in by_judge.values())
    spread = float(np.std(cuts, ddof=1))
    items = len({one.item for one in ratings})
    return CutRecord(
        float(np.median(cuts)), MEDIAN_PRICE * spread / math.sqrt(len(cuts)), tuple(cuts), items
    )


def _faults(ratings: Sequence[Rating], table: ItemTable) -> list[Fault]:
    found = [
        Fault(f"ratings[{n}]", f"{one.in_100:g} is not 0 to 100.")
        for n, one in enumerate(ratings)
        if not 0 <= one.in_100 <= HUNDRED
    ]
    found += [
        Fault(f"ratings[{n}]", "the question is not in the table.")
        for n, one in enumerate(ratings)
        if not 0 <= one.item < len(table)
    ]
    judges = {one.judge for one in ratings}
    items = {one.item for one in ratings}
    pairs = {(one.judge, one.item) for one in ratings}
    if len(judges) < FEWEST_JUDGES:
        found.append(Fault("judges", f"{len(judges)} of them.", f"{FEWEST_JUDGES} or more."))
    if len(items) < FEWEST_ITEMS:
        found.append(Fault("questions", f"{len(items)} of them.", f"{FEWEST_ITEMS} or more."))
    if len(pairs) < len(ratings):
        found.append(Fault("ratings", "a judge rated a question twice."))
    if len(pairs) < len(judges) * len(items):
        missing = len(judges) * len(items) - len(pairs)
        found.append(Fault("ratings", f"{missing} are missing: every judge rates every question."))
    return found


def _cut_of(said: Mapping[int, float], table: ItemTable) -> float:
    """Where the chance of full points, summed over the questions, is what the judge expects."""
    rows = np.array(list(said), dtype=np.int64)
    full: Floats = table.prob[rows, table.max_score[rows]].sum(axis=0)
    return float(np.interp(sum(said.values()), full, GRID))
