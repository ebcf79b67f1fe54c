"""Reading the content calendar: posts in their states, days with what lies on them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from dataclasses import field as given
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, F, OuterRef, QuerySet, Subquery

from whetstone.apps.field import selectors as field
from whetstone.apps.learn.selectors import holidays_between
from whetstone.apps.people import selectors as people
from whetstone.apps.plan.breaks import Break, breaks
from whetstone.apps.plan.desk_selectors import desk_days
from whetstone.apps.plan.models import Campaign
from whetstone.apps.plan.models_calendar import (
    CrisisSwitch,
    PlanFeed,
    PlannedPost,
    PostMove,
    TeamDay,
)
from whetstone.core.strategy.content_calendar import (
    Check,
    DayLoad,
    DeskDay,
    Draft,
    Shape,
    State,
    check_post,
    day_load,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

PLANNED_POST = "planned_post"
NOWHERE = "none"
"""In a filter: posts without a goal or campaign."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a reader wants to see; empty is everything. Ids as text, or `none`."""

    network: str = ""
    goal: str = ""
    campaign: str = ""
    state: str = ""

    @property
    def is_narrow(self) -> bool:
        """Whether something is left out."""
        return bool(self.network or self.goal or self.campaign or self.state)


@dataclass(frozen=True, slots=True)
class PostView:
    """A planned post with its state, what to look at, and what broke under it."""

    row: PlannedPost
    state: State
    checks: tuple[Check, ...]
    breaks: tuple[Break, ...]

    @property
    def goal(self) -> str:
        """What it serves: its own goal, else its campaign's."""
        return _serves(self.row)[1]

    @property
    def goal_id(self) -> int | None:
        """The goal it serves."""
        return _serves(self.row)[0]


@dataclass(frozen=True, slots=True)
class DayView:
    """A day with its posts, what it holds, and what else lies on it."""

    on: dt.date
    posts: tuple[PostView, ...]
    load: DayLoad
    holiday: str = ""
    own: tuple[str, ...] = ()
    closed: tuple[str, ...] = ()
    desk: DeskDay | None = None


@dataclass(frozen=True, slots=True)
class Span:
    """A campaign that runs in the days shown."""

    id: int
    name: str
    first: dt.date
    last: dt.date


@dataclass(frozen=True, slots=True)
class Calendar:
    """The days asked for, and the posts without a day."""

    days: tuple[DayView, ...]
    undated: tuple[PostView, ...]
    campaigns: tuple[Span, ...]
    crisis: CrisisSwitch | None
    care_minimum: int
    paused: int = 0
    goals: tuple[tuple[int | None, str, int], ...] = given(default=())

    @property
    def posts(self) -> tuple[PostView, ...]:
        """Every post shown, by day; those without one at the end."""
        return (*(post for day in self.days for post in day.posts), *self.undated)


def calendar(
    workspace_id: int, *, first: dt.date, last: dt.date, today: dt.date, wanted: Wanted
) -> Calendar:
    """The calendar from one day to another, both included. As many queries for any posts."""
    space = people.workspace(workspace_id)
    off = holidays_between(space.calendar, first, last)
    everything = views(workspace_id, first=first, last=last, today=today, off=off)
    shown = [one for one in everything if _is_wanted(one, wanted)]
    by_day: dict[dt.date | None, list[PostView]] = {}
    for one in shown:
        by_day.setdefault(one.row.on, []).append(one)
    minutes: dict[dt.date | None, list[int | None]] = {}
    for one in everything:
        if one.state is not State.DROPPED:
            minutes.setdefault(one.row.on, []).append(one.row.minutes)
    works = _working(workspace_id)
    own = _own_days(workspace_id, first, last)
    shut = [row for row in people.blackouts(workspace_id) if row[0] is None]
    desks = desk_days(workspace_id, _days(first, last), off=off)
    days = tuple(
        DayView(
            on=on,
            posts=tuple(by_day.get(on, ())),
            load=day_load(minutes.get(on, ()), working=works[on.weekday()], is_holiday=on in off),
            holiday=off.get(on, ""),
            own=tuple(own.get(on, ())),
            closed=tuple(why for _all, begin, end, why in shut if begin <= on <= end),
            desk=desks.get(on),
        )
        for on in _days(first, last)
    )
    return Calendar(
        days=days,
        undated=tuple(by_day.get(None, ())),
        campaigns=_spans(workspace_id, first, last),
        crisis=crisis(workspace_id),
        care_minimum=space.care_minimum,
        paused=sum(one is State.PAUSED for one in states(workspace_id).values()),
        goals=_served(shown),
    )


