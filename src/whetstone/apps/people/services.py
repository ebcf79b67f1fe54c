"""Writing people: workspaces, rights, hours, invitations, audit rows."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.text import slugify

from whetstone.apps.people import audit_log
from whetstone.apps.people.models import (
    AuditRow,
    Blackout,
    BusyTime,
    ClassPlace,
    Invitation,
    Organisation,
    Person,
    PersonRight,
    Requirement,
    SchoolClass,
    Team,
    User,
    WorkingHours,
    Workspace,
)
from whetstone.core.kernel.errors import Refused
from whetstone.web.request import Right

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from whetstone.apps.people.selectors import Need, Stretch

INVITATION_DAYS = 14
OFFICE_HOURS = ((dt.time(9), dt.time(12, 30)), (dt.time(13, 15), dt.time(17, 30)))
WEEK = range(7)


def audit(
    *,
    workspace_id: int | None,
    actor_id: int | None,
    act: str,
    now: dt.datetime,
    object_kind: str = "",
    object_id: str | int = "",
) -> None:
    """Write down who did what, without anything personal; sealed behind what stands."""
    audit_log.append(
        AuditRow(
            workspace_id=workspace_id,
            actor_id=actor_id,
            act=act,
            object_kind=object_kind,
            object_id=str(object_id),
            at=now,
        )
    )


@transaction.atomic
def create_workspace(
    *,
    organisation: str | Organisation,
    name: str,
    now: dt.datetime,
    kind: str = Workspace.Kind.TEAM,
    country: str = "",
    time_zone: str = "UTC",
    language: str = "en",
) -> Workspace:
    """A workspace, in an organisation that there is or a new one of that name."""
    if isinstance(organisation, str):
        organisation = Organisation.objects.create(name=organisation, created_at=now)
    return Workspace.objects.create(
        organisation=organisation,
        name=name,
        slug=_free_slug(name),
        kind=kind,
        country=country,
        time_zone=time_zone,
        language=language,
        created_at=now,
    )


def hold(workspace_id: int) -> None:
    """Nobody else who holds this workspace writes until the transaction ends."""
    Workspace.objects.select_for_update().only("pk").get(pk=workspace_id)


def _free_slug(name: str) -> str:
    stem = slugify(name)[:40] or "workspace"
    while True:
        slug = f"{stem}-{secrets.token_hex(4)}"
        if not Workspace.objects.filter(slug=slug).exists():
            return slug


@transaction.atomic
def add_person(
    *,
    workspace_id: int,
    name: str,
    rights: Iterable[str],
    now: dt.datetime,
    role_id: str = "smm",
    title: str = "",
    email: str = "",
    team_id: int | None = None,
    user_id: int | None = None,
    hours: Sequence[Stretch] | None = None,
) -> Person:
    """A person with rights and a working pattern: office hours where none is given."""
    person = Person.objects.create(
        workspace_id=workspace_id,
        name=name,
        email=email.lower(),
        title=title,
        role_id=role_id,
        team_id=team_id,
        user_id=user_id,
        joined_at=now,
    )
    PersonRight.objects.bulk_create(
        PersonRight(person=person, right=right) for right in sorted(set(rights))
    )
    _write_hours(person.pk, hours)
    return person


def working_days(weekend: str) -> list[int]:
    """The days of a week without its weekend, Monday is 0."""
    return [day for day in WEEK if str(day) not in weekend]


def _write_hours(person_id: int, hours: Sequence[Stretch] | None) -> None:
    if hours is None:
        place = Person.objects.filter(pk=person_id).values_list("workspace__weekend", flat=True)
        days = working_days(place.get())
        rows = [(day, start, end) for day in days for start, end in OFFICE_HOURS]
    else:
        rows = [(row.weekday, row.starts, row.ends) for row in hours]
    WorkingHours.objects.bulk_create(
        WorkingHours(person_id=person_id, weekday=day, starts=start, ends=end)
        for day, start, end in rows
    )


@transaction.atomic
def set_hours(
    *, workspace_id: int, person_id: int, hours: Sequence[Stretch], actor_id: int, now: dt.datetime
) -> None:
    """Replace a person's working pattern."""
    WorkingHours.objects.filter(person_id=person_id, person__workspace_id=workspace_id).delete()
    _write_hours(person_id, hours)
    audit(
        workspace_id=workspace_id,
        actor_id=actor_id,
        act="set hours",
        object_kind="person",
        object_id=person_id,
        now=now,
    )


