"""Reading classes and who sits in them."""

from __future__ import annotations

from django.db.models import Count

from whetstone.apps.people.models import ClassPlace, SchoolClass


def classes(workspace_id: int) -> list[SchoolClass]:
    """The classes of a school."""
    return list(SchoolClass.objects.filter(workspace_id=workspace_id).order_by("name"))


def class_sizes(workspace_id: int) -> dict[int, int]:
    """How many people sit in each class of a school; empty classes are left out. One query."""
    rows = ClassPlace.objects.filter(
        school_class__workspace_id=workspace_id, person__left_at=None
    ).values("school_class_id")
    return {row["school_class_id"]: row["n"] for row in rows.annotate(n=Count("pk"))}


def school_class(class_id: int, *, workspace_id: int) -> SchoolClass | None:
    """One class, only of this school."""
    return SchoolClass.objects.filter(pk=class_id, workspace_id=workspace_id).first()


def class_by_code(code: str) -> SchoolClass | None:
    """The class behind a join code."""
    found = SchoolClass.objects.select_related("workspace").filter(workspace__closed_at=None)
    return found.filter(join_code=code.upper()).first()


def class_of(person_id: int) -> SchoolClass | None:
    """The class a student sits in."""
    place = ClassPlace.objects.select_related("school_class").filter(person_id=person_id).first()
    return place.school_class if place else None
