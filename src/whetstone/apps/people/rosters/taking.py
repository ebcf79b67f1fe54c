"""A roster that was looked at is taken once, in pieces that other writers fit between."""

from __future__ import annotations

import datetime as dt
import time
from typing import TYPE_CHECKING, Any, Final

from django.db import connection, transaction
from django.db.models import F

from whetstone.apps.people import services
from whetstone.apps.people.firm_models import Roster, RosterClass, RosterRow
from whetstone.apps.people.models import (
    ClassPlace,
    ClassTeacher,
    Person,
    PersonRight,
    SchoolClass,
    Team,
    WorkingHours,
    Workspace,
)
from whetstone.apps.people.rosters import ports
from whetstone.apps.people.rosters.judging import Judge
from whetstone.apps.people.rosters.staging import State, counted, judge_again
from whetstone.core.kernel.errors import Missing, Refused
from whetstone.web.request import Right
from whetstone.web.setwise import table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    Act = Callable[[Roster, Sequence[RosterRow], dt.datetime], None]

Fate = RosterRow.Fate
TERM: Final = dt.timedelta(weeks=16)
"""How long a new class runs where the roster does not say: a usual term. Told before."""
KEPT: Final = dt.timedelta(days=7)
"""How long a list that nobody took waits."""
LOST: Final = dt.timedelta(minutes=5)
PIECE: Final = 1_000
"""Rows taken in one transaction: a fraction of a second in which SQLite's other writers wait."""
CLEARED: Final = 2_000
BREATH: Final = 0.11
"""Seconds between two pieces: longer than the longest sleep of SQLite's busy handler, 0.1 s."""
CLASSES_AT_ONCE: Final = 25


def begin(*, roster_id: int, workspace_id: int, without_refused: bool, now: dt.datetime) -> bool:
    """Mark a list as being taken. False: somebody (or the same click) was faster.

    Raises:
        Missing: there is no such list here.
        Refused: rows of it cannot be taken, and nobody said to leave them out.
    """
    found = Roster.objects.filter(pk=roster_id, workspace=workspace_id)
    one = found.first()
    if one is None:
        raise Missing("roster", str(roster_id))
    if one.counts.get(Fate.REFUSED) and not without_refused:
        raise Refused("roster", "refused_rows")
    ready = found.filter(state=State.READY)
    return bool(
        ready.update(state=State.TAKING, done=0, without_refused=without_refused, touched_at=now)
    )


def take(roster_id: int, *, now: dt.datetime) -> dict[str, int] | None:
    """Take a list that is marked, piece by piece. None: it was taken already, or must wait.

    Judged again first: between look and act somebody may have come or gone. Where that refuses
    rows that nobody has seen refused, nobody is touched and the list waits to be looked at once
    more. From then on each piece is an act of its own that lets other writers in after it; rows
    that are taken are marked in it, so a list that was stopped goes on where it was.
    """
    roster = _marked(roster_id)
    if roster is None or (not roster.done and not _still_stands(roster)):
        return None
    with transaction.atomic():
        _make_teams(roster)
    _start_classes(roster, now)
    for act, asked in _STEPS:
        last: int | None = 0
        while last is not None:
            last = _piece(roster, act, now, after=last, asked=asked)
            _let_others_in(last)
    return _finish(roster, now)


def _let_others_in(last: int | None) -> None:
    """SQLite's writers ask again every tenth of a second: as long the store stays free."""
    if last is not None and last >= PIECE and connection.vendor == "sqlite":
        time.sleep(BREATH)


def _marked(roster_id: int) -> Roster | None:
    rows = Roster.objects.filter(pk=roster_id, state=State.TAKING).defer("data")
    return rows.select_related("workspace").first()


def _still_stands(roster: Roster) -> bool:
    """Judge the list again before anybody is touched; whether no more rows are refused."""
    judge_again(roster)
    counts = counted(roster)
    if counts.get(Fate.REFUSED, 0) <= roster.counts.get(Fate.REFUSED, 0):
        return True
    Roster.objects.filter(pk=roster.pk, done=0).update(state=State.READY, counts=counts)
    return False


