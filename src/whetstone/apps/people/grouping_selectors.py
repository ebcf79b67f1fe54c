"""In which groups people are when it is asked whether questions favour one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from whetstone.apps.people.models import Person

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, slots=True)
class Grouping:
    """In which groups somebody is when it is asked whether questions favour one."""

    language: str
    region: str
    role: str


def groupings(person_ids: Iterable[int]) -> dict[int, Grouping]:
    """Language, region and role of people, without their names; a query for 500 of them.

    The language is the account's own, else the workspace's; the region is its country.
    """
    wanted = sorted(person_ids)
    found: dict[int, Grouping] = {}
    for start in range(0, len(wanted), 500):
        rows = Person.objects.filter(pk__in=wanted[start : start + 500]).values_list(
            "pk", "user__language", "workspace__language", "workspace__country", "role_id"
        )
        for pk, own, common, country, role in rows:
            found[pk] = Grouping((own or common).split("-")[0], country, role)
    return found
