"""Names that cannot be read back, and the days of a workspace's own clock."""

from __future__ import annotations

import datetime as dt
import hmac
from typing import TYPE_CHECKING, Final

from django.utils.crypto import salted_hmac

from whetstone.apps.people.services import audit

if TYPE_CHECKING:
    from collections.abc import Callable

LENGTH: Final = 32
WEEK: Final = dt.timedelta(days=7)


def keyed(workspace_id: int) -> Callable[[str, str], str]:
    """`keyed(kind, text)`: a name by the installation's secret, another in each workspace.

    Without the secret nobody can try handles until one fits.
    """
    secret = salted_hmac(
        f"whetstone.lead.voices.{workspace_id}", "voices", algorithm="sha256"
    ).digest()

    def name(kind: str, text: str) -> str:
        return hmac.digest(secret, f"{kind}\x1f{text}".encode(), "sha256").hex()[:LENGTH]

    return name


def monday(day: dt.date) -> dt.date:
    """The first day of its week."""
    return day - dt.timedelta(days=day.weekday())


def log_act(
    workspace_id: int, act: str, thing: int, *, actor_id: int | None, now: dt.datetime
) -> None:
    """Write an act about what customers say into the log of acts."""
    audit(
        workspace_id=workspace_id, actor_id=actor_id, act=act, object_kind="voices",
        object_id=thing, now=now,
    )  # fmt: skip
