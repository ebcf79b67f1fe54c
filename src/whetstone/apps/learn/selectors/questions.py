"""Practice questions as pages print them: with the newest answer and its reasons."""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import field as field_of
from typing import TYPE_CHECKING, Any

from whetstone.apps.diagnose import asking
from whetstone.apps.diagnose.sheet import Sheet, sheet
from whetstone.apps.learn.models import Practice
from whetstone.core.kernel.errors import Faults
from whetstone.core.measurement.item_life import SCORED
from whetstone.web.prepared import Prepared

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping

    from whetstone.apps.diagnose.asking import Shown
    from whetstone.apps.diagnose.live import Question as Asked
    from whetstone.apps.field import selectors as field


@dataclass(frozen=True, slots=True)
class Question:
    """A practice question in its place, as printed for one person.

    Not live: its facts moved, so it is not asked. `told` explains the newest answer.
    """

    slug: str
    block: str
    payload: Mapping[str, Any]
    sheet: Sheet
    is_live: bool
    told: Shown | None = None
    given: Mapping[str, Any] = field_of(default_factory=dict)
    answered_at: dt.datetime | None = None


def practised(person_id: int, places: Iterable[str]) -> dict[tuple[str, str], Practice]:
    """The newest answer by (place, question); one query."""
    asked = sorted(set(places))
    rows = _PRACTISED(person_id, *asked) if asked else []
    return {(row.place, row.item_slug): row for row in rows}


_PRACTISED = Prepared(
    lambda person_id, *places: Practice.objects.filter(
        person_id=person_id, place__in=places
    ).order_by("pk")
)


def ask(
    slugs: Iterable[str],
    place: str,
    *,
    known: Mapping[str, Asked],
    person_id: int,
    ledger: field.Ledger,
    answers: Mapping[tuple[str, str], Practice],
) -> tuple[Question, ...]:
    """Practice questions in a place, each with the newest answer; no query.

    `known` are the questions by slug; those that are not in it are left out.
    """
    return tuple(
        _as_asked(
            known[slug], place, answers.get((place, slug)), person_id=person_id, ledger=ledger
        )
        for slug in slugs
        if slug in known
    )


def _as_asked(
    question: Asked, place: str, row: Practice | None, *, person_id: int, ledger: field.Ledger
) -> Question:
    told = _told(question, row)
    return Question(
        slug=question.slug,
        block=place.rpartition("/")[2],
        payload=question.payload,
        sheet=sheet(question.payload, person_id),
        is_live=question.state in SCORED and not ledger.dead(question.rests_on),
        told=told,
        given=row.answer if row and told else {},
        answered_at=row.answered_at if row and told else None,
    )


def _told(question: Asked, row: Practice | None) -> Shown | None:
    try:
        return asking.told(question, row) if row else None
    except (Faults, LookupError):  # another shape by now: the old answer is not shown
        return None
