"""A value is never shown without its band, its basis and, where it cannot be known, a reason."""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Estimate:
    """`value` between `lo` and `hi`, from `n` observations, `reason` in plain words.

    A value that cannot be known is NaN with NaN bounds: see `cannot_tell`. Raises ValueError
    when the bounds are out of order or `n` is negative.
    """

    value: float
    lo: float
    hi: float
    n: int = 0
    reason: str = ""

    def __post_init__(self) -> None:
        """Refuse bands that cannot be."""
        if self.n < 0:
            raise ValueError(f"{self.n} observations.")
        if not math.isnan(self.value) and not self.lo <= self.value <= self.hi:
            raise ValueError(f"{self.value} is not between {self.lo} and {self.hi}.")

    @property
    def is_known(self) -> bool:
        """Whether there is a value at all."""
        return not math.isnan(self.value)

    @property
    def width(self) -> float:
        """From one end of the band to the other."""
        return self.hi - self.lo

    def holds(self, value: float) -> bool:
        """Whether `value` lies inside the band."""
        return self.lo <= value <= self.hi


def cannot_tell(reason: str, *, n: int = 0) -> Estimate:
    """The honest answer when the data do not say: no value, and why."""
    return Estimate(math.nan, math.nan, math.nan, n, reason)
