"""Reading people. No other app touches these tables."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q

from whetstone.apps.people.class_selectors import class_by_code as class_by_code
from whetstone.apps.people.class_selectors import class_of as class_of
from whetstone.apps.people.class_selectors import class_sizes as class_sizes
from whetstone.apps.people.class_selectors import classes as classes
from whetstone.apps.people.class_selectors import school_class as school_class
from whetstone.apps.people.class_selectors import seats as seats
from whetstone.apps.people.class_selectors import taught_by as taught_by
from whetstone.apps.people.clock import now_in, real_now
from whetstone.apps.people.grouping_selectors import Grouping as Grouping
from whetstone.apps.people.grouping_selectors import groupings as groupings
from whetstone.apps.people.models import (
    AuditRow,
    Blackout,
    BusyTime,
    ClassPlace,
    Invitation,
    Person,
    PersonRight,
    Requirement,
    User,
    WorkingHours,
    Workspace,
)
from whetstone.apps.people.workspace_selectors import expired_demos as expired_demos
from whetstone.apps.people.workspace_selectors import is_told as is_told
from whetstone.apps.people.workspace_selectors import live_demos as live_demos
from whetstone.apps.people.workspace_selectors import standing as standing
from whetstone.apps.people.workspace_selectors import standing_workspaces as standing_workspaces
from whetstone.apps.people.workspace_selectors import template_workspace as template_workspace
from whetstone.apps.people.workspace_selectors import workspace_named as workspace_named
from whetstone.web import once
from whetstone.web.prepared import Prepared
from whetstone.web.request import Actor, Right

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from django.db.models import QuerySet


@dataclass(frozen=True, slots=True)
class Member:
    """A person as other rooms see them."""

    id: int
    name: str
    email: str
    title: str
    role_id: str
    team_id: int | None
    time_zone: str
    has_account: bool


@dataclass(frozen=True, slots=True)
class Stretch:
    """One stretch of a working pattern, local time."""

    weekday: int
    starts: dt.time
    ends: dt.time


@dataclass(frozen=True, slots=True)
class Need:
    """How many people should stand at a level in an area."""

    area_id: str
    level: int
    people: int


_WHO = Prepared(
    lambda person_id: Person.objects.filter(pk=person_id).values_list(
        "rights__right", "left_at", "name", "role_id", "user_id", "time_zone", "workspace_id",
        "workspace__name", "workspace__kind", "workspace__language", "workspace__country",
        "workspace__time_zone", "workspace__is_demo", "workspace__is_template",
        "workspace__frozen_at", "workspace__expires_at", "workspace__created_at",
        "user__is_staff", "workspace__closed_at", "workspace__colour",
    )
)  # fmt: skip


def actor(*, person_id: int, user_id: int | None, demo_workspace_id: int | None) -> Actor | None:
    """The person in the session, if that session may still act as them; one query."""
    rows = _WHO(person_id)
    if not rows:
        return None
    who = _Who(*rows[0][1:])
    if who.left_at is not None or who.closed_at is not None:
        return None
    if who.is_demo:
        expired = who.expires_at is not None and who.expires_at <= real_now()
        if who.is_template or expired or who.workspace_id != demo_workspace_id:
            return None
    elif user_id is None or who.user_id != user_id:
        return None
    rights = frozenset(row[0] for row in rows if row[0] is not None)
    return _as_actor(person_id, who, rights)


@dataclass(frozen=True, slots=True)
class _Who:
    """A person with their workspace, column by column as `_WHO` reads them."""

    left_at: dt.datetime | None
    name: str
    role_id: str
    user_id: int | None
    time_zone: str
    workspace_id: int
    workspace_name: str
    kind: str
    language: str
    country: str
    workspace_zone: str
    is_demo: bool
    is_template: bool
    frozen_at: dt.datetime | None
    expires_at: dt.datetime | None
    created_at: dt.datetime
    is_staff: bool | None
    closed_at: dt.datetime | None
    colour: str


def _as_actor(person_id: int, who: _Who, rights: frozenset[str]) -> Actor:
    return Actor(
        person_id=person_id,
        workspace_id=who.workspace_id,
        name=who.name,
        role_id=who.role_id,
        rights=rights,
        workspace_name=who.workspace_name,
        workspace_kind=who.kind,
        language=who.language,
        country=who.country,
        time_zone=who.time_zone or who.workspace_zone,
        now=now_in(who),
        is_demo=who.is_demo,
        user_id=who.user_id,
        edits_for_all=bool(who.is_staff) and not who.is_demo and Right.EDITOR in rights,
        colour=who.colour,
    )


def edits_for_all(person_id: int) -> bool:
    """Whether somebody's word may stand in the installation's ledger; one query."""
    return _for_all().filter(pk=person_id).exists()


def editors_for_all() -> list[tuple[int, str]]:
    """Everybody whose word may stand in the installation's ledger, by name; one query."""
    return list(_for_all().order_by("name", "pk").values_list("pk", "name"))


