"""What an edition holds, and who has read it: counted when it is loaded."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from whetstone.curriculum import model as files


def what_is_held(curriculum: files.Curriculum) -> dict[str, Any]:
    """Counts by kind, and by whom how many things of a kind and an area were read.

    `reviews`: rows of kind, area, role, checklist (0: before checklists had versions), how many,
    and the newest day ("" where nobody has read them).
    """
    counted: Counter[tuple[str, str, str, int]] = Counter()
    newest: dict[tuple[str, str, str, int], str] = {}
    for kind, area, review in _read(curriculum):
        key = (kind, area, review.by, review.checklist)
        counted[key] += 1
        day = review.on.isoformat() if review.on and review.is_done else ""
        newest[key] = max(newest.get(key, ""), day)
    kinds = ("courses", "lessons", "items", "cards", "tasks", "claims", "changes", "guides")
    counts = {kind: len(getattr(curriculum, kind)) for kind in kinds}
    return {
        "counts": {**counts, "terms": len(curriculum.glossary)},
        "reviews": [[*key, n, newest[key]] for key, n in sorted(counted.items())],
    }


def _read(curriculum: files.Curriculum) -> Iterator[tuple[str, str, files.Review]]:
    area_of = {course.id: course.areas[0] for course in curriculum.courses}
    for lesson in curriculum.lessons:
        yield "lesson", area_of.get(lesson.course, ""), lesson.review
    for item in curriculum.items:
        yield "item", item.area, item.review
    for task in curriculum.tasks:
        yield "task", task.skills[0].split("-")[0], task.review
    for guide in curriculum.guides:
        yield "guide", guide.skills[0].split("-")[0], guide.review
    for card in curriculum.cards:
        yield "card", card.skill.split("-")[0], card.review
    for term in curriculum.glossary:
        yield "term", (term.skill or "").split("-")[0], term.review
