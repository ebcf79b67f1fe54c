"""Learning blocks as they stand now, and what became of those that are past."""

from __future__ import annotations

import datetime as dt
import enum
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar
from zoneinfo import ZoneInfo

from django.db.models import Count, Exists, Max, Min, OuterRef, Q, QuerySet

from whetstone.apps.diagnose import selectors as diagnose
from whetstone.apps.learn.models import Booking, CalendarFeed, Reading, Refresher
from whetstone.apps.people import selectors as people
from whetstone.core.timeplan.pattern import Span
from whetstone.web import once
from whetstone.web.prepared import Prepared

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

LESSON, REFRESHER, CHECK, SESSION = "lesson", "refresher", "check", "session"
QUIZ = "quiz"
"""The quiz of a session, three days on; `thing_id` is the session."""
Thing = tuple[str, str]
Done = dict[tuple[int, str, str], dt.datetime]


@dataclass(frozen=True, slots=True)
class Block:
    """What of a learning block its fate depends on. Instants are aware UTC."""

    person_id: int
    things: tuple[Thing, ...]
    starts_at: dt.datetime
    ends_at: dt.datetime
    state: str

    @property
    def minutes(self) -> int:
        """Its length."""
        return round((self.ends_at - self.starts_at).total_seconds() / 60)

    @property
    def span(self) -> Span:
        """Its place in time."""
        return Span(self.starts_at, self.ends_at)

    @property
    def kind(self) -> str:
        """lesson, refresher or check."""
        return self.things[0][0]

    @property
    def thing_id(self) -> str:
        """What the block is for: the first thing in it."""
        return self.things[0][1]

    def is_waiting(self, now: dt.datetime) -> bool:
        """Booked, and not over yet."""
        return self.state == Booking.State.BOOKED and self.ends_at > now


@dataclass(frozen=True, slots=True)
class Held(Block):
    """A learning block in its newest state, whole."""

    uid: str
    sequence: int
    title: str
    reasons: tuple[Mapping[str, Any], ...]
    recorded_at: dt.datetime


AnyBlock = TypeVar("AnyBlock", bound=Block)


class Fate(enum.StrEnum):
    """What became of a block."""

    AHEAD = "ahead"
    KEPT = "kept"
    STOLEN = "stolen"
    UNSAID = "unsaid"


@dataclass(frozen=True, slots=True)
class HoursKept:
    """Minutes of learning blocks by fate. `outside` counts minutes outside the working pattern."""

    kept: int = 0
    stolen: int = 0
    unsaid: int = 0
    ahead: int = 0
    outside: int = 0
    blocks: int = 0

    @property
    def come(self) -> int:
        """Minutes that were booked and have come: kept, stolen, or nobody has said."""
        return self.kept + self.stolen + self.unsaid

    @property
    def booked(self) -> int:
        """All of them."""
        return self.come + self.ahead


def latest(
    person_ids: Collection[int] | QuerySet[Any], *, since: dt.datetime | None = None
) -> list[Held]:
    """Every block of these people in its newest state, cancelled ones too, by time. One query.

    Args:
        person_ids: ids, or a sub-query of ids.
        since: leave out what ended before.
    """
    rows = (
        _states(since, person_ids)
        if since is None or isinstance(person_ids, QuerySet)
        else _SINCE(since, *sorted(person_ids))
        if person_ids
        else ()
    )
    return [_held(*row) for row in rows]


def around(
    person_id: int, ids: Sequence[int], *, since: dt.datetime, others_since: dt.datetime
) -> list[Held]:
    """As `latest`, of one person long back, of the others here from a later moment. One query."""
    return [_held(*row) for row in _AROUND(since, others_since, person_id, *sorted(ids))]


@once.a_request
def blocks(person_ids: tuple[int, ...], *, since: dt.datetime) -> list[Block]:
    """As `latest`, of many people and without what only a page of one block shows. One query."""
    return [
        Block(person, _things(*named), starts_at, ends_at, state)
        for person, *named, starts_at, ends_at, state in _BLOCKS(since, *person_ids)
    ]


def _newest(
    since: dt.datetime | None, person_ids: Collection[int] | QuerySet[Any]
) -> QuerySet[Booking]:
    newer = Booking.objects.filter(
        person=OuterRef("person"), uid=OuterRef("uid"), sequence__gt=OuterRef("sequence")
    )
    rows = Booking.objects.filter(~Exists(newer), person_id__in=person_ids)
    if since is not None:
        rows = rows.filter(ends_at__gte=since)
    return rows.order_by("starts_at", "person_id", "uid")


