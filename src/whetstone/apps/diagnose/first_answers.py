"""The first answers of the installation: what a calibration may read.

Only the first time somebody met a question counts, and only in a check: a refresher's questions
come right after reading. Demos are left out. Nothing of a person leaves this module but a number
that means nothing outside it, and the names of groups.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import numpy as np
from django.db.models import Count, F, Max, Q

from whetstone.apps.diagnose.models import Attempt, EvidenceEpoch, Response
from whetstone.apps.people import selectors as people
from whetstone.core.measurement import windows
from whetstone.core.measurement.area_fit import AreaAnswers
from whetstone.core.measurement.effort import effort_weights
from whetstone.core.measurement.responses import Responses
from whetstone.web.setwise import as_moment, plain_rows

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    from django.db.models import QuerySet

    from whetstone.apps.diagnose.live import Question, Shelf

KINDS = ("language", "region", "role")
MOST_ANSWERS = 250_000
"""Answers of an area above which not everybody's are read: errors are small long before."""
RARE_BELOW = 2_000
"""Answers of a question up to which whoever gave one is read in any case."""


def newest_answer() -> tuple[int, int]:
    """The newest answer that may enter, and how many there are; one query."""
    found = _may_enter().aggregate(newest=Max("pk"), many=Count("pk"))
    return int(found["newest"] or 0), int(found["many"])


def people_asked() -> dict[int, int]:
    """How many people answered each stored question in a check; one query."""
    rows = _may_enter().order_by().values_list("item_id")
    return dict(rows.annotate(n=Count("person_id", distinct=True)))


def area_answers(
    held: Shelf, area_id: str, until: int, *, known_until: int = 0
) -> tuple[AreaAnswers, list[Question]]:
    """The first answers of an area up to an answer, and the questions they are to.

    `known_until` is the newest answer that the numbers in use were fitted to.
    """
    questions = [one for one in held.questions if one.area_id == area_id]
    place = {one.pk: n for n, one in enumerate(questions)}
    rows = _first(
        plain_rows(
            _enough(_may_enter().filter(area_id=area_id, pk__lte=until))
            .order_by("answered_at", "pk")
            .values_list(
                "person_id", "item_id", "score", "seconds", "is_rapid", "answered_at", "pk"
            )
        ),
        {one.pk: one.slug for one in questions},
    )
    groups = people.groupings({row[0] for row in rows})
    largest = np.array([one.max_score for one in questions], dtype=np.int64)
    item = np.array([place[row[1]] for row in rows], dtype=np.int64)
    score = np.array([row[2] for row in rows], dtype=np.int64)
    return AreaAnswers(
        person=_persons(rows, area_id),
        item=item,
        score=np.minimum(score, largest[item]) if rows else score,
        seconds=np.array([np.nan if row[3] is None else row[3] for row in rows], dtype=float),
        rapid=np.array([bool(row[4]) for row in rows], dtype=bool),
        groups={
            kind: [getattr(groups[row[0]], kind) if row[0] in groups else "" for row in rows]
            for kind in KINDS
        },
        is_new=np.array([row[6] > known_until for row in rows], dtype=bool),
        lately=_lately([as_moment(row[5]) for row in rows]),
    ), questions


