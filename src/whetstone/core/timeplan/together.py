"""One time for several people: each inside their own pattern, or it does not fit them.

Candidates are the starts at which a sitting of the asked length is free for somebody; the best
fits most people, the earliest of equals first. Nobody is moved and nothing is booked: the answer
says whom each time fits, and whom not.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from whetstone.core.kernel.reasons import Reason, because
from whetstone.core.timeplan.pattern import Span
from whetstone.core.timeplan.slots import SlotRules, free_slots, on_duty, starts, why_not

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from whetstone.core.timeplan.board import Learner, Window

SITTING = SlotRules(longest=90, shortest=15)
"""A session with an expert is longer than a block; every other hard rule is the same."""
FARTHEST_DAYS = 28
"""Days to look for somebody's next working moment: a long leave ends within a month, or not."""


@dataclass(frozen=True, slots=True)
class Common:
    """A time, whom it fits, and whom it does not; names in order."""

    span: Span
    fits: tuple[str, ...]
    misses: tuple[str, ...]


def common_times(
    people: Sequence[Learner], *, minutes: int, window: Window, most: int = 5
) -> tuple[Common, ...]:
    """The times that fit most people, the earliest of equals first; one a day.

    Args:
        people: who is asked; their booked blocks stand in `kept`.
        minutes: how long it takes.
        window: the days, and the present moment: nothing within the notice of the rules.
        most: how many times to name.
    """
    length = timedelta(minutes=minutes)
    fits: defaultdict[datetime, set[str]] = defaultdict(set)
    rules = replace(SITTING, shortest=minutes)
    for one in people:
        free = free_slots(
            one.calendar, first=window.first, last=window.last, now=window.now, rules=rules
        )
        for at in starts(free, minutes, rules):
            span = Span(at, at + length)
            if not _is_taken(one, span):
                fits[at].add(one.person)
    names = sorted(one.person for one in people)
    found: list[Common] = []
    days = set()
    for at in sorted(fits, key=lambda at: (-len(fits[at]), at)):
        if at.date() in days or len(found) == most:
            continue
        days.add(at.date())
        mine = fits[at]
        found.append(
            Common(
                Span(at, at + length),
                tuple(name for name in names if name in mine),
                tuple(name for name in names if name not in mine),
            )
        )
    return tuple(found)


def why_not_there(one: Learner, span: Span, *, now: datetime) -> tuple[Reason, ...]:
    """Every rule of a person's own day that coming would break; empty: it fits.

    They choose it themselves, so no notice is kept: today is allowed, what has begun is not.
    """
    reasons = why_not(one.calendar, span, now=now, rules=replace(SITTING, notice_hours=0))
    return (*reasons, because("overlaps")) if _is_taken(one, span) else reasons


def desk_without(people: Sequence[Learner], span: Span, *, going: Collection[str]) -> int:
    """How many hold the care desk all through the span while these are away."""
    return sum(one.on_care and one.person not in going and _holds(one, span) for one in people)


def first_moment_at_work(one: Learner, after: datetime) -> datetime | None:
    """The first moment in a person's working time, not before `after`; None within four weeks."""
    calendar = one.calendar
    first = after.astimezone(calendar.pattern.clock).date()
    last = first + timedelta(days=FARTHEST_DAYS)
    free = free_slots(
        replace(calendar, busy=()),
        first=first - timedelta(days=1),
        last=last,
        now=after,
        rules=replace(SITTING, notice_hours=0),
    )
    return free[0].start if free else None


def _holds(one: Learner, span: Span) -> bool:
    clock = one.calendar.pattern.clock
    first = span.start.astimezone(clock).date() - timedelta(days=1)
    last = span.end.astimezone(clock).date()
    return any(duty.contains(span) for duty in on_duty(one.calendar, first=first, last=last))


def _is_taken(one: Learner, span: Span) -> bool:
    return any(kept.span.overlaps(span) for kept in one.kept)
