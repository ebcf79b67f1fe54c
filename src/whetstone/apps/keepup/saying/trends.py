"""A figure over months: what is drawn, what the drawing shows, and the same as a table."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from whetstone.apps.keepup.saying.figures import WHY_NOT, amount, name, value
from whetstone.apps.keepup.selectors.figures import COUNTED_NOW, DAYS
from whetstone.web.wording import day, number

if TYPE_CHECKING:
    from collections.abc import Iterable

    from whetstone.apps.keepup.selectors.figures import Figure
    from whetstone.core.kernel.intervals import Estimate

DRAWN_TO = {"expected_true_share": 1.0, "coverage": 1.0, "refresh_reach": 1.0}


def drawn(figures: Iterable[Figure]) -> list[dict[str, Any]]:
    """The arguments of the series macro, for each figure that can be told on some day."""
    return [
        _series(figure)
        for figure in figures
        if any(told.is_known for _day, told in (*figure.trend, (figure.as_of, figure.estimate)))
        and _has_past(figure)
    ]


def _has_past(figure: Figure) -> bool:
    """Whether an earlier month could be told at all, with enough cases."""
    return any(told.reason != COUNTED_NOW for _day, told in figure.trend)


def _series(figure: Figure) -> dict[str, Any]:
    told = [(day(when), one) for when, one in figure.trend] + [(_("now"), figure.estimate)]
    top = _top(figure, [one for _label, one in told])
    return {
        "id": figure.key,
        "title": _("%(name)s, in days") % {"name": name(figure)}
        if figure.unit == DAYS
        else name(figure),
        "finding": _trend(figure),
        "points": [_point(label, one) for label, one in told],
        "top": top,
        "ticks": [(0, number(0)), (top, _tick(top, figure.unit))],
        "target": (figure.target, target_short(figure)),
    }


def _tick(top: float, unit: str) -> str:
    return number(top) if unit == DAYS else amount(top, unit)


def target_short(figure: Figure) -> str:
    """The aim, on the dotted line."""
    said = _("at most %(aim)s") if figure.at_most else _("at least %(aim)s")
    return said % {"aim": amount(figure.target, figure.unit)}


def _point(label: str, told: Estimate) -> dict[str, Any]:
    if not told.is_known:
        return {"label": label, "value": None, "lo": None, "hi": None}
    high = None if math.isinf(told.hi) else told.hi
    return {"label": label, "value": told.value, "lo": told.lo, "hi": high}


def _top(figure: Figure, told: Iterable[Estimate]) -> float:
    """The highest value on the rule: whole tens of days, tenths of a share."""
    fixed = DRAWN_TO.get(figure.key)
    if fixed:
        return fixed
    highs = [one.value if math.isinf(one.hi) else one.hi for one in told if one.is_known]
    highest = max([figure.target * 1.4, *highs])
    step = 10.0 if figure.unit == DAYS else 0.1
    return math.ceil(round(highest / step, 6)) * step


def _trend(figure: Figure) -> str:
    """What the drawing shows, in one sentence."""
    known = [(when, told) for when, told in figure.trend if told.is_known]
    now = value(figure)
    if not known:
        why = WHY_NOT.get(figure.trend[-1][1].reason, "")
        return _("Now: %(now)s. No earlier month can be told: %(why)s.") % {"now": now, "why": why}
    first, last = known[0], known[-1]
    if len(known) == 1:
        return _("Now: %(now)s; %(first)s on %(a)s. 1 of 12 months told.") % {
            "now": now,
            "first": amount(first[1].value, figure.unit),
            "a": day(first[0]),
        }
    return _("Now: %(now)s; %(first)s on %(a)s, %(last)s on %(b)s. %(n)s of 12 months told.") % {
        "now": now,
        "first": amount(first[1].value, figure.unit),
        "a": day(first[0]),
        "last": amount(last[1].value, figure.unit),
        "b": day(last[0]),
        "n": number(len(known)),
    }


def months(figures: Iterable[Figure]) -> tuple[list[str], list[list[str]]]:
    """The same as a table: a head of figures, a row for each month."""
    shown = [one for one in figures if _has_past(one)]
    rows = [
        [day(when), *(_cell(figure, figure.trend[place][1]) for figure in shown)]
        for place, (when, _told) in enumerate(shown[0].trend if shown else ())
    ]
    rows.append([_("now"), *(_cell(figure, figure.estimate) for figure in shown)])
    return [name(figure) for figure in shown], rows


def _cell(figure: Figure, told: Estimate) -> str:
    return amount(told.value, figure.unit) if told.is_known else _("cannot tell")