@transaction.atomic
def _piece(
    roster: Roster, act: Act, now: dt.datetime, *, after: int, asked: Mapping[str, Any]
) -> int | None:
    """Take some rows that come after a place; the last one's place, None where there are none.

    The list is locked meanwhile: of two workers only one holds a row.
    """
    mine = Roster.objects.select_for_update().filter(pk=roster.pk, state=State.TAKING)
    if not mine.values_list("pk"):
        return None
    rows = RosterRow.objects.filter(roster=roster, is_taken=False, place__gt=after, **asked)
    found = list(rows.order_by("place")[:PIECE])
    if not found:
        return None
    act(roster, found, now)
    RosterRow.objects.filter(pk__in=[one.pk for one in found]).update(is_taken=True)
    mine.update(done=F("done") + len(found), touched_at=now)
    return found[-1].place


def _finish(roster: Roster, now: dt.datetime) -> dict[str, int] | None:
    counts = counted(roster)
    with transaction.atomic():
        if not Roster.objects.select_for_update().filter(pk=roster.pk, state=State.TAKING):
            return None
        services.audit(
            workspace_id=roster.workspace_id, actor_id=roster.made_by_id, act="take roster",
            now=now, object_kind="roster", object_id=roster.pk,
        )  # fmt: skip
        _end(roster, State.TAKEN, counts, now)
    clear()
    return counts


def drop(
    *,
    roster_id: int,
    workspace_id: int,
    actor_id: int | None,
    now: dt.datetime,
    act: str = "drop roster",
) -> bool:
    """Throw a list away that was not taken; whether there was one. `act`: how the log says it."""
    open_ones = (State.READING, State.READY, State.UNREADABLE)
    with transaction.atomic():
        found = Roster.objects.select_for_update().filter(
            pk=roster_id, workspace=workspace_id, state__in=open_ones
        )
        one = found.first()
        if one is None:
            return False
        services.audit(
            workspace_id=workspace_id, actor_id=actor_id, act=act, now=now,
            object_kind="roster", object_id=roster_id,
        )  # fmt: skip
        _end(one, State.DROPPED, one.counts, now)
    clear()
    return True


def clear() -> int:
    """Throw away the rows of lists that are over, some at a time; how many."""
    over = RosterRow.objects.filter(roster__state__in=(State.TAKEN, State.DROPPED))
    gone = 0
    while some := list(over.values_list("pk", flat=True)[:CLEARED]):
        gone += RosterRow.objects.filter(pk__in=some).delete()[0]
        _let_others_in(gone)
    return gone


def drop_old(now: dt.datetime) -> int:
    """Throw lists away that nobody took within a week; how many."""
    open_ones = (State.READING, State.READY, State.UNREADABLE)
    old = Roster.objects.filter(state__in=open_ones, touched_at__lt=now - KEPT)
    rows = list(old.values_list("pk", "workspace_id"))
    for pk, owner in rows:
        drop(roster_id=pk, workspace_id=owner, actor_id=None, now=now)
    return len(rows)


def _end(roster: Roster, state: str, counts: dict[str, int], now: dt.datetime) -> None:
    """What is kept of a list that is over: that it was, and how many. Its rows go by `clear`."""
    Roster.objects.filter(pk=roster.pk).update(
        state=state, data=b"", name="", notes=[], counts=counts, touched_at=now
    )


def _make_teams(roster: Roster) -> None:
    taken = (Fate.NEW, Fate.CHANGED, Fate.BACK)
    named = RosterRow.objects.filter(roster=roster, fate__in=taken).exclude(team="")
    wanted = set(named.order_by().values_list("team", flat=True).distinct())
    here = Team.objects.filter(workspace=roster.workspace_id)
    known = set(here.values_list("name", flat=True))
    Team.objects.bulk_create(
        Team(workspace_id=roster.workspace_id, name=name) for name in sorted(wanted - known)
    )


def _add(roster: Roster, rows: Sequence[RosterRow], now: dt.datetime) -> None:
    """New people: the person, what they may, office hours, their places."""
    workspace = roster.workspace
    rows = _still_new(roster, rows, now)
    here = Team.objects.filter(workspace=workspace, name__in={row.team for row in rows})
    teams = dict(here.values_list("name", "pk"))
    role = "stud" if workspace.kind == Workspace.Kind.SCHOOL else "smm"
    people = Person.objects.bulk_create(
        Person(
            workspace=workspace, name=row.name, email=row.email, title=row.title,
            role_id=row.role_id or role, team_id=teams.get(row.team),
            source_id=row.source_id, joined_at=now,
        )
        for row in rows
    )  # fmt: skip
    PersonRight.objects.bulk_create(
        PersonRight(person=one, right=right)
        for one, row in zip(people, rows, strict=True)
        for right in row.rights.split() or [Right.LEARNER]
    )
    _give_hours([one.pk for one in people], workspace)
    _sit(
        [(row.class_key, one.pk) for one, row in zip(people, rows, strict=True) if row.class_key],
        _classes(roster, {row.class_key for row in rows if row.class_key}, now),
    )