def views(
    workspace_id: int,
    *,
    first: dt.date,
    last: dt.date,
    today: dt.date,
    off: Mapping[dt.date, str],
) -> list[PostView]:
    """Posts of these days and those without a day, by day and time."""
    rows = _stated(workspace_id)
    rows = rows.filter(on__range=(first, last)) | rows.filter(on=None)
    rows = rows.order_by(F("on").asc(nulls_last=True), F("at_time").asc(nulls_first=True), "pk")
    return _as_views(workspace_id, list(rows), today, off)


def post(post_id: int, *, workspace_id: int, today: dt.date) -> PostView | None:
    """One post, only of this workspace."""
    row = _stated(workspace_id).filter(pk=post_id).first()
    if row is None:
        return None
    country = people.workspace(workspace_id).calendar
    off = holidays_between(country, row.on, row.on) if row.on else {}
    return _as_views(workspace_id, [row], today, off)[0]


def moves(post_id: int) -> list[PostMove]:
    """How a post moved, newest first; one query."""
    return list(PostMove.objects.filter(post_id=post_id).select_related("by").order_by("-pk"))


def states(workspace_id: int) -> dict[int, State]:
    """Where every post of a workspace stands; one query."""
    rows = _stated(workspace_id).values_list("pk", "stands")
    return {pk: State(stands) for pk, stands in rows}


def state_of(post_id: int) -> State:
    """Where one post stands."""
    found = PostMove.objects.filter(post_id=post_id).order_by("-pk")
    return State(found.values_list("to_state", flat=True)[0])


def before_pause(workspace_id: int) -> dict[int, State]:
    """Where each paused post stood before; one query."""
    rows = _stated(workspace_id).filter(stands=State.PAUSED).values_list("pk", "stood")
    return {pk: State(stood) for pk, stood in rows}


def let_go() -> QuerySet[Any, Any]:
    """The posts that were let go and not taken back, as a sub-query of ids."""
    later = PostMove.objects.filter(post=OuterRef("post"), pk__gt=OuterRef("pk"))
    rows = PostMove.objects.filter(to_state=State.DROPPED).exclude(Exists(later))
    return rows.values("post")


def crisis(workspace_id: int) -> CrisisSwitch | None:
    """The switch, where it is on."""
    rows = CrisisSwitch.objects.filter(workspace_id=workspace_id).select_related("by")
    row = rows.order_by("-pk").first()
    return row if row is not None and row.is_on else None


def switches(workspace_id: int) -> list[CrisisSwitch]:
    """Every turn of the switch, newest first; one query."""
    rows = CrisisSwitch.objects.filter(workspace_id=workspace_id).select_related("by")
    return list(rows.order_by("-pk")[:20])


def to_be_paused(workspace_id: int, *, today: dt.date) -> int:
    """How many posts the switch would pause; one query."""
    rows = _stated(workspace_id).exclude(stands__in=[State.POSTED, State.PAUSED, State.DROPPED])
    return rows.exclude(on__lt=today).count()


def team_days(workspace_id: int) -> list[TeamDay]:
    """The team's own days; one query."""
    return list(TeamDay.objects.filter(workspace_id=workspace_id).order_by("on", "name"))


def campaign_choices(workspace_id: int) -> list[tuple[int, str]]:
    """(id, name) of every campaign; one query."""
    rows = Campaign.objects.filter(workspace_id=workspace_id).order_by("starts_on", "pk")
    return list(rows.values_list("pk", "name"))


def feed_of(person_id: int) -> PlanFeed | None:
    """A person's secret address."""
    return PlanFeed.objects.filter(person_id=person_id).first()


def feed(token: str) -> PlanFeed | None:
    """Whose a secret address is; nobody's when they have left."""
    return PlanFeed.objects.filter(token=token, person__left_at=None).first()


