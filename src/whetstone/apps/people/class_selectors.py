"""Reading classes and who sits in them."""

from __future__ import annotations

from django.db.models import Count

from whetstone.apps.people.models import ClassPlace, ClassTeacher, Person, SchoolClass


def classes(workspace_id: int) -> list[SchoolClass]:
    """The classes of a school."""
    return list(SchoolClass.objects.filter(workspace_id=workspace_id).order_by("name"))


def taught_by(class_id: int) -> tuple[str, ...]:
    """The names of those whose class it is and who are still here; one query."""
    rows = ClassTeacher.objects.filter(school_class_id=class_id, person__left_at=None)
    return tuple(rows.order_by("person__name", "pk").values_list("person__name", flat=True))


def class_sizes(workspace_id: int) -> dict[int, int]:
    """How many people sit in each class of a school; empty classes are left out. One query."""
    rows = ClassPlace.objects.filter(
        school_class__workspace_id=workspace_id, person__left_at=None
    ).values("school_class_id")
    return {row["school_class_id"]: row["n"] for row in rows.annotate(n=Count("pk"))}


def seats(workspace_id: int) -> dict[int, list[int]]:
    """Who sits in each class of a school and is still here; one query."""
    found: dict[int, list[int]] = {}
    rows = ClassPlace.objects.filter(
        school_class__workspace_id=workspace_id, person__left_at=None
    ).order_by("school_class_id", "person_id")
    for class_id, person_id in rows.values_list("school_class_id", "person_id"):
        found.setdefault(class_id, []).append(person_id)
    return found


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


def sits_in(person_id: int, class_id: int) -> bool:
    """Whether somebody has a place in a class, and is still here."""
    return ClassPlace.objects.filter(
        school_class_id=class_id, person_id=person_id, person__left_at=None
    ).exists()


def place_in(person_id: int, class_id: int) -> int:
    """How many took their place in a class before this person: their place in its circle."""
    mine = ClassPlace.objects.filter(school_class_id=class_id, person_id=person_id).first()
    if mine is None:
        return 0
    return ClassPlace.objects.filter(school_class_id=class_id, pk__lt=mine.pk).count()


def classes_of(person_id: int) -> list[SchoolClass]:
    """The classes somebody sits in, the one that ends last first; one query."""
    rows = SchoolClass.objects.filter(places__person_id=person_id).select_related("workspace")
    return list(rows.order_by("-ends_on", "-pk"))


def every_place_of_account(user_id: int) -> list[Person]:
    """All places that an account has or had, also those it left; with their workspaces."""
    rows = Person.objects.filter(user_id=user_id).select_related("workspace")
    return list(rows.order_by("workspace__name", "pk"))
