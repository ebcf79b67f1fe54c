"""Words that speak for a skill when they stand together, in whatever order.

A phrase must be written as somebody thought of it. What a skill is about is often said with many
verbs and few things: "choose the right network", "which platforms suit", "channels: how to
select". A rule names two sets of words, and is met where one word of each stands in a line with
few others between, on one side of a full stop, colon or semicolon. The nearest two are shown.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

WINDOW: Final = 4
"""How far apart: the second may be the fourth telling word after the first, or before it."""
_BREAK: Final = re.compile(r"[;:.]")


@dataclass(frozen=True, slots=True)
class Token:
    """A word of a line: its stem and its place."""

    stem: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Rule:
    """One stem of `first` and one of `second` speak together for a skill."""

    skill: str
    first: frozenset[str]
    second: frozenset[str]


@dataclass(frozen=True, slots=True)
class Spoken:
    """A phrase that was found: its place, who owns it, and whether it has several words."""

    start: int
    end: int
    owners: frozenset[str]
    is_long: bool

    def holds(self, token: Token) -> bool:
        """Whether the word stands inside it."""
        return self.start <= token.start < self.end


class Together:
    """The rules, found by the words of their first set."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self._by_word: defaultdict[str, list[Rule]] = defaultdict(list)
        for rule in rules:
            for word in rule.first:
                self._by_word[word].append(rule)

    def found(
        self, text: str, told: Sequence[Token], spoken: Sequence[Spoken]
    ) -> dict[str, tuple[int, int]]:
        """Skill -> the nearest two words that speak for it: from where to where.

        Words that one phrase holds are its own, and what a longer phrase of others holds is
        taken.
        """
        best: dict[str, tuple[int, int, int]] = {}
        for skill, near, one, other in self._met(told):
            start, end = min(one.start, other.start), max(one.end, other.end)
            if skill in best and best[skill][0] <= near:
                continue
            between = text[min(one.end, other.end) : max(one.start, other.start)]
            if _BREAK.search(between) or _is_taken(skill, one, other, spoken):
                continue
            best[skill] = (near, start, end)
        return {skill: (start, end) for skill, (_near, start, end) in best.items()}

    def _met(self, told: Sequence[Token]) -> Iterator[tuple[str, int, Token, Token]]:
        for place, one in enumerate(told):
            rules = self._by_word.get(one.stem)
            if not rules:
                continue
            for there in range(max(0, place - WINDOW), min(len(told), place + WINDOW + 1)):
                other = told[there]
                if other.stem == one.stem:
                    continue
                for rule in rules:
                    if other.stem in rule.second:
                        yield rule.skill, abs(there - place), one, other


def _is_taken(skill: str, one: Token, other: Token, spoken: Sequence[Spoken]) -> bool:
    for phrase in spoken:
        holds = phrase.holds(one), phrase.holds(other)
        if all(holds) or (any(holds) and phrase.is_long and skill not in phrase.owners):
            return True
    return False
