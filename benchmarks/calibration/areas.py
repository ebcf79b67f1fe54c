"""Question: from how many people on is the estimated correlation of areas worth having?

`python -m benchmarks.calibration.areas`. People answer the scan: 28 questions in 14 areas, or
twice as many. True correlations are drawn once, two factors. Told is the root mean square error
over the 91 pairs of the assumption (.55 everywhere), of the estimate and of both joined; the mean
information of a pair in fully measured people; the mean square of errors in standard errors (1 is
right); and CPU seconds of an estimate, the simulation included.
"""

from __future__ import annotations

import argparse
import time
from typing import TYPE_CHECKING, Final

import numpy as np

from whetstone.core.measurement.correlations import from_answers
from whetstone.core.measurement.items import ItemParameters, ItemTable
from whetstone.core.measurement.propagation import assumed_prior
from whetstone.core.measurement.responses import Responses

if TYPE_CHECKING:
    from collections.abc import Sequence

    from whetstone.core.measurement.correlations import AreaCorrelations
    from whetstone.core.measurement.items import Floats

SEED: Final = 14
AREAS: Final = 14
BANK: Final = 12
"""Questions in an area; everybody is given some of them, drawn by chance."""
PEOPLE: Final = (50, 200, 1_000, 5_000)
PAIRS: Final = np.triu_indices(AREAS, 1)


def main(argv: Sequence[str] | None = None) -> int:
    """Simulate, estimate, print tables in Markdown."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--times", type=int, default=5)
    asked = options.parse_args(argv)
    true = truth()
    spread = true[PAIRS]
    print(f"true pairs: {spread.min():.2f} to {spread.max():.2f}, mean {spread.mean():.2f}")
    print("| answers | people | assumed | estimate | joined | information | z2 | CPU s |")
    print("|---|---|---|---|---|---|---|---|")
    for each in (2, 4):
        for people in PEOPLE:
            rows = [row(people, each, true, seed) for seed in range(asked.times)]
            assumed, estimate, joined, told, square, cpu = np.mean(rows, axis=0)
            print(
                f"| {each * AREAS} | {people:,} | {assumed**0.5:.3f} | {estimate**0.5:.3f} "
                f"| {joined**0.5:.3f} | {told:.0f} | {square:.2f} | {cpu:.2f} |",
                flush=True,
            )
    return 0


def truth() -> Floats:
    """A correlation matrix of two factors."""
    rng = np.random.default_rng(SEED)
    loads = np.stack([rng.uniform(0.4, 0.9, AREAS), rng.uniform(-0.4, 0.4, AREAS)], axis=1)
    found = loads @ loads.T
    np.fill_diagonal(found, 1.0)
    return np.asarray(found)


def row(people: int, each: int, true: Floats, seed: int) -> tuple[float, ...]:
    """Squared errors of assumption, estimate and both joined; information; z2; CPU seconds."""
    began = time.process_time()
    found = once(people, each, true, seed)
    took = time.process_time() - began
    assumed = assumed_prior(AREAS).covariance
    off = [
        float(np.mean((one - true)[PAIRS] ** 2))
        for one in (assumed, found.matrix, found.joined(assumed))
    ]
    z2 = float(np.mean(((found.matrix - true)[PAIRS] / found.se[PAIRS]) ** 2))
    return *off, float(found.information[PAIRS].mean()), z2, took


def once(people: int, each: int, true: Floats, seed: int) -> AreaCorrelations:
    """Draw people and answers, and estimate."""
    rng = np.random.default_rng([SEED, seed, people, each])
    theta = rng.multivariate_normal(np.zeros(AREAS), true, size=people)
    bank = [
        ItemParameters(area, 1, float(a), float(b))
        for area in range(AREAS)
        for a, b in zip(rng.lognormal(0.2, 0.3, BANK), rng.normal(size=BANK), strict=True)
    ]
    drawn = np.argpartition(rng.random((people, AREAS, BANK)), each, axis=2)[..., :each]
    item = (drawn + BANK * np.arange(AREAS)[:, None]).reshape(people, -1)
    a, b = np.array([one.a for one in bank]), np.array([one.b for one in bank])
    chance = 1 / (1 + np.exp(-a[item] * (np.repeat(theta, each, axis=1) - b[item])))
    score = (rng.random(chance.shape) < chance).astype(int)
    person = np.repeat(np.arange(people), item.shape[1])
    answers = Responses.of(item.ravel(), score.ravel(), person=person)
    return from_answers(answers, ItemTable.build(bank), assumed_prior(AREAS), persons=people)


if __name__ == "__main__":
    raise SystemExit(main())
