"""Who keeps a workspace, and whom a keeper names on the command line."""

from __future__ import annotations

from django.db.models import Q

from whetstone.apps.people.models import Person
from whetstone.web.request import Right


def person_named(name: str, *, workspace_id: int) -> int | None:
    """The person of this number or e-mail address in a workspace, also one who has left."""
    asked = Q(pk=int(name)) if name.isascii() and name.isdigit() else Q(email__iexact=name)
    rows = Person.objects.filter(asked, workspace=workspace_id).order_by("left_at", "pk")
    return rows.values_list("pk", flat=True).first()


def admins(workspace_id: int) -> list[str]:
    """Names of those who keep a workspace; one query."""
    rows = Person.objects.filter(workspace=workspace_id, left_at=None, rights__right=Right.ADMIN)
    return list(rows.order_by("name").values_list("name", flat=True))
