"""A rate over posts of different size, with posts as the units: sum y over sum x.

Who sees one post is no sample of independent people, so the interval comes from how posts
differ (ratio estimator, Cochran 1977, Sampling Techniques, 6.4). Sums are enough, so a store can
add them up.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from whetstone.core.kernel.intervals import Estimate, cannot_tell
from whetstone.core.kernel.probability import normal_quantile

if TYPE_CHECKING:
    from collections.abc import Sequence

FEWEST_POSTS = 5
"""Fewer posts do not say how posts differ."""


@dataclass(frozen=True, slots=True)
class Sums:
    """Of posts with both figures: how many, x (people), y (acts), and their products."""

    n: int
    x: float
    y: float
    xx: float
    xy: float
    yy: float


def post_rate(sums: Sums, *, level: float = 0.95) -> Estimate:
    """The rate and its interval; cannot tell with fewer than five posts or nobody reached."""
    if sums.n < FEWEST_POSTS or sums.x <= 0:
        return cannot_tell("too few posts")
    rate = sums.y / sums.x
    error = math.sqrt(sums.n / (sums.n - 1) * _misfit(sums)) / sums.x
    z = normal_quantile(0.5 + level / 2)
    return Estimate(rate, max(0.0, rate - z * error), rate + z * error, sums.n, "ratio estimator")


def worth(
    groups: Sequence[Sums], *, posts: int = FEWEST_POSTS
) -> list[tuple[float, float]] | None:
    """(acts, people) of each group as many independent people would have to give its interval.

    How far the rates of posts of one group lie from each other, v = sum x^2 (y/x - r)^2 /
    sum x^2 over all groups (each with n / (n - 1)), gives a group's rate the variance
    v sum x^2 / (sum x)^2; from `posts` posts on its own misfit counts where it is larger. r (1 -
    r) over that variance are the people it is worth (the design effect of Kish 1965, 8.2), and
    never more than there were. None where fewer than `posts` - 1 posts are left to tell it.
    """
    if sum(max(0, one.n - 1) for one in groups) < posts - 1:
        return None
    some = [one for one in groups if one.n > 1]
    xx = sum(one.xx for one in some)
    v = sum(one.n / (one.n - 1) * _misfit(one) for one in some) / xx
    rate = sum(one.y for one in groups) / sum(one.x for one in groups)
    found = []
    for one in groups:
        variance = v * one.xx / one.x**2
        if one.n >= posts:
            variance = max(variance, one.n / (one.n - 1) * _misfit(one) / one.x**2)
        people = min(one.x, rate * (1 - rate) / variance) if variance > 0 else one.x
        found.append((people * one.y / one.x, people))
    return found


def _misfit(sums: Sums) -> float:
    rate = sums.y / sums.x
    return max(0.0, sums.yy - 2 * rate * sums.xy + rate * rate * sums.xx)
