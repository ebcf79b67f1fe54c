"""A check that a class is given: a form of one's own, and what its answers come to as a mark.

A mark is a share of points over the questions that still count: a question that is withdrawn later
leaves the form, and the rest is scaled up. The same answers go to the person's profile as any do.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from django.db import transaction

from whetstone.apps.diagnose import services, sitting
from whetstone.apps.diagnose.estimates import ENTRY_LEVEL
from whetstone.apps.diagnose.live import LiveBank, live_bank
from whetstone.apps.diagnose.models import Attempt, Offer, Response
from whetstone.core.kernel.errors import Missing, Refused
from whetstone.core.measurement.forms import information
from whetstone.core.measurement.items import GRID
from whetstone.core.measurement.own_forms import Spread, Weighed, own_form, spread

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Mapping, Sequence

    from whetstone.apps.diagnose.services import Step

QUESTIONS: Final = 10
"""Questions of a class's check; fewer where the pool has fewer."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer of a class's check. `counts`: its question still holds here."""

    slug: str
    title: str
    score: int
    maximum: int
    given: Mapping[str, Any]
    is_rapid: bool
    answered_at: dt.datetime
    counts: bool


@dataclass(frozen=True, slots=True)
class Sat:
    """A sitting of a class's check, with its answers in order."""

    attempt_id: int
    person_id: int
    started_at: dt.datetime
    finished_at: dt.datetime | None
    length: int
    answers: tuple[Answer, ...]


def areas_asked(thing_id: str, *, workspace_id: int) -> tuple[str, ...]:
    """The areas of a class's check: one, or the two that weigh most for a student.

    Raises Missing when there is no such area.
    """
    mode = sitting.QUICK if thing_id == sitting.QUICK else sitting.AREA
    return services.areas_for(workspace_id, role_id="stud", mode=mode, area_id=thing_id)


def form_for(
    live: LiveBank, areas: Sequence[str], *, seed: int, place: int
) -> tuple[tuple[str, ...], int]:
    """The order of questions of the student at a place of the class, and how many count."""
    return _form(live, [_weighed(live, area) for area in areas], seed=seed, place=place)


def _form(
    live: LiveBank, pools: Sequence[Sequence[Weighed]], *, seed: int, place: int
) -> tuple[tuple[str, ...], int]:
    each = QUESTIONS // len(pools)
    form: list[str] = []
    reserve: list[str] = []
    for pool in pools:
        many = min(each, len(pool))
        drawn = own_form(pool, length=many, seed=seed, place=place) if pool else ()
        reserve += _take(live, drawn, form, len(form) + many)
    reserve = _take(live, reserve, form, QUESTIONS)
    return (*form, *reserve), len(form)


def _take(live: LiveBank, drawn: Sequence[str], form: list[str], until: int) -> list[str]:
    """Add to a form what gives nothing of it away, until it is so long; what is left over."""
    left: list[str] = []
    barred = {row for slug in form for row in live.bank.hostile[live.shelf.latest[slug].row]}
    for slug in drawn:
        row = live.shelf.latest[slug].row
        if len(form) < until and row not in barred:
            form.append(slug)
            barred |= set(live.bank.hostile[row])
        else:
            left.append(slug)
    return left


def _weighed(live: LiveBank, area: str) -> list[Weighed]:
    """The questions of an area at the cut of the entry level, or the middle where none is set."""
    asked = live.open_in(area)
    if not asked:
        return []
    table, rows = live.shelf.table, np.array([q.row for q in asked], dtype=np.int64)
    at = int(np.abs(GRID - live.shelf.cuts.get(ENTRY_LEVEL, 0.0)).argmin())
    told = information(table, rows)[:, at]
    scores = np.arange(table.prob.shape[1])
    shares = (table.prob[rows, :, at] @ scores) / table.max_score[rows]
    return [
        Weighed(q.slug, float(share), float(tells))
        for q, share, tells in zip(asked, shares, told, strict=True)
    ]


def forms_of_class(
    thing_id: str, *, workspace_id: int, seed: int, students: int, on: dt.date
) -> Spread | None:
    """How far the forms of a class of so many differ.

    None where there is nothing to ask, or no record says where the entry level begins.
    """
    try:
        areas = areas_asked(thing_id, workspace_id=workspace_id)
    except Missing:
        return None
    live = live_bank(workspace_id, on)
    if ENTRY_LEVEL not in live.shelf.cuts:
        return None
    return forms_apart(live, areas, seed=seed, places=students)


def forms_apart(live: LiveBank, areas: Sequence[str], *, seed: int, places: int) -> Spread | None:
    """How far the forms of so many students differ for somebody at the cut."""
    pools = [_weighed(live, area) for area in areas]
    known = {one.name: one for pool in pools for one in pool}
    forms = (_form(live, pools, seed=seed, place=place) for place in range(places))
    return spread([[known[slug] for slug in form[:length]] for form, length in forms])


@transaction.atomic
def begin(
    *,
    person_id: int,
    workspace_id: int,
    thing_id: str,
    seed: int,
    place: int,
    now: dt.datetime,
) -> int:
    """Open a class's check for the student at a place. Returns the sitting's number.

    An open sitting of another kind is finished first: its answers count.

    Raises:
        Missing: there is no such area.
        Refused: nothing may be asked there.
    """
    areas = areas_asked(thing_id, workspace_id=workspace_id)
    live = live_bank(workspace_id, now.date())
    form, length = form_for(live, areas, seed=seed, place=place)
    if not length:
        raise Refused("check", "no question is left to ask")
    for open_id in Attempt.objects.filter(person_id=person_id, finished_at=None).values_list(
        "pk", flat=True
    ):
        services.finish(
            attempt_id=open_id, person_id=person_id, workspace_id=workspace_id, now=now
        )
    attempt = Attempt.objects.create(
        person_id=person_id,
        mode=Attempt.Mode.CLASS,
        areas=list(areas),
        form=list(form),
        length=length,
        seed=seed,
        started_at=now,
        calibration_id=live.shelf.run or None,
    )
    first = live.shelf.latest[form[0]]
    Offer.objects.create(attempt=attempt, position=1, item_id=first.pk, offered_at=now)
    return attempt.pk


def stand(*, attempt_id: int, person_id: int, workspace_id: int, now: dt.datetime) -> Step | None:
    """Where such a sitting stands."""
    return services.open_place(
        attempt_id=attempt_id, person_id=person_id, workspace_id=workspace_id, now=now
    )


def sat(attempt_ids: Collection[int], *, workspace_id: int, on: dt.date) -> dict[int, Sat]:
    """Sittings with their answers, by number. Two queries, and the bank that is kept."""
    rows = Attempt.objects.filter(pk__in=attempt_ids)
    answers: dict[int, list[Answer]] = {}
    live = live_bank(workspace_id, on)
    for row in Response.objects.filter(attempt_id__in=attempt_ids).order_by("pk"):
        question = live.shelf.by_pk.get(row.item_id)
        if question is None or row.attempt_id is None:
            continue
        answers.setdefault(row.attempt_id, []).append(
            Answer(
                slug=question.slug,
                title=question.short,
                score=row.score,
                maximum=row.max_score,
                given=row.answer,
                is_rapid=row.is_rapid,
                answered_at=row.answered_at,
                counts=bool(live.holds[question.row] > 0),
            )
        )
    return {
        row.pk: Sat(
            row.pk,
            row.person_id,
            row.started_at,
            row.finished_at,
            row.length,
            tuple(answers.get(row.pk, ())),
        )
        for row in rows
    }