def _for_all() -> QuerySet[Person]:
    here = Q(left_at=None, user__is_active=True, workspace__is_demo=False)
    here &= Q(workspace__closed_at=None)
    return Person.objects.filter(here, rights__right=Right.EDITOR, user__is_staff=True)


_OF_A_MEMBER = (
    "pk", "name", "email", "title", "role_id", "team_id", "time_zone", "user_id",
)  # fmt: skip


def actor_for(person_id: int, *, now: dt.datetime | None = None) -> Actor:
    """The actor of a person, for commands, simulations and tests; no session is asked."""
    rows = _WHO(person_id)
    if not rows:
        raise Person.DoesNotExist(person_id)
    rights = frozenset(row[0] for row in rows if row[0] is not None)
    found = _as_actor(person_id, _Who(*rows[0][1:]), rights)
    return found if now is None else replace(found, now=now)


def members(workspace_id: int, *, right: str = Right.LEARNER) -> list[Member]:
    """The people of a workspace who hold a right, by name; one query."""
    return list(_members(workspace_id, right))


@once.a_request
def _members(workspace_id: int, right: str) -> tuple[Member, ...]:
    return tuple(map(_member, _MEMBERS(workspace_id, str(right))))


_MEMBERS = Prepared(
    lambda workspace_id, right: (
        Person.objects.filter(workspace_id=workspace_id, left_at=None, rights__right=right)
        .order_by("name", "pk")
        .values_list(*_OF_A_MEMBER)
    )
)


def everybody(workspace_id: int) -> list[tuple[Member, tuple[str, ...]]]:
    """All people of a workspace with their rights; two queries."""
    rights: defaultdict[int, list[str]] = defaultdict(list)
    for person, right in _EVERY_RIGHT(workspace_id):
        rights[person].append(right)
    return [(_member(row), tuple(sorted(rights[row[0]]))) for row in _EVERYBODY(workspace_id)]


_EVERYBODY = Prepared(
    lambda workspace_id: (
        Person.objects.filter(workspace_id=workspace_id, left_at=None)
        .order_by("name", "pk")
        .values_list(*_OF_A_MEMBER)
    )
)
_EVERY_RIGHT = Prepared(
    lambda workspace_id: PersonRight.objects.filter(
        person__workspace_id=workspace_id, person__left_at=None
    ).values_list("person_id", "right")
)


@once.a_request
def member(person_id: int, *, workspace_id: int) -> Member | None:
    """One person, only inside the given workspace."""
    row = _MEMBER.first(person_id, workspace_id)
    return _member(row) if row else None


_MEMBER = Prepared(
    lambda person_id, workspace_id: Person.objects.filter(
        pk=person_id, workspace_id=workspace_id, left_at=None
    ).values_list(*_OF_A_MEMBER)
)


def with_rights(person_id: int, *, workspace_id: int) -> tuple[Member, tuple[str, ...]] | None:
    """One person with their rights, only inside the given workspace; two queries."""
    found = member(person_id, workspace_id=workspace_id)
    rights = PersonRight.objects.filter(person_id=person_id).values_list("right", flat=True)
    return (found, tuple(sorted(rights))) if found else None


def learner_ids(workspace_id: int | None) -> QuerySet[Person]:
    """A sub-query of the learners of a workspace, for set operations in other apps.

    None: of all workspaces that are no demo.
    """
    everywhere = Q(workspace__is_demo=False, workspace__closed_at=None)
    where = everywhere if workspace_id is None else Q(workspace_id=workspace_id)
    return Person.objects.filter(
        where,
        left_at=None,
        pk__in=PersonRight.objects.filter(right=Right.LEARNER).values("person_id"),
    ).values("pk")  # type: ignore[return-value]


