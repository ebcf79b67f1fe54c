"""Refreshers: made in one act for all a publication touches, done by each, withdrawn if undone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction

from whetstone.apps.diagnose.services import Answered, record_after_reading
from whetstone.apps.field import selectors as field
from whetstone.apps.learn.models import Lesson, Practice, Refresher
from whetstone.apps.learn.selectors.check import areas_of, asks, place_of
from whetstone.apps.learn.selectors.refreshers import relearned, standing
from whetstone.apps.learn.services.bookings import release
from whetstone.apps.learn.services.certificates import follow_successors
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
    """What finishing did. `was_new` is false where it had been done before.

    `answers` counts the check answers that became evidence.
    """

    was_new: bool
    claims: int
    areas: tuple[str, ...]
    answers: int = 0


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
    """Answer a check question of a refresher. The first answer counts once it is finished.

    Raises:
        Missing: the person has no such refresher, or it does not ask this.
        Faults: the answer does not fit the question.
    """
    rows = standing([refresher_id], person_id=person_id)
    if not rows or not asks(
        relearned(rows)[refresher_id],
        item_slug,
        workspace_id=rows[0].person.workspace_id,
        on=now.date(),
    ):
        raise Missing("refresher", str(refresher_id))
    return practice(
        person_id=person_id,
        place=place_of(refresher_id),
        item_slug=item_slug,
        answer=answer,
        now=now,
    )


def finish_refresher(*, refresher_id: int, person_id: int, now: dt.datetime) -> Refreshed:
    """Finish one refresher alone; see `finish_refreshers`."""
    return finish_refreshers(refresher_ids=[refresher_id], person_id=person_id, now=now)


@transaction.atomic
def finish_refreshers(
    *, refresher_ids: Sequence[int], person_id: int, now: dt.datetime
) -> Refreshed:
    """Mark refreshers done together: what they replaced counts as current for this person again.

    Earlier answers in the touched areas inform from now on; the refreshers' own first answers
    measure. Nothing old comes back: what rested on a dead claim stays at weight 0. Doing it twice
    changes nothing; of some that were done and some that were not, only the latter count.

    Raises:
        Missing: one of them is not this person's, or was withdrawn.
    """
    asked = sorted(set(refresher_ids))
    rows = standing(asked, person_id=person_id)
    if not rows or [row.pk for row in rows] != asked:
        raise Missing("refresher", ", ".join(str(one) for one in asked))
    changes = relearned(rows)
    fresh = [row for row in rows if _is_marked(row, now)]
    told = fresh or rows
    claims = frozenset[str]().union(*(field.hits(changes[row.pk]) for row in told))
    areas = _areas(told, [slug for row in told for slug in changes[row.pk].relearn_items])
    if not fresh:
        return Refreshed(was_new=False, claims=len(claims), areas=areas)
    workspace_id = rows[0].person.workspace_id
    counted = record_after_reading(
        person_id=person_id,
        workspace_id=workspace_id,
        area_ids=areas,
        answers=_first_answers(fresh, person_id),
        cause=f"refresher {', '.join(changes[row.pk].slug for row in fresh)}",
        now=now,
    )
    follow_successors(person_id, [changes[row.pk] for row in fresh], workspace_id=workspace_id)
    release(person_id=person_id, now=now)
    for row in fresh:
        audit(
            workspace_id=workspace_id,
            actor_id=person_id,
            act="finish_refresher",
            object_kind="change",
            object_id=changes[row.pk].slug,
            now=now,
        )
    return Refreshed(was_new=True, claims=len(claims), areas=areas, answers=counted)


def _is_marked(row: Refresher, now: dt.datetime) -> bool:
    """Mark a row done; False where somebody (a second tab) was first."""
    waiting = Refresher.objects.filter(pk=row.pk, done_at=None, withdrawn_at=None)
    return bool(waiting.update(done_at=now))


def _first_answers(rows: Sequence[Refresher], person_id: int) -> list[Answered]:
    """The first answer to each question of these refreshers: a later one has seen the reasons."""
    found: dict[str, Answered] = {}
    given = Practice.objects.filter(
        person_id=person_id, place__in=[place_of(row.pk) for row in rows]
    )
    for row in given.order_by("pk"):
        found.setdefault(row.item_slug, Answered(row.item_slug, row.answer, row.answered_at))
    return list(found.values())


def _areas(rows: Sequence[Refresher], items: Sequence[str]) -> tuple[str, ...]:
    """The areas of the lessons whose blocks changed and of the questions that check it."""
    names = {name.partition("/")[0] for row in rows for name in row.blocks}
    lessons = Lesson.objects.filter(is_latest=True, slug__in=names)
    touched = {area for areas in lessons.values_list("areas", flat=True) for area in areas}
    return tuple(sorted(touched | areas_of(items)))
