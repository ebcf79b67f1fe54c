"""A quiet line on the page of today: rooms above register here (in `config`) who writes it.

This room imports none of them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt

    from whetstone.web.request import Actor


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence with where it leads."""

    text: str
    url: str


Write = Callable[["Actor", "dt.datetime"], Line | None]
"""(reader, now) -> the line, or None where there is nothing to say. At most two queries."""

_register: list[Write] = []


def register(write: Write) -> None:
    """Say who writes the line; a later one replaces the earlier."""
    _register[:] = [write]


def line_for(actor: Actor) -> Line | None:
    """What there is to say to this reader today."""
    return _register[0](actor, actor.now) if _register else None
