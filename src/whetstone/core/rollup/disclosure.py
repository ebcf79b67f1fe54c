"""When a number about a team may be shown at all.

Averages are shown from five people up, and refused where two releases differ by one to four
people: the difference would tell what those few are like.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

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


def may_release_beside(members: Collection[str], released: Collection[Collection[str]]) -> bool:
    """May a sum over these members be shown beside everything that was ever shown?

    Whoever keeps all releases can add and subtract them as they like. What comes out gives every
    person a weight, the same one to all who were in and out of the same releases; so where each
    such set is empty or of five and more, no sum of releases tells of fewer than five. Enough,
    not necessary: some harmless groups are refused too.

    >>> may_release_beside(set("abcdefghij"), [set("abcde")])
    True
    >>> may_release_beside(set("abcdefghi"), [set("abcde")])
    False
    """
    groups = [frozenset(members), *map(frozenset, released)]
    if len(groups[0]) < SMALLEST:
        return False
    sets = Counter(tuple(one in group for group in groups) for one in frozenset().union(*groups))
    return all(size >= SMALLEST for size in sets.values())


def says_each(counts: Sequence[int]) -> bool:
    """Do counts of a group by word say the word of each one (homogeneity)?

    Where everybody is in one cell and the rest is empty, whoever knows who is in the group knows
    each one's word, however large the group is (Machanavajjhala et al. 2007, *l-diversity*, ACM
    TKDD 1).

    >>> says_each([7, 0, 0]), says_each([6, 1, 0])
    (True, False)
    """
    return sum(1 for n in counts if n) == 1
