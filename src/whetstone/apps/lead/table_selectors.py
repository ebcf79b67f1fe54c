"""Reading the table: meetings, what social says there, decisions and what became of them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from whetstone.apps.lead.models import Decision
from whetstone.apps.lead.models_table import BriefAnswer, DecisionStep, GoalInput, PlanningMeeting
from whetstone.web.prepared import Prepared

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet

OPEN, DONE, DROPPED = DecisionStep.State.values
AGREE, ASK, DECIDE = BriefAnswer.Kind.values
MOST_ANSWERS = 12
MOST_OWED = 6


@dataclass(frozen=True, slots=True)
class Meeting:
    """A meeting of the planning cycle."""

    id: int
    name: str
    quarter: str
    on: dt.date
    at_time: dt.time | None
    seat: str
    who: tuple[str, ...]
    form_key: Any
    version: int
    changed_at: dt.datetime


@dataclass(frozen=True, slots=True)
class Step:
    """What became of a decision, when, and by whose word."""

    state: str
    reason: str
    by: str
    at: dt.datetime


@dataclass(frozen=True, slots=True)
class Taken:
    """A decision, who sees to it by when, and its steps, the newest first."""

    id: int
    text: str
    owner: str
    due_on: dt.date | None
    taken_by: str
    taken_at: dt.datetime
    brief_id: int | None
    meeting_id: int | None
    meeting: str
    steps: tuple[Step, ...]
    owner_id: int | None = None

    @property
    def state(self) -> str:
        """Where it stands."""
        return self.steps[0].state if self.steps else OPEN

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to see to it."""
        return self.state == OPEN

    @property
    def named(self) -> dict[str, Any]:
        """Who sees to it and by when, as it is written down."""
        return {
            "owner_id": self.owner_id,
            "owner_name": "" if self.owner_id else self.owner,
            "due_on": self.due_on,
        }

    def is_late(self, today: dt.date) -> bool:
        """Whether its date is over and it is still open."""
        return self.is_open and self.due_on is not None and self.due_on < today


@dataclass(frozen=True, slots=True)
class Owed:
    """A decision that is still open, as the page for leaders tells of it."""

    text: str
    owner: str
    due_on: dt.date | None
    is_late: bool


@dataclass(frozen=True, slots=True)
class Answer:
    """A leader's answer to a brief. `is_by_link`: the name is what the sender typed."""

    kind: str
    words: str
    who: str
    is_by_link: bool
    at: dt.datetime
    brief_id: int
    by_id: int | None
    link_id: int | None


def meetings(workspace_id: int) -> list[Meeting]:
    """The cycle, the earliest first; one query."""
    rows = PlanningMeeting.objects.filter(workspace_id=workspace_id)
    return [_meeting(row) for row in rows.order_by("on", "at_time", "pk")]


def meeting(meeting_id: int, *, workspace_id: int) -> Meeting | None:
    """One meeting, only of this workspace; one query."""
    row = PlanningMeeting.objects.filter(pk=meeting_id, workspace_id=workspace_id).first()
    return _meeting(row) if row else None


def inputs(meeting_id: int) -> dict[int, GoalInput]:
    """The newest sentence for each goal at a meeting; one query."""
    rows = GoalInput.objects.filter(meeting_id=meeting_id).select_related("by").order_by("pk")
    return {row.goal_id: row for row in rows}


def decisions(workspace_id: int) -> list[Taken]:
    """Every decision of a workspace, the newest first; four queries at most."""
    rows = Decision.objects.filter(_of(workspace_id))
    rows = rows.select_related("owner", "taken_by", "meeting").prefetch_related(
        "steps__by", "steps__owner"
    )
    return [_taken(row) for row in rows.order_by("-taken_at", "-pk")]


def decision(decision_id: int, *, workspace_id: int) -> Taken | None:
    """One decision, only of this workspace; two queries."""
    rows = Decision.objects.filter(_of(workspace_id), pk=decision_id)
    row = rows.select_related("owner", "taken_by", "meeting").first()
    return _taken(row) if row else None


