"""Work that somebody's class asks for, on the page of today: the room of classes registers here.

This room imports none above it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt

    from whetstone.web.request import Actor


@dataclass(frozen=True, slots=True)
class Due:
    """One piece of work, when it is due for this reader (also in words), where it is done."""

    title: str
    kind: str
    due_at: dt.datetime
    when: str
    url: str
    more: str = ""


Tell = Callable[["Actor"], list[Due]]

_register: list[Tell] = []


def register(tell: Tell) -> None:
    """Say who tells; a later one replaces the earlier."""
    _register[:] = [tell]


def due_for(actor: Actor) -> list[Due]:
    """What classes ask of this reader, the next first. Only a school has classes."""
    if not _register or actor.workspace_kind != "school":
        return []
    return _register[0](actor)
