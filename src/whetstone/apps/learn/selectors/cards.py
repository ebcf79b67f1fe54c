"""Cards that are due, by FSRS, from the log of reviews alone."""

from __future__ import annotations

import datetime as dt
import math
import statistics
from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

import fsrs

from whetstone.apps.field import selectors as field
from whetstone.apps.learn.models import Card, CardReview
from whetstone.apps.learn.selectors.reading import finished_lessons, lesson_titles
from whetstone.web import once
from whetstone.web.prepared import Prepared

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Mapping, Sequence

AT_MOST: Final = 20
"""Cards of one sitting. What is beyond waits unseen; nothing is owed."""

ENTERS_AFTER: Final = dt.timedelta(days=1)
"""A card is first asked a day after its lesson: recall needs a gap (Cepeda et al. 2008)."""

SLOW_S: Final = 20
"""Known, but after so many seconds: FSRS hears "hard". Judgement, until times are measured."""

AREAS_MIXED: Final = 3
"""Areas between which a sitting goes to and fro: what is told apart is kept longer."""

SECONDS_A_CARD: Final = 20
"""What a card takes until somebody's own time is known: judgement."""

KNOWN_FROM: Final = 10
"""Timed reviews from which somebody's own time counts."""

NEVER_DAYS: Final = 36_500


@lru_cache(maxsize=512)
def scheduler(most_days: int) -> fsrs.Scheduler:
    """FSRS-6 with its published parameters; one review a day at most, so no steps within a day.

    `most_days`: no longer than until the fact under a card is to be read again.
    """
    return fsrs.Scheduler(
        desired_retention=0.9,
        learning_steps=(),
        relearning_steps=(),
        enable_fuzzing=False,
        maximum_interval=most_days,
    )


class Review(NamedTuple):
    """A review as the schedule reads it. `seconds`: what it took, where that is known."""

    at: dt.datetime
    was_known: bool
    seconds: int | None = None

    @property
    def rating(self) -> fsrs.Rating:
        """From the answer and its time."""
        if not self.was_known:
            return fsrs.Rating.Again
        is_slow = self.seconds is not None and self.seconds > SLOW_S
        return fsrs.Rating.Hard if is_slow else fsrs.Rating.Good


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
    area_id: str = ""


@dataclass(frozen=True, slots=True)
class Deck:
    """What is due now, how many rest because a fact moved, and when the next one comes.

    `minutes`: what the coming seven days ask for, never how many wait.
    """

    due: tuple[DueCard, ...]
    resting: int
    next_due: dt.datetime | None
    known: int
    minutes: int = 0


def deck(person_id: int, *, workspace_id: int, now: dt.datetime) -> Deck:
    """A person's cards at a moment; a constant number of queries.

    A card whose fact has moved rests; those on what took its place begin, whether their own
    lesson was read or not.
    """
    every = _cards(_edition())
    entered, facts = _begun(person_id, every, workspace_id=workspace_id, on=now.date())
    rows = [row for row in every if row.slug in entered]
    reviews = _reviews(person_id)
    titles = lesson_titles({row.lesson_slug for row in rows})
    live = [
        DueCard(
            slug=row.slug,
            front=row.front,
            back=row.back,
            lesson_slug=row.lesson_slug,
            lesson_title=titles.get(row.lesson_slug, ""),
            position=len(reviews[row.slug]),
            due=due_at(
                reviews[row.slug],
                entered=entered[row.slug],
                most_days=facts.most.get(row.slug, NEVER_DAYS),
            ),
            area_id=row.skill_id.partition("-")[0],
        )
        for row in rows
        if row.slug not in facts.dead
    ]
    due = sorted(
        (card for card in live if card.due <= now), key=lambda card: (card.due, card.slug)
    )
    later = [card.due for card in live if card.due > now]
    soon = sum(card.due <= now + dt.timedelta(days=7) for card in live)
    return Deck(
        due=tuple(mixed(due)[:AT_MOST]),
        resting=len(facts.dead),
        next_due=min(later, default=None),
        known=len(live),
        minutes=math.ceil(soon * _seconds_a_card(reviews.values()) / 60),
    )


def mixed(due: Sequence[DueCard]) -> list[DueCard]:
    """To and fro between up to three areas, the one that waits longest first; in each by time."""
    waiting: dict[str, list[DueCard]] = {}
    for card in due:
        waiting.setdefault(card.area_id, []).append(card)
    queues = [list(reversed(cards)) for cards in waiting.values()]
    found: list[DueCard] = []
    while queues:
        found += [queue.pop() for queue in queues[:AREAS_MIXED]]
        queues = [queue for queue in queues if queue]
    return found


