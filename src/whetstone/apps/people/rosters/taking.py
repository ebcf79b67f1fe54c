"""A roster that was looked at is taken: set by set, in one act, once."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Final

from django.db import connection, transaction

from whetstone.apps.people import services
from whetstone.apps.people.firm_models import Roster, RosterClass, RosterRow
from whetstone.apps.people.models import (
    ClassPlace,
    Person,
    PersonRight,
    SchoolClass,
    Team,
    WorkingHours,
    Workspace,
)
from whetstone.apps.people.rosters import ports
from whetstone.apps.people.rosters.staging import State, counted, judge_again, stored
from whetstone.core.kernel.errors import Missing, Refused
from whetstone.web.request import Right
from whetstone.web.setwise import table

if TYPE_CHECKING:
    from collections.abc import Iterable

Fate = RosterRow.Fate
TERM: Final = dt.timedelta(weeks=16)
"""How long a new class runs where the roster does not say: a usual term. Told before."""
KEPT: Final = dt.timedelta(days=7)
"""How long a list that nobody took waits."""
LOST: Final = dt.timedelta(minutes=5)


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
    return bool(ready.update(state=State.TAKING, without_refused=without_refused, touched_at=now))


@transaction.atomic
def take(roster_id: int, *, now: dt.datetime) -> dict[str, int] | None:
    """Take a list that is marked: everything or nothing. None: it was taken already.

    Judged again first: between look and act somebody may have come or gone. Where that refuses
    rows that nobody has seen refused, the list waits to be looked at once more.
    """
    roster = Roster.objects.select_for_update().filter(pk=roster_id, state=State.TAKING).first()
    if roster is None:
        return None
    judge_again(roster)
    counts = counted(roster)
    if counts.get(Fate.REFUSED, 0) > roster.counts.get(Fate.REFUSED, 0):
        Roster.objects.filter(pk=roster_id).update(state=State.READY, counts=counts)
        return None
    _make_teams(roster)
    _add(roster, now)
    _change(roster, now)
    _seat(roster, now)
    services.audit(
        workspace_id=roster.workspace_id, actor_id=roster.made_by_id, act="take roster", now=now,
        object_kind="roster", object_id=roster.pk,
    )  # fmt: skip
    _end(roster, State.TAKEN, counts, now)
    return counts


@transaction.atomic
def drop(*, roster_id: int, workspace_id: int, actor_id: int | None, now: dt.datetime) -> bool:
    """Throw a list away that was not taken; whether there was one."""
    open_ones = (State.READING, State.READY, State.UNREADABLE)
    found = Roster.objects.select_for_update().filter(
        pk=roster_id, workspace=workspace_id, state__in=open_ones
    )
    one = found.first()
    if one is None:
        return False
    services.audit(
        workspace_id=workspace_id, actor_id=actor_id, act="drop roster", now=now,
        object_kind="roster", object_id=roster_id,
    )  # fmt: skip
    _end(one, State.DROPPED, one.counts, now)
    return True


def drop_old(now: dt.datetime) -> int:
    """Throw lists away that nobody took within a week; how many."""
    open_ones = (State.READING, State.READY, State.UNREADABLE)
    old = Roster.objects.filter(state__in=open_ones, touched_at__lt=now - KEPT)
    rows = list(old.values_list("pk", "workspace_id"))
    for pk, owner in rows:
        drop(roster_id=pk, workspace_id=owner, actor_id=None, now=now)
    return len(rows)


def _end(roster: Roster, state: str, counts: dict[str, int], now: dt.datetime) -> None:
    """What is kept of a list that is over: that it was, and how many."""
    RosterRow.objects.filter(roster=roster).delete()
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


def _add(roster: Roster, now: dt.datetime) -> None:
    """New people, some at a time: the person, what they may, office hours, their row's link."""
    workspace = roster.workspace
    teams = dict(Team.objects.filter(workspace=workspace).values_list("name", "pk"))
    role = "stud" if workspace.kind == Workspace.Kind.SCHOOL else "smm"
    for rows in stored(roster, fate=Fate.NEW, is_place=False):
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
        seated = [
            (row.class_key, one.pk) for one, row in zip(people, rows, strict=True) if row.class_key
        ]
        if seated:
            _sit(seated, _classes(roster, {key for key, _pk in seated}, now))


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


def _change(roster: Roster, now: dt.datetime) -> None:
    """People who are here: what the list says of them is written over, set-wise."""
    quote = connection.ops.quote_name
    person, row = table(Person), table(RosterRow)
    sets = ", ".join(
        f"{quote(name)} = COALESCE(NULLIF(r.{quote(name)}, ''), {person}.{quote(name)})"
        for name in ("name", "email", "title", "role_id", "source_id")
    )
    text = (
        f"UPDATE {person} SET {sets}, {quote('left_at')} = NULL, "
        f"{quote('team_id')} = COALESCE((SELECT t.id FROM {table(Team)} t "
        f"WHERE t.workspace_id = {person}.workspace_id AND t.name = r.team "
        f"ORDER BY t.id LIMIT 1), {person}.{quote('team_id')}) "
        f"FROM {row} r WHERE r.person_id = {person}.id AND r.roster_id = %s "
        f"AND r.is_place = %s AND r.fate IN (%s, %s)"
    )
    with connection.cursor() as cursor:
        cursor.execute(text, [roster.pk, False, Fate.CHANGED, Fate.BACK])
    leaving = RosterRow.objects.filter(roster=roster, fate=Fate.LEAVES, is_place=False)
    Person.objects.filter(pk__in=leaving.values("person_id")).update(left_at=now)
    for rows in stored(roster, fate__in=(Fate.CHANGED, Fate.BACK), is_place=False):
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
        if seated:
            _sit(seated, _classes(roster, {key for key, _pk in seated}, now))


def _seat(roster: Roster, now: dt.datetime) -> None:
    """Places in classes, by the keys of people that are all here by now."""
    for rows in stored(roster, fate=Fate.NEW, is_place=True):
        classes = _classes(roster, {one.class_key for one in rows}, now)
        _sit(_keys(roster, rows), classes)
    for rows in stored(roster, fate=Fate.LEAVES, is_place=True):
        classes = _classes(roster, {one.class_key for one in rows}, now)
        for key, person in _keys(roster, rows):
            ClassPlace.objects.filter(school_class=classes[key], person=person).delete()


def _keys(roster: Roster, rows: Iterable[RosterRow]) -> list[tuple[str, int]]:
    """(class key, person) of place rows; who could not be taken is left out."""
    pairs = [(one.class_key, one.source_id) for one in rows]
    here = Person.objects.filter(
        workspace=roster.workspace_id, source_id__in={source for _key, source in pairs}
    ).exclude(source_id="")
    persons = dict(here.values_list("source_id", "pk"))
    return [(key, persons[source]) for key, source in pairs if source in persons]


def _sit(pairs: Iterable[tuple[str, int | None]], classes: dict[str, int]) -> None:
    ClassPlace.objects.bulk_create(
        (
            ClassPlace(school_class_id=classes[key], person_id=person)
            for key, person in pairs
            if person is not None
        ),
        ignore_conflicts=True,
    )


def _classes(roster: Roster, keys: set[str], now: dt.datetime) -> dict[str, int]:
    """The classes of some keys; those that are missing are started, pinned to today's edition."""
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
