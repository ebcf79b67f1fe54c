"""Findings -> skills: what the words say, and then what people have said about such words.

A correction names a phrase and a skill. It holds for every later sentence that holds the phrase:
people's word comes before the matcher's, and the newest word about a phrase and a skill wins.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from whetstone.core.freshness.skill_match import THRESHOLD, Term, holds_phrase, stems

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from whetstone.core.freshness.skill_match import Matcher
    from whetstone.core.freshness.syllabus import Finding


class Verdict(StrEnum):
    """What a person says of a phrase and a skill."""

    YES = "yes"
    NO = "no"
    AS_FOUND = "as_found"


@dataclass(frozen=True, slots=True)
class Correction:
    """A person's word. `level` 0 and `required` None leave what was read as it is."""

    phrase: str
    skill: str
    verdict: Verdict
    level: int = 0
    required: bool | None = None
    key: int = 0


@dataclass(frozen=True, slots=True)
class Matched:
    """A finding is about a skill: with which score and terms, or by whose correction."""

    finding: int
    skill: str
    score: float
    terms: tuple[Term, ...]
    depth: int
    required: bool | None
    correction: int | None = None

    @property
    def is_by_person(self) -> bool:
        """Whether somebody said so, or changed its level or whether it is required."""
        return self.correction is not None

    @property
    def is_perhaps(self) -> bool:
        """Whether it stands only because it leads the next, below the score of the others."""
        return not self.is_by_person and self.score < THRESHOLD


def match_findings(
    findings: Sequence[Finding],
    matcher: Matcher,
    corrections: Iterable[Correction] = (),
    *,
    threshold: float = THRESHOLD,
) -> tuple[Matched, ...]:
    """Every pair of finding and skill, in order of the text, best score first.

    `corrections` come oldest first.
    """
    said = [(stems(one.phrase), one) for one in corrections]
    found: list[Matched] = []
    for index, finding in enumerate(findings):
        pairs = {
            match.skill: Matched(
                index, match.skill, match.score, match.terms, finding.depth, finding.required
            )
            for match in matcher.match(finding.text, threshold=threshold)
        }
        for skill, word in _applying(finding, said).items():
            if word.verdict is Verdict.NO or skill not in matcher.skills:
                pairs.pop(skill, None)
            else:
                pairs[skill] = _as_said(word, pairs.get(skill), index, finding)
        found += sorted(pairs.values(), key=lambda pair: (-pair.score, pair.skill))
    return tuple(found)


def _applying(
    finding: Finding, said: Sequence[tuple[tuple[str, ...], Correction]]
) -> dict[str, Correction]:
    line = stems(finding.text)
    newest: dict[str, Correction] = {}
    for parts, word in said:
        if holds_phrase(line, parts, gap=0):
            newest[word.skill] = word
    return {skill: word for skill, word in newest.items() if word.verdict is not Verdict.AS_FOUND}


def _as_said(word: Correction, was: Matched | None, index: int, finding: Finding) -> Matched:
    return Matched(
        index,
        word.skill,
        1.0,
        was.terms if was else (Term(word.phrase, 1.0),),
        word.level or finding.depth,
        finding.required if word.required is None else word.required,
        word.key,
    )