def learners_of(workspaces: Any) -> QuerySet[Person]:
    """A sub-query of the learners of several workspaces (a query set or a list of ids)."""
    return Person.objects.filter(
        workspace_id__in=workspaces,
        left_at=None,
        pk__in=PersonRight.objects.filter(right=Right.LEARNER).values("person_id"),
    ).values("pk")  # type: ignore[return-value]


def learner_count(workspace_id: int) -> int:
    """How many learners a workspace has; one query."""
    found = _LEARNER_COUNT.first(workspace_id)
    return int(found[0]) if found else 0


_LEARNER_COUNT = Prepared(
    lambda workspace_id: (
        learner_ids(workspace_id).order_by().values("workspace_id").values_list(Count("pk"))
    )
)


def spread(persons: Any) -> dict[int, int]:
    """How many of the people (a sub-query of ids) each workspace has; one query."""
    rows = Person.objects.filter(pk__in=persons).order_by().values_list("workspace_id")
    return dict(rows.annotate(n=Count("pk")))


@dataclass(frozen=True, slots=True)
class Group:
    """A team or a class: how many learners it has, and how many of them are among some."""

    kind: str
    id: int
    name: str
    size: int
    among: int


def groups(workspace_id: int, persons: Any) -> list[Group]:
    """The teams and classes of a workspace beside a set of people; two queries."""
    learners = learner_ids(workspace_id)
    asked = {"size": Count("pk"), "among": Count("pk", filter=Q(pk__in=persons))}
    teams = Person.objects.filter(pk__in=learners, team__isnull=False)
    places = ClassPlace.objects.filter(
        person_id__in=learners, school_class__workspace_id=workspace_id
    )
    in_class = {"size": Count("pk"), "among": Count("pk", filter=Q(person_id__in=persons))}
    found = teams.order_by("team__name").values_list("team_id", "team__name").annotate(**asked)
    seats = places.order_by("school_class__name").values_list(
        "school_class_id", "school_class__name"
    )
    return [Group("team", *row) for row in found] + [
        Group("class", *row) for row in seats.annotate(**in_class)
    ]


_LEARNERS = Prepared(
    lambda workspace_id: learner_ids(workspace_id).order_by("pk").values_list("pk")
)


@once.a_request
def learner_keys(workspace_id: int) -> tuple[int, ...]:
    """Ids of the learners of a workspace, in order; one query."""
    return tuple(pk for (pk,) in _LEARNERS(workspace_id))


def _member(row: Sequence[Any]) -> Member:
    """From a row of `_OF_A_MEMBER`."""
    return Member(*(*row[:-1], row[-1] is not None))


def titles_of(person_ids: Sequence[int]) -> dict[int, str]:
    """The title (or, without one, the name) of each of these people who are still here; one query.

    Few of them: their names stand on a page.
    """
    rows = _TITLES(*sorted(set(person_ids))) if person_ids else ()
    return {pk: title or name for pk, name, title in rows}


_TITLES = Prepared(
    lambda *ids: Person.objects.filter(pk__in=ids, left_at=None).values_list("pk", "name", "title")
)


def working_hours(person_ids: Sequence[int]) -> dict[int, list[Stretch]]:
    """Working patterns by person; one query."""
    return {pk: list(rows) for pk, rows in _hours(tuple(sorted(set(person_ids)))).items()}


@once.a_request
def _hours(person_ids: tuple[int, ...]) -> dict[int, list[Stretch]]:
    found: dict[int, list[Stretch]] = defaultdict(list)
    for person_id, weekday, starts, ends in _HOURS(*person_ids) if person_ids else ():
        found[person_id].append(Stretch(weekday, starts, ends))
    return dict(found)


_HOURS = Prepared(
    lambda *person_ids: WorkingHours.objects.filter(person_id__in=person_ids).values_list(
        "person_id", "weekday", "starts", "ends"
    )
)


def busy_times(
    person_ids: Sequence[int], *, start: dt.datetime, end: dt.datetime
) -> dict[int, list[tuple[dt.datetime, dt.datetime]]]:
    """Busy intervals by person that touch a span; one query."""
    found: dict[int, list[tuple[dt.datetime, dt.datetime]]] = defaultdict(list)
    rows = _BUSY(start, end, *sorted(set(person_ids))) if person_ids else ()
    for person_id, starts_at, ends_at in rows:
        found[person_id].append((starts_at, ends_at))
    return dict(found)


