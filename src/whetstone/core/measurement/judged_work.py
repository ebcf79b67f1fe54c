"""What a judged work says of a level: an ordered response with the raters' error inside.

A row of a rubric has levels 0 to 4, and they mean what the levels of the scale mean, so the places
between them are those that experts set (`display.LEVEL_CUTS`, or a panel's where there is one).
Given the quality x that a rater saw, a row is an ordered probit (McCullagh 1980, J. R. Stat. Soc.
B 42, eq. 2.1; with normal errors Samejima 1969, Psychometrika Monograph 17):

    P(level >= k | x) = Phi((x - cut_k) / row_sd)

Rows of one work hang together, in two ways, and neither is worth its number of rows: one rater is
severe or kind in all of them (a rater facet, Linacre 1989, *Many-Facet Rasch Measurement*, ch. 3),
and one work went better or worse than its person is (the person-by-task part, the largest error of
performance tests: Shavelson, Baxter & Gao 1993, J. Educ. Meas. 30, table 3). Both are integrated
over: x = theta + work + rater, with work ~ N(0, work_sd^2) shared by all raters and
rater ~ N(0, rater_sd^2) for each. Two raters halve what severity hides, not what the work does.

The likelihood ratio of a better row against a worse one rises with x, and a normal blur keeps that
(total positivity, Karlin 1968, ch. 3): a better row never lowers the estimate.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Final

import numpy as np
from scipy.special import ndtr

from whetstone.core.kernel.errors import Fault, raise_all
from whetstone.core.measurement.display import LEVEL_CUTS
from whetstone.core.measurement.epochs import blurred
from whetstone.core.measurement.items import CATEGORIES, GRID, ItemTable
from whetstone.core.measurement.responses import Responses

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from whetstone.core.measurement.items import Floats

ASSUMED_RATER_SD: Final = 0.7
"""ASSUMPTION until raters' own levels say otherwise: how far two raters differ in severity, in
logits: as far as two experts who place one question (curriculum, judge variance 0.7^2)."""
ASSUMED_WORK_SD: Final = 0.7
"""ASSUMPTION: how far one work lies from what its person can do on the whole, in logits."""
ASSUMED_ROW_SD: Final = 0.8
"""ASSUMPTION: the rest, by row, in logits."""
APART: Final = 2
"""So many levels between two raters in a row, and they talk: until then the work says nothing."""
_LEAST: Final = 1e-290


@dataclass(frozen=True, slots=True)
class Errors:
    """The three errors of a judged row, in logits."""

    rater: float = ASSUMED_RATER_SD
    work: float = ASSUMED_WORK_SD
    row: float = ASSUMED_ROW_SD


ASSUMED_ERRORS: Final = Errors()


@dataclass(frozen=True, eq=False)
class WorkEvidence:
    """A judged work in one area. `log_lik` (G,) as from `work_log_likelihood`."""

    person: int
    area: int
    log_lik: Floats
    weight: float
    epoch: int


def work_log_likelihood(
    raters: Sequence[Sequence[int]],
    *,
    cuts: Sequence[float] = LEVEL_CUTS,
    errors: Errors = ASSUMED_ERRORS,
) -> Floats:
    """The log likelihood of abilities on the grid, (G,), its largest 0.

    `raters` holds, of each rater, the levels of the rows in this area. Raises `Faults` for a level
    outside the scale, cuts that do not rise, and where nobody said anything.
    """
    places = np.asarray(cuts, dtype=np.float64)
    raise_all(_faults(raters, places, errors))
    rows = _row_log_likelihoods(places, errors.row)
    said = np.zeros(GRID.size)
    for levels in raters:
        seen = rows[np.asarray(levels, dtype=np.int64)].sum(axis=0)
        said = said + blurred(seen, errors.rater)
    found = blurred(said, errors.work)
    return np.asarray(found - found.max())


def are_apart(raters: Sequence[Mapping[str, int]]) -> bool:
    """Whether two raters lie two levels or more apart in a row, each row by its name."""
    return any(
        abs(level - other[row]) >= APART
        for one, other in combinations(raters, 2)
        for row, level in one.items()
        if row in other
    )


def with_works(
    responses: Responses, table: ItemTable, works: Sequence[WorkEvidence]
) -> tuple[Responses, ItemTable]:
    """Answers and works as one log: a work is a question asked once, with its own curve.

    Everything that is made from answers (epochs, weights, other areas) is then made from both.
    """
    if not works:
        return responses, table
    curves = np.zeros((len(works), CATEGORIES, GRID.size))
    curves[:, 1] = np.maximum(np.exp([one.log_lik for one in works]), _LEAST)
    curves[:, 0] = 1 - curves[:, 1]
    first = len(table)
    longer = ItemTable(
        np.append(table.area, [one.area for one in works]),
        np.append(table.max_score, np.ones(len(works), dtype=np.int64)),
        np.concatenate([table.prob, curves]),
    )
    return (
        Responses.of(
            np.append(responses.item, np.arange(first, first + len(works))),
            np.append(responses.score, np.ones(len(works), dtype=np.int64)),
            weight=np.append(responses.weight, [one.weight for one in works]),
            epoch=np.append(responses.epoch, [one.epoch for one in works]),
            person=np.append(responses.person, [one.person for one in works]),
        ),
        longer,
    )


def _row_log_likelihoods(cuts: Floats, row_sd: float) -> Floats:
    """Log P(level | x) on the grid, (levels, G)."""
    edges = np.concatenate([[-np.inf], cuts, [np.inf]])
    above = ndtr((GRID - edges[:, None]) / row_sd)
    below = ndtr((edges[:, None] - GRID) / row_sd)
    # Of two ways to write the same difference, the one without two numbers next to 1.
    share = np.where(above[:-1] < below[1:], above[:-1] - above[1:], below[1:] - below[:-1])
    return np.asarray(np.log(np.maximum(share, _LEAST)))


def _faults(raters: Sequence[Sequence[int]], cuts: Floats, errors: Errors) -> list[Fault]:
    found = []
    if not raters or not all(raters):
        found.append(Fault("raters", "nobody said anything of a row."))
    if any(level not in range(cuts.size + 1) for levels in raters for level in levels):
        found.append(Fault("raters", f"a level is not 0 to {cuts.size}."))
    if (np.diff(cuts) <= 0).any():
        found.append(Fault("cuts", "level cuts must rise."))
    if not (errors.rater > 0 and errors.work > 0 and errors.row > 0):
        found.append(Fault("errors", "an error is not above 0."))
    return found
