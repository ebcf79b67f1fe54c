"""Blocks, cards, tasks and certificates as things that cite: their names and their people."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from whetstone.apps.field import selectors as field
from whetstone.apps.field.citers import Cited, Citer
from whetstone.apps.learn.models import (
    Card,
    CardReview,
    Certificate,
    Course,
    Guide,
    Lesson,
    Reading,
    Task,
)
from whetstone.apps.learn.saying import part_name
from whetstone.apps.people import selectors as people
from whetstone.web import once
from whetstone.web.prepared import Prepared
from whetstone.web.wording import day, number

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Hashable, Mapping, Sequence


def _state() -> Hashable:
    """What the names of the shelf depend on: the edition, and the reader's language.

    Only where they are kept: a request that writes reads the shelf itself.
    """
    return (field.framework().id, get_language()) if once.is_reading() else None


def describe_blocks(_workspace_id: int, ids: Sequence[str]) -> Mapping[str, Cited]:
    """Name blocks ("lesson/block") by lesson and part; one query."""
    named = _blocks(_state())
    return {one: named[one] for one in ids if one in named}


@once.a_state(4)
def _blocks(_state: Hashable) -> Mapping[str, Cited]:
    rows = Lesson.objects.filter(is_latest=True)
    found = {}
    for slug, title, payload in rows.values_list("slug", "title", "payload"):
        parts = {part: name for part, name, _minutes in payload["parts"]}
        address = reverse("learn:lesson", args=[slug])
        for block in payload["blocks"]:
            found[f"{slug}/{block['id']}"] = Cited(
                title=title,
                detail=part_name(block["part"], parts.get(block["part"], "")),
                url=f"{address}#b-{block['id']}",
                whole=("lesson", slug),
            )
    return found


def concerned_by_blocks(workspace_id: int, ids: Sequence[str]) -> Mapping[str, Sequence[int]]:
    """Who started or finished a version of the lesson that has the block; two queries."""
    wanted = set(ids)
    held = {pk: wanted & names for pk, names in _held(_state()).items()}
    found: defaultdict[str, set[int]] = defaultdict(set)
    for lesson, _slug, person, _finished in _readings(workspace_id):
        for name in held.get(lesson, ()):
            found[name].add(person)
    return _sorted(found)


def holders_of_blocks(persons: Any, ids: Sequence[str]) -> QuerySet[Reading, Any]:
    """Who of these people started a version of the lesson that has one of the blocks."""
    return _readers(persons).filter(lesson_id__in=_versions_with(frozenset(ids)))


def _versions_with(names: frozenset[str]) -> list[int]:
    """The versions of lessons that have one of the blocks; a text is read once a process."""
    slugs = {name.partition("/")[0] for name in names}
    rows = list(
        Lesson.objects.filter(slug__in=slugs).values_list("pk", "slug", "content_hash").order_by()
    )
    unread = [pk for pk, slug, text in rows if (slug, text) not in _block_ids]
    for slug, text, payload in Lesson.objects.filter(pk__in=unread).values_list(
        "slug", "content_hash", "payload"
    ):
        _block_ids[slug, text] = frozenset(f"{slug}/{one['id']}" for one in payload["blocks"])
    return [pk for pk, slug, text in rows if not names.isdisjoint(_block_ids[slug, text])]


_block_ids: dict[tuple[str, str], frozenset[str]] = {}
"""Names of the blocks of a text, which never change, by slug and content."""


def _readers(persons: Any) -> QuerySet[Reading, Any]:
    rows = Reading.objects.filter(person_id__in=persons).order_by()
    return rows.values_list("person_id", flat=True)


@once.a_state(2)
def _held(_state: Hashable) -> Mapping[int, frozenset[str]]:
    """Names of the blocks of every version of every lesson, by its row."""
    return {
        pk: frozenset(f"{slug}/{block['id']}" for block in payload["blocks"])
        for pk, slug, payload in Lesson.objects.values_list("pk", "slug", "payload")
    }


_READINGS = Prepared(
    lambda workspace_id: Reading.objects.filter(
        person_id__in=people.learner_ids(workspace_id)
    ).values_list("lesson_id", "lesson__slug", "person_id", "finished_at")
)


@once.a_request
def _readings(workspace_id: int) -> list[tuple[int, str, int, dt.datetime | None]]:
    """(lesson version, slug, learner, finished) of all that is read here; one query."""
    return _READINGS(workspace_id)


def readings_since(workspace_id: int | None, since: dt.datetime) -> Mapping[str, int]:
    """How many readings of the block's lesson began or ended here since then; two queries."""
    rows = (
        Reading.objects.filter(
            Q(started_at__gte=since) | Q(finished_at__gte=since),
            person_id__in=people.learner_ids(workspace_id),
        )
        .order_by()
        .values_list("lesson_id")
        .annotate(n=Count("pk"))
    )
    held, found = _held(_state()), Counter[str]()
    for lesson, n in rows:
        found.update(dict.fromkeys(held.get(lesson, ()), n))
    return found


