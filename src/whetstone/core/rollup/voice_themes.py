"""Themes that anybody can check: a name, and the words and phrases it looks for in a message.

Nothing is learned in the dark. A theme holds a message where one of its words stands in it, and
the place is shown; themes that are proposed are words that stand together, with their counts.
Works for every language that puts blanks between words; vowel signs belong to their word
(Devanagari: Unicode 15, 12.1).
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, Final

import numpy as np

from whetstone.core.rollup.disclosure import SMALLEST

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

MOST_WORDS: Final = 40
LONGEST_WORD: Final = 60
ANY_ENDING: Final = "*"
COMPANIONS: Final = 4
"""Words proposed beside the first."""
MOST_PROPOSED: Final = 6
TOO_COMMON: Final = 0.6
"""A word in so many of the messages tells none apart."""
SURE: Final = 2.58
"""A companion's log-odds, in standard errors: chance gives it 1 time in 100."""
PRIOR: Final = 0.5
_SHORTEST: Final = 3

_COMMON = """
a about after again all also am an and any are as at be because been before being but by can
cannot could did do does doing done don't down each for from get getting go going got had has have
having he her here hers hi hello him his how i i'd i'll i'm i've if in into is isn't it it's its
just let like me more most much my no nor not now of off on once one only or other our out over own
please really said same see she should so some still such thank thanks than that that's the their
them then there these they thing this those through to too two up us very was wasn't we we're were
what when where which while who why will with won't would yes yet you you're your
छ छन् हो थियो हुन्छ भयो गर्न गरेको को का की ले लाई मा बाट र पनि म मेरो हामी हाम्रो
तपाईं यो त्यो के किन कहाँ अब न
है हैं था थे थी और में से पर का के की को ने भी यह वह मैं मेरा हम आप क्या क्यों नहीं
"""
COMMON: Final = frozenset(_COMMON.split())
"""Words that name no matter, in English, Nepali and Hindi; others fall by being everywhere."""


@cache
def _inside() -> str:
    """What stands inside a word, as the inside of a character class: letters, marks, joiners."""
    marks = [n for n in range(0x300, 0xFE30) if unicodedata.category(chr(n)) in {"Mn", "Mc"}]
    runs: list[list[int]] = []
    for n in marks:
        if runs and runs[-1][1] == n - 1:
            runs[-1][1] = n
        else:
            runs.append([n, n])
    spans = "".join(f"{chr(a)}-{chr(b)}" if b > a else chr(a) for a, b in runs)
    return rf"\w{spans}\u200c\u200d"


@cache
def _word() -> re.Pattern[str]:
    inside = _inside()
    return re.compile(rf"[{inside}]+(?:['’][{inside}]+)*")


def words(text: str) -> list[str]:
    """The words of a text, lower case, in their order; numbers and masks are none.

    >>> words("My parcel hasn't come: कुरियर आएन [link]")
    ['my', 'parcel', "hasn't", 'come', 'कुरियर', 'आएन']
    """
    plain = _MASK.sub(" ", text).lower().replace("’", "'")
    return [one for one in _word().findall(plain) if not one[0].isdigit()]


_MASK: Final = re.compile(r"\[[a-z -]+\]")


@dataclass(frozen=True, slots=True)
class Looking:
    """What a theme looks for, ready to look."""

    stems: tuple[str, ...]
    pattern: re.Pattern[str] | None

    def finds(self, text: str) -> bool:
        """Whether a word of it stands in a text."""
        if self.pattern is None:
            return False
        lower = text.lower()
        return any(stem in lower for stem in self.stems) and bool(self.pattern.search(lower))

    def spans(self, text: str) -> list[tuple[int, int]]:
        """Where its words stand in a text, in order, none over another."""
        lower = text.lower()
        if self.pattern is None or len(lower) != len(text):
            return []
        return [found.span() for found in self.pattern.finditer(lower)]


def looking(wanted: Iterable[str]) -> Looking:
    """A theme's words as one pattern. `deliver*` takes any ending; a phrase any blanks.

    >>> looking(["late", "not arriv*"]).spans("Not  arrived, too late. Lately?")
    [(0, 12), (18, 22)]
    """
    said = [" ".join(one.lower().split()) for one in wanted]
    said = [one for one in said if one.strip(" *")]
    if not said:
        return Looking((), None)
    inside = _inside()
    alternatives = "|".join(_alternative(one, inside) for one in sorted(said, key=len)[::-1])
    pattern = re.compile(rf"(?<![{inside}])(?:{alternatives})(?![{inside}])")
    return Looking(tuple(dict.fromkeys(_stem(one) for one in said)), pattern)


