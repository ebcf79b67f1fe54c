"""Which lines of a syllabus rest on something that is gone.

A false alarm costs a teacher's trust, so two things must stand: a *name* (of the network or the
feature) in the line or in a heading above it, and a *phrase* of the claim in the line itself. A
line that speaks of the past ("until 2021", "were retired") is history, not a fault. Claims without
phrases of their own, such as those of a workspace's overlay, are found by the network's name and
all the telling words of their short text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from whetstone.core.freshness.skill_match import STOP, holds_phrase, stems
from whetstone.core.freshness.stemming import stem

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from whetstone.core.freshness.claims import ClaimState
    from whetstone.core.freshness.syllabus import Finding

FEWEST_TELLING: Final = 3
"""Words that the short text of a claim without phrases must have to be looked for."""

HISTORY: Final = re.compile(
    r"\b(until|before|prior to|up to|till|in) (19|20)\d\d\b|"
    r"\b(used to|formerly|former|no longer|history|historic(al)?|retire[ds]?|retirement|retiring|"
    r"discontinued|replaced|removed|abolished|ended|gone|sunset|defunct|withdrawn|obsolete|"
    r"outdated|disappear(ed|ance|ing)?|the end of|fall of|demise|was|were|had|ago|"
    r"instead of|successors?|what changed|died|death of|legacy|shut down)\b",
    re.IGNORECASE,
)
NETWORK_NAMES: Final[dict[str, tuple[str, ...]]] = {
    "facebook": ("facebook", "meta"),
    "instagram": ("instagram",),
    "meta": ("meta", "facebook", "instagram"),
    "x": ("twitter", "x"),
}
"""How a network is written; those that are not here by their own name."""

_STOP: Final = frozenset(stem(word) for word in STOP)
_DIGITS: Final = {
    stem(word): str(n)
    for n, word in enumerate(
        ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
         "twelve"), start=1,
    )
}  # fmt: skip
"""A limit is written in letters as often as in digits: "up to ten images", "up to 10 images"."""


@dataclass(frozen=True, slots=True)
class ClaimWords:
    """How a syllabus says what a claim says."""

    claim_id: str
    names: tuple[str, ...]
    phrases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Outdated:
    """A finding that rests on a claim that is gone: where, by which words, how surely (0 to 1).

    The score is 1 where name and phrase stand in the line, .8 where the name is in a heading,
    and .6 where the words were taken from the claim's own text.
    """

    claim_id: str
    finding: int
    name: str
    phrase: str
    score: float


@dataclass(frozen=True, slots=True)
class _Sought:
    claim_id: str
    names: tuple[tuple[str, tuple[str, ...]], ...]
    phrases: tuple[tuple[str, tuple[str, ...]], ...]
    telling: frozenset[str] = frozenset()


def words_of(claim_id: str, network: str, text: str) -> ClaimWords:
    """A claim without phrases of its own: the network's names, the short text as one phrase."""
    return ClaimWords(claim_id, NETWORK_NAMES.get(network, (network,) if network else ()), (text,))


def find_outdated(
    findings: Sequence[Finding],
    states: Mapping[str, ClaimState],
    words: Iterable[ClaimWords],
    *,
    loose: Iterable[ClaimWords] = (),
) -> tuple[Outdated, ...]:
    """The findings that rest on a claim that is superseded or retired, in order of the text.

    `loose` are claims known only by their own text: every telling word of it must stand there.
    """
    gone = {key for key, state in states.items() if state.is_gone}
    sought = [_prepare(one, is_loose=False) for one in words if one.claim_id in gone]
    sought += [_prepare(one, is_loose=True) for one in loose if one.claim_id in gone]
    found = []
    for index, finding in enumerate(findings):
        if HISTORY.search(finding.text) or any(HISTORY.search(head) for head in finding.above):
            continue
        line = _said(finding.text)
        above = [_said(head) for head in finding.above]
        hits = (_hit(index, one, line, above) for one in sought)
        found += [hit for hit in hits if hit is not None]
    return tuple(found)


def _prepare(words: ClaimWords, *, is_loose: bool) -> _Sought:
    names = tuple((name, _said(name)) for name in words.names)
    if not is_loose:
        return _Sought(
            words.claim_id, names, tuple((phrase, _said(phrase)) for phrase in words.phrases)
        )
    own = {part for _name, parts in names for part in parts}
    telling = frozenset(_said(" ".join(words.phrases))) - _STOP - own
    return _Sought(words.claim_id, names, (), telling)


def _said(text: str) -> tuple[str, ...]:
    return tuple(_DIGITS.get(one, one) for one in stems(text))


def _hit(
    index: int, sought: _Sought, line: Sequence[str], above: Sequence[Sequence[str]]
) -> Outdated | None:
    phrase = _phrase_in(sought, line)
    if phrase is None:
        return None
    for name, parts in sought.names:
        if holds_phrase(line, parts, gap=0):
            score = 0.6 if sought.telling else 1.0
            return Outdated(sought.claim_id, index, name, phrase, score)
    if sought.telling:
        return None
    for name, parts in sought.names:
        if any(holds_phrase(head, parts, gap=0) for head in above):
            return Outdated(sought.claim_id, index, name, phrase, 0.8)
    return None


def _phrase_in(sought: _Sought, line: Sequence[str]) -> str | None:
    if sought.telling:
        there = len(sought.telling) >= FEWEST_TELLING and sought.telling <= set(line)
        return " ".join(sorted(sought.telling)) if there else None
    for phrase, parts in sought.phrases:
        if holds_phrase(line, parts):
            return phrase
    return None
