"""The doors of the demo: who may open one, and how often.

`config` registers the copying itself.
"""

from __future__ import annotations

import datetime as dt
import ipaddress
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.cache import cache
from django.utils.translation import gettext as _

from whetstone.apps.people import selectors
from whetstone.apps.people.models import DemoMade

if TYPE_CHECKING:
    from django.http import HttpRequest

ROLES = ("marketer", "lead", "leader", "partner", "instructor", "student", "editor")
MOST_COPIES = 200
LEAST_FREE_BYTES = 300_000_000
AN_HOUR_S = 3600
LOOPBACK_HOSTS = frozenset({"127.0.0.1", "localhost", "[::1]"})
SWEPT = "demo-swept"
"""The key in the cache that says: not again within the hour."""
FORWARDED = ("HTTP_X_FORWARDED_FOR", "HTTP_FORWARDED", "HTTP_X_REAL_IP", "HTTP_VIA")
"""What a proxy adds: the visitor is somewhere else."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A copy for one visitor, and the person they enter as."""

    workspace_id: int
    person_id: int


class FullError(Exception):
    """No further copy can be made just now; `why` says so to the visitor."""

    def __init__(self, why: str) -> None:
        self.why = why
        super().__init__(why)


Open = Callable[[str, "int | None", "dt.datetime"], Entry | None]
Throw = Callable[[int], None]
Sweep = Callable[["dt.datetime"], bool]

_opens: list[Open] = []
_throws: list[Throw] = []
_sweeps: list[Sweep] = []


def register(opens: Open, throws: Throw, sweeps: Sweep | None = None) -> None:
    """Say how a copy is opened for a role (reusing the visitor's own where given).

    And thrown away, and how old ones are swept (true: all of them are gone).
    """
    _opens[:] = [opens]
    _throws[:] = [throws]
    _sweeps[:] = [sweeps] if sweeps else []


def is_open(request: HttpRequest) -> bool:
    """Whether this visitor may enter.

    By themselves on loopback only, elsewhere where it is switched on.
    """
    if settings.DEMO == "on":
        return True
    return settings.DEMO == "auto" and not settings.BEHIND_HTTPS and is_local(request)


def is_local(request: HttpRequest) -> bool:
    """Whether the request comes from this machine and asks for this machine, without a proxy."""
    host = request.get_host()
    name = host if host.endswith("]") else host.rsplit(":", 1)[0]
    try:
        near = ipaddress.ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        near = False
    return name in LOOPBACK_HOSTS and near and not any(name in request.META for name in FORWARDED)


def full(now: dt.datetime) -> str:
    """Why no further copy can be made just now; empty where one can."""
    if selectors.live_demos().count() >= MOST_COPIES:
        return _("Every copy of the demo is taken. They are thrown away after a day.")
    lately = DemoMade.objects.filter(at__gt=now - dt.timedelta(hours=1)).count()
    if lately >= settings.DEMO_AN_HOUR:
        return _("Many people came in the last hour. Come back in a few minutes.")
    place = settings.HOME if settings.HOME.exists() else settings.HOME.parent
    if shutil.disk_usage(place).free < LEAST_FREE_BYTES:
        return _("There is too little room on this machine for another copy.")
    return ""


def enter(role: str, own_copy: int | None, now: dt.datetime) -> Entry | None:
    """The visitor's own copy (a new one where they have none), and whom they enter as in it.

    Old copies of everybody are swept on the way, at most once an hour.

    Raises:
        FullError: a new copy is needed, and none can be made just now.
    """
    if cache.add(SWEPT, "1", AN_HOUR_S) and not all(sweep(now) for sweep in _sweeps):
        cache.delete(SWEPT)
    return _opens[0](role, own_copy, now) if _opens else None


def throw_away(workspace_id: int) -> None:
    """End a copy."""
    for throw in _throws:
        throw(workspace_id)
