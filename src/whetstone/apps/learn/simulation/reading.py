"""Drills as their person, and as a reviewer to whom one was handed, see them."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.db.models import Count

from whetstone.apps.learn.judging import Verdict, verdict
from whetstone.apps.learn.models import (
    SelfAssessment,
    Simulation,
    SimulationEntry,
    SimulationHanding,
    SimulationJudgement,
    Task,
)
from whetstone.apps.learn.simulation import clock
from whetstone.apps.people import selectors as people
from whetstone.web.request import Right

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from whetstone.apps.people.selectors import Member

RUNNING, AFTER, SETTLED = "running", "after", "settled"
REVIEWERS: Final = (Right.LEAD, Right.PARTNER, Right.INSTRUCTOR)
"""Who may be asked to judge a drill; at a school, instructors alone."""
END: Final = SimulationEntry.Kind.END
A_MINUTE: Final = 60
"""Seconds on a device that a line of the log says it lay there."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A task that can be run by the clock, before it is."""

    slug: str
    title: str
    minutes: int
    messages: int
    brief: str


@dataclass(frozen=True, slots=True)
class Message:
    """A message that has come. `good`: (row of the rubric, what a good answer holds)."""

    minute: int
    sender: str
    channel: str
    text: str
    table: Mapping[str, Any] | None
    good: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the log, at its minute of the case.

    `came_at`: when it came, where it lay on a device for a minute or more; `is_late`: after the
    clock had stopped.
    """

    minute: int
    kind: str
    text: str
    at: dt.datetime
    came_at: dt.datetime | None
    is_late: bool


@dataclass(frozen=True, slots=True)
class Stretch:
    """A message and what was logged until the next one came; the first may have no message."""

    message: Message | None
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Drill:
    """A drill at a moment: what has come, what was logged, and how far it is.

    `number` counts the person's drills of this task; `rubric` is the pinned version's.
    """

    id: int
    person_id: int
    slug: str
    title: str
    version: str
    pace: int
    number: int
    minute: int
    minutes: int
    brief: str
    started_at: dt.datetime
    ended_at: dt.datetime
    is_ended_early: bool
    state: str
    messages: tuple[Message, ...]
    entries: tuple[Entry, ...]
    rubric: Sequence[Mapping[str, Any]]
    passing: str
    rater_html: str

    @property
    def is_rehearsal(self) -> bool:
        """Whether it ran by the faster clock."""
        return self.pace != clock.REAL

    @property
    def stretches(self) -> tuple[Stretch, ...]:
        """The log beside the messages: each entry beside the last message before it."""
        starts = [one.minute for one in self.messages]
        beside: list[list[Entry]] = [[] for _ in self.messages]
        before: list[Entry] = []
        for entry in self.entries:
            place = sum(start <= entry.minute for start in starts) - 1
            (beside[place] if place >= 0 else before).append(entry)
        found = [Stretch(one, tuple(of)) for one, of in zip(self.messages, beside, strict=True)]
        return tuple([Stretch(None, tuple(before)), *found] if before else found)


@dataclass(frozen=True, slots=True)
class Assessed:
    """The newest state of somebody's note and own judgement."""

    note: str
    rows: Mapping[str, Sequence[Any]]
    is_settled: bool
    verdict: Verdict
    saved_at: dt.datetime


@dataclass(frozen=True, slots=True)
class Handed:
    """A reviewer of a drill, and their newest word. `name` empty: they are not here any more."""

    id: int
    name: str
    handed_at: dt.datetime
    verdict: Verdict | None


@dataclass(frozen=True, slots=True)
class DrillRow:
    """A drill in a list."""

    id: int
    title: str
    pace: int
    started_at: dt.datetime
    state: str
    handed: int
    judged: int


@dataclass(frozen=True, slots=True)
class ToJudge:
    """A drill that was handed to somebody."""

    id: int
    name: str
    title: str
    handed_at: dt.datetime
    is_judged: bool


def offer(slug: str) -> Offer | None:
    """A task with timed messages; None where it has none."""
    row = Task.objects.filter(slug=slug).first()
    return _offer(row) if row and row.payload.get("simulation") else None


def offers() -> list[Offer]:
    """Every task with timed messages, by title; one query."""
    rows = Task.objects.filter(payload__simulation__isnull=False).order_by("title")
    return [_offer(row) for row in rows if row.payload["simulation"]]


