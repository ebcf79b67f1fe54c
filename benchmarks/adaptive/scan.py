"""A scan of 28 questions in 14 areas: does the joint prior help, and does it blur a person?

People with true correlation 0.55 between areas; a bank of 504, 2PL, known. The same people sit
twice: believing 0.55, and believing independent areas. Decisions at entry level, and the person's
own contrasts: which area is weakest, and the order of the areas around the person's own mean.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy import stats

from benchmarks.adaptive.worlds import world
from whetstone.core.measurement.blueprint import scan
from whetstone.core.measurement.density import moments
from whetstone.core.measurement.display import ENTRY
from whetstone.core.measurement.propagation import ASSUMED_CORRELATION, assumed_prior
from whetstone.core.measurement.simulated import simulate

if TYPE_CHECKING:
    from collections.abc import Iterator

    from whetstone.core.measurement.items import Floats

AREAS, BANK, WEAK = 14, 504, 3


def report(*, quick: bool) -> Iterator[str]:
    """The lines to print."""
    people = 200 if quick else 2_000
    for true in (0.3, 0.55, 0.8):
        told = []
        for believed in (ASSUMED_CORRELATION, 0.0):
            rng = np.random.default_rng(7)
            theta = rng.multivariate_normal(
                np.zeros(AREAS), assumed_prior(AREAS, correlation=true).covariance, people
            )
            made = world(BANK, theta, rng)
            found = simulate(
                made.bank, assumed_prior(AREAS, correlation=believed), scan(AREAS), made,
                people=people, rng=rng, wave=200,
            )  # fmt: skip
            told.append(_scores(theta, moments(found.density)[0]))
        yield f"true correlation {true:.2f}, N {people}"
        for name, one, other in zip(NAMES, *told, strict=True):
            gap = one - other
            error = gap.std() / len(gap) ** 0.5
            yield (
                f"  {name}: joint {one.mean():.3f}, independent {other.mean():.3f}, "
                f"difference {gap.mean():+.3f} (se {error:.3f})"
            )


NAMES = (
    "decisions at entry level that are right",
    "weakest area named is the weakest",
    f"weakest area named is among the {WEAK} weakest",
    "rank correlation of a person's own areas",
    "rmse of a contrast with the person's mean",
)


def _scores(theta: Floats, mean: Floats) -> tuple[Floats, ...]:
    """One number a person for each of `NAMES`."""
    right = ((mean >= ENTRY.theta) == (theta >= ENTRY.theta)).mean(axis=1)
    named = mean.argmin(axis=1)
    rank = stats.rankdata(theta, axis=1)[np.arange(len(theta)), named]
    order = [stats.spearmanr(*pair).statistic for pair in zip(theta, mean, strict=True)]
    contrast = [x - x.mean(axis=1, keepdims=True) for x in (theta, mean)]
    rmse = np.sqrt(((contrast[0] - contrast[1]) ** 2).mean(axis=1))
    return right, (rank == 1).astype(float), (rank <= WEAK).astype(float), np.array(order), rmse