def _alternative(one: str, inside: str) -> str:
    body = r"\s+".join(re.escape(part) for part in one.rstrip(ANY_ENDING).split())
    return body + (rf"[{inside}]*" if one.endswith(ANY_ENDING) else "")


def _stem(one: str) -> str:
    return one.rstrip(ANY_ENDING).split()[0]


@dataclass(frozen=True, slots=True)
class Proposed:
    """A theme that somebody may take: its words, and how many messages and people they hold."""

    words: tuple[str, ...]
    messages: int
    people: int


def propose(
    messages: Sequence[tuple[str, str]], *, most: int = MOST_PROPOSED
) -> tuple[Proposed, ...]:
    """Themes for (author, text) pairs that no theme holds yet, the most people first.

    The word or pair of words that most people use begins one; beside it stand the words that are
    surely more frequent in its messages than elsewhere, by the log-odds ratio with a Dirichlet
    prior (Monroe, Colaresi & Quinn 2008, Political Analysis 16, 372-403, equations 16-22).
    Then its messages are set aside and the next is looked for. Five people at least.
    """
    terms = [_terms(text) for _author, text in messages]
    held: dict[str, set[int]] = defaultdict(set)
    for place, some in enumerate(terms):
        for term in some:
            held[term].add(place)
    limit = max(TOO_COMMON * len(messages), SMALLEST)
    held = {t: at for t, at in held.items() if SMALLEST <= len(at) <= limit}
    authors = [author for author, _text in messages]
    left = set(range(len(messages)))
    found: list[Proposed] = []
    ranked = {term: len(at) for term, at in held.items()}
    while len(found) < most and (term := _first(held, ranked, left, authors)):
        near = _companions(term, held, terms)
        mine = set().union(*(held[one] for one in (term, *near)))
        people = {authors[place] for place in mine} - {""}
        found.append(Proposed((term, *near), len(mine), len(people)))
        left -= mine
    return tuple(sorted(found, key=lambda one: (-one.people, one.words)))


def _terms(text: str) -> frozenset[str]:
    """The telling words of a message, and its pairs of telling neighbours; each once."""
    row = [one if one not in COMMON and len(one) >= _SHORTEST else "" for one in words(text)]
    pairs = (f"{a} {b}" for a, b in pairwise(row) if a and b)
    return frozenset({*filter(None, row), *pairs})


def _first(
    held: Mapping[str, set[int]], ranked: dict[str, int], left: set[int], authors: Sequence[str]
) -> str:
    """The term of most people among what is left; a pair where it says nearly all of its word."""
    best, most, size = "", SMALLEST - 1, 0
    for term in sorted(ranked, key=lambda one: (-ranked[one], one)):
        if ranked[term] <= most:
            break
        here = held[term] & left
        ranked[term] = len(here)
        people = len({authors[place] for place in here} - {""})
        if people > most or (people == most and len(term.split()) > size):
            best, most, size = term, people, len(term.split())
    return best


def _companions(
    term: str, held: Mapping[str, set[int]], terms: Sequence[frozenset[str]]
) -> list[str]:
    """The single words that stand with a term, the surest first."""
    mine = held[term]
    inside: Counter[str] = Counter()
    for place in mine:
        inside.update(terms[place])
    parts = set(term.split())
    rivals = [
        one for one in sorted(inside)
        if one in held and " " not in one and one not in parts and inside[one] >= SMALLEST
    ]  # fmt: skip
    if not rivals:
        return []
    a = np.array([inside[one] for one in rivals], dtype=float) + PRIOR
    b = np.array([len(held[one]) - inside[one] for one in rivals], dtype=float) + PRIOR
    in_all, out_all = len(mine) + 2 * PRIOR, len(terms) - len(mine) + 2 * PRIOR
    odds = np.log(a / (in_all - a + PRIOR)) - np.log(b / (np.maximum(out_all - b, PRIOR)))
    sure = odds / np.sqrt(1 / a + 1 / b)
    order = sorted(range(len(rivals)), key=lambda n: (-sure[n], rivals[n]))
    near = [rivals[n] for n in order if sure[n] > SURE and a[n] > b[n]]
    return near[:COMPANIONS]
