"""Opening a class, and giving somebody a place in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction

from whetstone.apps.connect import selectors
from whetstone.apps.people import services as people

if TYPE_CHECKING:
    import datetime as dt

    from whetstone.apps.people.models import Person, SchoolClass, User


@transaction.atomic
def open_class(
    *,
    workspace_id: int,
    name: str,
    edition: str,
    ends_on: dt.date,
    actor_id: int,
    now: dt.datetime,
) -> tuple[SchoolClass, bool]:
    """A class on the given edition, and whether it is new.

    The same name and last day is the same class: a form that was sent twice opens one.
    """
    there = selectors.same_class(workspace_id, name=name, ends_on=ends_on)
    if there is not None:
        return there, False
    made = people.start_class(
        workspace_id=workspace_id, name=name, edition=edition, ends_on=ends_on, now=now
    )
    people.audit(
        workspace_id=workspace_id,
        actor_id=actor_id,
        act="open class",
        object_kind="class",
        object_id=made.pk,
        now=now,
    )
    return made, True


def join(*, school_class: SchoolClass, user: User, name: str, now: dt.datetime) -> Person:
    """An account's place in a class; the second time it is the same place."""
    try:
        return _join(school_class=school_class, user=user, name=name, now=now)
    except IntegrityError:  # the same form, sent twice at once: the other one was faster
        return _join(school_class=school_class, user=user, name=name, now=now)


@transaction.atomic
def _join(*, school_class: SchoolClass, user: User, name: str, now: dt.datetime) -> Person:
    seated = selectors.seated_ids(school_class.pk)
    person = people.join_class(school_class=school_class, user=user, name=name, now=now)
    if person.pk not in seated:
        people.audit(
            workspace_id=school_class.workspace_id,
            actor_id=person.pk,
            act="join class",
            object_kind="class",
            object_id=school_class.pk,
            now=now,
        )
    return person
