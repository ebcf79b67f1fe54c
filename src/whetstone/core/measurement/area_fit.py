"""From the first answers of one area to the numbers of its questions, and how they behave.

One pass: weigh the answers (`effort`), fit what has enough of them (`calibration`), put the result
on the scale in use (`linking`), then look at each question with its new numbers: fit, groups,
drift. Values in, values out.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from whetstone.core.measurement.calibration import Answers, Settings
from whetstone.core.measurement.calibration.experts import NONE
from whetstone.core.measurement.drift import EVERY, Alarm, alarms
from whetstone.core.measurement.effort import Pace, effort_weights, pace
from whetstone.core.measurement.expert_fit import fit_with_experts
from whetstone.core.measurement.fairness import Compared, compared, purified
from whetstone.core.measurement.item_fit import Fit, held_out, strata_fit
from whetstone.core.measurement.item_life import OPERATIONAL_FROM, PROVISIONAL_FROM
from whetstone.core.measurement.items import ItemParameters, ItemTable
from whetstone.core.measurement.linking import FEWEST, Link, link
from whetstone.core.measurement.matching import placed
from whetstone.core.measurement.moved import moved
from whetstone.core.measurement.responses import Responses
from whetstone.core.measurement.windows import Window, compared_windows

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from whetstone.core.measurement.calibration import Calibration, Progress
    from whetstone.core.measurement.calibration.experts import Lessons, Trust
    from whetstone.core.measurement.items import Floats, Ints

EXACT_UP_TO: Final = 200_000
"""Answers up to which double precision and 61 places cost nothing that matters."""
STANDS_AT: Final = 1e-4
"""Largest change in a pass at which numbers stand, in logits: far below any error they have."""
MOST_PASSES: Final = 500
"""Answers that follow no model climb slowly for ever; then what is reached is told as such."""


@dataclass(frozen=True, eq=False)
class AreaAnswers:
    """First answers of one area, in the order of answering; every array is (n,).

    `person` numbers people from 0 (somebody who learned in between is another person after it),
    `item` is a place in the list of questions, `seconds` NaN where not known. `groups` says for
    each way people differ in which group the person is ("" where it is not known). `is_new`: given
    after the answers that the numbers in use were fitted to; only these can tell of a shift.
    `lately`: given in the later of two windows of time.
    """

    person: Ints
    item: Ints
    score: Ints
    seconds: Floats
    rapid: NDArray[np.bool_]
    groups: Mapping[str, Sequence[str]] = field(default_factory=dict)
    is_new: NDArray[np.bool_] | None = None
    lately: NDArray[np.bool_] | None = None


@dataclass(frozen=True, slots=True)
class KnownItem:
    """A question before the fit: the experts' numbers, and those in use if it was operational."""

    expert: ItemParameters
    in_use: ItemParameters | None = None


@dataclass(frozen=True, slots=True)
class FoundItem:
    """A question after the fit. `n` answers of weight above 0 are worth `worth`.

    `moved`: the shift away from the numbers that were in use, where it was operational. `window`:
    lately against before, where windows are known.
    """

    item: int
    parameters: ItemParameters
    n: int
    worth: float
    share: float
    pace: Pace | None
    fit: Fit | None
    groups: Mapping[str, tuple[Compared, ...]]
    drift: tuple[Alarm, ...]
    moved: Alarm | None = None
    window: Window | None = None


@dataclass(frozen=True, slots=True)
class AreaFit:
    """The questions that have numbers now; none, and what is missing, where there are too few.

    `missing` answers are wanted until the least that can be fitted has what it needs. `trust` is
    what experts' words turned out to be worth.
    """

    items: tuple[FoundItem, ...]
    persons: int
    answers: int
    missing: int = 0
    link: Link | None = None
    log_likelihood: float = 0.0
    passes: int = 0
    is_converged: bool = False
    trust: Trust | None = None


def missing_answers(counts: Sequence[int]) -> int:
    """How many answers an area lacks until its 5 most answered questions have 100 each.

    >>> missing_answers([120, 100, 90, 80, 0, 3]), missing_answers([100] * 5)
    (127, 0)
    """
    most = sorted(counts, reverse=True)[:FEWEST]
    most += [0] * (FEWEST - len(most))
    return sum(max(0, PROVISIONAL_FROM - n) for n in most)


