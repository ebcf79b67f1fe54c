"""The bank as a reader of its quality sees it: nobody in it, counts and figures only.

A figure of the model holds as far as the questions' numbers do; a figure from answers carries how
many. What too few answers say is not said: `None` stands for "cannot tell yet".
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from django.db.models import Count

from whetstone.apps.diagnose import first_answers
from whetstone.apps.diagnose.bank_state import panels_until
from whetstone.apps.diagnose.bookmarking import missing_questions
from whetstone.apps.diagnose.calibrating import missing_by_area
from whetstone.apps.diagnose.estimates import ENTRY_LEVEL
from whetstone.apps.diagnose.live import SITTINGS_BEFORE_EXPOSURE, LiveBank, live_bank
from whetstone.apps.diagnose.models import Attempt, CalibratedItem, CalibrationRun, Offer
from whetstone.apps.diagnose.sitting import AREA, MODES, per_area
from whetstone.apps.diagnose.watch_rows import Seen, as_seen
from whetstone.apps.people import selectors as people_selectors
from whetstone.core.kernel.evidence import retention
from whetstone.core.kernel.ids import Months
from whetstone.core.measurement.blueprint import Blueprint
from whetstone.core.measurement.display import ENTRY, Cut
from whetstone.core.measurement.exposure import Exposure, implied_exposure
from whetstone.core.measurement.forms import FormQuality, form_quality
from whetstone.core.measurement.item_life import MEASURED, ItemState
from whetstone.core.measurement.items import GRID, ItemTable
from whetstone.core.measurement.next_question import Bank
from whetstone.core.measurement.pools import Attainable, attainable
from whetstone.core.measurement.propagation import assumed_prior
from whetstone.core.measurement.responses import Responses
from whetstone.core.measurement.sensitivity import Sensitivity, entry_sensitivity

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    from whetstone.apps.diagnose.live import Question, Shelf
    from whetstone.apps.diagnose.models import CutPanel
    from whetstone.apps.diagnose.together import Together
    from whetstone.apps.field.selectors import CutNote

FEWEST_SHOWN: Final = 5
"""Fewer people than this are not counted on a page."""
Z90: Final = 1.645
EXPOSURE_PEOPLE: Final = 1_000
"""Simulated people: a share is then told to 3 in 100 (two errors)."""
EXPOSURE_WAVE: Final = 50
EXPOSURE_SEED: Final = 2026
REACH: Final = 3.001
"""How far a chart of the ability scale goes, in logits."""


@dataclass(frozen=True, slots=True)
class Interval:
    """A number of a question with its 90 % interval."""

    value: float
    low: float
    high: float

    @classmethod
    def of(cls, value: float, se: float) -> Interval:
        """From a value and its standard error."""
        return cls(value, value - Z90 * se, value + Z90 * se)


@dataclass(frozen=True, slots=True)
class ItemLine:
    """One question in the list. `people` None: fewer than 5 have answered it, but some."""

    slug: str
    title: str
    area_id: str
    state: ItemState
    people: int | None
    place: Interval
    slope: Interval
    exposure: float | None
    seen: Seen | None
    is_suspended: bool

    @property
    def is_measured(self) -> bool:
        """Whether its numbers come from answers."""
        return self.state in MEASURED


@dataclass(frozen=True, slots=True)
class AreaLine:
    """One area: how many questions in each state, what its checks can tell."""

    id: str
    name: str
    states: Mapping[ItemState, int]
    ready: int
    people: int | None
    missing: int
    forms: Mapping[str, FormQuality | None]
    pool: Attainable
    trust: Mapping[str, float] | None
    booklet_missing: int

    @property
    def error_line(self) -> list[tuple[float, float]]:
        """The error of an estimate from ten questions, from ability -3 to 3, as a chart has it."""
        form = self.forms["area"]
        if form is None:
            return []
        found = 1 / np.sqrt(1 + form.information)
        return [(float(x), float(y)) for x, y in zip(GRID, found, strict=True) if abs(x) <= REACH]


@dataclass(frozen=True, slots=True)
class CutLine:
    """Where a level begins, who said so, and how sure that is. `theta` None: it is not named."""

    level: int
    name: str
    theta: float | None
    se: float | None
    note: CutNote | None
    panel: CutPanel | None


@dataclass(frozen=True, slots=True)
class Told:
    """How many comparisons of groups fell into which class, and how many cannot be told.

    `crossing`: favour a group among the able and hinder it among the less able, or the other way.
    """

    classes: Mapping[str, int]
    cannot: int
    crossing: int = 0


@dataclass(frozen=True, slots=True)
class Page:
    """The whole page."""

    edition: str
    on: dt.date
    areas: Sequence[AreaLine]
    area: AreaLine
    items: Sequence[ItemLine]
    totals: Mapping[ItemState, int]
    cuts: Sequence[CutLine]
    fair: Told
    sensitivity: Sensitivity
    sitting_of: tuple[str, str]
    together: Together
    exposure: Exposure | None
    run: CalibrationRun | None
    in_hand: CalibrationRun | None

    @property
    def questions(self) -> int:
        """All questions that are in the bank now."""
        return sum(self.totals.values())

    @property
    def has_watched(self) -> bool:
        """Whether anything can be told of how the area's questions behave."""
        return any(one.seen is not None for one in self.items)

    @property
    def measured(self) -> int:
        """Questions whose numbers come from answers."""
        return sum(n for state, n in self.totals.items() if state in MEASURED)


