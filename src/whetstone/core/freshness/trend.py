"""The days on which a figure is read again to draw its trend: never stored, always recounted."""

from __future__ import annotations

from datetime import date

MONTHS = 12


def month_starts(on: date, *, months: int = MONTHS) -> tuple[date, ...]:
    """The first day of each of the last months up to and with `on`, oldest first.

    >>> [day.isoformat() for day in month_starts(date(2026, 2, 10), months=3)]
    ['2025-12-01', '2026-01-01', '2026-02-01']
    """
    last = on.year * 12 + on.month - 1
    return tuple(date(n // 12, n % 12 + 1, 1) for n in range(last - months + 1, last + 1))
