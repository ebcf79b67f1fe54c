"""What a person's answers still say.

Each with its weight and its epoch, read in two queries for any number of people.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from whetstone.apps.diagnose.judged import works_of
from whetstone.apps.diagnose.models import Attempt, EvidenceEpoch, Response
from whetstone.core.kernel.evidence import ASSUMED_AFTER_READING, months_between, retention
from whetstone.core.measurement.effort import KNOWN_BEFOREHAND_WEIGHT, RAPID_WEIGHT, effort_weights
from whetstone.core.measurement.judged_work import with_works
from whetstone.core.measurement.responses import Responses
from whetstone.web.prepared import MOST_VALUES, Prepared
from whetstone.web.setwise import Sent, as_moment, plain_rows

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from whetstone.apps.diagnose.judged import JudgedWork
    from whetstone.apps.diagnose.live import LiveBank, Question
    from whetstone.core.measurement.items import ItemTable


_BEFORE = dt.datetime.min.replace(tzinfo=dt.UTC)


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
    is_rapid: bool = False
    is_known: bool = False  # right, and faster than nearly everybody who was


@dataclass(frozen=True, slots=True)
class Evidence:
    """The answers of some people, and how often each has learned in each area so far."""

    given: tuple[Given, ...]
    people: tuple[int, ...]
    epochs: Mapping[tuple[int, str], Sequence[dt.datetime]]
    works: tuple[JudgedWork, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing was answered and no work was judged."""
        return not (self.given or self.works)

    @property
    def newest(self) -> dt.datetime:
        """When the last answer was given, or the last word on a work. There is one."""
        return max(
            *(one.answered_at for one in self.given),
            *(one.judged_at for one in self.works),
            _BEFORE,
        )

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
        return epochs_so_far(self.people, self.epochs, area_ids)


def evidence_of(people: Any, *, live: LiveBank, now: dt.datetime) -> Evidence:
    """The answers, judged works and epochs up to `now` of people (ids or a sub-query of ids).

    Two queries, and one of each room that tells of works.
    """
    epochs: dict[tuple[int, str], list[dt.datetime]] = defaultdict(list)
    named = isinstance(people, list)
    for person, area, at in _EPOCHS(now, *people) if named else _epochs(now, people):
        epochs[person, area].append(at)
    rows = _ANSWERS(now, *people) if named else _answers(now, people)
    given = tuple(_given(rows, live, epochs, now))
    works = works_of(people, live=live, now=now, epochs=epochs)
    persons = dict.fromkeys(one.person_id for one in (*given, *works))
    return Evidence(given, tuple(persons), dict(epochs), works)


@dataclass(frozen=True, eq=False)
class Weighed:
    """The answers of many people as arrays: what `Evidence` says, without an object an answer.

    `claims` are those under each person's answers, by area. Equal answers, equal arrays.
    """

    responses: Responses
    people: tuple[int, ...]
    epochs: Mapping[tuple[int, str], Sequence[dt.datetime]]
    claims: Mapping[int, Mapping[str, set[str]]]
    works: tuple[JudgedWork, ...] = ()

    def with_works(self, table: ItemTable) -> tuple[Responses, ItemTable]:
        """Answers and judged works as one log, and the table that both are in."""
        place = {person: n for n, person in enumerate(self.people)}
        works = [one.as_evidence(place[one.person_id]) for one in self.works]
        return with_works(self.responses, table, works)


