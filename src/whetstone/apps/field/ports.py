"""What rooms above want done before a change counts and after an editor said something, and know.

Keepup calls it, the rooms above register in `config`; the ledger knows neither.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping

Before = Callable[[int, int | None, dt.datetime, str], object]
"""Called with workspace id, person id, now and the cause (the change's title)."""

After = Callable[[int | None, dt.datetime], object]
"""Called with workspace id (None: everybody's ledger) and now."""

Shown = Callable[[int, dt.datetime], Mapping[str, frozenset[int]]]
"""Called with workspace id and now: by area whom a cover may be told of, as they are now."""

_before: list[Before] = []
_after: list[After] = []
_shown: list[Shown] = []


def register_after_word(fn: After) -> None:
    """Add something to do after an editor's word on a claim; the same function counts once."""
    if fn not in _after:
        _after.append(fn)


def after_word(workspace_id: int | None, now: dt.datetime) -> None:
    """Do what the rooms above asked for. Call inside the transaction of the word, last."""
    for fn in _after:
        fn(workspace_id, now)


def register_before_publication(fn: Before) -> None:
    """Add something to do before a change is published; the same function counts once."""
    if fn not in _before:
        _before.append(fn)


def before_publication(
    workspace_id: int, person_id: int | None, now: dt.datetime, cause: str
) -> None:
    """Do what the rooms above asked for. Call before the publication, and outside its act.

    It may take seconds in a large team; what is done twice has to be the same as done once.
    """
    for fn in _before:
        fn(workspace_id, person_id, now, cause)


def register_shown_cover(fn: Shown) -> None:
    """Say who knows whom a cover may be told of."""
    _shown[:] = [fn]


def shown_cover(workspace_id: int, now: dt.datetime) -> Mapping[str, frozenset[int]]:
    """By area, the people whose cover may be told as it is now; an area that may not is left out.

    Whoever asks shows it: the group counts as shown from then on.
    """
    return _shown[0](workspace_id, now) if _shown else {}
