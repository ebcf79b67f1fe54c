"""The figures about keeping up, each as of a day, from rows that were read once.

Everything here is recounted from dates in the log: nothing was stored when it was shown, so an
earlier month is read today exactly as it would have been read then.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from whetstone.core.freshness import ledger as core_ledger
from whetstone.core.freshness import metrics
from whetstone.core.freshness.changes import Change, PartialDate, Severity, claims_hit
from whetstone.core.freshness.claims import ClaimStatus
from whetstone.core.freshness.lags import Case, Spread, by, spread
from whetstone.core.freshness.trend import month_starts
from whetstone.core.kernel.intervals import Estimate, cannot_tell

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from whetstone.apps.keepup.selectors.repairs import Repair
    from whetstone.core.freshness.claims import ClaimState
    from whetstone.core.freshness.ledger import ClaimVersion

DAYS, SHARE = "days", "share"
NOT_BEGUN = "the ledger had not begun"
COUNTED_NOW = "counted for today only"

Point = tuple[dt.date, Estimate]


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure with its interval, its target, its trend and what it was counted from.

    `unit` is days or a share of 1. `p90` is the ninetieth percentile of a lag, with its own
    target. `counts` are the denominators by name. `groups` holds spreads by "severity" and by
    "network"; `trend` one reading for the first day of each month. `as_of` is the day it was
    counted for.
    """

    key: str
    unit: str
    estimate: Estimate
    target: float
    at_most: bool
    as_of: dt.date
    p90: Estimate | None = None
    p90_target: float | None = None
    counts: Mapping[str, int] = field(default_factory=dict)
    groups: Mapping[str, Mapping[str, Spread]] = field(default_factory=dict)
    trend: tuple[Point, ...] = ()

    @property
    def met(self) -> bool | None:
        """Is every target met that can be judged? None where the figure cannot be told."""
        told = [(self.estimate, self.target)]
        if self.p90 is not None and self.p90_target is not None:
            told.append((self.p90, self.p90_target))
        verdicts = [
            (one.value <= target if self.at_most else one.value >= target)
            for one, target in told
            if one.is_known
        ]
        if False in verdicts:
            return False
        return True if self.estimate.is_known else None


@dataclass(frozen=True, slots=True)
class Log:
    """The rows that ledger figures are counted from. `workspace` None: the installation's."""

    changes: tuple[Change, ...]
    repairs: Mapping[str, Repair]
    versions: tuple[ClaimVersion, ...]
    workspace: str | None

    @property
    def began(self) -> dt.date | None:
        """The first day on which anything was noticed: earlier events were found, not noticed."""
        return min((row.noticed_on for row in self.changes), default=None)

    @property
    def known_since(self) -> dt.date | None:
        """The first day on which the ledger held a claim."""
        return min((row.recorded_at.date() for row in self.versions), default=None)

    def states(self, on: dt.date) -> Mapping[str, ClaimState]:
        """What was held of every claim at the end of a day, about that day."""
        end = dt.datetime.combine(on, dt.time.max, tzinfo=dt.UTC)
        return core_ledger.ledger_at(self.versions, workspace=self.workspace, known_at=end, on=on)


def of_ledger(log: Log, today: dt.date, now: Mapping[str, ClaimState]) -> tuple[Figure, ...]:
    """The figures that need no people. `now` is today's reading of the ledger."""
    days = month_starts(today)
    return (
        _notice(log, today, days),
        *(_repair(log, today, key, group) for key, group in _REPAIRS.items()),
        *_claims(log, today, days, now),
        _blind(log, today, days),
    )


_REPAIRS = {
    "repair_breaking": (Severity.BREAKING,),
    "repair_major": (Severity.MAJOR,),
    "repair_minor": (Severity.MINOR, Severity.INFO),
}


