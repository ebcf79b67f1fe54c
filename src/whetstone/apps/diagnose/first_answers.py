"""The first answers of the installation: what a calibration may read.

Only the first time somebody met a question counts, and only in a check: a refresher's questions
come right after reading. Demos are left out. Nothing of a person leaves this module but a number
that means nothing outside it, and the names of groups.
"""

from __future__ import annotations

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

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import QuerySet
    from numpy.typing import NDArray

    from whetstone.apps.diagnose.live import Question, Shelf

KINDS = ("language", "region", "role")
MOST_ANSWERS = 250_000
"""Answers of an area above which not everybody's are read: errors are small long before."""
RARE_BELOW = 2_000
"""Answers of a question up to which whoever gave one is read in any case."""
PIECE = 20_000
"""Rows that are held as the driver sends them; each becomes a tenth of that."""


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
    answers = _enough(_may_enter().filter(area_id=area_id, pk__lte=until))
    rows = _first(answers, questions)
    groups = people.groupings(np.unique(rows["person"]).tolist())
    largest = np.array([one.max_score for one in questions], dtype=np.int64)
    return AreaAnswers(
        person=_persons(rows, area_id, len(questions)),
        item=rows["item"],
        score=np.minimum(rows["score"], largest[rows["item"]]),
        seconds=rows["seconds"],
        rapid=rows["rapid"],
        groups={
            kind: [
                getattr(groups[one], kind) if one in groups else ""
                for one in rows["person"].tolist()
            ]
            for kind in KINDS
        },
        is_new=rows["pk"] > known_until,
        lately=_lately(rows["at"]),
    ), questions


def _lately(at: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Which answers, by their seconds, lie in the later of two windows of time."""
    begins = float(at.max(initial=0.0)) - timedelta(days=windows.DAYS).total_seconds()
    return np.greater(at, begins)


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
    first = _first(rows, held.questions)
    epoch = _epochs(first, [one.area_id for one in held.questions])
    _ids, person = np.unique(first["person"], return_inverse=True)
    item = np.array([one.row for one in held.questions], dtype=np.int64)[first["item"]]
    score = first["score"]
    largest = held.table.max_score[item]
    weight = effort_weights(
        first["seconds"],
        score >= largest,
        first["rapid"],
        np.array([one.fastest for one in held.questions], dtype=float)[first["item"]],
    )
    return Joint(
        Responses.of(item, np.minimum(score, largest), weight=weight, epoch=epoch, person=person),
        int(_ids.size),
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


_FIRST = np.dtype(
    [
        ("person", np.int64), ("item", np.int64), ("score", np.int64), ("seconds", np.float64),
        ("rapid", np.bool_), ("at", np.float64), ("pk", np.int64),
    ]
)  # fmt: skip
"""An answer in 49 bytes; a row of the driver takes ten times as many."""


def _first(answers: QuerySet[Response], questions: Sequence[Question]) -> Any:
    """Of each person and question, in any version, the first answer; in order of answering.

    `item` is a place in `questions`. One query, sent piece by piece.
    """
    place = {one.pk: n for n, one in enumerate(questions)}
    told = answers.order_by("answered_at", "pk").values_list(
        "person_id", "item_id", "score", "seconds", "is_rapid", "answered_at", "pk"
    )
    rows = np.fromiter(
        (
            (
                person, place[item], score, np.nan if seconds is None else seconds,
                bool(rapid), at.timestamp(), pk,
            )
            for person, item, score, seconds, rapid, at, pk in told.iterator(PIECE)
            if item in place
        ),
        dtype=_FIRST,
    )  # fmt: skip
    names: dict[str, int] = {}
    question = np.array([names.setdefault(one.slug, len(names)) for one in questions] or [0])
    key = rows["person"] * (len(names) + 1) + question[rows["item"]]
    _keys, first = np.unique(key, return_index=True)
    return rows[np.sort(first)]


def _persons(rows: Any, area_id: str, questions: int) -> NDArray[np.int64]:
    """People from 0 in order of answering; whoever learned here counts as another one after it."""
    epoch = _epochs(rows, [area_id] * questions)
    key = rows["person"] * (int(epoch.max(initial=0)) + 1) + epoch
    _keys, first, person = np.unique(key, return_index=True, return_inverse=True)
    return np.argsort(np.argsort(first))[person]


def _epochs(rows: Any, areas: Sequence[str]) -> NDArray[np.int64]:
    """How often the person had learned in the question's area before each answer; one query.

    `areas` are those of the questions, in their order.
    """
    number = {area: n for n, area in enumerate(dict.fromkeys(areas))}
    mine = np.array([number[one] for one in areas] or [0])[rows["item"]]
    asked = set(np.unique(rows["person"]).tolist())
    events = EvidenceEpoch.objects.filter(area_id__in=list(number)).order_by()
    sent = events.values_list("person_id", "area_id", "opened_at").iterator(PIECE)
    learned = np.fromiter(
        (
            (person * len(number) + number[area], at.timestamp())
            for person, area, at in sent
            if person in asked
        ),
        dtype=[("key", np.int64), ("at", np.float64)],
    )
    learned.sort(order=["key", "at"])
    key = rows["person"] * len(number) + mine
    low, high = (np.searchsorted(learned["key"], key, side=side) for side in ("left", "right"))
    found = np.zeros(len(rows), dtype=np.int64)
    for n in np.flatnonzero(high > low):
        some = learned["at"][low[n] : high[n]]
        found[n] = np.searchsorted(some, rows["at"][n], side="right")
    return found
