"""What a worker and an operator do with kept figures: refresh what is due, rebuild, check."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from django.db import transaction
from django.db.models import Count, Min

from whetstone.apps.lead import rollup_marks, selectors
from whetstone.apps.lead import rollup_selectors as kept
from whetstone.apps.lead.models import RollUp, RollUpMark
from whetstone.apps.lead.rollup_services import as_kept, close_before, roll_up, today_of
from whetstone.apps.lead.rollup_told import told_of_day
from whetstone.apps.people import selectors as people
from whetstone.apps.people.clock import now_in
from whetstone.core.rollup.kept import rests_until

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

TURN_S: Final = 20.0
"""For so long a worker counts before it looks at its other jobs again."""


def refresh_due(real: dt.datetime) -> int:
    """Count anew where something happened or a day is over; how many workspaces that was.

    A team that is counted for long is counted seldom. What is left is due the next time.
    """
    gather_marks()
    ends, done = time.monotonic() + TURN_S, 0
    for workspace_id in _due(real):
        if time.monotonic() > ends:
            break
        now = now_in(people.workspace(workspace_id), real=real)
        roll_up(workspace_id, now=now)
        done += 1
    return done


def _due(real: dt.datetime) -> Iterator[int]:
    """Workspaces to count, the longest waiting first; no demo: its visitors count by looking."""
    days, heard = kept.open_days(), kept.heard()
    for workspace_id in sorted(people.standing_workspaces(), key=lambda one: _since(days, one)):
        day = days.get(workspace_id)
        is_due = day is None or day.is_over(real)
        if day is not None and workspace_id in heard:
            is_due = is_due or rests_until(day.at, took=day.took) <= real
        if is_due:
            yield workspace_id


def _since(days: dict[int, kept.OpenDay], workspace_id: int) -> float:
    return days[workspace_id].at.timestamp() if workspace_id in days else 0.0


@transaction.atomic
def gather_marks() -> None:
    """Make one mark of many; whoever counted before finds it changed and leaves it."""
    rows = RollUpMark.objects.order_by().values("workspace_id", "reach")
    for one in rows.annotate(n=Count("pk"), first=Min("pk")).filter(n__gt=1):
        same = RollUpMark.objects.filter(workspace_id=one["workspace_id"], reach=one["reach"])
        first = same.select_for_update().filter(pk=one["first"]).first()
        if first is not None:
            gone, _each = same.exclude(pk=first.pk).delete()
            first.number += gone
            first.save(update_fields=["number"])


@dataclass
class Report:
    """What was rebuilt or checked: workspaces, days, people, and what does not stand as it should.

    `waiting`: workspaces with something newer than what is kept, which is no fault.
    """

    workspaces: int = 0
    days: int = 0
    people: int = 0
    waiting: int = 0
    faults: list[str] = field(default_factory=list)


def rebuild(
    *, real: dt.datetime, only: int | None = None, share: tuple[int, int] = (0, 1)
) -> Report:
    """Work out what is kept anew: today's figures from all rows, and the days before.

    `share`: which part of how many, for as many processes at once.
    """
    report = Report()
    for workspace_id in [only] if only is not None else _shared_out(*share):
        now = now_in(people.workspace(workspace_id), real=real)
        row = roll_up(workspace_id, now=now)
        close_before(workspace_id, row.day, again=True)
        report.workspaces += 1
        report.people += row.team
        report.days += RollUp.objects.filter(workspace_id=workspace_id).count()
    return report


def _shared_out(part: int, parts: int) -> list[int]:
    """The workspaces of one part: the largest first, each to the part that has least so far."""
    sizes = people.spread(people.learner_ids(None))
    mine: list[list[int]] = [[] for _ in range(parts)]
    loads = [0] * parts
    for one in sorted(people.standing_workspaces(), key=lambda one: (-sizes.get(one, 0), one)):
        least = loads.index(min(loads))
        mine[least].append(one)
        loads[least] += sizes.get(one, 0) + 1
    return mine[part]


def check(*, real: dt.datetime, only: int | None = None) -> Report:
    """Hold what is kept against what it follows from; nothing is written."""
    report = Report()
    missing = set(rollup_marks.names()) - {name for name, _table in rollup_marks.standing()}
    report.faults += [f"the store lacks the trigger {name}" for name in sorted(missing)]
    for workspace_id in [only] if only is not None else people.standing_workspaces():
        check_days(report, workspace_id, now_in(people.workspace(workspace_id), real=real))
    return report


def check_days(report: Report, workspace_id: int, now: dt.datetime) -> None:
    """The same of one workspace, at a moment of its clock."""
    report.workspaces += 1
    report.people += people.learner_count(workspace_id)
    for row in kept.kept_days(workspace_id):
        report.days += 1
        if row.is_open and _waits(row, now):
            report.waiting += 1
        elif not _is_so(row, now):
            report.faults.append(f"workspace {workspace_id}, {row.day}: kept is not rebuilt")


def _waits(row: RollUp, now: dt.datetime) -> bool:
    page = kept.kept_page(row.workspace_id)
    return (
        page is None
        or page.must is not None
        or page.newest != page.basis
        or page.shape != kept.SHAPE
        or row.day != today_of(row.workspace_id, now)
        or min(row.until, row.soon or row.until) <= now
        or row.world != kept.world(row.workspace_id)
    )


def _is_so(row: RollUp, now: dt.datetime) -> bool:
    if not row.is_open:
        told = told_of_day(row.workspace_id, row.day)
        return bool(row.figures == told)
    then = selectors.latest(row.workspace_id)
    with transaction.atomic():
        found = as_kept(row.workspace_id, then=then, now=now)
        transaction.set_rollback(True)  # counts of people are kept where they are told first
    return bool(row.figures == found)