def _states(
    since: dt.datetime | None, person_ids: Collection[int] | QuerySet[Any]
) -> QuerySet[Booking, Any]:
    return _newest(since, person_ids).values_list(*_STATE)


_STATE = (
    "uid", "sequence", "person_id", "things", "thing_kind", "thing_id", "title", "starts_at",
    "ends_at", "state", "reasons", "recorded_at",
)  # fmt: skip
_SINCE = Prepared(lambda since, *person_ids: _states(since, person_ids))
_AROUND = Prepared(
    lambda since, others_since, person_id, *ids: _states(None, ids).filter(
        Q(ends_at__gte=others_since) | Q(person_id=person_id, ends_at__gte=since)
    )
)
_BLOCKS = Prepared(
    lambda since, *person_ids: _newest(since, person_ids).values_list(
        "person_id", "things", "thing_kind", "thing_id", "starts_at", "ends_at", "state"
    )
)


def next_turn(person_ids: QuerySet[Any], *, after: dt.datetime) -> dt.datetime | None:
    """When the next block of these people (a sub-query of ids) begins or ends; one query."""
    rows = Booking.objects.filter(person_id__in=person_ids, ends_at__gt=after)
    found = rows.aggregate(
        begins=Min("starts_at", filter=Q(starts_at__gt=after)), ends=Min("ends_at")
    )
    moments = [one for one in found.values() if one is not None]
    return min(moments) if moments else None


def one(uid: object, *, person_id: int) -> Held | None:
    """A person's own block in its newest state. One query."""
    row = Booking.objects.filter(uid=str(uid), person_id=person_id).order_by("-sequence").first()
    return held(row) if row else None


def held(row: Booking) -> Held:
    """A stored state as a value."""
    return _held(*(getattr(row, name) for name in _STATE))


def _held(  # noqa: PLR0917  # a row of the store, column by column as `_STATE` names them
    uid: object,
    sequence: int,
    person_id: int,
    things: Iterable[tuple[str, str]],
    thing_kind: str,
    thing_id: str,
    title: str,
    starts_at: dt.datetime,
    ends_at: dt.datetime,
    state: str,
    reasons: Iterable[Mapping[str, Any]],
    recorded_at: dt.datetime,
) -> Held:
    return Held(
        uid=str(uid),
        sequence=sequence,
        person_id=person_id,
        things=_things(things, thing_kind, thing_id),
        title=title,
        starts_at=starts_at,
        ends_at=ends_at,
        state=state,
        reasons=tuple(reasons),
        recorded_at=recorded_at,
    )


def _things(named: Iterable[tuple[str, str]], kind: str, thing: str) -> tuple[Thing, ...]:
    """The things of a block; rows of old name but one."""
    return tuple((one, other) for one, other in named) or ((kind, thing),)


def done_things(person_ids: Collection[int], *, since: dt.datetime) -> Done:
    """When each person finished a lesson or a refresher, or last answered a check. Three queries.

    A check of any area is named ("check", "").
    """
    found: Done = {}
    ids = sorted(person_ids)
    if not ids:
        return found
    found |= {(person, LESSON, slug): at for person, slug, at in _FINISHED(since, *ids) if at}
    found |= {(person, REFRESHER, slug): at for person, slug, at in _RELEARNED(since, *ids) if at}
    for person, at in diagnose.last_answered(ids).items():
        found[person, CHECK, ""] = at
    return found


_FINISHED = Prepared(
    lambda since, *person_ids: Reading.objects.filter(
        person_id__in=person_ids, finished_at__gte=since
    ).values_list("person_id", "lesson__slug", "finished_at")
)
_RELEARNED = Prepared(
    lambda since, *person_ids: Refresher.objects.filter(
        person_id__in=person_ids, done_at__gte=since
    ).values_list("person_id", "publication__change__slug", "done_at")
)


def fate(block: Block, done: Done, *, now: dt.datetime, zone: str) -> Fate | None:
    """What became of a block; None for a cancelled one.

    Kept: somebody said so, or the thing was done on the block's day, by the person's own calendar.
    Nobody said and nothing was done: that stays unsaid, it is not held against anybody.
    """
    if block.state == Booking.State.CANCELLED:
        return None
    if block.state in (Booking.State.KEPT, Booking.State.STOLEN):
        return Fate(block.state)
    for kind, thing in block.things:
        at = done.get((block.person_id, kind, "" if kind == CHECK else thing))
        if at is not None and _same_day(at, block.starts_at, ZoneInfo(zone)):
            return Fate.KEPT
    return Fate.AHEAD if block.ends_at > now else Fate.UNSAID