def reviews_since(workspace_id: int | None, since: dt.datetime) -> Mapping[str, int]:
    """How often each card was looked at here since then; one query."""
    rows = (
        CardReview.objects.filter(
            person_id__in=people.learner_ids(workspace_id), reviewed_at__gte=since
        )
        .order_by()
        .values_list("card_slug")
        .annotate(n=Count("pk"))
    )
    return dict(rows)


def _sorted(found: Mapping[str, set[int]]) -> dict[str, list[int]]:
    return {name: sorted(persons) for name, persons in found.items()}


@once.a_state(4)
def _cards(_state: Hashable) -> Mapping[str, tuple[Cited, str]]:
    """Cards, with the lesson that gives them."""
    return {
        slug: (Cited(title=front, detail=_("Card")), lesson)
        for slug, front, lesson in Card.objects.values_list("slug", "front", "lesson_slug")
    }


def describe_cards(_workspace_id: int, ids: Sequence[str]) -> Mapping[str, Cited]:
    """Name cards by their front; one query."""
    named = _cards(_state())
    return {one: named[one][0] for one in ids if one in named}


def concerned_by_cards(workspace_id: int, ids: Sequence[str]) -> Mapping[str, Sequence[int]]:
    """Who keeps a card: everybody who finished its lesson; two queries."""
    named = _cards(_state())
    lessons = {one: named[one][1] for one in ids if one in named}
    by_lesson: defaultdict[str, set[int]] = defaultdict(set)
    for _lesson, slug, person, finished_at in _readings(workspace_id):
        if finished_at is not None:
            by_lesson[slug].add(person)
    return {card: sorted(by_lesson[slug]) for card, slug in lessons.items() if slug in by_lesson}


def holders_of_cards(persons: Any, ids: Sequence[str]) -> QuerySet[Reading, Any]:
    """Who of these people finished the lesson that gives one of the cards."""
    named = _cards(_state())
    slugs = {named[one][1] for one in ids if one in named}
    versions = Lesson.objects.filter(slug__in=slugs).values("pk")
    return _readers(persons).filter(lesson_id__in=versions, finished_at__isnull=False)


def describe_tasks(_workspace_id: int, ids: Sequence[str]) -> Mapping[str, Cited]:
    """Name tasks; one query. A handed-in work is judged as it stood, so it concerns nobody."""
    named = _tasks(_state())
    return {one: named[one] for one in ids if one in named}


@once.a_state(4)
def _tasks(_state: Hashable) -> Mapping[str, Cited]:
    return {
        slug: Cited(
            title=title,
            detail=_("Task, judged by a rubric"),
            url=reverse("learn:task", args=[slug]),
        )
        for slug, title in Task.objects.values_list("slug", "title")
    }


def describe_guides(_workspace_id: int, ids: Sequence[str]) -> Mapping[str, Cited]:
    """Name guides to expert sessions; one query. Who held one is not written down."""
    named = _guides(_state())
    return {one: named[one] for one in ids if one in named}


@once.a_state(4)
def _guides(_state: Hashable) -> Mapping[str, Cited]:
    return {
        slug: Cited(
            title=title,
            detail=_("Guide to an expert session"),
            url=reverse("learn:guide", args=[slug]),
        )
        for slug, title in Guide.objects.values_list("slug", "title")
    }


