"""The calendar for other programs: as iCalendar, and as rows for a scheduler."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.utils import translation
from django.utils.translation import gettext as _

from whetstone.apps.keepup.words import network_name
from whetstone.apps.plan import calendar_selectors as selectors
from whetstone.apps.plan.calendar_words import state_name
from whetstone.core.strategy.content_calendar import LINE, State
from whetstone.core.timeplan.pattern import Span
from whetstone.formats.icalendar import Booking, write_calendar

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from whetstone.apps.plan.calendar_selectors import PostView
    from whetstone.web.request import Actor

DAYS_BACK, DAYS_AHEAD = 60, 180
NO_TIME = dt.time(9)
"""Where a post without a time stands in a calendar program."""
SHORTEST = 15
COLUMNS = (
    "date", "time", "network", "title", "words", "link", "alt_text", "state", "campaign", "goal",
)  # fmt: skip


def scheduler_rows(
    posts: Iterable[PostView], *, only: Collection[State] = LINE
) -> Iterator[tuple[str, ...]]:
    """A head and one row a post with a day, of these states; paused posts are left out."""
    yield COLUMNS
    for post in posts:
        row = post.row
        if post.state not in only or row.on is None:
            continue
        yield (
            row.on.isoformat(),
            f"{row.at_time:%H:%M}" if row.at_time else "",
            row.network,
            row.title,
            row.words,
            row.link,
            row.alt_text,
            post.state.value,
            row.campaign.name if row.campaign else "",
            post.goal,
        )


def calendar_file(actor: Actor, *, root: str) -> bytes:
    """The posts of the last sixty days and those ahead; paused and dropped ones are called off."""
    today = actor.today
    found = selectors.views(
        actor.workspace_id,
        first=today - dt.timedelta(days=DAYS_BACK),
        last=today + dt.timedelta(days=DAYS_AHEAD),
        today=today,
        off={},
    )
    clock = ZoneInfo(actor.time_zone)
    with translation.override(actor.language):
        events = [_event(one, clock, root) for one in found if one.row.on is not None]
        return write_calendar(
            events, zone=actor.time_zone, name=_("Planned posts"), method="PUBLISH"
        )


def _event(post: PostView, clock: ZoneInfo, root: str) -> Booking:
    row = post.row
    assert row.on is not None
    start = dt.datetime.combine(row.on, row.at_time or NO_TIME, tzinfo=clock).astimezone(dt.UTC)
    end = start + dt.timedelta(minutes=SHORTEST)
    return Booking(
        uid=f"planned-post-{row.pk}@whetstone",
        sequence=row.version,
        span=Span(start, end),
        title=f"{network_name(row.network)}: {row.title} ({state_name(post.state)})",
        stamp=row.changed_at,
        is_cancelled=post.state in {State.PAUSED, State.DROPPED},
        description=f"{root}/plan/calendar/posts/{row.pk}",
        is_free=True,
    )
