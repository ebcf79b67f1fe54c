"""Notices as the inbox and their pages show them. Queries are constant in notices and people.

The list works the state of a notice out in the database, so that a page of a thousand notices
reads forty; one notice folds its whole trail (`core.freshness.triage`). Both say the same, because
services write only steps that are open (tests hold them to it).
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.core.paginator import Page, Paginator
from django.db.models import (
    Case,
    Count,
    DateTimeField,
    Exists,
    F,
    OuterRef,
    Q,
    Subquery,
    Value,
    When,
)

from whetstone.apps.field import selectors as ledger
from whetstone.apps.keepup.models import NoticeStep
from whetstone.apps.people import selectors as people
from whetstone.core.freshness import triage as core
from whetstone.core.freshness.changes import Severity
from whetstone.core.freshness.triage import DUE_DAYS, ENDINGS, HANDLING, Act, Stage
from whetstone.web.prepared import Prepared
from whetstone.web.request import Right

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from django.db.models import QuerySet

    from whetstone.apps.field.models import Notice

PAGE_SIZE = 40
NEWEST_SHOWN = 8
"""Open notices beside the list of changes."""
MOST_FOR_ALL = 30
STAGES: tuple[Stage, ...] = tuple(Stage)
"""The stages in the order of the inbox; their place is what the database sorts by."""
HANDLERS = (Right.LEAD, Right.EDITOR)


@dataclass(frozen=True, slots=True)
class Asked:
    """Which notices of the inbox: empty means any. `owner` 0: those nobody has taken."""

    stage: str = ""
    origin: str = ""
    network: str = ""
    owner: int | None = None
    overdue: bool = False
    newest: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A notice in a list."""

    notice: Notice
    stage: Stage
    severity: str
    owner: str
    due_on: dt.date | None
    is_overdue: bool
    is_in_doubt: bool
    statement: str


@dataclass(frozen=True, slots=True)
class Inbox:
    """One page of the inbox: rows by stage, how many there are in each, what may be asked for."""

    groups: tuple[tuple[Stage, tuple[Row, ...]], ...]
    counts: Mapping[Stage, int]
    overdue: int
    networks: tuple[str, ...]
    origins: tuple[str, ...]
    handlers: tuple[tuple[int, str], ...]
    asked: Asked
    page: Page[Any]

    @property
    def open(self) -> int:
        """How many are not closed."""
        return sum(n for stage, n in self.counts.items() if stage is not Stage.CLOSED)

    @property
    def total(self) -> int:
        """How many there are at all, under the filter."""
        return self.page.paginator.count


def inbox(
    workspace_id: int | None, *, asked: Asked, number: str, today: dt.date, zone: str
) -> Inbox:
    """The notices of a workspace (None: of the installation) under a filter, by stage.

    The most urgent, or the newest, come first.
    """
    heaps = _heaps(workspace_id, _late_before(today, zone))
    meant = [one for one in heaps if _is_asked(one, asked)]
    listed = _Listed(workspace_id, asked, sum(one.n for one in meant), _late_before(today, zone))
    page = Paginator[Any](
        listed,  # type: ignore[arg-type]  # counts and slices are all it asks for
        PAGE_SIZE,
    ).get_page(number)
    names, hands = _names(workspace_id)
    rows = _rows(page.object_list, workspace_id, names, today=today, zone=zone)
    counts: Counter[Stage] = Counter()
    for one in meant:
        counts[one.stage] += one.n
    return Inbox(
        groups=tuple(
            (stage, mine)
            for stage in STAGES
            if (mine := tuple(r for r in rows if r.stage is stage))
        ),
        counts=dict(counts),
        overdue=sum(one.n for one in heaps if one.is_overdue),
        networks=tuple(sorted({one.network for one in heaps if one.network})),
        origins=tuple(sorted({one.origin for one in heaps})),
        handlers=tuple(hands),
        asked=asked,
        page=page,
    )


def for_all(workspace_id: int) -> list[Notice]:
    """What is open for the whole installation and not in this inbox, newest first; one query."""
    return _FOR_ALL(workspace_id)


def handlers(workspace_id: int | None) -> list[tuple[int, str]]:
    """Who may take a notice: leads and editors here; of the installation, its editors.

    Two queries at most.
    """
    return _names(workspace_id)[1]


