"""How long claims really last: half-lives from the log of deaths, beside the assumed ones.

Clock: months since a claim was first verified, because that is what an assumed half-life is
used for ("2 ** -(months since the check / half-life)"). Entry: the day the ledger first knew
it; a claim that had ended by then was registered because it ended, so it says nothing about
how long claims last (left truncation) and is only counted.

Death: the day it stopped holding in the field. Where the source gives a month or a year, the
middle of what is possible is used, and the interval is widened to hold both ends.

Censoring: at the last verification, not at today, because nobody looked after it. Deaths are
told between checks, survival is not, so this errs towards short half-lives: claims are read too
often rather than too seldom. `if_none_died_unseen` is the other end, where every claim that
nobody reported gone is taken to hold until today. The truth lies between.

Estimate: constant hazard, events / exposure (Cox & Oakes 1984, Analysis of Survival Data,
chapter 3), with the exact Poisson interval by gamma quantiles (Garwood 1936, Biometrika 28).
Kaplan-Meier (`survival`) stands beside it and assumes no constant hazard.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scipy import special

from whetstone.core.freshness import survival
from whetstone.core.freshness.claims import ClaimKind, ClaimStatus
from whetstone.core.kernel.evidence import HALF_LIFE_BY_KIND
from whetstone.core.kernel.intervals import Estimate, cannot_tell

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from whetstone.core.freshness.changes import PartialDate
    from whetstone.core.freshness.ledger import ClaimVersion
    from whetstone.core.freshness.survival import Life, Step

DEATHS_NEEDED = 50
DAYS_A_MONTH = 30.4375
NONE_DIED = "none has died while it was watched"
NO_EXPOSURE = "nothing has been watched for any time yet"
TOO_FEW_DEATHS = "too few claims have died while they were watched"


@dataclass(frozen=True, slots=True)
class Watched:
    """One claim as the log tells it.

    `verified` is the first day anybody read its source, `known` the first day the ledger had
    it, `last_seen` the last day it was verified. `ended` is the first and the last day on which
    it may have stopped holding; None: not that we know. `until` is the day of the reading.
    """

    claim_id: str
    kind: str
    verified: date
    known: date
    last_seen: date
    until: date
    ended: tuple[date, date] | None = None

    @property
    def entry(self) -> date:
        """From when its end could have been seen."""
        return max(self.verified, self.known)

    @property
    def died_before_watch(self) -> bool:
        """Had it certainly or possibly ended by the day it was first watched?"""
        return self.ended is not None and self._end(0.5) <= self.entry

    @property
    def died_under_watch(self) -> bool:
        """Did it end while it was watched?"""
        return self.ended is not None and not self.died_before_watch

    def life(self, *, share: float = 0.5, unseen: bool = False) -> Life | None:
        """Its life in months; None where it was dead when first met.

        Args:
            share: which day of an uncertain end to take: 0 the first, 1 the last.
            unseen: take a claim that nobody reported gone to hold until the day of the reading.
        """
        if self.died_before_watch:
            return None
        if self.ended is not None:
            leave = max(self._end(share), self.entry)
        else:
            leave = max(self.until if unseen else self.last_seen, self.entry)
        return survival.Life(
            self._months(self.entry), self._months(leave), ended=self.ended is not None
        )

    def _end(self, share: float) -> date:
        """A day of the span in which it may have ended, and had not been verified since."""
        first, last = self.ended or (self.until, self.until)
        if self.last_seen <= last:
            first = max(first, self.last_seen)
        return first + (last - first) * share

    def _months(self, on: date) -> float:
        return max(0, (on - self.verified).days) / DAYS_A_MONTH


@dataclass(frozen=True, slots=True)
class HalfLife:
    """The half-life of one kind, in months: assumed, and what the log says.

    `estimate`, `if_none_died_unseen` and `median` (Kaplan-Meier's) have no value, and a reason,
    while fewer than `DEATHS_NEEDED` claims of all kinds have died under watch. Then `at_least`
    is the lower bound where none of this kind died.
    """

    kind: str
    assumed: float
    claims: int
    deaths: int
    died_before: int
    exposure: float
    estimate: Estimate
    if_none_died_unseen: Estimate
    median: Estimate
    steps: tuple[Step, ...] = ()
    at_least: float | None = None

    @property
    def differs(self) -> bool:
        """Does the log exclude the assumed one?"""
        return self.estimate.is_known and not self.estimate.holds(self.assumed)


def watched(
    versions: Iterable[ClaimVersion],
    *,
    kinds: Mapping[str, str],
    ends: Mapping[str, PartialDate],
    until: date,
) -> tuple[Watched, ...]:
    """The lives of claims as the rows recorded by a day tell them, in order of id.

    Args:
        versions: rows of one ledger (the installation's), in any order.
        kinds: the kind of each claim; others are left out.
        ends: how exactly the end of a claim is known, from the change that ended it.
        until: the day of the reading; later rows are not looked at.
    """
    histories: dict[str, list[ClaimVersion]] = {}
    for row in versions:
        if row.recorded_at.date() <= until and row.state.status is not ClaimStatus.PROPOSED:
            histories.setdefault(row.claim_id, []).append(row)
    return tuple(
        _watched(claim_id, kinds[claim_id], rows, (ends.get(claim_id), until))
        for claim_id, rows in sorted(histories.items())
        if claim_id in kinds
    )


def half_lives(lives: Iterable[Watched], *, needed: int = DEATHS_NEEDED) -> tuple[HalfLife, ...]:
    """One row for each kind, in the order of kinds; no estimate before `needed` deaths in all."""
    rows = tuple(lives)
    enough = sum(row.died_under_watch for row in rows) >= needed
    return tuple(
        _of_kind(kind.value, [row for row in rows if row.kind == kind], enough=enough)
        for kind in ClaimKind
    )


def exponential(lives: Sequence[Life]) -> Estimate:
    """The half-life of a constant hazard: ln 2 x exposure / events, with its exact interval.

    With no event there is no value; `lower_bound` says what is excluded.

    >>> told = exponential([survival.Life(0, 12, True), survival.Life(0, 12, False)])
    >>> round(told.value, 1)
    16.6
    """
    events, exposure = _events(lives), _exposure(lives)
    if not exposure > 0:
        return cannot_tell(NO_EXPOSURE, n=len(lives))
    if not events:
        return cannot_tell(NONE_DIED, n=len(lives))
    low, high = _rates(events, exposure)
    of = math.log(2)
    return Estimate(of * exposure / events, of / high, of / low, len(lives), "events / exposure")


def lower_bound(lives: Sequence[Life]) -> float | None:
    """The shortest half-life that the exposure does not exclude (95 %, one side, no event)."""
    exposure = _exposure(lives)
    if not exposure > 0:
        return None
    return math.log(2) * exposure / -math.log(0.05)


def _watched(
    claim_id: str, kind: str, rows: list[ClaimVersion], end: tuple[PartialDate | None, date]
) -> Watched:
    said, until = end
    rows.sort(key=lambda row: (row.recorded_at, row.seq))
    seen = [row.state.as_of for row in rows if row.state.status is ClaimStatus.CURRENT]
    last = rows[-1].state
    ended = None
    if last.is_gone and last.held_until is not None and last.held_until <= until:
        exact = said is None or said.earliest != last.held_until
        ended = (last.held_until, last.held_until if exact or said is None else said.latest)
    return Watched(
        claim_id=claim_id,
        kind=kind,
        verified=min(seen, default=rows[0].state.as_of),
        known=rows[0].recorded_at.date(),
        last_seen=max(seen, default=rows[0].state.as_of),
        until=until,
        ended=ended,
    )


def _of_kind(kind: str, rows: list[Watched], *, enough: bool) -> HalfLife:
    lives = _lives(rows)
    unseen = [life for row in rows if (life := row.life(unseen=True)) is not None]
    steps = survival.curve(lives) if enough else ()
    no = cannot_tell(TOO_FEW_DEATHS, n=len(lives))
    deaths = _events(lives)
    return HalfLife(
        kind=kind,
        assumed=float(HALF_LIFE_BY_KIND[kind]),
        claims=len(rows),
        deaths=deaths,
        died_before=len(rows) - len(lives),
        exposure=_exposure(lives),
        estimate=_widened(rows) if enough else no,
        if_none_died_unseen=exponential(unseen) if enough else no,
        median=survival.quantile(steps, 0.5, n=len(lives)) if enough else no,
        steps=steps,
        at_least=lower_bound(lives) if enough and not deaths else None,
    )


def _lives(rows: Iterable[Watched], share: float = 0.5) -> list[Life]:
    return [life for row in rows if (life := row.life(share=share)) is not None]


def _widened(rows: list[Watched]) -> Estimate:
    """The estimate at the middle of uncertain ends; its interval holds both ends as well."""
    middle = exponential(_lives(rows))
    ends = [found for s in (0.0, 1.0) if (found := exponential(_lives(rows, s))).is_known]
    if not middle.is_known or not ends:
        return middle
    low = min(middle.lo, *(end.lo for end in ends))
    high = max(middle.hi, *(end.hi for end in ends))
    return Estimate(middle.value, low, high, middle.n, middle.reason)


def _events(lives: Sequence[Life]) -> int:
    return sum(life.ended for life in lives)


def _exposure(lives: Sequence[Life]) -> float:
    return sum(life.exit - life.entry for life in lives)


def _rates(events: int, exposure: float) -> tuple[float, float]:
    low = float(special.chdtri(2 * events, 0.975)) / (2 * exposure)
    high = float(special.chdtri(2 * events + 2, 0.025)) / (2 * exposure)
    return low, high
