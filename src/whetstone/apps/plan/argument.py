"""What to count and for how long, argued from a campaign's own figures.

Values in, values out. Two designs answer "how long": a comparison with the account's own past
(placebo windows, `core.strategy.duration`), and two random halves of the viewers
(`core.strategy.objective.sample_size`). The past decides where it can; where drift hides the
difference at every length, two halves are proposed instead, and said to be so.
"""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass
from functools import lru_cache

from whetstone.core.kernel.reasons import Reason, because
from whetstone.core.strategy.duration import (
    Answer,
    Length,
    LengthQuestion,
    can_show,
    how_long,
)
from whetstone.core.strategy.fatigue import FatigueQuestion, Seen
from whetstone.core.strategy.objective import (
    GOAL_ACTION,
    Action,
    ActionRow,
    ActionValue,
    Evidence,
    Objective,
    ObjectiveQuestion,
    Purpose,
    argue,
    detectable_lift,
)
from whetstone.core.strategy.series import WEEK, Placebo

CANDIDATES = (Action.VIEWS, Action.REPLIES, Action.LINK_TAPS)
LONGEST = 84
REACH_DAYS = 42
SHORTEST_DRAWN = 35
THOUSAND = 1000

Day = tuple[dt.date, int | None, int | None, int | None, int | None]
"""One day of figures: date, people, views, replies, link taps. None is unknown."""


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Days of the whole account on a network, as its exports gave them."""

    network: str
    days: tuple[Day, ...]


@dataclass(frozen=True, slots=True)
class Case:
    """What a campaign's argument rests on; equal cases, equal arguments."""

    wanted_act: str
    planned_days: int
    people_a_day: int
    audience: int
    lift: float
    values: tuple[tuple[str, float], ...]
    figures: tuple[Day, ...]
    decide_days: float | None = None
    half_life_days: float | None = None
    most_times: float | None = None
    elsewhere: Elsewhere | None = None

    @property
    def carry_over(self) -> float:
        """The lambda of the adstock, by its half-life: ln 0.5 / ln lambda days."""
        return 0.5 ** (1 / self.half_life_days) if self.half_life_days else 0.0


@dataclass(frozen=True, slots=True)
class Point:
    """The smallest relative difference that a length can show, and where it may really lie."""

    days: int
    difference: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Argument:
    """The answer. `counts` and `days` are None where it cannot be told.

    `design` is "past" or "halves": what the length, the points and the band come from. `seen` are
    the days that say how often people see it, `seen_on` their network, "" for the campaign's own.
    `stopped`: why it may not have the days that two halves need.
    """

    goal: Action
    counts: Action | None
    days: int | None
    design: str
    objective: Objective
    length: Length
    points: tuple[Point, ...]
    halves: tuple[tuple[int, float], ...]
    known_days: int
    blank_days: int
    first: dt.date | None
    last: dt.date | None
    people_a_day: float
    seen: tuple[Seen, ...] = ()
    seen_on: str = ""
    stopped: Reason | None = None

    @property
    def rows(self) -> tuple[ActionRow, ...]:
        """The candidates, in the order of the gates."""
        return self.objective.rows

    @property
    def binding(self) -> Reason:
        """What decided the length."""
        if self.stopped is not None:
            return self.stopped
        if self.design == "halves" and self.days is not None:
            settled = max(self.length.conditions[1:], key=lambda one: one.days or 0)
            row = self.objective.row(self.counts or self.goal)
            needed = row.days_needed if row else None
            if settled.days is not None and needed is not None and settled.days >= needed:
                return settled.reason
            return because("halves_decide", days=self.days)
        return self.length.binding

    def at(self, days: int) -> Point | None:
        """What a length can show."""
        return next((point for point in self.points if point.days == days), None)


def wanted(act: str) -> Action:
    """The act that counts, from an act or from a purpose; link taps where neither is meant."""
    if act in set(Action):
        return Action(act)
    return GOAL_ACTION[Purpose(act)] if act in set(Purpose) else Action.LINK_TAPS


