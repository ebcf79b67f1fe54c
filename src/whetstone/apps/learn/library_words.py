"""What the pages of the library say, in the reader's language."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from whetstone.web.wording import day, minutes, number

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from django.utils.functional import _StrPromise

    from whetstone.apps.learn.selectors import AboutView, CourseCard, Syllabus
    from whetstone.apps.learn.selectors.library import TermView
    from whetstone.apps.learn.selectors.searching import Answer
    from whetstone.core.freshness.currency import Currency

KINDS: Mapping[str, str | _StrPromise] = {
    "lesson": gettext_lazy("Lessons"),
    "item": gettext_lazy("Questions"),
    "card": gettext_lazy("Cards"),
    "task": gettext_lazy("Tasks"),
    "guide": gettext_lazy("Session guides"),
    "term": gettext_lazy("Glossary"),
}
SECTIONS: Mapping[str, str | _StrPromise] = {
    "lessons": gettext_lazy("Lessons"),
    "claims": gettext_lazy("Claims"),
    "glossary": gettext_lazy("Glossary"),
    "work": gettext_lazy("Tasks and session guides"),
}
WHO: Mapping[str, str | _StrPromise] = {
    "host": gettext_lazy("Host"),
    "expert": gettext_lazy("Guest"),
    "team": gettext_lazy("Team"),
    "all": gettext_lazy("Everybody"),
}


def hours(card: CourseCard) -> str:
    """The time of a course: lessons, and tasks beside them."""
    lessons = _("%(time)s of lessons") % {"time": minutes(card.lesson_minutes)}
    if not card.tasks:
        return lessons
    tasks = _("%(time)s of tasks") % {"time": minutes(card.task_minutes)}
    return f"{lessons}, {tasks}"


def levels(card: CourseCard, names: Sequence[str]) -> str:
    """To which level a course leads."""
    low, high = card.levels
    if low == high:
        return _("to level %(n)s, %(name)s") % {"n": number(high), "name": names[high]}
    return _("to levels %(low)s-%(high)s") % {"low": number(low), "high": number(high)}


def sign(current: Currency) -> str:
    """The sign of how current a thing is."""
    if not current.stale:
        return "current"
    return "retired" if current.gone else "doubtful"


def facts(current: Currency) -> str:
    """How many of the facts under a thing hold."""
    if not current.total:
        return _("rests on no dated fact")
    return _("%(n)s of %(all)s facts current") % {
        "n": number(current.current + current.refreshed), "all": number(current.total),
    }  # fmt: skip


def finding(syllabus: Syllabus) -> str:
    """How current a course is, in a sentence."""
    current = syllabus.card.currency
    if not current.total:
        return _("Nothing in this course rests on a dated fact.")
    if not current.stale:
        said = ngettext(
            "%(n)s fact is under this course, and it is current.",
            "%(n)s facts are under this course, all current.",
            current.total,
        ) % {"n": number(current.total)}
    else:
        said = ngettext(
            "%(n)s of the %(all)s facts under this course is in doubt or gone.",
            "%(n)s of the %(all)s facts under this course are in doubt or gone.",
            current.stale,
        ) % {"n": number(current.stale), "all": number(current.total)}
    return said


def read_between(syllabus: Syllabus) -> str:
    """When the facts were checked, and when the next one is due."""
    if syllabus.read_on is None or syllabus.next_reading is None:
        return ""
    oldest, newest = syllabus.read_on
    if oldest == newest:
        said = _("All were last checked on %(day)s.") % {"day": day(newest)}
    else:
        said = _("They were last checked between %(old)s and %(new)s.") % {
            "old": day(oldest), "new": day(newest),
        }  # fmt: skip
    due = _("The first is due again by %(day)s.") % {"day": day(syllabus.next_reading)}
    return f"{said} {due}"


def reviewed(review: Mapping[str, Any]) -> str:
    """Who has read a thing, and by which checklist."""
    by = str(review.get("by") or "nobody-yet")
    if by == "nobody-yet":
        return _("not yet read by a second person")
    said = _("read by %(role)s on %(day)s") % {"role": role(by), "day": day(review.get("on"))}
    version = review.get("checklist") or 0
    return f"{said}, {checklist(version)}"


def role(by: str) -> str:
    """A reader's role, as it is said."""
    known = {
        "second-reader": _("a second reader inside the project"),
        "nobody-yet": _("nobody but the author"),
    }
    return known.get(by) or by.removeprefix("outside-").replace("-", " ")


def checklist(version: int) -> str:
    """Which checklist a reader held it against."""
    if not version:
        return _("before the checklist had a version")
    return _("checklist %(n)s") % {"n": number(version)}


def about_finding(about: AboutView) -> str:
    """The first thing to know of this curriculum."""
    if not about.readings:
        return _("Who has read this curriculum was not written down when it was loaded")
    if not about.outside:
        return _("No professional from outside has reviewed this curriculum yet")
    return ngettext(
        "%(n)s part of this curriculum has been read by a professional from outside",
        "%(n)s parts of this curriculum have been read by professionals from outside",
        about.outside,
    ) % {"n": number(about.outside)}


def about_lead(about: AboutView) -> str:
    """How far the readings inside the project go."""
    return _(
        "It was written by this project from dated sources. A second reader inside the project"
        " has read %(read)s of its lessons, questions, cards, tasks, guides and glossary terms;"
        " nobody but the author has read the other %(left)s."
    ) % {"read": number(about.inside + about.outside), "left": number(about.unread)}


def by_letter(terms: Sequence[TermView]) -> list[tuple[str, list[TermView]]]:
    """Terms under their first letter, in order."""
    return [
        (letter, list(some))
        for letter, some in groupby(terms, key=lambda one: one.name[0].upper())
    ]


def search_title(found: Answer) -> str:
    """What the page of results says first."""
    if not found.is_asked:
        return _("Search the curriculum")
    if found.is_empty:
        return _("Nothing here holds these words")
    if found.is_loose:
        return _("Nothing holds all of these words; this holds some")
    return ngettext("%(n)s result", "%(n)s results", found.total) % {"n": number(found.total)}


def warning(kind: str, status: str) -> str:
    """What to know before relying on a result that is not current; empty where it is."""
    if status == "current":
        return ""
    if kind == "block":
        if status in {"superseded", "retired"}:
            return _("A fact under this passage no longer holds. The page says what holds now.")
        return _("A fact under this passage is in doubt.")
    return {
        "doubtful": _("In doubt: do not rely on it until an editor has settled it."),
        "superseded": _("No longer so: something newer took its place."),
        "retired": _("No longer so, and nothing took its place."),
        "proposed": _("Not in force yet."),
    }.get(status, "")
