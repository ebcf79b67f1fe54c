"""What a comparison of training says, and what it returned: a range, or "cannot tell".

How it is worked out: `staggered`. With fewer than five units a side at once the interval is shown
and no verdict is given. Money is only ever the interval times the user's own margin.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from whetstone.core.kernel.intervals import Estimate, cannot_tell

if TYPE_CHECKING:
    from whetstone.core.kernel.reasons import Reason

FEWEST_A_SIDE = 5


class Told(StrEnum):
    """What the comparison says."""

    BETTER = "better"
    WORSE = "worse"
    NO_DIFFERENCE_SEEN = "no_difference_seen"
    CANNOT_TELL = "cannot_tell"


@dataclass(frozen=True, slots=True)
class Effect:
    """Outcome units a team and week. `p` is of the randomisation test; None when not run."""

    estimate: Estimate
    p: float | None
    told: Told
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Return:
    """Benefit less the cost of the hours, over the period, in the user's currency."""

    benefit: Estimate
    cost: float
    net: Estimate


def what_it_returned(
    effect: Effect, *, team_weeks: float, margin: float, hours: float, hour_cost: float
) -> Return:
    """The return as a range; unknown unless the comparison told something.

    Args:
        effect: the effect a team and week.
        team_weeks: trained teams times weeks.
        margin: what one outcome unit is worth; the user's own figure.
        hours: learning hours spent, all people.
        hour_cost: cost of an hour.
    """
    cost = hours * hour_cost
    if effect.told is Told.CANNOT_TELL:
        unknown = cannot_tell("the comparison cannot tell")
        return Return(unknown, cost, unknown)
    times, one = team_weeks * margin, effect.estimate
    low, high = sorted((one.lo * times, one.hi * times))
    benefit = Estimate(one.value * times, low, high, one.n, "effect x your margin")
    net = Estimate(benefit.value - cost, low - cost, high - cost, one.n, "benefit less hours")
    return Return(benefit, cost, net)