def _offer(row: Task) -> Offer:
    timed = row.payload["simulation"]
    return Offer(row.slug, row.title, timed["minutes"], len(timed["messages"]), timed["brief"])


def runner_list(slug: str) -> tuple[Offer, tuple[Message, ...]] | None:
    """All messages of a task, for whoever runs it with a group."""
    found = offer(slug)
    if found is None:
        return None
    payload = Task.objects.get(slug=slug).payload
    return found, _messages({**payload["simulation"], "rubric": payload["rubric"]})


def own(simulation_id: int, *, person_id: int, now: dt.datetime) -> Drill | None:
    """One of somebody's own drills; nobody else's. Four queries."""
    row = Simulation.objects.filter(pk=simulation_id, person_id=person_id).first()
    return drill(row, now=now) if row else None


def drill(row: Simulation, *, now: dt.datetime) -> Drill:
    """A drill as it stands at a moment; three queries."""
    log = list(SimulationEntry.objects.filter(simulation=row).order_by("recorded_at", "pk"))
    ends, case = ended_at(row, log), row.case
    minute = clock.minute_of(min(now, ends), started_at=row.started_at, pace=row.pace)
    return Drill(
        id=row.pk,
        person_id=row.person_id,
        slug=row.task_slug,
        title=case["title"],
        version=row.task_version,
        pace=row.pace,
        number=_earlier(row) + 1,
        minute=minute,
        minutes=case["minutes"],
        brief=case["brief"],
        started_at=row.started_at,
        ended_at=ends,
        is_ended_early=ends < _last_moment(row),
        state=_state(row, log, is_settled=_is_settled(row), now=now),
        messages=tuple(one for one in _messages(case) if one.minute <= minute),
        entries=_entries(row, log, ends),
        rubric=case["rubric"],
        passing=case["passing"],
        rater_html=case["rater_html"],
    )


def _earlier(row: Simulation) -> int:
    return Simulation.objects.filter(
        person_id=row.person_id, task_slug=row.task_slug, pk__lt=row.pk
    ).count()


def _is_settled(row: Simulation) -> bool:
    return SelfAssessment.objects.filter(simulation=row, is_settled=True).exists()


def ended_at(row: Simulation, log: Sequence[SimulationEntry]) -> dt.datetime:
    """When a drill ended, or will: at its last minute, or when its person ended it."""
    last = _last_moment(row)
    return min([last, *(one.recorded_at for one in log if one.kind == END)])


def _last_moment(row: Simulation) -> dt.datetime:
    return clock.moment_of(row.case["minutes"], started_at=row.started_at, pace=row.pace)


def _messages(case: Mapping[str, Any]) -> tuple[Message, ...]:
    names = {one["id"]: one["name"] for one in case["rubric"]}
    return tuple(
        Message(
            minute=one["minute"],
            sender=one["from"],
            channel=one["channel"],
            text=one["text"],
            table=one["table"],
            good=tuple((names[row], words) for row, words in one["good"].items()),
        )
        for one in case["messages"]
    )


def _entries(
    row: Simulation, log: Sequence[SimulationEntry], ends: dt.datetime
) -> tuple[Entry, ...]:
    lines = [_entry(row, one, ends) for one in log if one.kind != END]
    return tuple(sorted(lines, key=lambda one: one.at))


def _entry(row: Simulation, one: SimulationEntry, ends: dt.datetime) -> Entry:
    at = one.recorded_at - dt.timedelta(seconds=one.waited)
    return Entry(
        minute=clock.minute_of(at, started_at=row.started_at, pace=row.pace),
        kind=one.kind,
        text=one.text,
        at=at,
        came_at=one.recorded_at if one.waited >= A_MINUTE else None,
        is_late=one.recorded_at > ends,
    )


def assessed(one: Drill) -> Assessed | None:
    """What its person wrote of a drill; None where nothing is written."""
    row = SelfAssessment.objects.filter(simulation_id=one.id).order_by("-pk").first()
    if row is None:
        return None
    chosen = {name: each for name, each in row.rows.items() if each[0] is not None}
    words = verdict(one.rubric, chosen, "", row.saved_at)
    return Assessed(row.note, row.rows, row.is_settled, words, row.saved_at)


