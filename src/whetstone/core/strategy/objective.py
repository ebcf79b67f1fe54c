"""Views, replies or link taps? Three gates, shown as three lines.

1. Goal: the campaign's goal names the action that counts.
2. Signal: can this campaign see a worthwhile difference in it?
3. Value: what a thousand viewers are worth by each action, with an interval.

When the goal's own action fails gate 2 it stays the goal, and the nearest upstream action that
passes is what to steer by. Ties are ties. Without a rate of the account's own, or without
viewers, the answer is "cannot tell" and what would help.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from whetstone.core.kernel.intervals import Estimate, cannot_tell
from whetstone.core.kernel.probability import normal_quantile, wilson
from whetstone.core.kernel.reasons import Reason, because

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

THOUSAND = 1000
DEFAULT_LIFT = 0.2


class Action(StrEnum):
    """What a viewer of a story can do, upstream first.

    Views are counted as people reached (views themselves count repeats since August 2024);
    link taps are link-sticker taps (swipe-ups ended on 2021-08-30).
    """

    VIEWS = "views"
    COMPLETIONS = "completions"
    PROFILE_VISITS = "profile_visits"
    REPLIES = "replies"
    LINK_TAPS = "link_taps"


UPSTREAM: Mapping[Action, tuple[Action, ...]] = {
    Action.VIEWS: (),
    Action.COMPLETIONS: (Action.VIEWS,),
    Action.PROFILE_VISITS: (Action.COMPLETIONS, Action.VIEWS),
    Action.REPLIES: (Action.PROFILE_VISITS, Action.COMPLETIONS, Action.VIEWS),
    Action.LINK_TAPS: (Action.PROFILE_VISITS, Action.COMPLETIONS, Action.VIEWS),
}
"""What comes before an action on a viewer's way, nearest first."""


class Purpose(StrEnum):
    """What a social objective is after."""

    AWARENESS = "awareness"
    RELATIONSHIP = "relationship"
    CARE = "care"
    RESEARCH = "research"
    TRAFFIC = "traffic"
    SALES = "sales"


GOAL_ACTION: Mapping[Purpose, Action] = {
    Purpose.AWARENESS: Action.VIEWS,
    Purpose.RELATIONSHIP: Action.REPLIES,
    Purpose.CARE: Action.REPLIES,
    Purpose.RESEARCH: Action.REPLIES,
    Purpose.TRAFFIC: Action.LINK_TAPS,
    Purpose.SALES: Action.LINK_TAPS,
}


class Steer(StrEnum):
    """How the campaign is steered."""

    GOAL = "goal"
    UPSTREAM = "upstream"
    CANNOT_TELL = "cannot_tell"


@dataclass(frozen=True, slots=True)
class Evidence:
    """The account's own count of an action, and the people it could have come from.

    For views the people are the followers, and the count is how many of them were reached.
    `per_day` is people a day, where it is not the people reached a day.
    """

    action: Action
    count: int
    people: int
    per_day: float | None = None


@dataclass(frozen=True, slots=True)
class ActionValue:
    """What one action is worth to the user, in their own unit.

    `incremental` is the share of actions that would not have come anyway.
    """

    per_action: float
    incremental: float = 1.0


@dataclass(frozen=True, slots=True)
class ObjectiveQuestion:
    """What is asked: a goal, own evidence, people reached a day, and the days there are.

    `lift` is the smallest relative difference worth acting on: 0.2 is +20 %.
    """

    goal: Action
    evidence: tuple[Evidence, ...]
    people_per_day: float
    days: int
    lift: float = DEFAULT_LIFT
    values: Mapping[Action, ActionValue] = field(default_factory=dict)
    alpha: float = 0.05
    power: float = 0.80