def _notice(log: Log, today: dt.date, days: Sequence[dt.date]) -> Figure:
    began = log.began
    since = [
        row
        for row in log.changes
        if began is not None and PartialDate(row.happened_on.text).earliest >= began
    ]
    exact = [row for row in since if row.happened_on.is_exact]
    cases = [_case(row, row.happened_on.earliest, row.noticed_on) for row in exact]

    def told(on: dt.date) -> Spread:
        return spread([one for one in cases if one.stopped and one.stopped <= on], on=on)

    now = told(today)
    return Figure(
        key="notice_lag",
        unit=DAYS,
        estimate=now.median,
        target=metrics.NOTICE_TARGET_DAYS,
        at_most=True,
        as_of=today,
        p90=now.p90,
        counts={
            "changes": len(log.changes),
            "exact": sum(row.happened_on.is_exact for row in log.changes),
            "before": len(log.changes) - len(since),
            "cases": len(cases),
        },
        groups=_groups(cases, today),
        trend=tuple((day, told(day).median) for day in days),
    )


def _repair(log: Log, today: dt.date, key: str, severities: tuple[Severity, ...]) -> Figure:
    rows = [row for row in log.changes if row.severity in severities]
    cases = [
        _case(row, row.noticed_on, log.repairs[row.id].done_on)
        for row in rows
        if log.repairs[row.id].needed
    ]
    now = spread(cases, on=today)
    return Figure(
        key=key,
        unit=DAYS,
        estimate=now.median,
        target=metrics.REPAIR_TARGET_DAYS[severities[0]],
        at_most=True,
        as_of=today,
        p90=now.p90,
        counts={
            "changes": len(rows),
            "needed": len(cases),
            "open": now.still_open,
            "longest": now.longest_open,
        },
        groups=_groups(cases, today, only="network"),
        trend=tuple((day, spread(cases, on=day).median) for day in month_starts(today)),
    )


def _case(row: Change, started: dt.date, stopped: dt.date | None) -> Case:
    return Case(started, stopped, row.severity.value, row.network or "")


def _groups(
    cases: Sequence[Case], on: dt.date, *, only: str = ""
) -> Mapping[str, Mapping[str, Spread]]:
    ways: dict[str, Callable[[Case], str]] = {
        "severity": lambda one: one.severity,
        "network": lambda one: one.network,
    }
    return {name: by(cases, way, on=on) for name, way in ways.items() if only in {"", name}}


def _claims(
    log: Log, today: dt.date, days: Sequence[dt.date], now: Mapping[str, ClaimState]
) -> Iterable[Figure]:
    since = log.known_since
    read = {day: log.states(day) if since is not None and since <= day else None for day in days}

    def trend(tell: Callable[[Mapping[str, ClaimState], dt.date], Estimate]) -> tuple[Point, ...]:
        return tuple(
            (day, cannot_tell(NOT_BEGUN) if states is None else tell(states, day))
            for day, states in read.items()
        )

    stale = metrics.stale_claim_share(now.values(), today)
    past = sum(one.is_live and one.is_past_review(today) for one in now.values())
    doubted = sum(one.status is ClaimStatus.DOUBTFUL for one in now.values())
    yield Figure(
        key="stale_claim_share",
        unit=SHARE,
        estimate=stale.estimate,
        target=stale.target,
        at_most=True,
        as_of=today,
        counts={"claims": stale.estimate.n, "past": past, "doubted": doubted},
        trend=trend(_stale),
    )
    true = metrics.expected_true_share(now.values(), today)
    yield Figure(
        key="expected_true_share",
        unit=SHARE,
        estimate=true.estimate,
        target=true.target,
        at_most=False,
        as_of=today,
        counts={"claims": true.estimate.n},
        trend=trend(_expected_true),
    )


def _stale(states: Mapping[str, ClaimState], day: dt.date) -> Estimate:
    return metrics.stale_claim_share(states.values(), day).estimate


def _expected_true(states: Mapping[str, ClaimState], day: dt.date) -> Estimate:
    return metrics.expected_true_share(states.values(), day).estimate


def _blind(log: Log, today: dt.date, days: Sequence[dt.date]) -> Figure:
    def told(on: dt.date) -> metrics.Metric:
        return metrics.blind_changes([row for row in log.changes if row.noticed_on <= on])

    now = told(today)
    return Figure(
        key="blind_changes",
        unit=SHARE,
        estimate=now.estimate,
        target=now.target,
        at_most=True,
        as_of=today,
        counts={
            "changes": now.estimate.n,
            "blind": sum(not claims_hit(row) for row in log.changes if row.noticed_on <= today),
        },
        trend=tuple((day, told(day).estimate) for day in days),
    )
