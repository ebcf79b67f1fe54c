"""Is a fair question taken for an unfair one where groups differ in ability?

2,000 people in two groups of one size, the focal one less able (impact); no question favours
anybody but one in ten, which is 0.64 logits harder for the focal group (an ETS delta of -1.5 for a
slope of 1). 40 questions, 2PL with a ~ logN(0.2, 0.3), b ~ N(0, 1), known; everybody answers 6 or
12 of them, drawn at random, or as an adaptive sitting would (among the nearest third to a first
guess of sd 0.7). People are matched on: their place from one prior for all (shrunken), maximum
likelihood, the points they got elsewhere, their place from their own group's normal, and (for
scale) their true ability. Nothing is purified here. Told of each: the deltas of fair questions (0
is right), how many of them look like class B or C, p < .05 among them, and how many of the unfair
are found (class B or C).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from benchmarks.adaptive.worlds import drawn_items
from whetstone.core.measurement.dif import DifClass
from whetstone.core.measurement.fairness import Compared, compared
from whetstone.core.measurement.item_fit import held_out
from whetstone.core.measurement.items import GRID, Floats, ItemParameters, ItemTable
from whetstone.core.measurement.matching import placed
from whetstone.core.measurement.responses import Responses

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.typing import NDArray

    Names = NDArray[np.object_]

PEOPLE, QUESTIONS, HARDER = 2_000, 40, 0.64
EACH = (6, 12)
IMPACTS = (0.0, 0.5, 1.0)


def report(*, quick: bool) -> Iterator[str]:
    """The lines to print."""
    worlds = 1 if quick else 10
    for adaptive in (False, True):
        for each in EACH:
            for impact in IMPACTS:
                way = "adaptive" if adaptive else "drawn"
                yield f"{each} answers each, {way}; impact {impact:.1f}; {worlds} worlds"
                found = [_world(seed, each, impact, adaptive=adaptive) for seed in range(worlds)]
                for name in found[0]:
                    yield f"  {name:<22} {_said([one[name] for one in found])}"


def _world(seed: int, each: int, impact: float, *, adaptive: bool) -> dict[str, list[Compared]]:
    rng = np.random.default_rng(seed)
    a, b = drawn_items(QUESTIONS, rng)
    table = ItemTable.build([ItemParameters(0, 1, a[k], b[k]) for k in range(QUESTIONS)])
    focal = np.arange(PEOPLE) % 2 == 1
    theta = rng.normal(size=PEOPLE) - impact * focal
    picked = np.argsort(_wish(theta, b, rng, adaptive=adaptive), axis=1)[:, :each]
    person, item = np.repeat(np.arange(PEOPLE), each), picked.ravel()
    harder = HARDER * (focal[person] & (item % 10 == 0))
    chance = 1 / (1 + np.exp(-a[item] * (theta[person] - b[item] - harder)))
    score = (rng.random(item.size) < chance).astype(np.int64)
    answers = Responses.of(item, score, person=person)
    names = np.where(focal, "focal", "other")[person].astype(object)
    places = {name: place(answers, table, names) for name, place in _PLACES.items()}
    places["true ability"] = theta[person]
    return {
        name: [
            compared(score[item == k] > 0, at[item == k], names[item == k].tolist())[0]
            for k in range(QUESTIONS)
        ]
        for name, at in places.items()
    }


def _wish(theta: Floats, b: Floats, rng: np.random.Generator, *, adaptive: bool) -> Floats:
    draw = rng.random((theta.size, b.size))
    if not adaptive:
        return draw
    guess = theta + rng.normal(0, 0.7, theta.size)
    near = np.argsort(np.argsort(np.abs(guess[:, None] - b), axis=1), axis=1)
    return np.asarray(np.where(near < b.size // 3, draw, draw + 1))


def _shrunken(answers: Responses, table: ItemTable, _names: Names) -> Floats:
    return held_out(answers, table, mean=-0.25).theta


def _likeliest(answers: Responses, table: ItemTable, _names: Names) -> Floats:
    said = table.log_prob[answers.item, answers.score]
    total = np.zeros((PEOPLE, GRID.size))
    np.add.at(total, answers.person, said)
    return np.asarray(GRID[np.argmax(total[answers.person] - said, axis=1)])


def _share(answers: Responses, _table: ItemTable, _names: Names) -> Floats:
    right = np.bincount(answers.person, weights=answers.score)
    return np.asarray(right[answers.person] - answers.score)


_PLACES: dict[str, Callable[[Responses, ItemTable, Names], Floats]] = {
    "one prior (shrunken)": _shrunken,
    "maximum likelihood": _likeliest,
    "points elsewhere": _share,
    "own group's normal": placed,
}


def _said(worlds: list[list[Compared]]) -> str:
    fair = [one for world in worlds for k, one in enumerate(world) if k % 10]
    unfair = [one for world in worlds for k, one in enumerate(world) if k % 10 == 0]
    told = [one.by_strata for one in fair if one.by_strata is not None]
    deltas = np.array([one.delta for one in told])
    deltas = deltas[np.isfinite(deltas)]
    return (
        f"fair: delta {deltas.mean():+.2f} (sd {deltas.std():.2f}), "
        f"class B or C {_flagged(fair):.1%}, "
        f"p < .05 {np.mean([one.p < 0.05 for one in told]):.1%}; "
        f"unfair found {_flagged(unfair):.0%}"
    )


def _flagged(many: list[Compared]) -> float:
    return float(np.mean([one.ets not in {None, DifClass.A} for one in many]))
