"""Do bands of 90 % hold the truth nine times in ten?

Five areas, six answers in each. Known items under the right prior; then expert-set items whose
true places lie about what is believed (sd 0.8, one truth per item, shared by all who meet it),
under true correlations that the prior does not know of; then abilities that drift while evidence
fades. "10,000" is people; each has five bands.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from benchmarks.adaptive.worlds import drawn_items
from whetstone.core.measurement.items import ItemParameters, ItemTable
from whetstone.core.measurement.levels import LevelEstimates, estimate_many
from whetstone.core.measurement.propagation import assumed_prior
from whetstone.core.measurement.responses import Responses

if TYPE_CHECKING:
    from collections.abc import Iterator

    from whetstone.core.measurement.items import Floats

AREAS, EACH, OWN = 5, 6, 40
HALF_LIFE = 24.0
BANKS = 20


def report(*, quick: bool) -> Iterator[str]:
    """The lines to print."""
    people = 500 if quick else 10_000
    yield f"known items, right prior, w = 1: {_held(people, true=0.55, error=0.0)}"
    for true in (0.3, 0.55, 0.6, 0.8):
        yield f"expert-set items (sd .8), true correlation {true}: {_held(people, true=true)}"
    for moves in (0.0, 0.3, 0.5, 0.8):
        for fading in (True, False):
            name = f"ability drifts {moves} a year, evidence {'' if fading else 'not '}fading"
            yield f"{name}: {_drifting(people, moves, fading)}"


def _held(people: int, *, true: float, error: float = 0.8) -> str:
    """Over banks, because the errors of one bank are shared by everybody who meets it."""
    inside, sizes, bias = [], [], []
    for seed in range(BANKS):
        rng = np.random.default_rng(50 + seed)
        number = people // BANKS
        covariance = assumed_prior(AREAS, correlation=true).covariance
        theta = rng.multivariate_normal(np.zeros(AREAS), covariance, number)
        found = _estimated(rng, theta, np.ones(EACH), error=error)
        inside.append((theta >= found.low) & (theta <= found.high))
        sizes.append((found.high - found.low).mean())
        bias.append((found.mean - theta).std() / found.sd.mean())
    share = np.array([one.mean() for one in inside])
    return (
        f"N {people}, {np.concatenate(inside).mean():.4f} (se over banks "
        f"{share.std(ddof=1) / BANKS**0.5:.4f}; banks {share.min():.3f} to {share.max():.3f}), "
        f"mean width {np.mean(sizes):.2f}, rmse over stated sd {np.mean(bias):.3f}"
    )


def _estimated(
    rng: np.random.Generator,
    theta: Floats,
    weight: Floats,
    *,
    error: float = 0.0,
    then: Floats | None = None,
) -> LevelEstimates:
    """Everybody answers `EACH` items in each area; `then` (people, areas, EACH) moves theta."""
    people = len(theta)
    a, b = drawn_items(AREAS * OWN, rng)
    truth = b + error * rng.normal(size=b.size)
    table = ItemTable.build(
        [ItemParameters(k // OWN, 1, a[k], b[k], 0.0, error) for k in range(b.size)]
    )
    rows = np.argsort(rng.random((people, AREAS, OWN)), axis=2)[..., :EACH]
    rows = rows + OWN * np.arange(AREAS)[:, None]
    able = theta[..., None] + (0.0 if then is None else then)
    p = 1 / (1 + np.exp(-a[rows] * (able - truth[rows])))
    score = (rng.random(rows.shape) < p).astype(int)
    answers = Responses.of(
        rows.reshape(-1),
        score.reshape(-1),
        weight=np.broadcast_to(weight, rows.shape).reshape(-1),
        person=np.repeat(np.arange(people), AREAS * EACH),
    )
    return estimate_many(answers, table, assumed_prior(AREAS), persons=people)


def _drifting(people: int, moves: float, fading: bool) -> str:  # noqa: FBT001
    """Answers 0 to 40 months old; each area wanders by `moves` logits (sd) a year.

    The ability is stationary: it is drawn now, and the past is what an Ornstein-Uhlenbeck walk of
    sd 1 would have come from.
    """
    rng = np.random.default_rng(9)
    covariance = assumed_prior(AREAS).covariance
    theta = rng.multivariate_normal(np.zeros(AREAS), covariance, people)
    ages = np.linspace(0, 40, EACH)
    keep = np.exp(-(moves**2) / 2 * (ages[1] / 12))
    past, states = theta, [theta]
    for _ in ages[1:]:
        step = rng.multivariate_normal(np.zeros(AREAS), covariance, people)
        past = keep * past + np.sqrt(1 - keep**2) * step
        states.append(past)
    then = np.stack(states, axis=2) - theta[..., None]
    weight = 0.5 ** (ages / HALF_LIFE) if fading else np.ones(EACH)
    found = _estimated(rng, theta, weight, then=then)
    inside = (theta >= found.low) & (theta <= found.high)
    rmse = np.sqrt(((found.mean - theta) ** 2).mean())
    return (
        f"N {people}, held {inside.mean():.3f}, rmse {rmse:.3f}, stated sd {found.sd.mean():.3f}"
    )
