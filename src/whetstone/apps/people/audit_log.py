"""Who did what: rows that are sealed as they are written, read by filter, and checked."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction

from whetstone.apps.people.models import AuditEnd, AuditRow
from whetstone.core.kernel.chain import BEGIN, Checked, Link, check, seal

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from django.db.models import QuerySet

CHUNK = 2_000


@dataclass(frozen=True, slots=True)
class Asked:
    """Which rows of a log: empty means any. Days are whole days of the reader's clock."""

    act: str = ""
    by: int | None = None
    since: dt.date | None = None
    until: dt.date | None = None

    @property
    def is_any(self) -> bool:
        """Whether nothing is left out."""
        return not (self.act or self.by or self.since or self.until)


@transaction.atomic
def append(row: AuditRow) -> None:
    """Seal a row behind the newest one of its log, and store it."""
    end = AuditEnd.objects.select_for_update().filter(workspace=row.workspace_id).first()
    if end is None:
        end = _first_end(row.workspace_id)
    _seal(row, end)
    row.save()
    end.save(update_fields=["n", "seal"])


def _first_end(workspace_id: int | None) -> AuditEnd:
    """The end of a log that has no row yet; whoever comes second waits for the first."""
    fresh = AuditEnd(workspace_id=workspace_id, is_for_all=workspace_id is None, seal=BEGIN)
    AuditEnd.objects.bulk_create([fresh], ignore_conflicts=True)
    return AuditEnd.objects.select_for_update().get(workspace=workspace_id)


def sealed(rows: Iterable[Any]) -> list[AuditEnd]:
    """Number and seal rows that begin logs of their own, in order; the ends, all unsaved."""
    ends: dict[int | None, AuditEnd] = {}
    for row in rows:
        owner = row.workspace_id
        end = ends.setdefault(
            owner, AuditEnd(workspace_id=owner, is_for_all=owner is None, seal=BEGIN)
        )
        _seal(row, end)
    return list(ends.values())


def _seal(row: AuditRow, end: AuditEnd) -> None:
    row.by = row.actor_id
    row.place = end.n + 1
    row.seal = seal(end.seal, facts(row))
    end.n, end.seal = row.place, row.seal


def facts(row: AuditRow) -> tuple[str, ...]:
    """What of a row is sealed: nothing that goes when a person is erased."""
    at = row.at.astimezone(dt.UTC).isoformat(timespec="microseconds")
    return ("" if row.by is None else str(row.by), row.act, row.object_kind, row.object_id, at)


def verify(workspace_id: int | None, *, kept: tuple[int, str] | None = None) -> Checked:
    """Read the whole log of a workspace (None: the installation's); memory does not grow."""
    n, newest = end(workspace_id)
    rows = AuditRow.objects.filter(workspace=workspace_id).order_by("place")
    links = (Link(row.place, facts(row), row.seal) for row in rows.iterator(chunk_size=CHUNK))
    return check(links, n=n, end=newest, kept=kept)


def logs() -> list[int | None]:
    """Whose logs there are: workspaces by number, and None for the installation's."""
    found = AuditEnd.objects.order_by("workspace_id").values_list("workspace_id", flat=True)
    return sorted(found, key=lambda one: one or 0)


def end(workspace_id: int | None) -> tuple[int, str]:
    """How many rows a log has, and its newest seal."""
    found = AuditEnd.objects.filter(workspace=workspace_id).values_list("n", "seal").first()
    return found or (0, BEGIN)


def rows(workspace_id: int | None, asked: Asked, *, zone: dt.tzinfo) -> QuerySet[AuditRow]:
    """The rows asked for, the newest first, each with who did it."""
    found = AuditRow.objects.filter(workspace=workspace_id).select_related("actor")
    if asked.act:
        found = found.filter(act=asked.act)
    if asked.by:
        found = found.filter(actor_id=asked.by)
    if asked.since:
        found = found.filter(at__gte=dt.datetime.combine(asked.since, dt.time(), tzinfo=zone))
    if asked.until:
        after = asked.until + dt.timedelta(days=1)
        found = found.filter(at__lt=dt.datetime.combine(after, dt.time(), tzinfo=zone))
    return found.order_by("-place")


def facets(workspace_id: int | None) -> tuple[list[str], list[tuple[int, str]]]:
    """The acts in a log, and who did any of them; two queries."""
    found = AuditRow.objects.filter(workspace=workspace_id).order_by()
    acts = sorted(found.values_list("act", flat=True).distinct())
    people: Any = found.exclude(actor=None).values_list("actor_id", "actor__name").distinct()
    return acts, sorted(people, key=lambda row: (row[1], row[0]))


def lines(found: QuerySet[AuditRow], *, zone: dt.tzinfo) -> Iterator[list[str]]:
    """Rows as a file shows them, with a head; memory does not grow."""
    yield ["row", "at", "by_number", "by", "act", "thing", "thing_id", "seal"]
    for row in found.iterator(chunk_size=CHUNK):
        yield [
            str(row.place),
            row.at.astimezone(zone).isoformat(timespec="seconds"),
            "" if row.by is None else str(row.by),
            row.actor.name if row.actor else "",
            row.act,
            row.object_kind,
            row.object_id,
            row.seal,
        ]