def describe_lessons(_workspace_id: int, ids: Sequence[str]) -> Mapping[str, Cited]:
    """Name lessons as wholes of their blocks; one query."""
    named = _lessons(_state())
    return {one: named[one] for one in ids if one in named}


@once.a_state(4)
def _lessons(_state: Hashable) -> Mapping[str, Cited]:
    rows = Lesson.objects.filter(is_latest=True)
    return {
        slug: Cited(
            title=title,
            detail=of,
            url=reverse("learn:lesson", args=[slug]),
            whole=("course", course),
        )
        for slug, title, course, of in rows.values_list(
            "slug", "title", "course__slug", "course__title"
        )
    }


def describe_courses(_workspace_id: int, ids: Sequence[str]) -> Mapping[str, Cited]:
    """Name courses as wholes of their lessons; one query."""
    named = _courses(_state())
    return {one: named[one] for one in ids if one in named}


@once.a_state(4)
def _courses(_state: Hashable) -> Mapping[str, Cited]:
    found = {}
    for slug, title, payload in Course.objects.values_list("slug", "title", "payload"):
        n = len(payload["lessons"])
        found[slug] = Cited(
            title=title,
            detail=ngettext("%(n)s lesson", "%(n)s lessons", n) % {"n": number(n)},
            url=f"{reverse('learn:lessons')}#{slug}",
        )
    return found


def describe_certificates(workspace_id: int, ids: Sequence[str]) -> Mapping[str, Cited]:
    """Name certificates of this workspace by course and day, never by holder; two queries."""
    wanted = set(ids)
    rows = [row for row in _certificates(workspace_id) if str(row[0]) in wanted]
    titles = _courses(_state()) if rows else {}
    areas = {one.id: one.name for one in field.framework().areas} if rows else {}
    return {
        str(pk): Cited(
            title=titles[course].title if course in titles else areas.get(area, course),
            detail=(
                _("Certificate of a level, %(day)s")
                if area
                else _("Record of completion, %(day)s")
            )
            % {"day": day(issued_at)},
        )
        for pk, _person, course, issued_at, area in rows
    }


def concerned_by_certificates(
    workspace_id: int, ids: Sequence[str]
) -> Mapping[str, Sequence[int]]:
    """Who holds each certificate; one query."""
    wanted = set(ids)
    rows = _certificates(workspace_id)
    return {str(pk): [person] for pk, person, _course, _day, _area in rows if str(pk) in wanted}


def holders_of_certificates(persons: Any, ids: Any) -> QuerySet[Certificate, Any]:
    """Who of these people holds one of the certificates (numbers as text, or a sub-query)."""
    keys = ids if isinstance(ids, QuerySet) else [int(one) for one in ids if one.isdigit()]
    rows = Certificate.objects.filter(pk__in=keys, person_id__in=persons).order_by()
    return rows.values_list("person_id", flat=True)


_CERTIFICATES = Prepared(
    lambda workspace_id: Certificate.objects.filter(
        person_id__in=people.learner_ids(workspace_id)
    ).values_list("pk", "person_id", "course_slug", "issued_at", "area_id")
)


@once.a_request
def _certificates(workspace_id: int) -> list[tuple[int, int, str, dt.datetime, str]]:
    return _CERTIFICATES(workspace_id)


BLOCK_CITER = Citer(
    "block", describe_blocks, concerned_by_blocks, holders_of_blocks, met=readings_since
)
CARD_CITER = Citer("card", describe_cards, concerned_by_cards, holders_of_cards, met=reviews_since)
TASK_CITER = Citer("task", describe_tasks)
GUIDE_CITER = Citer("guide", describe_guides)
LESSON_CITER = Citer("lesson", describe_lessons)
COURSE_CITER = Citer("course", describe_courses)
CERTIFICATE_CITER = Citer(
    "certificate", describe_certificates, concerned_by_certificates, holders_of_certificates
)

CITERS = (
    BLOCK_CITER,
    CARD_CITER,
    TASK_CITER,
    GUIDE_CITER,
    LESSON_CITER,
    COURSE_CITER,
    CERTIFICATE_CITER,
)
"""Registered in `config.composition`."""
