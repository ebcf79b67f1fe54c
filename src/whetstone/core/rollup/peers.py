"""Who reads whose work: drawn from a seed, never one's own, everybody equally often.

The handed-in works are put on a circle in an order that the seed alone decides; each is read by
the next k on it. So nobody reads their own, nobody is read more often than another, and the same
seed gives the same readers.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


def readers(authors: Iterable[int], *, each: int, seed: int) -> dict[int, tuple[int, ...]]:
    """The readers of each author's work, `each` of them or as many as there are others.

    >>> found = readers([1, 2, 3, 4], each=2, seed=7)
    >>> sorted(len(who) for who in found.values()), any(one in who for one, who in found.items())
    ([2, 2, 2, 2], False)
    """
    circle = sorted(set(authors), key=lambda one: (_drawn(seed, one), one))
    size = len(circle)
    many = max(0, min(each, size - 1))
    return {
        author: tuple(circle[(place + step) % size] for step in range(1, many + 1))
        for place, author in enumerate(circle)
    }


def _drawn(seed: int, one: int) -> bytes:
    return hashlib.blake2b(f"{seed}/{one}".encode(), digest_size=8).digest()
