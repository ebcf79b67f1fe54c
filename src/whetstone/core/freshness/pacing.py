"""When a source is looked at next: politely, and not all of them at once."""

from __future__ import annotations

import datetime as dt
import hashlib

LONGEST_WAIT = dt.timedelta(days=14)
"""However often a source failed, it is asked again within a fortnight."""
LONGEST_ASKED = dt.timedelta(days=60)
"""A source that asks for more patience gets this much (Retry-After, RFC 9110, 10.2.3)."""
SPREAD = 0.1
"""Each wait is up to a tenth longer, so that sources added together drift apart."""
_TWICE = 2.0


def next_look(
    now: dt.datetime,
    *,
    every: dt.timedelta,
    failures: int,
    seed: str,
    asked_wait: dt.timedelta | None = None,
) -> dt.datetime:
    """When to look again after a look at `now`.

    Doubled with each failure in a row after the first (exponential back-off, Metcalfe and Boggs
    1976); the spread is drawn from the seed, so the same facts give the same time.

    Example:
        >>> at = dt.datetime(2026, 11, 23, tzinfo=dt.UTC)
        >>> next_look(at, every=dt.timedelta(hours=24), failures=0, seed="a").day
        24
    """
    wait = every
    if failures > 1:
        longest = max(LONGEST_WAIT, every)
        doubled = every.total_seconds() * _TWICE ** min(failures - 1, 16)
        wait = min(dt.timedelta(seconds=doubled), longest)
    wait += wait * (SPREAD * _share(f"{seed}:{now.isoformat()}:{failures}"))
    if asked_wait is not None:
        wait = max(wait, min(asked_wait, LONGEST_ASKED))
    return now + wait


def _share(seed: str) -> float:
    """A number from 0 to 1 that is the seed's own."""
    return int.from_bytes(hashlib.sha256(seed.encode()).digest()[:4], "big") / 2**32
