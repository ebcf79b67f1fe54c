"""Who engages, and is it the target?

For each group of one dimension: its share of the engagers with a Wilson interval, against its
share of the target. The overlap is easy to say: "71 of 100 engagers look like your target mix".
Groups come from the network's own tables only; nobody's gender or origin is guessed from a name
or a picture.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from whetstone.core.kernel.intervals import Estimate, cannot_tell
from whetstone.core.kernel.probability import wilson
from whetstone.core.kernel.reasons import Reason, because

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

FEWEST = 100
"""Below this many engagers nothing is tested; networks show such tables from 100 people on."""

PERCENT = 100


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
    """All groups of one dimension; `overlap` is 0 to 1, unknown without a target."""

    total: int
    overlap: Estimate
    groups: tuple[GroupMix, ...]
    reasons: tuple[Reason, ...]


def engager_mix(counts: Mapping[str, int], target: Mapping[str, float]) -> EngagerMix:
    """Compare who engaged with whom the campaign is for.

    Args:
        counts: engagers by group; for a table of percentages, shares times an effective n.
        target: wanted weight by group, any positive numbers.

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
    overlap = _overlap(groups, total)
    return EngagerMix(total, overlap, groups, tuple(_reasons(total, overlap)))


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


def _overlap(groups: tuple[GroupMix, ...], total: int) -> Estimate:
    """Sum of min(share, target), with the bounds its groups' intervals allow together."""
    if not total:
        return cannot_tell("nobody engaged yet")
    value, low, high = (
        min(
            1.0, sum(min(bound, group.target) for bound, group in zip(bounds, groups, strict=True))
        )
        for bounds in (
            [group.engaged.value for group in groups],
            [group.engaged.lo for group in groups],
            [group.engaged.hi for group in groups],
        )
    )
    return Estimate(value, low, high, total, "from the intervals of its groups")


def _reasons(total: int, overlap: Estimate) -> Iterator[Reason]:
    if total < FEWEST:
        yield because("few_engagers", count=total, needed=FEWEST)
    if overlap.is_known:
        yield because("like_target", overlap=round(PERCENT * overlap.value))
