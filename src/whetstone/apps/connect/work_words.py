"""Words about assigned work: kinds, states, marks, rules."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from whetstone.apps.connect import work
from whetstone.core.rollup.gradebook import LateRule, State
from whetstone.web.wording import day_clock, minutes, number, percent

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    from whetstone.apps.connect.book import Book, Cell
    from whetstone.apps.connect.models import Assignment
    from whetstone.apps.connect.work import Plan
    from whetstone.apps.connect.works import Todo
    from whetstone.core.measurement.own_forms import Spread
    from whetstone.core.rollup.gradebook import Total

HUNDRED = 100


def kind_name(kind: str) -> str:
    """One piece of a kind."""
    return {
        work.LESSON: _("Lesson"),
        work.CHECK: _("Check"),
        work.TASK: _("Task"),
        work.CAPSTONE: _("Capstone"),
    }[kind]


def kind_plural(kind: str) -> str:
    """All pieces of a kind."""
    return {
        work.LESSON: _("Lessons"),
        work.CHECK: _("Checks"),
        work.TASK: _("Tasks"),
        work.CAPSTONE: _("Capstones"),
    }[kind]


def late_rules() -> list[tuple[str, str]]:
    """(value, text) of each late rule."""
    return [
        (LateRule.NONE.value, _("costs nothing, until the last day of the term")),
        (LateRule.PERCENT.value, _("costs points for each day")),
        (LateRule.CUT_OFF.value, _("is not taken")),
    ]


def thing_groups(
    things: Mapping[str, Sequence[tuple[str, str]]],
) -> list[tuple[str, list[tuple[str, str]]]]:
    """What can be assigned, as the groups of a select."""
    quick = _("Quick check of two areas")
    return [
        (kind_plural(kind), [(f"{kind}/{one}", title or quick) for one, title in rows])
        for kind, rows in things.items()
    ]


def forms(told: Spread) -> str:
    """How far the forms of a check differ for one and the same student."""
    return _(
        "Everybody has a form of their own. Somebody at the entry level would get between %(low)s "
        "and %(high)s of the points, by the form alone; chance in ten answers is about 15 points "
        "of 100. By the questions' numbers as they stand now."
    ) % {"low": percent(told.low), "high": percent(told.high)}


def late_rule(one: Assignment) -> str:
    """The late rule of one assignment, in a sentence."""
    if one.late_rule == LateRule.CUT_OFF:
        return _("Nothing is taken after that.")
    if one.late_rule == LateRule.PERCENT:
        return _(
            "Each day late costs %(percent)s points of 100; at least %(floor)s in 100 of the "
            "mark stay."
        ) % {"percent": number(one.late_percent), "floor": number(one.late_floor)}
    return _("Late costs nothing, until the last day of the term.")


def in_100(share: float) -> str:
    """A mark: so many of 100, with one place where it is not whole."""
    value = round(HUNDRED * share, 1)
    return number(value, decimals=0 if value == int(value) else 1)


def state(cell: Cell) -> str:
    """How a piece stands, in a word or a figure."""
    mark = cell.mark
    if mark.state is State.MARKED and mark.share is not None:
        return in_100(mark.share)
    if mark.state is State.NOT_YET and cell.is_begun:
        return _("begun")
    return {
        State.NOT_YET: _("not yet"),
        State.WAITING: _("waits for a mark"),
        State.MISSED: _("0, not handed in"),
        State.EXCUSED: _("excused"),
        State.WITHDRAWN: _("withdrawn"),
        State.MARKED: "",
    }[mark.state]


def besides(cell: Cell) -> str:
    """What has to be known with a mark: late, questions gone, handed in again."""
    parts = []
    if cell.mark.days_late and cell.mark.state in {State.MARKED, State.WAITING}:
        parts.append(
            ngettext("%(n)s day late", "%(n)s days late", cell.mark.days_late)
            % {"n": number(cell.mark.days_late)}
        )
    if cell.mark.raw is not None and cell.mark.share not in {None, cell.mark.raw}:
        parts.append(_("before that %(raw)s") % {"raw": in_100(cell.mark.raw)})
    if cell.gone:
        parts.append(
            ngettext(
                "%(n)s of %(all)s questions withdrawn; the rest is scaled up",
                "%(n)s of %(all)s questions withdrawn; the rest is scaled up",
                cell.gone,
            )
            % {"n": number(cell.gone), "all": number(cell.asked)}
        )
    if cell.again:
        parts.append(_("handed in again since"))
    return ", ".join(parts)


def total(one: Total) -> str:
    """A total, or that nothing counts yet."""
    return _("nothing yet") if one.share is None else in_100(one.share)


def resting_on(one: Total) -> str:
    """On how much of all weights a total rests."""
    if one.share is None:
        return _("Nothing that counts is marked yet.")
    if one.counted >= 1:
        return _("All weights are in.")
    return _("So far: on %(n)s of 100 of all weights.") % {"n": in_100(one.counted)}


def finding(book: Book) -> str:
    """The gradebook in one sentence."""
    if not book.assignments:
        return _("Nothing is assigned yet")
    if not book.rows:
        return _("Nobody sits here yet")
    if book.waiting:
        return ngettext(
            "One work waits for your mark", "%(n)s works wait for your mark", book.waiting
        ) % {"n": number(book.waiting)}
    return _("Nothing waits for your mark")


def rescaled(book: Book) -> str:
    """What was withdrawn and scaled up, or nothing."""
    parts = []
    if book.withdrawn:
        names = ", ".join(one.title for one in book.withdrawn)
        parts.append(
            _("Withdrawn, and out of every total: %(names)s. The rest is scaled up.")
            % {"names": names}
        )
    if book.questions_gone:
        parts.append(
            ngettext(
                "In one mark of a check a question was withdrawn later: what it rests on is in "
                "doubt or no longer so, or it was retired. It left the form, and the rest is "
                "scaled up.",
                "In %(n)s marks of checks a question was withdrawn later: what it rests on is in "
                "doubt or no longer so, or it was retired. It left the form, and the rest is "
                "scaled up.",
                book.questions_gone,
            )
            % {"n": number(book.questions_gone)}
        )
    return " ".join(parts)


def due(cell: Cell, zone: str, now: dt.datetime) -> str:
    """When it is or was due for this student, in their own time zone."""
    said = _("was due %(when)s") if cell.due_at < now else _("due %(when)s")
    return said % {"when": day_clock(cell.due_at, zone=zone)}


def total_on(one: Total) -> str:
    """Beside a total: on how much it rests, where that is not all."""
    if one.share is None or one.counted >= 1:
        return ""
    return _("on %(n)s in 100") % {"n": number(round(HUNDRED * one.counted))}


def more(cell: Cell) -> str:
    """What this student is given more, for their eyes and the instructor's."""
    parts = []
    if cell.allowed.extra_days:
        parts.append(
            ngettext("%(n)s day more", "%(n)s days more", cell.allowed.extra_days)
            % {"n": number(cell.allowed.extra_days)}
        )
    if cell.assignment.minutes:
        parts.append(
            _("%(time)s for it")
            % {"time": minutes(cell.assignment.minutes * cell.allowed.time_percent / HUNDRED)}
        )
    if cell.allowed.note:
        parts.append(cell.allowed.note)
    return ", ".join(parts)