def _names(workspace_id: int | None) -> tuple[dict[int, str], list[tuple[int, str]]]:
    """Names by id, and of those who may take a notice in order."""
    if workspace_id is None:
        hands = people.editors_for_all()
        return dict(hands), hands
    rows = people.everybody(workspace_id)
    hands = [(one.id, one.name) for one, rights in rows if {*rights} & {*HANDLERS}]
    return {one.id: one.name for one, _rights in rows}, hands


def open_notices(workspace_id: int, *, zone: str = "UTC") -> list[Row]:
    """The newest that are not closed here, newest first; two queries."""
    return _rows(_NEWEST_OPEN(workspace_id), workspace_id, {}, today=None, zone=zone)


def open_like(
    notice: Notice, *, workspace_id: int | None, claim_id: int | None, zone: str
) -> list[Row]:
    """Other open notices of the same claim or address, newest first; two queries."""
    same = Q()
    if claim_id is not None:
        same |= Q(claim=claim_id)
    if notice.url:
        same |= Q(url=notice.url)
    if not same:
        return []
    rows = _with_state(ledger.notices_here(workspace_id)).filter(same)
    rows = rows.exclude(pk=notice.pk).exclude(place=STAGES.index(Stage.CLOSED))
    return _rows(list(rows.order_by("-noticed_at")[:6]), workspace_id, {}, today=None, zone=zone)


def notices_by(person_id: int, *, workspace_id: int, zone: str) -> list[tuple[Row, str]]:
    """What a person reported here, newest first, each with why it ended; three queries."""
    mine = ledger.notices_here(workspace_id).filter(person=person_id)
    rows = _rows(
        list(_with_state(mine).order_by("-noticed_at", "-pk")[:PAGE_SIZE]),
        workspace_id, {}, today=None, zone=zone,
    )  # fmt: skip
    return [(row, getattr(row.notice, "ended_why") or "") for row in rows]  # noqa: B009


def _with_state(rows: QuerySet[Notice]) -> QuerySet[Any]:
    steps = NoticeStep.objects.filter(notice=OuterRef("pk")).order_by("-at", "-pk")

    def newest(field: str, *acts: Act) -> Subquery:
        return Subquery(steps.filter(act__in=acts).values(field)[:1])

    place = {stage: STAGES.index(stage) for stage in STAGES}
    return rows.annotate(
        ended=newest("act", *ENDINGS, Act.REOPENED),
        ended_why=newest("reason", *ENDINGS, Act.REOPENED),
        doubted=newest("act", Act.DOUBTED, *ENDINGS),
        is_confirmed=Exists(steps.filter(act=Act.CONFIRMED)),
        is_handled=Exists(steps.filter(act__in=HANDLING)),
        owned_by=newest("owner_id", Act.TAKEN),
        severity=newest("severity", Act.SEVERITY),
        of_network=Case(When(network="", then=F("claim__network")), default=F("network")),
    ).annotate(
        place=Case(
            When(ended__in=list(ENDINGS), then=Value(place[Stage.CLOSED])),
            When(is_confirmed=True, then=Value(place[Stage.WAITING])),
            When(is_handled=True, then=Value(place[Stage.IN_HAND])),
            default=Value(place[Stage.NEW]),
        ),
        due_at=Case(
            *(
                When(severity=severity, then=F("noticed_at") + dt.timedelta(days=days))
                for severity, days in DUE_DAYS.items()
            ),
            default=None,
            output_field=DateTimeField(),
        ),
    )


_NEWEST_OPEN = Prepared(
    lambda workspace_id: (
        _with_state(ledger.notices_here(workspace_id))
        .exclude(place=STAGES.index(Stage.CLOSED))
        .order_by("-noticed_at", "-pk")[:NEWEST_SHOWN]
    )
)


_FOR_ALL = Prepared(
    lambda workspace_id: (
        _with_state(ledger.notices_for_all(workspace_id))
        .exclude(place=STAGES.index(Stage.CLOSED))
        .order_by("-noticed_at", "-pk")[:MOST_FOR_ALL]
    )
)


