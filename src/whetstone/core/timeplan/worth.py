"""What a plan is worth: the wishes in points, the same whatever the order of placing.

One point a day of waiting; six for each day that two blocks of one person are short of the wished
distance; three against the preferred part of the day; minus four for the habit; half for each pair
of colleagues who learn at the same time. Judgement, to be tuned with use. They order wishes and
never override a rule, and a block without a place costs more than any place could.
"""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from whetstone.core.timeplan.learners import Learner, Placement, TeamRules, Window, Wish

COST_DAY, COST_NEAR, COST_PART, COST_HABIT, COST_CROWD = 1.0, 6.0, 3.0, 4.0, 0.5
NOON = 12


def part_of(hour: int) -> str:
    """The part of the day."""
    return "morning" if hour < NOON else "afternoon"


def dearest(*, window: Window, rules: TeamRules, team_size: int) -> float:
    """More than any place can cost one block.

    The last day, the wrong part of it, a block on both days beside it, and as many colleagues as
    may learn at once all through it.
    """
    beside = 2 * COST_NEAR * rules.gap_days
    crowd = 2 * COST_CROWD * rules.cap(team_size)
    return COST_DAY * window.days + COST_PART + beside + crowd


def alone(wish: Wish, local: datetime, *, window: Window) -> float:
    """The points of a start on the person's own clock, whatever else is booked."""
    cost = COST_DAY * (local.date() - window.first).days
    if wish.part is not None and wish.part != part_of(local.hour):
        cost += COST_PART
    if wish.habit is not None and wish.habit == (local.weekday(), local.time()):
        cost -= COST_HABIT
    return cost


def near(days: int, *, gap_days: int) -> float:
    """The points of two blocks of one person so many days apart."""
    return COST_NEAR * max(0, gap_days + 1 - days)


def value(
    learners: Sequence[Learner],
    placed: Iterable[Placement],
    *,
    window: Window,
    rules: TeamRules,
) -> float:
    """The worth of the blocks that have a place, less what their places cost.

    What is kept counts as neighbour and colleague; its own place is not valued.
    """
    people = {one.person: one for one in learners}
    new = tuple(placed)
    worth = dearest(window=window, rules=rules, team_size=len(learners))
    total = worth * len(new) - sum(
        alone(people[p.person].wish, _local(people, p), window=window) for p in new
    )
    kept = [p for one in learners for p in one.kept]
    pairs = [*combinations(new, 2), *((p, other) for p in new for other in kept)]
    for one, other in pairs:
        if one.person == other.person:
            apart = abs((_local(people, one).date() - _local(people, other).date()).days)
            total -= near(apart, gap_days=rules.gap_days)
        elif one.span.overlaps(other.span):
            total -= COST_CROWD
    return total


def _local(people: dict[str, Learner], placed: Placement) -> datetime:
    return placed.span.start.astimezone(people[placed.person].calendar.pattern.clock)
