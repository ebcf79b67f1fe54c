"""What to hold out, before more days are asked for.

Against the account's own past drift is the limit, and no length outwaits it. A control shares
the drift and not the campaign. What can be held out decides which kind is offered first.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from whetstone.core.kernel.reasons import Reason, because
from whetstone.core.strategy.series import placebo_mde

if TYPE_CHECKING:
    from collections.abc import Sequence

FEWEST_REGIONS = 4
"""Fewer regions a side than two leave nothing to tell chance by."""


class Control(StrEnum):
    """The three ways to hold something out."""

    AUDIENCE = "audience"
    REGION = "region"
    STAGGERED = "staggered"


@dataclass(frozen=True, slots=True)
class Offer:
    """A control that can be had, best first, and why."""

    control: Control
    reason: Reason


@dataclass(frozen=True, slots=True)
class Gain:
    """The smallest visible difference without and with a control; None is "cannot tell"."""

    alone: float | None
    controlled: float | None

    @property
    def helps(self) -> bool | None:
        """Whether the control makes smaller differences visible; None where unknown."""
        if self.alone is None or self.controlled is None:
            return None
        return self.controlled < self.alone


def offers(*, can_split_audience: bool, regions: int, posts: int, days: int) -> tuple[Offer, ...]:
    """The controls that can be had, the one with the fewest assumptions first.

    A random half of the audience shares every day with the campaign; regions share the days
    but not the people; staggered posts share neither, and carry over into each other.
    """
    found = []
    if can_split_audience:
        found.append(Offer(Control.AUDIENCE, because("control_audience")))
    if regions >= FEWEST_REGIONS:
        found.append(Offer(Control.REGION, because("control_region")))
    if posts >= days > 0:
        found.append(Offer(Control.STAGGERED, because("control_staggered")))
    return tuple(found)


def gain(daily: Sequence[float], control: Sequence[float], days: int) -> Gain:
    """What a control series would bring, on the same history."""
    return Gain(placebo_mde(daily, days).mde, placebo_mde(daily, days, control=control).mde)
