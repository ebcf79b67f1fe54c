"""What the page of the budget says: own figures, scenarios, and the survey with its record."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from whetstone.apps.lead import budget_selectors as selectors
from whetstone.core.rollup.budget import (
    AHEAD,
    FEWEST,
    PLANNED,
    SLIPS,
    STAYS,
    Calibrated,
    Outcome,
    Range,
    calibrated,
    newest_open,
    record,
    scenarios,
)
from whetstone.web.wording import day, digits, in_100, number

if TYPE_CHECKING:
    import datetime as dt

    from whetstone.apps.lead.budget_selectors import Figures, Survey
    from whetstone.core.rollup.budget import Scenario, Wave
    from whetstone.web.request import Actor

STEP: Final = 5.0
MONTHS: Final = 12
YEARS_APART: Final = 4
HALF: Final = 0.3
CENTRE: Final = 0.09
LOWER: Final = 0.4
"""Years and points by which a cross stands off its middle; half the width of a reading's band."""


@dataclass(frozen=True, slots=True)
class BudgetPage:
    """The page in words and figures."""

    title: str
    newest: Figures | None
    earlier: list[Figures]
    rows: list[dict[str, str]]
    assumes: list[str]
    survey: Survey
    record: tuple[Outcome, ...]
    reading: Calibrated | None
    says: dict[str, str]
    chart: dict[str, Any] | None


def budget_page(actor: Actor) -> BudgetPage:
    """Own figures first; the survey beside them, as claims; a constant number of queries."""
    said = selectors.figures(actor.workspace_id)
    newest = said[0] if said else None
    survey = selectors.survey(actor.workspace_id, on=actor.today)
    past = record(survey.waves)
    growths = [one.growth_ratio for one in past if one.growth_ratio is not None]
    waiting = newest_open(survey.waves, past)
    reading = (
        calibrated(waiting.forecast, [one.ratio for one in past])
        if waiting and waiting.forecast
        else None
    )
    found = scenarios(newest.own, growths) if newest else ()
    return BudgetPage(
        title=_title(newest),
        newest=newest,
        earlier=said[1:],
        rows=[_row(one, newest.currency) for one in found] if newest else [],
        assumes=_assumes(newest, found, len(growths)) if newest else [],
        survey=survey,
        record=past,
        reading=reading,
        says=_says(waiting, reading) if waiting and reading else {},
        chart=_chart(survey.waves, past, waiting, reading),
    )


def _title(newest: Figures | None) -> str:
    if newest is None:
        return _("What share of the budget is social’s?")
    own = newest.own
    facts = {"now": share(own.share_now), "then": share(own.share_planned)}
    if own.share_planned == own.share_now:
        return _("Social has %(now)s of the marketing budget, and keeps it") % facts
    facts["day"] = day(newest.planned_for)
    return _("Social has %(now)s of the marketing budget; %(then)s is planned for %(day)s") % facts


def share(value: float) -> str:
    """Per cent, with a decimal where it has one."""
    whole = float(round(value, 1)).is_integer()
    return f"{number(value, decimals=0 if whole else 1)}\u00a0%"


def _span(found: Range, *, decimals: int = 1) -> str:
    low, high = number(found.low, decimals=decimals), number(found.high, decimals=decimals)
    return low if low == high else f"{low}–{high}"


def _row(one: Scenario, currency: str) -> dict[str, str]:
    names = {
        STAYS: (_("The share stays"), _("nothing is decided")),
        PLANNED: (_("The plan comes true"), _("every point that is planned is given")),
        SLIPS: (_("The plan slips"), _("as forecasts of the survey have slipped")),
    }
    name, why = names[one.name]
    is_flat = one.share.low == one.share.high
    span = f" ({_span(one.share)})"
    return {
        "name": name,
        "why": why,
        "share": share(one.share.value) + ("" if is_flat else span),
        "money": f"{number(_rough(one.money.value))}\u00a0{currency}",
        "money_range": _span(_roughly(one.money), decimals=0),
        "learning": share(one.learning.value),
        "learning_range": _span(one.learning),
    }


def _roughly(found: Range) -> Range:
    return Range(_rough(found.value), _rough(found.low), _rough(found.high))


def _rough(money: float) -> float:
    """Money to three figures: the ranges are wider than the fourth."""
    return float(f"{money:.3g}")


def _assumes(newest: Figures, found: tuple[Scenario, ...], n: int) -> list[str]:
    own = newest.own
    said = [
        _("The total turns out up to %(doubt)s higher or lower: your own word.")
        % {"doubt": share(own.doubt)},
        _("Learning costs %(money)s a year: %(hours)s hours at %(cost)s, your own figures. It is "
          "paid from social’s share.")
        % {
            "money": f"{number(own.learning)}\u00a0{newest.currency}",
            "hours": number(own.hours),
            "cost": f"{number(own.hour_cost)}\u00a0{newest.currency}",
        },
    ]  # fmt: skip
    if any(one.name == SLIPS for one in found):
        said.append(
            ngettext(
                "“The plan slips” assumes that of what is to be added as much comes as in the "
                "%(n)s forecast whose start and outcome are known; your plan is no survey.",
                "“The plan slips” assumes that of what is to be added as much comes as in the "
                "%(n)s forecasts whose start and outcome are known, from the least to the most; "
                "your plan is no survey.",
                n,
            )
            % {"n": number(n)}
        )
    elif own.share_planned > own.share_now:
        said.append(
            _("No scenario of a plan that slips: too few forecasts can be checked just now.")
        )
    return said


def _says(made: Wave, found: Calibrated) -> dict[str, str]:
    return {
        "claim": made.claim,
        "due": digits(str(made.at.year + AHEAD)),
        "forecast": share(found.forecast),
        "value": share(found.read.value),
        "span": _span(found.read),
        "wide": _span(found.wide),
        "mean": number(found.ratios.value, decimals=2),
        "low": number(found.ratios.low, decimals=2),
        "high": number(found.ratios.high, decimals=2),
        "n": number(found.n),
        "inside": in_100(found.chance),
    }


def _chart(
    waves: tuple[Wave, ...],
    past: tuple[Outcome, ...],
    waiting: Wave | None,
    reading: Calibrated | None,
) -> dict[str, Any] | None:
    """The share by wave as a line; a cross where a forecast pointed; the calibrated reading."""
    line = [(_year(one.at), one.now) for one in waves if one.now is not None]
    if len(line) < FEWEST:
        return None
    crosses = [(_year(one.due_at), one.forecast) for one in past]
    first, last = int(line[0][0]), int(line[-1][0]) + 1
    band: list[tuple[float, float, float]] = []
    if waiting and reading:
        due = _year(waiting.at) + AHEAD
        last = int(due) + 1
        crosses.append((due, reading.forecast))
        band = [(at, reading.read.low, reading.read.high) for at in (due - HALF, due + HALF)]
    highest = max([value for _at, value in line] + [value for _at, value in crosses])
    steps = int(highest // STEP) + 2
    return {
        "line": line,
        "band": band,
        "notes": [
            (at - CENTRE, value - LOWER, f"× {share(value)}", "cross") for at, value in crosses
        ],
        "x": {
            "min": first,
            "max": last + 1,
            "ticks": [(one, digits(str(one))) for one in range(first + 1, last + 1, YEARS_APART)],
        },
        "y": {
            "min": 0,
            "max": STEP * steps,
            "ticks": [(STEP * one, number(STEP * one)) for one in range(steps + 1)],
        },
    }


def _year(at: dt.date) -> float:
    return round(at.year + (at.month - 1) / MONTHS, 2)