def fit_area(
    answers: AreaAnswers,
    known: Sequence[KnownItem],
    *,
    before: Lessons = NONE,
    progress: Progress | None = None,
) -> AreaFit:
    """The numbers of every question of an area that has 100 answers and every score in them.

    `before` is what calibrated questions of other areas teach of experts.
    """
    largest = np.array([one.expert.max_score for one in known], dtype=np.int64)
    full = answers.score >= largest[answers.item]
    paces = [_pace(answers, full, item) for item in range(len(known))]
    fastest = np.array([one.fastest if one else np.nan for one in paces])
    weight = effort_weights(answers.seconds, full, answers.rapid, fastest[answers.item])
    counted = weight > 0
    counts = np.bincount(answers.item[counted], minlength=len(known))
    rows = [
        item
        for item in np.flatnonzero(counts >= PROVISIONAL_FROM)
        if _has_every_score(answers.score[(answers.item == item) & counted], largest[item])
    ]
    persons = int(np.unique(answers.person[counted]).size)
    if len(rows) < FEWEST:
        gap = missing_answers(counts.tolist()) or FEWEST - len(rows)
        return AreaFit((), persons, int(counted.sum()), missing=gap)
    fitted = _Fitted.of(answers, known, np.array(rows), weight, before, progress)
    return fitted.told(answers, paces, full, _moved(answers, known, weight))


def _pace(answers: AreaAnswers, full: NDArray[np.bool_], item: int) -> Pace | None:
    mine = (answers.item == item) & ~answers.rapid
    return pace(answers.seconds[mine], full[mine])


def _moved(
    answers: AreaAnswers, known: Sequence[KnownItem], weight: Floats
) -> Mapping[int, Alarm]:
    """The operational questions whose new answers speak against the numbers in use."""
    watched = np.array([one.in_use is not None for one in known])
    if answers.is_new is None or not (watched[answers.item] & answers.is_new).any():
        return {}
    return moved(
        Responses.of(answers.item, answers.score, weight=weight, person=answers.person),
        ItemTable.build([one.in_use or one.expert for one in known]),
        is_new=answers.is_new & watched[answers.item],
    )


def _has_every_score(scores: Ints, largest: int) -> bool:
    return np.unique(scores).size == largest + 1


