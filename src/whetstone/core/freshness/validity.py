"""Until when a certificate holds: its months, and what relearning adds to the old last day.

Renewal runs from the old last day, so that whoever relearns at once loses nothing. The two numbers
are a rule of this product and an assumption: no study says how long a certificate of this kind
should hold.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Final

from whetstone.core.freshness.half_lives import DAYS_A_MONTH

if TYPE_CHECKING:
    from collections.abc import Iterable


MONTHS_A_REFRESH: Final = 6
MONTHS_AT_MOST: Final = 24
"""What all refreshes together can add; then the level has to be shown anew."""


def months_after(day: dt.date, months: int) -> dt.date:
    """The day so many mean months later."""
    return day + dt.timedelta(days=round(months * DAYS_A_MONTH))


def extended(first: dt.date, relearned: Iterable[dt.date]) -> dt.date:
    """The last day, where each relearning on or before the last day of its time adds to it.

    >>> extended(dt.date(2026, 1, 31), [dt.date(2026, 1, 31), dt.date(2028, 1, 1)])
    datetime.date(2026, 8, 2)
    """
    added, last = 0, first
    for day in sorted(relearned):
        if day <= last and added < MONTHS_AT_MOST:
            added += MONTHS_A_REFRESH
            last = months_after(first, added)
    return last
