"""Findings, values, ranges, targets and denominators of the figures about keeping up."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from whetstone.apps.keepup.selectors.figures import DAYS
from whetstone.apps.keepup.words import SEVERITIES, network_name
from whetstone.web.wording import day, in_100, number, percent

if TYPE_CHECKING:
    from collections.abc import Callable

    from whetstone.apps.keepup.selectors.figures import Figure
    from whetstone.apps.keepup.selectors.how_current import HowCurrent
    from whetstone.core.freshness.lags import Spread
    from whetstone.core.kernel.intervals import Estimate

NAMES = {
    "notice_lag": gettext_lazy("From event to notice"),
    "repair_breaking": gettext_lazy("From notice to repair, breaking changes"),
    "repair_major": gettext_lazy("From notice to repair, major changes"),
    "repair_minor": gettext_lazy("From notice to repair, minor changes"),
    "freshness_lag": gettext_lazy("From event to people made current"),
    "refresh_reach": gettext_lazy("Made current within 30 days"),
    "stale_share_met": gettext_lazy("Past review or in doubt, as people met it"),
    "stale_claim_share": gettext_lazy("Past review or in doubt, each claim once"),
    "expected_true_share": gettext_lazy("Expected to be true"),
    "blind_changes": gettext_lazy("Changes that touch no claim"),
    "coverage": gettext_lazy("Skills fully taught, and still true"),
}
WHY_NOT = {
    "no cases yet": gettext_lazy("no case yet"),
    "fewer than five cases": gettext_lazy("fewer than five cases"),
    "fewer than five people": gettext_lazy("not yet five people whose figure may be shown"),
    "too many cases are still open": gettext_lazy("too many are still open"),
    "the ledger had not begun": gettext_lazy("the ledger had not begun"),
    "counted for today only": gettext_lazy("counted for today only"),
    "no live claims": gettext_lazy("no live claims"),
    "no claims in force": gettext_lazy("no claims in force"),
    "no skills": gettext_lazy("the framework has no skills"),
    "nobody has met a claim in these days": gettext_lazy("nobody has met a claim in these days"),
    "none has died while it was watched": gettext_lazy("none has ended while it was watched"),
    "nothing has been watched for any time yet": gettext_lazy("nothing has been watched yet"),
    "too few claims have died while they were watched": gettext_lazy("too few have ended"),
}


# --- findings ---


def finding_in_public(page: HowCurrent) -> str:
    """What share of what is taught is expected to hold, in one sentence."""
    told = page.figure("expected_true_share").estimate
    if not told.is_known:
        return _("Nothing is in force yet, so nothing can be said to be true.")
    return _("We expect %(share)s of our claims to be true today.") % {"share": in_100(told.value)}


def finding_here(page: HowCurrent) -> str:
    """How many of the figures meet their targets, in one sentence."""
    missed = [one for one in page.every if one.met is False]
    untold = sum(one.met is None for one in page.every)
    met = len(page.every) - len(missed) - untold
    if len(missed) == 1:
        said = _("One figure misses its target: %(name)s.") % {"name": _lower(missed[0].key)}
    elif missed:
        said = _("%(n)s of %(all)s figures miss their target.") % {
            "n": number(len(missed)),
            "all": number(len(page.every)),
        }
    else:
        said = ngettext(
            "The one figure that can be told meets its target.",
            "All %(n)s figures that can be told meet their targets.",
            met,
        ) % {"n": number(met)} if met else _("None of the figures can be told yet.")  # fmt: skip
    return said


def lead_here(page: HowCurrent) -> str:
    """What stands beside the finding: what is met, and what cannot be told."""
    untold = sum(one.met is None for one in page.every)
    met = sum(one.met is True for one in page.every)
    return _("%(met)s met, %(untold)s cannot be told yet. Each says what it was counted from.") % {
        "met": number(met),
        "untold": number(untold),
    }


def range_in_public(page: HowCurrent) -> str:
    """The range of the expected share, and what it rests on."""
    figure = page.figure("expected_true_share")
    told = figure.estimate
    if not told.is_known:
        return why_not(told)
    return _(
        "Between %(lo)s and %(hi)s, in 95 of 100 cases, for %(n)s claims in force. It follows "
        "from how long ago each was read at its source, and from half-lives that are %(basis)s."
    ) % {
        **_ends(told),
        "n": number(told.n),
        "basis": _("assumed")
        if not page.are_estimated
        else _("assumed and compared with the log"),
    }


def _lower(key: str) -> str:
    name = str(NAMES[key])
    return name[:1].lower() + name[1:]


# --- figures ---


def name(figure: Figure) -> str:
    """What the figure counts."""
    return str(NAMES[figure.key])


def amount(value: float, unit: str) -> str:
    """A value in the figure's unit: days or a share."""
    if unit == DAYS:
        return ngettext("%(n)s day", "%(n)s days", 1 if value == 1 else 2) % {"n": in_days(value)}
    return percent(value)


