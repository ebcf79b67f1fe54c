"""To be forgotten: what is a person's own goes, what names them stays without them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from whetstone.apps.people.models import Person, PersonRight, User
from whetstone.apps.people.services import LastAdminError, audit
from whetstone.core.kernel.errors import Missing
from whetstone.web.request import Right

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable

    Before = Callable[[int, dt.datetime], None]

_before: list[Before] = []


def register(*acts: Before) -> None:
    """Rooms say what has to be done just before a person's rows go, in the same act."""
    for act in acts:
        if act not in _before:
            _before.append(act)


@transaction.atomic
def erase_person(
    *, person_id: int, workspace_id: int, actor_id: int | None, now: dt.datetime
) -> dict[str, int]:
    """Delete all that is a person's own, in one act; how many rows of each kind that was.

    Answers stay as counts of a question that name nobody; what the person did for the workspace
    stays without their name; their account goes where it stands behind nobody else. The log of
    acts keeps a number that is nobody's any more.

    Raises:
        Missing: there is no such person here.
        LastAdminError: somebody must stay admin.
    """
    person = Person.objects.select_for_update().filter(workspace=workspace_id, pk=person_id)
    found = person.first()
    if found is None:
        raise Missing("person", str(person_id))
    admins = PersonRight.objects.filter(
        right=Right.ADMIN, person__workspace=workspace_id, person__left_at=None
    )
    if admins.filter(person=found).exists() and not admins.exclude(person=found).exists():
        raise LastAdminError
    for act in _before:
        act(found.pk, now)
    account = found.user_id
    _all, counted = person.delete()
    if account is not None and not Person.objects.filter(user=account).exists():
        User.objects.filter(pk=account, is_staff=False).delete()
    audit(
        workspace_id=workspace_id,
        actor_id=None if actor_id == person_id else actor_id,
        act="erase person",
        object_kind="person",
        object_id=person_id,
        now=now,
    )
    return {label: n for label, n in sorted(counted.items()) if n}
