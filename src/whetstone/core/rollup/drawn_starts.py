"""Who starts when, by a draw that anybody can draw again.

Units stand in the order of the SHA-256 hash (FIPS 180-4) of the seed, a line break and their name.
With a seed nobody chose, every order is as likely, and no library is needed to check it.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import TYPE_CHECKING

from whetstone.core.rollup.training_effect import FEWEST_A_SIDE

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

RULE = "sha256-1"


def drawn_order(names: Iterable[str], seed: str) -> tuple[str, ...]:
    """The names in the order that the seed draws.

    >>> drawn_order(["Cork", "Derry", "Galway"], "1")
    ('Cork', 'Galway', 'Derry')
    """
    return tuple(sorted(names, key=lambda name: (_hash(seed, name), name)))


def starts_of(
    order: Sequence[str], *, first: dt.date, weeks_between: int, a_start: int
) -> tuple[tuple[str, dt.date], ...]:
    """Each name in turn with the day it starts: `a_start` of them together."""
    step = dt.timedelta(weeks=weeks_between)
    return tuple((name, first + step * (n // a_start)) for n, name in enumerate(order))


def tells_from(starts: Iterable[dt.date]) -> dt.date | None:
    """The first start at which five have started and five have not; None: there is none."""
    days = sorted(starts)
    for day in dict.fromkeys(days):
        started = sum(one <= day for one in days)
        if min(started, len(days) - started) >= FEWEST_A_SIDE:
            return day
    return None


def _hash(seed: str, name: str) -> str:
    return hashlib.sha256(f"{seed}\n{name}".encode()).hexdigest()