def handed(one: Drill) -> list[Handed]:
    """To whom a drill was handed, with what each said; two queries."""
    rows = SimulationHanding.objects.filter(simulation_id=one.id).select_related("reviewer")
    said = {
        row.handing_id: row
        for row in SimulationJudgement.objects.filter(handing__simulation_id=one.id).order_by("pk")
    }
    return [
        Handed(
            id=row.pk,
            name=row.reviewer.name if row.reviewer else "",
            handed_at=row.handed_at,
            verdict=_said(one, said[row.pk]) if row.pk in said else None,
        )
        for row in rows.order_by("pk")
    ]


def _said(one: Drill, row: SimulationJudgement) -> Verdict:
    return verdict(one.rubric, row.rows, row.words, row.judged_at)


def could_judge(one: Drill, *, workspace_id: int) -> list[Member]:
    """Who may be asked to judge a drill and has not been: never its own person."""
    is_school = people.workspace(workspace_id).kind == "school"
    rights = (Right.INSTRUCTOR,) if is_school else REVIEWERS
    asked = set(
        SimulationHanding.objects.filter(simulation_id=one.id).values_list(
            "reviewer_id", flat=True
        )
    )
    found = {
        each.id: each for right in rights for each in people.members(workspace_id, right=right)
    }
    free = [each for each in found.values() if each.id not in {*asked, one.person_id}]
    return sorted(free, key=lambda each: (each.name, each.id))


def mine(person_id: int, *, now: dt.datetime) -> list[DrillRow]:
    """Somebody's drills, the newest first; a constant number of queries."""
    rows = list(Simulation.objects.filter(person_id=person_id).order_by("-pk"))
    log: dict[int, list[SimulationEntry]] = {}
    for one in SimulationEntry.objects.filter(simulation__in=rows, kind=END):
        log.setdefault(one.simulation_id, []).append(one)
    of = {"simulation__person_id": person_id}
    settled = set(
        SelfAssessment.objects.filter(is_settled=True, **of).values_list("simulation", flat=True)
    )
    handed_to = Counter(
        SimulationHanding.objects.filter(**of).values_list("simulation", flat=True)
    )
    judged: dict[int, int] = dict(
        SimulationJudgement.objects.filter(handing__simulation__person_id=person_id)
        .order_by()
        .values_list("handing__simulation")
        .annotate(reviewers=Count("handing", distinct=True))
    )
    return [
        DrillRow(
            id=row.pk,
            title=row.case["title"],
            pace=row.pace,
            started_at=row.started_at,
            state=_state(row, log.get(row.pk, []), is_settled=row.pk in settled, now=now),
            handed=handed_to[row.pk],
            judged=judged.get(row.pk, 0),
        )
        for row in rows
    ]


def _state(
    row: Simulation, log: Sequence[SimulationEntry], *, is_settled: bool, now: dt.datetime
) -> str:
    if is_settled:
        return SETTLED
    return AFTER if now >= ended_at(row, log) else RUNNING


def running(person_id: int, slug: str, *, now: dt.datetime) -> Simulation | None:
    """The drill of a task that somebody is in now."""
    rows = Simulation.objects.filter(person_id=person_id, task_slug=slug).order_by("-pk")
    for row in rows[:1]:
        log = list(SimulationEntry.objects.filter(simulation=row, kind=END))
        if now < ended_at(row, log):
            return row
    return None


def to_judge(person_id: int) -> list[ToJudge]:
    """The drills that were handed to somebody, those that wait first; two queries."""
    rows = SimulationHanding.objects.filter(reviewer_id=person_id, person__left_at=None)
    judged = set(
        SimulationJudgement.objects.filter(rater_id=person_id).values_list("handing", flat=True)
    )
    found = [
        ToJudge(
            id=row.pk,
            name=row.person.name,
            title=row.simulation.case["title"],
            handed_at=row.handed_at,
            is_judged=row.pk in judged,
        )
        for row in rows.select_related("simulation", "person").order_by("-pk")
    ]
    return sorted(found, key=lambda one: one.is_judged)


def handed_to(
    handing_id: int, *, person_id: int, now: dt.datetime
) -> tuple[Drill, str, SimulationJudgement | None] | None:
    """A drill handed to this reviewer, whose it is, and their newest word on it."""
    row = (
        SimulationHanding.objects.filter(
            pk=handing_id, reviewer_id=person_id, person__left_at=None
        )
        .exclude(person_id=person_id)
        .select_related("simulation", "person")
        .first()
    )
    if row is None:
        return None
    said = SimulationJudgement.objects.filter(handing=row).order_by("-pk").first()
    return drill(row.simulation, now=now), row.person.name, said