@dataclass(frozen=True, slots=True)
class _Heap:
    """Notices that no filter tells apart, and how many they are."""

    stage: Stage
    network: str
    origin: str
    owner: int | None
    is_overdue: bool
    n: int


def _heaps(workspace_id: int | None, late: Sequence[dt.datetime]) -> list[_Heap]:
    """All notices of an inbox, added up by everything that it can be narrowed by; one query."""
    here = () if workspace_id is None else (workspace_id,)
    return [
        _Heap(STAGES[place], network or "", origin, owner, bool(is_late), n)
        for place, network, origin, owner, is_late, n in _heaps_of(not here)(*here, *late)
    ]


@cache
def _heaps_of(is_for_all: bool) -> Prepared:  # noqa: FBT001  # names what is kept
    def build(*values: Any) -> QuerySet[Any, Any]:
        rest = iter(values)
        rows: QuerySet[Any] = _with_state(ledger.notices_here(None if is_for_all else next(rest)))
        is_late = Case(When(_overdue(list(rest)), then=Value(1)), default=Value(0))
        rows = rows.annotate(is_late=is_late).order_by()
        names = ("place", "of_network", "origin", "owned_by", "is_late")
        found: QuerySet[Any, Any] = rows.values_list(*names).annotate(n=Count("pk"))
        return found

    return Prepared(build)


def _is_asked(one: _Heap, asked: Asked) -> bool:
    return (
        (not asked.stage or one.stage is Stage(asked.stage))
        and (not asked.origin or one.origin == asked.origin)
        and (not asked.network or one.network == asked.network)
        and (asked.owner is None or one.owner == (asked.owner or None))
        and (not asked.overdue or one.is_overdue)
    )


@dataclass(frozen=True, slots=True)
class _Listed:
    """The notices under a filter, for the paginator: counted already, read by the page."""

    workspace_id: int | None
    asked: Asked
    total: int
    late: Sequence[dt.datetime]

    def __len__(self) -> int:
        return self.total

    def __getitem__(self, wanted: slice) -> list[Any]:
        asked = self.asked
        kind = replace(
            asked,
            origin=asked.origin and "one",
            network=asked.network and "one",
            owner=asked.owner and 1,
        )
        values = (self.workspace_id, asked.origin, asked.network, asked.owner)
        late = self.late if asked.overdue else ()
        built = _list_of(kind, self.workspace_id is None, wanted.start)
        return built(*(one for one in values if one), *late)


@lru_cache(128)
def _list_of(kind: Asked, is_for_all: bool, first: int) -> Prepared:  # noqa: FBT001  # names what is kept
    """A page of the list under a kind of filter; what it is compared with is filled in."""

    def build(*values: Any) -> QuerySet[Any]:
        rest = iter(values)
        rows = _with_state(ledger.notices_here(None if is_for_all else next(rest)))
        if kind.stage:
            rows = rows.filter(place=STAGES.index(Stage(kind.stage)))
        if kind.origin:
            rows = rows.filter(origin=next(rest))
        if kind.network:
            rows = rows.filter(of_network=next(rest))
        if kind.owner is not None:
            rows = rows.filter(owned_by=next(rest) if kind.owner else None)
        if kind.overdue:
            rows = rows.filter(_overdue(list(rest)))
        urgent = () if kind.newest else (F("due_at").asc(nulls_last=True),)
        return rows.order_by("place", *urgent, "-noticed_at", "-pk")[first : first + PAGE_SIZE]

    return Prepared(build)


def _late_before(today: dt.date, zone: str) -> list[dt.datetime]:
    """By severity: what was noticed before this moment has had all its days."""
    return [
        dt.datetime.combine(today - dt.timedelta(days=days), dt.time(), ZoneInfo(zone))
        for days in DUE_DAYS.values()
    ]


def _overdue(moments: Sequence[dt.datetime]) -> Q:
    """Open notices that were noticed on a day from which the days of their severity are over."""
    late = Q()
    for severity, first in zip(DUE_DAYS, moments, strict=True):
        late |= Q(severity=severity, noticed_at__lt=first)
    return late & ~Q(place=STAGES.index(Stage.CLOSED))


