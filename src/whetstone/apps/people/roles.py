"""The roles a person may have.

The framework stands above this app, so `config` tells us where to read it.
"""

from __future__ import annotations

from collections.abc import Callable

RoleChoices = Callable[[], list[tuple[str, str]]]

_source: list[RoleChoices] = []


def register(source: RoleChoices) -> None:
    """Say where role ids and names come from."""
    _source[:] = [source]


def choices() -> list[tuple[str, str]]:
    """(id, name) of every role of the newest edition."""
    return _source[0]() if _source else []