def _same_day(one: dt.datetime, other: dt.datetime, clock: ZoneInfo) -> bool:
    return one.astimezone(clock).date() == other.astimezone(clock).date()


def fates(
    person_ids: Collection[int],
    *,
    zones: Mapping[int, str],
    since: dt.datetime,
    now: dt.datetime,
) -> list[tuple[Held, Fate]]:
    """Blocks that end after `since`, with their fate; cancelled ones left out. Four queries."""
    return _fates(latest(person_ids, since=since), person_ids, zones=zones, since=since, now=now)


def fates_of_blocks(
    person_ids: Collection[int],
    *,
    zones: Mapping[int, str],
    since: dt.datetime,
    now: dt.datetime,
) -> list[tuple[Block, Fate]]:
    """As `fates`, without what only a page of one block shows. Four queries."""
    rows = blocks(tuple(sorted(person_ids)), since=since)
    return _fates(rows, person_ids, zones=zones, since=since, now=now)


def _fates(
    rows: Iterable[AnyBlock],
    person_ids: Collection[int],
    *,
    zones: Mapping[int, str],
    since: dt.datetime,
    now: dt.datetime,
) -> list[tuple[AnyBlock, Fate]]:
    rows = list(rows)
    unsaid = {one.person_id for one in rows if one.state == Booking.State.BOOKED}
    done = done_things(unsaid.intersection(person_ids), since=since - dt.timedelta(days=1))
    found = []
    for block in rows:
        what = fate(block, done, now=now, zone=zones.get(block.person_id, "UTC"))
        if what is not None:
            found.append((block, what))
    return found


def add_up(rows: Iterable[tuple[Block, Fate]], *, outside: int = 0) -> HoursKept:
    """Minutes by fate."""
    minutes: dict[Fate, int] = defaultdict(int)
    blocks = 0
    for block, what in rows:
        minutes[what] += block.minutes
        blocks += 1
    return HoursKept(
        kept=minutes[Fate.KEPT],
        stolen=minutes[Fate.STOLEN],
        unsaid=minutes[Fate.UNSAID],
        ahead=minutes[Fate.AHEAD],
        outside=outside,
        blocks=blocks,
    )


@dataclass(frozen=True, slots=True)
class MinutesPlaced:
    """How much of the refreshers of a publication has a place in somebody's hours."""

    people: int
    waiting: int
    minutes: int


def minutes_placed(publication_id: int, *, workspace_id: int, now: dt.datetime) -> MinutesPlaced:
    """Whose open refreshers of a publication are booked, and how many minutes. Two queries.

    `people` have a place for it, `waiting` have none yet; `minutes` are the refreshers' own.
    """
    rows = Refresher.objects.filter(
        publication_id=publication_id,
        person__workspace_id=workspace_id,
        done_at=None,
        withdrawn_at=None,
    ).values_list("person_id", "publication__change__slug", "minutes")
    booked = {
        (block.person_id, thing)
        for block in latest([person for person, _slug, _minutes in rows], since=now)
        if block.is_waiting(now)
        for kind, thing in block.things
        if kind == REFRESHER
    }
    placed = [minutes for person, slug, minutes in rows if (person, slug) in booked]
    return MinutesPlaced(len(placed), len(rows) - len(placed), sum(placed))


def refreshers_booked(person_ids: Collection[int], *, now: dt.datetime) -> dict[int, dt.datetime]:
    """When each person's first block with a refresher begins; one query."""
    found: dict[int, dt.datetime] = {}
    for block in latest(person_ids, since=now):
        is_one = any(kind == REFRESHER for kind, _thing in block.things)
        if is_one and block.is_waiting(now) and block.person_id not in found:
            found[block.person_id] = block.starts_at
    return found


def feed(token: str) -> CalendarFeed | None:
    """The feed behind a secret address, while its person is still here. One query."""
    return CalendarFeed.objects.filter(token=token, person__left_at=None).first()


def feed_of(person_id: int) -> CalendarFeed | None:
    """A person's own feed, if they have asked for one."""
    return CalendarFeed.objects.filter(person_id=person_id).first()


def feed_state(person_id: int) -> str:
    """A short name of the state of somebody's blocks: it changes with every row. One query."""
    counted = Booking.objects.filter(person_id=person_id).aggregate(n=Count("pk"), top=Max("pk"))
    return f"{counted['n']}.{counted['top'] or 0}"


def zones(workspace_id: int) -> dict[int, str]:
    """Each learner's clock, by person. Two queries."""
    own = people.workspace(workspace_id).time_zone
    return {one.id: one.time_zone or own for one in people.members(workspace_id)}