def compose(*, area_id: str | None, on: dt.date) -> Page:
    """The page of a day; a dozen queries, whatever there is."""
    live = live_bank(None, on)
    shelf = live.shelf
    asked = first_answers.people_asked()
    watched = _watched(shelf.run)
    missing = missing_by_area(shelf, asked)
    run = CalibrationRun.objects.filter(pk=shelf.run).first() if shelf.run else None
    pools, report = reach(live), run.report if run else {}
    shown_in = shares()
    every = [
        line_of(
            one, live, people=asked.get(one.pk, 0), seen=watched.get(one.pk), shown_in=shown_in
        )
        for one in shelf.latest.values()
    ]
    areas = [
        _area(
            area.id,
            area.name,
            live,
            every,
            missing=missing[area.id],
            asked=asked,
            pool=pools[area.index],
            trust=report.get(area.id, {}).get("trust"),
        )
        for area in live.framework.areas
    ]
    chosen = next((one for one in areas if one.id == area_id), areas[0])
    return Page(
        edition=live.framework.edition,
        on=on,
        areas=areas,
        area=chosen,
        items=[one for one in every if one.area_id == chosen.id],
        totals=Counter(one.state for one in every),
        cuts=_cuts(shelf),
        fair=_told(watched.values()),
        sensitivity=made_up_sitting(live),
        sitting_of=(live.framework.areas[0].name, live.framework.areas[1].name),
        together=shelf.together,
        exposure=exposure_in(live, chosen.id),
        run=run,
        in_hand=run_in_hand(),
    )


def run_in_hand() -> CalibrationRun | None:
    """The calibration that is being made; one query."""
    return CalibrationRun.objects.filter(is_open=True).first()


def shares() -> Mapping[int, float] | None:
    """The share of sittings that showed each stored question, demos left out; two queries.

    None while there are too few sittings to say.
    """
    standing = {"person__workspace__in": people_selectors.standing()}
    many = Attempt.objects.filter(**standing).exclude(mode=Attempt.Mode.REFRESHER).count()
    if many < SITTINGS_BEFORE_EXPOSURE:
        return None
    rows = Offer.objects.filter(attempt__person__workspace__in=people_selectors.standing())
    offered = rows.order_by().values_list("item_id").annotate(n=Count("pk"))
    return defaultdict(float, {item: n / many for item, n in offered})


def shown(people: int) -> int | None:
    """A count of people as a page may print it."""
    return people if people == 0 or people >= FEWEST_SHOWN else None


def _watched(run: int) -> dict[int, Seen]:
    rows = CalibratedItem.objects.filter(run_id=run) if run else CalibratedItem.objects.none()
    return {item: as_seen(watch) for item, watch in rows.values_list("item_id", "watch")}


def line_of(
    question: Question,
    live: LiveBank,
    *,
    people: int,
    seen: Seen | None,
    shown_in: Mapping[int, float] | None,
) -> ItemLine:
    """One question as the list and its own page print it."""
    numbers = live.shelf.parameters[question.row]
    return ItemLine(
        slug=question.slug,
        title=question.short,
        area_id=question.area_id,
        state=question.state,
        people=shown(people),
        place=Interval.of(numbers.b, numbers.b_sd),
        slope=Interval.of(numbers.a, numbers.a_sd),
        exposure=shown_in[question.pk] if shown_in is not None else None,
        seen=seen,
        is_suspended=not live.may_ask(question),
    )


def _area(
    area_id: str,
    name: str,
    live: LiveBank,
    every: Sequence[ItemLine],
    *,
    missing: int,
    asked: Mapping[int, int],
    pool: Attainable,
    trust: Mapping[str, float] | None,
) -> AreaLine:
    mine = [one for one in every if one.area_id == area_id]
    ready = live.open_in(area_id)
    answers = sum(asked.get(one.pk, 0) for one in live.shelf.questions if one.area_id == area_id)
    return AreaLine(
        id=area_id,
        name=name,
        states=Counter(one.state for one in mine),
        ready=len(ready),
        people=shown(answers),
        missing=missing,
        forms=_forms(live, tuple(one.row for one in ready)),
        pool=pool,
        trust=trust,
        booklet_missing=missing_questions(live.shelf, area_id),
    )


