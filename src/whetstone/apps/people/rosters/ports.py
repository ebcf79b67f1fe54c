"""What a roster needs of the rooms above: the edition that a new class is pinned to."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_edition: list[Callable[[], str]] = []


def register_edition(source: Callable[[], str]) -> None:
    """Say where the newest edition's name comes from."""
    _edition[:] = [source]


def edition() -> str:
    """The newest edition's name; "" where none is loaded."""
    return _edition[0]() if _edition else ""
