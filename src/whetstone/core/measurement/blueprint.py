"""What a sitting must contain, and when it may end."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Final

import numpy as np

from whetstone.core.kernel.errors import Fault, Faults
from whetstone.core.kernel.verdict import CERTIFICATE, TALK_HIGH, TALK_LOW
from whetstone.core.measurement.deciding import DEFAULT_RATES, UNDECIDED, ErrorRates, by_ratio
from whetstone.core.measurement.display import ENTRY, Cut
from whetstone.core.measurement.pools import CERTIFICATE_SE, FORM_LENGTH

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from whetstone.core.measurement.items import Floats, Ints
    from whetstone.core.measurement.sitting import SittingPosterior

QUICK_ANSWERS: Final = 10
SCAN_PER_AREA: Final = 2
DIVE_ANSWERS: Final = 10
DIVE_LEAST: Final = 6
DIVE_SD: Final = 0.45
PROFILE_PER_AREA: Final = 6


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


def profile(areas: Iterable[int]) -> Blueprint:
    """Up to six questions in each area asked about (see `profile_rule`)."""
    return Blueprint(dict.fromkeys(areas, PROFILE_PER_AREA))


def form(area: int, most: int = FORM_LENGTH) -> Blueprint:
    """A form for a decision or a certificate in one area (see `ENTRY_RULE`, `FORM_RULE`)."""
    return Blueprint({area: most})


class StopReason(Enum):
    """Why a sitting ended."""

    LENGTH = "length"
    PRECISE = "precise"
    DECIDED = "decided"


@dataclass(frozen=True, slots=True)
class StopRule:
    """When a sitting ends: after `most` answers, or after `least` when every area is settled.

    Settled means, in each area of the blueprint that has `least_in_area` answers: sd at or
    below `sd` (if given), or the `cut` decided (if given): by ratio with the error `rates` (see
    `deciding`), or, without them, P(at or above) at or beyond the two lines. Wald-type
    classification with a posterior: Spray & Reckase 1996, J. Educ. Behav. Stat. 21.
    """

    most: int
    least: int
    least_in_area: int = 3
    sd: float | None = None
    cut: Cut | None = None
    decided: tuple[float, float] = (TALK_LOW, TALK_HIGH)
    rates: ErrorRates | None = None


DIVE_RULE: Final = StopRule(DIVE_ANSWERS, DIVE_LEAST, least_in_area=DIVE_LEAST, sd=DIVE_SD)
ENTRY_RULE: Final = StopRule(FORM_LENGTH, 3, cut=ENTRY, rates=DEFAULT_RATES)
"""Entry level by ratio, 5 % and 5 %; what is open after thirty questions is too close to call."""
FORM_RULE: Final = StopRule(FORM_LENGTH, DIVE_LEAST, least_in_area=DIVE_LEAST, sd=CERTIFICATE_SE)
"""A certificate's form: to se 0.30, where the pool can (`pools.attainable` says so)."""
CERTIFICATE_LINES: Final = (1 - CERTIFICATE, float(CERTIFICATE))


def profile_rule(areas: int) -> StopRule:
    """Six questions in each of `areas`, or fewer where sd 0.45 is reached everywhere."""
    return StopRule(PROFILE_PER_AREA * areas, 2 * areas, least_in_area=2, sd=DIVE_SD)


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
    if rule.rates is not None:
        decided = by_ratio(posterior.log_lik[areas], rule.cut.theta, rule.rates) != UNDECIDED
        return StopReason.DECIDED if decided.all() else None
    above = posterior.p(rule.cut)[areas]
    low, high = rule.decided
    return StopReason.DECIDED if ((above <= low) | (above >= high)).all() else None
