"""Work that people judged by a task's rubric: whoever keeps judgements registers here.

This room imports none above it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import datetime as dt

RATERS: Final = 2
"""So many people judge a work before it proves something, where no rule says that one may do."""
TWO: Final = "two"
"""Why it takes so many; the other words are those of `handing_models.TaskHanding.Why`."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A work on a task. `level`: the lowest row of the rubric in the lowest judgement.

    `wanted`: how many people it takes, and `why`: in a small team nobody else may be there.
    """

    task_slug: str
    level: int
    raters: int
    judged_at: dt.datetime
    wanted: int = RATERS
    why: str = TWO

    @property
    def is_enough(self) -> bool:
        """Whether as many people judged it as it takes."""
        return self.raters >= self.wanted


@dataclass(frozen=True, slots=True)
class FirstWords:
    """What each rater first said of a work of somebody: of each, the level by rubric row."""

    person_id: int
    said: tuple[Mapping[str, int], ...]


TellFirst = Callable[[int], list[FirstWords]]
"""Called with a workspace's id: the works of its people that at least two judged."""

_first: list[TellFirst] = []


def register_first_words(*tell: TellFirst) -> None:
    """Say who tells what raters said first; a later call replaces the earlier."""
    _first[:] = tell


def judged_twice(workspace_id: int) -> list[FirstWords]:
    """The works of a workspace that two or more people judged, from every room."""
    told = [one for tell in _first for one in tell(workspace_id)]
    return [one for one in told if len(one.said) >= RATERS]


Tell = Callable[[int], list[Judged]]
"""Called with a person's id."""

_register: list[Tell] = []


def register(*tell: Tell) -> None:
    """Say who tells; a later call replaces the earlier."""
    _register[:] = tell


def judged_works(person_id: int) -> list[Judged]:
    """A person's works that as many people judged as it takes, the newest first."""
    found = [one for tell in _register for one in tell(person_id) if one.is_enough]
    return sorted(found, key=lambda one: one.judged_at, reverse=True)