@lru_cache(maxsize=128)
def argue_case(case: Case) -> Argument:
    """The whole argument of a case; kept per process, as it is a pure function."""
    goal = wanted(case.wanted_act)
    per_day = _people_a_day(case)
    objective = argue(_objective_question(case, goal, per_day))
    counts = objective.steer_by
    question = length_question(case, counts or goal)
    length = how_long(question)
    halves = _halves(objective.row(counts or goal), per_day)
    design = "past" if length.days is not None or counts is None else "halves"
    days = length.days if counts is not None else None
    stopped = None
    if design == "halves":
        days = _halves_days(case, objective.row(counts or goal), length)
        stopped = length.forbidden(days) if days is not None else None
        days = None if stopped else days
    past = _past_points(length.differences)
    last = max(SHORTEST_DRAWN, (days or 0) + WEEK, *(one.day + WEEK for one in length.stops[:1]))
    drawn = _halves_points(objective, counts, per_day, last=min(LONGEST, last))
    points = past if design == "past" and past else drawn
    if points is not past:
        design = "halves"
    known = [row for row in case.figures if row[1] is not None]
    return Argument(
        goal=goal,
        counts=counts,
        days=days,
        design=design,
        objective=objective,
        length=length,
        points=points,
        halves=halves,
        known_days=len(known),
        blank_days=sum(1 for row in case.figures if None in row[1:]),
        first=case.figures[0][0] if case.figures else None,
        last=case.figures[-1][0] if case.figures else None,
        people_a_day=per_day,
        seen=question.seen.days if question.seen else (),
        seen_on=_seen(case, counts or goal)[1],
        stopped=stopped,
    )


def ask(case: Case, *, difference: float, days: int) -> tuple[Answer, float | None]:
    """Can so many days show that difference: against the own past, and in two random halves?

    The second value is the smallest difference that two halves show; None without a rate.
    """
    found = argue_case(case)
    counts = found.counts or found.goal
    against_past = can_show(length_question(case, counts), difference, days)
    row = found.objective.row(counts)
    if row is None or not row.rate.is_known or not 0 < row.rate.value < 1:
        return against_past, None
    return against_past, detectable_lift(row.rate.value, int(found.people_a_day * days / 2))


def length_question(case: Case, counts: Action) -> LengthQuestion:
    """The account's own daily rate of the act; days with a blank are left out, never read as 0."""
    reach: tuple[float, ...] = ()
    if 0 < case.people_a_day < case.audience:
        k = case.people_a_day / case.audience
        reach = tuple(case.audience * -math.expm1(-k * day) for day in range(1, REACH_DAYS + 1))
    return LengthQuestion(
        daily=tuple(_daily(case, counts)), lift=case.lift, reach=reach, longest=LONGEST,
        lag_days=case.decide_days or 0.0, carry_over=case.carry_over,
        seen=_fatigue_question(case, counts),
    )  # fmt: skip


def _fatigue_question(case: Case, counts: Action) -> FatigueQuestion:
    """How often people see it. Where views count, link taps are what tiring is read from."""
    days, _network = _seen(case, counts)
    action = counts if counts is Action.REPLIES else Action.LINK_TAPS
    return FatigueQuestion(
        days=days, action=action.value, people_a_day=max(1, case.people_a_day),
        audience=max(1, case.audience, case.people_a_day, *(one.people for one in days)),
        lift=case.lift, cap=case.most_times, planned=case.planned_days, longest=LONGEST,
    )  # fmt: skip


def _seen(case: Case, counts: Action) -> tuple[tuple[Seen, ...], str]:
    """Days with both views and people: the campaign's own, else the account's on a network."""
    for network, rows in (("", case.figures), _held(case.elsewhere)):
        found = tuple(
            Seen(on, people, views, replies if counts is Action.REPLIES else taps)
            for on, people, views, replies, taps in rows
            if people and views is not None
        )
        if found:
            return found, network
    return (), ""


