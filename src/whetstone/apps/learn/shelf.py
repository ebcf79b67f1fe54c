"""Bringing courses, lessons, cards and tasks from the curriculum's files into the store."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction

from whetstone.apps.field import selectors as ledger
from whetstone.apps.field import services as field
from whetstone.apps.field.services import Cites
from whetstone.apps.learn import library, passages
from whetstone.apps.learn.models import Card, Course, EditionLesson, Lesson, Task
from whetstone.curriculum import model as files

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Mapping


@transaction.atomic
def load_shelf(curriculum: files.Curriculum, *, now: dt.datetime) -> int:
    """Store what is new, with the moment it came, and state anew what each thing cites.

    Returns how many lesson versions were added.

    A lesson version that somebody may have started is never changed in meaning: a changed
    text has a new version.
    """
    lessons = {lesson.id: lesson for lesson in curriculum.lessons}
    added = 0
    for position, course in enumerate(_in_order(curriculum)):
        row, _made = Course.objects.update_or_create(
            slug=course.id,
            defaults={
                "version": course.version,
                "title": course.title["en"],
                "payload": _course(course),
                "position": position,
            },
        )
        for place, slug in enumerate(course.lessons):
            added += _load_lesson(row, lessons[slug], place, now)
    _keep_edition(lessons)
    _load_cards(curriculum)
    _load_tasks(curriculum)
    library.load_guides(curriculum.guides)
    library.load_glossary(curriculum.glossary)
    field.replace_citations(["block", "card", "task", "guide"], _cites(curriculum))
    field.replace_passages(passages.KINDS, passages.passages(curriculum))
    return added


def _in_order(curriculum: files.Curriculum) -> list[files.Course]:
    """Courses as the framework goes from area to area: strategy first, then what builds on it."""
    place = {area.id: n for n, area in enumerate(curriculum.framework.areas)}
    return sorted(curriculum.courses, key=lambda one: (place[one.areas[0]], one.id))


def _course(course: files.Course) -> dict[str, Any]:
    rule = course.certificate
    return {
        "summary": course.summary.get("en", ""),
        "areas": list(course.areas),
        "outcomes": [[outcome.skill, outcome.level] for outcome in course.outcomes],
        "lessons": list(course.lessons),
        "tasks": list(course.tasks),
        "life_cycle": course.life_cycle,
        "license": course.license,
        "owner": course.owner,
        "changelog": [
            [entry.version, entry.date.isoformat(), entry.summary] for entry in course.changelog
        ],
        "certificate": {
            "rule": rule.rule,
            "valid_months": rule.valid_months,
            "pool": rule.pool,
        }
        if rule
        else None,
    }


def _load_lesson(course: Course, lesson: files.Lesson, position: int, now: dt.datetime) -> bool:
    Lesson.objects.filter(slug=lesson.id, is_latest=True).exclude(version=lesson.version).update(
        is_latest=False
    )
    fields = {
        "course": course,
        "is_latest": True,
        "position": position,
        "title": lesson.title,
        "decision": lesson.decision,
        "minutes": lesson.minutes.total,
        "areas": sorted({outcome.skill.split("-")[0] for outcome in lesson.outcomes}),
        "payload": _lesson(lesson),
        "content_hash": lesson.content_hash,
    }
    _row, made = Lesson.objects.update_or_create(
        slug=lesson.id,
        version=lesson.version,
        defaults=fields,
        create_defaults={**fields, "loaded_at": now},
    )
    return made


def _keep_edition(lessons: Mapping[str, files.Lesson]) -> None:
    """Write down which versions the newest edition has: what a class is pinned to."""
    edition = ledger.newest_edition()
    if edition is None:
        return
    wanted = {lesson.id: lesson.version for lesson in lessons.values()}
    rows = Lesson.objects.filter(slug__in=wanted).only("slug", "version")
    EditionLesson.objects.bulk_create(
        [
            EditionLesson(edition_id=edition, lesson=row)
            for row in rows
            if wanted[row.slug] == row.version
        ],
        ignore_conflicts=True,
    )


def _lesson(lesson: files.Lesson) -> dict[str, Any]:
    return {
        "minutes": {
            "read": lesson.minutes.read,
            "practice": lesson.minutes.practice,
            "check": lesson.minutes.check,
        },
        "outcomes": [[outcome.skill, outcome.level] for outcome in lesson.outcomes],
        "questions": list(lesson.questions),
        "objectives": list(lesson.objectives),
        "keypoints": list(lesson.keypoints),
        "claims": list(lesson.claims),
        "citations": list(lesson.citations),
        "items": {
            "pre": list(lesson.items.pre),
            "practice": list(lesson.items.practice),
            "check": list(lesson.items.check),
        },
        "cards": list(lesson.cards),
        "authors": list(lesson.authors),
        "sources": [field.source_as_stored(one) for one in lesson.sources],
        "reviewed": library.review(lesson.review),
        "review_by": lesson.review_by.isoformat(),
        "parts": [[part.part, part.title, part.minutes] for part in lesson.parts],
        "blocks": [_block(block) for block in lesson.blocks],
    }


def _block(block: files.Block) -> dict[str, Any]:
    return {
        "id": block.id,
        "part": block.part,
        "minutes": block.minutes,
        "rests_on": list(block.rests_on),
        "mentions": list(block.mentions),
        "segments": [_segment(segment) for segment in block.segments],
    }


def _segment(segment: files.Segment) -> dict[str, Any]:
    match segment:
        case files.Html(text):
            return {"kind": "html", "text": text}
        case files.ItemRef(item):
            return {"kind": "item", "item": item}
        case files.CheckRef():
            return {"kind": "check"}
        case files.FieldRef(name, label, shown):
            return {"kind": "field", "name": name, "label": label, "shown": shown}


def _load_cards(curriculum: files.Curriculum) -> None:
    """A card of no lesson comes with the first that leads to its skill, in the courses' order."""
    lessons = {one.id: one for one in curriculum.lessons}
    first: dict[str, str] = {}
    for course in curriculum.courses:
        for slug in course.lessons:
            for outcome in lessons[slug].outcomes:
                first.setdefault(outcome.skill, slug)
    for card in curriculum.cards:
        Card.objects.update_or_create(
            slug=card.id,
            defaults={
                "skill_id": card.skill,
                "lesson_slug": card.lesson or first.get(card.skill, ""),
                "front": card.front,
                "back": card.back,
            },
        )


