"""Who is given more time: the room of classes registers here what it has written down."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt

Tell = Callable[[Collection[int], "dt.datetime"], Mapping[int, int]]
"""Called with person ids and now; returns the percent of the usual time by person."""

_register: list[Tell] = []


def register(tell: Tell) -> None:
    """Say who tells; a later one replaces the earlier."""
    _register[:] = [tell]


def time_percents(person_ids: Collection[int], now: dt.datetime) -> Mapping[int, int]:
    """The percent of the usual time that people are given; who is not named has 100."""
    return _register[0](person_ids, now) if _register else {}
