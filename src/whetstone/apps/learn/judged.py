"""Work that people judged by a task's rubric: the room of classes registers here who judged what.

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


def register(tell: Tell) -> None:
    """Say who tells; a later one replaces the earlier."""
    _register[:] = [tell]


def judged_works(person_id: int) -> list[Judged]:
    """A person's works with at least two judgements, the newest first."""
    found = _register[0](person_id) if _register else []
    return sorted(
        (one for one in found if one.raters >= RATERS), key=lambda one: one.judged_at, reverse=True
    )
