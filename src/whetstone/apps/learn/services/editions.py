"""A class takes a change into its term: from now on its lessons are read as they are now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction

from whetstone.apps.field import selectors as field
from whetstone.apps.learn.models import ClassAdoption

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence


def adopt(
    *,
    class_id: int,
    change_id: int | None,
    lessons: Sequence[str],
    person_id: int | None,
    now: dt.datetime,
) -> bool:
    """Write down that a class reads these lessons in the newest edition (None: all of them).

    False where it had been adopted before. Call inside the transaction of the whole act.
    """
    rows = ClassAdoption.objects.filter(school_class=class_id, change=change_id)
    edition = field.newest_edition()
    if edition is None or rows.exists():
        return False
    try:
        with transaction.atomic():
            ClassAdoption.objects.create(
                school_class_id=class_id,
                change_id=change_id,
                edition_id=edition,
                lessons=sorted(lessons),
                adopted_by_id=person_id,
                adopted_at=now,
            )
    except IntegrityError:  # the same form, sent twice at once
        return False
    return True