def _forms(live: LiveBank, rows: tuple[int, ...]) -> dict[str, FormQuality | None]:
    cut = live.shelf.cuts.get(ENTRY_LEVEL)
    if cut is None or not rows:
        return dict.fromkeys(MODES)
    return {mode: _form(_Bank(live.shelf), rows, per_area(mode), cut) for mode in MODES}


def reach(live: LiveBank) -> tuple[Attainable, ...]:
    """The errors that the questions of each area can reach at best; no query."""
    rows = tuple(one.row for area in live.framework.areas for one in live.open_in(area.id))
    cut = live.shelf.cuts.get(ENTRY_LEVEL, ENTRY.theta)
    return _reach(_Bank(live.shelf), rows, len(live.framework.areas), cut)


@lru_cache(maxsize=8)
def _reach(bank: _Bank, rows: tuple[int, ...], areas: int, cut: float) -> tuple[Attainable, ...]:
    chosen = np.array(rows, dtype=np.int64)
    return attainable(bank.shelf.table, chosen, areas=areas, cut=Cut(str(ENTRY_LEVEL), cut))


def exposure_in(live: LiveBank, area_id: str) -> Exposure | None:
    """How often each question of an area comes up under the rule; None where there are none.

    Simulated, not counted: people of the working population in the check of one area.
    """
    rows = tuple(one.row for one in live.open_in(area_id))
    return _exposure(_Bank(live.shelf), rows) if rows else None


@lru_cache(maxsize=32)
def _exposure(bank: _Bank, rows: tuple[int, ...]) -> Exposure:
    shelf, chosen = bank.shelf, np.array(rows, dtype=np.int64)
    place = {row: n for n, row in enumerate(rows)}
    slugs = {shelf.questions[row].slug: place[row] for row in rows}
    table = ItemTable(
        np.zeros(chosen.size, dtype=np.int64),
        shelf.table.max_score[chosen],
        shelf.table.prob[chosen],
    )
    alone = Bank(
        table,
        [shelf.questions[row].format for row in rows],
        np.array([shelf.questions[row].seconds for row in rows], dtype=np.float64),
        [
            frozenset(
                slugs[e] for e in shelf.questions[row].payload.get("enemies", ()) if e in slugs
            )
            for row in rows
        ],
        np.zeros(chosen.size),
    )
    return implied_exposure(
        alone,
        assumed_prior(1),
        Blueprint({0: min(per_area(AREA), chosen.size)}),
        rng=np.random.default_rng(EXPOSURE_SEED),
        people=EXPOSURE_PEOPLE,
        wave=EXPOSURE_WAVE,
    )


class _Bank:
    """A shelf as the key of a cache: equal states of the bank, equal figures."""

    def __init__(self, shelf: Shelf) -> None:
        self.shelf = shelf
        self.key = (shelf.framework.id, shelf.act, shelf.run, id(shelf.table))

    def __hash__(self) -> int:
        return hash(self.key)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Bank) and self.key == other.key


@lru_cache(maxsize=128)
def _form(bank: _Bank, rows: tuple[int, ...], length: int, cut: float) -> FormQuality:
    return form_quality(bank.shelf.table, np.array(rows), length=length, cut=cut)


def _cuts(shelf: Shelf) -> list[CutLine]:
    panels = panels_until(shelf.act)
    found = []
    for level, name in enumerate(shelf.framework.levels):
        if level:
            panel = panels.get(level)
            found.append(
                CutLine(
                    level=level,
                    name=name,
                    theta=shelf.cuts.get(level),
                    se=panel.se if panel else None,
                    note=shelf.framework.cut_notes.get(level),
                    panel=panel,
                )
            )
    return found


def _told(watched: Any) -> Told:
    every = [one for seen in watched for one in seen.compared]
    classes = Counter(one.worst for one in every if one.worst)
    crossing = sum(one.regressed is not None and one.regressed.crossing for one in every)
    return Told(classes, sum(not one.worst for one in every), crossing)


# --- if an assumption is wrong -------------------------------------------------------------------


def made_up_sitting(live: LiveBank) -> Sensitivity:
    """What moves for somebody made up: five questions in each of two areas.

    In the first area one of five is right, in the second four; the first two of each were answered
    a year ago, before a lesson.
    """
    shelf = live.shelf
    rows, right, early = [], [], []
    for area, many in zip(live.framework.areas[:2], (1, 4), strict=True):
        for place, one in enumerate(live.open_in(area.id)[:5]):
            rows.append(one.row)
            right.append(place >= 5 - many)
            early.append(place < 2)  # noqa: PLR2004  # the first two
    kept = np.where(early, float(retention(Months(12))), 1.0)
    answers = Responses.of(
        rows,
        np.where(right, shelf.table.max_score[rows], 0),
        weight=kept,
        epoch=np.where(early, 0, 1),
    )
    cut = Cut(str(ENTRY_LEVEL), shelf.cuts.get(ENTRY_LEVEL, ENTRY.theta))
    return entry_sensitivity(answers, shelf.table, kept, prior=shelf.together.prior, cut=cut)
