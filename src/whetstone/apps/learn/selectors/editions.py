"""What a class reads: the versions of its pinned edition, and those that it adopted since.

An edition freezes what is read and required for the term; scoring follows the live ledger, and
so does the note on a block that has become untrue. When the term is over the pin lets go.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models.functions import Coalesce

from whetstone.apps.field import selectors as field
from whetstone.apps.learn.models import ClassAdoption, EditionLesson, Lesson
from whetstone.apps.people import terms

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from whetstone.apps.people.models import SchoolClass

Versions = dict[str, int]
"""Rows of lessons, by slug."""
Shown = tuple[str, int]
"""Title and minutes of a lesson in the version that somebody reads."""


def versions_of_class(school_class: SchoolClass) -> Versions:
    """Which version of each lesson a class reads; empty where its edition is not known."""
    return _versions([school_class]).get(school_class.pk, {})


def versions_for(person_id: int, *, on: dt.date) -> tuple[Versions, str]:
    """Which version of each lesson a student reads, and the class that says so.

    Nothing for somebody who sits in no running class: one query then. Of two classes the newer
    version counts.
    """
    classes = terms.running_classes([person_id], on=on).get(person_id, [])
    if not classes:
        return {}, ""
    found: Versions = {}
    for versions in _versions(classes).values():
        for slug, pk in versions.items():
            found[slug] = max(pk, found.get(slug, 0))
    return found, classes[-1].name


def lesson_for(person_id: int, slug: str, *, on: dt.date) -> tuple[Lesson | None, str]:
    """The version of a lesson that somebody new to it reads; and the class that holds it back.

    The name is empty where it is the newest version anyway.
    """
    pinned, name = versions_for(person_id, on=on)
    rows = Lesson.objects.filter(slug=slug).select_related("course")
    held = rows.filter(pk=pinned[slug]).first() if slug in pinned else None
    if held is None:
        return rows.filter(is_latest=True).first(), ""
    return held, "" if held.is_latest else name


def shown_to(person_ids: Collection[int], *, on: dt.date) -> dict[int, dict[str, Shown]]:
    """Lessons that classes hold back, as their students read them, by person.

    One query where nobody of them sits in a running class; five at most.
    """
    seats = terms.running_classes(person_ids, on=on)
    classes = {row.pk: row for rows in seats.values() for row in rows}
    if not classes:
        return {}
    versions = _versions(list(classes.values()))
    pins = {pk for found in versions.values() for pk in found.values()}
    rows = Lesson.objects.filter(pk__in=pins, is_latest=False)
    held = {
        pk: (slug, title, minutes)
        for pk, slug, title, minutes in rows.values_list(
            "pk", "slug", "title", Coalesce("timed_minutes", "minutes")
        )
    }
    return {person: _of_classes(rows, versions, held) for person, rows in seats.items()}


def _of_classes(
    classes: Iterable[SchoolClass],
    versions: Mapping[int, Versions],
    held: Mapping[int, tuple[str, str, int]],
) -> dict[str, Shown]:
    """Of two classes the newer version counts, as where a lesson is opened."""
    newest: Versions = {}
    for row in classes:
        for slug, pk in versions[row.pk].items():
            newest[slug] = max(pk, newest.get(slug, 0))
    found = (held[pk] for pk in newest.values() if pk in held)
    return {slug: (title, minutes) for slug, title, minutes in found}


def _versions(classes: Sequence[SchoolClass]) -> dict[int, Versions]:
    pins = {row.pk: (row.edition, row.pinned_at) for row in classes}
    editions = field.editions_at(set(pins.values()))
    adopted = adoptions_in_force(classes)
    rows: dict[int, Versions] = {}
    wanted = {*editions.values(), *(one.edition_id for found in adopted.values() for one in found)}
    for edition, slug, pk in EditionLesson.objects.filter(edition__in=wanted).values_list(
        "edition_id", "lesson__slug", "lesson_id"
    ):
        rows.setdefault(edition, {})[slug] = pk
    found = {}
    for row in classes:
        versions = dict(rows.get(editions.get(pins[row.pk], 0), {}))
        for one in adopted.get(row.pk, ()) if versions else ():
            newer = rows.get(one.edition_id, {})
            slugs = newer if one.change_id is None else one.lessons
            versions |= {slug: newer[slug] for slug in slugs if slug in newer}
        found[row.pk] = versions
    return found


def adoptions(class_id: int) -> list[ClassAdoption]:
    """What a class adopted, in order, whether or not it still counts; one query."""
    rows = ClassAdoption.objects.filter(school_class=class_id).select_related("adopted_by")
    return list(rows.order_by("pk"))


def adoptions_in_force(classes: Iterable[SchoolClass]) -> Mapping[int, list[ClassAdoption]]:
    """What classes of one workspace adopted and whose change still counts, in order."""
    by_class = {row.pk: row for row in classes}
    rows = list(ClassAdoption.objects.filter(school_class__in=list(by_class)).order_by("pk"))
    found: dict[int, list[ClassAdoption]] = {}
    if not rows:
        return found
    workspace_id = by_class[rows[0].school_class_id].workspace_id
    done = field.acts(workspace_id)
    for row in rows:
        if row.change_id is None or (
            row.change_id in done.publications
            and not field.end_of(row.change_id, done.undoing).is_undone
        ):
            found.setdefault(row.school_class_id, []).append(row)
    return found


def in_running_classes(*, on: dt.date) -> Any:
    """A sub-query: who sits in a class whose term is not over."""
    return terms.sitting(on=on)


def in_classes_that_took(change_id: int, *, on: dt.date) -> Any:
    """A sub-query: who sits in a running class that adopted a change."""
    took = ClassAdoption.objects.filter(change=change_id).values("school_class_id")
    return terms.sitting(on=on, classes=took)