_BUSY = Prepared(
    lambda start, end, *person_ids: (
        BusyTime.objects.filter(person_id__in=person_ids, starts_at__lt=end, ends_at__gt=start)
        .order_by("starts_at")
        .values_list("person_id", "starts_at", "ends_at")
    )
)


def blackouts(workspace_id: int) -> list[tuple[int | None, dt.date, dt.date, str]]:
    """(person or None for all, first day, last day, reason) of a workspace; one query."""
    return list(_blackouts(workspace_id))


@once.a_request
def _blackouts(workspace_id: int) -> list[tuple[int | None, dt.date, dt.date, str]]:
    return _BLACKOUTS(workspace_id)


_BLACKOUTS = Prepared(
    lambda workspace_id: (
        Blackout.objects.filter(workspace_id=workspace_id)
        .order_by("starts_on")
        .values_list("person_id", "starts_on", "ends_on", "reason")
    )
)


def closed_ahead(
    workspace_id: int, *, person_id: int | None, on: dt.date
) -> list[tuple[int, dt.date, dt.date, str]]:
    """(key, first day, last day, reason) of days that are closed and not over; one query.

    Of one person, or of everybody where none is named.
    """
    rows = Blackout.objects.filter(workspace_id=workspace_id, ends_on__gte=on)
    rows = rows.filter(person=None) if person_id is None else rows.filter(person=person_id)
    return list(
        rows.order_by("starts_on", "pk").values_list("pk", "starts_on", "ends_on", "reason")
    )


def requirements(workspace_id: int) -> list[Need]:
    """The head-count wanted per area; one query."""
    return [Need(*row) for row in _NEEDS(workspace_id)]


_NEEDS = Prepared(
    lambda workspace_id: (
        Requirement.objects.filter(workspace_id=workspace_id)
        .order_by("area_id")
        .values_list("area_id", "level", "people")
    )
)


@once.a_request
def workspace(workspace_id: int) -> Workspace:
    """The workspace row."""
    found = _WORKSPACE.first(workspace_id)
    if found is None:
        raise Workspace.DoesNotExist
    return found  # type: ignore[no-any-return]


_WORKSPACE = Prepared(lambda workspace_id: Workspace.objects.filter(pk=workspace_id))


def workspace_by_slug(slug: str) -> Workspace | None:
    """A workspace by its short name."""
    return Workspace.objects.filter(slug=slug).first()


def people_of_account(user_id: int) -> list[Person]:
    """The places an account may go to, with their workspaces."""
    return list(
        Person.objects.filter(user_id=user_id, left_at=None, workspace__closed_at=None)
        .select_related("workspace")
        .order_by("workspace__name")
    )


def places_with(user_id: int | None, right: str, *, besides: int) -> list[tuple[int, str]]:
    """(person, workspace's name) of an account's other places with a right; one query."""
    rows = Person.objects.filter(
        user_id=user_id or 0, left_at=None, workspace__closed_at=None, rights__right=right
    )
    named = rows.exclude(pk=besides).order_by("workspace__name", "pk")
    return list(named.values_list("pk", "workspace__name"))


def has_owner() -> bool:
    """Whether this installation has been given to somebody."""
    return User.objects.filter(is_superuser=True).exists()


def open_invitation(token_hash: str, now: dt.datetime) -> Invitation | None:
    """An invitation that can still be taken."""
    return (
        Invitation.objects.select_related("person", "workspace")
        .filter(token_hash=token_hash, taken_at=None, expires_at__gt=now)
        .filter(person__left_at=None, workspace__closed_at=None)
        .first()
    )


def students(class_id: int) -> list[Member]:
    """The people in a class; one query."""
    rows = Person.objects.filter(class_places__school_class_id=class_id, left_at=None)
    return [_member(row) for row in rows.order_by("name", "pk").values_list(*_OF_A_MEMBER)]


def audit(workspace_id: int, *, limit: int = 50) -> list[AuditRow]:
    """The newest acts in a workspace."""
    rows = AuditRow.objects.filter(Q(workspace_id=workspace_id)).select_related("actor")
    return list(rows.order_by("-at", "-pk")[:limit])
