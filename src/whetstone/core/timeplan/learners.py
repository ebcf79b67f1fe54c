"""Who learns, what is to be placed, and the rules of a team: values."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from whetstone.core.timeplan.slots import DEFAULT_RULES, Calendar, SlotRules

if TYPE_CHECKING:
    from datetime import date, datetime, time

    from whetstone.core.kernel.reasons import Reason
    from whetstone.core.timeplan.learning_time import Block
    from whetstone.core.timeplan.pattern import Span


@dataclass(frozen=True, slots=True)
class Placement:
    """A block in its place, and why there."""

    person: str
    block: Block
    span: Span
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class Wish:
    """Soft wishes: a part of the day ("morning" | "afternoon") and a habit (weekday, clock)."""

    part: str | None = None
    habit: tuple[int, time] | None = None


@dataclass(frozen=True, slots=True)
class Learner:
    """One person: calendar, blocks to place in order, and what is booked already.

    `kept` is never moved. `on_care` people count for the care desk. A week holds `per_week`
    blocks, or, where `minutes_a_week` is given, so many minutes; a block longer than that has a
    week to itself.
    """

    person: str
    calendar: Calendar
    blocks: tuple[Block, ...] = ()
    per_week: int = 2
    wish: Wish = Wish()
    on_care: bool = False
    kept: tuple[Placement, ...] = ()
    minutes_a_week: int | None = None

    @property
    def limit(self) -> int:
        """What a week holds, in minutes, or in blocks."""
        return self.per_week if self.minutes_a_week is None else self.minutes_a_week

    def load(self, block: Block) -> int:
        """What a block takes of it."""
        return 1 if self.minutes_a_week is None else block.minutes


@dataclass(frozen=True, slots=True)
class TeamRules:
    """What the team needs.

    At most `cap_share` of it learns at once (25-33 %, at least one person); the care desk keeps
    `care_minimum` people; `gap_days` between two blocks of one person is a wish.
    """

    cap_share: float = 0.33
    care_minimum: int = 0
    gap_days: int = 2
    slot: SlotRules = DEFAULT_RULES

    def cap(self, team_size: int) -> int:
        """How many may learn at once."""
        return max(1, math.floor(self.cap_share * team_size))


@dataclass(frozen=True, slots=True)
class Window:
    """Local days from first to last, and the present moment."""

    first: date
    last: date
    now: datetime

    @property
    def days(self) -> int:
        """How many days it holds."""
        return (self.last - self.first).days + 1


def week_of(day: date) -> tuple[int, int]:
    """ISO year and week."""
    year, week, _ = day.isocalendar()
    return year, week
