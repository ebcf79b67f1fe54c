"""Wrong codes of a session: a class or a workspace cannot be found by trying."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt

    from django.contrib.sessions.backends.base import SessionBase

MOST = 20
WINDOW_S = 3600.0
KEY = "wrong_codes"


def wait(session: SessionBase, now: dt.datetime) -> float:
    """Seconds until the next code may be tried; 0 where it may be tried now."""
    recent = _recent(session, now)
    if len(recent) < MOST:
        return 0.0
    return recent[-MOST] + WINDOW_S - now.timestamp()


def count_wrong(session: SessionBase, now: dt.datetime) -> None:
    """Remember one wrong code; those of more than an hour ago are forgotten."""
    session[KEY] = [*_recent(session, now), now.timestamp()][-MOST:]


def _recent(session: SessionBase, now: dt.datetime) -> list[float]:
    """Moments (seconds since 1970) of the wrong codes of the last hour, oldest first."""
    return [at for at in session.get(KEY, []) if now.timestamp() - at < WINDOW_S]