def _rows(
    found: Iterable[Any],
    workspace_id: int | None,
    names: Mapping[int, str],
    *,
    today: dt.date | None,
    zone: str,
) -> list[Row]:
    rows = list(found)
    said = ledger.claims(workspace_id, {row.claim.slug for row in rows if row.claim})
    made = []
    for row in rows:
        stage = STAGES[row.place]
        days = DUE_DAYS.get(Severity(row.severity)) if row.severity else None
        noticed = row.noticed_at.astimezone(ZoneInfo(zone)).date()
        due = None if days is None else noticed + dt.timedelta(days=days)
        late = today is not None and due is not None and today > due and stage is not Stage.CLOSED
        claim = said.get(row.claim.slug) if row.claim else None
        made.append(
            Row(
                notice=row,
                stage=stage,
                severity=row.severity or "",
                owner=names.get(row.owned_by or 0, ""),
                due_on=due,
                is_overdue=late,
                is_in_doubt=row.doubted == Act.DOUBTED,
                statement=claim.statement if claim else "",
            )
        )
    return made


# --- one notice ---


def steps_of(notice_ids: Sequence[int]) -> list[NoticeStep]:
    """Every step of these notices, oldest first, with whom and what they name; one query."""
    rows = NoticeStep.objects.filter(notice__in=notice_ids)
    return list(rows.select_related("person", "owner", "claim", "change").order_by("at", "pk"))


def state_of(notice: Notice, steps: Iterable[NoticeStep], *, zone: str = "UTC") -> core.Triage:
    """The state that the steps of a notice lead to."""
    noticed_on = notice.noticed_at.astimezone(ZoneInfo(zone)).date()
    return core.fold(noticed_on, [_as_step(row) for row in steps])


def _as_step(row: NoticeStep) -> core.Step:
    return core.Step(
        act=Act(row.act),
        at=row.at,
        seq=row.pk,
        by=str(row.person_id) if row.person_id else None,
        reason=row.reason,
        owner=str(row.owner_id) if row.owner_id else None,
        severity=Severity(row.severity) if row.severity else None,
        claim=row.claim.slug if row.claim else None,
        change=row.change.slug if row.change else None,
    )


def also_doubted_by(notice: Notice, slug: str, *, workspace_id: int | None) -> list[int]:
    """Other open notices that have put the same claim in doubt; three queries at most."""
    doubted = NoticeStep.objects.filter(
        workspace=workspace_id, act=Act.DOUBTED, claim__slug=slug
    ).exclude(notice=notice)
    rows = list(ledger.notices_here(workspace_id).filter(pk__in=doubted.values("notice")))
    steps = steps_of([row.pk for row in rows])
    found = []
    for row in rows:
        state = state_of(row, [one for one in steps if one.notice_id == row.pk])
        if state.is_in_doubt and state.claim == slug:
            found.append(row.pk)
    return found


def closed_on(workspace_id: int) -> dict[str, dt.date]:
    """The day the repair of each published change was closed here, by the change's name.

    A change is repaired when the last notice that names it is closed; one that is open, or that
    was dismissed, closes nothing. Four queries.
    """
    by_notice: dict[int, list[NoticeStep]] = {}
    for row in _THAT_NAME_A_CHANGE(workspace_id):
        by_notice.setdefault(row.notice_id, []).append(row)
    published = ledger.publications(workspace_id)
    counts = {row.slug for row in ledger.changes(workspace_id) if row.pk in published}
    ended: dict[str, dt.date | None] = {}
    for steps in by_notice.values():
        state = core.fold(steps[0].at.date(), [_as_step(row) for row in steps])
        if state.change not in counts or state.ended_by is Act.DISMISSED:
            continue
        day = state.ended_at.date() if state.ended_at else None
        before = ended.get(state.change, dt.date.min)
        ended[state.change] = None if day is None or before is None else max(before, day)
    return {slug: day for slug, day in ended.items() if day is not None}


_THAT_NAME_A_CHANGE = Prepared(
    lambda workspace_id: (
        NoticeStep.objects.filter(
            workspace=workspace_id,
            notice__in=NoticeStep.objects.filter(workspace=workspace_id)
            .exclude(change=None)
            .values("notice"),
        )
        .select_related("claim", "change")
        .order_by("at", "pk")
    )
)
