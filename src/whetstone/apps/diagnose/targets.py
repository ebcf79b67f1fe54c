"""What somebody aims for in an area beyond their role: a speciality, set by themselves.

The newest row of an area counts; a row without a level goes back to what the role needs. An aim
moves what is recommended and where the dotted line stands. It moves no level and no verdict.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from django.db import transaction

from whetstone.apps.diagnose.models import OwnTarget
from whetstone.apps.field import selectors as field
from whetstone.apps.people import services as people_services
from whetstone.core.kernel.errors import Fault, raise_all
from whetstone.web.prepared import Prepared

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    from whetstone.apps.field.selectors import RoleView

LEVELS: Final = range(5)


def own_targets(person_ids: Sequence[int]) -> dict[int, dict[str, int]]:
    """Levels that people aim for themselves, by person and area; one query."""
    found: dict[int, dict[str, int]] = defaultdict(dict)
    for person, area, level in _OWN(*person_ids) if person_ids else ():
        if level is None:
            found[person].pop(area, None)
        else:
            found[person][area] = level
    return dict(found)


def _own(person_ids: Any) -> Any:
    rows = OwnTarget.objects.filter(person_id__in=person_ids).order_by("recorded_at", "pk")
    return rows.values_list("person_id", "area_id", "level")


_OWN = Prepared(lambda *person_ids: _own(person_ids))


def aimed(role: RoleView, own: Mapping[str, int]) -> RoleView:
    """A role with somebody's own aims in place of what it needs there."""
    if not own:
        return role
    return replace(role, targets=MappingProxyType({**role.targets, **own}))


@transaction.atomic
def set_targets(
    *, person_id: int, workspace_id: int, levels: Mapping[str, int | None], now: dt.datetime
) -> int:
    """Aim for these levels; None goes back to the role's. How many aims changed.

    Raises:
        Faults: an area that is not there, or a level that is not 0 to 4.
    """
    areas = set(field.framework().area_ids)
    raise_all(
        Fault(area, "there is no such area." if area not in areas else "a level is 0 to 4.")
        for area, level in levels.items()
        if area not in areas or (level is not None and level not in LEVELS)
    )
    before = own_targets([person_id]).get(person_id, {})
    rows = [
        OwnTarget(person_id=person_id, area_id=area, level=level, recorded_at=now)
        for area, level in levels.items()
        if before.get(area) != level
    ]
    if rows:
        OwnTarget.objects.bulk_create(rows)
        people_services.audit(
            workspace_id=workspace_id,
            actor_id=person_id,
            act="profile.targets",
            object_kind="person",
            object_id=person_id,
            now=now,
        )
    return len(rows)
