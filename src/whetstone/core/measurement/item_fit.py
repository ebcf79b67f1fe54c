"""Does a question behave as its model says?

Where everybody answers the same form: S-X2 (Orlando & Thissen 2000, Applied Psychological
Measurement 24, 50-64), which compares those with equal points on the whole form. Where sittings
are adaptive nobody shares a form: there, people are put in order by what their *other* answers
say, cut into strata, and the points of each stratum are compared with what was expected (Q1 of
Yen 1981, Applied Psychological Measurement 5, 245-262, with the studied answer held out, so that
expectation and stratum do not contain it).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from scipy import special

from whetstone.core.kernel.errors import Fault, Faults
from whetstone.core.measurement.in_pieces import pieces, said_of
from whetstone.core.measurement.items import GRID

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import ArrayLike, NDArray

    from whetstone.core.measurement.items import Floats, Ints, ItemTable
    from whetstone.core.measurement.responses import Responses

LEVEL: Final = 0.01
LARGE_GAP: Final = 0.10
"""Share of the points: a stratum this far off is worth reading the question again."""
STRATUM: Final = 30
MOST_STRATA: Final = 10
_SMALL: Final = 1e-12


@dataclass(frozen=True, slots=True)
class Fit:
    """Chi-square with its degrees of freedom, and the largest gap of a stratum (share of points).

    `is_poor` needs both: sure, and large enough to matter.
    """

    chi2: float
    df: int
    largest_gap: float

    @property
    def p(self) -> float:
        """The chance of so much if the model is right."""
        return float(special.chdtrc(self.df, self.chi2))

    @property
    def is_poor(self) -> bool:
        """Whether an editor is asked to look."""
        return self.p < LEVEL and self.largest_gap >= LARGE_GAP


# --- everybody answered everything ---------------------------------------------------------------


def s_x2(
    right: ArrayLike,
    prob: Floats,
    latent: Floats,
    *,
    times: ArrayLike | None = None,
    free: int = 2,
) -> tuple[Fit, ...]:
    """S-X2 of each question of a form.

    Args:
        right: (persons, items) of 1 and 0, nothing missing.
        prob: (items, G), P(right) along a grid.
        latent: (G,), the people's distribution on that grid.
        times: how often each row stands; once where it is left out.
        free: parameters of a question that were estimated from these answers.

    Raises:
        Faults: an answer is missing, or there are fewer than 3 questions.
    """
    table = np.asarray(right, dtype=np.float64)
    if not np.isin(table, (0.0, 1.0)).all() or table.shape[1] < 3:  # noqa: PLR2004  # the method's
        raise Faults([Fault("answers", "S-X2 needs 3 questions or more, each answered by all.")])
    many = np.ones(table.shape[0]) if times is None else np.asarray(times, dtype=np.float64)
    total = table.sum(axis=1).astype(np.int64)
    whole = summed_scores(prob)
    return tuple(
        _one_s_x2(
            table[:, item],
            total,
            many,
            item=item,
            prob=prob,
            latent=latent,
            whole=whole,
            free=free,
        )
        for item in range(table.shape[1])
    )


def summed_scores(prob: Floats) -> Floats:
    """P(number right = s | theta), (items + 1, G), by the recursion of Lord & Wingersky 1984."""
    found = np.ones((1, prob.shape[1]))
    for one in prob:
        longer = np.zeros((found.shape[0] + 1, prob.shape[1]))
        longer[:-1] += found * (1 - one)
        longer[1:] += found * one
        found = longer
    return found


def _one_s_x2(
    mine: Floats,
    total: Ints,
    many: Floats,
    *,
    item: int,
    prob: Floats,
    latent: Floats,
    whole: Floats,
    free: int,
) -> Fit:
    rest = summed_scores(np.delete(prob, item, axis=0))
    items = prob.shape[0]
    value, strata, gap = 0.0, 0, 0.0
    for score in range(1, items):
        there = total == score
        n = float(many[there].sum())
        expected = float(latent @ (prob[item] * rest[score - 1]) / (latent @ whole[score]))
        if n * min(expected, 1 - expected) <= 0:
            continue
        observed = float(many[there] @ mine[there]) / n
        value += n * (observed - expected) ** 2 / (expected * (1 - expected))
        gap = max(gap, abs(observed - expected))
        strata += 1
    return Fit(value, max(strata - free, 1), gap)


# --- everybody answered something else -----------------------------------------------------------


@dataclass(frozen=True, eq=False)
class HeldOut:
    """Of each answer, from the person's other answers in the area: what was to be expected.

    `theta` is where they put the person, `mean` and `variance` are of the points; all (n,).
    """

    theta: Floats
    mean: Floats
    variance: Floats


def held_out(
    responses: Responses, table: ItemTable, *, mean: float = 0.0, sd: float = 1.0
) -> HeldOut:
    """What the other answers let one expect; `mean` and `sd` are of the people in this area."""
    group = responses.person * (int(table.area.max(initial=0)) + 1) + table.area[responses.item]
    order = np.argsort(group, kind="stable")
    latent = -0.5 * ((GRID - mean) / sd) ** 2
    theta, expected, variance = (np.zeros(len(responses)) for _ in range(3))
    for some in pieces(group[order]):
        rows = order[some]
        for one, mine, density in _without_each(responses.where(rows), group[rows], table, latent):
            at = rows[mine]
            theta[at] = density @ GRID
            chance = density @ table.prob[one].T
            points = np.arange(chance.shape[1])
            expected[at] = chance @ points
            variance[at] = np.maximum(chance @ points**2 - expected[at] ** 2, _SMALL)
    return HeldOut(theta, expected, variance)


def _without_each(
    answers: Responses, group: Ints, table: ItemTable, latent: Floats
) -> Iterator[tuple[int, NDArray[np.bool_], Floats]]:
    """Question by question: which answers, and where their people stand without them; (m, G)."""
    _group, place = np.unique(group, return_inverse=True)
    said = said_of(answers.item, answers.score, table) * answers.weight[:, None]
    total = np.zeros((int(place.max(initial=-1)) + 1, GRID.size))
    np.add.at(total, place, said)
    for one in np.unique(answers.item):
        mine = answers.item == one
        log = total[place[mine]] - said[mine] + latent
        density = np.exp(log - log.max(axis=1, keepdims=True))
        yield int(one), mine, density / density.sum(axis=1, keepdims=True)


def strata_fit(
    score: Ints, known: HeldOut, where: NDArray[np.bool_], *, largest: int, free: int = 2
) -> Fit | None:
    """The fit of one question over strata of equal ability; None where too few answered it.

    `where` picks its answers, `largest` is its largest score, `free` how many of its parameters
    were estimated from these answers.
    """
    place = np.flatnonzero(where)
    strata = min(MOST_STRATA, place.size // STRATUM)
    if strata <= free:
        return None
    value, gap = 0.0, 0.0
    for part in np.array_split(place[np.argsort(known.theta[place], kind="stable")], strata):
        apart = float((score[part] - known.mean[part]).sum())
        value += apart**2 / float(known.variance[part].sum())
        gap = max(gap, abs(apart) / part.size / largest)
    return Fit(value, strata - free, gap)
