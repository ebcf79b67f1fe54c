"""What the calendar's pages show, worked out before the template."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from whetstone.apps.keepup.words import network_name
from whetstone.apps.plan import calendar_selectors as selectors
from whetstone.apps.plan import calendar_words as words
from whetstone.apps.plan import selectors as goals
from whetstone.apps.plan.calendar_selectors import NOWHERE, PostView, Wanted
from whetstone.core.strategy.content_calendar import Standing, State, may_go, team_may_move
from whetstone.web.request import day_named
from whetstone.web.wording import weekday

if TYPE_CHECKING:
    from collections.abc import Mapping

    from whetstone.apps.plan.calendar_selectors import Calendar, DayView
    from whetstone.web.request import Actor

VIEWS = ("month", "week", "list")
WEEK = dt.timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Asked:
    """Which days, shown how, and what of them."""

    view: str
    on: dt.date
    wanted: Wanted

    @property
    def first(self) -> dt.date:
        """The first day shown: a Monday, but for the list."""
        begin = self.on if self.view == "week" else self.on.replace(day=1)
        return begin if self.view == "list" else begin - dt.timedelta(days=begin.weekday())

    @property
    def last(self) -> dt.date:
        """The last day shown."""
        if self.view == "week":
            return self.first + dt.timedelta(days=6)
        end = _next_month(self.on) - dt.timedelta(days=1)
        return end if self.view == "list" else end + dt.timedelta(days=6 - end.weekday())

    def beside(self, step: int) -> Asked:
        """The time before (-1) or after (1)."""
        if self.view == "week":
            return replace(self, on=self.on + step * WEEK)
        first = self.on.replace(day=1)
        day = _next_month(first) if step > 0 else (first - dt.timedelta(days=1)).replace(day=1)
        return replace(self, on=day)

    def shown_as(self, view: str) -> Asked:
        """The same, shown another way."""
        return replace(self, view=view)

    def query(self) -> str:
        """As a query of an address."""
        wanted = self.wanted
        known = {
            "as": self.view, "on": self.on.isoformat(), "network": wanted.network,
            "goal": wanted.goal, "campaign": wanted.campaign, "state": wanted.state,
        }  # fmt: skip
        return urlencode({key: text for key, text in known.items() if text})


def asked(given: Mapping[str, str], *, today: dt.date) -> Asked:
    """What an address or a form asks for; what cannot be read is left out."""
    view = given.get("as", "")
    day = day_named(given.get("on_shown", "") or given.get("on", "")) or today
    if not today.year - 20 < day.year < today.year + 20:
        day = today
    wanted = Wanted(*(given.get(name, "")[:40] for name in Wanted.__slots__))
    return Asked(view if view in VIEWS else "month", day, wanted)


class CalendarPage:
    """The calendar with its filters."""

    def __init__(self, wish: Asked, actor: Actor) -> None:
        self.wish, self.actor, self.today = wish, actor, actor.today

    @cached_property
    def calendar(self) -> Calendar:
        """What is read for it."""
        wish = self.wish
        return selectors.calendar(
            self.actor.workspace_id,
            first=wish.first,
            last=wish.last,
            today=self.today,
            wanted=wish.wanted,
        )

    @property
    def title(self) -> str:
        """What the calendar says first."""
        return words.finding(self.calendar)

    @property
    def weeks(self) -> list[tuple[DayView, ...]]:
        """The days by weeks."""
        days = self.calendar.days
        return [days[n : n + 7] for n in range(0, len(days), 7)]

    @property
    def day_names(self) -> list[str]:
        """Monday to Sunday."""
        return [weekday(one.on) for one in self.calendar.days[:7]]

    @property
    def views(self) -> list[tuple[str, str, bool]]:
        """(name, query, is shown) of each way to look."""
        names = {"month": _("Month"), "week": _("Week"), "list": _("List")}
        return [
            (names[one], self.wish.shown_as(one).query(), one == self.wish.view) for one in VIEWS
        ]

    @property
    def key(self) -> list[tuple[str, str, int]]:
        """(line, goal, posts): which line is which goal."""
        found = []
        for place, (goal, title, n) in enumerate(self.calendar.goals):
            line = "none" if goal is None else "abc"[min(2, place)]
            found.append((line, title or _("no goal yet"), n))
        return found

    def line(self, post: PostView) -> str:
        """How the post's edge is drawn."""
        return words.line_of(post, [goal for goal, _title, _n in self.calendar.goals])

    def is_out(self, day: DayView) -> bool:
        """Whether a day lies beside the month shown."""
        return self.wish.view == "month" and day.on.month != self.wish.on.month

    def desk(self, day: DayView) -> str:
        """Who is there for customers and for a crisis, where that is worth a line."""
        has_posts = any(one.state is not State.PAUSED for one in day.posts)
        is_whole = self.wish.view == "week"
        return words.desk_words(day.desk, has_posts=has_posts, is_whole=is_whole)

    @cached_property
    def filters(self) -> list[tuple[str, str, str, list[tuple[str, str]]]]:
        """(name, label, chosen, options) of each filter."""
        space, wanted = self.actor.workspace_id, self.wish.wanted
        titles = [(str(pk), title) for pk, _kind, title in goals.goal_choices(space)]
        runs = [(str(pk), name) for pk, name in selectors.campaign_choices(space)]
        every = [("", _("all"))]
        return [
            ("network", _("Network"), wanted.network, every + words.network_choices()),
            ("goal", _("Goal"), wanted.goal, [*every, (NOWHERE, _("no goal yet")), *titles]),
            ("campaign", _("Campaign"), wanted.campaign,
             [*every, (NOWHERE, _("no campaign")), *runs]),
            ("state", _("State"), wanted.state, every + words.state_choices()),
        ]  # fmt: skip

    @cached_property
    def feed(self) -> str:
        """The reader's secret word; empty where there is none."""
        row = selectors.feed_of(self.actor.person_id)
        return row.token if row else ""

    load_words = staticmethod(words.load_words)
    state_name = staticmethod(words.state_name)
    network_name = staticmethod(network_name)
    check_words = staticmethod(words.check_words)


class PostPage:
    """One planned post."""

    def __init__(self, post: PostView, actor: Actor) -> None:
        self.post, self.actor, self.zone = post, actor, actor.time_zone
        self.moves = selectors.moves(post.row.pk)
        self.crisis = selectors.crisis(actor.workspace_id)

    @property
    def next(self) -> list[tuple[str, str]]:
        """(state, button) of each move that is allowed now."""
        on = self.post.row.on
        is_past = on is not None and on < self.actor.today
        standing = Standing(self.post.state, on is not None, self.crisis is not None, is_past)
        decides = self.actor.has("lead", "partner")
        return [
            (one.value, words.act_of(one, here=self.post.state))
            for one in may_go(standing)
            if decides or team_may_move(self.post.state, one)
        ]

    @property
    def is_paused(self) -> bool:
        """Whether a crisis switch holds it."""
        return self.post.state is State.PAUSED

    @property
    def may_change_day(self) -> bool:
        """What is posted stays where it is, and what was let go is nowhere."""
        return self.post.state not in {State.POSTED, State.DROPPED}

    state_name = staticmethod(words.state_name)
    network_name = staticmethod(network_name)
    shape_name = staticmethod(words.shape_name)
    check_words = staticmethod(words.check_words)


def _next_month(day: dt.date) -> dt.date:
    return (day.replace(day=1) + dt.timedelta(days=32)).replace(day=1)
