"""Is a question as hard as it was? The same question, compared between two windows of time.

Beside the sums of `drift`, which ask when a question began to move, this asks how far it has moved
by now, in the terms of fairness: those who answered it lately are held against those who answered
it before as one group is held against another (drift as a difference between groups of time, by
Mantel-Haenszel among others: Donoghue & Isham 1998, Applied Psychological Measurement 22, 33-51;
logistic regression beside it). People are matched on what their *other* answers of the same window
say, each window with its own normal (`matching`), so that abler people coming later make no
question easier.

It is looked at again every week, so an alarm asks for more than a class C: see `Window.alarm`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

import numpy as np

from whetstone.core.measurement.dif import DifClass
from whetstone.core.measurement.fairness import Compared, pair, purified
from whetstone.core.measurement.matching import placed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from whetstone.core.measurement.items import Floats, ItemTable
    from whetstone.core.measurement.responses import Responses

FEWEST: Final = 100
"""Answers of a question in each window, below which nothing is said."""
DAYS: Final = 90
"""The later window holds the newest so many days; the earlier one what came before."""
BEFORE, LATELY = "before", "lately"
SURE: Final = 0.001
"""An alarm's p: looked at every week, a question that stands still gives one in twenty years."""


class Way(StrEnum):
    """How a question has changed between two windows."""

    HARDER = "harder"
    EASIER = "easier"
    TURNED = "turned"


@dataclass(frozen=True, slots=True)
class Window:
    """One question, lately against before; `compared.missing` answers where it cannot be told."""

    compared: Compared

    @property
    def alarm(self) -> Way | None:
        """Which way it went, where that is large and sure; None: no reason to look.

        Harder or easier: ETS class C, p below 0.001. Turned: it tells people apart differently,
        class C of the regression, its product with ability at p below 0.001.
        """
        by_strata, logistic = self.compared.by_strata, self.compared.logistic
        if by_strata is not None and by_strata.ets is DifClass.C and by_strata.p < SURE:
            return Way.HARDER if by_strata.alpha > 1 else Way.EASIER
        if logistic is not None and logistic.size is DifClass.C and logistic.crossing.p < SURE:
            return Way.TURNED
        return None


def compared_windows(
    responses: Responses,
    table: ItemTable,
    full: NDArray[np.bool_],
    lately: NDArray[np.bool_],
    *,
    mean: float = 0.0,
    sd: float = 1.0,
) -> Sequence[Window]:
    """Every question of an area, lately against before.

    Args:
        responses: answers of one area; those of weight 0 say nothing.
        table: the questions they are to.
        full: whether each answer earned the full points, (n,).
        lately: whether each answer lies in the later window, (n,).
        mean: of all people in this area.
        sd: of all people in this area.
    """
    names = np.where(lately, LATELY, BEFORE).astype(object)
    picks = [
        np.flatnonzero((responses.item == item) & (responses.weight > 0))
        for item in range(len(table))
    ]

    def look(at: Floats) -> list[tuple[Compared, ...]]:
        return [
            (pair(full[mine], at[mine], names[mine], (BEFORE, LATELY), fewest=FEWEST),)
            for mine in picks
        ]

    def place_without(flagged: frozenset[int]) -> Floats:
        gone = np.isin(responses.item, list(flagged))
        left = responses.reweighted(np.where(gone, 0.0, 1.0))
        return placed(left, table, names, mean=mean, sd=sd)

    return [Window(one) for (one,) in purified(look, place_without)]
