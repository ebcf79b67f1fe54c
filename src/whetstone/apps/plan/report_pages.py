"""The month in a report: three sentences first, then goals, networks, and what to distrust."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from whetstone.apps.plan import figures_words as words
from whetstone.apps.plan.outlook import Outlook
from whetstone.apps.plan.readout_paper import Months, Paper, Sheet
from whetstone.core.strategy.shrink import KAPPA_MOST
from whetstone.web.wording import day, figure, listed, number, typed

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from whetstone.apps.plan.outlook import Reading
    from whetstone.apps.plan.report_selectors import Brought, GoalMonth, Month, MonthOf, Rates
    from whetstone.core.kernel.intervals import Estimate

PERCENT = 100
SUBSCRIPTION, SUBSCRIBED = "subscription", "subscribed"
SMALL_RATE = 0.005
"""Below it a rate per hundred needs more places to say anything."""
_OUTLOOKS = {
    Outlook.BROKEN: gettext_lazy("rests on something that is no longer so"),
    Outlook.NO_TARGET: gettext_lazy("no target"),
    Outlook.NO_READING: gettext_lazy("no figure yet"),
    Outlook.REACHED: gettext_lazy("reached"),
    Outlook.MISSED: gettext_lazy("missed"),
    Outlook.EARLY: gettext_lazy("too early to say"),
    Outlook.ON_COURSE: gettext_lazy("on course"),
    Outlook.BEHIND: gettext_lazy("behind"),
    Outlook.TOO_CLOSE: gettext_lazy("too close to say"),
}


def paper(found: Month, *, workspace: str, today: dt.date) -> Paper:
    """The whole report."""
    name = month_name(found.first)
    return Paper(
        name=f"report-{found.first:%Y-%m}",
        crumb=_("%(workspace)s, the month in social") % {"workspace": workspace},
        title=name,
        says=tuple(
            filter(None, (_goals_said(found), _networks_said(found), _distrust_said(found)))
        ),
        sheets=(_goals(found), _networks(found), *_doubts(found)),
        foot=_("From your own exports and readings, as they stood on %(day)s")
        % {"day": day(today)},
    )


def month_name(first: dt.date) -> str:
    """November 2026."""
    return day(f"{first:%Y-%m}")


def _goals_said(found: Month) -> str:
    read = _read(found)
    if not read:
        return _("No goal has figures, so nobody can say what the month was for.")
    n = len(read)
    well = sum(one.outlook in {Outlook.ON_COURSE, Outlook.REACHED} for one in read)
    said = ngettext(
        "%(well)s of %(n)s goal with figures is reached or on course.",
        "%(well)s of %(n)s goals with figures are reached or on course.",
        n,
    ) % {"well": number(well), "n": number(n)}
    behind = [one.title for one in read if one.outlook in {Outlook.BEHIND, Outlook.MISSED}]
    if behind:
        said += " " + _("Behind: %(names)s.") % {"names": "; ".join(behind)}
    return said


def _read(found: Month) -> list[GoalMonth]:
    """The goals that had a figure by the end of the month."""
    return [one for one in found.goals if one.before or one.after]


def _networks_said(found: Month) -> str:
    now = found.now
    posts = sum(one.posts for one in now)
    if not posts:
        return _("No post of this month is among the exports that were brought in.")
    said = ngettext("%(n)s post went out on %(k)s.", "%(n)s posts went out on %(k)s.", posts) % {
        "n": number(posts),
        "k": listed(list(dict.fromkeys(words.network_name(one.network) for one in now))),
    }
    return f"{said} {_compared(found)}"


def _compared(found: Month) -> str:
    """How often posts were seen against earlier whole months; what is not over is never less."""
    known = [(one, usual) for one in found.now if (usual := found.usual(one)) is not None]
    above = [one for one, usual in known if one.seen > usual[1]]
    below = [one for one, usual in known if one.is_whole and one.seen < usual[0]]
    said = []
    for rows, sentence in (
        (above, _("Seen more often than in any of the months before: %(names)s.")),
        (below, _("Seen less often than in any of the months before: %(names)s.")),
    ):
        if rows:
            names = dict.fromkeys(words.network_name(one.network) for one in rows)
            said.append(sentence % {"names": listed(list(names))})
    if not all(one.is_over for one in found.now):
        said.append(_("The exports end within the month, so it is not whole yet."))
    elif not all(one.is_whole for one in found.now):
        said.append(_("Some exports begin within the month, so it is not whole."))
    elif not said:
        said.append(_within(found, len(known)))
    return " ".join(said)


def _within(found: Month, known: int) -> str:
    if not known:
        return _("Too few months are here to say what is usual.")
    if known < len(found.now):
        return _("As far as it can be told, they were seen as often as in the months before.")
    return _("How often they were seen is within the months before.")


def _distrust_said(found: Month) -> str:
    said = []
    if found.warned:
        said.append(ngettext(
            "%(n)s total of a file does not agree with its rows.",
            "%(n)s totals of files do not agree with their rows.",
            len(found.warned)) % {"n": number(len(found.warned))})  # fmt: skip
    if found.broken:
        said.append(_("Rests on something that is no longer so: %(names)s.")
                    % {"names": "; ".join(found.broken)})  # fmt: skip
    split = _split(found)
    if split:
        said.append(_("Counted in more than one way, and not joined: %(names)s.")
                    % {"names": listed(split)})  # fmt: skip
    if not said and (found.now or _read(found)):
        said.append(_("Nothing in these figures asks for caution beyond their intervals."))
    return " ".join(said)


def _split(found: Month) -> list[str]:
    ways: dict[str, set[tuple[str, str]]] = {}
    for one in found.months:
        if one.measure:
            ways.setdefault(one.network, set()).add((one.measure, one.era))
    return [words.network_name(name) for name, some in ways.items() if len(some) > 1]


def _goals(found: Month) -> Sheet:
    rows = tuple(
        (one.title, _reading(one.before, one), _reading(one.after, one),
         figure(one.target, one.unit), str(_OUTLOOKS[one.outlook]), one.owner or "–")
        for one in found.goals
    )  # fmt: skip
    raw = (
        (_("Goal"), _("Unit"), _("Before, on"), _("Before"), _("In the month, on"),
         _("In the month"), _("low"), _("high"), _("Target"), _("It is"), _("Source")),
        *(_raw_goal(one) for one in found.goals),
    )  # fmt: skip
    head = (_("Goal"), _("Before"), _("In the month"), _("Target"), _("It is"), _("Owner"))
    notes = (
        (_("A share has its interval (Wilson, 95 %). A count is what was read, and has none: "
           "it is no sample. “On course” takes a straight line from the first figure to the "
           "target."),) if rows else ()
    )  # fmt: skip
    says = () if rows else (_("No goal has figures yet."),)
    return Sheet(_("Goals"), says, head if rows else (), rows, raw if rows else (), notes)


def _reading(one: Reading | None, goal: GoalMonth) -> str:
    if one is None:
        return str(_("no figure"))
    said = figure(one.value, goal.unit)
    if one.band is not None:
        low, high = one.band
        said += f" ({figure(low)}–{figure(high)})"
    return f"{said}, {day(one.on)}"


def _raw_goal(one: GoalMonth) -> tuple[str | float, ...]:
    def of(reading: Reading | None) -> tuple[str | float, ...]:
        return (reading.on.isoformat(), reading.value) if reading else ("", "")

    ends = (one.after.band if one.after else None) or ("", "")  # a count has none
    target = one.target if one.target is not None else ""
    source = one.after.source if one.after else ""
    return (one.title, one.unit, *of(one.before), *of(one.after), *ends, target,
            str(_OUTLOOKS[one.outlook]), source)  # fmt: skip


def _networks(found: Month) -> Sheet:
    now = found.now
    rows = tuple(
        (words.network_name(one.network), number(one.posts), _seen(one), _usual(found, one),
         per_100(one.rate))
        for one in now
    )  # fmt: skip
    raw = (
        (_("Network"), _("Month"), _("Counted"), _("Way of counting"), _("Posts"),
         _("Posts with it"), _("Sum"), _("acts per 100"), _("low"), _("high"),
         _("Exported on")),
        *(_raw_month(one) for one in found.months),
    )  # fmt: skip
    head = (_("Network"), _("Posts"), _("Seen"), _("The months before"),
            _("Likes, comments, shares, saves per 100"))  # fmt: skip
    says = () if rows else (_("Bring an export that reaches into this month."),)
    notes = []
    if rows:
        notes.append(
            _("Posts by the day they went out (UTC). What was seen is the network's own count and "
              "no sample: it stands beside the least and the most of up to six months before, "
              "counted in the same way. The rate's interval comes from how posts differ (95 %).")
        )  # fmt: skip
        notes += sorted({_way(one) for one in now if words.way_of(one.era)})
    if found.undated:
        notes.append(ngettext(
            "%(n)s post has no date and is in no month.",
            "%(n)s posts have no date and are in no month.",
            found.undated) % {"n": number(found.undated)})  # fmt: skip
    drawn = tuple(one for row in now if (one := _drawn(found, row)) is not None)
    return Sheet(_("Networks"), says, head if rows else (), rows, raw if rows else (),
                 tuple(notes), drawn, _same(drawn))  # fmt: skip


def _drawn(found: Month, row: MonthOf) -> Months | None:
    """How often a network's posts were seen in each month, as far as they are counted alike.

    One month alone is no picture: the table says it.
    """
    alike = {
        one.month: one for one in found.months
        if (one.network, one.measure, one.era) == (row.network, row.measure, row.era)
    }  # fmt: skip
    if not row.measure or len(alike) < 2:  # noqa: PLR2004  # a picture compares
        return None
    months = found.span
    values = tuple(alike[one].seen if one in alike else None for one in months)
    top, step = ceiling(max(value or 0.0 for value in values))
    return Months(
        title=_("%(network)s, %(metric)s of the month's posts")
        % {"network": words.network_name(row.network), "metric": words.metric_name(row.measure)},
        finding=_shown(found, row),
        labels=tuple(month_name(one) for one in months),
        values=values,
        whole=tuple(one in alike and alike[one].is_whole for one in months),
        top=top,
        ticks=tuple((n * step, number(n * step)) for n in range(round(top / step) + 1)),
    )


def ceiling(most: float) -> tuple[float, float]:
    """(top, step) of an axis: the least round steps that hold the value, three or four of them."""
    if most <= 0:
        return 1.0, 1.0
    unit = 10.0 ** math.floor(math.log10(most))
    step = next(one for n in (0.1, 0.2, 0.25, 0.5, 1, 2, 2.5) if most <= 4 * (one := n * unit))
    return step * math.ceil(most / step), step


def _shown(found: Month, row: MonthOf) -> str:
    so_far = {"seen": number(row.seen), "month": month_name(row.month)}
    said = _("%(seen)s in %(month)s") if row.is_over else _("%(seen)s in %(month)s so far")
    said %= so_far
    if row.is_over and not row.is_whole:
        said += _(", of which the first days are not here")
    usual = found.usual(row)
    if usual is None:
        return said + "; " + _("too few earlier months are counted in this way.")
    return (
        said
        + "; "
        + ngettext(
            "%(low)s to %(high)s in the %(n)s whole month before.",
            "%(low)s to %(high)s in the %(n)s whole months before.",
            usual[2],
        )
        % {"low": number(usual[0]), "high": number(usual[1]), "n": number(usual[2])}
    )


def _same(drawn: tuple[Months, ...]) -> tuple[tuple[str, ...], ...]:
    """The drawings as a table: a month a row, a drawing a column."""
    if not drawn:
        return ()
    rows = [
        (label, *(_cell(one.values[place], is_whole=one.whole[place]) for one in drawn))
        for place, label in enumerate(drawn[0].labels)
    ]
    return ((_("Month"), *(one.title for one in drawn)), *rows)


def _cell(value: float | None, *, is_whole: bool) -> str:
    if value is None:
        return _("nothing here")
    return number(value) if is_whole else _("%(seen)s, not whole") % {"seen": number(value)}


def _way(one: MonthOf) -> str:
    return f"{words.network_name(one.network)}, {words.metric_name(one.measure)}: " + (
        words.way_of(one.era)
    )


def _seen(one: MonthOf) -> str:
    if not one.measure:
        return str(_("not in the export"))
    said = f"{number(one.seen)} {words.metric_name(one.measure)}"
    if one.with_seen < one.posts:
        said += " " + ngettext("(of %(n)s post)", "(of %(n)s posts)", one.with_seen) % {
            "n": number(one.with_seen)
        }
    return said


def _usual(found: Month, one: MonthOf) -> str:
    if not one.measure:
        return "–"
    usual = found.usual(one)
    if usual is None:
        return str(_("too few months in this way of counting"))
    return _("%(low)s to %(high)s") % {"low": number(usual[0]), "high": number(usual[1])}


def per_100(rate: Estimate) -> str:
    """A rate per hundred with its interval, or why there is none."""
    if not rate.is_known:
        return str(_("cannot tell: fewer than 5 posts with both"))
    places = 1 if rate.hi >= SMALL_RATE else 3
    value, low, high = (
        number(PERCENT * one, decimals=places) for one in (rate.value, rate.lo, rate.hi)
    )
    return _("%(value)s (%(low)s–%(high)s)") % {"value": value, "low": low, "high": high}


def _raw_month(one: MonthOf) -> tuple[str | float, ...]:
    rate: tuple[str | float, ...] = ("", "", "")
    if one.rate.is_known:
        rate = tuple(round(PERCENT * x, 4) for x in (one.rate.value, one.rate.lo, one.rate.hi))
    return (one.network, f"{one.month:%Y-%m}", one.measure, one.era, one.posts, one.with_seen,
            one.seen if one.with_seen else "", *rate, one.seen_on.isoformat())  # fmt: skip


def _doubts(found: Month) -> tuple[Sheet, ...]:
    """Files whose totals do not agree."""
    if not found.warned:
        return ()
    rows = tuple(
        (one.file, words.network_name(one.network), one.column, number(one.stated),
         number(one.summed), number(one.stated - one.summed))
        for one in found.warned
    )  # fmt: skip
    head = (_("File"), _("Network"), _("Column"), _("Its total"), _("Its rows"), _("Apart"))
    says = (_("A file's own total and the sum of its rows differ by more than 0.5 %. The rows "
              "count here; the export may not be whole."),)  # fmt: skip
    raw: tuple[tuple[str | float, ...], ...] = (
        head,
        *((one.file, one.network, one.column, one.stated, one.summed,
           one.stated - one.summed) for one in found.warned),
    )  # fmt: skip
    return (Sheet(_("Totals that do not agree"), says, head, rows, raw),)


# --- rates of small groups -------------------------------------------------------------------


def rate_tables(found: list[Rates]) -> list[dict[str, Any]]:
    """Rates of kinds of posts or groups of people, as a page shows them."""
    return [_rate_table(one) for one in found]


def _rate_table(one: Rates) -> dict[str, Any]:
    network = words.network_name(one.network)
    of = one.dimension or _("kind of post")
    way = words.way_of(one.era)
    return {
        "title": _("%(network)s, by %(what)s") % {"network": network, "what": of},
        "says": _best(one),
        "head": [of.capitalize(), {"text": _("Seen"), "n": True}, {"text": _("Raw"), "n": True},
                 {"text": _("Pulled to the mean"), "n": True}],
        "rows": [
            [row.name, f"{number(row.seen)} {words.metric_name(one.measure)}",
             number(PERCENT * row.raw, decimals=2), _shrunk(row.shrunk)]
            for row in one.rows
        ],
        "note": " ".join(
            part for part in (
                _weight(one),
                _("Exported on %(day)s.") % {"day": day(one.seen_on)},
                _acts(one),
                way,
            ) if part
        ),
    }  # fmt: skip


def _weight(one: Rates) -> str:
    """How far the rates are pulled."""
    mean = number(PERCENT * one.mean, decimals=2)
    if one.kappa >= KAPPA_MOST:
        return _(
            "Per 100, mean %(mean)s. The groups differ no more than chance would have it, so each "
            "is pulled all the way; the interval is that of all of them together (95 %%)."
        ) % {"mean": mean}
    return _(
        "Per 100, mean %(mean)s. The mean weighs as much as %(n)s independent people; the "
        "interval is of the pulled rate (95 %%)."
    ) % {"mean": mean, "n": number(one.kappa)}


def _acts(one: Rates) -> str:
    """What is added up, and why the interval is as wide as it is."""
    if one.dimension:
        return ""
    names = ", ".join(words.metric_name(name) for name in one.acts)
    return _(
        "Added up: %(acts)s; a post that leaves one of them blank is left out, not read as 0. "
        "The interval comes from how posts of a kind differ: views are not independent."
    ) % {"acts": names}


def _shrunk(rate: Estimate) -> str:
    if not rate.is_known:
        return _("cannot tell yet")
    value, low, high = (
        number(PERCENT * one, decimals=2) for one in (rate.value, rate.lo, rate.hi)
    )
    return _("%(value)s (%(low)s–%(high)s)") % {"value": value, "low": low, "high": high}


def _best(one: Rates) -> str:
    """Which stand out from the mean with their whole interval; else that none does."""
    if not one.told:
        return (
            _("These are views, and one person makes many: no group is called above or below.")
            if one.dimension
            else _("Cannot tell yet: too few posts of one kind to know how far posts differ.")
        )
    above = [row.name for row in one.rows if row.shrunk.lo > one.mean]
    below = [row.name for row in one.rows if row.shrunk.hi < one.mean]
    said = []
    if above:
        said.append(_("Above the mean: %(names)s.") % {"names": ", ".join(above)})
    if below:
        said.append(_("Below: %(names)s.") % {"names": ", ".join(below)})
    return " ".join(said) or _("None can be told from the mean.")


def lines_of(one: Brought, wanted: Mapping[str, float]) -> str:
    """An imported audience as the form of a table takes it: name, count or per cent, wanted."""
    unit = " %" if one.metric.endswith("_share") else ""
    return "\n".join(
        f"{_plain(group)}, {typed(round(value, 2))}{unit}, {wanted.get(_plain(group), '')}"
        for group, value in one.groups
    )


def subscribed(tables: list[Brought], network: str) -> tuple[int, int] | None:
    """(all, of whom follow already) as a network's newest table of subscriptions counts them."""
    for one in tables:
        counts = {name.casefold(): value for name, value in one.groups}
        if one.network == network and one.dimension == SUBSCRIPTION and SUBSCRIBED in counts:
            return round(sum(counts.values())), round(counts[SUBSCRIBED])
    return None


def _plain(group: str) -> str:
    """A name that the form's separators do not cut."""
    return " ".join(group.replace(",", " ").replace(";", " ").split())[:40]


def brought_tables(found: list[Brought]) -> list[dict[str, Any]]:
    """Imported audiences as lines that the form of a table takes."""
    return [
        {
            "title": _("%(network)s, %(dimension)s, exported on %(day)s")
            % {"network": words.network_name(one.network), "dimension": one.dimension,
               "day": day(one.seen_on)},
            "rounded": one.is_rounded,
            "key": f"{one.network}|{one.dimension}",
            "n": len(one.groups),
        }
        for one in found
    ]  # fmt: skip
