"""What one person learned or was certified on: derived when it is read, never pushed.

The rule is the issue's: "the changed claims they had learned or were certified on". Blocks of
lessons they began, cards of lessons they finished, their certificates, and what earlier
refreshers taught. Answering a check question is not learning: a changed claim under an answer
takes the answer's weight, and asks nothing of whoever gave it.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from whetstone.apps.field import selectors as field
from whetstone.apps.learn.models import Card, Certificate, Lesson, Reading, Refresher
from whetstone.core.freshness.refreshing import learned_by_now
from whetstone.web import once
from whetstone.web.prepared import Prepared

if TYPE_CHECKING:
    from collections.abc import Collection, Hashable, Iterable, Mapping

    from whetstone.core.freshness.refreshing import Strike


@dataclass(frozen=True, slots=True)
class Holding:
    """The claims somebody holds now, and the lesson blocks ("lesson/block") they have read."""

    claims: frozenset[str]
    blocks: frozenset[str]


def holding(
    person_id: int,
    *,
    workspace_id: int,
    strikes: Mapping[str, Strike],
    without: Collection[str] = (),
) -> Holding:
    """What a person holds after all they relearned; eight queries at most.

    `without` names changes whose refreshers are looked at as if they had not been done yet.
    """
    claims, blocks = _read(person_id, workspace_id)
    for (certified,) in _CERTIFIED(person_id):
        claims |= set(certified)
    done, created = _relearned(person_id, without)
    return Holding(learned_by_now(claims | created, strikes, done), frozenset(blocks))


def _read(person_id: int, workspace_id: int) -> tuple[set[str], set[str]]:
    claims: set[str] = set()
    blocks: set[str] = set()
    finished = []
    rows = _READ(person_id)
    _know({pk for pk, slug, text, _end in rows if (slug, text) not in _texts})
    for _pk, slug, text, end in rows:
        rests_on, names = _texts[slug, text]
        claims |= rests_on
        blocks |= names
        if end:
            finished.append(slug)
    cards = _cards_of(finished) if finished else []
    if blocks:
        claims |= _rested_on(field.cited_by(workspace_id, "block", sorted(blocks)))
    if cards:
        claims |= _rested_on(field.cited_by(workspace_id, "card", cards))
    return claims, blocks


def _cards_of(lessons: Collection[str]) -> list[str]:
    of_lesson = _cards(field.edition_number() if once.is_reading() else None)
    return [card for lesson in dict.fromkeys(lessons) for card in of_lesson.get(lesson, ())]


@once.a_state(2)
def _cards(_edition: Hashable) -> Mapping[str, list[str]]:
    """The cards by lesson."""
    found: dict[str, list[str]] = defaultdict(list)
    for card, lesson in _CARDS():
        found[lesson].append(card)
    return dict(found)


_READ = Prepared(
    lambda person_id: Reading.objects.filter(person_id=person_id).values_list(
        "lesson_id", "lesson__slug", "lesson__content_hash", "finished_at"
    )
)
_CARDS = Prepared(lambda: Card.objects.values_list("slug", "lesson_slug"))
_texts: dict[tuple[str, str], tuple[frozenset[str], frozenset[str]]] = {}
"""What a text rests on and the names of its blocks, which never change, by slug and content."""


def _know(lessons: Collection[int]) -> None:
    """Read texts that this process has not met; no query where it knows them."""
    if not lessons:
        return
    rows = Lesson.objects.filter(pk__in=lessons)
    for slug, text, payload in rows.values_list("slug", "content_hash", "payload"):
        _texts[slug, text] = (
            frozenset(claim for block in payload["blocks"] for claim in block["rests_on"]),
            frozenset(f"{slug}/{block['id']}" for block in payload["blocks"]),
        )


def _rested_on(cited: Mapping[str, Iterable[tuple[Any, str]]]) -> set[str]:
    return {slug for rows in cited.values() for slug, role in rows if role == "rests_on"}


def _relearned(person_id: int, without: Collection[str]) -> tuple[set[str], set[str]]:
    """Names of the changes that somebody relearned, and the claims these brought."""
    ids = [publication for (publication,) in _DONE(person_id)]
    found = field.publications_by_id(ids) if ids else {}
    changes = [row.change for row in found.values() if row.change.slug not in without]
    created = {slug for change in changes for slug in field.creates(change)}
    return {change.slug for change in changes}, created


_CERTIFIED = Prepared(
    lambda person_id: Certificate.standing().filter(person_id=person_id).values_list("claims")
)
_DONE = Prepared(
    lambda person_id: (
        Refresher.objects.filter(person_id=person_id, withdrawn_at=None)
        .exclude(done_at=None)
        .values_list("publication_id")
    )
)
