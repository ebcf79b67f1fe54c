"""Simulated answers of the two-parameter model: a ~ logN(.2, .3), b ~ N(0, 1), people N(0, 1)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

if TYPE_CHECKING:
    from pathlib import Path

SEED: Final = 20261128
AT_ONCE: Final = 2_000


@dataclass(frozen=True, slots=True)
class Case:
    """`each`: how many random items each person is given; None: all of them."""

    name: str
    persons: int
    items: int
    each: int | None = None
    holes: float = 0.0
    unanimous: int = 0
    shuffled: bool = False

    @property
    def answers(self) -> int:
        """About how many there are."""
        return self.persons * (self.each or self.items)


CASES: Final = {
    one.name: one
    for one in (
        Case("1,000 x 50", 1_000, 50),
        Case("10,000 x 100", 10_000, 100),
        Case("100,000 x 100", 100_000, 100),
        Case("100,000 x 100, 2 % holes", 100_000, 100, holes=0.02),
        Case("200,000 x 1,000 x 40", 200_000, 1_000, 40, unanimous=4),
        Case("200,000 x 1,000 x 40, any order", 200_000, 1_000, 40, unanimous=4, shuffled=True),
    )
}


def truth(case: Case) -> dict[str, Any]:
    """The items' a and b; the last `unanimous` ones will be answered alike by everybody."""
    rng = np.random.default_rng([SEED, case.items])
    return {"a": rng.lognormal(0.2, 0.3, case.items), "b": rng.normal(size=case.items)}


def write(case: Case, path: Path) -> None:
    """The answers to a file: a table (persons, items) with -1 in holes, or triples."""
    rng = np.random.default_rng([SEED, case.persons, case.items])
    items = truth(case)
    parts = [
        _part(case, items, rng, min(AT_ONCE, case.persons - start))
        for start in range(0, case.persons, AT_ONCE)
    ]
    if case.each is None:
        np.savez(path, table=np.concatenate([score for _item, score in parts]))
        return
    item = np.concatenate([item for item, _score in parts]).ravel()
    score = np.concatenate([score for _item, score in parts]).ravel()
    person = np.repeat(np.arange(case.persons, dtype=np.int32), case.each)
    if case.shuffled:
        order = rng.permutation(person.size)
        person, item, score = person[order], item[order], score[order]
    np.savez(path, person=person, item=item, score=score)


def _part(case: Case, items: dict[str, Any], rng: np.random.Generator, size: int) -> Any:
    theta = rng.normal(size=(size, 1))
    if case.each is None:
        given = np.broadcast_to(np.arange(case.items, dtype=np.int16), (size, case.items))
    else:
        drawn = rng.random((size, case.items), dtype=np.float32)
        given = np.argpartition(drawn, case.each, axis=1)[:, : case.each].astype(np.int16)
    chance = 1 / (1 + np.exp(-items["a"][given] * (theta - items["b"][given])))
    score = (rng.random(given.shape) < chance).astype(np.int8)
    alike = given >= case.items - case.unanimous
    score[alike] = (given[alike] % 2).astype(np.int8)
    if case.holes:
        score[rng.random(given.shape) < case.holes] = -1
    return given, score
