"""The people of a workspace, page by page: questions do not depend on how many they are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.core.paginator import Paginator
from django.db.models import Q

from whetstone.apps.people.models import Person

if TYPE_CHECKING:
    from django.core.paginator import Page
    from django.db.models import QuerySet

PAGE_SIZE: Final = 50
HERE, LEFT = "here", "left"


@dataclass(frozen=True, slots=True)
class Asked:
    """Whom somebody looks for: `find` begins a name or an address; who is here, or has left."""

    find: str = ""
    who: str = HERE


def rows(workspace_id: int, asked: Asked) -> QuerySet[Person]:
    """The people asked for, by name, with rights and team."""
    found = Person.objects.filter(
        workspace=workspace_id, left_at__isnull=asked.who != LEFT
    ).order_by("name", "pk")
    if asked.find:
        found = found.filter(
            Q(name__istartswith=asked.find)
            | Q(name__icontains=f" {asked.find}")
            | Q(email__startswith=asked.find.lower())
        )
    return found


def page(workspace_id: int, asked: Asked, number: str | None) -> Page[Person]:
    """One page of them; four queries."""
    found = rows(workspace_id, asked).select_related("team").prefetch_related("rights")
    return Paginator(found, PAGE_SIZE).get_page(number)


def count(workspace_id: int, who: str = HERE) -> int:
    """How many people are here, or have left; one query."""
    return rows(workspace_id, Asked(who=who)).order_by().count()
