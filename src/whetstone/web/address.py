"""Addresses of named pages, and pages of addresses: each is worked out once per process."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.urls import (
    Resolver404,
    ResolverMatch,
    URLResolver,
    get_script_prefix,
    include,
    reverse,
)
from django.urls.resolvers import RoutePattern


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


class Room(URLResolver):
    """The addresses of a room at the root: `Room("whetstone.apps.plan.urls")`.

    Django compares a path with one address after the other, in every request. What a path leads
    to never changes, so it is found once; also that it leads nowhere in this room.
    """

    def __init__(self, module: str) -> None:
        urls, app_name, namespace = include(module)
        super().__init__(
            RoutePattern("", is_endpoint=False), urls, app_name=app_name, namespace=namespace
        )
        self._found = lru_cache(maxsize=1024)(self._find)

    def resolve(self, path: str) -> ResolverMatch:
        """What the path leads to.

        Raises:
            Resolver404: it leads nowhere here.
        """
        found = self._found(path)
        if found is None:
            raise Resolver404({"tried": [], "path": path})
        return found

    def _find(self, path: str) -> ResolverMatch | None:
        try:
            return super().resolve(path)
        except Resolver404:
            return None
