"""Work that people judged by a task's rubric: whoever keeps judgements registers here.

This room imports none above it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import datetime as dt

RATERS: Final = 2
"""So many people judged a work, or it proves nothing."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A work on a task. `level`: the lowest row of the rubric in the lowest judgement."""

    task_slug: str
    level: int
    raters: int
    judged_at: dt.datetime


Tell = Callable[[int], list[Judged]]
"""Called with a person's id."""

_register: list[Tell] = []


def register(*tell: Tell) -> None:
    """Say who tells; a later call replaces the earlier."""
    _register[:] = tell


def judged_works(person_id: int) -> list[Judged]:
    """A person's works with at least two judgements, the newest first."""
    found = [one for tell in _register for one in tell(person_id) if one.raters >= RATERS]
    return sorted(found, key=lambda one: one.judged_at, reverse=True)
