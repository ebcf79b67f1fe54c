"""Who engages, and is it the target?

For each group of one dimension: its share of the engagers with a Wilson interval, against its
share of the target. The overlap is easy to say: "71 of 100 engagers look like your target mix".
Groups come from the network's own tables only; nobody's gender or origin is guessed from a name
or a picture.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from whetstone.core.kernel.intervals import Estimate, cannot_tell
from whetstone.core.kernel.probability import wilson
from whetstone.core.kernel.reasons import Reason, because

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

FEWEST = 100
"""Below this many engagers nothing is tested; networks show such tables from 100 people on."""

PERCENT = 100
RESAMPLES = 2000


@dataclass(frozen=True, slots=True)
class GroupMix:
    """One group: its share of the engagers, of the target, and the index (100 is alike)."""

    group: str
    engaged: Estimate
    target: float
    index: float | None
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class EngagerMix:
    """All groups of one dimension; `overlap` is 0 to 1, unknown without a target.

    `rounded`: the network gave shares without counts, and `total` is an effective number.
    """

    total: int
    overlap: Estimate
    groups: tuple[GroupMix, ...]
    reasons: tuple[Reason, ...]
    rounded: bool = False


@dataclass(frozen=True, slots=True)
class Split:
    """Followers against the others, the first cut: the same mix for both, and the share."""

    followers: Estimate
    reasons: tuple[Reason, ...]


def engager_mix(
    counts: Mapping[str, int],
    target: Mapping[str, float],
    *,
    seed: int = 0,
    rounded: bool = False,
) -> EngagerMix:
    """Compare who engaged with whom the campaign is for.

    Args:
        counts: engagers by group; for a table of percentages see `from_percents`.
        target: wanted weight by group, any positive numbers.
        seed: of the bootstrap behind the overlap's interval.
        rounded: the counts come from a table of percentages.

    Raises:
        ValueError: when a count is negative or the target has no weight.
    """
    whole = sum(target.values())
    if whole <= 0 or any(count < 0 for count in counts.values()):
        raise ValueError("counts are not negative and a target has weight")
    total = sum(counts.values())
    shares = {group: weight / whole for group, weight in target.items()}
    names = sorted(counts.keys() | shares.keys())
    groups = tuple(
        _group(name, counts.get(name, 0), total, shares.get(name, 0.0)) for name in names
    )
    overlap = _overlap(groups, counts, seed)
    reasons = tuple(_reasons(total, overlap, rounded=rounded))
    return EngagerMix(total, overlap, groups, reasons, rounded)


def from_percents(
    percents: Mapping[str, float], *, people: int, step: float = 0.1
) -> dict[str, int]:
    """Effective counts of a table of percentages without counts.

    A share that was rounded to `step` (in per cent) has an error of step / sqrt(12) by rounding
    alone (a uniform law), so it is worth at most p (1 - p) 12 / step^2 people: of that and of the
    people behind the table the smaller number counts.

    Raises:
        ValueError: when the table does not add up to 100, as far as its rounding explains, a
            share is negative, or there is nobody.
    """
    off = abs(sum(percents.values()) - PERCENT)
    if people < 1 or step <= 0 or any(not 0 <= share <= PERCENT for share in percents.values()):
        raise ValueError("shares lie between 0 and 100, of at least one person")
    if off > max(1.0, step * len(percents) / 2):
        raise ValueError("the shares of a table add up to 100")
    most = max(share / PERCENT * (1 - share / PERCENT) for share in percents.values())
    ceiling = most * 12 / (step / PERCENT) ** 2
    n = min(people, max(1, round(ceiling))) if most > 0 else people
    return {group: round(n * share / PERCENT) for group, share in percents.items()}


def follower_split(followers: int | None, total: int) -> Split:
    """How many of those who engaged follow already; unknown stays unknown.

    Raises:
        ValueError: when there are more followers than people.
    """
    if followers is None or not total:
        return Split(cannot_tell("not known"), (because("split_unknown"),))
    if not 0 <= followers <= total:
        raise ValueError("followers are some of the people")
    low, high = wilson(followers, total)
    share = Estimate(followers / total, low, high, total, "Wilson interval")
    return Split(share, (because("split_first", share=round(PERCENT * share.value)),))


def _group(name: str, count: int, total: int, target: float) -> GroupMix:
    if not total:
        return GroupMix(name, cannot_tell("nobody engaged yet"), target, None, ())
    low, high = wilson(count, total)
    engaged = Estimate(count / total, low, high, total, "Wilson interval")
    index = PERCENT * engaged.value / target if target else None
    reasons: tuple[Reason, ...] = ()
    if index is not None and total >= FEWEST and not engaged.holds(target):
        code = "over" if engaged.value > target else "under"
        reasons = (because(code, group=name, index=round(index)),)
    return GroupMix(name, engaged, target, index, reasons)


def _overlap(groups: tuple[GroupMix, ...], counts: Mapping[str, int], seed: int) -> Estimate:
    """Sum of min(share, target), with a percentile bootstrap (Efron 1979) over the people."""
    total = sum(counts.values())
    if not total:
        return cannot_tell("nobody engaged yet")
    targets = np.array([group.target for group in groups])
    shares = np.array([group.engaged.value for group in groups])
    value = float(np.minimum(shares, targets).sum())
    rng = np.random.Generator(np.random.PCG64(seed))
    drawn = rng.multinomial(total, shares / shares.sum(), RESAMPLES) / total
    overlaps = np.minimum(drawn, targets).sum(axis=1)
    low, high = (float(one) for one in np.quantile(overlaps, (0.025, 0.975)))
    low, high = min(low, value), max(high, value)
    return Estimate(min(value, 1.0), low, min(max(high, value), 1.0), total, "bootstrap")


def _reasons(total: int, overlap: Estimate, *, rounded: bool) -> Iterator[Reason]:
    if rounded:
        yield because("platform_rounded", n=total)
    if total < FEWEST:
        yield because("few_engagers", count=total, needed=FEWEST)
    if overlap.is_known:
        yield because("like_target", overlap=round(PERCENT * overlap.value))
