"""Codes by which somebody comes into a workspace as a learner: made, changed, ended, used."""

from __future__ import annotations

import datetime as dt
import secrets
from typing import TYPE_CHECKING, Final

from django.db import transaction

from whetstone.apps.people import services
from whetstone.apps.people.firm_models import WorkspaceCode
from whetstone.apps.people.models import Person, Workspace
from whetstone.core.kernel.errors import Refused
from whetstone.web.request import Right

if TYPE_CHECKING:
    from whetstone.apps.people.models import User

LASTS: Final = dt.timedelta(days=30)
LETTERS: Final = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
LENGTH: Final = 10
"""32^10, some 10^15: nobody finds one by trying, and nobody mistypes 0/O or 1/I."""


def plain(text: str) -> str:
    """A code as it is stored, however it was typed."""
    return "".join(one for one in text.upper() if one.isalnum())[:12]


def shown(code: str) -> str:
    """A code in two halves, as people read it aloud."""
    return f"{code[:5]}-{code[5:]}"


def open_code(workspace_id: int, now: dt.datetime) -> WorkspaceCode | None:
    """The code that leads into a workspace now."""
    found = WorkspaceCode.objects.filter(workspace=workspace_id, ended_at=None, expires_at__gt=now)
    return found.first()


def behind(code: str, now: dt.datetime) -> Workspace | None:
    """The workspace that a code leads into; None where it leads nowhere (any more)."""
    if not code:
        return None
    found = WorkspaceCode.objects.filter(
        code=code, ended_at=None, expires_at__gt=now, workspace__closed_at=None,
        workspace__is_demo=False,
    )  # fmt: skip
    one = found.select_related("workspace").first()
    return one.workspace if one else None


@transaction.atomic
def change(*, workspace_id: int, actor_id: int | None, now: dt.datetime) -> WorkspaceCode:
    """A new code; the one before leads nowhere from now on."""
    Workspace.objects.select_for_update().get(pk=workspace_id)
    WorkspaceCode.objects.filter(workspace=workspace_id, ended_at=None).update(ended_at=now)
    made = WorkspaceCode.objects.create(
        workspace_id=workspace_id, made_by_id=actor_id, made_at=now, expires_at=now + LASTS,
        code="".join(secrets.choice(LETTERS) for _ in range(LENGTH)),
    )  # fmt: skip
    _audit(workspace_id, actor_id, "change code", now)
    return made


@transaction.atomic
def end(*, workspace_id: int, actor_id: int | None, now: dt.datetime) -> bool:
    """No code leads in from now on; whether one did."""
    open_ones = WorkspaceCode.objects.filter(workspace=workspace_id, ended_at=None)
    if not open_ones.update(ended_at=now):
        return False
    _audit(workspace_id, actor_id, "end code", now)
    return True


@transaction.atomic
def come_in(*, code: str, user: User, name: str, now: dt.datetime) -> Person:
    """Give an account a place as a learner; the second time it is the same place.

    Raises:
        Refused: the code leads nowhere, or the person was deactivated here.
    """
    space = behind(code, now)
    if space is None:
        raise Refused("code", "leads_nowhere")
    held = Person.objects.filter(workspace=space, user=user).first()
    if held is not None:
        if held.left_at is not None:
            raise Refused("code", "deactivated")
        return held
    role = "stud" if space.kind == Workspace.Kind.SCHOOL else "smm"
    person = services.add_person(
        workspace_id=space.pk, name=name, email=user.email, rights=[Right.LEARNER],
        role_id=role, user_id=user.pk, now=now,
    )  # fmt: skip
    _audit(space.pk, person.pk, "came in by code", now)
    return person


def _audit(workspace_id: int, actor_id: int | None, act: str, now: dt.datetime) -> None:
    services.audit(workspace_id=workspace_id, actor_id=actor_id, act=act, now=now)
