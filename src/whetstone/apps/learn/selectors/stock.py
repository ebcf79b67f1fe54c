"""What there is to learn, when each version came, and how often it was met. For counting only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Count

from whetstone.apps.field import selectors as field
from whetstone.apps.learn.models import CardReview, Lesson, Practice, Reading, Refresher, Task
from whetstone.web import once

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Hashable, Mapping

    from django.db.models import QuerySet


@dataclass(frozen=True, slots=True)
class LessonVersion:
    """One stored version of a lesson.

    `loaded_on` is the day it came; None where that was not written down. `skills` maps what it
    teaches to the level. `met` holds all claims under each block, `rests_on` those that a block
    depends on.
    """

    pk: int
    slug: str
    is_latest: bool
    loaded_on: dt.date | None
    skills: Mapping[str, int]
    rests_on: frozenset[str]
    met: tuple[frozenset[str], ...]


def lesson_versions() -> tuple[LessonVersion, ...]:
    """Every version of every lesson, oldest first; one query, kept for reading requests."""
    return _versions(field.framework().id if once.is_reading() else None)


@once.a_state(2)
def _versions(_edition: Hashable) -> tuple[LessonVersion, ...]:
    names = ("pk", "slug", "is_latest", "loaded_at", "payload")
    return tuple(_version(row) for row in Lesson.objects.order_by("pk").values(*names))


def _version(row: Mapping[str, Any]) -> LessonVersion:
    payload, loaded_at = row["payload"], row["loaded_at"]
    blocks = payload["blocks"]
    return LessonVersion(
        pk=row["pk"],
        slug=row["slug"],
        is_latest=row["is_latest"],
        loaded_on=None if loaded_at is None else loaded_at.date(),
        skills=dict(payload["outcomes"]),
        rests_on=frozenset(claim for block in blocks for claim in block["rests_on"]),
        met=tuple(frozenset((*block["rests_on"], *block["mentions"])) for block in blocks),
    )


def tasks_by_skill() -> list[tuple[str, tuple[str, ...]]]:
    """(task, skills it shows) of all tasks; one query."""
    return [
        (slug, tuple(payload.get("skills", ())))
        for slug, payload in Task.objects.order_by("pk").values_list("slug", "payload")
    ]


def lessons_begun(
    workspace_id: int | None, since: dt.datetime, until: dt.datetime
) -> dict[int, int]:
    """How often each lesson version was begun here (None: anywhere); one query."""
    rows = Reading.objects.filter(started_at__gte=since, started_at__lt=until)
    return _counted(rows, workspace_id, "lesson_id")


def cards_reviewed(
    workspace_id: int | None, since: dt.datetime, until: dt.datetime
) -> dict[str, int]:
    """How often each card was reviewed here (None: anywhere); one query."""
    rows = CardReview.objects.filter(reviewed_at__gte=since, reviewed_at__lt=until)
    return _counted(rows, workspace_id, "card_slug")


def questions_practised(
    workspace_id: int | None, since: dt.datetime, until: dt.datetime
) -> dict[str, int]:
    """How often each question was answered inside a lesson or a refresher; one query."""
    rows = Practice.objects.filter(answered_at__gte=since, answered_at__lt=until)
    return _counted(rows, workspace_id, "item_slug")


def _counted(rows: QuerySet[Any], workspace_id: int | None, name: str) -> dict[Any, int]:
    if workspace_id is not None:
        rows = rows.filter(person__workspace_id=workspace_id)
    return dict(rows.order_by().values_list(name).annotate(n=Count("pk")))


def refresher_log(
    workspace_id: int,
) -> list[tuple[int, int, dt.datetime, dt.datetime | None, dt.datetime | None]]:
    """(person, publication, made, done, withdrawn) of every refresher here; one query.

    For figures about five people or more: whoever shows them keeps the rules of `core.rollup`.
    """
    rows = Refresher.objects.filter(person__workspace_id=workspace_id).order_by("pk")
    return list(
        rows.values_list("person_id", "publication_id", "made_at", "done_at", "withdrawn_at")
    )
