"""Writing organisations: new workspaces, settings, closing and opening, handing over."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, Final

from django.db import transaction

from whetstone.apps.people import services
from whetstone.apps.people.firm_models import Handover
from whetstone.apps.people.models import (
    Invitation,
    Organisation,
    Person,
    PersonRight,
    User,
    Workspace,
)
from whetstone.core.kernel.errors import Missing, Refused
from whetstone.web.request import Right

if TYPE_CHECKING:
    from collections.abc import Mapping

OFFER: Final = dt.timedelta(days=14)
SETTINGS: Final = ("name", "language", "country", "region", "weekend", "time_zone", "colour")
RIGHTS_OF_OWNER: Final = {
    Workspace.Kind.TEAM: (Right.ADMIN, Right.LEAD, Right.EDITOR, Right.LEARNER),
    Workspace.Kind.SCHOOL: (Right.ADMIN, Right.INSTRUCTOR, Right.EDITOR),
}


@transaction.atomic
def start_workspace(
    *,
    organisation_id: int,
    owner: User,
    name: str,
    kind: str,
    country: str,
    time_zone: str,
    now: dt.datetime,
) -> Person:
    """One more workspace of an organisation; its owner stands in it as admin.

    Raises:
        Missing: the account does not own such an organisation.
    """
    found = _owned(organisation_id, owner)
    made = services.create_workspace(
        organisation=found, name=name, now=now, kind=kind, country=country, time_zone=time_zone
    )
    return _stand_in(made, owner, act="start", now=now)


@transaction.atomic
def enter_as_owner(
    *, organisation_id: int, workspace_id: int, owner: User, now: dt.datetime
) -> Person:
    """Give the owner a place as admin in a workspace of theirs; its log says so.

    Raises:
        Missing: it is not theirs.
    """
    space = _space(organisation_id, workspace_id, owner)
    held = Person.objects.filter(workspace=space, user=owner).first()
    if held is None:
        return _stand_in(space, owner, act="owner came in", now=now)
    if held.left_at is not None:
        Person.objects.filter(pk=held.pk).update(left_at=None)
    PersonRight.objects.get_or_create(person=held, right=Right.ADMIN)
    _audit(space, held.pk, "owner came in", now)
    return held


def _stand_in(space: Workspace, owner: User, *, act: str, now: dt.datetime) -> Person:
    person = services.add_person(
        workspace_id=space.pk, name=owner.name or owner.email, email=owner.email, role_id="head",
        rights=RIGHTS_OF_OWNER[Workspace.Kind(space.kind)], user_id=owner.pk, now=now,
    )  # fmt: skip
    _audit(space, person.pk, act, now)
    return person


@transaction.atomic
def set_workspace(
    *, workspace_id: int, settings: Mapping[str, Any], actor_id: int | None, now: dt.datetime
) -> None:
    """Write what a workspace is called, speaks, and when it rests."""
    given = {name: settings[name] for name in SETTINGS}
    Workspace.objects.filter(pk=workspace_id).update(**given)
    services.audit(
        workspace_id=workspace_id, actor_id=actor_id, act="set workspace", now=now,
        object_kind="workspace", object_id=workspace_id,
    )  # fmt: skip


@transaction.atomic
def close_workspace(
    *, organisation_id: int, workspace_id: int, owner: User, now: dt.datetime
) -> None:
    """Nobody enters from now on, no link and no code leads in; nothing is deleted.

    Raises:
        Missing: it is not theirs.
    """
    space = _space(organisation_id, workspace_id, owner)
    if space.closed_at is not None:
        return
    Workspace.objects.filter(pk=space.pk).update(closed_at=now)
    _audit(space, _own_place(space, owner), "close workspace", now)


@transaction.atomic
def open_workspace(
    *, organisation_id: int, workspace_id: int, owner: User, now: dt.datetime
) -> None:
    """Everybody who was in enters again.

    Raises:
        Missing: it is not theirs.
    """
    space = _space(organisation_id, workspace_id, owner)
    if space.closed_at is None:
        return
    Workspace.objects.filter(pk=space.pk).update(closed_at=None)
    _audit(space, _own_place(space, owner), "open workspace", now)


@transaction.atomic
def offer(*, organisation_id: int, owner: User, email: str, now: dt.datetime) -> Handover:
    """Offer an organisation to an account in one of its workspaces; an earlier offer ends.

    Raises:
        Missing: the account does not own it.
        Refused: nobody there has this address, or it is the owner's own.
    """
    found = _owned(organisation_id, owner)
    taker = User.objects.filter(
        email=email.strip().lower(), is_active=True, people__left_at=None,
        people__workspace__organisation=found, people__workspace__closed_at=None,
    ).first()  # fmt: skip
    if taker is None:
        raise Refused("hand-over", "nobody_there")
    if taker.pk == owner.pk:
        raise Refused("hand-over", "yourself")
    _end_offers(found, now)
    made = Handover.objects.create(
        organisation=found, giver=owner, taker=taker, made_at=now, expires_at=now + OFFER
    )
    _about(found, "offer organisation", now)
    return made


@transaction.atomic
def withdraw(*, organisation_id: int, owner: User, now: dt.datetime) -> bool:
    """Take an offer back; whether there was one.

    Raises:
        Missing: the account does not own it.
    """
    found = _owned(organisation_id, owner)
    ended = _end_offers(found, now)
    if ended:
        _about(found, "withdraw offer", now)
    return bool(ended)


@transaction.atomic
def answer_offer(*, handover_id: int, taker: User, takes: bool, now: dt.datetime) -> bool:
    """Take an organisation that was offered, or decline; whether that could still be done."""
    open_one = Handover.objects.filter(
        pk=handover_id, taker=taker, ended_at=None, expires_at__gt=now
    )
    found = open_one.select_related("organisation").first()
    if found is None or not open_one.update(ended_at=now, was_taken=takes):
        return False
    if takes:
        moved = Organisation.objects.filter(pk=found.organisation_id, owner=found.giver_id)
        if not moved.update(owner=taker):
            return False
    _about(found.organisation, "take organisation" if takes else "decline organisation", now)
    return True


def _owned(organisation_id: int, owner: User) -> Organisation:
    found = Organisation.objects.select_for_update().filter(pk=organisation_id, owner=owner)
    one = found.first()
    if one is None:
        raise Missing("organisation", str(organisation_id))
    return one


def _space(organisation_id: int, workspace_id: int, owner: User) -> Workspace:
    found = _owned(organisation_id, owner)
    space = Workspace.objects.filter(pk=workspace_id, organisation=found, is_demo=False).first()
    if space is None:
        raise Missing("workspace", str(workspace_id))
    return space


def _own_place(space: Workspace, owner: User) -> int | None:
    return Person.objects.filter(workspace=space, user=owner).values_list("pk", flat=True).first()


def _end_offers(found: Organisation, now: dt.datetime) -> int:
    return Handover.objects.filter(organisation=found, ended_at=None).update(ended_at=now)


def _audit(space: Workspace, actor_id: int | None, act: str, now: dt.datetime) -> None:
    services.audit(
        workspace_id=space.pk, actor_id=actor_id, act=act, now=now, object_kind="workspace",
        object_id=space.pk,
    )  # fmt: skip


def _about(found: Organisation, act: str, now: dt.datetime) -> None:
    """In the installation's log: an organisation is above its workspaces' logs."""
    services.audit(
        workspace_id=None, actor_id=None, act=act, now=now, object_kind="organisation",
        object_id=found.pk,
    )  # fmt: skip


@transaction.atomic
def deactivate_person(
    *, workspace_id: int, person_id: int, actor_id: int | None, now: dt.datetime
) -> None:
    """From now on a person cannot enter; their history stays, their open links end.

    Raises:
        Missing: there is no such person here.
        LastAdminError: somebody must stay admin.
    """
    here = Person.objects.filter(pk=person_id, workspace=workspace_id, left_at=None)
    if here.select_for_update().first() is None:
        raise Missing("person", str(person_id))
    admins = PersonRight.objects.filter(
        right=Right.ADMIN, person__workspace=workspace_id, person__left_at=None
    )
    is_admin = admins.filter(person=person_id).exists()
    if is_admin and not admins.exclude(person=person_id).exists():
        raise services.LastAdminError
    here.update(left_at=now)
    Invitation.objects.filter(person=person_id, taken_at=None).delete()
    services.audit(
        workspace_id=workspace_id, actor_id=actor_id, act="deactivate person", now=now,
        object_kind="person", object_id=person_id,
    )  # fmt: skip


@transaction.atomic
def reactivate_person(
    *, workspace_id: int, person_id: int, actor_id: int | None, now: dt.datetime
) -> None:
    """They enter again as who they were.

    Raises:
        Missing: there is no such person here who has left.
    """
    gone = Person.objects.filter(pk=person_id, workspace=workspace_id, left_at__isnull=False)
    if not gone.update(left_at=None):
        raise Missing("person", str(person_id))
    services.audit(
        workspace_id=workspace_id, actor_id=actor_id, act="reactivate person", now=now,
        object_kind="person", object_id=person_id,
    )  # fmt: skip
