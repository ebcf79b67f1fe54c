"""People who answered alike stand for one another: short tests have few patterns.

A pattern is one whole number, its digits the scores of the items (0 where there is none), so no
two patterns share a number; it is made only where such numbers fit into 62 bits (39 items with
right and wrong) and weights are 1.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from whetstone.core.measurement.calibration.answers import AT_ONCE, Answers, is_one

if TYPE_CHECKING:
    from whetstone.core.measurement.items import Ints

MOST_BITS: Final = 62
WORTH_IT: Final = 0.5
"""Patterns per person up to which they are collapsed."""


def collapsed(answers: Answers) -> Answers:
    """The same answers, each pattern once and as often as it came, where that is worth it."""
    keys = _keys(answers)
    if keys is None:
        return answers
    _unique, first, inverse, many = np.unique(
        keys, return_index=True, return_inverse=True, return_counts=True
    )
    if first.size > WORTH_IT * answers.persons:
        return answers
    times = many if is_one(answers.times) else np.bincount(inverse, answers.times)
    place = np.full(answers.persons, -1)
    place[first] = np.arange(first.size)
    kept = place[answers.person] >= 0
    return Answers.of(
        place[answers.person[kept]],
        answers.item[kept],
        answers.score[kept],
        times=times.astype(np.float64),
        group=answers.group[first],
        items=answers.items,
    )


def _keys(answers: Answers) -> Ints | None:
    """Each person's pattern and group as a number; None where there is no such number."""
    digits = answers.largest + 2
    bits = float(np.log2(digits.astype(np.float64)).sum() + np.log2(answers.groups))
    if bits > MOST_BITS or answers.items > MOST_BITS or not is_one(answers.weight):
        return None
    base = np.concatenate([[1], np.cumprod(digits)])
    keys = base[-1] * answers.group.astype(np.int64)
    items, many = np.zeros((2, answers.persons), dtype=np.int64)
    for start in range(0, answers.person.size, AT_ONCE):
        part = slice(start, start + AT_ONCE)
        who, item = answers.person[part], answers.item[part]
        np.add.at(keys, who, base[item] * (answers.score[part] + np.int64(1)))
        np.add.at(items, who, np.int64(1) << item.astype(np.int64))
        np.add.at(many, who, 1)
    # A sum of powers of two has as many ones as it has terms, unless one of them came twice.
    return keys if (np.bitwise_count(items) == many).all() else None
