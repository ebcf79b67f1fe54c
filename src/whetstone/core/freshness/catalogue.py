"""The four questions of the study of 2019, asked of a catalogue with many programmes.

Langan, Cowley and Nguyen (2019) read the published courses of US marketing programmes. The same
four shares are counted here: programmes that require a course in social media; that offer digital
marketing at all; that offer exactly one such course; that require at least one. A course is
digital, or about social media, by words in its title or at least two different ones in its
description: the list is below, and a page shows which words decided.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from whetstone.core.kernel.intervals import Estimate, cannot_tell
from whetstone.core.kernel.probability import wilson

if TYPE_CHECKING:
    from collections.abc import Sequence

    from whetstone.core.freshness.document import Document

STUDY_CLAIM: Final = "clm-fig-langan-schools"
STUDY: Final = {"require_social": 2, "offer_digital": 73, "only_one": 36, "require_digital": 15}
"""Per cent, as quoted; the claim's record says which of them were read word for word."""

SOCIAL: Final = re.compile(
    r"\b(social[- ]media|social networks?|social networking|influencers?|social commerce|"
    r"online communit(y|ies)|community management|creator economy)\b",
    re.IGNORECASE,
)
DIGITAL: Final = re.compile(
    r"\b(digital|online|internet|web|e-?commerce|e-?marketing|electronic marketing|seo|"
    r"search engine|mobile marketing|e-?mail marketing|interactive marketing|programmatic|"
    r"social[- ]media)\b",
    re.IGNORECASE,
)
ENOUGH_WORDS: Final = 2


@dataclass(frozen=True, slots=True)
class CourseRead:
    """A course of the catalogue and the words that made it digital or about social media."""

    programme: str
    title: str
    required: bool
    digital: tuple[str, ...]
    social: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FourShares:
    """The four shares with Wilson intervals (95 %), and the courses that they rest on."""

    programmes: int
    require_social: Estimate
    offer_digital: Estimate
    only_one: Estimate
    require_digital: Estimate
    courses: tuple[CourseRead, ...]


def four_questions(documents: Sequence[Document]) -> FourShares | None:
    """The shares over all programmes of the catalogues; None where there is no catalogue."""
    courses = [one for document in documents for one in read_courses(document)]
    if not courses:
        return None
    by_programme: dict[str, list[CourseRead]] = {}
    for course in courses:
        by_programme.setdefault(course.programme, []).append(course)
    groups = list(by_programme.values())
    digital = [[one for one in group if one.digital or one.social] for group in groups]
    return FourShares(
        programmes=len(groups),
        require_social=share(
            sum(any(one.social and one.required for one in group) for group in groups), len(groups)
        ),
        offer_digital=share(sum(bool(group) for group in digital), len(groups)),
        only_one=share(sum(len(group) == 1 for group in digital), len(groups)),
        require_digital=share(
            sum(any(one.required for one in group) for group in digital), len(groups)
        ),
        courses=tuple(one for one in courses if one.digital or one.social),
    )


def read_courses(document: Document) -> tuple[CourseRead, ...]:
    """Every course with the words that decide."""
    return tuple(
        CourseRead(
            course.programme,
            course.title,
            course.required is True,
            _words(DIGITAL, course.title, document.lines[course.line].text),
            _words(SOCIAL, course.title, document.lines[course.line].text),
        )
        for course in document.courses
    )


def share(hits: int, n: int) -> Estimate:
    """A share with its Wilson interval."""
    if n == 0:
        return cannot_tell("there are no programmes")
    low, high = wilson(hits, n)
    return Estimate(hits / n, low, high, n)


def _words(sought: re.Pattern[str], title: str, text: str) -> tuple[str, ...]:
    in_title = {one.group().lower() for one in sought.finditer(title)}
    in_text = {one.group().lower() for one in sought.finditer(text)}
    found = in_title or (in_text if len(in_text) >= ENOUGH_WORDS else set())
    return tuple(sorted(found))
