"""The table in the reader's language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from whetstone.web.wording import day, digits, number, stopped

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from whetstone.apps.lead.table_selectors import Meeting, Taken


def seats() -> list[tuple[str, str]]:
    """The three ways social may stand to a meeting."""
    return [
        ("yes", _("Social sits there")),
        ("asked", _("Social has asked for a seat")),
        ("no", _("Social does not sit there")),
    ]


def seat(code: str) -> str:
    """Whether social sits there."""
    return dict(seats())[code]


def quarter(code: str) -> str:
    """A quarter in words."""
    year, _q, n = code.partition("-Q")
    return _("quarter %(n)s of %(year)s") % {"n": digits(n), "year": digits(year)}


def headline(coming: Sequence[Meeting], open_ones: Sequence[Taken]) -> str:
    """What the table says first."""
    if not coming and not open_ones:
        return _("No meeting lies ahead")
    if coming and coming[0].seat != "yes":
        return _("The next plan is made without a seat for social")
    left = len(open_ones)
    if coming:
        said = _("The next table is on %(day)s") % {"day": day(coming[0].on)}
        more = ngettext("%(n)s decision is open", "%(n)s decisions are open", left)
        if not left:
            return said
        return stopped(said) + " " + stopped(more % {"n": number(left)})
    return ngettext(
        "%(n)s decision is open, and no meeting lies ahead",
        "%(n)s decisions are open, and no meeting lies ahead",
        left,
    ) % {"n": number(left)}


def state(code: str) -> str:
    """Where a decision stands."""
    return {"open": _("open"), "done": _("done"), "dropped": _("dropped")}[code]


def moved(code: str) -> str:
    """What is told after a decision moved."""
    return {
        "open": _("The decision is open again."),
        "done": _("The decision is done."),
        "dropped": _("The decision is dropped, and why is kept."),
    }[code]


def answered(kind: str) -> str:
    """What somebody answered."""
    return {"agree": _("agrees"), "ask": _("asks"), "decide": _("decides")}[kind]


def thanks(kind: str) -> str:
    """What somebody is told who answered."""
    return {
        "agree": _("Your word is kept: you agree."),
        "ask": _("Your question is kept. It comes first on the next agenda."),
        "decide": _("Your decision is kept. It is followed up at the next meeting."),
    }[kind]


def when_due(due: dt.date | None, *, is_late: bool) -> str:
    """By when, and whether that is over."""
    if due is None:
        return _("no date yet")
    if is_late:
        return _("was due %(day)s") % {"day": day(due)}
    return _("by %(day)s") % {"day": day(due)}


def moved_on() -> str:
    """Said to who answers or decides on figures that are no longer those they read."""
    return _(
        "Some figures have moved since you opened the page, so nothing was sent. This is how it "
        "stands now: read it, then answer."
    )
