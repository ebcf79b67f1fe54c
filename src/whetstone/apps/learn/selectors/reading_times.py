"""When it was last told what lessons take people: the name of a state that keeps lists of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from whetstone.apps.learn.models import Lesson
from whetstone.web import once
from whetstone.web.prepared import Prepared

if TYPE_CHECKING:
    import datetime as dt


@once.a_request
def newest_time() -> dt.datetime | None:
    """The newest day of a measured time; None while none is told. One query a request."""
    return next((at for (at,) in _NEWEST()), None)


_NEWEST = Prepared(
    lambda: (
        Lesson.objects.filter(timed_at__isnull=False)
        .order_by("-timed_at")
        .values_list("timed_at")[:1]
    )
)
