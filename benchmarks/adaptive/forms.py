"""A secured form: how many are certified, and how many of them wrongly?

1,000 people N(0, 1) each meet the rule of `core.measurement.secured_forms` on pools of 36 and of
120 questions about four skills, 2PL with a ~ logN(0.2, 0.3), places N(-0.5, 0.8) about the cut at
-0.5. Known items, or an expert's guess at each place with sd 0.7 that the table knows of: the
errors of one pool are shared by all who meet it, so ten pools are drawn, 100 people at each.
Exposure is counted as in the product, person after person.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from whetstone.core.measurement.deciding import Decided
from whetstone.core.measurement.display import ENTRY
from whetstone.core.measurement.items import ItemParameters, ItemTable
from whetstone.core.measurement.next_question import Bank, Sitting, choose_next
from whetstone.core.measurement.propagation import assumed_prior
from whetstone.core.measurement.secured_forms import (
    FormVerdict,
    NamedCut,
    plan,
    turn,
    verdict,
)
from whetstone.core.measurement.sitting import SittingPosterior

if TYPE_CHECKING:
    from collections.abc import Iterator

    from whetstone.core.measurement.items import Floats

POOLS, EACH, SKILLS, GUESS = 10, 100, 4, 0.7
BEFORE = 4
CUT = NamedCut(2, ENTRY.theta)
SURE = 0.3


@dataclass(frozen=True, eq=False)
class _Pool:
    """Items as believed, and their true slopes and places."""

    bank: Bank
    skills: tuple[str, ...]
    a: Floats
    b: Floats


def report(*, quick: bool) -> Iterator[str]:
    """The lines to print."""
    for size in (36, 120):
        for name, error in (("known", 0.0), (f"guessed, sd {GUESS}", GUESS)):
            told = [
                one
                for pool in range(2 if quick else POOLS)
                for one in _sat(size, error, people=20 if quick else EACH, seed=pool)
            ]
            yield f"pool of {size}, items {name}, {len(told)} people: {_said(told)}"


def _pool(size: int, error: float, rng: np.random.Generator) -> _Pool:
    a, believed = rng.lognormal(0.2, 0.3, size), ENTRY.theta + 0.8 * rng.normal(size=size)
    table = ItemTable.build(
        [ItemParameters(0, 1, a[k], believed[k], 0.0, error) for k in range(size)]
    )
    skills = tuple(str(k % SKILLS) for k in range(size))
    return _Pool(Bank.of(table), skills, a, believed + error * rng.normal(size=size))


def _sat(size: int, error: float, *, people: int, seed: int) -> list[tuple[float, FormVerdict]]:
    rng = np.random.default_rng(seed)
    pool = _pool(size, error, rng)
    shown = np.zeros(size)
    found = []
    for person in range(people):
        theta = float(rng.normal())
        bank = replace(pool.bank, exposure=shown / (person + BEFORE))
        rows, posterior = _asked(replace(pool, bank=bank), theta, f"{seed}/{person}", rng)
        shown[rows] += 1
        told = verdict(posterior, rows, [CUT])
        assert told is not None
        found.append((theta, told))
    return found


def _asked(
    pool: _Pool, theta: float, seed: str, rng: np.random.Generator
) -> tuple[list[int], SittingPosterior]:
    posterior = SittingPosterior.start(pool.bank.table, assumed_prior(1))
    blueprint, _rule = plan(pool.skills)
    rows: list[int] = []
    while (now := turn(posterior, pool.skills, rows)).ends is None:
        choice = choose_next(pool.bank, posterior, Sitting(seed, rows, now.barred), blueprint)
        if choice is None:
            break
        p = 1 / (1 + np.exp(-pool.a[choice.item] * (theta - pool.b[choice.item])))
        rows = [*rows, choice.item]
        posterior = posterior.with_answer(choice.item, int(rng.random() < p))
    return rows, posterior


def _said(told: list[tuple[float, FormVerdict]]) -> str:
    theta = np.array([one for one, _ in told])
    said = np.array([one.levels[0].said.value for _, one in told])
    length = np.mean([one.answers for _, one in told])
    met, below = said == Decided.MET.value, said == Decided.BELOW.value
    above = theta >= ENTRY.theta
    far = theta < ENTRY.theta - SURE
    return (
        f"mean length {length:.1f}; met {met.mean():.3f}, below {below.mean():.3f}, "
        f"too close {(~met & ~below).mean():.3f}; certified though below "
        f"{(met & ~above).sum()} of {met.sum()} ({(met & ~above).sum() / met.sum():.4f}), "
        f"of those {SURE} below {(met & far).sum()} of {far.sum()}; "
        f"called below though above {(below & above).sum()} of {below.sum()}; "
        f"reliability at the cut {np.mean([one.levels[0].reliability for _, one in told]):.3f}"
    )
