"""A workspace of 2,000: everybody has what the measured people of the demo have."""

from __future__ import annotations

from itertools import cycle
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

CROWD = 2_000
AT_ONCE = 500


def fill(workspace_id: int) -> None:
    """Add learners up to 2,000: hours, answers, levels, what they share, refreshers, readings."""
    from django.apps import apps
    from django.db import transaction

    with transaction.atomic():
        people = _people(workspace_id)
        like = _measured(workspace_id)
        pairs = list(zip(people, cycle(like), strict=False))
        hours = apps.get_model("people.WorkingHours")
        _copy(hours, pairs, like)
        for label in (
            "diagnose.LevelEstimate",
            "diagnose.Response",
            "diagnose.ShareChoice",
            "learn.Refresher",
            "learn.Reading",
        ):
            _copy(apps.get_model(label), pairs, like)


def _people(workspace_id: int) -> list[int]:
    from whetstone.apps.people.models import Person, PersonRight

    there = list(Person.objects.filter(workspace=workspace_id).order_by("pk"))
    made = Person.objects.bulk_create(
        (
            Person(
                workspace_id=workspace_id,
                name=f"Person {n}",
                role_id="smm",
                joined_at=there[0].joined_at,
                team_id=there[0].team_id,
            )
            for n in range(CROWD - len(there))
        ),
        batch_size=AT_ONCE,
    )
    PersonRight.objects.bulk_create(
        (PersonRight(person=person, right="learner") for person in made), batch_size=AT_ONCE
    )
    return [person.pk for person in made]


def _measured(workspace_id: int) -> list[int]:
    from whetstone.apps.diagnose.models import LevelEstimate

    rows = LevelEstimate.objects.filter(person__workspace=workspace_id)
    return list(rows.order_by("person").values_list("person_id", flat=True))


def _copy(model: Any, pairs: Iterable[tuple[int, int]], like: list[int]) -> None:
    """Give each new person the rows of the one they are like; sittings are not copied."""
    rows: dict[int, list[Any]] = {person: [] for person in like}
    for row in model.objects.filter(person__in=like):
        rows[row.person_id].append(row)
    names = [
        field.attname
        for field in model._meta.concrete_fields  # noqa: SLF001  # Django's own description
        if not field.primary_key and field.attname not in {"person_id", "attempt_id"}
    ]
    model.objects.bulk_create(
        (
            model(person_id=person, **{name: getattr(row, name) for name in names})
            for person, pattern in pairs
            for row in rows[pattern]
        ),
        batch_size=AT_ONCE,
    )


def counted(workspace_id: int) -> None:
    """Count the figures for leaders, as a worker does within a minute."""
    from whetstone.apps.lead import rollup_services
    from whetstone.apps.people import selectors
    from whetstone.apps.people.clock import now_in

    now = now_in(selectors.workspace(workspace_id))
    rollup_services.roll_up(workspace_id, now=now)
