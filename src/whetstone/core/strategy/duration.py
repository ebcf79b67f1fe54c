"""How long should a campaign run, and why?

The smallest whole number of weeks that meets all of:

- signal: the smallest difference it can show (placebo windows) is no larger than the smallest
  one worth acting on;
- settling: the decision lag and the carry-over are over. Adstock x*_t = x_t + lambda x*_{t-1}
  (Broadbent 1979) reaches 90 % of its steady state after ln 0.1 / ln lambda days;
- weekdays: two whole weeks, unless daily data show no weekday pattern;

and not longer than it takes until nearly everyone reachable has seen it, until each has seen it
more often than the team wants, or until people tire of it (`fatigue`). The answer names the
condition that binds. When no length can show the difference it says so, and asks for a control
before it asks for more days.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import scipy

from whetstone.core.kernel.reasons import Reason, because
from whetstone.core.strategy.fatigue import Fatigue, FatigueQuestion, fatigue
from whetstone.core.strategy.series import (
    WEEK,
    Placebo,
    has_weekday_pattern,
    history_needed,
    placebo_mde,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

SETTLED = 0.9
LAST_WEEK_ADDS = 0.05
"""Stop when a further week would add less than 5 % of everyone reachable."""

TWO_WEEKS = 14
FEWEST_REACH_DAYS = 5


@dataclass(frozen=True, slots=True)
class Saturation:
    """Cumulative reach R(t) = r_inf (1 - exp(-k t)), t in days."""

    r_inf: float
    k: float

    def reach(self, day: float) -> float:
        """People reached by that day."""
        return self.r_inf * -math.expm1(-self.k * day)


@dataclass(frozen=True, slots=True)
class LengthQuestion:
    """What is asked.

    `daily` is the account's own daily count of the metric, oldest first; `lift` the smallest
    relative difference worth acting on; `lag_days` from seeing to deciding; `carry_over` the
    lambda of the adstock per day, 0 to below 1; `reach` cumulative people reached by day of an
    earlier campaign; `control` a series the campaign does not touch; `longest` in days; `seen` is
    what is known of how often people see it.
    """

    daily: tuple[float, ...]
    lift: float
    lag_days: float = 0.0
    carry_over: float = 0.0
    reach: tuple[float, ...] = ()
    control: tuple[float, ...] | None = None
    longest: int = 84
    seen: FatigueQuestion | None = None


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition, the whole weeks in days from which it holds (None: never), and why."""

    name: str
    days: int | None
    reason: Reason


@dataclass(frozen=True, slots=True)
class Stop:
    """A day after which a campaign should not go on, and the longest length it allows, in days.

    Nearly everyone reached and tiring come gently, and allow the week to be finished. The cap is
    the team's own word, and does not.
    """

    name: str
    day: int
    latest: int
    reason: Reason

    def forbids(self, needs: int) -> Reason:
        """Why a campaign that needs so many days cannot have them."""
        values = dict(self.reason.values)
        if self.name == "cap" and self.day == 0:
            return self.reason
        if self.name == "cap":
            return because("cap_first", needs=needs, stop=self.day, cap=values["cap"])
        if self.name == "tired":
            return because("tires_first", needs=needs, stop=self.day, lift=values["lift"])
        return because("saturates_first", needs=needs, stop=self.day)


@dataclass(frozen=True, slots=True)
class Length:
    """The answer: `days` is None when no length will do; `binding` is what decided.

    `stop_by` is the day after which nearly everyone reachable has seen it; `stops` are all such
    days, the soonest first.
    """

    days: int | None
    binding: Reason
    conditions: tuple[Condition, ...]
    stop_by: int | None
    differences: tuple[Placebo, ...]
    reasons: tuple[Reason, ...]
    stops: tuple[Stop, ...] = ()
    fatigue: Fatigue | None = None

    def forbidden(self, needs: int) -> Reason | None:
        """Why it cannot have so many days; None where nothing speaks against them."""
        return _forbidden(self.stops, needs)


@dataclass(frozen=True, slots=True)
class Answer:
    """Can it be shown? `yes` is None when the history is too short to say."""

    yes: bool | None
    mde: float | None
    reasons: tuple[Reason, ...]


def settle_days(carry_over: float) -> float:
    """Days until the carry-over has reached 90 % of its steady state: ln 0.1 / ln lambda.

    >>> [round(settle_days(x), 1) for x in (0.5, 0.7, 0.8)]
    [3.3, 6.5, 10.3]
    """
    return _decay(carry_over, 1 - SETTLED)