def _load_tasks(curriculum: files.Curriculum) -> None:
    for task in curriculum.tasks:
        Task.objects.update_or_create(
            slug=task.id,
            defaults={
                "lesson_slug": task.lesson or "",
                "title": task.title,
                "minutes": task.minutes,
                "payload": {
                    "hand_in": task.hand_in,
                    "passing": task.passing,
                    "rating": task.rating,
                    "html": task.html,
                    "rater_html": task.rater_html,
                    "version": task.version,
                    "simulation": task.simulation and task.simulation.as_json(),
                    "skills": list(task.skills),
                    "reviewed": library.review(task.review),
                    "rubric": [
                        {
                            "id": row.id,
                            "name": row.name,
                            "skill": row.skill,
                            "levels": [row.levels[level] for level in range(5)],
                        }
                        for row in task.rubric
                    ],
                },
            },
        )


def _cites(curriculum: files.Curriculum) -> Iterator[Cites]:
    for lesson in curriculum.lessons:
        for block in lesson.blocks:
            yield from _both("block", f"{lesson.id}/{block.id}", block.rests_on, block.mentions)
    for card in curriculum.cards:
        yield from _both("card", card.id, card.rests_on, card.mentions)
    for task in curriculum.tasks:
        yield from _both("task", task.id, task.rests_on, task.mentions)
    for guide in curriculum.guides:
        yield from _both("guide", guide.id, guide.rests_on, guide.mentions)


def _both(
    kind: str, thing: str, rests_on: tuple[str, ...], mentions: tuple[str, ...]
) -> Iterator[Cites]:
    for claim in rests_on:
        yield Cites(claim, kind, thing, "rests_on")
    for claim in mentions:
        yield Cites(claim, kind, thing, "mentions")
