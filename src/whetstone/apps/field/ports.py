"""What rooms above want done before a change counts.

Keepup calls it, the rooms above register in `config`; the ledger knows neither.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

Before = Callable[[int, int | None, dt.datetime, str], object]
"""Called with workspace id, person id, now and the cause (the change's title)."""

_before: list[Before] = []


def register_before_publication(fn: Before) -> None:
    """Add something to do before a change is published; the same function counts once."""
    if fn not in _before:
        _before.append(fn)


def before_publication(
    workspace_id: int, person_id: int | None, now: dt.datetime, cause: str
) -> None:
    """Do what the rooms above asked for. Call inside the publication's transaction, first."""
    for fn in _before:
        fn(workspace_id, person_id, now, cause)
