"""Answers given in a refresher: evidence of their own, after the learning they measure.

Getting current is a learning event. It opens a new epoch in the areas it touched: what was
answered before informs from then on, and what rested on a dead claim stays at weight 0. The
refresher's own first answers measure in the new epoch, at the lower weight of an answer given
right after reading (`kernel.evidence.ASSUMED_AFTER_READING`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.db import transaction

from whetstone.apps.diagnose.estimates import reestimate
from whetstone.apps.diagnose.live import LiveBank, Question, live_bank
from whetstone.apps.diagnose.models import Attempt, EvidenceEpoch, Response
from whetstone.apps.diagnose.selectors import seen_lately
from whetstone.core.measurement.scoring import score

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping, Sequence

PUBLIC_POOL: Final = "public-practice"


@dataclass(frozen=True, slots=True)
class Answered:
    """The first answer to a check question of a refresher."""

    slug: str
    answer: Mapping[str, Any]
    answered_at: dt.datetime


def may_measure(
    slugs: Iterable[str], *, person_id: int, live: LiveBank, now: dt.datetime
) -> frozenset[str]:
    """The questions whose answers would count: live, of the public pool, not answered lately.

    A question that certifies is never shown here: seen once, it could certify nobody. One query.
    """
    seen = seen_lately(person_id, live=live, now=now)
    known = (live.shelf.latest.get(slug) for slug in slugs)
    return frozenset(
        one.slug
        for one in known
        if one is not None and live.may_ask(one) and is_public(one) and one.slug not in seen
    )


def is_public(question: Question) -> bool:
    """Whether the question is for practice: it may be shown outside a secured sitting."""
    return bool(question.payload.get("pool", PUBLIC_POOL) == PUBLIC_POOL)


@transaction.atomic
def record_after_reading(
    *,
    person_id: int,
    workspace_id: int,
    area_ids: Iterable[str],
    answers: Sequence[Answered],
    cause: str,
    now: dt.datetime,
) -> int:
    """Open a new epoch in these areas and put the answers that measure into it; how many.

    What was read before the first of these answers was learned by then, so the epoch begins
    there. Call once for each refresher, when it is finished.
    """
    live = live_bank(workspace_id, now.date())
    good = may_measure([one.slug for one in answers], person_id=person_id, live=live, now=now)
    taken = {one.slug: one for one in reversed(answers) if one.slug in good}
    areas = dict.fromkeys([*area_ids, *(live.shelf.latest[slug].area_id for slug in taken)])
    began = min((one.answered_at for one in taken.values()), default=now)
    EvidenceEpoch.objects.bulk_create(
        EvidenceEpoch(person_id=person_id, area_id=area, cause=cause[:80], opened_at=began)
        for area in areas
    )
    if taken:
        _write(person_id, live, list(taken.values()), began=began, now=now)
    if Response.objects.filter(person_id=person_id).exists():
        reestimate([person_id], now, workspace_id=workspace_id)
    return len(taken)


def _write(
    person_id: int,
    live: LiveBank,
    taken: Sequence[Answered],
    *,
    began: dt.datetime,
    now: dt.datetime,
) -> None:
    questions = {one.slug: live.shelf.latest[one.slug] for one in taken}
    attempt = Attempt.objects.create(
        person_id=person_id,
        mode=Attempt.Mode.REFRESHER,
        areas=sorted({one.area_id for one in questions.values()}),
        length=len(taken),
        seed=0,
        started_at=began,
        finished_at=now,
    )
    rows = []
    for one in sorted(taken, key=lambda one: (one.answered_at, one.slug)):
        question = questions[one.slug]
        points = score(question.payload, one.answer)
        rows.append(
            Response(
                person_id=person_id,
                attempt=attempt,
                item_id=question.pk,
                area_id=question.area_id,
                answer=dict(one.answer),
                score=points.points,
                max_score=points.maximum,
                answered_at=one.answered_at,
                recorded_at=now,
            )
        )
    Response.objects.bulk_create(rows)
