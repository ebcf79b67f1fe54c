"""Sessions in the store, as Django keeps them, read with a query that is built once."""

from __future__ import annotations

from typing import Any

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.utils import timezone

from whetstone.web.prepared import Prepared

_SESSION = Prepared(
    lambda key: Session.objects.filter(session_key=key).values_list("session_data", "expire_date")
)


class SessionStore(db.SessionStore):
    """Django's own store; only the reading is ours."""

    def load(self) -> dict[str, Any]:
        """What the session holds; empty, and without its key, where it is unknown or over."""
        row = _SESSION.first(self.session_key) if self.session_key else None
        if row is None or row[1] <= timezone.now():
            self._session_key = None
            return {}
        return self.decode(row[0])
