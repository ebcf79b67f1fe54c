"""The share of a marketing budget: what forecasts of it were worth, and scenarios on own figures.

A forecast is held against what came: outcome over forecast is a ratio, and a new forecast times
the ratios seen is its calibrated reading (Flyvbjerg 2006, reference-class forecasting). The range
runs from the lowest to the highest ratio; were ratios exchangeable, the next one of n would fall
inside with chance (n - 1) / (n + 1) (order statistics; David and Nagaraja 2003, 2.5). The wide
range is Student's prediction interval for the next ratio: mean +- t(n-1) s sqrt(1 + 1/n).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import fmean, stdev
from typing import TYPE_CHECKING, Final

from scipy import special

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterable, Sequence

AHEAD: Final = 5
"""Years from a forecast of the series to its outcome."""
FEWEST: Final = 3
"""Fewer ratios than this calibrate nothing."""
HUNDRED: Final = 100.0
_LEVEL: Final = 0.95


@dataclass(frozen=True, slots=True)
class Wave:
    """One wave of a survey: the share then (per cent), and what was forecast for years ahead."""

    at: dt.date
    now: float | None
    forecast: float | None
    claim: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """A forecast, and what came."""

    made_at: dt.date
    due_at: dt.date
    was: float | None
    forecast: float
    came: float

    @property
    def ratio(self) -> float:
        """What came, over what was forecast."""
        return self.came / self.forecast

    @property
    def growth_ratio(self) -> float | None:
        """What was added, over what was to be added; None where the start is not known."""
        if self.was is None or self.forecast <= self.was:
            return None
        return (self.came - self.was) / (self.forecast - self.was)


@dataclass(frozen=True, slots=True)
class Range:
    """A value and its ends."""

    value: float
    low: float
    high: float

    def times(self, other: Range) -> Range:
        """The product of two ranges of positive values, end by end."""
        return Range(self.value * other.value, self.low * other.low, self.high * other.high)


@dataclass(frozen=True, slots=True)
class Calibrated:
    """A forecast read by its record: from the lowest to the highest ratio, and the wide range.

    `chance`: how often a next one would fall into `read`, were they exchangeable.
    """

    forecast: float
    ratios: Range
    read: Range
    wide: Range
    n: int
    chance: float


def record(waves: Iterable[Wave], *, ahead: int = AHEAD) -> tuple[Outcome, ...]:
    """Every forecast whose due month has a wave of its own, the oldest first."""
    known = sorted(waves, key=lambda one: one.at)
    came = {(one.at.year, one.at.month): one for one in known if one.now is not None}
    found = []
    for one in known:
        due = came.get((one.at.year + ahead, one.at.month))
        if one.forecast and due is not None and due.now is not None:
            found.append(Outcome(one.at, due.at, one.now, one.forecast, due.now))
    return tuple(found)


def newest_open(waves: Iterable[Wave], past: Iterable[Outcome]) -> Wave | None:
    """The newest wave whose forecast nothing has been held against yet."""
    held = {one.made_at for one in past}
    waiting = [one for one in waves if one.forecast and one.at not in held]
    return max(waiting, key=lambda one: one.at, default=None)


def calibrated(forecast: float, ratios: Sequence[float]) -> Calibrated | None:
    """A forecast times the ratios that earlier ones came to; None with fewer than three.

    >>> found = calibrated(24.5, [9 / 13.7, 11.7 / 17.5, 9.8 / 19.5, 12 / 21.6])
    >>> [round(one, 1) for one in (found.read.value, found.read.low, found.read.high)]
    [14.6, 12.3, 16.4]
    """
    n = len(ratios)
    if n < FEWEST:
        return None
    mean = fmean(ratios)
    half = float(special.stdtrit(n - 1, (1 + _LEVEL) / 2)) * stdev(ratios) * math.sqrt(1 + 1 / n)
    seen = Range(mean, min(ratios), max(ratios))
    wide = Range(mean, max(0.0, mean - half), mean + half)
    at = Range(forecast, forecast, forecast)
    return Calibrated(forecast, seen, at.times(seen), at.times(wide), n, (n - 1) / (n + 1))


@dataclass(frozen=True, slots=True)
class OwnFigures:
    """What a team says of its budget: money a year, shares in per cent, hours a year.

    `doubt`: by how many per cent the total may turn out otherwise, either way.
    """

    total: float
    doubt: float
    share_now: float
    share_planned: float
    hours: float
    hour_cost: float

    @property
    def learning(self) -> float:
        """What the learning hours cost a year."""
        return self.hours * self.hour_cost


@dataclass(frozen=True, slots=True)
class Scenario:
    """One named scenario: social's share, its money, and what learning takes of it (per cent)."""

    name: str
    share: Range
    money: Range
    learning: Range


STAYS: Final = "stays"
PLANNED: Final = "planned"
SLIPS: Final = "slips"


def scenarios(own: OwnFigures, growths: Sequence[float]) -> tuple[Scenario, ...]:
    """Three scenarios: the share stays; the plan comes true; it slips as forecasts have slipped.

    `growths` are growth ratios of earlier forecasts. Without enough of them, or where the plan is
    no rise, the third is left out.
    """
    stays = _flat(own.share_now)
    found = [_scenario(STAYS, own, stays), _scenario(PLANNED, own, _flat(own.share_planned))]
    rise = own.share_planned - own.share_now
    read = calibrated(rise, growths) if rise > 0 else None
    if read:
        slipped = _each(read.read, lambda one: own.share_now + one)
        found.append(_scenario(SLIPS, own, slipped))
    return tuple(found)


def _scenario(name: str, own: OwnFigures, share: Range) -> Scenario:
    total = Range(
        own.total, own.total * (1 - own.doubt / HUNDRED), own.total * (1 + own.doubt / HUNDRED)
    )
    money = _each(total.times(share), lambda one: one / HUNDRED)

    def part(of: float) -> float:
        return HUNDRED * own.learning / of if of > 0 else 0.0

    return Scenario(
        name, share, money, Range(part(money.value), part(money.high), part(money.low))
    )


def _flat(value: float) -> Range:
    return Range(value, value, value)


def _each(found: Range, turn: Callable[[float], float]) -> Range:
    return Range(turn(found.value), turn(found.low), turn(found.high))