def _still_new(roster: Roster, rows: Sequence[RosterRow], now: dt.datetime) -> list[RosterRow]:
    """Rows whose address and id nobody took since the list was judged.

    The others are judged anew: they change who is here by now, or are refused.
    """
    ids = {row.source_id for row in rows} - {""}
    emails = {row.email for row in rows} - {""}
    here = Person.objects.filter(workspace=roster.workspace_id)
    taken_ids = {*here.filter(source_id__in=ids).values_list("source_id", flat=True)}
    taken_emails = {*here.filter(email__in=emails).values_list("email", flat=True)}
    met = [row for row in rows if row.source_id in taken_ids or row.email in taken_emails]
    if not met:
        return list(rows)
    Judge(roster).judge(met)
    RosterRow.objects.bulk_update(met, ["fate", "person", "flaws", "warnings"])
    _change(roster, [row for row in met if row.fate in (Fate.CHANGED, Fate.BACK)], now)
    return [row for row in rows if row.fate == Fate.NEW]


def _give_hours(person_ids: list[int], workspace: Workspace) -> None:
    """Office hours on the workspace's working days: ten rows a person, one statement for all."""
    days = services.working_days(workspace.weekend)
    pattern = [(day, *span) for day in days for span in services.OFFICE_HOURS]
    if not person_ids or not pattern:
        return
    quote, to_store = connection.ops.quote_name, connection.ops.adapt_timefield_value
    columns = ", ".join(quote(one) for one in ("person_id", "weekday", "starts", "ends"))
    spans = " UNION ALL ".join(
        ["SELECT %s AS d, CAST(%s AS time) AS s, CAST(%s AS time) AS e"] * len(pattern)
        if connection.vendor == "postgresql"
        else ["SELECT %s AS d, %s AS s, %s AS e"] * len(pattern)
    )
    holes = ", ".join(["%s"] * len(person_ids))
    given = [one for day, start, end in pattern for one in (day, to_store(start), to_store(end))]
    text = (
        f"INSERT INTO {table(WorkingHours)} ({columns}) "
        f"SELECT p.{quote('id')}, h.d, h.s, h.e FROM {table(Person)} p CROSS JOIN ({spans}) h "
        f"WHERE p.{quote('id')} IN ({holes})"
    )
    with connection.cursor() as cursor:
        cursor.execute(text, [*given, *person_ids])


def _change(roster: Roster, rows: Sequence[RosterRow], now: dt.datetime) -> None:
    """People who are here: what the list says of them is written over, set-wise."""
    if not rows:
        return
    quote = connection.ops.quote_name
    person, row = table(Person), table(RosterRow)
    sets = ", ".join(
        f"{quote(name)} = COALESCE(NULLIF(r.{quote(name)}, ''), {person}.{quote(name)})"
        for name in ("name", "email", "title", "role_id", "source_id")
    )
    holes = ", ".join(["%s"] * len(rows))
    text = (
        f"UPDATE {person} SET {sets}, {quote('left_at')} = NULL, "
        f"{quote('team_id')} = COALESCE((SELECT t.id FROM {table(Team)} t "
        f"WHERE t.workspace_id = {person}.workspace_id AND t.name = r.team "
        f"ORDER BY t.id LIMIT 1), {person}.{quote('team_id')}) "
        f"FROM {row} r WHERE r.person_id = {person}.id AND r.id IN ({holes})"
    )
    with connection.cursor() as cursor:
        cursor.execute(text, [one.pk for one in rows])
    PersonRight.objects.bulk_create(
        (
            PersonRight(person_id=one.person_id, right=right)
            for one in rows
            if one.person_id is not None
            for right in one.rights.split()
        ),
        ignore_conflicts=True,
    )
    seated = [(one.class_key, one.person_id) for one in rows if one.class_key]
    _sit(seated, _classes(roster, {key for key, _pk in seated}, now))


def _let_go(_roster: Roster, rows: Sequence[RosterRow], now: dt.datetime) -> None:
    leaving = [row.person_id for row in rows if row.person_id is not None]
    Person.objects.filter(pk__in=leaving).update(left_at=now)