def in_days(value: float) -> str:
    """Days, with a half where a median lies between two."""
    return number(value, decimals=0 if float(value).is_integer() else 1)


def value(figure: Figure) -> str:
    """The figure itself, or that it cannot be told."""
    if not figure.estimate.is_known:
        return _("Cannot tell yet")
    if figure.key == "expected_true_share":
        return in_100(figure.estimate.value)
    said = amount(figure.estimate.value, figure.unit)
    if figure.met is False and figure.unit != DAYS and said == amount(figure.target, figure.unit):
        return percent(figure.estimate.value, decimals=1)  # it misses by less than is shown
    return said


def band(figure: Figure) -> str:
    """Its range and from how many cases, or why there is none."""
    told = figure.estimate
    if not told.is_known:
        return why_not(told)
    if figure.key == "expected_true_share":
        return _of_chances(told)
    if told.lo == told.hi:
        return _("a full count of %(n)s: no range") % {"n": number(told.n)}
    return _("%(range)s, from %(n)s") % {"range": span(told, figure.unit), "n": number(told.n)}


def _of_chances(told: Estimate) -> str:
    if told.lo == told.hi:
        return _("all %(n)s were read at their source today: nothing has had time to fade") % {
            "n": number(told.n)
        }
    return _("%(lo)s to %(hi)s, from %(n)s") % {
        **_ends(told),
        "n": number(told.n),
    }


def _ends(told: Estimate) -> dict[str, str]:
    """Both ends of a range of chances, with a decimal where they would read alike without."""
    decimals = int(in_100(told.lo) == in_100(told.hi))
    return {
        "lo": in_100(told.lo, decimals=decimals),
        "hi": in_100(told.hi, decimals=decimals),
    }


def span(told: Estimate, unit: str) -> str:
    """From one end of the range to the other; it may have no upper end."""
    if math.isinf(told.hi):
        return _("%(lo)s or more") % {"lo": amount(told.lo, unit)}
    if unit == DAYS:
        return _("%(lo)s–%(hi)s days") % {"lo": in_days(told.lo), "hi": in_days(told.hi)}
    return f"{number(round(100 * told.lo))}–{percent(told.hi)}"


def why_not(told: Estimate) -> str:
    """Why there is no value, and how many cases there are so far."""
    why = str(WHY_NOT.get(told.reason, told.reason))
    return _("%(why)s; %(n)s so far") % {"why": why, "n": number(told.n)} if told.n else why


def ninetieth(figure: Figure) -> str:
    """The ninetieth percentile of a lag with its range; empty for a share."""
    if figure.p90 is None:
        return ""
    if not figure.p90.is_known:
        return _("nine in ten: cannot tell yet")
    return _("nine in ten within %(days)s (%(range)s)") % {
        "days": amount(figure.p90.value, DAYS),
        "range": span(figure.p90, DAYS),
    }


def target(figure: Figure) -> str:
    """What was set as the aim."""
    aim = amount(figure.target, figure.unit)
    said = _("at most %(aim)s") if figure.at_most else _("at least %(aim)s")
    if figure.p90_target is not None:
        return said % {"aim": aim} + _("; nine in ten within %(days)s") % {
            "days": amount(figure.p90_target, DAYS)
        }
    return said % {"aim": aim}


def stands(figure: Figure) -> str:
    """Met, missed, or not to be told."""
    if figure.met is None:
        return _("cannot tell yet")
    return _("met") if figure.met else _("missed")


def counted(figure: Figure, page: HowCurrent) -> str:
    """The denominators, in sentences."""
    say = _COUNTED.get(figure.key)
    if say is None:
        say = _COUNTED[figure.key.split("_")[0]]
    return say(figure, page)


def _of_notice(figure: Figure, page: HowCurrent) -> str:
    c = figure.counts
    said = ngettext("%(n)s change; ", "%(n)s changes; ", c["changes"]) % {
        "n": number(c["changes"])
    }
    said += ngettext("%(n)s has an exact day. ", "%(n)s have an exact day. ", c["exact"]) % {
        "n": number(c["exact"])
    }
    if c["before"]:
        said += ngettext(
            "%(n)s happened before the ledger began on %(day)s: it was found, not noticed, "
            "so it is left out. ",
            "%(n)s happened before the ledger began on %(day)s: they were found, not noticed, "
            "so they are left out. ",
            c["before"],
        ) % {"n": number(c["before"]), "day": day(page.began)}
    return said + ngettext("%(n)s case is left.", "%(n)s cases are left.", c["cases"]) % {
        "n": number(c["cases"])
    }