def adstock(spend: Sequence[float], carry_over: float) -> tuple[float, ...]:
    """x*_t = x_t + lambda x*_{t-1}: what is still at work on each day (Broadbent 1979)."""
    _decay(carry_over, 0.5)
    found: list[float] = []
    for today in spend:
        found.append(today + carry_over * (found[-1] if found else 0.0))
    return tuple(found)


def half_life_days(carry_over: float) -> float:
    """Days until half of an effect has gone: ln 0.5 / ln lambda."""
    return _decay(carry_over, 0.5)


def fit_saturation(reach: Sequence[float]) -> Saturation | None:
    """Least squares of R(t) = r_inf (1 - exp(-k t)) to cumulative reach on days 1, 2, ...

    None with fewer than five days, or when the curve does not bend yet: then nothing is known
    of its ceiling.
    """
    y = np.asarray(reach, dtype=float)
    if y.size < FEWEST_REACH_DAYS or y[-1] <= 0 or (np.diff(y) < 0).any():
        return None
    t = np.arange(1, y.size + 1, dtype=float)

    def misfit(log_k: float) -> float:
        shape = -np.expm1(-math.exp(log_k) * t)
        scale = float(shape @ y) / float(shape @ shape)
        return float(np.square(y - scale * shape).sum())

    lowest, highest = math.log(0.1 / y.size), math.log(5.0)
    best = float(
        scipy.optimize.minimize_scalar(misfit, bounds=(lowest, highest), method="bounded").x
    )
    if best < lowest + 0.05:
        return None
    k = math.exp(best)
    shape = -np.expm1(-k * t)
    return Saturation(float(shape @ y) / float(shape @ shape), k)


def saturation_day(curve: Saturation) -> int:
    """The first day from which a further week adds less than 5 % of everyone reachable."""
    week_adds = -math.expm1(-WEEK * curve.k)
    return max(0, math.ceil(math.log(week_adds / LAST_WEEK_ADDS) / curve.k))


def how_long(question: LengthQuestion) -> Length:
    """The length in whole weeks, and the condition that binds.

    Raises:
        ValueError: when the lift or the carry-over is out of range.
    """
    if question.lift <= 0:
        raise ValueError("the lift worth acting on is positive")
    weeks = range(WEEK, question.longest + 1, WEEK)
    differences = tuple(
        placebo_mde(question.daily, days, control=question.control) for days in weeks
    )
    conditions = (
        _signal(question, differences),
        _settling(question),
        _weekdays(question),
    )
    curve = fit_saturation(question.reach)
    stop_by = saturation_day(curve) if curve else None
    tiring = fatigue(question.seen) if question.seen else None
    stops = _stops(stop_by, tiring)
    days, binding = _decide(conditions, differences, question, stops)
    reasons = tuple(_reasons(question, days, stops, differences, binding=binding))
    return Length(days, binding, conditions, stop_by, differences, reasons, stops, tiring)


def can_show(question: LengthQuestion, difference: float, days: int) -> Answer:
    """Can a campaign of so many days show that relative difference (0.1 is 10 %)?"""
    found = placebo_mde(question.daily, days, control=question.control)
    if found.mde is None:
        short = because("history_short", have=len(question.daily), days=days)
        return Answer(None, None, (short, *_would_do(question, days)))
    yes = found.mde <= difference
    code = "can_show" if yes else "cannot_show"
    reason = because(code, days=days, difference=_percent(difference), mde=_percent(found.mde))
    advice = () if yes or question.control is not None else (because("add_control"),)
    return Answer(yes, found.mde, (reason, *advice))


def _decay(carry_over: float, left: float) -> float:
    if not 0 <= carry_over < 1:
        raise ValueError("a carry-over lies between 0 and below 1")
    return math.log(left) / math.log(carry_over) if carry_over > 0 else 0.0


def _signal(question: LengthQuestion, differences: Sequence[Placebo]) -> Condition:
    enough = (p for p in differences if p.mde is not None and p.mde <= question.lift)
    first = next(enough, None)
    lift = _percent(question.lift)
    if first is not None and first.mde is not None:
        reason = because("signal_from", days=first.days, lift=lift, mde=_percent(first.mde))
        return Condition("signal", first.days, reason)
    known = [p for p in differences if p.mde is not None]
    if not known:
        reason = because("history_short", have=len(question.daily), days=WEEK)
        return Condition("signal", None, reason)
    best = min(known, key=lambda p: p.mde or math.inf)
    reason = because("signal_never", lift=lift, mde=_percent(best.mde or 0.0), days=best.days)
    return Condition("signal", None, reason)


