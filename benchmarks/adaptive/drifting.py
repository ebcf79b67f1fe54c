"""How soon is a shift of half a logit noticed, and how often is nothing taken for one?

4,000 items, 2PL with a ~ logN(0.2, 0.3), b ~ N(0, 1), known; 1,000 answers each, from people whose
ability is known with se 0.4. So many, because the median of 500 moves by 8 answers from seed to
seed. Two ways to meet people: anybody (N(0, 1)), and those whom an adaptive sitting sends
(believed to be within about half a logit of the item). Known parameters: the shift stands from
the first answer, or comes after 400 answers without one; alarms before it came are false, and
counted as such. Against its own past, a question must have one: there it comes after 400.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from benchmarks.adaptive.worlds import drawn_items
from whetstone.core.measurement.drift import BURN_IN, alarms, shifts
from whetstone.core.measurement.items import GRID, ItemParameters, ItemTable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from whetstone.core.measurement.items import Floats, Ints

ANSWERS, SHIFT, SE = 1_000, 0.5, 0.4
PAST = 400


def report(*, quick: bool) -> Iterator[str]:
    """The lines to print."""
    items = 60 if quick else 4_000
    for name, near in (("as an adaptive sitting sends them", 0.5), ("anybody", None)):
        for shift in (0.0, SHIFT, -SHIFT):
            known, later, own = _watched(items, shift, near)
            yield f"people {name}, shift {shift:+.1f}, {items} items"
            yield f"  known parameters, shifted from the first answer: {_said(known)}"
            yield f"  known parameters, shifted after {PAST} answers: {_said(later)}"
            yield f"  own past, burn-in {BURN_IN}, looked at every 200: {_said(own)}"


def _watched(items: int, shift: float, near: float | None) -> tuple[Floats, Floats, Floats]:
    """At which answer after the shift each item raised its first alarm (inf: never).

    Watched from the shift on, from 400 answers before it, and against its own past.
    """
    rng = np.random.default_rng(17)
    a, b = drawn_items(items, rng)
    table = ItemTable.build([ItemParameters(0, 1, a[k], b[k]) for k in range(items)])
    known, later, own = (np.full(items, np.inf) for _rule in range(3))
    for item in range(items):
        able = (a[item], b[item])
        score, density = _answers(able, shift, near, rng)
        alarm = shifts(score, table.used[item], density)
        known[item] = alarm.at if alarm else np.inf
        first, before = _answers(able, 0.0, near, rng, number=PAST)
        score, density = np.append(first, score), np.concatenate([before, density])
        alarm = shifts(score, table.used[item], density)
        later[item] = alarm.at - PAST if alarm else np.inf
        expected = density @ table.used[item][1]
        told = alarms((score - expected) / np.sqrt(expected * (1 - expected)))
        own[item] = told[0].at - PAST if told else np.inf
    return known, later, own


def _answers(
    item: tuple[float, float],
    shift: float,
    near: float | None,
    rng: np.random.Generator,
    *,
    number: int = ANSWERS,
) -> tuple[Ints, Floats]:
    """Scores, and what is believed of each person on the grid."""
    believed, spread = _people(item[1], near, rng, number)
    theta = believed + spread * rng.normal(size=number)
    p = 1 / (1 + np.exp(-item[0] * (theta - item[1] - shift)))
    density = np.exp(-((GRID - believed[:, None]) ** 2) / (2 * spread**2))
    return (rng.random(number) < p).astype(int), density / density.sum(axis=1, keepdims=True)


def _people(
    b: float, near: float | None, rng: np.random.Generator, number: int
) -> tuple[Floats, float]:
    """What is believed of each person: posterior mean and sd."""
    if near is not None:
        return b + near * rng.normal(size=number), SE
    theta = rng.normal(size=number)
    seen = theta + SE * rng.normal(size=number)
    shrink = 1 / (1 + SE**2)
    return seen * shrink, SE * shrink**0.5


def _said(at: Floats) -> str:
    early, after = float((at <= 0).mean()), at[at > 0]
    found = np.isfinite(after)
    median = np.median(after)
    said = f"{median:.0f}" if np.isfinite(median) else "never"
    before = f"before the shift {early:.4f}, " if early else ""
    error = (found.mean() * (1 - found.mean()) / found.size) ** 0.5
    return (
        f"{before}alarm within 1,000 answers {found.mean():.4f} (se {error:.4f}), "
        f"within 200 {(after <= 200).mean():.3f}, median at {said}"
    )
