"""A rate over posts of different size, with posts as the units: sum y over sum x.

Who sees one post is no sample of independent people, so the interval comes from how posts
differ (ratio estimator, Cochran 1977, Sampling Techniques, 6.4). Sums are enough, so a store can
add them up.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from whetstone.core.kernel.intervals import Estimate, cannot_tell
from whetstone.core.kernel.probability import normal_quantile

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
    misfit = max(0.0, sums.yy - 2 * rate * sums.xy + rate * rate * sums.xx)
    error = math.sqrt(sums.n / (sums.n - 1) * misfit) / sums.x
    z = normal_quantile(0.5 + level / 2)
    return Estimate(rate, max(0.0, rate - z * error), rate + z * error, sums.n, "ratio estimator")