@dataclass(frozen=True, slots=True)
class ActionRow:
    """One line of the answer: the three gates for one action.

    `n_needed` is people per arm, `days_needed` for two arms; None where it cannot be said.
    `value` is per 1,000 viewers in the user's own unit.
    """

    action: Action
    is_goal: bool
    rate: Estimate
    n_needed: int | None
    days_needed: int | None
    passes_signal: bool | None
    value: Estimate
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Objective:
    """The answer: what counts, what to steer by, what decided, and what would help."""

    goal: Action
    steer_by: Action | None
    steer: Steer
    binding: Reason
    rows: tuple[ActionRow, ...]
    ties: tuple[tuple[Action, Action], ...]
    reasons: tuple[Reason, ...]

    def row(self, action: Action) -> ActionRow | None:
        """The line of one action."""
        return next((row for row in self.rows if row.action is action), None)


def sample_size(p: float, q: float, *, alpha: float = 0.05, power: float = 0.80) -> int:
    """People per arm to tell rate `p` from rate `q` (two-sided), rounded up.

    Fleiss (1981), Statistical Methods for Rates and Proportions, eq. 3.14 without correction:
    n = (z_a sqrt(2 m (1 - m)) + z_b sqrt(p (1 - p) + q (1 - q)))^2 / (q - p)^2, m = (p + q)/2.

    >>> sample_size(0.002, 0.003)
    39146

    Raises:
        ValueError: when a rate is outside (0, 1) or the two are equal.
    """
    if not (0 < p < 1 and 0 < q < 1) or p == q:
        raise ValueError("two different rates between 0 and 1")
    mean = (p + q) / 2
    z_a, z_b = normal_quantile(1 - alpha / 2), normal_quantile(power)
    root = z_a * math.sqrt(2 * mean * (1 - mean)) + z_b * math.sqrt(p * (1 - p) + q * (1 - q))
    return math.ceil((root / (q - p)) ** 2)


def detectable_lift(p: float, n: int, *, alpha: float = 0.05, power: float = 0.80) -> float | None:
    """The smallest relative lift of `p` that `n` people per arm can show; None when none can.

    By bisection on `sample_size`, to one part in 10,000.
    """
    low, high = 1e-4, (1 - p) / p * 0.999
    if n < 1 or not 0 < p < 1 or sample_size(p, p * (1 + high), alpha=alpha, power=power) > n:
        return None
    while high / low > 1 + 1e-4:
        middle = math.sqrt(low * high)
        if sample_size(p, p * (1 + middle), alpha=alpha, power=power) <= n:
            high = middle
        else:
            low = middle
    return high


def argue(question: ObjectiveQuestion) -> Objective:
    """Which action to aim at, which to steer by, and why.

    Raises:
        ValueError: when a count exceeds its people, an action is given twice, or days or lift
            are not positive.
    """
    _demand_sense(question)
    rows = tuple(_row(one, question) for one in question.evidence)
    by_action = {row.action: row for row in rows}
    goal = by_action.get(question.goal)
    steer_by, steer, binding = _steer(question, goal, by_action)
    reasons = tuple(_advice(question, goal, steer, by_action))
    return Objective(question.goal, steer_by, steer, binding, rows, tuple(_ties(rows)), reasons)


def _row(evidence: Evidence, question: ObjectiveQuestion) -> ActionRow:
    rate = _rate(evidence)
    per_day = question.people_per_day if evidence.per_day is None else evidence.per_day
    n, days = _needed(rate, per_day, question)
    passes = None if days is None else days <= question.days
    reasons = list(_gate_reasons(evidence, question, n, days))
    value = _value(rate, question.values.get(evidence.action))
    is_goal = evidence.action is question.goal
    return ActionRow(evidence.action, is_goal, rate, n, days, passes, value, tuple(reasons))


def _rate(evidence: Evidence) -> Estimate:
    if not evidence.people:
        return cannot_tell("nobody was reached yet")
    low, high = wilson(evidence.count, evidence.people)
    value = evidence.count / evidence.people
    return Estimate(value, low, high, evidence.people, "own rate, Wilson interval")