def draft_of(row: PlannedPost, *, is_holiday: bool = False, is_alone: bool = False) -> Draft:
    """What the checks read of a post."""
    return Draft(
        network=row.network,
        shape=Shape(row.shape),
        on=row.on,
        has_goal=_serves(row)[0] is not None,
        has_link=bool(row.link),
        has_picture=row.has_picture,
        alt_text=row.alt_text,
        parts=row.parts,
        seconds=row.seconds,
        is_holiday=is_holiday,
        is_alone=is_alone,
    )


def _serves(row: PlannedPost) -> tuple[int | None, str]:
    goal = row.goal or (row.campaign.goal if row.campaign else None)
    return (goal.pk, goal.title) if goal else (None, "")


def _stated(workspace_id: int) -> QuerySet[Any, Any]:
    newest = PostMove.objects.filter(post=OuterRef("pk")).order_by("-pk")
    return (
        PlannedPost.objects.filter(workspace_id=workspace_id)
        .select_related("goal", "campaign__goal", "owner")
        .annotate(
            stands=Subquery(newest.values("to_state")[:1]),
            stood=Subquery(newest.values("from_state")[:1]),
        )
    )


def _as_views(
    workspace_id: int, rows: Sequence[Any], today: dt.date, off: Mapping[dt.date, str]
) -> list[PostView]:
    ledger = field.ledger(workspace_id, on=today)
    broken = breaks(workspace_id, kind=PLANNED_POST, today=today, ledger=ledger)
    desks = desk_days(workspace_id, {row.on for row in rows if row.on}, off=off)
    alone = {on for on, desk in desks.items() if desk.needed and not desk.there}
    return [
        PostView(
            row=row,
            state=State(row.stands),
            checks=check_post(
                draft_of(row, is_holiday=row.on in off, is_alone=row.on in alone), ledger.live
            ),
            breaks=broken.get(str(row.pk), ()),
        )
        for row in rows
    ]


def _is_wanted(one: PostView, wanted: Wanted) -> bool:
    if one.state is State.DROPPED and wanted.state != State.DROPPED:
        return False  # what was let go is shown to who asks for it
    campaign = str(one.row.campaign_id or NOWHERE)
    return (
        wanted.network in {"", one.row.network}
        and wanted.state in {"", one.state.value}
        and wanted.goal in {"", str(one.goal_id or NOWHERE)}
        and wanted.campaign in {"", campaign}
    )


def _served(shown: Iterable[PostView]) -> tuple[tuple[int | None, str, int], ...]:
    """(goal, title, posts) of every goal that a post serves, most posts first; none at the end."""
    found: dict[tuple[int | None, str], int] = {}
    for one in shown:
        key = (one.goal_id, one.goal)
        found[key] = found.get(key, 0) + 1
    order = sorted(found.items(), key=lambda row: (row[0][0] is None, -row[1], row[0][1]))
    return tuple((pk, title, n) for (pk, title), n in order)


def _working(workspace_id: int) -> dict[int, list[int]]:
    """Minutes that each person of the team works, by weekday; holidays and leave not taken off."""
    ids = [one.id for one in people.members(workspace_id)]
    found: dict[int, list[int]] = {day: [] for day in range(7)}
    for stretches in people.working_hours(ids).values():
        for one in stretches:
            found[one.weekday].append(_minutes(one.ends) - _minutes(one.starts))
    return found


def _minutes(clock: dt.time) -> int:
    return clock.hour * 60 + clock.minute


def _own_days(workspace_id: int, first: dt.date, last: dt.date) -> dict[dt.date, list[str]]:
    found: dict[dt.date, list[str]] = {}
    rows = TeamDay.objects.filter(workspace_id=workspace_id, on__range=(first, last))
    for on, name in rows.order_by("on", "name").values_list("on", "name"):
        found.setdefault(on, []).append(name)
    return found


def _spans(workspace_id: int, first: dt.date, last: dt.date) -> tuple[Span, ...]:
    rows = Campaign.objects.filter(
        workspace_id=workspace_id, starts_on__lte=last, ends_on__gte=first
    ).order_by("starts_on", "pk")
    return tuple(Span(*row) for row in rows.values_list("pk", "name", "starts_on", "ends_on"))


def _days(first: dt.date, last: dt.date) -> list[dt.date]:
    return [first + dt.timedelta(days=n) for n in range((last - first).days + 1)]
