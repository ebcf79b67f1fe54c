"""How current a thing is: the share of its claims that still hold or were relearned.

Currency is not the level. A person can be good and out of date; both are shown. The share is
a count, so it has no sampling error; what is uncertain is whether a claim still holds since
it was last read. That uncertainty is the interval: the number of claims still true is a sum
of independent yes/no events (Poisson-binomial).
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from whetstone.core.freshness.claims import ClaimState, ClaimStatus
from whetstone.core.kernel.intervals import Estimate, cannot_tell
from whetstone.core.kernel.probability import poisson_binomial
from whetstone.core.kernel.reasons import Reason, because

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from datetime import date

MOSTLY = 0.8
"""From this share on a thing is "mostly current" (a convention, not a finding)."""

LEVEL = 0.90
"""Level of the interval around the expected number of true claims."""


@dataclass(frozen=True, slots=True)
class Currency:
    """How many of the claims under a thing are current, refreshed, doubtful or gone.

    `refreshed` counts claims that are gone but whose change the holder has relearned.
    `expected_true` is the expected number of claims true today with its 90 % interval.
    """

    total: int
    current: int
    refreshed: int
    doubtful: int
    gone: int
    expected_true: Estimate
    reasons: tuple[Reason, ...]

    @property
    def share(self) -> float | None:
        """Share current or refreshed, 0 to 1; None where no claim is cited."""
        return (self.current + self.refreshed) / self.total if self.total else None

    @property
    def stale(self) -> int:
        """Claims neither current nor refreshed."""
        return self.doubtful + self.gone

    @property
    def word(self) -> str:
        """In one word: none | current | mostly | behind."""
        if self.share is None:
            return "none"
        if not self.stale:
            return "current"
        return "mostly" if self.share >= MOSTLY else "behind"


def currency(
    claim_ids: Iterable[str],
    *,
    states: Mapping[str, ClaimState],
    on: date,
    refreshed: Collection[str] = frozenset(),
) -> Currency:
    """The currency of whatever rests on these claims.

    Args:
        claim_ids: the claims; a claim cited twice counts once.
        states: the ledger on that day. A claim that is not in it counts as doubtful.
        on: the day.
        refreshed: claims whose change this holder has relearned.
    """
    cited = sorted(set(claim_ids))
    standing = {claim_id: _standing(states.get(claim_id), refreshed) for claim_id in cited}
    counts = Counter(standing.values())
    chances = [states[c].p_still_true(on) for c in cited if standing[c] == "current"]
    return Currency(
        total=len(cited),
        current=counts["current"],
        refreshed=counts["refreshed"],
        doubtful=counts["doubtful"],
        gone=counts["gone"],
        expected_true=_expected(chances, counts["refreshed"], len(cited)),
        reasons=tuple(_reasons(counts, len(cited))),
    )


def _standing(state: ClaimState | None, refreshed: Collection[str]) -> str:
    if state is None or state.status in (ClaimStatus.DOUBTFUL, ClaimStatus.PROPOSED):
        return "doubtful"
    if state.is_live:
        return "current"
    return "refreshed" if state.claim_id in refreshed else "gone"


def _expected(chances: list[float], refreshed: int, total: int) -> Estimate:
    if not total:
        return cannot_tell("nothing here cites a claim")
    value = sum(chances) + refreshed
    low, high = _central(chances)
    low, high = min(low + refreshed, value), max(high + refreshed, value)
    return Estimate(value, low, high, total, "time since each was read")


def _central(chances: list[float]) -> tuple[float, float]:
    """The 5 % and 95 % points of the number of true claims."""
    if not chances:
        return 0.0, 0.0
    below = np.cumsum(poisson_binomial(chances))
    tail = (1 - LEVEL) / 2
    return float(np.searchsorted(below, tail)), float(np.searchsorted(below, 1 - tail - 1e-12))


def _reasons(counts: Counter[str], total: int) -> Iterable[Reason]:
    for standing in ("gone", "doubtful", "refreshed"):
        if counts[standing]:
            yield because(standing, count=counts[standing], total=total)
    if total and counts["current"] == total:
        yield because("all_current", total=total)
    if not total:
        yield because("nothing_cited")
