"""What the words say that people chose to share: who holds an area, who stands in, what closes it.

Nothing here knows a number of anybody. A word stands for the middle of its range
(`cover.MIDDLES`), and whoever shares nothing counts as nobody, so the team may well be better off.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from whetstone.core.kernel.probability import at_least
from whetstone.core.kernel.verdict import TALK_HIGH, Verdict
from whetstone.core.rollup.cover import MIDDLES
from whetstone.core.rollup.disclosure import SMALLEST

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

AFTER_LEARNING: Final = {Verdict.TOO_CLOSE: 0.8, Verdict.BELOW_PROBABLY: 0.5}
"""Assumed: the chance to be at the level once all lessons of an area are done, by the word before.

No data of ours says it yet; a page that uses it says that it is an assumption.
"""
NEWCOMER: Final = 0.9
"""Assumed: somebody hired for an area is at its level, as "met, probably" says of others."""
MOST_HIRES: Final = 20
THIRD: Final = 3


@dataclass(frozen=True, slots=True)
class AreaWords:
    """A required area and who shares which word in it, in the order that they were given."""

    area: str
    need: int
    met: tuple[str, ...] = ()
    close: tuple[str, ...] = ()
    below: tuple[str, ...] = ()

    @property
    def missing(self) -> int:
        """How many more holders are wanted among those who share."""
        return max(0, self.need - len(self.met))

    @property
    def single(self) -> str | None:
        """The one holder among those who share."""
        return self.met[0] if len(self.met) == 1 else None

    @property
    def chances(self) -> tuple[float, ...]:
        """What the words stand for."""
        words = (Verdict.MET_PROBABLY, Verdict.TOO_CLOSE, Verdict.BELOW_PROBABLY)
        groups = (self.met, self.close, self.below)
        return tuple(
            MIDDLES[word] for word, who in zip(words, groups, strict=True) for _one in who
        )

    @property
    def enough(self) -> float:
        """P(at least `need` at the level), by the words alone."""
        return at_least(self.chances, self.need)

    def without(self, away: Collection[str]) -> AreaWords:
        """The same while some people are away."""
        met, close, below = (
            tuple(one for one in group if one not in away)
            for group in (self.met, self.close, self.below)
        )
        return AreaWords(self.area, self.need, met, close, below)


def words_of(
    area: str, need: int, words: Mapping[str, Verdict], order: Sequence[str]
) -> AreaWords:
    """Sort shared words of an area; `order` is that of the page and says nothing of anybody."""
    met, close, below = (
        tuple(one for one in order if words.get(one) is word)
        for word in (Verdict.MET_PROBABLY, Verdict.TOO_CLOSE, Verdict.BELOW_PROBABLY)
    )
    return AreaWords(area, need, met, close, below)


@dataclass(frozen=True, slots=True)
class Closing:
    """The least that closes an area: who learns by their word, or how many are hired.

    `close` and `below` people learn; None where even all of them would not do, or nobody shares.
    `hires` is how many newcomers would do alone.
    """

    area: str
    close: int | None
    below: int | None
    after: float | None
    hires: int | None

    @property
    def learners(self) -> int | None:
        """How many people learn."""
        return None if self.close is None or self.below is None else self.close + self.below


def closing(found: AreaWords, *, goal: float = TALK_HIGH) -> Closing:
    """The least learning, and the least hiring, that makes cover likely by the words alone.

    Every learner of an area takes the same minutes, so the least is the smallest number of
    people; among mixes of the same size the one with the best chance. Exact: all are tried.
    """
    close, below, after = _learning(found, goal) or (None, None, None)
    hires = next(
        (
            n for n in range(1, MOST_HIRES + 1)
            if at_least((*found.chances, *[NEWCOMER] * n), found.need) >= goal
        ),
        None,
    )  # fmt: skip
    return Closing(found.area, close, below, after, hires)


def _learning(found: AreaWords, goal: float) -> tuple[int, int, float] | None:
    most_close, most_below = min(len(found.close), _MOST), min(len(found.below), _MOST)
    for size in range(1, most_close + most_below + 1):
        mixes = [
            (close, size - close)
            for close in range(max(0, size - most_below), min(size, most_close) + 1)
        ]
        best = max(mixes, key=lambda mix: _after(found, *mix))
        after = _after(found, *best)
        if after >= goal:
            return (*best, after)
    return None


_MOST: Final = 12
"""Of one word no more than this many are tried: more would be a course, not a gap."""


def _after(found: AreaWords, close: int, below: int) -> float:
    left = AreaWords(found.area, found.need, found.met, found.close[close:], found.below[below:])
    learned = (
        *[AFTER_LEARNING[Verdict.TOO_CLOSE]] * close,
        *[AFTER_LEARNING[Verdict.BELOW_PROBABLY]] * below,
    )
    return at_least((*left.chances, *learned), found.need)


@dataclass(frozen=True, slots=True)
class Load:
    """How required cover lies on those who share that they hold something: of the group only.

    `top` is the share of the third who carry most; `even` what a third would carry if it lay
    evenly. Five people or more.
    """

    people: int
    third: int
    top: float

    @property
    def even(self) -> float:
        """The share of the same number of people, were all alike."""
        return self.third / self.people


def load(areas: Sequence[AreaWords]) -> Load | None:
    """The spread of required places over their holders; None for fewer than five holders.

    An area's places lie evenly on those who hold it, at most one place each.
    """
    carried: dict[str, float] = {}
    for one in areas:
        for person in one.met:
            carried[person] = carried.get(person, 0.0) + min(1.0, one.need / len(one.met))
    if len(carried) < SMALLEST:
        return None
    parts = sorted(carried.values(), reverse=True)
    third = -(-len(parts) // THIRD)
    return Load(len(parts), third, sum(parts[:third]) / sum(parts))
