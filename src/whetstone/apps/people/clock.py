"""The one place that reads the clock. Everything below takes `now` as an argument."""

from __future__ import annotations

import datetime as dt
from typing import Protocol

from django.utils import timezone


class Clocked(Protocol):
    """What is known of a workspace's clock: when it was set, and to what."""

    @property
    def created_at(self) -> dt.datetime:
        """When the workspace was made, real time."""

    @property
    def frozen_at(self) -> dt.datetime | None:
        """The demo time at that moment; None where the clock is the real one."""


def real_now() -> dt.datetime:
    """The real time, aware, UTC."""
    return timezone.now().astimezone(dt.UTC)


def now_in(workspace: Clocked, *, real: dt.datetime | None = None) -> dt.datetime:
    """The workspace's clock.

    The real one, or for a demo the stated demo time running on since the copy was made.
    """
    moment = real or real_now()
    if workspace.frozen_at is None:
        return moment
    return workspace.frozen_at + (moment - workspace.created_at)