def weighed(people: Any, *, live: LiveBank, now: dt.datetime) -> Weighed:
    """The answers and epochs up to `now` of people (ids or a sub-query of ids).

    Two queries, and one of each room that tells of works.
    """
    epochs: dict[tuple[int, str], list[dt.datetime]] = defaultdict(list)
    few = isinstance(people, list) and len(people) < MOST_VALUES
    for person, area, at in _EPOCHS(now, *people) if few else _epochs(now, people):
        epochs[person, area].append(at)
    known = live.shelf.by_pk
    sent = _SCORES(now, *people) if few else plain_rows(_scores(now, people))
    rows = [row for row in sent if row[1] in known]
    questions = [known[row[1]] for row in rows]
    works = works_of(people, live=live, now=now, epochs=epochs)
    persons = tuple(dict.fromkeys([*(row[0] for row in rows), *(w.person_id for w in works)]))
    place = {person: n for n, person in enumerate(persons)}
    item = np.array([one.row for one in questions], dtype=np.int64)
    scores = np.array([row[2] for row in rows], dtype=np.int64)
    moments = [as_moment(row[3]) for row in rows]
    kept = _kept(moments, now.date())
    claims: dict[int, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for row, question in zip(rows, questions, strict=True):
        claims[row[0]][question.area_id].update(question.rests_on)
    for work in works:
        claims[work.person_id][work.area_id].update(work.rests_on)
    return Weighed(
        Responses(
            item,
            np.minimum(scores, live.shelf.table.max_score[item]),
            live.holds[item] * kept * _efforts(rows, questions, scores),
            _epoch_of(rows, questions, moments, epochs),
            np.array([place[row[0]] for row in rows], dtype=np.int64),
        ),
        persons,
        dict(epochs),
        claims,
        works,
    )


def _efforts(
    rows: Sequence[Any], questions: Sequence[Question], scores: np.ndarray[Any, np.dtype[np.int64]]
) -> np.ndarray[Any, np.dtype[np.float64]]:
    """What each answer is worth by the time it took."""
    return effort_weights(
        np.array([np.nan if row[5] is None else row[5] for row in rows], dtype=np.float64),
        scores >= np.array([one.max_score for one in questions]),
        np.array([bool(row[4]) for row in rows], dtype=bool),
        np.array([one.fastest for one in questions], dtype=np.float64),
    )


def _is_known(question: Question, score: int, seconds: float | None) -> bool:
    """Whether a right answer looks known beforehand."""
    return seconds is not None and score >= question.max_score and seconds < question.fastest


def _kept(moments: Sequence[dt.datetime], today: dt.date) -> np.ndarray[Any, np.dtype[np.float64]]:
    """The retention of each answer; worked out once a day of answering."""
    days = [moment.date() for moment in moments]
    by_day = {day: float(retention(months_between(day, today))) for day in set(days)}
    return np.array([by_day[day] for day in days], dtype=np.float64)


def _epoch_of(
    rows: Sequence[tuple[Any, ...]],
    questions: Sequence[Question],
    moments: Sequence[dt.datetime],
    epochs: Mapping[tuple[int, str], Sequence[dt.datetime]],
) -> np.ndarray[Any, np.dtype[np.int64]]:
    """How often each person had learned in the area before each answer."""
    found = np.zeros(len(rows), dtype=np.int64)
    if epochs:
        learners = {person for person, _area in epochs}
        for n, row in enumerate(rows):
            if row[0] in learners:
                events = epochs.get((row[0], questions[n].area_id))
                found[n] = bisect_right(events, moments[n]) if events else 0
    return found


def epochs_so_far(
    people: Sequence[int],
    epochs: Mapping[tuple[int, str], Sequence[dt.datetime]],
    area_ids: Sequence[str],
) -> np.ndarray[Any, np.dtype[np.int64]]:
    """(people, areas): learning events so far."""
    found = np.zeros((len(people), len(area_ids)), dtype=np.int64)
    if epochs:
        person_at = {person: n for n, person in enumerate(people)}
        area_at = {area: n for n, area in enumerate(area_ids)}
        for (person, area), events in epochs.items():
            if person in person_at and area in area_at:
                found[person_at[person], area_at[area]] = len(events)
    return found


def _scores(now: dt.datetime, people: Any) -> Any:
    rows = Response.objects.filter(person_id__in=people, answered_at__lte=now)
    return rows.order_by("person_id", "answered_at", "pk").values_list(
        "person_id", "item_id", "score", Sent("answered_at"), "is_rapid", "seconds"
    )


def _epochs(now: dt.datetime, people: Any) -> Any:
    rows = EvidenceEpoch.objects.filter(person_id__in=people, opened_at__lte=now)
    return rows.order_by("opened_at").values_list("person_id", "area_id", "opened_at")


def _answers(now: dt.datetime, people: Any) -> Any:
    rows = Response.objects.filter(person_id__in=people, answered_at__lte=now)
    return rows.order_by("person_id", "answered_at", "pk").values_list(
        "person_id",
        "item_id",
        "answer",
        "score",
        "max_score",
        "answered_at",
        "attempt__mode",
        "is_rapid",
        "seconds",
    )


_SCORES = Prepared(lambda now, *people: _scores(now, people))
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
    for person, item, answer, score, max_score, at, mode, rapid, seconds in rows:
        question = by_pk.get(item)
        if question is None:
            continue
        day = at.date()
        if day not in kept:
            kept[day] = float(retention(months_between(day, today)))
        events = epochs.get((person, question.area_id))
        has_read = mode == Attempt.Mode.REFRESHER
        worth = ASSUMED_AFTER_READING if has_read else 1.0
        known = _is_known(question, score, seconds)
        worth *= KNOWN_BEFOREHAND_WEIGHT if known else 1.0
        worth = RAPID_WEIGHT if rapid else worth
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
            is_rapid=bool(rapid),
            is_known=known and not rapid,
        )