@transaction.atomic
def set_requirements(
    *, workspace_id: int, needs: Iterable[Need], actor_id: int | None, now: dt.datetime
) -> None:
    """Replace the head-count wanted per area."""
    Requirement.objects.filter(workspace_id=workspace_id).delete()
    Requirement.objects.bulk_create(
        Requirement(
            workspace_id=workspace_id, area_id=need.area_id, level=need.level, people=need.people
        )
        for need in needs
    )
    audit(workspace_id=workspace_id, actor_id=actor_id, act="set requirements", now=now)


@transaction.atomic
def invite(*, workspace_id: int, person_id: int, actor_id: int | None, now: dt.datetime) -> str:
    """A link's token for one person; earlier open ones of theirs end. Only the hash is kept."""
    Invitation.objects.filter(person_id=person_id, taken_at=None).delete()
    token = secrets.token_urlsafe(24)
    Invitation.objects.create(
        workspace_id=workspace_id,
        person_id=person_id,
        token_hash=token_hash(token),
        made_by_id=actor_id,
        made_at=now,
        expires_at=now + dt.timedelta(days=INVITATION_DAYS),
    )
    audit(
        workspace_id=workspace_id,
        actor_id=actor_id,
        act="invite",
        object_kind="person",
        object_id=person_id,
        now=now,
    )
    return token


def token_hash(token: str) -> str:
    """What is kept of a secret link."""
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def take_invitation(*, invitation: Invitation, user: User, now: dt.datetime) -> bool:
    """Let an account become the invited person.

    False: somebody was faster, or they are here already.
    """
    if Person.objects.filter(workspace=invitation.workspace, user=user).exists():
        return False  # also where they were deactivated: an admin brings them back
    taken = Invitation.objects.filter(pk=invitation.pk, taken_at=None).update(taken_at=now)
    if not taken:
        return False
    Person.objects.filter(pk=invitation.person_id, user=None).update(user=user)
    audit(
        workspace_id=invitation.workspace_id,
        actor_id=invitation.person_id,
        act="took invitation",
        now=now,
    )
    return True


def add_team(*, workspace_id: int, name: str) -> Team:
    """A team whose cover is read together."""
    return Team.objects.create(workspace_id=workspace_id, name=name)


@transaction.atomic
def start(
    *,
    name: str,
    email: str,
    password: str,
    workspace: str,
    kind: str,
    country: str,
    time_zone: str,
    now: dt.datetime,
) -> Person | None:
    """The first run: owner, organisation, workspace. None: an owner exists already."""
    if User.objects.filter(is_superuser=True).exists():
        return None
    user = User.objects.create_superuser(email, password, name=name)
    made = create_workspace(
        organisation=workspace,
        name=workspace,
        now=now,
        kind=kind,
        country=country,
        time_zone=time_zone,
    )
    Organisation.objects.filter(pk=made.organisation_id).update(owner=user)
    rights = {Right.ADMIN, Right.EDITOR}
    rights |= {Right.LEAD, Right.LEARNER} if kind == Workspace.Kind.TEAM else {Right.INSTRUCTOR}
    person = add_person(
        workspace_id=made.pk,
        name=name,
        email=email,
        rights=rights,
        role_id="head",
        user_id=user.pk,
        now=now,
    )
    audit(workspace_id=made.pk, actor_id=person.pk, act="start", now=now)
    return person


class LastAdminError(Exception):
    """A workspace keeps at least one person who may change it."""


@transaction.atomic
def change_person(
    *,
    workspace_id: int,
    person_id: int,
    name: str,
    title: str,
    role_id: str,
    rights: Iterable[str],
    actor_id: int,
    now: dt.datetime,
) -> None:
    """Write a person's name, role and rights.

    Raises:
        LastAdminError: when nobody would be left who may.
    """
    wanted = set(rights)
    others = PersonRight.objects.filter(
        right=Right.ADMIN, person__workspace_id=workspace_id, person__left_at=None
    ).exclude(person_id=person_id)
    held = PersonRight.objects.filter(person_id=person_id, right=Right.ADMIN).exists()
    if held and Right.ADMIN not in wanted and not others.exists():
        raise LastAdminError
    Person.objects.filter(pk=person_id, workspace_id=workspace_id).update(
        name=name, title=title, role_id=role_id
    )
    PersonRight.objects.filter(person_id=person_id).exclude(right__in=wanted).delete()
    PersonRight.objects.bulk_create(
        (PersonRight(person_id=person_id, right=right) for right in sorted(wanted)),
        ignore_conflicts=True,
    )
    audit(
        workspace_id=workspace_id,
        actor_id=actor_id,
        act="change person",
        object_kind="person",
        object_id=person_id,
        now=now,
    )


