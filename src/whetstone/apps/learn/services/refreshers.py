"""Refreshers: made in one act for all a publication touches, done by each, withdrawn if undone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction

from whetstone.apps.diagnose import selectors as diagnose
from whetstone.apps.diagnose.services import open_epoch
from whetstone.apps.field import selectors as field
from whetstone.apps.learn.models import Lesson, Refresher
from whetstone.apps.learn.selectors.refreshers import relearned, standing
from whetstone.apps.learn.services.bookings import release
from whetstone.apps.learn.services.reading import practice
from whetstone.apps.people.services import audit
from whetstone.core.kernel.errors import Missing
from whetstone.web.setwise import insert_for_each

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    from whetstone.core.measurement.scoring import Score


@dataclass(frozen=True, slots=True)
class Refreshed:
    """What a finished refresher did. `was_new` is false where it had been done before."""

    was_new: bool
    claims: int
    areas: tuple[str, ...]


@transaction.atomic
def make_refreshers(
    *,
    publication_id: int,
    person_ids: Sequence[int],
    minutes: int,
    blocks: Sequence[str],
    now: dt.datetime,
) -> int:
    """One refresher for each person; who has one keeps it. Returns how many were asked for."""
    rows = [
        Refresher(
            person_id=person,
            publication_id=publication_id,
            minutes=minutes,
            blocks=list(blocks),
            made_at=now,
        )
        for person in dict.fromkeys(person_ids)
    ]
    Refresher.objects.bulk_create(rows, ignore_conflicts=True, batch_size=400)
    return len(rows)


@transaction.atomic
def make_refreshers_for(
    people: tuple[str, Sequence[Any]],
    *,
    publication_id: int,
    minutes: int,
    blocks: Sequence[str],
    now: dt.datetime,
) -> int:
    """One refresher for each person that a statement names (its text and its values).

    Who has one keeps it. Returns how many are new. One statement: nobody's id is read.
    """
    like = Refresher(
        publication_id=publication_id, minutes=minutes, blocks=list(blocks), made_at=now
    )
    return insert_for_each(like, "person", *people)


@transaction.atomic
def withdraw_refreshers(*, publication_id: int, now: dt.datetime) -> int:
    """Take back every refresher of an undone publication; those that were done count no longer."""
    rows = Refresher.objects.filter(publication=publication_id, withdrawn_at=None)
    return rows.update(withdrawn_at=now)


@transaction.atomic
def answer_in_refresher(
    *,
    refresher_id: int,
    person_id: int,
    item_slug: str,
    answer: Mapping[str, Any],
    now: dt.datetime,
) -> Score:
    """Answer a check question of a refresher: practice, kept, never a level.

    Raises:
        Missing: the person has no such refresher, or it does not ask this.
        Faults: the answer does not fit the question.
    """
    row = standing(refresher_id, person_id=person_id)
    if row is None or item_slug not in relearned(row).relearn_items:
        raise Missing("refresher", str(refresher_id))
    return practice(
        person_id=person_id,
        place=f"refresher/{refresher_id}",
        item_slug=item_slug,
        answer=answer,
        now=now,
    )


@transaction.atomic
def finish_refresher(*, refresher_id: int, person_id: int, now: dt.datetime) -> Refreshed:
    """Mark a refresher done: the claims it replaced count as current for this person again.

    Earlier answers in the touched areas inform from now on, later ones measure. Doing it twice
    changes nothing.

    Raises:
        Missing: the person has no such refresher, or it was withdrawn.
    """
    row = standing(refresher_id, person_id=person_id)
    if row is None:
        raise Missing("refresher", str(refresher_id))
    change = relearned(row)
    areas = _areas(row, change.relearn_items)
    claims = len(field.hits(change))
    if not Refresher.objects.filter(pk=row.pk, done_at=None).update(done_at=now):
        return Refreshed(was_new=False, claims=claims, areas=areas)
    workspace_id = row.person.workspace_id
    open_epoch(person_id, areas, f"refresher {change.slug}", now, workspace_id=workspace_id)
    release(person_id=person_id, now=now)
    audit(
        workspace_id=workspace_id,
        actor_id=person_id,
        act="finish_refresher",
        object_kind="change",
        object_id=change.slug,
        now=now,
    )
    return Refreshed(was_new=True, claims=claims, areas=areas)


def _areas(row: Refresher, items: Sequence[str]) -> tuple[str, ...]:
    """The areas of the lessons whose blocks changed and of the questions that check it."""
    lessons = Lesson.objects.filter(
        is_latest=True, slug__in={name.partition("/")[0] for name in row.blocks}
    )
    touched = {area for areas in lessons.values_list("areas", flat=True) for area in areas}
    touched |= {question.area_id for question in diagnose.questions(items).values()}
    return tuple(sorted(touched))