def _needed(
    rate: Estimate, per_day: float, question: ObjectiveQuestion
) -> tuple[int | None, int | None]:
    lifted = rate.value * (1 + question.lift)
    if not rate.is_known or rate.value <= 0 or lifted >= 1:
        return None, None
    n = sample_size(rate.value, lifted, alpha=question.alpha, power=question.power)
    if per_day <= 0:
        return n, None
    return n, math.ceil(2 * n / per_day)


def _gate_reasons(
    evidence: Evidence, question: ObjectiveQuestion, n: int | None, days: int | None
) -> Iterator[Reason]:
    percent = round(100 * question.lift, 1)
    if n is None:
        code = "no_own_rate" if not evidence.count else "rate_too_high"
        yield because(code, action=evidence.action.value, lift=percent)
    elif days is None:
        yield because("no_viewers", action=evidence.action.value, n=n)
    else:
        code = "signal" if days <= question.days else "no_signal"
        yield because(
            code, action=evidence.action.value, n=n, lift=percent, days=days, has=question.days
        )


def _value(rate: Estimate, worth: ActionValue | None) -> Estimate:
    if worth is None:
        return cannot_tell("no value was given for this action")
    if not rate.is_known:
        return cannot_tell(rate.reason)
    each = THOUSAND * worth.incremental * worth.per_action
    low, high = sorted((rate.lo * each, rate.hi * each))
    return Estimate(rate.value * each, low, high, rate.n, "own rate x your value")


def _steer(
    question: ObjectiveQuestion, goal: ActionRow | None, rows: Mapping[Action, ActionRow]
) -> tuple[Action | None, Steer, Reason]:
    name = question.goal.value
    if goal is None or not goal.rate.is_known:
        return None, Steer.CANNOT_TELL, because("goal_unmeasured", action=name)
    if goal.passes_signal:
        return question.goal, Steer.GOAL, goal.reasons[0]
    nearest = (a for a in UPSTREAM[question.goal] if a in rows and rows[a].passes_signal)
    upstream = next(nearest, None)
    if upstream is None:
        return None, Steer.CANNOT_TELL, goal.reasons[0]
    return upstream, Steer.UPSTREAM, goal.reasons[0]


def _advice(
    question: ObjectiveQuestion,
    goal: ActionRow | None,
    steer: Steer,
    rows: Mapping[Action, ActionRow],
) -> Iterator[Reason]:
    yield because("goal_names", action=question.goal.value)
    if steer is Steer.UPSTREAM:
        yield because("keep_goal_steer_upstream", action=question.goal.value)
    if goal is not None and goal.passes_signal is False:
        per_arm = int(question.people_per_day * question.days // 2)
        lift = detectable_lift(
            goal.rate.value, per_arm, alpha=question.alpha, power=question.power
        )
        if lift is not None:
            yield because("could_show", lift=round(100 * lift), days=question.days)
        if goal.days_needed is not None:
            yield because("would_need_days", days=goal.days_needed)
    if not any(row.value.is_known for row in rows.values()):
        yield because("no_values")


def _ties(rows: Iterable[ActionRow]) -> Iterator[tuple[Action, Action]]:
    """Pairs whose values cannot be told apart: their intervals overlap."""
    valued = [row for row in rows if row.value.is_known]
    for index, one in enumerate(valued):
        for other in valued[index + 1 :]:
            if one.value.lo <= other.value.hi and other.value.lo <= one.value.hi:
                yield one.action, other.action


def _demand_sense(question: ObjectiveQuestion) -> None:
    if question.days < 1 or question.lift <= 0:
        raise ValueError("days and lift are positive")
    actions = [one.action for one in question.evidence]
    if len(set(actions)) < len(actions):
        raise ValueError("each action is given once")
    if any(not 0 <= one.count <= one.people for one in question.evidence):
        raise ValueError("a count lies between 0 and its people")
