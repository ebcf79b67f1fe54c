"""A way back into an account without mail: an admin makes a link, its owner sets a password.

The admin never sees the password, and the link opens once, for a day. It never opens more than the
admin keeps: an account that also stands in a workspace of others, or that keeps the installation,
gets no link from here.
"""

from __future__ import annotations

import datetime as dt
import secrets
from typing import TYPE_CHECKING, Final

from django.db import transaction

from whetstone.apps.people.models import Person, RecoveryLink
from whetstone.apps.people.services import audit, token_hash
from whetstone.core.kernel.errors import Missing, Refused
from whetstone.web.request import Right

if TYPE_CHECKING:
    from whetstone.apps.people.models import User

HOURS: Final = 24


def why_not(*, person_id: int, workspace_id: int, actor_id: int) -> str:
    """Why no way back can be made: a word, "" where it can.

    Raises:
        Missing: no such person works here.
    """
    person = _person(person_id, workspace_id)
    if person.user is None or person_id == actor_id:
        return "no_account" if person.user is None else "yourself"
    if person.user.is_superuser or person.user.is_staff:
        return "keeps_all"
    mine = Person.objects.filter(
        user__people=actor_id, left_at=None, rights__right=Right.ADMIN
    ).values("workspace")
    others = Person.objects.filter(user=person.user, left_at=None).exclude(workspace__in=mine)
    return "elsewhere" if others.exists() else ""


@transaction.atomic
def make(*, person_id: int, workspace_id: int, actor_id: int, now: dt.datetime) -> str:
    """A link's token, shown once; earlier ones for the account end.

    Raises:
        Missing: no such person works here.
        Refused: the account is not this admin's to open.
    """
    why = why_not(person_id=person_id, workspace_id=workspace_id, actor_id=actor_id)
    if why:
        raise Refused("way back", why)
    person = _person(person_id, workspace_id)
    account = person.user
    if account is None:
        raise Refused("way back", "no_account")
    RecoveryLink.objects.filter(user=account, used_at=None).delete()
    token = secrets.token_urlsafe(32)
    RecoveryLink.objects.create(
        user=account,
        person=person,
        token_hash=token_hash(token),
        made_by_id=actor_id,
        made_at=now,
        expires_at=now + dt.timedelta(hours=HOURS),
    )
    _write("make way back", person, actor_id, now)
    return token


def owner(token: str, *, now: dt.datetime) -> User | None:
    """Whose account a link opens; None where it was used, replaced or is over."""
    row = _open(token, now)
    return row.user if row else None


@transaction.atomic
def take(*, token: str, password: str, now: dt.datetime) -> bool:
    """Set a password by a link. False: it does not open any more. All other sign-ins end with it.

    Second factors stay: the link stands for the password alone.
    """
    row = _open(token, now)
    if row is None or not RecoveryLink.objects.filter(pk=row.pk, used_at=None).update(used_at=now):
        return False
    row.user.set_password(password)
    row.user.save(update_fields=["password"])
    _write("took way back", row.person, row.person_id, now)
    return True


def _open(token: str, now: dt.datetime) -> RecoveryLink | None:
    rows = RecoveryLink.objects.filter(
        token_hash=token_hash(token), used_at=None, expires_at__gt=now, person__left_at=None
    )
    return rows.select_related("user", "person").first()


def _person(person_id: int, workspace_id: int) -> Person:
    rows = Person.objects.filter(pk=person_id, workspace=workspace_id, left_at=None)
    found = rows.select_related("user").first()
    if found is None:
        raise Missing("person", str(person_id))
    return found


def _write(act: str, person: Person, actor_id: int, now: dt.datetime) -> None:
    audit(
        workspace_id=person.workspace_id,
        actor_id=actor_id,
        act=act,
        object_kind="person",
        object_id=person.pk,
        now=now,
    )
