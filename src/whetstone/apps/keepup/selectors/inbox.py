"""Notices as the inbox and their pages show them. Queries are constant in notices and people.

The list works the state of a notice out in the database, so that a page of a thousand notices
reads forty; one notice folds its whole trail (`core.freshness.triage`). Both say the same, because
services write only steps that are open (tests hold them to it).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
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
    every = _with_state(ledger.notices_here(workspace_id))
    found = _under(every, asked, today=today, zone=zone)
    order = ["place", "-noticed_at", "-pk"]
    if not asked.newest:
        order.insert(1, F("due_at").asc(nulls_last=True))  # type: ignore[arg-type]
    page = Paginator(found.order_by(*order), PAGE_SIZE).get_page(number)
    late = _overdue(every, today=today, zone=zone)
    by_stage = found.order_by().values_list("place").annotate(n=Count("pk"))
    names, hands = _names(workspace_id)
    rows = _rows(list(page.object_list), workspace_id, names, today=today, zone=zone)
    facets = every.order_by().values_list("of_network", "origin").distinct()
    seen = list(facets)
    return Inbox(
        groups=tuple(
            (stage, mine)
            for stage in STAGES
            if (mine := tuple(r for r in rows if r.stage is stage))
        ),
        counts={STAGES[place]: n for place, n in by_stage},
        overdue=late.count(),
        networks=tuple(sorted({network for network, _origin in seen if network})),
        origins=tuple(sorted({origin for _network, origin in seen})),
        handlers=tuple(hands),
        asked=asked,
        page=page,
    )


def for_all(workspace_id: int) -> list[Notice]:
    """What is open for the whole installation and not in this inbox, newest first; one query."""
    rows = _with_state(ledger.notices_for_all(workspace_id))
    rows = rows.exclude(place=STAGES.index(Stage.CLOSED))
    return list(rows.order_by("-noticed_at", "-pk")[:MOST_FOR_ALL])


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


def _under(rows: QuerySet[Any], asked: Asked, *, today: dt.date, zone: str) -> QuerySet[Any]:
    if asked.stage:
        rows = rows.filter(place=STAGES.index(Stage(asked.stage)))
    if asked.origin:
        rows = rows.filter(origin=asked.origin)
    if asked.network:
        rows = rows.filter(of_network=asked.network)
    if asked.owner is not None:
        rows = rows.filter(owned_by=asked.owner or None)
    return _overdue(rows, today=today, zone=zone) if asked.overdue else rows


def _overdue(rows: QuerySet[Any], *, today: dt.date, zone: str) -> QuerySet[Any]:
    """Open notices that were noticed on a day from which the days of their severity are over."""
    late = Q()
    for severity, days in DUE_DAYS.items():
        first = dt.datetime.combine(today - dt.timedelta(days=days), dt.time(), ZoneInfo(zone))
        late |= Q(severity=severity, noticed_at__lt=first)
    return rows.filter(late).exclude(place=STAGES.index(Stage.CLOSED))


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
    named = NoticeStep.objects.filter(workspace=workspace_id).exclude(change=None)
    rows = NoticeStep.objects.filter(
        workspace=workspace_id, notice__in=named.values("notice")
    ).select_related("claim", "change")
    by_notice: dict[int, list[NoticeStep]] = {}
    for row in rows.order_by("at", "pk"):
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
