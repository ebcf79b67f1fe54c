"""A claim about the field, and how its truth fades.

A claim is one dated statement that can stop being true. Between two checks nobody knows
whether it still holds, so the probability halves once per half-life (an assumption, labelled
as one: constant hazard, as in radioactive decay). A claim asks to be read again when that
probability has fallen to about 0.80, which is after 0.32 half-lives.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING

from whetstone.core.kernel import evidence
from whetstone.core.kernel.ids import Months

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date


class ClaimStatus(StrEnum):
    """Where a claim stands in the ledger."""

    CURRENT = "current"
    DOUBTFUL = "doubtful"
    SUPERSEDED = "superseded"
    RETIRED = "retired"
    PROPOSED = "proposed"


class ClaimKind(StrEnum):
    """What sort of statement it is; the sort sets the default half-life."""

    PRINCIPLE = "principle"
    PRACTICE = "practice"
    REGULATION = "regulation"
    PLATFORM = "platform"
    FEATURE = "feature"
    FIGURE = "figure"


HALF_LIFE_MONTHS: Mapping[ClaimKind, Months] = MappingProxyType(
    {kind: evidence.HALF_LIFE_BY_KIND[kind.value] for kind in ClaimKind}
)
"""Default half-lives (docs/reference/curriculum-format.md): judgement until data exist."""

GONE = frozenset({ClaimStatus.SUPERSEDED, ClaimStatus.RETIRED})


@dataclass(frozen=True, slots=True)
class ClaimState:
    """What is known of one claim at one moment.

    `as_of` is the day it was last verified. `held_from` and `held_until` say when it was true
    in the field: from the first day on, up to but not including the last. None is unknown, or
    still true.
    """

    claim_id: str
    status: ClaimStatus
    as_of: date
    half_life_months: float
    held_from: date | None = None
    held_until: date | None = None
    superseded_by: str | None = None

    @property
    def is_live(self) -> bool:
        """Is the claim in force and not in doubt?"""
        return self.status is ClaimStatus.CURRENT

    @property
    def is_gone(self) -> bool:
        """Has the field moved on: superseded or retired?"""
        return self.status in GONE

    @property
    def review_by(self) -> date:
        """The last day on which the claim should be read again."""
        return review_by(self.as_of, self.half_life_months)

    def is_past_review(self, on: date) -> bool:
        """Has the day to read it again gone by?"""
        return on > self.review_by

    def held_on(self, on: date) -> bool:
        """Was it true in the field on that day, as far as the ledger knows?"""
        began = self.held_from is None or self.held_from <= on
        ended = self.held_until is not None and self.held_until <= on
        return began and not ended and self.status is not ClaimStatus.PROPOSED

    def p_still_true(self, on: date) -> float:
        """P(still true on that day); 0 unless the claim is current (doubt suspends)."""
        if not self.is_live:
            return 0.0
        return p_still_true(self.as_of, self.half_life_months, on)


def review_by(as_of: date, half_life_months: float) -> date:
    """The day to read a claim again: 0.32 half-lives after the last check, rounded down.

    Raises:
        ValueError: when the half-life is not positive.
    """
    _demand_positive(half_life_months)
    return evidence.review_by(as_of, Months(half_life_months))


def p_still_true(as_of: date, half_life_months: float, on: date) -> float:
    """P(a claim verified on `as_of` is still true on `on`) = 2 ** -(days / half-life).

    A day before the check counts as the day of the check.

    >>> round(p_still_true(date(2026, 1, 1), 12, date(2027, 1, 1)), 2)
    0.5

    Raises:
        ValueError: when the half-life is not positive.
    """
    _demand_positive(half_life_months)
    return evidence.still_true(evidence.months_between(as_of, on), Months(half_life_months))


def _demand_positive(half_life_months: float) -> None:
    if not half_life_months > 0:
        message = "a half-life is a positive number of months"
        raise ValueError(message)