def _seconds_a_card(reviews: Iterable[Sequence[Review]]) -> float:
    """The middle of somebody's own times, once there are some."""
    own = [one.seconds for rows in reviews for one in rows if one.seconds is not None]
    return statistics.median(own) if len(own) >= KNOWN_FROM else SECONDS_A_CARD


@once.a_state(2)
def _cards(_edition: Hashable) -> list[Card]:
    """Every card; nobody writes to these rows."""
    return list(Card.objects.order_by("slug"))


def due_at(
    reviews: Sequence[Review], *, entered: dt.datetime, most_days: int = NEVER_DAYS
) -> dt.datetime:
    """When a card comes back: its reviews replayed through the scheduler, oldest first."""
    card = fsrs.Card(card_id=1, due=entered + ENTERS_AFTER)
    for one in reviews:
        card, _log = scheduler(most_days).review_card(card, one.rating, one.at.astimezone(dt.UTC))
    return card.due


def _reviews(person_id: int) -> defaultdict[str, list[Review]]:
    found: defaultdict[str, list[Review]] = defaultdict(list)
    for slug, *rest in _REVIEWS(person_id):
        found[slug].append(Review(*rest))
    return found


_REVIEWS = Prepared(
    lambda person_id: (
        CardReview.objects.filter(person_id=person_id)
        .order_by("position")
        .values_list("card_slug", "reviewed_at", "was_known", "seconds")
    )
)


def has_card(person_id: int, slug: str, *, workspace_id: int, on: dt.date) -> bool:
    """Whether a card is one that somebody recalls."""
    return slug in _begun(person_id, _cards(_edition()), workspace_id=workspace_id, on=on)[0]


class _Facts(NamedTuple):
    """Cards that rest on a claim that is not current, and those of them that are gone.

    `most`: how many days others may wait: the shortest time, of the claims under a card, between
    two readings of it.
    """

    dead: dict[str, list[str]]
    most: dict[str, int]


def _begun(
    person_id: int, every: Sequence[Card], *, workspace_id: int, on: dt.date
) -> tuple[dict[str, dt.datetime], _Facts]:
    """When each of a person's cards began, and what is known of the facts under them."""
    finished = finished_lessons([person_id]).get(person_id, {})
    began = {row.slug: finished[row.lesson_slug] for row in every if row.lesson_slug in finished}
    facts = _facts(list(began), workspace_id=workspace_id, on=on)
    heirs = _heirs(facts.dead, began, workspace_id)
    if not heirs:
        return began, facts
    rest = field.cited_by(
        workspace_id, "card", [row.slug for row in every if row.slug not in began]
    )
    follow = {
        card: min(heirs[claim] for claim in under)
        for card, rows in rest.items()
        if (under := [claim for claim, role in rows if role == "rests_on" and claim in heirs])
    }
    more = _facts(list(follow), workspace_id=workspace_id, on=on)
    live = {card: at for card, at in follow.items() if card not in more.dead}
    return began | live, _Facts(facts.dead, facts.most | more.most)


def _heirs(
    dead: Mapping[str, Sequence[str]], began: Mapping[str, dt.datetime], workspace_id: int
) -> dict[str, dt.datetime]:
    """What took the place of the claims under cards that rest, from when each was learned."""
    gone: dict[str, dt.datetime] = {}
    for card, claims in dead.items():
        for claim in claims:
            gone[claim] = min(began[card], gone.get(claim, began[card]))
    heirs: dict[str, dt.datetime] = {}
    while gone:
        moved = field.moves(workspace_id, gone)
        gone = {
            one.successor: gone[claim]
            for claim, one in moved.items()
            if one.successor and one.successor not in heirs
        }
        heirs |= gone
    return heirs


def _edition() -> Hashable:
    return field.framework().id if once.is_reading() else None


def _facts(slugs: Sequence[str], *, workspace_id: int, on: dt.date) -> _Facts:
    """What is known of the claims under cards; one query, and none without cards."""
    found = _Facts({}, {})
    if not slugs:
        return found
    ledger = field.ledger(workspace_id, on=on)
    for slug, rows in field.cited_by(workspace_id, "card", slugs).items():
        under = [claim for claim, role in rows if role == "rests_on"]
        dead = ledger.dead(under)
        if dead:
            found.dead[slug] = [claim for claim in dead if ledger.states[claim].is_gone]
        elif under:
            states = [ledger.states[claim] for claim in under]
            found.most[slug] = max(1, min((one.review_by - one.as_of).days for one in states))
    return found
