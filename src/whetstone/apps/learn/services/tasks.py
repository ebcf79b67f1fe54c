"""Writing for a task: kept as it is typed, like all own work."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from whetstone.apps.learn.models import OwnWork, Task
from whetstone.apps.learn.selectors.tasks import TASK_TEXT, task_text
from whetstone.apps.learn.services.reading import LONGEST_TEXT
from whetstone.core.kernel.errors import Missing

if TYPE_CHECKING:
    import datetime as dt


@transaction.atomic
def save_task_text(
    *, person_id: int, slug: str, text: str, now: dt.datetime, field: str = TASK_TEXT
) -> OwnWork:
    """Keep what somebody wrote for a task (or the address beside it); no change writes nothing.

    Raises:
        Missing: there is no such task.
    """
    if not Task.objects.filter(slug=slug).exists():
        raise Missing("task", slug)
    kept = task_text(person_id, slug, field=field)
    if kept is not None and kept.text == text[:LONGEST_TEXT]:
        return kept
    return OwnWork.objects.create(
        person_id=person_id,
        lesson_slug=slug,
        field=field,
        text=text[:LONGEST_TEXT],
        saved_at=now,
    )
