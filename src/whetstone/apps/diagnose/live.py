"""Which questions may be asked and scored, in a workspace, on a day.

Built once, kept per process.
"""

from __future__ import annotations

from collections import Counter, OrderedDict
from dataclasses import dataclass, replace
from dataclasses import field as of
from itertools import count
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from django.db.models import Count, Q

from whetstone.apps.diagnose.bank_state import (
    Numbers,
    guessed,
    marks_until,
    newest_act,
    numbers_of,
    panels_until,
    questions_before,
    run_in_force,
)
from whetstone.apps.diagnose.models import Attempt, Item, Offer
from whetstone.apps.diagnose.together import Together, in_use
from whetstone.apps.field import selectors as field
from whetstone.apps.people import selectors as people
from whetstone.core.kernel.evidence import ClaimState, claims_still_true
from whetstone.core.kernel.ids import Months
from whetstone.core.measurement.drawing import filled
from whetstone.core.measurement.item_life import (
    SCORED,
    ItemMark,
    ItemState,
    is_calibrated_bank,
    item_state,
)
from whetstone.core.measurement.items import ItemParameters, ItemTable
from whetstone.core.measurement.next_question import Bank
from whetstone.web import once

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from whetstone.apps.field.selectors import FrameworkView, Ledger
    from whetstone.core.freshness.claims import ClaimState as LedgerState

NEVER_COUNTS: Final = frozenset({ItemState.DRAFT, ItemState.FLAGGED, ItemState.PILOT})
SITTINGS_BEFORE_EXPOSURE: Final = 40
"""With fewer sittings than this, the share that showed a question says nothing."""
_KEPT: Final = 256
_SHELVES_KEPT: Final = 4


@dataclass(frozen=True, slots=True, eq=False)
class Question:
    """A stored version of an item.

    `row` is its row in the item table, `area` its place in the profile. `state` is what it may do
    now (`core.measurement.item_life`), `calibrated_from` the first answers behind its numbers (0:
    they are the experts'). `fastest`: seconds below which a right answer looks known beforehand.
    """

    row: int
    pk: int
    slug: str
    version: int
    area_id: str
    area: int
    format: str
    state: ItemState
    max_score: int
    seconds: int
    short: str
    rests_on: tuple[str, ...]
    payload: Mapping[str, Any]
    is_latest: bool
    calibrated_from: int = 0
    fastest: float = 0.0


@dataclass(frozen=True, eq=False)
class Shelf:
    """Every stored version of every question of an edition, in rows of one item table.

    `act` names the bank's state, `run` the calibration whose numbers are in the table (0: the
    experts'), `cuts` where each level begins that a record names, `together` how areas go
    together.
    """

    edition: int
    questions: tuple[Question, ...]
    by_pk: Mapping[int, Question]
    latest: Mapping[str, Question]
    table: ItemTable
    parameters: tuple[ItemParameters, ...]
    act: int
    run: int
    cuts: Mapping[int, float]
    together: Together

    @property
    def framework(self) -> FrameworkView:
        """The edition's framework, in the language of whoever reads it now."""
        return field.framework_of(self.edition)


@dataclass(frozen=True, eq=False)
class LiveBank:
    """The shelf as one workspace may use it on a day.

    `holds[row]` is P(all claims under the question are still true on that day), 0 where one is not
    current;
    `excluded` are the rows that may not be asked.
    """

    shelf: Shelf
    ledger: Ledger
    bank: Bank
    holds: NDArray[np.float64]
    excluded: frozenset[int]
    by_area: Mapping[str, tuple[Question, ...]]
    pilots: Mapping[str, tuple[Question, ...]]
    number: int = of(default_factory=count().__next__)
    """Names this object in the process; two with equal numbers are one."""

    @property
    def framework(self) -> FrameworkView:
        """The framework behind the areas' places."""
        return self.shelf.framework

    @property
    def stamp(self) -> str:
        """What every number computed from this bank depends on, besides the answers."""
        _workspace, newest, on = self.ledger.version
        return f"{self.framework.id}/{newest}/{on.isoformat()}/{self.shelf.act}"

    def may_ask(self, question: Question) -> bool:
        """Whether the question may still be asked here; a pilot may, though nobody is scored."""
        return question.row not in self.excluded or question in self.pilots.get(
            question.area_id, ()
        )

    def stored(self, pk: str) -> Question | None:
        """A stored version of a question by the number of its row, as a form sends it."""
        return self.shelf.by_pk.get(int(pk)) if pk.isascii() and pk.isdigit() else None

    def open_in(self, area_id: str) -> tuple[Question, ...]:
        """The questions of an area that may be asked."""
        return self.by_area.get(area_id, ())


