"""Checks courses and lessons: every claim used is listed, every id exists, every date holds."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

from whetstone.curriculum.check_questions import all_known, check_reading, skills_of
from whetstone.curriculum.read_items import LIVE
from whetstone.curriculum.read_ledger import DEAD

if TYPE_CHECKING:
    from collections.abc import Sequence

    from whetstone.curriculum.draft import Draft
    from whetstone.curriculum.model import Course, Lesson, Outcome

_CLAIM_MARKS: Final = frozenset({"cite", "claim", "mention"})
_WITH_LESSON: Final = 4


def check_lessons(draft: Draft) -> None:
    """Check every course and lesson."""
    addresses = addresses_of(draft)
    for course in draft.courses.values():
        _check_course(course, draft)
    for lesson in draft.lessons.values():
        _check_lesson(lesson, draft)
        check_links(lesson.id, addresses, draft)
    _check_homes(draft)


def addresses_of(draft: Draft) -> set[str]:
    """Every address of a known source: where a link may lead."""
    records = [
        *draft.sources.values(),
        *(claim.source for claim in draft.claims.values()),
        *(source for change in draft.changes.values() for source in change.evidence),
    ]
    return {source.url for source in records if source.url}


def _check_course(course: Course, draft: Draft) -> None:
    all_known(draft, (course.id, "lessons"), course.lessons, draft.lessons)
    all_known(draft, (course.id, "tasks"), course.tasks, draft.tasks)
    if draft.framework:
        codes = {area.id for area in draft.framework.areas}
        all_known(draft, (course.id, "areas"), course.areas, codes)
    _check_outcomes(course.id, course.outcomes, draft)


def _check_homes(draft: Draft) -> None:
    """Each lesson stands in the course in whose folder it lies."""
    listed = {id_: course.id for course in draft.courses.values() for id_ in course.lessons}
    for lesson in draft.lessons.values():
        place = draft.origins[lesson.id].at("id")
        if listed.get(lesson.id) != lesson.course:
            what = f"The course {lesson.course!r} does not list the lesson {lesson.id!r}."
            draft.log.fault(place, "unlisted-lesson", what, "Add it to its course.yaml.")


def _check_outcomes(id_: str, outcomes: Sequence[Outcome], draft: Draft) -> None:
    skills = skills_of(draft)
    for index, outcome in enumerate(outcomes):
        if draft.framework and outcome.skill and outcome.skill not in skills:
            place = draft.origins[id_].at("outcomes", index)
            draft.log.fault(place, "unknown-skill", f"There is no skill {outcome.skill!r}.")


def _check_lesson(lesson: Lesson, draft: Draft) -> None:
    origin = draft.origins[lesson.id]
    if lesson.language and lesson.language != "en":
        what = f"The language is {lesson.language!r}."
        mend = f"English lies here; put a translation below {lesson.language}/."
        draft.log.fault(origin.at("language"), "language", what, mend)
    all_known(draft, (lesson.id, "prerequisites"), lesson.prerequisites, draft.lessons)
    all_known(draft, (lesson.id, "cards"), lesson.cards, draft.cards)
    _check_outcomes(lesson.id, lesson.outcomes, draft)
    _check_claims(lesson, draft)
    _check_dead_claims(lesson, draft)
    _check_items(lesson, draft)
    _check_cards(lesson, draft)
    _check_review(lesson, draft)
    _check_minutes(lesson, draft)
    check_reading(draft, origin.at("title"), list(draft.readings[lesson.id].passages))


def _check_claims(lesson: Lesson, draft: Draft) -> None:
    origin = draft.origins[lesson.id]
    used = [mark for mark in draft.readings[lesson.id].marks if mark.kind in _CLAIM_MARKS]
    for mark in used:
        place = (origin.file, mark.line)
        if mark.target not in draft.claims:
            draft.log.fault(place, "unknown-claim", f"There is no claim {mark.target!r}.")
        elif mark.target not in lesson.claims:
            what = f"{mark.target} is used here, but not listed in `claims`."
            draft.log.fault(place, "undeclared-claim", what, "Add it to `claims`.")
    named = {mark.target for mark in used}
    for index, id_ in enumerate(lesson.claims):
        place = origin.at("claims", index)
        if id_ not in draft.claims:
            draft.log.fault(place, "unknown-claim", f"There is no claim {id_!r}.")
        elif id_ not in named:
            what = f"{id_} is listed, but the body does not use it."
            draft.log.fault(place, "unused-claim", what, "Cite it, or take it off the list.")


def _check_dead_claims(lesson: Lesson, draft: Draft) -> None:
    if lesson.status != "published":
        return
    file = draft.origins[lesson.id].file
    for mark in draft.readings[lesson.id].marks:
        claim = draft.claims.get(mark.target) if mark.kind in {"cite", "claim"} else None
        if claim and claim.status in DEAD:
            what = f"A block rests on {claim.id}, which is {claim.status}."
            mend = "Rest it on a current claim, or write {{mention:...}}."
            draft.log.fault((file, mark.line), "dead-claim", what, mend)
        elif claim and claim.status == "proposed":
            what = f"A block rests on {claim.id}, which is only proposed."
            draft.log.hint((file, mark.line), "proposed-claim", what, "Mention it instead.")


def _check_items(lesson: Lesson, draft: Draft) -> None:
    origin = draft.origins[lesson.id]
    marks = [mark for mark in draft.readings[lesson.id].marks if mark.kind == "item"]
    shown = {mark.target for mark in marks}
    for key in ("pre", "practice", "check"):
        ids: tuple[str, ...] = getattr(lesson.items, key)
        all_known(draft, (lesson.id, "items", key), ids, draft.items)
        for index, id_ in enumerate(ids):
            place = origin.at("items", key, index)
            item = draft.items.get(id_)
            if item and lesson.status == "published" and item.status not in LIVE:
                what = f"{id_} is {item.status}, so the published lesson cannot show it."
                draft.log.hint(place, "item-not-live", what)
            if key != "check" and id_ not in shown:
                draft.log.hint(place, "unused-item", f"{id_} is listed, but not shown.")
    free = {*lesson.items.pre, *lesson.items.practice}
    for mark in marks:
        place = (origin.file, mark.line)
        if mark.target not in draft.items:
            draft.log.fault(place, "unknown-item", f"There is no item {mark.target!r}.")
        elif mark.target not in free:
            what = f"{mark.target} is shown here, but not listed in items.pre or items.practice."
            draft.log.fault(place, "undeclared-item", what)
    _check_check(lesson, draft)


def _check_check(lesson: Lesson, draft: Draft) -> None:
    origin = draft.origins[lesson.id]
    marks = [mark for mark in draft.readings[lesson.id].marks if mark.kind == "check"]
    if len(marks) != 1 or marks[0].part != "check":
        line = marks[-1].line if marks else origin.at("items")[1]
        what = f"{{{{check}}}} stands {len(marks)} times, or not in the part Check."
        draft.log.fault((origin.file, line), "check-mark", what, "Put it there once.")
    if not lesson.items.check:
        what = "The lesson has no check questions."
        draft.log.fault(origin.at("items"), "check-mark", what, "List them in items.check.")


def _check_cards(lesson: Lesson, draft: Draft) -> None:
    place = draft.origins[lesson.id].at("cards")
    cards = [draft.cards[id_] for id_ in lesson.cards if id_ in draft.cards]
    for card in cards:
        if card.lesson not in {None, lesson.id}:
            what = f"The card {card.id} says that it belongs to {card.lesson}."
            draft.log.hint(place, "card-elsewhere", what)
    entering = sum(card.enters == "with_lesson" for card in cards)
    if entering > _WITH_LESSON:
        what = f"{entering} cards enter with the lesson."
        draft.log.hint(place, "many-cards", what, f"At most {_WITH_LESSON} at a time.")


def _check_review(lesson: Lesson, draft: Draft) -> None:
    claims = [draft.claims[id_] for id_ in lesson.claims if id_ in draft.claims]
    dates = [claim.review_by for claim in claims if claim.status not in DEAD]
    earliest = min((day for day in dates if day > date.min), default=date.max)
    if lesson.review_by > earliest:
        what = f"review_by is {lesson.review_by}; one of its claims is due on {earliest}."
        place = draft.origins[lesson.id].at("review_by")
        draft.log.fault(place, "review-late", what, f"Write {earliest} or earlier.")


def _check_minutes(lesson: Lesson, draft: Draft) -> None:
    stated = {heading.part: heading.minutes for heading in lesson.parts}
    for key, parts in (
        ("read", ("idea", "worked-example")),
        ("practice", ("try-first", "own-brand")),
        ("check", ("check",)),
    ):
        total = sum(minutes for part, minutes in stated.items() if part in parts)
        wanted: int = getattr(lesson.minutes, key)
        if total != wanted:
            what = f"minutes.{key} is {wanted}; the headings add up to {total}."
            place = draft.origins[lesson.id].at("minutes", key)
            draft.log.hint(place, "minutes-disagree", what)


def check_links(id_: str, addresses: set[str], draft: Draft) -> None:
    """A fault for each link of a body that leads to no known source."""
    file = draft.origins[id_].file
    for href, line in draft.readings[id_].links:
        if href not in addresses:
            what = f"The link {href!r} leads to no known source."
            mend = "Add it to sources, with its address."
            draft.log.fault((file, line), "unknown-source", what, mend)
