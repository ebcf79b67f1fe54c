"""A form of one's own out of a pool: drawn from a seed, comparable, and no two neighbours alike.

The pool is ranked by what somebody at the cut is expected to score and cut into as many strata as
a form has questions; the class's seed puts it in an order in which each stratum comes once a
round. The student at a place begins where the one before ended, round and round: two neighbours
share only what a pool too small for two whole forms forces on them. A form that is a whole round
holds one question of each stratum, so two such forms differ at the cut by less than the span from
the easiest question to the hardest, one question's worth (stratified allocation; van der Linden &
Adema 1998, *Simultaneous assembly of multiple test forms*, J. Educational Measurement 35). Of
some orders drawn the one whose forms differ least, in score and in information, is taken.

The rest of the pool follows as reserve, for a question that is withdrawn while it is open.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from statistics import fmean, pstdev
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

ORDERS_DRAWN: Final = 16
"""Orders that are compared; more make forms a little more alike and cost as much each."""


@dataclass(frozen=True, slots=True, order=True)
class Weighed:
    """A question at the cut: the share of its points expected there, and what it tells there."""

    name: str
    expected: float
    information: float


@dataclass(frozen=True, slots=True)
class Spread:
    """How far forms differ at the cut: expected shares of points, and errors of measurement."""

    low: float
    high: float
    least_information: float
    most_information: float


def own_form(pool: Iterable[Weighed], *, length: int, seed: int, place: int) -> tuple[str, ...]:
    """All questions of a pool in this student's order; the first `length` count.

    >>> pool = [Weighed(f"q{n}", n / 12, 0.3) for n in range(12)]
    >>> one, next_ = (set(own_form(pool, length=5, seed=3, place=p)[:5]) for p in (0, 1))
    >>> one & next_
    set()
    """
    circle = [one.name for one in _circle(tuple(sorted(set(pool))), length, seed)]
    if not circle:
        return ()
    start = place * length % len(circle)
    if length < len(circle) and place and len(circle) % length == 0:
        # later rounds begin one further on, so that the same form does not come back each round
        start = (start + place * length // len(circle)) % len(circle)
    return tuple(circle[start:] + circle[:start])


def spread(forms: Iterable[Sequence[Weighed]]) -> Spread | None:
    """How far some forms differ; None where there is none with a question in it."""
    some = [form for form in forms if form]
    if not some:
        return None
    scores = [fmean(one.expected for one in form) for form in some]
    told = [sum(one.information for one in form) for form in some]
    return Spread(min(scores), max(scores), min(told), max(told))


@lru_cache(maxsize=64)
def _circle(pool: tuple[Weighed, ...], length: int, seed: int) -> Sequence[Weighed]:
    strata: dict[int, list[Weighed]] = {}
    for place, one in enumerate(sorted(pool, key=lambda one: (one.expected, one.name))):
        strata.setdefault(length * place // len(pool), []).append(one)
    orders = [_interleaved(strata, f"{seed}/{n}") for n in range(ORDERS_DRAWN)]
    return min(orders, key=lambda order: _apart(order, length))


def _interleaved(strata: dict[int, list[Weighed]], seed: str) -> list[Weighed]:
    """The pool with its strata spread evenly: the rank within a stratum sets the place."""
    placed: list[tuple[float, str, Weighed]] = []
    for some in strata.values():
        drawn = sorted(some, key=lambda one: _drawn(seed, one.name))
        placed += [
            ((rank + 0.5) / len(drawn), _drawn(seed, one.name), one)
            for rank, one in enumerate(drawn)
        ]
    return [one for _rank, _draw, one in sorted(placed)]


def _apart(order: Sequence[Weighed], length: int) -> float:
    """How far the forms of an order differ: relative spread of score and of information."""
    twice = [*order, *order]
    found = 0.0
    for told in (lambda one: one.expected, lambda one: one.information):
        sums = [sum(map(told, twice[n : n + length])) for n in range(len(order))]
        mean = fmean(sums) if sums else 0.0
        found += pstdev(sums) / mean if mean else 0.0
    return found


def _drawn(seed: str, name: str) -> str:
    return hashlib.blake2b(f"{seed}/{name}".encode(), digest_size=8).hexdigest()


def shared(one: Sequence[str], other: Sequence[str]) -> int:
    """How many questions two forms have in common."""
    return len(set(one) & set(other))