def _of(workspace_id: int) -> Q:
    """Of a workspace: its own, or of a page of its, from before decisions said whose they are."""
    return Q(workspace_id=workspace_id) | Q(workspace=None, brief__workspace_id=workspace_id)


def followed_up(rows: Iterable[Taken], *, today: dt.date) -> list[Taken]:
    """What is still open: late ones first, then by date."""
    still = [one for one in rows if one.is_open]
    return sorted(still, key=lambda one: (not one.is_late(today), one.due_on or dt.date.max))


def owed(workspace_id: int, *, today: dt.date) -> list[Owed]:
    """What was decided and is still open, the earliest due first; one query."""
    return [
        Owed(
            row.text,
            _named_in(row),
            row.due,
            row.due is not None and row.due < today,
        )
        for row in _OWED(workspace_id)
    ]


def _named_in(row: Any) -> str:
    """Who sees to a decision: as a step last said, else as the decision does."""
    if row.named_on is not None:
        return str(row.named or row.named_outside or "")
    return str(row.owner.name if row.owner else row.owner_name)


def answers(brief_id: int) -> list[Answer]:
    """The answers to a brief, the oldest first; one query."""
    return [_answer(row) for row in _ANSWERS(brief_id)]


def newest_answers(workspace_id: int) -> list[Answer]:
    """What leaders answered lately, the newest first; one query."""
    rows = BriefAnswer.objects.filter(workspace_id=workspace_id).select_related("by")
    return [_answer(row) for row in rows.order_by("-pk")[:MOST_ANSWERS]]


def _still_open(workspace_id: int) -> QuerySet[Decision]:
    newest = DecisionStep.objects.filter(decision=OuterRef("pk")).order_by("-pk")
    rows = Decision.objects.filter(workspace_id=workspace_id).select_related("owner")
    naming = newest.exclude(due_on=None)
    rows = rows.annotate(
        stands=Subquery(newest.values("state")[:1]),
        named=Subquery(naming.values("owner__name")[:1]),
        named_outside=Subquery(naming.values("owner_name")[:1]),
        named_on=Subquery(naming.values("due_on")[:1]),
    ).annotate(due=Coalesce("named_on", "due_on"))
    still = rows.filter(Q(stands=None) | Q(stands=OPEN))
    return still.order_by(F("due").asc(nulls_last=True), "pk")[:MOST_OWED]


_OWED = Prepared(_still_open)
_ANSWERS = Prepared(
    lambda brief_id: (
        BriefAnswer.objects.filter(brief_id=brief_id).select_related("by").order_by("pk")
    )
)


def _meeting(row: PlanningMeeting) -> Meeting:
    who = tuple(line.strip() for line in row.who.splitlines() if line.strip())
    return Meeting(
        row.pk, row.name, row.quarter, row.on, row.at_time, row.seat, who, row.form_key,
        row.version, row.changed_at,
    )  # fmt: skip


def _taken(row: Decision) -> Taken:
    steps = sorted(row.steps.all(), key=lambda one: one.pk, reverse=True)
    said = next((one for one in steps if one.due_on is not None), row)
    return Taken(
        id=row.pk,
        text=row.text,
        owner=said.owner.name if said.owner else said.owner_name,
        owner_id=said.owner_id,
        due_on=said.due_on,
        taken_by=row.taken_by.name if row.taken_by else "",
        taken_at=row.taken_at,
        brief_id=row.brief_id,
        meeting_id=row.meeting_id,
        meeting=row.meeting.name if row.meeting else "",
        steps=tuple(
            Step(one.state, one.reason, one.by.name if one.by else "", one.at) for one in steps
        ),
    )


def _answer(row: BriefAnswer) -> Answer:
    is_by_link = row.by is None and bool(row.label)
    return Answer(
        kind=row.kind,
        words=row.words,
        who=row.by.name if row.by else row.label,
        is_by_link=is_by_link,
        at=row.at,
        brief_id=row.brief_id,
        by_id=row.by_id,
        link_id=row.link_id,
    )
