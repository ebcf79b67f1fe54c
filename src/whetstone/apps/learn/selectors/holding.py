"""What one person learned or was certified on: derived when it is read, never pushed.

The rule is the issue's: "the changed claims they had learned or were certified on". Blocks of
lessons they began, cards of lessons they finished, their certificates, and what earlier
refreshers taught. Answering a check question is not learning: a changed claim under an answer
takes the answer's weight, and asks nothing of whoever gave it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from whetstone.apps.field import selectors as field
from whetstone.apps.learn.models import Card, Certificate, Reading, Refresher
from whetstone.core.freshness.refreshing import learned_by_now

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

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
    for certified in Certificate.objects.filter(person_id=person_id).values_list(
        "claims", flat=True
    ):
        claims |= set(certified)
    done, created = _relearned(person_id, without)
    return Holding(learned_by_now(claims | created, strikes, done), frozenset(blocks))


def _read(person_id: int, workspace_id: int) -> tuple[set[str], set[str]]:
    claims: set[str] = set()
    blocks: set[str] = set()
    finished = []
    rows = Reading.objects.filter(person_id=person_id)
    for slug, payload, end in rows.values_list("lesson__slug", "lesson__payload", "finished_at"):
        for block in payload["blocks"]:
            claims |= set(block["rests_on"])
            blocks.add(f"{slug}/{block['id']}")
        if end:
            finished.append(slug)
    cards = list(Card.objects.filter(lesson_slug__in=finished).values_list("slug", flat=True))
    if blocks:
        claims |= _rested_on(field.cited_by(workspace_id, "block", sorted(blocks)))
    if cards:
        claims |= _rested_on(field.cited_by(workspace_id, "card", cards))
    return claims, blocks


def _rested_on(cited: Mapping[str, Iterable[tuple[Any, str]]]) -> set[str]:
    return {slug for rows in cited.values() for slug, role in rows if role == "rests_on"}


def _relearned(person_id: int, without: Collection[str]) -> tuple[set[str], set[str]]:
    """Names of the changes that somebody relearned, and the claims these brought."""
    rows = Refresher.objects.filter(person_id=person_id, withdrawn_at=None).exclude(done_at=None)
    ids = list(rows.values_list("publication_id", flat=True))
    found = field.publications_by_id(ids) if ids else {}
    changes = [row.change for row in found.values() if row.change.slug not in without]
    created = {slug for change in changes for slug in field.creates(change)}
    return {change.slug for change in changes}, created
