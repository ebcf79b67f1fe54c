"""How others say what our skills and claims say: the words that a syllabus is held against."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from whetstone.apps.field.models import Edition
from whetstone.apps.field.selectors.framework import edition_number
from whetstone.core.freshness.audit import Sought
from whetstone.core.freshness.outdated import ClaimWords
from whetstone.core.freshness.skill_match import Matcher, SkillWords

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class FieldWords:
    """The newest edition's words: the matcher, the skills to look for, and their names."""

    edition: int
    edition_name: str
    matcher: Matcher
    sought: tuple[Sought, ...]
    names: Mapping[str, str]
    claims: tuple[ClaimWords, ...]


def field_words() -> FieldWords:
    """The words of the newest edition; kept per process."""
    return _field_words(edition_number())


@lru_cache(maxsize=4)
def _field_words(edition: int) -> FieldWords:
    row = Edition.objects.get(pk=edition)
    skills = [(area["id"], skill) for area in row.framework["areas"] for skill in area["skills"]]
    return FieldWords(
        edition=edition,
        edition_name=row.name,
        matcher=Matcher(
            SkillWords(
                one["id"],
                one["name"],
                tuple(one["can_do"].values()),
                tuple(one.get("synonyms", ())),
                tuple((first, second) for first, second in one.get("together", ())),
                {word: weight / 10 for word, weight in row.learned.get(one["id"], {}).items()},
            )
            for _area, one in skills
        ),
        sought=tuple(Sought(one["id"], area, one.get("importance")) for area, one in skills),
        names={one["id"]: one["name"] for _area, one in skills},
        claims=tuple(
            ClaimWords(claim, tuple(told["names"]), tuple(told["phrases"]))
            for claim, told in row.framework.get("told_as", {}).items()
        ),
    )