@dataclass(frozen=True, eq=False)
class _Fitted:
    """A fit on the scale in use, with the answers behind it; items and persons numbered anew."""

    rows: Ints
    found: Calibration
    link: Link
    trust: Trust
    parameters: tuple[ItemParameters, ...]
    used: Ints
    responses: Responses

    @classmethod
    def of(  # noqa: PLR0917  # what `fit_area` has worked out, in its order
        cls,
        answers: AreaAnswers,
        known: Sequence[KnownItem],
        rows: Ints,
        weight: Floats,
        before: Lessons,
        progress: Progress | None,
    ) -> _Fitted:
        place = np.full(len(known), -1)
        place[rows] = np.arange(rows.size)
        used = np.flatnonzero((place[answers.item] >= 0) & (weight > 0))
        _people, person = np.unique(answers.person[used], return_inverse=True)
        item, score = place[answers.item[used]], answers.score[used]
        lower = np.array([known[row].expert.c for row in rows], dtype=np.float64)
        fitted = fit_with_experts(
            Answers.of(person, item, score, weight=weight[used], items=rows.size),
            np.array([known[row].expert.b for row in rows]),
            lambda first: _linked(first, [known[row] for row in rows]),
            before=before,
            lower=lower if lower.any() else None,
            settings=Settings(
                exact=used.size <= EXACT_UP_TO, tolerance=STANDS_AT, most_passes=MOST_PASSES
            ),
            progress=progress,
        )
        found, line = fitted.found, fitted.line
        return cls(
            rows,
            found,
            line,
            fitted.trust,
            tuple(_on_scale(found, n, line, known[row].expert) for n, row in enumerate(rows)),
            used,
            Responses.of(item, score, weight=weight[used], person=person),
        )

    def told(
        self,
        answers: AreaAnswers,
        paces: Sequence[Pace | None],
        full: NDArray[np.bool_],
        shifted: Mapping[int, Alarm],
    ) -> AreaFit:
        table = ItemTable.build(self.parameters)
        held = held_out(self.responses, table, mean=self.link.shift, sd=self.link.slope)
        residual = (self.responses.score - held.mean) / np.sqrt(held.variance)
        groups = {
            kind: self._compared(np.asarray(names, dtype=object)[self.used], full)
            for kind, names in answers.groups.items()
        }
        windows = self._windows(answers, full)
        items = []
        for n, row in enumerate(self.rows):
            mine = self.responses.item == n
            largest = self.parameters[n].max_score
            items.append(
                FoundItem(
                    item=int(row),
                    parameters=self.parameters[n],
                    n=int(mine.sum()),
                    worth=float(self.responses.weight[mine].sum()),
                    share=float(self.responses.score[mine].mean() / largest),
                    pace=paces[row],
                    fit=strata_fit(
                        self.responses.score, held, mine, largest=largest, free=1 + largest
                    ),
                    groups={kind: of_all[n] for kind, of_all in groups.items()},
                    drift=alarms(residual[mine]) if mine.sum() >= EVERY else (),
                    moved=shifted.get(int(row)),
                    window=windows[n] if windows else None,
                )
            )
        return AreaFit(
            items=tuple(items),
            persons=int(self.responses.person.max()) + 1,
            answers=len(self.responses),
            link=self.link,
            log_likelihood=self.found.log_likelihood,
            passes=self.found.passes,
            is_converged=self.found.is_converged,
            trust=self.trust,
        )

    def _windows(self, answers: AreaAnswers, full: NDArray[np.bool_]) -> Sequence[Window] | None:
        """Of every question, lately against before."""
        if answers.lately is None:
            return None
        return compared_windows(
            self.responses,
            ItemTable.build(self.parameters),
            full[self.used],
            answers.lately[self.used],
            mean=self.link.shift,
            sd=self.link.slope,
        )

    def _compared(
        self, names: NDArray[np.object_], full: NDArray[np.bool_]
    ) -> Sequence[tuple[Compared, ...]]:
        """Of every question, its groups of one kind, placed by questions that favour none."""
        answers, right = self.responses, full[self.used]
        picks = [answers.item == n for n in range(self.rows.size)]
        table = ItemTable.build(self.parameters)

        def look(at: Floats) -> list[tuple[Compared, ...]]:
            return [compared(right[mine], at[mine], list(names[mine])) for mine in picks]

        def place_without(flagged: frozenset[int]) -> Floats:
            gone = np.isin(answers.item, list(flagged))
            left = replace(answers, weight=np.where(gone, 0.0, answers.weight))
            return placed(left, table, names, mean=self.link.shift, sd=self.link.slope)

        return purified(look, place_without)


def _linked(found: Calibration, known: Sequence[KnownItem]) -> Link:
    """Onto the questions that were operational already; the first time onto the experts'."""
    seen = found.seen
    old = np.array([one.in_use is not None for one in known])
    pick = old if old.sum() >= FEWEST else np.ones(len(known), dtype=bool)
    to = [one.in_use if one.in_use and old.sum() >= FEWEST else one.expert for one in known]
    place = np.nanmean(found.b, axis=1)
    return link(
        found.a[pick],
        place[pick],
        to_a=np.array([one.a for one in to])[pick],
        to_b=np.array([one.b for one in to])[pick],
        weight=np.minimum(seen, OPERATIONAL_FROM)[pick],
    )


def _on_scale(found: Calibration, n: int, line: Link, expert: ItemParameters) -> ItemParameters:
    """The numbers of one question in the product's terms: a location, and offsets of its points.

    The error of a location that is a mean of step places is at most the mean of their errors; the
    error of the scale itself is added to it.
    """
    places = line.slope * found.b[n, : expert.max_score] + line.shift
    location = float(places.mean())
    return ItemParameters(
        area=0,
        max_score=expert.max_score,
        a=float(found.a[n] / line.slope),
        b=location,
        a_sd=float(found.a_se[n] / line.slope),
        b_sd=math.hypot(line.slope * found.b_se[n, : expert.max_score].mean(), line.shift_se),
        steps=tuple(float(one) for one in places - location),
        c=expert.c,
    )