def _lately(times: Sequence[dt.datetime]) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Which answers, in order of answering, lie in the later of two windows of time."""
    begins = times[-1] - timedelta(days=windows.DAYS) if times else None
    return np.array([begins is not None and at > begins for at in times], dtype=bool)


@dataclass(frozen=True, slots=True)
class Joint:
    """First answers of some people in all areas; items are rows of the table."""

    responses: Responses
    persons: int


def joint_answers(held: Shelf, until: int, *, most: int) -> Joint:
    """The first answers of about `most` people in every area; two queries.

    Where more have answered, every so-many-eth by their number: who that is, hangs on nobody's
    answers.
    """
    rows = _may_enter().filter(pk__lte=until)
    many = rows.aggregate(n=Count("person_id", distinct=True))["n"]
    if many > most:
        apart = -(-many // most)
        rows = rows.annotate(place=F("person_id") % apart).filter(place=0)
    first = _first(
        plain_rows(
            rows.order_by("answered_at", "pk").values_list(
                "person_id", "item_id", "score", "seconds", "is_rapid", "answered_at"
            )
        ),
        {one.pk: one.slug for one in held.questions},
    )
    questions = [held.by_pk[row[1]] for row in first]
    learned = _learned(None)
    epoch = [
        bisect_right(events, as_moment(row[5]))
        if (events := learned.get((row[0], one.area_id)))
        else 0
        for row, one in zip(first, questions, strict=True)
    ]
    place: dict[int, int] = {}
    person = [place.setdefault(row[0], len(place)) for row in first]
    item = np.array([one.row for one in questions], dtype=np.int64)
    score = np.array([row[2] for row in first], dtype=np.int64)
    full = score >= np.array([one.max_score for one in questions])
    weight = effort_weights(
        np.array([np.nan if row[3] is None else row[3] for row in first], dtype=float),
        full,
        np.array([bool(row[4]) for row in first], dtype=bool),
        np.array([one.fastest for one in questions], dtype=float),
    )
    largest = held.table.max_score[item]
    return Joint(
        Responses.of(item, np.minimum(score, largest), weight=weight, epoch=epoch, person=person),
        len(place),
    )


def _may_enter() -> Any:
    rows = Response.objects.filter(person__workspace__in=people.standing())
    return rows.exclude(attempt__mode=Attempt.Mode.REFRESHER)


def _enough(answers: QuerySet[Response]) -> QuerySet[Response]:
    """All answers, or all of every k-th person and of those who met a question few have met.

    Who is left out hangs on the number of the account and on which questions were asked, never on
    how they were answered, so it pulls no estimate either way.
    """
    asked = dict(answers.order_by().values_list("item_id").annotate(n=Count("pk")))
    every = -(-sum(asked.values()) // MOST_ANSWERS)
    if every <= 1:
        return answers
    rare = answers.filter(item_id__in=[item for item, n in asked.items() if n < RARE_BELOW])
    picked = answers.alias(turn=F("person_id") % every)
    return picked.filter(Q(turn=0) | Q(person_id__in=rare.order_by().values("person_id")))


def _first(rows: Sequence[Any], slugs: Mapping[int, str]) -> list[Any]:
    """Of each person and question, in any version, the first answer; in order of answering."""
    met: set[tuple[int, str]] = set()
    kept = []
    for row in rows:
        slug = slugs.get(row[1])
        if slug is not None and (row[0], slug) not in met:
            met.add((row[0], slug))
            kept.append(row)
    return kept


def _persons(rows: Sequence[Any], area_id: str) -> np.ndarray[Any, np.dtype[np.int64]]:
    """People from 0; whoever learned here in between counts as another one after it."""
    learned = _learned(area_id)
    numbers: dict[tuple[int, int], int] = {}
    found = np.empty(len(rows), dtype=np.int64)
    for n, row in enumerate(rows):
        epochs = learned.get((row[0], area_id))
        epoch = bisect_right(epochs, as_moment(row[5])) if epochs else 0
        found[n] = numbers.setdefault((row[0], epoch), len(numbers))
    return found


def _learned(area_id: str | None) -> dict[tuple[int, str], list[dt.datetime]]:
    """When people learned, by person and area (None: all areas); one query."""
    learned: dict[tuple[int, str], list[dt.datetime]] = defaultdict(list)
    events = EvidenceEpoch.objects.order_by("opened_at")
    if area_id is not None:
        events = events.filter(area_id=area_id)
    for person, area, at in events.values_list("person_id", "area_id", "opened_at"):
        learned[person, area].append(at)
    return learned
