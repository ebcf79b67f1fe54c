"""Writing a class's plan, what is assigned in it, and what a student is given more."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction

from whetstone.apps.connect import services, work
from whetstone.apps.connect.models import Allowance, Assignment, ClassCourse, ClassPlan
from whetstone.apps.people import class_selectors as places
from whetstone.apps.people import selectors as people
from whetstone.apps.people import services as people_services
from whetstone.core.kernel.errors import Missing

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from whetstone.apps.connect.work import Plan
    from whetstone.apps.people.models import SchoolClass


@transaction.atomic
def start(
    *,
    workspace_id: int,
    name: str,
    edition: str,
    ends_on: dt.date,
    plan: Plan,
    actor_id: int,
    now: dt.datetime,
) -> tuple[SchoolClass, bool]:
    """A class with its plan, and whether it is new: the same form twice starts one."""
    made, is_new = services.open_class(
        workspace_id=workspace_id,
        name=name,
        edition=edition,
        ends_on=ends_on,
        actor_id=actor_id,
        now=now,
    )
    if is_new:
        _write(made, plan, now)
    return made, is_new


@transaction.atomic
def change_plan(
    *,
    class_id: int,
    workspace_id: int,
    name: str,
    ends_on: dt.date,
    plan: Plan,
    actor_id: int,
    now: dt.datetime,
) -> None:
    """Another name, term or plan; the edition and the code stay.

    Raises:
        Missing: there is no such class here.
    """
    row = people.school_class(class_id, workspace_id=workspace_id)
    if row is None:
        raise Missing("class", str(class_id))
    people_services.change_class(school_class=row, name=name, ends_on=ends_on)
    _write(row, plan, now)
    _audit(row, actor_id, "change class", now)


def _write(school_class: SchoolClass, plan: Plan, now: dt.datetime) -> None:
    ClassPlan.objects.update_or_create(
        school_class=school_class,
        defaults={
            "starts_on": plan.starts_on,
            "weights": dict(plan.weights),
            "drops": dict(plan.drops),
            "changed_at": now,
        },
    )
    ClassCourse.objects.filter(school_class=school_class).delete()
    ClassCourse.objects.bulk_create(
        ClassCourse(
            school_class=school_class,
            course_slug=one.slug,
            starts_on=one.starts_on,
            ends_on=one.ends_on,
        )
        for one in plan.courses
    )


@transaction.atomic
def assign(
    *,
    class_id: int,
    workspace_id: int,
    values: Mapping[str, Any],
    actor_id: int,
    now: dt.datetime,
    assignment_id: int | None = None,
) -> Assignment:
    """Give work to a class, or change what was given. `values` by the names of `Assignment`.

    Raises:
        Missing: there is no such class or assignment here.
    """
    row = people.school_class(class_id, workspace_id=workspace_id)
    if row is None:
        raise Missing("class", str(class_id))
    if assignment_id is None:
        made = Assignment.objects.create(school_class=row, made_at=now, **values)
        _audit(row, actor_id, "assign work", now)
        return made
    kept = work.of_class(assignment_id, class_id, workspace_id=workspace_id)
    if kept is None:
        raise Missing("assignment", str(assignment_id))
    for name, value in values.items():
        setattr(kept, name, value)
    kept.save(update_fields=list(values))
    _audit(row, actor_id, "change work", now)
    return kept


@transaction.atomic
def withdraw(
    *, class_id: int, assignment_id: int, workspace_id: int, actor_id: int, now: dt.datetime
) -> bool:
    """Take an assignment out of everybody's total; the others are scaled up. False: it was out.

    Raises:
        Missing: there is no such assignment here.
    """
    kept = work.of_class(assignment_id, class_id, workspace_id=workspace_id)
    if kept is None:
        raise Missing("assignment", str(assignment_id))
    if kept.withdrawn_at is not None:
        return False
    kept.withdrawn_at = now
    kept.save(update_fields=["withdrawn_at"])
    _audit(kept.school_class, actor_id, "withdraw work", now)
    return True


@transaction.atomic
def restore(
    *, class_id: int, assignment_id: int, workspace_id: int, actor_id: int, now: dt.datetime
) -> bool:
    """Put a withdrawn assignment back. False: it was not withdrawn.

    Raises:
        Missing: there is no such assignment here.
    """
    kept = work.of_class(assignment_id, class_id, workspace_id=workspace_id)
    if kept is None:
        raise Missing("assignment", str(assignment_id))
    if kept.withdrawn_at is None:
        return False
    kept.withdrawn_at = None
    kept.save(update_fields=["withdrawn_at"])
    _audit(kept.school_class, actor_id, "restore work", now)
    return True


@transaction.atomic
def allow(
    *,
    class_id: int,
    person_id: int,
    workspace_id: int,
    values: Mapping[str, Any],
    actor_id: int,
    now: dt.datetime,
    assignment_id: int | None = None,
) -> Allowance:
    """Give one student more: for the term, or for one assignment. The newest row counts.

    Raises:
        Missing: no such class or assignment here, or the person does not sit in it.
    """
    row = people.school_class(class_id, workspace_id=workspace_id)
    if row is None or not places.sits_in(person_id, class_id):
        raise Missing("student", str(person_id))
    if assignment_id is not None and (
        work.of_class(assignment_id, class_id, workspace_id=workspace_id) is None
    ):
        raise Missing("assignment", str(assignment_id))
    made = Allowance.objects.create(
        school_class=row,
        assignment_id=assignment_id,
        person_id=person_id,
        recorded_at=now,
        **values,
    )
    _audit(row, actor_id, "allow student", now)
    return made


def _audit(school_class: SchoolClass, actor_id: int, act: str, now: dt.datetime) -> None:
    people_services.audit(
        workspace_id=school_class.workspace_id,
        actor_id=actor_id,
        act=act,
        object_kind="class",
        object_id=school_class.pk,
        now=now,
    )
