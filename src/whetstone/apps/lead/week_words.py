"""The team's week in the reader's language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from whetstone.apps.field import selectors as field
from whetstone.apps.learn import saying
from whetstone.web.wording import day, minutes, number, stopped

if TYPE_CHECKING:
    from whetstone.apps.lead.growing import Deadline, Growing
    from whetstone.apps.lead.week import TeamWeek
    from whetstone.apps.learn.selectors import Fit


def headline(week: TeamWeek) -> str:
    """The finding of the week."""
    if not week.booked:
        return _("Nobody has learning booked this week.")
    facts = {
        "n": number(week.learning), "all": number(len(week.rows)), "time": minutes(week.booked),
    }  # fmt: skip
    return _("%(n)s of %(all)s learn this week: %(time)s.") % facts


def deadline(one: Deadline) -> str:
    """The day, and what it is for."""
    words = {
        "launch": _("before “%(name)s” starts on %(day)s"),
        "end": _("before “%(name)s” ends on %(day)s"),
    }
    return words.get(one.code, _("before %(day)s")) % {"name": one.name, "day": day(one.on)}


def way(one: Deadline) -> str:
    """A link to another day."""
    words = {"launch": _("%(day)s, “%(name)s” starts"), "end": _("%(day)s, “%(name)s” ends")}
    return words.get(one.code, "%(day)s") % {"name": one.name, "day": day(one.on)}


def wish(found: Growing) -> str:
    """Two people reach entry level in an area before a launch: 450 min."""
    level = field.framework().levels[found.level].lower()
    said = ngettext(
        "%(n)s person reaches the level “%(level)s” in %(area)s %(when)s",
        "%(n)s people reach the level “%(level)s” in %(area)s %(when)s",
        found.asked,
    )
    text = said % {
        "n": number(found.asked), "level": level, "area": found.gap.name,
        "when": deadline(found.deadline),
    }  # fmt: skip
    if found.fits is None:
        return stopped(text)
    whole = found.fits.each * len(found.people)
    return _("%(wish)s: %(time)s.") % {"wish": text, "time": minutes(whole)}


def answer(found: Growing) -> str:
    """Fits, or does not fit because."""
    if found.fits is None:
        return _("Nobody shares a verdict here that is short of the level, so nobody is proposed.")
    said = outcome(found.fits.as_now)
    if len(found.people) < found.asked:
        few = ngettext(
            "Only %(n)s person shares a verdict here that is short of the level.",
            "Only %(n)s people share a verdict here that is short of the level.",
            len(found.people),
        ) % {"n": number(len(found.people))}
        return f"{said} {few}"
    return said


def outcome(fit: Fit) -> str:
    """One weekly budget: done by a day, or how much has no place, and why."""
    if fit.fits and fit.ready_on:
        return _("It fits: the last block lies on %(day)s.") % {"day": day(fit.ready_on)}
    why = "; ".join(said for said in map(saying.in_the_way, fit.reasons) if said)
    facts = {"time": minutes(fit.unplaced), "why": why or _("no gap is long enough")}
    return _("It does not fit: %(time)s have no place, because %(why)s.") % facts
