"""Findings and sentences about a class, computed from what is there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from whetstone.apps.keepup import words as changes
from whetstone.apps.keepup.selectors import Counts
from whetstone.web.wording import day, minutes, number

if TYPE_CHECKING:
    from whetstone.apps.connect.selectors import ClassPage, ClassRow, Moved
    from whetstone.apps.connect.services import Adopted

CODE_HALF = 4
network_name = changes.network_name
KINDS = changes.KINDS
SEVERITIES = changes.SEVERITIES
EFFECTS = (("supersedes", "superseded"), ("retires", "retired"), ("doubts", "doubtful"))


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do next; `url` and `act` are empty where it is done away from the screen."""

    strong: str
    rest: str
    url: str = ""
    act: str = ""


def opened(name: str, *, is_new: bool) -> str:
    """What sending the form did."""
    if is_new:
        return _("%(name)s is open. Hand out the code.") % {"name": name}
    return _("%(name)s was open already. Nothing was made twice.") % {"name": name}


def too_many(seconds: float) -> str:
    """Why no more codes are taken for a while."""
    return _(
        "Twenty codes were wrong within the hour. Ask your instructor to read the code to you; "
        "the form opens again in %(time)s."
    ) % {"time": minutes(max(1, -(-seconds // 60)))}


def n_lessons(n: int) -> str:
    """3 lessons."""
    return ngettext("%(n)s lesson", "%(n)s lessons", n) % {"n": number(n)}


def n_questions(n: int) -> str:
    """5 questions."""
    return ngettext("%(n)s question", "%(n)s questions", n) % {"n": number(n)}


def n_students(n: int) -> str:
    """24 students."""
    return ngettext("%(n)s student", "%(n)s students", n) % {"n": number(n)}


def of_class(n: int, size: int) -> str:
    """17 of 24."""
    return _("%(n)s of %(all)s") % {"n": number(n), "all": number(size)}


def code(plain: str) -> str:
    """A code as it is read out: in two halves."""
    return f"{plain[:CODE_HALF]} {plain[CODE_HALF:]}"


# --- the list ---


def list_finding(rows: list[ClassRow]) -> str:
    """All classes in one sentence."""
    running = [row for row in rows if not row.is_over]
    if not rows:
        return _("No class yet")
    if not running:
        return _("Every class here has ended")
    hit = sum(bool(row.touching) for row in running)
    if hit:
        return ngettext(
            "One class teaches something that has changed",
            "%(n)s classes teach something that has changed",
            hit,
        ) % {"n": number(hit)}
    waiting = max(row.waiting for row in running)
    if waiting:
        return ngettext(
            "One change that waits would touch what you teach",
            "%(n)s changes that wait would touch what you teach",
            waiting,
        ) % {"n": number(waiting)}
    return _("Nothing you teach has moved since your syllabus")


def since(row: ClassRow) -> str:
    """What changed under one class, in a line."""
    parts = []
    if row.touching:
        parts.append(
            ngettext("%(n)s change since", "%(n)s changes since", row.touching)
            % {"n": number(row.touching)}
        )
    if row.waiting:
        parts.append(
            ngettext("%(n)s waits", "%(n)s wait", row.waiting) % {"n": number(row.waiting)}
        )
    return ", ".join(parts) or _("nothing since")


# --- one class ---


def finding(page: ClassPage) -> str:
    """The class in one sentence."""
    if not page.size:
        return _("Nobody sits here yet. The code lets them in.")
    found = page.open
    if found:
        lessons = {slug for row in found for slug, _title in row.lessons}
        questions = {slug for row in found for slug in row.questions}
        what = n_lessons(len(lessons)) if lessons else n_questions(len(questions))
        return ngettext(
            "One change since your syllabus touches %(what)s.",
            "%(n)s changes since your syllabus touch %(what)s.",
            len(found),
        ) % {"n": number(len(found)), "what": what}
    if page.waiting:
        return ngettext(
            "Your syllabus stands. One change that waits would touch it.",
            "Your syllabus stands. %(n)s changes that wait would touch it.",
            len(page.waiting),
        ) % {"n": number(len(page.waiting))}
    if page.adopted:
        return ngettext(
            "Your class has taken up the one change since your syllabus.",
            "Your class has taken up all %(n)s changes since your syllabus.",
            len(page.adopted),
        ) % {"n": number(len(page.adopted))}
    return _("Nothing under your syllabus has moved.")


def adopted(done: Adopted) -> str:
    """What adopting did."""
    if not done.changes:
        return _("There was nothing to adopt. Nothing was done twice.")
    said = ngettext(
        "Adopted. The class reads what it touches in the newest version.",
        "Adopted: %(n)s changes. The class reads everything in the newest version.",
        done.changes,
    ) % {"n": number(done.changes)}
    if not done.students:
        return said + " " + _("Nobody in it has anything to relearn.")
    return said + " " + _("Whoever held the old way has a refresher.")


def pin(row: Moved, page: ClassPage, zone: str) -> str:
    """How the class stands to a change, and what adopting it would ask of the students."""
    if row.adopted_at is not None:
        return _("Adopted on %(day)s: the class reads it as it is now.") % {
            "day": day(row.adopted_at, zone=zone)
        }
    if row.counts is Counts.UNDONE:
        return _("Taken back: the class reads what it was pinned to.")
    left = (
        _("Left when the term ended.")
        if page.is_over
        else _("Left for the end of term, unless you adopt it.")
    )
    return f"{left} {relearn(row, page)}"


def relearn(row: Moved, page: ClassPage) -> str:
    """Minutes for the students who learned it the old way, not how many these are.

    A class is known by name, and so is who finished a lesson last: a count would tell of one.
    """
    if not row.minutes:
        return _("Adopting it asks nothing of the students.")
    if page.is_counted and not row.people:
        return _("None of the students holds the old way.")
    return _("Whoever holds the old way relearns it in %(time)s.") % {"time": minutes(row.minutes)}


def edition(page: ClassPage) -> str:
    """What the class is pinned to, and what that does."""
    row = page.school_class
    said = _(
        "Edition %(edition)s, pinned on %(day)s: until %(end)s the class reads it as it was then, "
        "with a note on whatever has become untrue. Questions and scores follow what is current. "
        "You adopt a change when it suits the term."
    ) % {"edition": row.edition, "day": day(row.pinned_at), "end": day(row.ends_on)}
    if page.is_over:
        said = _(
            "Edition %(edition)s, pinned on %(day)s. The term is over, so the pin has let go: "
            "whoever reads on reads what is newest."
        ) % {"edition": row.edition, "day": day(row.pinned_at)}
    if page.newest_edition != row.edition:
        said += " " + _("The newest edition is %(edition)s.") % {"edition": page.newest_edition}
    return said


def effect(row: Moved) -> str:
    """What a change does to claims, in one status word."""
    found = {one.effect for one in row.change.effects.all()}
    return next((word for kind, word in EFFECTS if kind in found), "current")


def state(row: Moved, zone: str) -> str:
    """Where a change counts, and since when."""
    if row.waits or row.stands is None:
        return _("waits for an editor")
    on = day(row.stands, zone=zone)
    if row.counts is Counts.UNDONE:
        return _("taken back, %(day)s") % {"day": on}
    return _("in force, %(day)s") % {"day": on}


def touched(row: Moved) -> str:
    """Which lessons and how many questions rest on the old way."""
    parts = []
    if row.lessons:
        parts.append(
            ngettext("The lesson %(titles)s", "The lessons %(titles)s", len(row.lessons))
            % {"titles": _listed([_("“%(title)s”") % {"title": name} for _s, name in row.lessons])}
        )
    if row.questions:
        parts.append(n_questions(len(row.questions)))
    what = _(" and ").join(parts)
    if row.waits:
        return _("%(what)s would rest on something that is gone.") % {"what": what}
    if row.counts is Counts.UNDONE:
        return _("%(what)s rest on what holds again.") % {"what": what}
    one = len(row.lessons) + len(row.questions) == 1
    if one:
        return _("%(what)s rests on the old way.") % {"what": what}
    return _("%(what)s rest on the old way.") % {"what": what}


def had(row: Moved, page: ClassPage) -> str:
    """How many of the class have finished one of the lessons touched; empty where not told."""
    if not row.lessons or not page.is_counted:
        return ""
    if not row.students:
        return _("Nobody in the class has finished a lesson it touches.")
    count = of_class(row.students, page.size)
    if len(row.lessons) == 1:
        return _("%(count)s have finished it.") % {"count": count}
    return _("%(count)s have finished at least one of them.") % {"count": count}


def _listed(parts: list[str]) -> str:
    if len(parts) == 1:
        return parts[0]
    return ", ".join(parts[:-1]) + _(" and ") + parts[-1]


def steps(page: ClassPage) -> list[Step]:
    """What to do next, at most two things."""
    if page.is_over:
        rest = _("Students keep their place and what they finished; the code lets nobody in.")
        if page.may_end:
            rest += " " + ngettext(
                "One change was left for now.", "%(n)s changes were left for now.", len(page.left)
            ) % {"n": number(len(page.left))}
        ended = _("The term ended on %(day)s.") % {"day": day(page.school_class.ends_on)}
        return [Step(ended, rest)]
    if not page.size:
        return [Step(_("Hand out the code."), _("Each student who uses it stands here by name."))]
    return [step for step in (_read_step(page), _lesson_step(page)) if step is not None]


def _read_step(page: ClassPage) -> Step | None:
    rows = page.open or page.waiting
    if not rows:
        return None
    row = rows[0]
    why = _("before you teach on.") if not row.waits else _("and ask an editor to publish it.")
    return Step(
        _("Read “%(title)s”") % {"title": row.change.title},
        why,
        reverse("keepup:change", args=[row.change.slug]),
        _("Read what changed"),
    )


def _lesson_step(page: ClassPage) -> Step | None:
    row = page.next_lesson
    if row is None:
        return None
    return Step(
        _("Set “%(title)s” next,") % {"title": row.title},
        _("%(time)s: %(count)s have finished it.")
        % {"time": minutes(row.minutes), "count": of_class(row.finished, page.size)},
    )
