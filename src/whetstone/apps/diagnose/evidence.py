"""What a person's answers still say.

Each with its weight and its epoch, read in two queries for any number of people.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from whetstone.apps.diagnose.models import Attempt, EvidenceEpoch, Response
from whetstone.core.kernel.evidence import ASSUMED_AFTER_READING, months_between, retention
from whetstone.core.measurement.responses import Responses
from whetstone.web.prepared import Prepared

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    from whetstone.apps.diagnose.live import LiveBank, Question


@dataclass(frozen=True, slots=True)
class Given:
    """An answer as the estimate sees it.

    `weight` is how much of a fresh answer it is worth, 0 to 1.
    """

    person_id: int
    question: Question
    answer: Mapping[str, Any]
    score: int
    max_score: int
    answered_at: dt.datetime
    weight: float
    kept: float  # the retention part of the weight
    epoch: int
    after_reading: bool = False


@dataclass(frozen=True, slots=True)
class Evidence:
    """The answers of some people, and how often each has learned in each area so far."""

    given: tuple[Given, ...]
    people: tuple[int, ...]
    epochs: Mapping[tuple[int, str], Sequence[dt.datetime]]

    def responses(self) -> Responses:
        """The answers as arrays; persons are numbered as in `people`."""
        place = {person: n for n, person in enumerate(self.people)}
        return Responses.of(
            [one.question.row for one in self.given],
            [one.score for one in self.given],
            weight=[one.weight for one in self.given],
            epoch=[one.epoch for one in self.given],
            person=[place[one.person_id] for one in self.given],
        )

    def current_epochs(self, area_ids: Sequence[str]) -> np.ndarray[Any, np.dtype[np.int64]]:
        """(people, areas): learning events so far."""
        found = np.zeros((len(self.people), len(area_ids)), dtype=np.int64)
        if self.epochs:
            for n, person in enumerate(self.people):
                for m, area in enumerate(area_ids):
                    found[n, m] = len(self.epochs.get((person, area), ()))
        return found


def evidence_of(people: Any, *, live: LiveBank, now: dt.datetime) -> Evidence:
    """The answers and epochs up to `now` of the people (ids or a sub-query of ids).

    Two queries.
    """
    epochs: dict[tuple[int, str], list[dt.datetime]] = defaultdict(list)
    named = isinstance(people, list)
    for person, area, at in _EPOCHS(now, *people) if named else _epochs(now, people):
        epochs[person, area].append(at)
    rows = _ANSWERS(now, *people) if named else _answers(now, people)
    given = tuple(_given(rows, live, epochs, now))
    return Evidence(given, tuple(dict.fromkeys(one.person_id for one in given)), dict(epochs))


def _epochs(now: dt.datetime, people: Any) -> Any:
    rows = EvidenceEpoch.objects.filter(person_id__in=people, opened_at__lte=now)
    return rows.order_by("opened_at").values_list("person_id", "area_id", "opened_at")


def _answers(now: dt.datetime, people: Any) -> Any:
    rows = Response.objects.filter(person_id__in=people, answered_at__lte=now)
    return rows.order_by("person_id", "answered_at", "pk").values_list(
        "person_id", "item_id", "answer", "score", "max_score", "answered_at", "attempt__mode"
    )


_EPOCHS = Prepared(lambda now, *people: _epochs(now, people))
_ANSWERS = Prepared(lambda now, *people: _answers(now, people))


def _given(
    rows: Any,
    live: LiveBank,
    epochs: Mapping[tuple[int, str], Sequence[dt.datetime]],
    now: dt.datetime,
) -> Any:
    by_pk, holds, today = live.shelf.by_pk, live.holds, now.date()
    kept: dict[dt.date, float] = {}
    for person, item, answer, score, max_score, at, mode in rows:
        question = by_pk.get(item)
        if question is None:
            continue
        day = at.date()
        if day not in kept:
            kept[day] = float(retention(months_between(day, today)))
        events = epochs.get((person, question.area_id))
        has_read = mode == Attempt.Mode.REFRESHER
        worth = ASSUMED_AFTER_READING if has_read else 1.0
        yield Given(
            person_id=person,
            question=question,
            answer=answer,
            score=min(score, question.max_score),
            max_score=max_score,
            answered_at=at,
            weight=float(holds[question.row]) * kept[day] * worth,
            kept=kept[day],
            epoch=bisect_right(events, at) if events else 0,
            after_reading=has_read,
        )