def _of_repair(figure: Figure, _page: HowCurrent) -> str:
    c = figure.counts
    said = ngettext("%(n)s change; ", "%(n)s changes; ", c["changes"]) % {
        "n": number(c["changes"])
    }
    if not c["needed"]:
        return said + _("no lesson rested on what went, so nothing was to be mended.")
    said += ngettext(
        "a lesson rested on what %(n)s of them took away. ",
        "lessons rested on what %(n)s of them took away. ",
        c["needed"],
    ) % {"n": number(c["needed"])}
    if not c["open"]:
        return said + _("All are mended.")
    return said + ngettext(
        "%(n)s is still open, for %(days)s; it counts as not yet mended.",
        "%(n)s are still open, the longest for %(days)s; they count as not yet mended.",
        c["open"],
    ) % {"n": number(c["open"]), "days": amount(c["longest"], DAYS)}


def _of_people(figure: Figure, _page: HowCurrent) -> str:
    c = figure.counts
    if not c:
        return _(
            "Shown from five people up, and only when five or more have moved since the last "
            "time, so that nobody can be worked out."
        )
    return _(
        "%(people)s people with %(rows)s refreshers, as of %(day)s; %(waiting)s still wait and "
        "count as later than everybody who is done. Reading is known by lesson, not by block. "
        "Recounted on Mondays, once five or more people have moved."
    ) % {
        "people": number(c["people"]),
        "rows": number(c["refreshers"]),
        "waiting": number(c["waiting"]),
        "day": day(figure.as_of),
    }


def _of_stale(figure: Figure, _page: HowCurrent) -> str:
    c = figure.counts
    return ngettext(
        "%(claims)s claim in force or in doubt; %(past)s past its review day, %(doubted)s in "
        "doubt. Each counts once.",
        "%(claims)s claims in force or in doubt; %(past)s past their review day, %(doubted)s in "
        "doubt. Each counts once.",
        c["claims"],
    ) % {
        "claims": number(c["claims"]),
        "past": number(c["past"]),
        "doubted": number(c["doubted"]),
    }


def _of_met(figure: Figure, _page: HowCurrent) -> str:
    c = figure.counts
    facts = {"claims": number(c["claims"]), "days": number(c["days"])}
    if not c["met"]:
        return (
            _("What people here met in %(days)s days rests on %(claims)s claims.") % facts
            + " "
            + _("A claim weighs as often as it was met.")
        )
    return _(
        "People here met %(claims)s claims %(met)s times or more in %(days)s days: in lessons "
        "begun, questions answered and cards reviewed. A claim weighs as often as it was met."
    ) % {**facts, "met": number(c["met"])}


def _of_true(figure: Figure, page: HowCurrent) -> str:
    n = figure.counts["claims"]
    said = ngettext("%(n)s claim in force. ", "%(n)s claims in force. ", n) % {"n": number(n)}
    if page.are_estimated:
        return said + _(
            "The half-lives in force are the assumed ones; the log stands beside them."
        )
    return said + _("The half-lives are assumed: too few claims have ended to estimate them.")


def _of_blind(figure: Figure, _page: HowCurrent) -> str:
    c = figure.counts
    return ngettext(
        "%(n)s change; %(blind)s ended or doubted nothing that we teach. Where many do, the "
        "register is too thin.",
        "%(n)s changes; %(blind)s ended or doubted nothing that we teach. Where many do, the "
        "register is too thin.",
        c["changes"],
    ) % {"n": number(c["changes"]), "blind": number(c["blind"])}


def _of_coverage(figure: Figure, _page: HowCurrent) -> str:
    c = figure.counts
    return _(
        "%(full)s of %(n)s skills have a lesson at entry level, two questions and a task, and all "
        "that they rest on holds. Every skill is taken to be equally important: an assumption."
    ) % {"full": number(c["full"]), "n": number(c["skills"])}


_COUNTED: dict[str, Callable[[Figure, HowCurrent], str]] = {
    "notice_lag": _of_notice,
    "repair": _of_repair,
    "freshness_lag": _of_people,
    "refresh_reach": _of_people,
    "stale_claim_share": _of_stale,
    "stale_share_met": _of_met,
    "expected_true_share": _of_true,
    "blind_changes": _of_blind,
    "coverage": _of_coverage,
}


# --- groups ---


def groups(figure: Figure) -> list[dict[str, str]]:
    """One row for each severity and each network that has a case."""
    rows = []
    for way, found in figure.groups.items():
        for group, told in found.items():
            rows.append(
                {
                    "name": _group(way, group),
                    "median": _of_spread(told, told.median),
                    "p90": _of_spread(told, told.p90),
                    "cases": number(told.cases),
                    "open": number(told.still_open),
                }
            )
    return rows


def _group(way: str, group: str) -> str:
    return str(SEVERITIES.get(group, group)) if way == "severity" else network_name(group)


def _of_spread(spread: Spread, told: Estimate) -> str:
    if not told.is_known:
        return _("cannot tell yet, %(n)s") % {"n": number(spread.cases)}
    return f"{amount(told.value, DAYS)} ({span(told, DAYS)})"
