"""The doors of the demo: who may open one, and how often.

`config` registers the copying itself.
"""

from __future__ import annotations

import ipaddress
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import gettext as _

from whetstone.apps.people import selectors

if TYPE_CHECKING:
    import datetime as dt

    from django.http import HttpRequest

ROLES = ("marketer", "lead", "leader", "partner", "instructor", "student", "editor")
MOST_COPIES = 200
MOST_AN_HOUR = 60
LEAST_FREE_BYTES = 300_000_000
LOOPBACK_HOSTS = frozenset({"127.0.0.1", "localhost", "[::1]"})


@dataclass(frozen=True, slots=True)
class Entry:
    """A copy for one visitor, and the person they enter as."""

    workspace_id: int
    person_id: int


Open = Callable[[str, "int | None", "dt.datetime"], Entry | None]
Throw = Callable[[int], None]

_opens: list[Open] = []
_throws: list[Throw] = []


def register(opens: Open, throws: Throw) -> None:
    """Say how a copy is opened for a role (reusing the visitor's own where given).

    And thrown away.
    """
    _opens[:] = [opens]
    _throws[:] = [throws]


def is_open(request: HttpRequest) -> bool:
    """Whether this visitor may enter.

    By themselves on loopback only, elsewhere where it is switched on.
    """
    if settings.DEMO == "on":
        return True
    return settings.DEMO == "auto" and is_local(request)


def is_local(request: HttpRequest) -> bool:
    """Whether the request comes from this machine and asks for this machine."""
    host = request.get_host().rsplit(":", 1)[0] if not request.get_host().endswith("]") else ""
    named = host in LOOPBACK_HOSTS or request.get_host() in LOOPBACK_HOSTS
    try:
        near = ipaddress.ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        near = False
    return named and near and "HTTP_X_FORWARDED_FOR" not in request.META


def full(now: dt.datetime) -> str:
    """Why no further copy can be made just now; empty where one can."""
    import datetime as dt

    copies = selectors.live_demos()
    if copies.count() >= MOST_COPIES:
        return _("Every copy of the demo is taken. They are thrown away after a day.")
    if copies.filter(created_at__gt=now - dt.timedelta(hours=1)).count() >= MOST_AN_HOUR:
        return _("Many people came in the last hour. Come back in a few minutes.")
    place = settings.HOME if settings.HOME.exists() else settings.HOME.parent
    if shutil.disk_usage(place).free < LEAST_FREE_BYTES:
        return _("There is too little room on this machine for another copy.")
    return ""


def enter(role: str, own_copy: int | None, now: dt.datetime) -> Entry | None:
    """The visitor's own copy (a new one where they have none), and whom they enter as in it."""
    return _opens[0](role, own_copy, now) if _opens else None


def throw_away(workspace_id: int) -> None:
    """End a copy."""
    for throw in _throws:
        throw(workspace_id)
