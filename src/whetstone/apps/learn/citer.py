"""Blocks, cards, tasks and certificates as things that cite: their names and their people."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from whetstone.apps.field.citers import Cited, Citer
from whetstone.apps.learn.models import Card, Certificate, Course, Lesson, Reading, Task
from whetstone.apps.learn.saying import part_name
from whetstone.apps.people import selectors as people
from whetstone.web.wording import day, number

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from django.db.models import QuerySet


def _lesson_of(block_id: str) -> str:
    return block_id.partition("/")[0]


def describe_blocks(_workspace_id: int, ids: Sequence[str]) -> Mapping[str, Cited]:
    """Name blocks ("lesson/block") by lesson and part; one query."""
    wanted = set(ids)
    rows = Lesson.objects.filter(is_latest=True, slug__in={_lesson_of(one) for one in wanted})
    found = {}
    for slug, title, payload in rows.values_list("slug", "title", "payload"):
        parts = {part: name for part, name, _minutes in payload["parts"]}
        for block in payload["blocks"]:
            name = f"{slug}/{block['id']}"
            if name in wanted:
                found[name] = Cited(
                    title=title,
                    detail=part_name(block["part"], parts.get(block["part"], "")),
                    url=f"{reverse('learn:lesson', args=[slug])}#b-{block['id']}",
                    whole=("lesson", slug),
                )
    return found


def concerned_by_blocks(workspace_id: int, ids: Sequence[str]) -> Mapping[str, Sequence[int]]:
    """Who started or finished a version of the lesson that has the block; two queries."""
    wanted = set(ids)
    versions: dict[int, list[str]] = {}
    rows = Lesson.objects.filter(slug__in={_lesson_of(one) for one in wanted})
    for pk, slug, payload in rows.values_list("pk", "slug", "payload"):
        held = [f"{slug}/{block['id']}" for block in payload["blocks"]]
        versions[pk] = [name for name in held if name in wanted]
    found: defaultdict[str, set[int]] = defaultdict(set)
    for lesson, person in _readings(workspace_id, versions):
        for name in versions[lesson]:
            found[name].add(person)
    return _sorted(found)


def _readings(workspace_id: int, lesson_ids: Iterable[int]) -> QuerySet[Reading, tuple[int, int]]:
    rows = Reading.objects.filter(
        lesson__in=list(lesson_ids), person_id__in=people.learner_ids(workspace_id)
    )
    return rows.values_list("lesson_id", "person_id")


def _sorted(found: Mapping[str, set[int]]) -> dict[str, list[int]]:
    return {name: sorted(persons) for name, persons in found.items()}


def describe_cards(_workspace_id: int, ids: Sequence[str]) -> Mapping[str, Cited]:
    """Name cards by their front; one query."""
    rows = Card.objects.filter(slug__in=ids)
    return {row.slug: Cited(title=row.front, detail=_("Card")) for row in rows}


def concerned_by_cards(workspace_id: int, ids: Sequence[str]) -> Mapping[str, Sequence[int]]:
    """Who keeps a card: everybody who finished its lesson; two queries."""
    lessons = dict(Card.objects.filter(slug__in=ids).values_list("slug", "lesson_slug"))
    rows = Reading.objects.filter(
        lesson__slug__in=set(lessons.values()), person_id__in=people.learner_ids(workspace_id)
    ).exclude(finished_at=None)
    by_lesson: defaultdict[str, set[int]] = defaultdict(set)
    for slug, person in rows.values_list("lesson__slug", "person_id"):
        by_lesson[slug].add(person)
    return {card: sorted(by_lesson[slug]) for card, slug in lessons.items() if by_lesson.get(slug)}


def describe_tasks(_workspace_id: int, ids: Sequence[str]) -> Mapping[str, Cited]:
    """Name tasks; one query. Nothing has been handed in yet, so a task concerns nobody."""
    rows = Task.objects.filter(slug__in=ids)
    return {
        row.slug: Cited(
            title=row.title,
            detail=_("Task, judged by a rubric"),
            url=reverse("learn:task", args=[row.slug]),
        )
        for row in rows
    }


def describe_lessons(_workspace_id: int, ids: Sequence[str]) -> Mapping[str, Cited]:
    """Name lessons as wholes of their blocks; one query."""
    rows = Lesson.objects.filter(is_latest=True, slug__in=ids).select_related("course")
    return {
        row.slug: Cited(
            title=row.title,
            detail=row.course.title,
            url=reverse("learn:lesson", args=[row.slug]),
            whole=("course", row.course.slug),
        )
        for row in rows
    }


def describe_courses(_workspace_id: int, ids: Sequence[str]) -> Mapping[str, Cited]:
    """Name courses as wholes of their lessons; one query."""
    rows = Course.objects.filter(slug__in=ids)
    return {
        row.slug: Cited(
            title=row.title,
            detail=ngettext("%(n)s lesson", "%(n)s lessons", len(row.payload["lessons"]))
            % {"n": number(len(row.payload["lessons"]))},
            url=f"{reverse('learn:lessons')}#{row.slug}",
        )
        for row in rows
    }


def describe_certificates(workspace_id: int, ids: Sequence[str]) -> Mapping[str, Cited]:
    """Name certificates of this workspace by course and day, never by holder; two queries."""
    rows = _certificates(workspace_id, ids)
    titles = dict(Course.objects.values_list("slug", "title"))
    return {
        str(row.pk): Cited(
            title=titles.get(row.course_slug, row.course_slug),
            detail=_("Record of completion, %(day)s") % {"day": day(row.issued_at)},
        )
        for row in rows
    }


def concerned_by_certificates(
    workspace_id: int, ids: Sequence[str]
) -> Mapping[str, Sequence[int]]:
    """Who holds each certificate; one query."""
    return {str(row.pk): [row.person_id] for row in _certificates(workspace_id, ids)}


def _certificates(workspace_id: int, ids: Sequence[str]) -> QuerySet[Certificate]:
    keys = [int(one) for one in ids if one.isdigit()]
    return Certificate.objects.filter(pk__in=keys, person_id__in=people.learner_ids(workspace_id))


BLOCK_CITER = Citer("block", describe_blocks, concerned_by_blocks)
CARD_CITER = Citer("card", describe_cards, concerned_by_cards)
TASK_CITER = Citer("task", describe_tasks)
LESSON_CITER = Citer("lesson", describe_lessons)
COURSE_CITER = Citer("course", describe_courses)
CERTIFICATE_CITER = Citer("certificate", describe_certificates, concerned_by_certificates)

CITERS = (
    BLOCK_CITER,
    CARD_CITER,
    TASK_CITER,
    LESSON_CITER,
    COURSE_CITER,
    CERTIFICATE_CITER,
)
"""Registered in `config.composition`."""
