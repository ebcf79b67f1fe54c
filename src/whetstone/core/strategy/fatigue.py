"""Do people tire of it? How often each has seen it, and whether they answer less for that.

Frequency of a stretch is views over people reached at least once. Networks give people by day,
and somebody reached on two days counts twice there, so the people of a stretch are reckoned as
the length's saturation is: each day reaches people by chance, A (1 - prod(1 - p_d / A)) of A.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import stdtrit

from whetstone.core.kernel.reasons import Reason, because
from whetstone.core.strategy.series import WEEK, autocorrelation, effective_n

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from whetstone.core.kernel.reasons import Value

FEWEST_WEEKS = 8
"""Fewer whole weeks give no spread worth showing (the same as for placebo windows)."""

HARDLY = math.log(1.1)
"""Frequency hardly moves where its highest week is less than a tenth above its lowest.

A judgement: over less, "each doubling" is said from next to nothing."""

PER = 100
TWO_SIDED = 0.975
TWO = 2


@dataclass(frozen=True, slots=True)
class Seen:
    """One day: people reached, views, and acts (None: unknown)."""

    on: dt.date
    people: int
    views: int
    acts: int | None


@dataclass(frozen=True, slots=True)
class Week:
    """A whole week: how often each person saw it, acts per 100 people a day, and its weight."""

    frequency: float
    rate: float
    people: float


@dataclass(frozen=True, slots=True)
class Slope:
    """Change of the rate (acts per 100) for each doubling of the frequency, 95 % interval."""

    per_doubling: float
    low: float
    high: float
    rate: float
    weeks: int

    @property
    def is_tired(self) -> bool:
        """Only where the whole interval lies below 0."""
        return self.high < 0


@dataclass(frozen=True, slots=True)
class FatigueQuestion:
    """What is asked. `days` of own history; `people_a_day` of `audience` is what is planned.

    `cap`: the most times one person should see it, as the team said; None where nobody did.
    `lift` is the smallest relative difference worth acting on, `planned` and `longest` are days.
    """

    days: tuple[Seen, ...]
    action: str
    people_a_day: float
    audience: float
    lift: float
    cap: float | None = None
    planned: int = 28
    longest: int = 84


@dataclass(frozen=True, slots=True)
class Fatigue:
    """The answer: two sentences, and the last day before each of them (None: no such day).

    `cap_day` is the last day within the cap (0: the first day passes it), `tired_day` the last
    before tiring has cost the smallest difference worth acting on.
    """

    cap_day: int | None
    tired_day: int | None
    slope: Slope | None
    of_cap: Reason
    of_slope: Reason

    @property
    def is_known(self) -> bool:
        """Whether anything is known of how often people see it."""
        return self.of_cap.code not in {"frequency_unknown", "frequency_below_one"}


def reached(people: Sequence[float], audience: float) -> float:
    """People reached at least once in days that each reach so many of an audience by chance.

    >>> reached([100, 100], 200)
    150.0
    """
    missed = math.prod(1 - min(1.0, one / audience) for one in people)
    return audience * (1 - missed)


def frequency(views: float, people: float) -> float | None:
    """How often each person reached has seen it; None where nobody was reached."""
    return views / people if people > 0 else None


def last_day_within(
    cap: float, *, views_a_day: float, people_a_day: float, audience: float, longest: int
) -> int | None:
    """The last day by which each person has seen it no more than `cap` times on average.

    0 where the first day passes the cap; None where `longest` days do not.
    """
    for day in range(1, longest + 1):
        people = reached([people_a_day] * day, audience)
        if (frequency(views_a_day * day, people) or 0.0) > cap:
            return day - 1
    return None


def whole_weeks(days: Sequence[Seen], audience: float) -> tuple[Week, ...]:
    """Weeks from Monday with all seven days and their acts known; the others are left out."""
    known = sorted((one for one in days if one.acts is not None), key=lambda one: one.on)
    found = []
    for _monday, group in groupby(known, key=lambda one: one.on.isocalendar()[:2]):
        week = tuple(group)
        people = sum(one.people for one in week)
        often = frequency(sum(x.views for x in week), reached([x.people for x in week], audience))
        if len(week) == WEEK and often:
            acts = sum(one.acts or 0 for one in week)
            found.append(Week(often, PER * acts / people, people))
    return tuple(found)


def slope(weeks: Sequence[Week]) -> Slope | None:
    """Weighted least squares of the weekly rate on log2 frequency, weights people.

    The error comes from the spread of the weeks about the line, s^2 = sum(w e^2) / (n - 2)
    (Weisberg 2014, Applied Linear Regression, 7.1), never from binomial errors: acts of a week
    are not independent. Neighbouring weeks are alike, so n weeks count as n (1 - r) / (1 + r)
    with r the product of the first autocorrelations of both (Bartlett 1935), where it is above 0.
    None with fewer than eight weeks, or where the frequency hardly moves.
    """
    n = len(weeks)
    x = np.log2([one.frequency for one in weeks]) if n else np.zeros(1)
    if n < FEWEST_WEEKS or float(np.ptp(x)) < HARDLY / math.log(TWO):
        return None
    y = np.array([one.rate for one in weeks])
    w = np.array([one.people for one in weeks], dtype=float)
    w = w / w.mean()
    off, rise = x - np.average(x, weights=w), y - np.average(y, weights=w)
    across = float(w @ np.square(off))
    found = float(w @ (off * rise)) / across
    left = rise - found * off
    alike = autocorrelation(list(x), 1) * autocorrelation(list(left), 1)
    worth = effective_n(n, alike)
    spread = math.sqrt(float(w @ np.square(left)) / (n - TWO) / across * n / worth)
    half = float(stdtrit(max(1.0, worth - TWO), TWO_SIDED)) * spread
    return Slope(found, found - half, found + half, float(np.average(y, weights=w)), n)


def fatigue(question: FatigueQuestion) -> Fatigue:
    """Both ways in which a campaign is seen too often: the cap, and answers that grow fewer."""
    views = sum(one.views for one in question.days)
    people = sum(one.people for one in question.days)
    each = frequency(views, people)
    if each is None:
        unknown = because("frequency_unknown")
        return Fatigue(None, None, None, unknown, unknown)
    if each < 1:
        unknown = because("frequency_below_one")
        return Fatigue(None, None, None, unknown, unknown)
    cap_day, of_cap = _cap(question, each)
    weeks = whole_weeks(question.days, question.audience)
    found = slope(weeks)
    tired_day = _tired_day(question, found) if found is not None and found.is_tired else None
    of_slope = _of_slope(question, weeks, found, tired_day)
    return Fatigue(cap_day, tired_day, found, of_cap, of_slope)


def _after(question: FatigueQuestion, days: int) -> float:
    """Times a day over people reached by then, with one view a person and day."""
    a_day = question.people_a_day
    return a_day * days / reached([a_day] * days, question.audience)


def _cap(question: FatigueQuestion, each: float) -> tuple[int | None, Reason]:
    """`each`: views a person on a day that reaches them."""
    cap = question.cap
    if cap is None:
        seen = round(each * _after(question, question.planned), 1)
        return None, because("cap_unset", days=question.planned, seen=seen)
    day = last_day_within(
        cap, views_a_day=each * question.people_a_day, people_a_day=question.people_a_day,
        audience=question.audience, longest=question.longest,
    )  # fmt: skip
    if day is None:
        seen = round(each * _after(question, question.longest), 1)
        return None, because("cap_far", days=question.longest, seen=seen, cap=cap)
    if day == 0:
        return 0, because("cap_at_once", seen=round(each, 2), cap=cap)
    return day, because("cap_passed", day=day, cap=cap)


def _tired_day(question: FatigueQuestion, found: Slope) -> int | None:
    """The last day before answers have fallen by `lift` of the usual rate, from the first week."""
    first = _after(question, WEEK)
    for day in range(WEEK + 1, question.longest + 1):
        doublings = math.log2(_after(question, day) / first)
        if found.rate > 0 and -found.per_doubling * doublings >= question.lift * found.rate:
            return day - 1
    return None


def _of_slope(
    question: FatigueQuestion, weeks: Sequence[Week], found: Slope | None, tired_day: int | None
) -> Reason:
    if len(weeks) < FEWEST_WEEKS:
        return because(
            "tired_few_weeks", have=len(weeks), need=FEWEST_WEEKS, action=question.action
        )
    if found is None:
        often = [one.frequency for one in weeks]
        low, high = round(min(often), 2), round(max(often), 2)
        return because("tired_hardly_moves", low=low, high=high, weeks=len(weeks))
    said: dict[str, Value] = {
        "slope": round(found.per_doubling, 2), "low": round(found.low, 2),
        "high": round(found.high, 2), "action": question.action, "weeks": found.weeks,
    }  # fmt: skip
    if not found.is_tired:
        return because("not_tired", **said)
    lift = round(PER * question.lift, 1)
    if tired_day is None:
        return because("tired_little", **said, lift=lift, days=question.longest)
    return because("tired_from", **said, lift=lift, day=tired_day)
