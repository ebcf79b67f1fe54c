"""Whether what people would have to learn by a day has room in their hours: a plan on paper.

The minutes are those of the area's lessons, each a block of its own, and of a check at the end.
What one person has read of them is theirs, so nobody's reading shortens the sum: it is at most
that. Nothing is booked.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from whetstone.apps.learn.selectors.bookings import CHECK, LESSON
from whetstone.apps.learn.selectors.budgets import BUDGETS
from whetstone.apps.learn.selectors.team import team
from whetstone.apps.learn.selectors.wanted import CHECK_MINUTES, Wanted, bundles, shelf
from whetstone.core.timeplan.learning_time import Block, weekly_minutes
from whetstone.core.timeplan.place import place_team

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Sequence

    from whetstone.apps.learn.selectors.team import Team
    from whetstone.apps.learn.selectors.wanted import OnShelf
    from whetstone.core.timeplan.place import Plan

FURTHEST = 26 * 7
"""Days ahead a plan looks: nobody knows their calendar beyond half a year."""
MOST_REASONS = 2


@dataclass(frozen=True, slots=True)
class Fit:
    """What of the minutes has a place before the day with so much learning a week.

    `ready_on` is the day of the last block where all fit; `reasons` are codes of what is in the
    way, the most frequent first, and say nothing of whose.
    """

    budget: int
    is_now: bool
    placed: int
    unplaced: int
    ready_on: dt.date | None
    reasons: tuple[str, ...]

    @property
    def fits(self) -> bool:
        """Whether everything has a place."""
        return not self.unplaced


@dataclass(frozen=True, slots=True)
class Fits:
    """One person's minutes and all that was tried, by minutes of a full working week."""

    each: int
    lessons: int
    blocks: int
    tried: tuple[Fit, ...]

    @property
    def as_now(self) -> Fit:
        """With the budget as it stands."""
        return next(one for one in self.tried if one.is_now)


def fits(
    workspace_id: int,
    *,
    person_ids: Collection[int],
    area_id: str,
    today: dt.date,
    before: dt.date,
    now: dt.datetime,
) -> Fits:
    """Try each budget for these people together, everybody's bookings kept. Eight queries.

    Args:
        workspace_id: the workspace.
        person_ids: who would learn.
        area_id: the area whose lessons count.
        today: the day that it is there.
        before: the day by which all must lie; it holds no block itself.
        now: the present moment there.
    """
    things = _things(area_id)
    lengths = [bundle.minutes for bundle in bundles(things)]
    days = min(FURTHEST, max(1, (before - today).days))
    read = team(workspace_id, now=now, person_ids=person_ids, days=days)
    asked = {str(one) for one in person_ids}
    tried = tuple(_try(read, asked, lengths, budget) for budget in BUDGETS)
    return Fits(sum(lengths), len(things) - 1, len(lengths), tried)


def area_minutes() -> dict[str, int]:
    """Minutes of the blocks that an area's lessons and a check take, by area. One query."""
    rows = shelf()
    areas = {area for one in rows for area in one.areas}
    return {area: sum(b.minutes for b in bundles(_of(area, rows))) for area in areas}


def codes_of(plan: Plan) -> tuple[str, ...]:
    """Codes by how many blocks they stop; what alone would make room is named by its kind.

    That a day holds a block already is told only where nothing else is in the way.
    """
    counts: Counter[str] = Counter()
    for one in plan.unplaced:
        codes = [
            str(why.values["what"]) if why.code == "blocked_by" else why.code
            for why in one.reasons
        ]
        counts.update([code for code in codes if code != "day_taken"] or codes)
    return tuple(code for code, _n in counts.most_common(MOST_REASONS))


def _things(area_id: str) -> list[Wanted]:
    return _of(area_id, shelf())


def _of(area_id: str, rows: Sequence[OnShelf]) -> list[Wanted]:
    lessons = [
        Wanted(LESSON, one.id, one.title, one.minutes, area_id)
        for one in rows
        if area_id in one.areas
    ]
    return [*lessons, Wanted(CHECK, area_id, "", CHECK_MINUTES, area_id)]


def _try(read: Team, asked: Collection[str], lengths: Sequence[int], budget: int) -> Fit:
    blocks = tuple(Block(f"plan-{n}", minutes) for n, minutes in enumerate(lengths))
    learners = [
        replace(
            one,
            blocks=blocks if one.person in asked else (),
            minutes_a_week=weekly_minutes(one.calendar.pattern.contract_share, full=budget),
        )
        for one in read.learners
    ]
    plan = place_team(learners, window=read.window, rules=read.rules)
    return Fit(
        budget=budget,
        is_now=budget == read.budget,
        placed=sum(one.block.minutes for one in plan.placed),
        unplaced=sum(one.block.minutes for one in plan.unplaced),
        ready_on=_last(read, plan) if not plan.unplaced else None,
        reasons=codes_of(plan),
    )


def _last(read: Team, plan: Plan) -> dt.date | None:
    zones = {one.person: one.calendar.pattern.clock for one in read.learners}
    days = [one.span.start.astimezone(zones[one.person]).date() for one in plan.placed]
    return max(days, default=None)
