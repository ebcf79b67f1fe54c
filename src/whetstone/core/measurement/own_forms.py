"""A form of one's own out of a pool: drawn from a seed, and no two neighbours alike.

The pool is put in an order that the class's seed decides, level by level, so that each form holds
the levels in the pool's own proportion. The student at a place begins where the one before ended,
round and round: two neighbours share only what a pool too small for two whole forms forces on
them. The rest of the pool follows as reserve, for a question that is withdrawn while it is open.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


def own_form(
    pool: Iterable[tuple[str, int]], *, length: int, seed: int, place: int
) -> tuple[str, ...]:
    """All questions of a pool of (name, level) in this student's order; the first `length` count.

    >>> pool = [(f"q{n}", n % 3) for n in range(12)]
    >>> one, next_ = (set(own_form(pool, length=5, seed=3, place=p)[:5]) for p in (0, 1))
    >>> one & next_
    set()
    """
    circle = _interleaved(pool, seed)
    if not circle:
        return ()
    start = place * length % len(circle)
    if length < len(circle) and place and len(circle) % length == 0:
        # later rounds begin one further on, so that the same form does not come back each round
        start = (start + place * length // len(circle)) % len(circle)
    return tuple(circle[start:] + circle[:start])


def _interleaved(pool: Iterable[tuple[str, int]], seed: int) -> list[str]:
    """The pool with its levels spread evenly: the rank within a level sets the place."""
    by_level: dict[int, list[str]] = {}
    for name, level in sorted(set(pool)):
        by_level.setdefault(level, []).append(name)
    placed: list[tuple[float, str, str]] = []
    for names in by_level.values():
        drawn = sorted(names, key=lambda name: _drawn(seed, name))
        placed += [
            ((rank + 0.5) / len(drawn), _drawn(seed, name), name)
            for rank, name in enumerate(drawn)
        ]
    return [name for _rank, _draw, name in sorted(placed)]


def _drawn(seed: int, name: str) -> str:
    return hashlib.blake2b(f"{seed}/{name}".encode(), digest_size=8).hexdigest()


def shared(one: Sequence[str], other: Sequence[str]) -> int:
    """How many questions two forms have in common."""
    return len(set(one) & set(other))
