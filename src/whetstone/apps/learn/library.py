"""Bringing guides and the glossary from the curriculum's files into the store."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from whetstone.apps.learn.models import Guide, Term

if TYPE_CHECKING:
    from collections.abc import Sequence

    from whetstone.curriculum import model as files


def load_guides(guides: Sequence[files.Guide]) -> None:
    """Store the published guides as the files have them; one that is not there goes."""
    shown = [guide for guide in guides if guide.status == "published"]
    for position, guide in enumerate(shown):
        Guide.objects.update_or_create(
            slug=guide.id,
            defaults={
                "title": guide.title,
                "minutes": guide.minutes,
                "position": position,
                "payload": _guide(guide),
            },
        )
    Guide.objects.exclude(slug__in=[guide.id for guide in shown]).delete()


def _guide(guide: files.Guide) -> dict[str, Any]:
    return {
        "version": guide.version,
        "decision": guide.decision,
        "people": guide.people,
        "skills": list(guide.skills),
        "lessons": list(guide.lessons),
        "invite": list(guide.invite),
        "avoid": list(guide.avoid),
        "prepare": {who: list(lines) for who, lines in guide.prepare.items()},
        "questions": [list(pair) for pair in guide.questions],
        "agenda": [[one.start, one.minutes, one.who, one.what] for one in guide.agenda],
        "take_home": list(guide.take_home),
        "html": guide.html,
        "citations": list(guide.citations),
        "reviewed": review(guide.review),
    }


def load_glossary(terms: Sequence[files.Term]) -> None:
    """Store the glossary as the files have it; a term that is not there goes."""
    for term in terms:
        Term.objects.update_or_create(
            slug=term.id,
            defaults={
                "name": term.term,
                "payload": {
                    "text": term.text,
                    "also": list(term.also),
                    "skill": term.skill or "",
                    "lesson": term.lesson or "",
                    "rests_on": list(term.rests_on),
                },
            },
        )
    Term.objects.exclude(slug__in=[term.id for term in terms]).delete()


def review(review: files.Review) -> dict[str, Any]:
    """Who has read a thing, as it is stored."""
    on = review.on.isoformat() if review.on else ""
    return {"by": review.by, "on": on, "checklist": review.checklist}
