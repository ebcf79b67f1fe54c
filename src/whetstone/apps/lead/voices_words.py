"""What customers say, in words: sentences first, and a reason where nothing can be told."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from whetstone.core.rollup.disclosure import SMALLEST
from whetstone.core.rollup.voices import FEWEST_WEEKS
from whetstone.formats.voices import heads
from whetstone.web.wording import day, minutes, number, percent

if TYPE_CHECKING:
    import datetime as dt

    from django.utils.functional import _StrPromise

    from whetstone.apps.lead.models_voices import VoiceFile
    from whetstone.apps.lead.voices_selectors import Overview, Routed, ThemeLine
    from whetstone.core.kernel.intervals import Estimate
    from whetstone.core.rollup.voices import Waiting, Week

Words = dict[str, "str | _StrPromise"]
AN_HOUR: Final = 60
TEN_HOURS: Final = 10 * AN_HOUR
A_DAY: Final = 24 * AN_HOUR
HOLDS: Final[Words] = {
    heads.TEXT: gettext_lazy("The message itself"),
    heads.AT: gettext_lazy("When it came"),
    heads.AUTHOR: gettext_lazy("Who wrote it (only a keyed name is kept)"),
    heads.ID: gettext_lazy("Its id (only a keyed name is kept)"),
    heads.CHANNEL: gettext_lazy("The network or channel"),
    heads.ANSWERED: gettext_lazy("When it was first answered"),
    heads.RESOLVED: gettext_lazy("When it was resolved"),
}
FATES: Final[Words] = {
    "asked": gettext_lazy("Asked"),
    "answered": gettext_lazy("Answered"),
    "done": gettext_lazy("Done"),
    "refused": gettext_lazy("Refused"),
}
FLAWS: Final[dict[str, tuple[str | _StrPromise, str | _StrPromise]]] = {
    "no_text": (
        gettext_lazy("There is no message."),
        gettext_lazy("Leave it out, or fill it in."),
    ),
    "no_date": (
        gettext_lazy("This is no day that can be read."),
        gettext_lazy("Write it as 2026-11-23 14:05."),
    ),
    "day_or_month": (
        gettext_lazy("It could be two days."),
        gettext_lazy("Say what comes first, the day or the month, when you bring it in."),
    ),
    "other_order": (
        gettext_lazy("Its day stands in another order than in the other rows."),
        gettext_lazy("Write it as the other rows do."),
    ),
    "ahead": (
        gettext_lazy("It lies after the day of the export."),
        gettext_lazy("Look at the day of the export, and at the time zone."),
    ),
    "before_opened": (
        gettext_lazy("It was answered or resolved before it came."),
        gettext_lazy("Look at both times of this row."),
    ),
    "formula": (
        gettext_lazy("The cell holds a formula or an error."),
        gettext_lazy("Copy the sheet as values, and choose it again."),
    ),
    "no_author": (
        gettext_lazy("Nobody is named as its author."),
        gettext_lazy("It is taken, and counts in no share: shares are of people."),
    ),
    "twice": (
        gettext_lazy("The same message stands above already."),
        gettext_lazy("It is counted once."),
    ),
}


def headline(found: Overview) -> str:
    """The page in one sentence: a surge first, else what most people write about."""
    if found.people < SMALLEST:
        return _("Fewer than five people wrote in these days")
    surges = [one for one in found.surges if one.is_told]
    if surges:
        names = ", ".join(f"“{one.name}”" for one in surges[:3])
        return _("Unusually many write about %(names)s") % {"names": names}
    told = [one for one in found.themes if one.is_told]
    if told:
        most = told[0]
        return _("%(n)s of %(all)s people write about “%(name)s”") % {
            "n": number(most.people), "all": number(found.people), "name": most.name,
        }  # fmt: skip
    said = ngettext("%(n)s person wrote", "%(n)s people wrote", found.people)
    return said % {"n": number(found.people)}


def counted(found: Overview) -> str:
    """How much there is, of which days."""
    if found.people < SMALLEST:
        return _("Nothing is counted of fewer than five.")
    return _("%(messages)s messages of %(people)s people, %(first)s to %(last)s.") % {
        "messages": number(found.messages), "people": number(found.people),
        "first": day(found.range.first), "last": day(found.range.last),
    }  # fmt: skip


def share_band(one: ThemeLine) -> str:
    """The interval of a theme's share."""
    return _("%(lo)s to %(hi)s of those who wrote") % {
        "lo": percent(one.share.lo), "hi": percent(one.share.hi),
    }  # fmt: skip