def is_open(cell: Cell) -> bool:
    """Whether something is still to be done by the student."""
    return cell.mark.state is State.NOT_YET


def is_writable(cell: Cell, now: dt.datetime) -> bool:
    """Whether a text may still be written and handed in."""
    shut = {State.MISSED, State.WITHDRAWN}
    if now < cell.assignment.opens_at or cell.mark.state in shut:
        return False
    return now <= cell.due_at or cell.assignment.late_rule != LateRule.CUT_OFF


def counted(book: Book) -> dict[int, tuple[int, int]]:
    """By assignment: how many of the class have handed in, and how many wait for a mark."""
    found = {}
    for place, one in enumerate(book.assignments):
        cells = [row.cells[place] for row in book.rows]
        done = sum(cell.handed_in_at is not None for cell in cells)
        waits = sum(cell.mark.state is State.WAITING or cell.again for cell in cells)
        found[one.pk] = (done, waits)
    return found


def of_all(n: int, of: int) -> str:
    """17 of 24."""
    return _("%(n)s of %(all)s") % {"n": number(n), "all": number(of)}


def weights_said(plan: Plan) -> str:
    """What each kind weighs, and how many of the lowest drop out."""
    whole = sum(plan.weights.values()) or 1
    parts = []
    for kind, weight in plan.weights.items():
        if not weight:
            continue
        said = f"{kind_plural(kind)} {in_100(weight / whole)}"
        drops = plan.drops.get(kind, 0)
        if drops:
            said += ngettext(" (the lowest drops out)", " (the lowest %(n)s drop out)", drops) % {
                "n": number(drops)
            }
        parts.append(said)
    return _("Weights in 100: %(weights)s.") % {"weights": ", ".join(parts)}


def next_said(todos: Sequence[Todo]) -> str:
    """What a class asks next, as a heading."""
    if not todos:
        return _("Nothing waits for you in class")
    return _("Next: %(title)s") % {"title": todos[0].cell.assignment.title}
