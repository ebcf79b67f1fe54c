"""How fast the field is noticed and repaired, and how much of the ledger has gone stale.

The definitions and first targets are those of the method notes on keeping up: notice lag
14 days; repair lag 5 / 15 / 60 days by severity; freshness lag 45 days (median) and 90 days
(90th percentile); refresh reach 70 %; stale-claim share 5 %; expected-true share .88; blind
changes 20 %.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np

from whetstone.core.freshness.changes import Change, PartialDate, Severity, claims_hit
from whetstone.core.freshness.claims import ClaimState, ClaimStatus
from whetstone.core.kernel.intervals import Estimate, cannot_tell
from whetstone.core.kernel.probability import wilson
from whetstone.core.kernel.reasons import Reason, because

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

NOTICE_TARGET_DAYS = 14
REPAIR_TARGET_DAYS: Mapping[Severity, int] = MappingProxyType(
    {Severity.BREAKING: 5, Severity.MAJOR: 15, Severity.MINOR: 60, Severity.INFO: 60}
)
FRESHNESS_TARGET_DAYS = 45
FRESHNESS_P90_TARGET_DAYS = 90
REACH_TARGET = 0.70
STALE_TARGET = 0.05
EXPECTED_TRUE_TARGET = 0.88
BLIND_TARGET = 0.20
REACH_DAYS = 30


@dataclass(frozen=True, slots=True)
class Metric:
    """One number about keeping up, with its interval, its target and why it is what it is.

    `at_most` says on which side of the target it should be.
    """

    name: str
    estimate: Estimate
    target: float
    at_most: bool
    reasons: tuple[Reason, ...] = ()

    @property
    def met(self) -> bool | None:
        """Is the target met? None when there is no value."""
        if not self.estimate.is_known:
            return None
        value = self.estimate.value
        return value <= self.target if self.at_most else value >= self.target


@dataclass(frozen=True, slots=True)
class Relearning:
    """One person who holds something a change touched.

    `refreshed_on` None: not yet. `repaired_on`: the day the refresher was there to take.
    """

    happened_on: date
    repaired_on: date
    refreshed_on: date | None


@dataclass(frozen=True, slots=True)
class Noticing:
    """When something happened, and when it was noticed."""

    happened_on: PartialDate
    noticed_on: date


def notice_lag(changes: Iterable[Change | Noticing]) -> Metric:
    """Median days from the event to the day it was noticed; exact dates only."""
    rows = tuple(changes)
    exact = [row for row in rows if row.happened_on.is_exact]
    lags = [float(max(0, (row.noticed_on - row.happened_on.earliest).days)) for row in exact]
    skipped = len(rows) - len(exact)
    reasons = (because("imprecise_dates", count=skipped, total=len(rows)),) if skipped else ()
    return Metric(
        "notice_lag",
        sample_quantile(lags, 0.5),
        NOTICE_TARGET_DAYS,
        at_most=True,
        reasons=reasons,
    )


def freshness_lag(rows: Iterable[Relearning], *, p90: bool = False) -> Metric:
    """Days from the event to the person being current: median, or the 90th percentile.

    People who have not relearned it yet are counted as later than everyone who has, so that
    a quick few cannot make the number look good; where the quantile falls among them there is
    no value.
    """
    rows = tuple(rows)
    waiting = sum(row.refreshed_on is None for row in rows)
    lags = [
        math.inf if row.refreshed_on is None else float((row.refreshed_on - row.happened_on).days)
        for row in rows
    ]
    reasons = (because("not_yet_refreshed", count=waiting),) if waiting else ()
    target = FRESHNESS_P90_TARGET_DAYS if p90 else FRESHNESS_TARGET_DAYS
    estimate = sample_quantile(lags, 0.9 if p90 else 0.5)
    return Metric("freshness_lag", estimate, target, at_most=True, reasons=reasons)


def refresh_reach(rows: Iterable[Relearning], *, on: date) -> Metric:
    """Share of the people touched who were current within 30 days of the repair.

    Whoever has 30 days still running is left out, refreshed or not: counting only those who were
    quick would make every new refresher look like a success.
    """
    settled = [row for row in rows if (on - row.repaired_on).days >= REACH_DAYS]
    reached = sum(
        row.refreshed_on is not None and (row.refreshed_on - row.repaired_on).days <= REACH_DAYS
        for row in settled
    )
    return Metric("refresh_reach", _share(reached, len(settled)), REACH_TARGET, at_most=False)


def stale_claim_share(
    states: Iterable[ClaimState], on: date, *, views: Mapping[str, float] | None = None
) -> Metric:
    """Share of live claims that are past their review day or in doubt.

    Args:
        states: the ledger; superseded, retired and proposed claims are left out.
        on: the day.
        views: learner views by claim as weights; None counts each claim once.
    """
    live = [s for s in states if s.status in (ClaimStatus.CURRENT, ClaimStatus.DOUBTFUL)]
    past = [s for s in live if s.is_live and s.is_past_review(on)]
    doubtful = [s for s in live if not s.is_live]
    weight = {s.claim_id: 1.0 if views is None else views.get(s.claim_id, 0.0) for s in live}
    whole = sum(weight.values())
    reasons = (
        because("past_review", count=len(past), total=len(live)),
        because("in_doubt", count=len(doubtful), total=len(live)),
    )
    estimate = cannot_tell("no live claims", n=0)
    if whole > 0:
        share = sum(weight[s.claim_id] for s in (*past, *doubtful)) / whole
        estimate = Estimate(share, share, share, len(live), "a full count")
    return Metric("stale_claim_share", estimate, STALE_TARGET, at_most=True, reasons=reasons)


def expected_true_share(states: Iterable[ClaimState], on: date) -> Metric:
    """Mean P(still true) over claims in force, with the 95 % range of the true share.

    The range is that of a mean of independent yes/no events, by their exact variance and the
    normal approximation.
    """
    chances = np.array([s.p_still_true(on) for s in states if s.is_live])
    reasons = (because("assumed_half_life"),)
    estimate = cannot_tell("no claims in force")
    if chances.size:
        mean = float(chances.mean())
        half = 1.96 * math.sqrt(float((chances * (1 - chances)).sum())) / chances.size
        low, high = max(0.0, mean - half), min(1.0, mean + half)
        estimate = Estimate(mean, low, high, int(chances.size), "time since each was read")
    return Metric(
        "expected_true_share",
        estimate,
        EXPECTED_TRUE_TARGET,
        at_most=False,
        reasons=reasons,
    )


def blind_changes(changes: Iterable[Change]) -> Metric:
    """Share of changes that touch no claim: the register is too thin there."""
    rows = tuple(changes)
    blind = sum(not claims_hit(row) for row in rows)
    reasons = (because("touch_no_claim", count=blind, total=len(rows)),)
    return Metric(
        "blind_changes",
        _share(blind, len(rows)),
        BLIND_TARGET,
        at_most=True,
        reasons=reasons,
    )


def _share(count: int, total: int) -> Estimate:
    if not total:
        return cannot_tell("no cases yet")
    low, high = wilson(count, total)
    return Estimate(count / total, low, high, total, "Wilson interval")


def sample_quantile(values: Sequence[float], q: float) -> Estimate:
    """A sample quantile and its distribution-free 95 % interval by order statistics.

    David & Nagaraja (2003), Order Statistics, section 7.1: ranks from the binomial
    distribution. With few cases the interval runs from the smallest to the largest.
    """
    ordered = np.sort(np.asarray(values, dtype=float))
    n = ordered.size
    if not n:
        return cannot_tell("no cases yet")
    middle = (
        (ordered[math.ceil(n * q) - 1] + ordered[math.floor(n * q)]) / 2 if q < 1 else ordered[-1]
    )
    if not math.isfinite(middle):
        return cannot_tell("too many cases are still open", n=int(n))
    low, high = _ranks(int(n), q)
    lo, hi = (
        min(float(ordered[low]), float(middle)),
        max(float(ordered[high]), float(middle)),
    )
    return Estimate(float(middle), lo, hi, int(n), "order statistics")


@lru_cache(maxsize=1024)
def _ranks(n: int, q: float) -> tuple[int, int]:
    """The places of the ends among n cases in order, from 0."""
    from scipy.stats import binom  # half a second to import; most commands need none of it

    return max(int(binom.ppf(0.025, n, q)) - 1, 0), min(int(binom.ppf(0.975, n, q)), n - 1)
