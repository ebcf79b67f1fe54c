"""Whether the lead may read a person's verdict words: the person says, area by area."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from whetstone.apps.diagnose.models import ShareChoice
from whetstone.apps.diagnose.selectors import shared_areas
from whetstone.apps.field import selectors as field
from whetstone.apps.people import services as people_services

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable


@transaction.atomic
def share(
    *,
    person_id: int,
    workspace_id: int,
    asked: Iterable[str],
    shared: Iterable[str],
    now: dt.datetime,
) -> int:
    """Let the lead read verdict words in the `shared` areas, and in no other of the `asked` ones.

    Areas that were not asked about stay as they are. Returns how many choices changed.
    """
    known = set(field.framework().area_ids)
    wanted = set(shared) & known
    before = shared_areas([person_id]).get(person_id, frozenset())
    rows = [
        ShareChoice(person_id=person_id, area_id=area, is_shared=area in wanted, recorded_at=now)
        for area in sorted(set(asked) & known)
        if (area in wanted) != (area in before)
    ]
    if rows:
        ShareChoice.objects.bulk_create(rows)
        people_services.audit(
            workspace_id=workspace_id,
            actor_id=person_id,
            act="profile.sharing",
            object_kind="person",
            object_id=person_id,
            now=now,
        )
    return len(rows)