def week_word(week: Week) -> str:
    """The last whole week of a theme in a word."""
    if week.reason:
        return _("Cannot tell yet")
    return _("Unusually many") if week.is_surge else _("As usual")


def week_why(week: Week) -> str:
    """What the word rests on."""
    if week.reason:
        missing = max(1, FEWEST_WEEKS - week.weeks)
        return ngettext(
            "%(n)s more whole week is needed.", "%(n)s more whole weeks are needed.", missing
        ) % {"n": number(missing)}
    if week.count < SMALLEST:
        return _("Fewer than five; %(usual)s is usual.") % {
            "usual": number(week.usual, decimals=1)
        }
    return _("%(count)s, where %(usual)s is usual and up to %(upto)s is chance.") % {
        "count": number(week.count), "usual": number(week.usual, decimals=1),
        "upto": number(week.upto),
    }  # fmt: skip


def surge_sentence(one: ThemeLine, found: Overview) -> str:
    """A surge, and whether all messages rose with it."""
    said = _(
        "“%(name)s”: %(count)s messages in the week of %(week)s, where %(usual)s are usual and"
        " chance alone stays up to %(upto)s."
    ) % {
        "name": one.name, "count": number(one.week.count), "week": day(found.week),
        "usual": number(one.week.usual, decimals=1), "upto": number(one.week.upto),
    }  # fmt: skip
    if one.rest.is_surge:
        return said + " " + _("The other messages rose, too, so it may not be the theme.")
    return said + " " + _("The other messages were as usual.")


def span(value: float) -> str:
    """Minutes as a person says them: whole hours from ten on, days from two on."""
    if value < TEN_HOURS:
        return minutes(value)
    if value < 2 * A_DAY:
        return minutes(round(value / AN_HOUR) * AN_HOUR)
    days = round(value / A_DAY)
    return ngettext("%(n)s day", "%(n)s days", days) % {"n": number(days)}


def wait_figure(found: Estimate) -> str:
    """A median or a 90th percentile, or that it cannot be told."""
    return span(found.value) if found.is_known else _("Cannot tell")


def wait_band(found: Estimate) -> str:
    """Its interval, or why there is none."""
    if not found.is_known:
        if "open" in found.reason:
            return _("Too many are still open.")
        return _("Fewer than five cases of five people.")
    if math.isinf(found.hi):
        return _("at least %(lo)s; no upper end yet") % {"lo": span(found.lo)}
    return _("%(lo)s to %(hi)s") % {"lo": span(found.lo), "hi": span(found.hi)}


def answered(found: Waiting) -> str:
    """The denominator of a time to an answer."""
    return _("Of %(n)s cases %(ended)s were answered and %(open)s were not.") % {
        "n": number(found.cases), "ended": number(found.ended), "open": number(found.open),
    }  # fmt: skip


def resolved(found: Waiting) -> str:
    """The denominator of a time to a resolution."""
    return _("Of %(n)s cases %(ended)s were resolved and %(open)s are open.") % {
        "n": number(found.cases), "ended": number(found.ended), "open": number(found.open),
    }  # fmt: skip


def fate_word(one: Routed, today: dt.date) -> str:
    """Where what was asked stands."""
    word = str(FATES.get(one.fate, one.fate))
    return _("%(word)s, late") % {"word": word} if one.is_late(today) else word


def finding(one: VoiceFile) -> str:
    """What taking a file would do."""
    n = one.counts.get("new", 0)
    if not n:
        return _("There is nothing new in it")
    return ngettext("%(n)s new message", "%(n)s new messages", n) % {"n": number(n)}


def progress(one: VoiceFile) -> str:
    """How far the taking of a file has come."""
    return _("%(n)s of %(all)s messages are looked through.") % {
        "n": number(sum(one.counts.get("done", {}).values())),
        "all": number(one.counts.get("messages", 0)),
    }


def done(one: VoiceFile) -> str:
    """What taking a file did."""
    n = one.counts.get("new", 0)
    said = ngettext("%(n)s message came in", "%(n)s messages came in", n) % {"n": number(n)}
    changed = one.counts.get("changed", 0)
    if not changed:
        return said
    more = ngettext(
        "%(n)s case was brought up to date", "%(n)s cases were brought up to date", changed
    )
    return f"{said}, {more % {'n': number(changed)}}"


def flaw_words(code: str) -> tuple[str, str]:
    """What is wrong, and what mends it."""
    what, mend = FLAWS.get(code, (code, ""))
    return str(what), str(mend)
