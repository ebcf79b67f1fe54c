"""Question: how near is a new question's place after few answers, with and without experts?

`python -m benchmarks.calibration.cold_start`. New questions are seeded among known ones: everybody
answers 30 known questions (a = 1.3: ability is known to about .3) and 4 new ones. Experts state a
level of five that correlates r with the true place. Their trust is learned from questions
calibrated before, none, 10 or 60, and from the new answers. Told is the root mean square error of
b over all new questions and repetitions, and the ratio to N(0, 1), the prior that happens to be
true here; N(0, 16) knows nothing.
"""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from whetstone.core.measurement.calibration import Answers, Priors, Settings, calibrate
from whetstone.core.measurement.calibration.cold_start import calibrate_new
from whetstone.core.measurement.calibration.experts import LEVEL_PLACES, Lessons

if TYPE_CHECKING:
    from collections.abc import Sequence

    from whetstone.core.measurement.items import Floats

SEED: Final = 411
NEW: Final = 200
KNOWN: Final = 30
EACH: Final = 4
COUNTS: Final = (10, 30, 100, 300)
WORLDS: Final = (
    (0.6, 0),
    (0.6, 10),
    (0.6, 60),
    (0.3, 0),
    (0.3, 60),
    (0.0, 0),
    (0.0, 60),
    (0.85, 60),
)
"""(true r of the experts, calibrated questions to learn it from)."""
WORST: Final = 1.02


def main(argv: Sequence[str] | None = None) -> int:
    """Simulate, calibrate with three priors, print a table in Markdown."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--times", type=int, default=5)
    asked = options.parse_args(argv)
    print("| experts' r | learned from | n | N(0, 16) | N(0, 1) | experts | against N(0, 1) |")
    print("|---|---|---|---|---|---|---|")
    worse = 0
    for world, (r, teachers) in enumerate(WORLDS):
        for n in COUNTS:
            off = np.array(
                [once([SEED, world, n, one], r, teachers, n) for one in range(asked.times)]
            )
            vague, plain, expert = np.sqrt(off.mean(axis=0))
            worse += n >= 300 and expert > WORST * min(vague, plain)
            print(
                f"| {r} | {teachers} | {n} | {vague:.3f} | {plain:.3f} | {expert:.3f} "
                f"| {expert / plain - 1:+.1%} |",
                flush=True,
            )
    print(f"worse than either by more than 2 % at n >= 300: {worse} of {len(WORLDS)}")
    return int(worse > 0)


def once(seed: list[int], r: float, teachers: int, n: int) -> tuple[float, float, float]:
    """Mean squared errors of b under N(0, 16), N(0, 1) and the experts' prior."""
    rng = np.random.default_rng(seed)
    before = Lessons.of(*taught(rng, r, teachers))
    b = rng.normal(size=NEW)
    a = rng.lognormal(0.2, 0.3, NEW)
    known = {item: (1.3, (float(place),)) for item, place in enumerate(np.linspace(-2, 2, KNOWN))}
    answers = answered(rng, a, b, n)
    stated = np.concatenate([np.full(KNOWN, np.nan), levels(rng, b, r)])
    fast = Settings(exact=False)
    found = [
        calibrate(answers, priors=one, settings=fast, anchors=known, errors=False).b[KNOWN:, 0]
        for one in (Priors(b_sd=4.0), Priors(b_sd=1.0))
    ]
    told = calibrate_new(
        answers, stated, before=before, settings=fast, anchors=known, errors=False
    )
    found.append(told.fit.b[KNOWN:, 0])
    vague, plain, expert = (float(np.mean((one - b) ** 2)) for one in found)
    return vague, plain, expert


def levels(rng: np.random.Generator, b: Floats, r: float) -> Floats:
    """The level of five that an expert gives, as its place."""
    felt = r * b + np.sqrt(1 - r**2) * rng.normal(size=b.size)
    return np.asarray(np.array(LEVEL_PLACES)[np.searchsorted([-0.84, -0.25, 0.25, 0.84], felt)])


def taught(rng: np.random.Generator, r: float, teachers: int) -> tuple[Floats, Floats, Floats]:
    """Stated places, calibrated places and their errors, of questions calibrated before."""
    b, error = rng.normal(size=teachers), np.full(teachers, 0.15)
    return levels(rng, b, r), b + error * rng.normal(size=teachers), error


def answered(rng: np.random.Generator, a: Floats, b: Floats, n: int) -> Answers:
    """Everybody answers the known questions and four new ones; each new one gets n answers."""
    given: Any = np.concatenate([rng.permutation(NEW) for _ in range(n)]).reshape(-1, EACH)
    theta = rng.normal(size=(len(given), 1))
    places = np.linspace(-2, 2, KNOWN)
    known = rng.random((len(given), KNOWN)) < 1 / (1 + np.exp(-1.3 * (theta - places)))
    new = rng.random(given.shape) < 1 / (1 + np.exp(-a[given] * (theta - b[given])))
    item = np.concatenate([np.tile(np.arange(KNOWN), (len(given), 1)), KNOWN + given], axis=1)
    person = np.repeat(np.arange(len(given)), KNOWN + EACH)
    return Answers.of(
        person, item.ravel(), np.concatenate([known, new], axis=1).ravel(), items=KNOWN + NEW
    )


if __name__ == "__main__":
    raise SystemExit(main())
