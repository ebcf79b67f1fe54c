"""When a number about a team may be shown at all.

Averages are shown from five people up, and refused where two releases differ by one to four
people: the difference would tell what those few are like.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class Split:
    """Groups whose counts may be shown, and what is left as one figure (0 where nothing is)."""

    shown: tuple[int, ...]
    rest: tuple[int, int]
    rest_is_shown: bool


def split(groups: Sequence[tuple[int, int]], *, whole: tuple[int, int]) -> Split:
    """Which of some disjoint groups (how many are touched, how many there are) may be shown.

    `whole` is shown beside them, so what is left over can be worked out: it has to be safe too.
    Where it is not, the smallest group shown is taken back into it, until it is (complementary
    suppression; Willenborg & de Waal 2001, *Elements of Statistical Disclosure Control*, ch. 2).
    Places of `groups` that may be shown, in their order; nothing where the whole is not safe.

    >>> split([(6, 12), (7, 14), (1, 5)], whole=(14, 31)).shown
    (0,)
    >>> split([(6, 12), (0, 9)], whole=(6, 21)).shown
    (0, 1)
    """
    if not tells_of_enough(whole):
        return Split((), whole, rest_is_shown=False)
    shown = [place for place, group in enumerate(groups) if tells_of_enough(group)]
    rest = _left(groups, shown, whole)
    while shown and not tells_of_enough(rest):
        shown.remove(min(shown, key=lambda place: (groups[place][1], place)))
        rest = _left(groups, shown, whole)
    return Split(tuple(shown), rest, rest_is_shown=bool(shown) and rest[1] > 0)


def tells_of_enough(group: tuple[int, int]) -> bool:
    """Neither those who are touched nor those who are not are one to four people."""
    touched, size = group
    return all(n == 0 or n >= SMALLEST for n in (touched, size - touched))


def says_each(counts: Sequence[int]) -> bool:
    """Do counts of a group by word say the word of each one (homogeneity)?

    Where everybody is in one cell and the rest is empty, whoever knows who is in the group knows
    each one's word, however large the group is (Machanavajjhala et al. 2007, *l-diversity*, ACM
    TKDD 1).

    >>> says_each([7, 0, 0]), says_each([6, 1, 0])
    (True, False)
    """
    return sum(1 for n in counts if n) == 1


def _left(
    groups: Sequence[tuple[int, int]], shown: Sequence[int], whole: tuple[int, int]
) -> tuple[int, int]:
    return (
        whole[0] - sum(groups[place][0] for place in shown),
        whole[1] - sum(groups[place][1] for place in shown),
    )
