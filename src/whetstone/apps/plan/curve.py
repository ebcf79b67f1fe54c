"""The curve of the smallest visible difference, as the chart macro wants it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from whetstone.web.wording import number

if TYPE_CHECKING:
    from whetstone.apps.plan.argument import Argument, Point
    from whetstone.core.strategy.duration import Stop

HUNDRED = 100
WEEK = 7
LEAST_WEEKS = 5
AXIS_FROM = 5
MOST_TICKS = 6
HIGHEST = 1.0
NOTE_WIDTH = 0.25
"""How much of the axis the words beside the line take."""


@dataclass(frozen=True, slots=True)
class Curve:
    """Arguments of the chart macro, in per cent, and the same as rows of a table."""

    finding: str
    caption: str
    x: dict[str, Any]
    y: dict[str, Any]
    line: list[tuple[float, float]]
    band: list[tuple[float, float, float]]
    limit: tuple[float, str]
    bind: tuple[float, float, str, str] | None
    shut: list[tuple[float, float, list[str]]]
    notes: list[tuple[float, float, str, str]]
    rows: list[tuple[str, str, str, str]]


def curve(found: Argument, lift: float) -> Curve | None:
    """The curve; None where no length has a known difference."""
    if not found.points:
        return None
    stop = found.length.stops[0].day if found.length.stops else 0
    last = max(min(found.points[-1].days, stop + WEEK, 12 * WEEK), found.days or 0)
    last = max(last, LEAST_WEEKS * WEEK)
    shown = [one for one in found.points if one.days <= last]
    top = _top(shown, lift)
    line = [(float(one.days), HUNDRED * one.difference) for one in shown]
    here = found.at(found.days) if found.days else None
    bind = None
    if here is not None and found.days:
        big = _("%(n)s days") % {"n": number(found.days)}
        bind = (found.days, HUNDRED * here.difference, big, _bind_why(found))
    return Curve(
        finding=_finding(found, lift),
        caption=_caption(found),
        x=_x_axis(last, found.days),
        y={"min": 0, "max": top, "ticks": _y_ticks(top), "say": ""},
        line=line,
        band=[(one.days, HUNDRED * one.low, min(top, HUNDRED * one.high)) for one in shown],
        limit=(
            HUNDRED * lift,
            _("%(lift)s %% is worth acting on") % {"lift": number(HUNDRED * lift)},
        ),
        bind=bind,
        shut=_shut(found, last),
        notes=_notes(shown, top, last, found.days or 0),
        rows=_rows(found, last),
    )


def _top(shown: list[Point], lift: float) -> float:
    """A round number above the line and the limit; the band may be cut, and is said to be."""
    highest = min(HIGHEST, max(max(one.difference for one in shown) * 1.25, lift * 1.4))
    step = 10 if highest <= 0.6 else 20  # noqa: PLR2004  # about five ticks
    return step * math.ceil(HUNDRED * highest / step)


def _y_ticks(top: float) -> list[tuple[float, str]]:
    step = 10 if top <= 60 else 20  # noqa: PLR2004  # about five ticks
    return [(value, f"{number(value)}\u00a0%") for value in range(step, int(top) + 1, step)]


def _x_axis(last: int, days: int | None) -> dict[str, Any]:
    weeks = last // WEEK
    every = math.ceil(weeks / MOST_TICKS)
    ticks = [week * WEEK for week in range(1, weeks + 1) if week % every == 0]
    if days and days not in ticks and days <= last:
        ticks = sorted({*(tick for tick in ticks if abs(tick - days) > WEEK * (every - 1)), days})
    word = _("days")
    return {
        "min": AXIS_FROM,
        "max": last + 1,
        "ticks": [(tick, f"{number(tick)}\u00a0{word}") for tick in ticks],
        "say": word,
        "drop": f"\u00a0{word}",
    }


def _shut(found: Argument, last: int) -> list[tuple[float, float, list[str]]]:
    """Lengths that another condition rules out."""
    shut: list[tuple[float, float, list[str]]] = []
    least = max(one.days or 0 for one in found.length.conditions[1:])
    if least > WEEK:
        lines = [
            _("under %(n)s days: one weekend") % {"n": number(least)},
            _("can decide the result"),
        ]
        shut.append((AXIS_FROM, min(least, last), lines))
    stop = next(iter(found.length.stops), None)
    if stop is not None and max(stop.day, least) < last - 2:
        shut.append((max(stop.day, least, AXIS_FROM), last + 1, _stop_lines(stop)))
    return shut


def _stop_lines(stop: Stop) -> list[str]:
    """What the first of the stops is, in two short lines."""
    facts = {"n": number(stop.day)}
    if stop.name == "cap" and stop.day == 0:
        return [_("from day 1 on: seen more"), _("often than your cap")]
    if stop.name == "cap":
        return [_("after day %(n)s: seen more") % facts, _("often than your cap")]
    if stop.name == "tired":
        return [_("after day %(n)s: seen so") % facts, _("often that fewer answer")]
    return [_("after day %(n)s: nearly") % facts, _("everyone has seen it")]


def _notes(
    shown: list[Point], top: float, last: int, days: int
) -> list[tuple[float, float, str, str]]:
    """What the line is: beside its end where there is room, else above its beginning.

    Where the length that is argued for stands in the way, it goes below the line behind it.
    """
    if len(shown) < 2:  # noqa: PLR2004  # a line has two ends
        return []
    if last - shown[-1].days >= WEEK:
        x, high = shown[-1].days + 0.8, max(HUNDRED * shown[-1].difference, top * 0.08)
    else:
        x = shown[0].days + 1.2
        high = min(top * 0.97, HUNDRED * shown[0].difference + top * 0.09)
        behind = [one for one in shown if one.days >= days + WEEK / 2]
        if x < days < x + NOTE_WIDTH * last and behind:
            x, low = behind[0].days, HUNDRED * behind[0].difference
            high = low - top * 0.12 if low > top * 0.3 else low + top * 0.16
    return [
        (x, high, _("smallest difference"), "measured"),
        (x, high - top * 0.05, _("you could see"), "measured"),
    ]


def _bind_why(found: Argument) -> str:
    code = found.binding.code
    if code in {"weekday_pattern", "weekdays_unknown"}:
        return _("each weekday twice decides")
    if code == "settling":
        return _("the effect has to settle first")
    return _("the first whole week under the line")


def _finding(found: Argument, lift: float) -> str:
    said = [
        _("%(n)s days: %(x)s %%") % {"n": number(one.days), "x": number(HUNDRED * one.difference)}
        for one in found.points
        if one.days % WEEK == 0
    ]
    start = _("Smallest difference the campaign can show, by length.")
    worth = _("%(lift)s %% is worth acting on.") % {"lift": number(HUNDRED * lift)}
    return f"{start} {'; '.join(said)}. {worth}"


def _caption(found: Argument) -> str:
    if found.design == "halves":
        return _("Shaded: where the line lies at both ends of the interval of your own rate.")
    return _(
        "Against your own past, from stretches in which nothing was tried. Shaded: where the "
        "line may really lie, as so few stretches tell (90 in 100)."
    )


def _rows(found: Argument, last: int) -> list[tuple[str, str, str, str]]:
    """Days, against the past, windows behind it, in two halves."""
    past = {one.days: one for one in found.length.differences}
    halves = dict(found.halves)
    rows = []
    for days in range(WEEK, last + 1, WEEK):
        one = past.get(days)
        told = _pct(one.mde) if one else None
        rows.append(
            (
                number(days),
                told or _("cannot tell"),
                number(one.windows) if one else "–",
                _pct(halves.get(days)) or _("cannot tell"),
            )
        )
    return rows


def _pct(value: float | None) -> str | None:
    return None if value is None else f"{number(HUNDRED * value)}\u00a0%"
