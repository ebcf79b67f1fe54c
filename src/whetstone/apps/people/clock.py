"""The one place that reads the clock. Everything below takes `now` as an argument."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.utils import timezone

if TYPE_CHECKING:
    from whetstone.apps.people.models import Workspace


def real_now() -> dt.datetime:
    """The real time, aware, UTC."""
    return timezone.now().astimezone(dt.UTC)


def now_in(workspace: Workspace, *, real: dt.datetime | None = None) -> dt.datetime:
    """The workspace's clock.

    The real one, or for a demo the stated demo time running on since the copy was made.
    """
    moment = real or real_now()
    if workspace.frozen_at is None:
        return moment
    return workspace.frozen_at + (moment - workspace.created_at)
