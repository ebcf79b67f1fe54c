"""When a number about a team may be shown at all.

Averages are shown from five people up, and refused where two releases differ by one to four
people: the difference would tell what those few are like.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection

SMALLEST = 5


def may_release(members: Collection[str], *, released: Collection[Collection[str]] = ()) -> bool:
    """May an average over these members be shown, given the groups released before?

    >>> may_release({"a", "b", "c", "d", "e"})
    True
    >>> may_release({"a", "b", "c", "d", "e", "f"}, released=[{"a", "b", "c", "d", "e"}])
    False
    """
    group = frozenset(members)
    if len(group) < SMALLEST:
        return False
    return all(_safe(group, frozenset(other)) for other in released)


def _safe(group: frozenset[str], other: frozenset[str]) -> bool:
    """Each side of the difference, and both together, is nobody or at least five."""
    sizes = (len(group - other), len(other - group), len(group ^ other))
    return all(size == 0 or size >= SMALLEST for size in sizes)