def _held(one: Elsewhere | None) -> tuple[str, tuple[Day, ...]]:
    return (one.network, one.days) if one else ("", ())


def _daily(case: Case, counts: Action) -> list[float]:
    if counts is Action.VIEWS:
        return [float(row[1]) for row in case.figures if row[1] is not None]
    return [THOUSAND * act / people for people, act in _pairs(case, counts) if people > 0]


def _pairs(case: Case, action: Action) -> list[tuple[int, int]]:
    place = {Action.REPLIES: 3, Action.LINK_TAPS: 4}[action]
    return [
        (row[1], act)
        for row in case.figures
        if row[1] is not None and isinstance(act := row[place], int)
    ]


def _people_a_day(case: Case) -> float:
    known = [row[1] for row in case.figures if row[1] is not None]
    return sum(known) / len(known) if known else float(case.people_a_day)


def _objective_question(case: Case, goal: Action, per_day: float) -> ObjectiveQuestion:
    evidence = [_views(case, per_day)]
    for action in (Action.REPLIES, Action.LINK_TAPS):
        pairs = _pairs(case, action)
        people = sum(one for one, _act in pairs)
        evidence.append(Evidence(action, min(people, sum(act for _one, act in pairs)), people))
    return ObjectiveQuestion(
        goal=goal,
        evidence=tuple(evidence),
        people_per_day=per_day,
        days=case.planned_days,
        lift=case.lift,
        values={
            Action(name): ActionValue(worth) for name, worth in case.values if name in set(Action)
        },
    )


def _views(case: Case, per_day: float) -> Evidence:
    """People reached on a usual day, out of the audience."""
    known = any(row[1] is not None for row in case.figures)
    audience = max(case.audience, 0) if known else 0
    reached = min(audience, round(per_day))
    return Evidence(Action.VIEWS, reached, audience, per_day=float(audience))


def _halves_days(case: Case, row: ActionRow | None, length: Length) -> int | None:
    """Whole weeks until two halves show the lift, once settling and weekdays are over."""
    if row is None or row.days_needed is None:
        return None
    least = max(one.days or 0 for one in length.conditions[1:])
    days = WEEK * math.ceil(max(row.days_needed, least) / WEEK)
    return days if days <= max(LONGEST, case.planned_days) else None


def _halves(row: ActionRow | None, per_day: float) -> tuple[tuple[int, float], ...]:
    if row is None or not row.rate.is_known or not 0 < row.rate.value < 1:
        return ()
    found = (
        (days, detectable_lift(row.rate.value, int(per_day * days / 2)))
        for days in range(WEEK, LONGEST + 1, WEEK)
    )
    return tuple((days, lift) for days, lift in found if lift is not None)


def _halves_points(
    objective: Objective, counts: Action | None, per_day: float, *, last: int
) -> tuple[Point, ...]:
    """The line if viewers are split in two, and at both ends of the rate's interval."""
    row = objective.row(counts or objective.goal)
    if row is None or not row.rate.is_known or not 0 < row.rate.value < 1:
        return ()
    points = []
    for days in sorted({*range(WEEK, last + 1, 4), *range(WEEK, last + 1, WEEK)}):
        n = int(per_day * days / 2)
        lift = detectable_lift(row.rate.value, n)
        if lift is None:
            continue
        ends = [detectable_lift(p, n) for p in (row.rate.lo, row.rate.hi) if 0 < p < 1]
        known = [end for end in ends if end is not None]
        points.append(Point(days, lift, min([lift, *known]), max([lift, *known])))
    return tuple(points)


def _past_points(differences: tuple[Placebo, ...]) -> tuple[Point, ...]:
    """The line against the own past, with the interval of the figure itself."""
    return tuple(
        Point(one.days, one.mde, one.low, one.high)
        for one in differences
        if one.mde is not None and one.low is not None and one.high is not None
    )
