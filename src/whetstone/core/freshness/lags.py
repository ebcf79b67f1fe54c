"""How long it took: median and 90th percentile, by severity and network, open cases counted.

Repairs that are still open are censored on the day of the reading and stay in the sum: Kaplan &
Meier (1958), as in `survival`. Lags of noticing are all closed (a change nobody noticed is not
in the log), so their quantiles are sample quantiles. A group of fewer than five cases gets no
figure: with four, one of them decides it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from whetstone.core.freshness import survival
from whetstone.core.freshness.metrics import sample_quantile
from whetstone.core.freshness.survival import Life
from whetstone.core.kernel.intervals import Estimate, cannot_tell

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import date

FLOOR = 5
TOO_FEW = "fewer than five cases"


@dataclass(frozen=True, slots=True)
class Case:
    """One change: when the clock started, when it stopped (None: still open), and of what sort."""

    started: date
    stopped: date | None
    severity: str
    network: str

    def days(self, on: date) -> int:
        """Days on the clock, at most until `on`; never below 0."""
        end = on if self.stopped is None else min(self.stopped, on)
        return max(0, (end - self.started).days)

    def is_open(self, on: date) -> bool:
        """Was it still open at the end of that day?"""
        return self.stopped is None or self.stopped > on


@dataclass(frozen=True, slots=True)
class Spread:
    """Half of the cases took at most `median` days, nine of ten at most `p90`.

    `longest_open` is how many days the longest open case has waited.
    """

    median: Estimate
    p90: Estimate
    cases: int
    still_open: int = 0
    longest_open: int = 0


def spread(cases: Iterable[Case], *, on: date) -> Spread:
    """Both quantiles of the cases that had started by `on`, as they stood that day."""
    rows = [case for case in cases if case.started <= on]
    waiting = [case.days(on) for case in rows if case.is_open(on)]
    longest = max(waiting, default=0)
    if len(rows) < FLOOR:
        reason = TOO_FEW if rows else survival.NO_CASES
        no = cannot_tell(reason, n=len(rows))
        return Spread(no, no, len(rows), len(waiting), longest)
    find = _closed(rows, on) if not waiting else _censored(rows, on)
    return Spread(find(0.5), find(0.9), len(rows), len(waiting), longest)


def by(cases: Iterable[Case], name: Callable[[Case], str], *, on: date) -> Mapping[str, Spread]:
    """The same for each group, in order of name."""
    groups: dict[str, list[Case]] = {}
    for case in cases:
        if case.started <= on:
            groups.setdefault(name(case), []).append(case)
    return {group: spread(rows, on=on) for group, rows in sorted(groups.items())}


def _closed(rows: Sequence[Case], on: date) -> Callable[[float], Estimate]:
    days = [float(case.days(on)) for case in rows]
    return lambda q: sample_quantile(days, q)


def _censored(rows: Sequence[Case], on: date) -> Callable[[float], Estimate]:
    """A case closed on its first day lasted half a day: time 0 is before anything can end."""
    lives = [
        Life(0, case.days(on) if case.is_open(on) else case.days(on) or 0.5, not case.is_open(on))
        for case in rows
    ]
    steps = survival.curve(lives)
    return lambda q: survival.quantile(steps, q, n=len(rows))
