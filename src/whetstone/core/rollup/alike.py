"""Answers that are more alike than chance: two people, the same wrong answers.

For each question that both answered wrongly, the chance that two of the wrong answerers give the
same wrong answer is the sum of the squared shares of those answers in the class (the others', the
two left out, with one more of each for what was not seen). Over all such questions the number of
equal answers is a Poisson binomial; its upper tail is the index. After Holland 1996 (the K-index,
ETS Research Report 96-07), with the sum of different chances in place of one binomial. With many
pairs some look alike by chance: the bound is divided by the number of pairs (Bonferroni).

It says that answers are alike, never why: a misunderstanding taught to both looks the same.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

BOUND: Final = 0.01
"""Chance that any pair of the class is named though nobody looked at anybody. An assumption."""
LEAST: Final = 4
"""Fewer questions wrong in common say nothing, however alike."""


@dataclass(frozen=True, slots=True)
class Alike:
    """Two people: of `wrong` questions both got wrong, `same` answers were the same."""

    one: int
    other: int
    wrong: int
    same: int
    chance: float


def alike(wrong: Mapping[int, Mapping[int, str]], *, bound: float = BOUND) -> tuple[Alike, ...]:
    """Pairs whose wrong answers (person -> question -> answer) are more alike than chance."""
    every: dict[int, Counter[str]] = {}
    for answers in wrong.values():
        for question, answer in answers.items():
            every.setdefault(question, Counter())[answer] += 1
    pairs = list(combinations(sorted(wrong), 2))
    found = []
    for one, other in pairs:
        shared = sorted(wrong[one].keys() & wrong[other].keys())
        if len(shared) < LEAST:
            continue
        same = sum(wrong[one][item] == wrong[other][item] for item in shared)
        odds = [_odds(every[item], wrong[one][item], wrong[other][item]) for item in shared]
        chance = tail(odds, same)
        if chance <= bound / len(pairs):
            found.append(Alike(one, other, len(shared), same, chance))
    return tuple(found)


def tail(odds: Sequence[float], at_least: int) -> float:
    """P(at least so many of independent events with these chances)."""
    known = [1.0]
    for p in odds:
        with_, without = [0.0, *(p * q for q in known)], [*((1 - p) * q for q in known), 0.0]
        known = [a + b for a, b in zip(with_, without, strict=True)]
    return min(1.0, sum(known[at_least:]))


def _odds(every: Counter[str], one: str, other: str) -> float:
    """That two give the same wrong answer, from the rest of the class; an unseen one is possible.

    One more is added for each answer given and one for those not seen, so that a question nobody
    else got wrong is taken as an even chance.
    """
    rest = every - Counter((one, other))
    counts = [rest[answer] + 1 for answer in every] + [1]
    whole = sum(counts)
    return sum((n / whole) ** 2 for n in counts)