def live_bank(workspace_id: int | None, on: dt.date) -> LiveBank:
    """The questions of a workspace on a day; three small queries when nothing has changed."""
    framework = field.framework()
    ledger = field.ledger(workspace_id, on=on)
    return _kept(framework.id, newest_act(), None, ledger)


def as_begun(live: LiveBank, run: int | None) -> LiveBank:
    """The same bank with the numbers that a sitting began with (none: the experts')."""
    if live.shelf.run == (run or 0):
        return live
    return _kept(live.framework.id, live.shelf.act, run or 0, live.ledger)


def _kept(edition: int, act: int, run: int | None, ledger: Ledger) -> LiveBank:
    key = (edition, act, run, *ledger.version)
    found = _live.get(key)
    if found is None:
        found = _live[key] = _build(_shelf(edition, act, run), ledger)
        while len(_live) > _KEPT:
            _live.popitem(last=False)
    return found


def as_drawn(question: Question, drawn: dict[str, Any]) -> Question:
    """The question as it was drawn in a sitting; itself where nothing was drawn."""
    if not drawn:
        return question
    return replace(question, payload=MappingProxyType(dict(filled(question.payload, drawn))))


def shelf() -> Shelf:
    """Every stored question of the newest edition; two small queries."""
    return _shelf(field.framework().id, newest_act(), None)


def forget() -> None:
    """Drop what is kept: the next call reads the store again."""
    _live.clear()
    _shelves.clear()


def _forget_acts() -> None:
    """Drop every bank in which something was acted: tests roll acts back, and their rows."""
    for kept in (_live, _shelves):
        for key in [key for key in kept if key[1]]:
            del kept[key]


_live: OrderedDict[tuple[Any, ...], LiveBank] = OrderedDict()
_shelves: OrderedDict[tuple[Any, ...], Shelf] = OrderedDict()
once.also_forget(_forget_acts)


def _shelf(edition: int, act: int, run: int | None) -> Shelf:
    """`run` None: the calibration that counts after the act."""
    key = (edition, act, run)
    found = _shelves.get(key)
    if found is None:
        found = _shelves[key] = _read(edition, act, run_in_force(act) if run is None else run)
        while len(_shelves) > _SHELVES_KEPT:
            _shelves.popitem(last=False)
    return found


def _read(edition: int, act: int, run: int) -> Shelf:
    framework = field.framework()
    if framework.id != edition:
        raise LookupError(edition)
    place = {area.id: area.index for area in framework.areas}
    rows = [row for row in Item.objects.order_by("pk") if row.area_id in place]
    numbers = numbers_of(run)
    states = _states_of(rows, numbers, marks_until(act), new_after=questions_before(act))
    questions = tuple(
        _question(row, n, place[row.area_id], state=states[row.pk], known=numbers.get(row.pk))
        for n, row in enumerate(rows)
    )
    parameters = tuple(_parameters(row, place[row.area_id], numbers.get(row.pk)) for row in rows)
    filed: Mapping[int, float | None] = framework.cuts
    cuts = {level: theta for level, theta in filed.items() if theta is not None}
    cuts |= {level: panel.theta for level, panel in panels_until(act).items()}
    return Shelf(
        edition=edition,
        questions=questions,
        by_pk=MappingProxyType({q.pk: q for q in questions}),
        latest=MappingProxyType({q.slug: q for q in questions if q.is_latest}),
        table=ItemTable.build(parameters),
        parameters=parameters,
        act=act,
        run=run,
        cuts=MappingProxyType(cuts),
        together=in_use(run, framework.area_ids),
    )


def _states_of(
    rows: Sequence[Item],
    numbers: Mapping[int, Numbers],
    marks: Mapping[int, ItemMark],
    *,
    new_after: int,
) -> dict[int, ItemState]:
    """What each question may do now; those of a calibrated area that came later are pilots."""

    def state(row: Item, *, in_calibrated_bank: bool) -> ItemState:
        return item_state(
            filed=ItemState(row.state),
            calibrated_from=numbers[row.pk].n if row.pk in numbers else 0,
            mark=marks.get(row.pk),
            in_calibrated_bank=in_calibrated_bank,
        )

    alone = {row.pk: state(row, in_calibrated_bank=False) for row in rows}
    many = Counter(
        row.area_id for row in rows if row.is_latest and alone[row.pk] is ItemState.OPERATIONAL
    )
    return {
        row.pk: state(
            row,
            in_calibrated_bank=row.pk > new_after and is_calibrated_bank(many[row.area_id]),
        )
        for row in rows
    }


