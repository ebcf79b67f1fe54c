"""How a worker leaves room for the pages while it works through a long queue."""

from __future__ import annotations

REST_SHARE = 0.5
"""A worker rests half as long as it has worked: it takes two thirds of a core at most.

With a rest r of the work w a drain takes (w + r) / w = 1.5 times as long, and two workers on two
cores leave two thirds of a core to the pages and to the store's own processes, whose share the
worker's priority cannot lower. *Chosen*, not measured: the goals leave the drain three times the
time it needs, and a page twice.
"""
LONGEST_REST_S = 2.0
"""After a piece that took long for other reasons, such as a machine that slept."""


def rest_after(worked_s: float, *, share: float = REST_SHARE) -> float:
    """Seconds to rest after a piece of work.

    Example:
        >>> rest_after(0.25)
        0.125
        >>> rest_after(600.0)
        2.0
        >>> rest_after(-1.0)
        0.0
    """
    return min(max(0.0, worked_s * share), LONGEST_REST_S)