def _seat(roster: Roster, rows: Sequence[RosterRow], now: dt.datetime) -> None:
    """Places in classes, and classes to teach, by the keys of people that are all here by now."""
    classes = _classes(roster, {one.class_key for one in rows}, now)
    for teaches in (False, True):
        some = [one for one in rows if one.teaches == teaches]
        _sit(_keys(roster, some), classes, ClassTeacher if teaches else ClassPlace)


def _unseat(roster: Roster, rows: Sequence[RosterRow], now: dt.datetime) -> None:
    classes = _classes(roster, {one.class_key for one in rows}, now)
    for held in (ClassPlace, ClassTeacher):
        some = [one for one in rows if one.teaches == (held is ClassTeacher)]
        gone: dict[int, list[int]] = {}
        for key, person in _keys(roster, some):
            gone.setdefault(classes[key], []).append(person)
        for group, persons in gone.items():
            held.objects.filter(school_class=group, person__in=persons).delete()


_STEPS: Final[tuple[tuple[Act, Mapping[str, Any]], ...]] = (
    (_add, {"fate": Fate.NEW, "is_place": False}),
    (_change, {"fate__in": (Fate.CHANGED, Fate.BACK), "is_place": False}),
    (_let_go, {"fate": Fate.LEAVES, "is_place": False}),
    (_seat, {"fate": Fate.NEW, "is_place": True}),
    (_unseat, {"fate": Fate.LEAVES, "is_place": True}),
)
"""What is done with which rows, one kind after the other: places come when everybody is here."""


def _keys(roster: Roster, rows: Iterable[RosterRow]) -> list[tuple[str, int]]:
    """(class key, person) of place rows; who could not be taken is left out."""
    pairs = [(one.class_key, one.source_id) for one in rows]
    here = Person.objects.filter(
        workspace=roster.workspace_id, source_id__in={source for _key, source in pairs}
    ).exclude(source_id="")
    persons = dict(here.values_list("source_id", "pk"))
    return [(key, persons[source]) for key, source in pairs if source in persons]


def _sit(
    pairs: Iterable[tuple[str, int | None]],
    classes: dict[str, int],
    held: type[ClassPlace | ClassTeacher] = ClassPlace,
) -> None:
    told = [(classes[key], person) for key, person in pairs if person is not None]
    if held is ClassTeacher:
        ClassTeacher.objects.bulk_create(
            (ClassTeacher(school_class_id=group, person_id=person) for group, person in told),
            ignore_conflicts=True,
        )
    else:
        ClassPlace.objects.bulk_create(
            (ClassPlace(school_class_id=group, person_id=person) for group, person in told),
            ignore_conflicts=True,
        )


def _start_classes(roster: Roster, now: dt.datetime) -> None:
    """Start the classes that are missing before anybody sits in one, some at a time."""
    rows = RosterRow.objects.filter(roster=roster, is_taken=False).exclude(class_key="")
    coming = rows.filter(fate__in=(Fate.NEW, Fate.CHANGED, Fate.BACK))
    keys = sorted(set(coming.order_by().values_list("class_key", flat=True).distinct()))
    for start in range(0, len(keys), CLASSES_AT_ONCE):
        with transaction.atomic():
            _classes(roster, set(keys[start : start + CLASSES_AT_ONCE]), now)


def _classes(roster: Roster, keys: set[str], now: dt.datetime) -> dict[str, int]:
    """The classes of some keys; those that are missing are started, pinned to today's edition."""
    if not keys:
        return {}
    owner = roster.workspace_id
    linked = RosterClass.objects.filter(workspace=owner, key__in=keys)
    found = dict(linked.values_list("key", "school_class_id"))
    missing = keys - set(found)
    if not missing:
        return found
    named = RosterRow.objects.filter(roster=roster, class_key__in=missing).order_by()
    for key, name, ends in named.values_list("class_key", "class_name", "class_ends").distinct():
        if key in found:
            continue
        same = SchoolClass.objects.filter(workspace=owner, name__iexact=name or key).first()
        group = same or services.start_class(
            workspace_id=owner, name=name or key, edition=ports.edition(), now=now,
            ends_on=ends or (now + TERM).date(),
        )  # fmt: skip
        RosterClass.objects.create(workspace_id=owner, key=key, school_class=group)
        found[key] = group.pk
    return found
