"""Where this installation is found, for what is read outside of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings

if TYPE_CHECKING:
    from whetstone.web.request import Request


def root_of(request: Request) -> str:
    """The address of this installation, without a slash at its end: as set, or as asked."""
    return str(settings.ADDRESS) or request.build_absolute_uri("/").rstrip("/")
