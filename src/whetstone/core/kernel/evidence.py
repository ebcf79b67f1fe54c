"""How much an old answer still says: claims may stop being true, and people forget.

The weight of an answer is

    w = P(the claims it rests on are still true since last verified) x retention(age)

and 0 as soon as one of those claims is not current. Verifying a claim moves its `as_of` and so
restores the weight.

Time is counted in months of 30.4375 days. A claim with half-life h that was verified t months
ago still holds with probability 2**(-t / h); it is read again when that falls to about 0.80,
after 0.32 h.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from whetstone.core.kernel.ids import Months
from whetstone.core.kernel.probability import Probability

if TYPE_CHECKING:
    from collections.abc import Iterable

DAYS_PER_MONTH: Final = 30.4375
REVIEW_SHARE: Final = 0.32
"""Share of the half-life after which a claim is read again: 2**(-0.32) is 0.80."""

ASSUMED_RETENTION_HALF_LIFE: Final = Months(24.0)
"""ASSUMPTION, not an estimate: after two years an answer says half as much about the person
who gave it. Pages that rest on it say so; `measurement.sensitivity` shows what moves if it is
half as long."""

ASSUMED_AFTER_READING: Final = 0.5
"""ASSUMPTION, not an estimate: an answer given in a refresher, minutes after reading the new fact,
says half as much as one given cold. Right after reading more is recalled than later (Roediger &
Karpicke 2006), so a right answer shows less of what lasts. `measurement.sensitivity` shows what
moves if it is worth a quarter, or as much as any other."""

HALF_LIFE_BY_KIND: Final = {
    "principle": Months(60.0),
    "practice": Months(30.0),
    "regulation": Months(18.0),
    "platform": Months(9.0),
    "feature": Months(5.0),
    "figure": Months(60.0),
}


@dataclass(frozen=True, slots=True)
class ClaimState:
    """What the weight of an answer needs to know of a claim it rests on."""

    half_life: Months
    as_of: date
    is_current: bool = True


def months_between(earlier: date, later: date) -> Months:
    """Months from `earlier` to `later`; 0 when `later` is not later."""
    return Months(max(0, (later - earlier).days) / DAYS_PER_MONTH)


def still_true(age: Months, half_life: Months) -> Probability:
    """P(still true `age` months after it was verified) = 2**(-age / half_life).

    >>> still_true(Months(5), Months(5))
    0.5
    """
    if half_life <= 0:
        raise ValueError(f"A half-life of {half_life} months.")
    return Probability(2.0 ** (-max(0.0, age) / half_life))


def review_by(as_of: date, half_life: Months) -> date:
    """The day a claim verified on `as_of` is read again, at the latest (rounded down)."""
    return as_of + timedelta(days=math.floor(REVIEW_SHARE * half_life * DAYS_PER_MONTH))


def retention(age: Months, *, half_life: Months = ASSUMED_RETENTION_HALF_LIFE) -> Probability:
    """How much an answer of `age` months still says about its giver (an assumed law)."""
    return still_true(age, half_life)


def claims_still_true(claims: Iterable[ClaimState], on: date) -> Probability:
    """P(all of `claims` still hold on a day); 0 when one of them is not current.

    Claims are taken to fail independently of each other. No claims: 1, for an item that rests
    on nothing but its own table.
    """
    chance = 1.0
    for claim in claims:
        if not claim.is_current:
            return Probability(0.0)
        chance *= still_true(months_between(claim.as_of, on), claim.half_life)
    return Probability(chance)


def evidence_weight(
    claims: Iterable[ClaimState],
    *,
    answered_on: date,
    on: date,
    retention_half_life: Months = ASSUMED_RETENTION_HALF_LIFE,
) -> Probability:
    """The weight of an answer given on `answered_on`, seen on a later day, in [0, 1]."""
    age = months_between(answered_on, on)
    return Probability(
        claims_still_true(claims, on) * retention(age, half_life=retention_half_life)
    )