def _settling(question: LengthQuestion) -> Condition:
    settle = settle_days(question.carry_over)
    days = _whole_weeks(question.lag_days + settle)
    reason = because("settling", lag=question.lag_days, settle=round(settle, 1), days=days)
    return Condition("settling", days, reason)


def _weekdays(question: LengthQuestion) -> Condition:
    pattern = has_weekday_pattern(question.daily)
    if pattern is False:
        return Condition("weekdays", WEEK, because("no_weekday_pattern"))
    code = "weekday_pattern" if pattern else "weekdays_unknown"
    return Condition("weekdays", TWO_WEEKS, because(code, days=TWO_WEEKS))


def _decide(
    conditions: Sequence[Condition],
    differences: Sequence[Placebo],
    question: LengthQuestion,
    stops: Sequence[Stop],
) -> tuple[int | None, Reason]:
    """The first week in which all hold; signal is not monotone, so it is asked week by week."""
    signal, *others = conditions
    lift, have = question.lift, len(question.daily)
    if signal.days is None:
        return None, signal.reason
    least = max(condition.days or 0 for condition in others)
    if forbidden := _forbidden(stops, least):
        return None, forbidden
    later = [p for p in differences if p.days >= least]
    days = next((p.days for p in later if p.mde is not None and p.mde <= lift), None)
    if days is None:
        known = [p for p in later if p.mde is not None]
        if not known:
            return None, because("history_short", have=have, days=least)
        best = min(known, key=lambda p: p.mde or math.inf)
        mde = _percent(best.mde or 0.0)
        return None, because("signal_never", lift=_percent(lift), mde=mde, days=best.days)
    if forbidden := _forbidden(stops, days):
        return None, forbidden
    tightest = max(conditions, key=lambda condition: condition.days or 0)
    return days, (signal.reason if days > least else tightest.reason)


def _reasons(
    question: LengthQuestion,
    days: int | None,
    stops: Sequence[Stop],
    differences: Sequence[Placebo],
    *,
    binding: Reason,
) -> Iterator[Reason]:
    yield from (one.reason for one in stops)
    known = [p for p in differences if p.mde is not None]
    yield from _within(known, days, question.lift)
    if len(known) > 1 and (known[-1].mde or 0) >= 0.95 * (known[0].mde or 0):
        yield because(
            "longer_does_not_help", days=known[-1].days, mde=_percent(known[-1].mde or 0)
        )
    if not known:
        yield from _would_do(question, WEEK)
    elif binding.code == "history_short":
        yield from _would_do(question, int(str(binding.values["days"])))
    if question.control is None and days is None:
        yield because("add_control")


def _stops(stop_by: int | None, tiring: Fatigue | None) -> tuple[Stop, ...]:
    found = []
    if stop_by is not None:
        said = because("nearly_all_seen", day=stop_by)
        found.append(Stop("reach", stop_by, _whole_weeks(stop_by), said))
    if tiring is not None and tiring.cap_day is not None:
        found.append(Stop("cap", tiring.cap_day, tiring.cap_day, tiring.of_cap))
    if tiring is not None and tiring.tired_day is not None:
        day = tiring.tired_day
        found.append(Stop("tired", day, _whole_weeks(day), tiring.of_slope))
    return tuple(sorted(found, key=lambda one: one.day))


def _forbidden(stops: Sequence[Stop], needs: int) -> Reason | None:
    """The first of the stops that so many days go past says why not."""
    return next((one.forbids(needs) for one in stops if needs > one.latest), None)


def _within(known: Sequence[Placebo], days: int | None, lift: float) -> Iterator[Reason]:
    """How far the figure itself can be told, of the length that is meant (none: the best)."""
    meant = [p for p in known if p.days == days] or sorted(known, key=lambda p: p.mde or math.inf)
    for one in meant[:1]:
        if one.mde is None or one.low is None or one.high is None:
            return
        code = "figure_unsure" if one.mde <= lift < one.high else "figure_within"
        yield because(
            code, days=one.days, mde=_percent(one.mde), n=one.windows, lift=_percent(lift),
            low=_percent(one.low), high=_percent(one.high),
        )  # fmt: skip


def _would_do(question: LengthQuestion, days: int) -> Iterator[Reason]:
    """So many weeks of history would tell, where it is a lack of history."""
    needed = history_needed(days)
    if needed > len(question.daily):
        yield because("history_would_do", weeks=math.ceil(needed / WEEK), days=days)


def _whole_weeks(days: float) -> int:
    return max(WEEK, WEEK * math.ceil(days / WEEK))


def _percent(share: float) -> float:
    return round(100 * share, 1)
