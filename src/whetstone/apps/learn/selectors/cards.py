"""Cards that are due, by FSRS, from the log of reviews alone."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import fsrs

from whetstone.apps.field import selectors as field
from whetstone.apps.learn.models import Card, CardReview
from whetstone.apps.learn.selectors.reading import finished_lessons, lesson_titles
from whetstone.web import once
from whetstone.web.prepared import Prepared

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

AT_MOST: Final = 20
"""Cards of one sitting. What is beyond waits unseen; nothing is owed."""

ENTERS_AFTER: Final = dt.timedelta(days=1)
"""A card is first asked a day after its lesson: recall needs a gap (Cepeda et al. 2008)."""

SCHEDULER: Final = fsrs.Scheduler(
    desired_retention=0.9, learning_steps=(), relearning_steps=(), enable_fuzzing=False
)
"""FSRS-6 with its published parameters; one review a day at most, so no steps within a day."""


@dataclass(frozen=True, slots=True)
class DueCard:
    """A card to recall. `position` counts its reviews so far, so a form sent twice is known."""

    slug: str
    front: str
    back: str
    lesson_slug: str
    lesson_title: str
    position: int
    due: dt.datetime


@dataclass(frozen=True, slots=True)
class Deck:
    """What is due now, how many rest because a fact moved, and when the next one comes."""

    due: tuple[DueCard, ...]
    resting: int
    next_due: dt.datetime | None
    known: int


def deck(person_id: int, *, workspace_id: int, now: dt.datetime) -> Deck:
    """A person's cards at a moment; a constant number of queries."""
    finished = finished_lessons([person_id]).get(person_id, {})
    edition = field.framework().id if once.is_reading() else None
    rows = [row for row in _cards(edition) if row.lesson_slug in finished]
    reviews = _reviews(person_id)
    dead = _dead([row.slug for row in rows], workspace_id=workspace_id, on=now.date())
    titles = lesson_titles(finished)
    live = [
        DueCard(
            slug=row.slug,
            front=row.front,
            back=row.back,
            lesson_slug=row.lesson_slug,
            lesson_title=titles.get(row.lesson_slug, ""),
            position=len(reviews[row.slug]),
            due=due_at(reviews[row.slug], entered=finished[row.lesson_slug]),
        )
        for row in rows
        if row.slug not in dead
    ]
    due = sorted(
        (card for card in live if card.due <= now), key=lambda card: (card.due, card.slug)
    )
    later = [card.due for card in live if card.due > now]
    return Deck(
        due=tuple(due[:AT_MOST]),
        resting=len(dead),
        next_due=min(later, default=None),
        known=len(live),
    )


@once.a_state(2)
def _cards(_edition: Hashable) -> list[Card]:
    """Every card; nobody writes to these rows."""
    return list(Card.objects.order_by("slug"))


def due_at(reviews: Sequence[tuple[dt.datetime, bool]], *, entered: dt.datetime) -> dt.datetime:
    """When a card comes back: its reviews replayed through the scheduler, oldest first."""
    card = fsrs.Card(card_id=1, due=entered + ENTERS_AFTER)
    for moment, was_known in reviews:
        rating = fsrs.Rating.Good if was_known else fsrs.Rating.Again
        card, _log = SCHEDULER.review_card(card, rating, moment.astimezone(dt.UTC))
    return card.due


def _reviews(person_id: int) -> defaultdict[str, list[tuple[dt.datetime, bool]]]:
    found: defaultdict[str, list[tuple[dt.datetime, bool]]] = defaultdict(list)
    for slug, moment, was_known in _REVIEWS(person_id):
        found[slug].append((moment, was_known))
    return found


_REVIEWS = Prepared(
    lambda person_id: (
        CardReview.objects.filter(person_id=person_id)
        .order_by("position")
        .values_list("card_slug", "reviewed_at", "was_known")
    )
)


def _dead(slugs: Sequence[str], *, workspace_id: int, on: dt.date) -> set[str]:
    """Cards that rest on a claim that is not current here."""
    if not slugs:
        return set()
    ledger = field.ledger(workspace_id, on=on)
    cited = field.cited_by(workspace_id, "card", slugs)
    return {
        slug
        for slug, rows in cited.items()
        if ledger.dead(claim for claim, role in rows if role == "rests_on")
    }
