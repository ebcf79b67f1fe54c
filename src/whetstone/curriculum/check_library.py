"""Checks the glossary and the guides: what they name exists, and an agenda fills its minutes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from whetstone.curriculum.check_lessons import addresses_of, check_links
from whetstone.curriculum.check_questions import all_known, check_reading, skills_of
from whetstone.curriculum.draft import Passage
from whetstone.curriculum.read_ledger import DEAD

if TYPE_CHECKING:
    from whetstone.curriculum.draft import Draft
    from whetstone.curriculum.model_library import Guide, Term

FEWEST_QUESTIONS: Final = 5
"""Fewer questions are a conversation, and need no guide."""


def check_library(draft: Draft) -> None:
    """Check every term, then every guide."""
    _check_names(draft)
    for term in draft.glossary.values():
        _check_term(term, draft)
    addresses = addresses_of(draft)
    for guide in draft.guides.values():
        _check_guide(guide, draft)
        check_links(guide.id, addresses, draft)


def _check_names(draft: Draft) -> None:
    """A name leads to one term."""
    taken: dict[str, str] = {}
    for term in draft.glossary.values():
        for name in (term.term, *term.also):
            other = taken.setdefault(name.casefold(), term.id)
            if other != term.id:
                what = f"{name!r} is a name of {other} and of {term.id}."
                draft.log.fault(draft.origins[term.id].at("term"), "name-reused", what)


def _check_term(term: Term, draft: Draft) -> None:
    all_known(draft, (term.id, "rests_on"), term.rests_on, draft.claims)
    place = draft.origins[term.id]
    if term.skill and draft.framework and term.skill not in skills_of(draft):
        draft.log.fault(place.at("skill"), "unknown-skill", f"There is no skill {term.skill!r}.")
    if term.lesson and term.lesson not in draft.lessons:
        what = f"There is no lesson {term.lesson!r}."
        draft.log.fault(place.at("lesson"), "unknown-lesson", what)
    _rests_on_the_living(term.id, term.rests_on, draft)
    check_reading(draft, place.at("text"), [Passage(place.at("text")[1], term.text)])


def _check_guide(guide: Guide, draft: Draft) -> None:
    origin = draft.origins[guide.id]
    all_known(draft, (guide.id, "rests_on"), guide.rests_on, draft.claims)
    all_known(draft, (guide.id, "mentions"), guide.mentions, draft.claims)
    all_known(draft, (guide.id, "lessons"), guide.lessons, draft.lessons)
    if draft.framework:
        all_known(draft, (guide.id, "skills"), guide.skills, skills_of(draft))
    if guide.status == "published":
        _rests_on_the_living(guide.id, guide.rests_on, draft)
    if len(guide.questions) < FEWEST_QUESTIONS:
        what = f"The guide has {len(guide.questions)} questions."
        draft.log.fault(
            origin.at("questions"), "few-questions", what, f"At least {FEWEST_QUESTIONS}."
        )
    _check_agenda(guide, draft)
    _check_marks(guide, draft)
    check_reading(draft, origin.at("title"), _passages(guide, draft))


def _rests_on_the_living(id_: str, claims: tuple[str, ...], draft: Draft) -> None:
    for index, slug in enumerate(claims):
        claim = draft.claims.get(slug)
        if claim and claim.status in DEAD:
            what = f"{id_} rests on {slug}, which is {claim.status}."
            mend = "Rest it on a current claim."
            place = draft.origins[id_].at("rests_on", index)
            draft.log.fault(place, "dead-claim", what, mend)


def _check_agenda(guide: Guide, draft: Draft) -> None:
    origin = draft.origins[guide.id]
    minute = 0
    for index, moment in enumerate(guide.agenda):
        if moment.start != minute:
            what = f"This line begins at minute {moment.start}; the one before ends at {minute}."
            draft.log.fault(origin.at("agenda", index), "agenda", what)
        minute = moment.start + moment.minutes
    if minute != guide.minutes:
        what = f"The agenda ends at minute {minute}; the session has {guide.minutes}."
        draft.log.fault(origin.at("agenda"), "agenda", what)


def _check_marks(guide: Guide, draft: Draft) -> None:
    file = draft.origins[guide.id].file
    used = {mark.target for mark in draft.readings[guide.id].marks}
    for mark in draft.readings[guide.id].marks:
        if mark.target not in draft.claims:
            what = f"There is no claim {mark.target!r}."
            draft.log.fault((file, mark.line), "unknown-claim", what)
        elif mark.target not in {*guide.rests_on, *guide.mentions}:
            what = f"{mark.target} is used here, but not listed above."
            draft.log.fault((file, mark.line), "undeclared-claim", what)
    for index, slug in enumerate(guide.rests_on):
        if slug not in used:
            what = f"{slug} is listed, but the body does not use it."
            place = draft.origins[guide.id].at("rests_on", index)
            draft.log.fault(place, "unused-claim", what, "Cite it, or take it off the list.")


def _passages(guide: Guide, draft: Draft) -> list[Passage]:
    origin = draft.origins[guide.id]
    found = list(draft.readings[guide.id].passages)
    found += [
        Passage(origin.at(key, index)[1], text)
        for key in ("invite", "avoid", "take_home")
        for index, text in enumerate(getattr(guide, key))
    ]
    for index, pair in enumerate(guide.questions):
        found += [Passage(origin.at("questions", index)[1], text) for text in pair]
    for index, moment in enumerate(guide.agenda):
        found.append(Passage(origin.at("agenda", index)[1], moment.what))
    for who, lines in guide.prepare.items():
        found += [
            Passage(origin.at("prepare", who, index)[1], text) for index, text in enumerate(lines)
        ]
    return found