def _parameters(row: Item, area: int, known: Numbers | None) -> ItemParameters:
    c = guessed(row.payload)
    if known is None:
        return ItemParameters(area, row.max_score, row.a, row.b, row.a_sd, row.b_sd, c=c)
    return ItemParameters(
        area, row.max_score, known.a, known.b, known.a_se, known.b_se, known.steps, c=c
    )


def _question(
    row: Item, place: int, area: int, *, state: ItemState, known: Numbers | None
) -> Question:
    payload = row.payload
    return Question(
        row=place,
        pk=row.pk,
        slug=row.slug,
        version=row.version,
        area_id=row.area_id,
        area=area,
        format=row.format,
        state=state,
        max_score=row.max_score,
        seconds=row.time_s,
        short=payload.get("short") or row.slug,
        rests_on=tuple(payload.get("rests_on", ())),
        payload=MappingProxyType(payload),
        is_latest=row.is_latest,
        calibrated_from=known.n if known else 0,
        fastest=known.fastest if known else 0.0,
    )


def _build(shelf: Shelf, ledger: Ledger) -> LiveBank:
    on = ledger.version[2]
    holds = np.array([_holds(q, ledger, on) for q in shelf.questions], dtype=np.float64)
    holds.setflags(write=False)
    excluded = frozenset(
        q.row
        for q in shelf.questions
        if not q.is_latest or q.state not in SCORED or ledger.dead(q.rests_on)
    )
    by_area: dict[str, list[Question]] = {}
    pilots: dict[str, list[Question]] = {}
    for question in shelf.latest.values():
        if question.row not in excluded:
            by_area.setdefault(question.area_id, []).append(question)
        elif question.state is ItemState.PILOT and not ledger.dead(question.rests_on):
            pilots.setdefault(question.area_id, []).append(question)
    return LiveBank(
        shelf,
        ledger,
        _bank(shelf, ledger.version[0]),
        holds,
        excluded,
        MappingProxyType({area: tuple(found) for area, found in by_area.items()}),
        MappingProxyType({area: tuple(found) for area, found in pilots.items()}),
    )


def _holds(question: Question, ledger: Ledger, on: dt.date) -> float:
    if question.state in NEVER_COUNTS or ledger.dead(question.rests_on):
        return 0.0
    return float(claims_still_true(_states(question.rests_on, ledger), on))


def claims_hold(slugs: Iterable[str], ledger: Ledger) -> float:
    """P(all of the claims still hold on the ledger's day); 0 where one is not current."""
    asked = tuple(slugs)
    if ledger.dead(asked):
        return 0.0
    return float(claims_still_true(_states(asked, ledger), ledger.version[2]))


def _states(slugs: Iterable[str], ledger: Ledger) -> list[ClaimState]:
    found = (ledger.states[slug] for slug in slugs)
    return [
        ClaimState(Months(state.half_life_months), state.as_of, state.is_live) for state in found
    ]


def _bank(shelf: Shelf, workspace_id: int | None) -> Bank:
    rows = {slug: q.row for slug, q in shelf.latest.items()}
    enemies = [
        frozenset(rows[slug] for slug in q.payload.get("enemies", ()) if slug in rows)
        for q in shelf.questions
    ]
    return Bank(
        table=shelf.table,
        formats=[q.format for q in shelf.questions],
        seconds=np.array([q.seconds for q in shelf.questions], dtype=np.float64),
        enemies=enemies,
        exposure=_exposure(shelf, workspace_id),
    )


def _exposure(shelf: Shelf, workspace_id: int | None) -> NDArray[np.float64]:
    """Share of all sittings that showed each question.

    0 while there are too few sittings to say. What demos play is no sitting of anybody, and what
    they are asked does not hang on who else sits here: the same story every time.
    """
    share = np.zeros(len(shelf.questions))
    if workspace_id is not None and people.is_told(workspace_id):
        return share
    real = Q(person__workspace__in=people.standing())
    sittings = Attempt.objects.exclude(mode=Attempt.Mode.REFRESHER).filter(real).count()
    if sittings < SITTINGS_BEFORE_EXPOSURE:
        return share
    offers = Offer.objects.filter(attempt__person__workspace__in=people.standing())
    for pk, shown in offers.values_list("item_id").annotate(n=Count("pk")):
        if pk in shelf.by_pk:
            share[shelf.by_pk[pk].row] = shown / sittings
    return share


def supposed(live: LiveBank, states: Mapping[str, LedgerState]) -> LiveBank:
    """The same questions if some claims stood otherwise: for asking "what if", never kept."""
    ledger = live.ledger
    alive = ledger.live - states.keys() | {slug for slug, one in states.items() if one.is_live}
    other = replace(
        ledger, states=MappingProxyType({**ledger.states, **states}), live=frozenset(alive)
    )
    return _build(live.shelf, other)
