"""A roster is uploaded and read into rows, each with its fate; nobody is touched by that."""

from __future__ import annotations

import hashlib
import io
from typing import TYPE_CHECKING, Any, Final

from django.db import transaction
from django.db.models import Count

from whetstone.apps.people import roles
from whetstone.apps.people.firm_models import Roster, RosterRow
from whetstone.apps.people.models import Workspace
from whetstone.apps.people.rosters.judging import AT_ONCE, Judge, Whole, whole
from whetstone.apps.people.services import audit
from whetstone.core.kernel.errors import Fault, Faults
from whetstone.formats.rosters import Known, read_rows
from whetstone.formats.rosters.addresses import likeness
from whetstone.web.request import Right
from whetstone.web.wording import right_name

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterator

    from whetstone.formats.rosters import Row

State = Roster.State
WAITS: Final = (State.READING, State.READY, State.UNREADABLE, State.TAKING)
SMALL: Final = 200_000
"""Bytes of a list that is read while the browser waits; a larger one goes to the worker."""
FEW: Final = 2_000
"""Rows of a list that is taken while the browser waits."""
_JUDGED: Final = ("fate", "person_id", "flaws", "warnings")


@transaction.atomic
def upload(
    *, workspace_id: int, name: str, data: bytes, actor_id: int | None, now: dt.datetime
) -> Roster:
    """Keep a list as it came. The same one, while it still waits, is kept once."""
    digest = hashlib.sha256(data).hexdigest()
    same = Roster.objects.select_for_update().filter(
        workspace=workspace_id, digest=digest, made_by=actor_id, state__in=WAITS
    )
    if (found := same.first()) is not None:
        return found
    made = Roster.objects.create(
        workspace_id=workspace_id, name=name[:120], data=data, digest=digest,
        made_by_id=actor_id, made_at=now, touched_at=now,
    )  # fmt: skip
    audit(
        workspace_id=workspace_id, actor_id=actor_id, act="upload roster", now=now,
        object_kind="roster", object_id=made.pk,
    )  # fmt: skip
    return made


def read(roster_id: int, *, clock: Callable[[], dt.datetime]) -> None:
    """Read a list into rows with fates; begun anew where it was stopped before.

    Batch by batch, each in a transaction of its own: nobody waits for the whole, memory stays.
    """
    roster = Roster.objects.filter(pk=roster_id, state=State.READING).first()
    if roster is None:
        return
    RosterRow.objects.filter(roster=roster).delete()
    notes: list[Any] = []
    try:
        _read_into(roster, notes, clock)
    except (Fault, Faults) as fault:
        RosterRow.objects.filter(roster=roster).delete()
        faults = fault.faults if isinstance(fault, Faults) else (fault,)
        roster.notes = [["fault", one.where, one.what, one.mend] for one in faults]
        roster.state = State.UNREADABLE
    else:
        judge_again(roster)
        roster.notes = notes
        roster.counts = counted(roster)
        roster.state = State.READY
    roster.touched_at = clock()
    roster.save(update_fields=["notes", "state", "counts", "touched_at"])


def _read_into(roster: Roster, notes: list[Any], clock: Callable[[], dt.datetime]) -> None:
    """Rows in, batch by batch, judged by who is here; what only the whole tells comes after."""
    is_school = roster.workspace.kind == Workspace.Kind.SCHOOL
    judge = Judge(roster)
    said: set[str] = set()

    def note(one: tuple[str, str]) -> None:
        if str(one) not in said:
            said.add(str(one))
            notes.append(list(one))

    lines = read_rows(io.BytesIO(bytes(roster.data)), known=_known(), note=note)
    for rows in _batches(_staged(roster, lines, is_school=is_school, note=note)):
        judge.judge(rows)
        with transaction.atomic():
            RosterRow.objects.bulk_create(rows)
            roster.done += len(rows)
            roster.touched_at = clock()
            roster.save(update_fields=["done", "touched_at"])
    if not roster.done:
        raise Fault("file", "there is nobody in it", "Choose the file that holds the people.")


def _staged(
    roster: Roster,
    lines: Iterator[Row],
    *,
    is_school: bool,
    note: Callable[[tuple[str, str]], None],
) -> Iterator[RosterRow]:
    roster.done = 0
    for place, row in enumerate(lines, start=1):
        if row.class_key and not is_school:
            note(("no_classes", ""))
            if row.is_place:
                continue
        yield RosterRow(
            roster=roster, place=place, line=row.line, sheet=row.sheet, is_place=row.is_place,
            teaches=row.teaches, source_id=row.source_id, name=row.name, email=row.email,
            likeness=likeness(row.email) if row.email else "", role_id=row.role_id,
            title=row.title, team=row.team,
            class_key=row.class_key if is_school else "",
            class_name=row.class_name if is_school else "",
            class_ends=row.class_ends, rights=" ".join(row.rights), leaves=row.leaves,
            own_flaws=[[one.column, one.code, one.said] for one in row.flaws],
        )  # fmt: skip


def _batches(rows: Iterator[RosterRow]) -> Iterator[list[RosterRow]]:
    some: list[RosterRow] = []
    for row in rows:
        # places are judged by users that are stored: never both in one batch
        if len(some) == AT_ONCE or (some and row.is_place and not some[-1].is_place):
            yield some
            some = []
        some.append(row)
    if some:
        yield some


def judge_again(roster: Roster) -> int:
    """Judge every row by the whole list and by who is here now; how many fates are others."""
    known: Whole = whole(roster)
    judge = Judge(roster, known)
    changed = 0
    for rows in stored(roster):
        before = [[getattr(row, name) for name in _JUDGED] for row in rows]
        judge.judge(rows)
        moved = [
            row
            for row, was in zip(rows, before, strict=True)
            if [getattr(row, name) for name in _JUDGED] != was
        ]
        changed += len(moved)
        fields = ["fate", "person", "flaws", "warnings"]
        RosterRow.objects.bulk_update(moved, fields, batch_size=200)
    return changed


def stored(roster: Roster, **asked: Any) -> Iterator[list[RosterRow]]:
    """The rows of a list in order, some at a time."""
    last = 0
    while True:
        rows = RosterRow.objects.filter(roster=roster, place__gt=last, **asked)
        found = list(rows.order_by("place")[:AT_ONCE])
        if not found:
            return
        last = found[-1].place
        yield found


def counted(roster: Roster) -> dict[str, int]:
    """How many people have which fate; rows refused, rows warned of, places to be given."""
    rows = RosterRow.objects.filter(roster=roster)
    found: dict[str, int] = {}
    fates = rows.order_by().values_list("fate", "is_place").annotate(n=Count("pk"))
    for fate, is_place, n in fates:
        if not is_place or fate == RosterRow.Fate.REFUSED:
            found[fate] = found.get(fate, 0) + n
        elif fate == RosterRow.Fate.NEW:
            found["places"] = n
        elif fate == RosterRow.Fate.LEAVES:
            found["places_ended"] = n
    return {**found, "warned": rows.exclude(warnings=[]).count()}


def _known() -> Known:
    named = {key.lower(): key for key, _name in roles.choices()}
    named |= {name.lower(): key for key, name in roles.choices()}
    rights = {right_name(right).lower(): str(right) for right in Right}
    return Known(named, rights | {str(right): str(right) for right in Right})
