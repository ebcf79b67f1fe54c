"""What there is to learn, when each version came, and how often it was met. For counting only."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from django.db.models import Count

from whetstone.apps.field import selectors as field
from whetstone.apps.learn.models import CardReview, Lesson, Practice, Reading, Refresher, Task
from whetstone.web import once
from whetstone.web.prepared import Prepared

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Hashable, Mapping

    from django.db.models import Manager, QuerySet

    from whetstone.web.prepared import Value

    Logged = tuple[int, int, dt.datetime, dt.datetime | None, dt.datetime | None]
    Counting = Callable[[int | None, dt.datetime, dt.datetime], dict[Any, int]]


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
    return _counted(Reading.objects, "started_at", "lesson_id")(workspace_id, since, until)


def cards_reviewed(
    workspace_id: int | None, since: dt.datetime, until: dt.datetime
) -> dict[str, int]:
    """How often each card was reviewed here (None: anywhere); one query."""
    return _counted(CardReview.objects, "reviewed_at", "card_slug")(workspace_id, since, until)


def questions_practised(
    workspace_id: int | None, since: dt.datetime, until: dt.datetime
) -> dict[str, int]:
    """How often each question was answered inside a lesson or a refresher; one query."""
    return _counted(Practice.objects, "answered_at", "item_slug")(workspace_id, since, until)


@cache
def _counted(every: Manager[Any], at: str, name: str) -> Counting:
    """Counts rows between two moments by what they name: here, or anywhere."""

    def between(since: Value, until: Value, **where: Value) -> QuerySet[Any, Any]:
        rows: QuerySet[Any] = every.filter(**where, **{f"{at}__gte": since, f"{at}__lt": until})
        found: QuerySet[Any, Any] = rows.order_by().values_list(name).annotate(n=Count("pk"))
        return found

    anywhere = Prepared(between)
    here = Prepared(
        lambda workspace_id, since, until: between(since, until, person__workspace_id=workspace_id)
    )

    def count(workspace_id: int | None, since: dt.datetime, until: dt.datetime) -> dict[Any, int]:
        if workspace_id is None:
            return dict(anywhere(since, until))
        return dict(here(workspace_id, since, until))

    return count


def refresher_log(workspace_id: int) -> list[Logged]:
    """(person, publication, made, done, withdrawn) of every refresher here; one query.

    For figures about five people or more: whoever shows them keeps the rules of `core.rollup`.
    """
    return _REFRESHERS(workspace_id)


_REFRESHERS = Prepared(
    lambda workspace_id: (
        Refresher.objects.filter(person__workspace_id=workspace_id)
        .order_by("pk")
        .values_list("person_id", "publication_id", "made_at", "done_at", "withdrawn_at")
    )
)
