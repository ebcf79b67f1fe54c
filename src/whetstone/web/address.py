"""Addresses of named pages. A page names dozens; each is worked out once per process."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.urls import get_script_prefix, reverse


def address(name: str, *args: Any, **kwargs: Any) -> str:
    """The path of a named page.

    Raises:
        NoReverseMatch: no page has this name, or it takes other arguments.
    """
    return _address(get_script_prefix(), name, args, tuple(kwargs.items()))


@lru_cache(maxsize=4096)
def _address(
    _prefix: str, name: str, args: tuple[Any, ...], kwargs: tuple[tuple[str, Any], ...]
) -> str:
    return reverse(name, args=args or None, kwargs=dict(kwargs) or None)