@transaction.atomic
def join_class(*, school_class: SchoolClass, user: User, name: str, now: dt.datetime) -> Person:
    """Give an account a place in a class; the second time it is the same place.

    Raises:
        Refused: the person was deactivated here: an admin brings them back, no code does.
    """
    person = Person.objects.filter(workspace=school_class.workspace, user=user).first()
    if person is not None and person.left_at is not None:
        raise Refused("class", "deactivated")
    if person is None:
        person = add_person(
            workspace_id=school_class.workspace_id,
            name=name,
            rights=[Right.LEARNER],
            role_id="stud",
            user_id=user.pk,
            now=now,
        )
    seat(school_class=school_class, person=person)
    return person


def seat(*, school_class: SchoolClass, person: Person) -> None:
    """Give a person a place in a class; the second time it is the same place."""
    ClassPlace.objects.get_or_create(school_class=school_class, person=person)


def start_class(
    *, workspace_id: int, name: str, edition: str, ends_on: dt.date, now: dt.datetime
) -> SchoolClass:
    """A class with a join code that nobody mistypes (no 0/O, 1/I)."""
    letters = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
    code = "".join(secrets.choice(letters) for _ in range(8))
    return SchoolClass.objects.create(
        workspace_id=workspace_id,
        name=name,
        edition=edition,
        join_code=code,
        pinned_at=now,
        ends_on=ends_on,
    )


def change_class(*, school_class: SchoolClass, name: str, ends_on: dt.date) -> None:
    """Another name or last day; whoever calls writes it down."""
    school_class.name, school_class.ends_on = name, ends_on
    school_class.save(update_fields=["name", "ends_on"])


def replace_busy(
    *, person_id: int, spans: Iterable[tuple[dt.datetime, dt.datetime]], source: str = "calendar"
) -> int:
    """Put a calendar's busy intervals in place of the earlier ones. Returns how many."""
    with transaction.atomic():
        BusyTime.objects.filter(person_id=person_id, source=source).delete()
        rows = BusyTime.objects.bulk_create(
            BusyTime(person_id=person_id, starts_at=start_, ends_at=end, source=source)
            for start_, end in spans
        )
    return len(rows)


def black_out(
    *,
    workspace_id: int,
    starts_on: dt.date,
    ends_on: dt.date,
    reason: str,
    person_id: int | None = None,
) -> None:
    """Days on which nobody here (or one person) is booked."""
    Blackout.objects.create(
        workspace_id=workspace_id,
        person_id=person_id,
        starts_on=starts_on,
        ends_on=ends_on,
        reason=reason,
    )


def lift_black_out(
    *, workspace_id: int, starts_on: dt.date, ends_on: dt.date, reason: str
) -> None:
    """Days of everybody that were shut once for this reason are open again.

    Two that were shut alike (two campaigns of one name) are two: one of them is lifted.
    """
    alike = Blackout.objects.filter(
        workspace_id=workspace_id, person=None, starts_on=starts_on, ends_on=ends_on, reason=reason
    )
    with transaction.atomic():
        for one in list(alike.select_for_update().order_by("pk"))[:1]:
            one.delete()


def open_closed(closed_id: int, *, workspace_id: int, person_id: int | None) -> bool:
    """Open days again: one's own, or everybody's where no person is named. Whether it did."""
    rows = Blackout.objects.filter(pk=closed_id, workspace_id=workspace_id)
    rows = rows.filter(person=None) if person_id is None else rows.filter(person=person_id)
    return bool(rows.delete()[0])


@transaction.atomic
def let_edit_for_all(*, email: str, now: dt.datetime) -> int:
    """Let an account's word as an editor stand for everybody; it is made where it is missing.

    Returns in how many workspaces it is an editor: only there does it edit.
    """
    user = User.objects.filter(email=email.lower()).first()
    if user is None:
        user = User.objects.create_user(email)
    if not user.is_staff:
        user.is_staff = True
        user.save(update_fields=["is_staff"])
        _about_an_account("edit_for_all", user, now)
    return PersonRight.objects.filter(
        person__user=user, person__left_at=None, person__workspace__is_demo=False,
        right=Right.EDITOR,
    ).count()  # fmt: skip


@transaction.atomic
def stop_editing_for_all(*, email: str, now: dt.datetime) -> bool:
    """From now on the account edits for its own workspaces only; whether it did for all before.

    What it wrote stays.
    """
    user = User.objects.filter(email=email.lower(), is_staff=True).first()
    if user is None:
        return False
    user.is_staff = False
    user.save(update_fields=["is_staff"])
    _about_an_account("stop_editing_for_all", user, now)
    return True


def _about_an_account(act: str, user: User, now: dt.datetime) -> None:
    audit(
        workspace_id=None, actor_id=None, act=act, now=now, object_kind="account",
        object_id=user.pk,
    )  # fmt: skip
