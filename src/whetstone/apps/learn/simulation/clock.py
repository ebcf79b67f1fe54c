"""Which minute of the case it is. Nothing is kept: all of it follows from the start and `now`."""

from __future__ import annotations

import datetime as dt
from typing import Final

REAL, FASTER = PACES = (1, 4)
"""Minutes of the case in a minute of the clock."""
_MINUTE: Final = dt.timedelta(minutes=1)


def minute_of(moment: dt.datetime, *, started_at: dt.datetime, pace: int) -> int:
    """The whole minutes of the case that have passed at a moment; never below 0."""
    return max(0, (moment - started_at) * pace // _MINUTE)


def moment_of(minute: int, *, started_at: dt.datetime, pace: int) -> dt.datetime:
    """When a minute of the case begins."""
    return started_at + minute * _MINUTE / pace


def takes(minutes: int, pace: int) -> int:
    """Minutes of the clock that so many minutes of the case take."""
    return -(-minutes // pace)
