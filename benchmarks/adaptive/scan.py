"""A scan of 28 questions in 14 areas: does the joint prior help, and does it blur a person?

People with true correlations of 0.3, 0.55 and 0.8 between areas; a bank of 504, 2PL, known. The
same people sit three times: believing 0.55 (the assumption), believing independent areas, and
believing what the product believes once 1,000 others have sat the same scan: the assumption shrunk
towards the correlations that their answers tell. Questions are chosen as a scan of the product
chooses them, for level and contrasts together (`contrasts`); believing independent areas, for the
variance alone. To tell what does what: each of these two also the other way; and the sitting that
was chosen believing independent areas, scored believing 0.55.
Decisions at entry level, and the person's own contrasts: which area is weakest, and the order of
the areas around the person's own mean.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy import stats

from benchmarks.adaptive.worlds import World, world
from whetstone.core.measurement.blueprint import scan
from whetstone.core.measurement.correlations import from_answers
from whetstone.core.measurement.density import moments, normalised
from whetstone.core.measurement.display import ENTRY
from whetstone.core.measurement.next_question import DEFAULT_POLICY, Criterion, Policy
from whetstone.core.measurement.propagation import Prior, assumed_prior, cavities, log_normal
from whetstone.core.measurement.responses import Responses
from whetstone.core.measurement.simulated import Sittings, simulate

if TYPE_CHECKING:
    from collections.abc import Iterator

    from whetstone.core.measurement.items import Floats

AREAS, BANK, WEAK = 14, 504, 3
SCANNED = Policy(criterion=Criterion.CONTRAST)


def report(*, quick: bool) -> Iterator[str]:
    """The lines to print."""
    people = 200 if quick else 4_000
    for true in (0.3, 0.55, 0.8):
        learned = _learned(true, people // 2)
        joint, alone = assumed_prior(AREAS), assumed_prior(AREAS, correlation=0.0)
        sat = [
            _sat(true, people, joint, seed=7),
            _sat(true, people, alone, seed=7, policy=DEFAULT_POLICY),
            _sat(true, people, learned, seed=7),
        ]
        told = [
            *(_scored(*pair) for pair in zip(sat, (joint, alone, learned), strict=True)),
            _scored(sat[1], joint),
            _scored(_sat(true, people, joint, seed=7, policy=DEFAULT_POLICY), joint),
            _scored(_sat(true, people, alone, seed=7), alone),
        ]
        middle = learned.covariance[np.triu_indices(AREAS, 1)].mean()
        yield f"true correlation {true:.2f}, N {people}; learned from {people // 2}: {middle:.3f}"
        for name, one, other, taught, mixed, plain, apart in zip(NAMES, *told, strict=True):
            yield (
                f"  {name}: joint {one.mean():.3f}, independent {other.mean():.3f}, "
                f"difference {_gap(one - other)}; learned {taught.mean():.3f}, "
                f"difference {_gap(taught - other)}; chosen apart, "
                f"scored jointly {mixed.mean():.3f}; joint, chosen for variance alone "
                f"{plain.mean():.3f}; independent, chosen for contrasts {apart.mean():.3f}"
            )


def _gap(apart: Floats) -> str:
    return f"{apart.mean():+.3f} (se {apart.std() / len(apart) ** 0.5:.3f})"


def _scored(sat: tuple[Floats, Sittings, World], believed: Prior) -> tuple[Floats, ...]:
    theta, found, _made = sat
    others = log_normal(*cavities(found.log_lik, believed))
    return _scores(theta, moments(normalised(found.log_lik + others))[0])


def _sat(
    true: float, people: int, believed: Prior, *, seed: int, policy: Policy = SCANNED
) -> tuple[Floats, Sittings, World]:
    rng = np.random.default_rng(seed)
    covariance = assumed_prior(AREAS, correlation=true).covariance
    theta = rng.multivariate_normal(np.zeros(AREAS), covariance, people)
    made = world(BANK, theta, rng)
    found = simulate(
        made.bank, believed, scan(AREAS), made, people=people, rng=rng, wave=200, policy=policy
    )
    return theta, found, made


def _learned(true: float, people: int) -> Prior:
    """The prior in use after the scans of others: as `apps.diagnose.together` makes it."""
    assumed = assumed_prior(AREAS)
    _theta, found, made = _sat(true, people, assumed, seed=70)
    who, turn = np.nonzero(found.rows >= 0)
    answers = Responses.of(found.rows[who, turn], found.points[who, turn], person=who)
    told = from_answers(answers, made.bank.table, assumed, persons=people)
    return Prior(assumed.mean, told.joined(assumed.covariance))


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
