"""What the pages of a drill say, in the reader's language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from whetstone.apps.learn.judged import RATERS
from whetstone.apps.learn.simulation import clock, reading
from whetstone.core.measurement.agreement import ENOUGH, WORKS
from whetstone.web.wording import clock as time_of_day
from whetstone.web.wording import minutes, number

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.utils.functional import _StrPromise

    from whetstone.apps.learn.agreeing import Together
    from whetstone.apps.learn.raters import Wanted
    from whetstone.apps.learn.simulation.reading import Drill, DrillRow, Offer

KINDS: Mapping[str, str | _StrPromise] = {
    "note": gettext_lazy("Seen or decided"),
    "level": gettext_lazy("Level"),
    "call": gettext_lazy("Called or briefed"),
    "stop": gettext_lazy("Stopped or kept"),
    "statement": gettext_lazy("Statement, in full"),
    "reply": gettext_lazy("Reply to one person"),
    "hand-over": gettext_lazy("Handed over"),
}
CHANNELS: Mapping[str, str | _StrPromise] = {
    "alert": gettext_lazy("alert"),
    "chat": gettext_lazy("team chat"),
    "comment": gettext_lazy("comment"),
    "direct-message": gettext_lazy("direct message"),
    "email": gettext_lazy("e-mail"),
    "phone": gettext_lazy("telephone"),
    "planner": gettext_lazy("planner"),
    "post": gettext_lazy("public post"),
    "press": gettext_lazy("press"),
}


def kind(name: str) -> str:
    """What a line of the log is called."""
    return str(KINDS.get(name, name))


def channel(name: str) -> str:
    """Where a message came in."""
    return str(CHANNELS.get(name, name))


def minute(n: int) -> str:
    """A minute of the case."""
    return _("Minute %(n)s") % {"n": number(n)}


def of_minutes(one: Drill, zone: str) -> str:
    """How far the clock is, and when it stops."""
    return _("of %(all)s; the clock stops at %(time)s") % {
        "all": number(one.minutes),
        "time": time_of_day(one.ended_at, zone=zone),
    }


def pace(n: int) -> str:
    """By which clock it runs."""
    if n == clock.REAL:
        return _("by the real clock")
    return _("by a clock %(n)s times as fast") % {"n": number(n)}


def takes(one: Offer, n: int) -> str:
    """How long it takes by a clock."""
    return minutes(clock.takes(one.minutes, n))


def which(one: Drill) -> str:
    """Whether somebody knew the messages when the drill began."""
    if one.number == 1:
        return _("The first run: the messages were new.")
    return _("Run number %(n)s of this task: the messages were known.") % {"n": number(one.number)}


def ended(one: Drill) -> str:
    """How the clock stopped."""
    if one.is_ended_early:
        return _("Ended by hand at minute %(n)s of %(all)s.") % {
            "n": number(one.minute),
            "all": number(one.minutes),
        }
    return _("The clock ran to minute %(all)s.") % {"all": number(one.minutes)}


def counted(one: Drill) -> str:
    """How much came, and how much was written."""
    came = ngettext("%(num)s message came", "%(num)s messages came", len(one.messages))
    wrote = ngettext("%(num)s line was logged", "%(num)s lines were logged", len(one.entries))
    return _("%(came)s, %(wrote)s.") % {
        "came": came % {"num": number(len(one.messages))},
        "wrote": wrote % {"num": number(len(one.entries))},
    }


def newest(one: Drill) -> str:
    """The last message, to be said aloud when it comes."""
    if not one.messages:
        return ""
    last = one.messages[-1]
    return _("%(minute)s: %(sender)s, %(channel)s") % {
        "minute": minute(last.minute),
        "sender": last.sender,
        "channel": channel(last.channel),
    }


def state(row: DrillRow) -> str:
    """How far a drill in a list is."""
    if row.state == reading.RUNNING:
        return _("The clock runs")
    if row.state == reading.AFTER:
        return _("Waits for your own judgement")
    if row.judged:
        said = ngettext("Judged by %(num)s reviewer", "Judged by %(num)s reviewers", row.judged)
        return said % {"num": number(row.judged)}
    return _("Handed over, not judged yet") if row.handed else _("Judged by you")


def agreed(one: Together) -> str:
    """How far the reviewers of a workspace agree, or why that cannot be told yet."""
    if one.found is None:
        said = ngettext(
            "Cannot tell yet: it takes %(all)s works that two people judged, of five people or "
            "more, and here one has been judged twice. Until then two judge each.",
            "Cannot tell yet: it takes %(all)s works that two people judged, of five people or "
            "more, and here %(n)s have been judged twice. Until then two judge each.",
            one.works,
        )
        return said % {"all": number(WORKS), "n": number(one.works)}
    told = {
        "kappa": number(one.found.kappa, decimals=2),
        "low": number(one.found.low, decimals=2),
        "high": number(one.found.high, decimals=2),
        "n": number(one.works),
        "enough": number(ENOUGH, decimals=1),
    }
    figure = (
        _("Weighted kappa %(kappa)s (%(low)s to %(high)s), from %(n)s works judged twice.") % told
    )
    if one.found.is_enough:
        way = _("From %(enough)s on one may do, and every tenth is judged twice.") % told
    else:
        way = _("Below %(enough)s two judge each, and talk where they differ.") % told
    return f"{figure} {way}"


def differ(rows: list[str]) -> str:
    """Where two reviewers are far apart, and what follows."""
    return _(
        "Two levels or more apart: %(rows)s. They talk, and each may judge once more; until then "
        "the lower level counts."
    ) % {"rows": "; ".join(rows)}


def evidence(one: Drill, judged: int, rule: Wanted) -> str:
    """What a judged drill counts for."""
    if one.is_rehearsal:
        return _(
            "A drill by the faster clock is a rehearsal: it can be judged, and proves nothing for "
            "a certificate."
        )
    if judged >= RATERS:
        return _("Two people have judged it: it counts as the judged work of a certificate.")
    if judged >= rule.raters:
        return _(
            "One person has judged it, and that is enough here: it counts as the judged work of "
            "a certificate, which says “judged by one person”."
        )
    if judged:
        return _(
            "One person has judged it, so it stands as the word of one. A certificate of a level "
            "asks for a second."
        )
    if rule.raters < RATERS:
        return _("A certificate of a level asks for one person who judged it and is not you.")
    return _("A certificate of a level asks for two people who judged it and did not write it.")
