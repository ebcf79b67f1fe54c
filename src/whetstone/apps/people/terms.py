"""Who sits in which class whose term is not over."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from whetstone.apps.people.models import ClassPlace
from whetstone.web.prepared import Prepared

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection

    from whetstone.apps.people.models import SchoolClass


def running_classes(person_ids: Collection[int], *, on: dt.date) -> dict[int, list[SchoolClass]]:
    """The classes people sit in whose term is not over, by person; one query."""
    found: dict[int, list[SchoolClass]] = {}
    for place in _RUNNING(on, *sorted(set(person_ids))) if person_ids else ():
        found.setdefault(place.person_id, []).append(place.school_class)
    return found


_RUNNING = Prepared(
    lambda on, *person_ids: (
        ClassPlace.objects.filter(person_id__in=person_ids, school_class__ends_on__gte=on)
        .select_related("school_class")
        .order_by("pk")
    )
)


def sitting(*, on: dt.date, classes: Any = None) -> Any:
    """A sub-query: who sits in a class (one of these) whose term is not over."""
    places = ClassPlace.objects.filter(school_class__ends_on__gte=on)
    if classes is not None:
        places = places.filter(school_class__in=classes)
    return places.order_by().values_list("person_id", flat=True)
