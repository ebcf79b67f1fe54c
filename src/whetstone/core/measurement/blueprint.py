"""What a sitting must contain, and when it may end."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Final

import numpy as np

from whetstone.core.kernel.errors import Fault, Faults
from whetstone.core.kernel.verdict import CERTIFICATE, TALK_HIGH, TALK_LOW

if TYPE_CHECKING:
    from collections.abc import Mapping

    from whetstone.core.measurement.display import Cut
    from whetstone.core.measurement.items import Floats, Ints
    from whetstone.core.measurement.sitting import SittingPosterior

QUICK_ANSWERS: Final = 10
SCAN_PER_AREA: Final = 2
DIVE_ANSWERS: Final = 10
DIVE_LEAST: Final = 6
DIVE_SD: Final = 0.45


@dataclass(frozen=True, slots=True)
class Blueprint:
    """How many questions a sitting asks in each area (area index -> number above 0)."""

    quota: Mapping[int, int]

    def __post_init__(self) -> None:
        """Refuse an empty blueprint."""
        if not self.quota or min(self.quota.values()) < 1:
            raise Faults([Fault("blueprint", "every area listed needs at least one question.")])

    @property
    def length(self) -> int:
        """Questions in the whole sitting."""
        return sum(self.quota.values())

    def need(self, asked: Ints) -> Floats:
        """Share of each area's quota still to ask, (areas,); `asked` counts per area."""
        share = np.zeros(asked.size)
        for area, number in self.quota.items():
            share[area] = max(0.0, (number - asked[area]) / number)
        return share


def quick(first: int, second: int) -> Blueprint:
    """Ten questions in the two areas that matter most."""
    half = QUICK_ANSWERS // 2
    return Blueprint({first: half, second: QUICK_ANSWERS - half})


def scan(areas: int = 14) -> Blueprint:
    """Two questions in every area."""
    return Blueprint(dict.fromkeys(range(areas), SCAN_PER_AREA))


def dive(area: int) -> Blueprint:
    """Up to ten questions in one area (see `DIVE_RULE`)."""
    return Blueprint({area: DIVE_ANSWERS})


class StopReason(Enum):
    """Why a sitting ended."""

    LENGTH = "length"
    PRECISE = "precise"
    DECIDED = "decided"


@dataclass(frozen=True, slots=True)
class StopRule:
    """When a sitting ends: after `most` answers, or after `least` when every area is settled.

    Settled means, in each area of the blueprint that has `least_in_area` answers: sd at or
    below `sd` (if given), or P(at or above `cut`) at or beyond the two decision lines (if
    given). Wald-type classification with a posterior: Spray & Reckase 1996, J. Educ. Behav.
    Stat. 21; the lines are the error rates a decision accepts.
    """

    most: int
    least: int
    least_in_area: int = 3
    sd: float | None = None
    cut: Cut | None = None
    decided: tuple[float, float] = (TALK_LOW, TALK_HIGH)


DIVE_RULE: Final = StopRule(DIVE_ANSWERS, DIVE_LEAST, least_in_area=DIVE_LEAST, sd=DIVE_SD)
CERTIFICATE_LINES: Final = (1 - CERTIFICATE, float(CERTIFICATE))


def should_stop(
    posterior: SittingPosterior, blueprint: Blueprint, rule: StopRule
) -> StopReason | None:
    """The reason to end the sitting now, or None to go on."""
    asked = int(posterior.count.sum())
    if asked >= min(rule.most, blueprint.length):
        return StopReason.LENGTH
    areas = list(blueprint.quota)
    if asked < rule.least or posterior.count[areas].min() < rule.least_in_area:
        return None
    if rule.sd is not None and posterior.sd[areas].max() <= rule.sd:
        return StopReason.PRECISE
    if rule.cut is None:
        return None
    above = posterior.p(rule.cut)[areas]
    low, high = rule.decided
    return StopReason.DECIDED if ((above <= low) | (above >= high)).all() else None
