"""Starting classes and joining them."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.db import transaction

from whetstone.apps.field import selectors as field
from whetstone.apps.people import selectors as people
from whetstone.apps.people import services as people_services

if TYPE_CHECKING:
    from whetstone.apps.people.models import Person, SchoolClass, User

SAME_CLASS = dt.timedelta(minutes=10)


@transaction.atomic
def start_class(
    *, workspace_id: int, name: str, ends_on: dt.date, actor_id: int | None, now: dt.datetime
) -> SchoolClass:
    """A class on the newest edition; the same name and end within minutes is one class."""
    for row in people.classes(workspace_id):
        if (row.name, row.ends_on) == (name, ends_on) and now - row.pinned_at < SAME_CLASS:
            return row
    made = people_services.start_class(
        workspace_id=workspace_id,
        name=name,
        edition=field.edition_name(),
        ends_on=ends_on,
        now=now,
    )
    people_services.audit(
        workspace_id=workspace_id,
        actor_id=actor_id,
        act="start class",
        object_kind="class",
        object_id=made.pk,
        now=now,
    )
    return made


def join(*, school_class: SchoolClass, user: User, name: str, now: dt.datetime) -> Person:
    """Give an account its place in a class; the second time it is the same place."""
    return people_services.join_class(school_class=school_class, user=user, name=name, now=now)
