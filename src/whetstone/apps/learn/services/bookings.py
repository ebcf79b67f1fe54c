"""Learning blocks: placed, moved, taken out, kept. Each act writes a new state.

Nothing is saved that `core.timeplan` objects to: outside the pattern, on a holiday, in a blackout,
in a meeting. What somebody asks for is refused with the reasons.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.db import transaction

from whetstone.apps.learn.models import Booking, CalendarFeed
from whetstone.apps.learn.selectors import bookings, planning
from whetstone.apps.learn.selectors.quizzes import quizzes_due
from whetstone.apps.learn.selectors.team import placement, team
from whetstone.apps.learn.selectors.team_week import BY_LEAD
from whetstone.apps.people import selectors as whose
from whetstone.apps.people import services as people
from whetstone.core.kernel.reasons import because
from whetstone.core.timeplan.moves import why_not_move

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from whetstone.apps.learn.selectors.bookings import Held
    from whetstone.apps.learn.selectors.planning import Proposal, Wish
    from whetstone.core.kernel.reasons import Reason
    from whetstone.core.timeplan.learners import Placement

FURTHEST = 56
"""Days ahead a block may be moved by hand: nobody knows their meetings beyond."""


class NoPlaceError(Exception):
    """A block may not lie there. `reasons` says what is in the way."""

    def __init__(self, reasons: Sequence[Reason]) -> None:
        self.reasons = tuple(reasons)
        super().__init__(", ".join(reason.code for reason in self.reasons))


class NotYetError(Exception):
    """A block that has not begun was neither kept nor stolen."""


@dataclass(frozen=True, slots=True)
class Placed:
    """What placing did. `let_go` counts blocks that nothing needs any more."""

    booked: int
    moved: int
    unplaced: tuple[tuple[int, str, int, tuple[Reason, ...]], ...]
    let_go: int


@transaction.atomic
def get_current(
    *,
    person_ids: Iterable[int],
    workspace_id: int,
    now: dt.datetime,
    actor_id: int | None = None,
    only: Sequence[str] | None = None,
) -> Placed:
    """Place what these people need into their free working time, together. Fifteen queries.

    Asking again places only what has no place yet. A booked block whose place was lost (a new
    meeting, other hours) moves; one that nothing needs any more is let go.
    """
    asked = sorted(set(person_ids))
    more = quizzes_due(asked, workspace_id=workspace_id, now=now)
    proposal = planning.propose(workspace_id, person_ids=asked, now=now, only=only, more=more)
    places = {placed.block.id: placed for placed in proposal.plan.placed}
    rows = [booking_row(proposal.wishes[uid], places[uid], now) for uid in places]
    lost = [wish for wish, _why in proposal.unplaced if wish.instead_of]
    gone = [*proposal.idle, *(wish.instead_of for wish in lost if wish.instead_of)]
    rows += [next_state(held, Booking.State.CANCELLED, now) for held in gone]
    Booking.objects.bulk_create(rows, ignore_conflicts=True)
    if rows:
        people.audit(
            workspace_id=workspace_id,
            actor_id=actor_id,
            act="placed learning",
            object_kind="blocks",
            object_id=len(rows),
            now=now,
        )
    return _told(proposal, places, gone)


def _told(proposal: Proposal, places: dict[str, Placement], gone: Sequence[Held]) -> Placed:
    moved = sum(proposal.wishes[uid].instead_of is not None for uid in places)
    return Placed(
        booked=len(places) - moved,
        moved=moved,
        unplaced=tuple(
            (wish.person_id, wish.title, wish.minutes, why.reasons)
            for wish, why in proposal.unplaced
        ),
        let_go=len(gone),
    )


@transaction.atomic
def move(
    *, uid: object, person_id: int, workspace_id: int, start: dt.datetime, now: dt.datetime
) -> Held | None:
    """Put a person's own block elsewhere; the same place again does nothing. None: no such block.

    Raises:
        NoPlaceError: with every reason against that place.
    """
    held = _locked(uid, person_id)
    if held is None or held.kind == bookings.SESSION or not held.is_waiting(now):
        return None
    start = start.astimezone(dt.UTC)
    if start == held.starts_at:
        return held
    if not now <= start <= now + dt.timedelta(days=FURTHEST):
        raise NoPlaceError(
            [because("too_soon" if start < now else "too_far", weeks=FURTHEST // 7)]
        )
    first = min(now, start).date() - dt.timedelta(days=1)
    days = (start.date() - first).days + 3
    read = team(workspace_id, now=now, person_ids=[person_id], first=first, days=days)
    if read.learner(person_id) is None:
        return None
    reasons = why_not_move(
        read.learners,
        placement=placement(held),
        to=start,
        window=read.window,
        rules=replace(read.rules, slot=planning.by_hand(read)),
    )
    if reasons:
        raise NoPlaceError(reasons)
    moved = replace(held, starts_at=start, ends_at=start + (held.ends_at - held.starts_at))
    row = next_state(moved, Booking.State.BOOKED, now, reasons=[{"code": "by_hand", "values": {}}])
    row.save()
    return bookings.held(row)


@transaction.atomic
def ask_back(
    *, uid: object, workspace_id: int, actor_id: int, now: dt.datetime
) -> tuple[Held, bool] | None:
    """A lead needs somebody's time: their block gets another place, and the act is counted.

    Returns the block in its new state and whether it has a place; without one it is taken out, and
    what it was for is placed again when there is room. None: no such block ahead here. A seat in a
    session is none: its time is the session's, and several people sit under one name.
    """
    rows = Booking.objects.select_for_update().filter(
        uid=str(uid), person__workspace_id=workspace_id, person__left_at=None
    )
    rows = rows.exclude(thing_kind=bookings.SESSION)
    row = rows.order_by("-sequence").first()
    held = bookings.held(row) if row else None
    if held is None or held.state != Booking.State.BOOKED or held.starts_at <= now:
        return None
    place = planning.elsewhere(workspace_id, held=held, now=now)
    state, why = Booking.State.CANCELLED, []
    if place is not None:
        state, why = Booking.State.BOOKED, [stored(reason) for reason in place.reasons]
        held = replace(held, starts_at=place.span.start, ends_at=place.span.end)
    told = [{"code": BY_LEAD, "values": {}}, *why]
    next_state(held, state, now, reasons=told).save()
    people.audit(
        workspace_id=workspace_id,
        actor_id=actor_id,
        act="asked learning time back",
        object_kind="person",
        object_id=held.person_id,
        now=now,
    )
    return held, place is not None


@transaction.atomic
def cancel(*, uid: object, person_id: int, now: dt.datetime) -> Held | None:
    """Take a person's own block out; a second time does nothing. None: there is none ahead."""
    held = _locked(uid, person_id)
    if held is None or held.state == Booking.State.CANCELLED:
        return held
    if not held.is_waiting(now):
        return None
    next_state(held, Booking.State.CANCELLED, now).save()
    return held


@transaction.atomic
def mark(*, uid: object, person_id: int, state: str, now: dt.datetime) -> Held | None:
    """Say that a block was kept or stolen; the person may say it anew. None: no such block.

    Raises:
        ValueError: another word than kept or stolen.
        NotYetError: it has not begun.
    """
    if state not in (Booking.State.KEPT, Booking.State.STOLEN):
        raise ValueError(state)
    held = _locked(uid, person_id)
    if held is None or held.state in (Booking.State.CANCELLED, state):
        return held
    if held.starts_at > now:
        raise NotYetError
    next_state(held, state, now).save()
    return held


@transaction.atomic
def release(*, person_id: int, now: dt.datetime) -> int:
    """Let go of a person's blocks on later days in which everything is done. Returns how many.

    A block on the day it was done stays: it is kept. Seven queries.
    """
    clock = ZoneInfo(whose.actor_for(person_id, now=now).time_zone)
    today = now.astimezone(clock).date()
    done = bookings.done_things([person_id], since=now - dt.timedelta(days=FURTHEST))
    over = [
        held
        for held in bookings.latest([person_id], since=now)
        if held.is_waiting(now)
        and held.starts_at.astimezone(clock).date() > today
        and all((person_id, kind, thing) in done for kind, thing in held.things)
    ]
    rows = [next_state(held, Booking.State.CANCELLED, now) for held in over]
    Booking.objects.bulk_create(rows, ignore_conflicts=True)
    return len(over)


@transaction.atomic
def renew_feed(*, person_id: int, is_neutral: bool, now: dt.datetime) -> CalendarFeed:
    """A new secret address for somebody's calendar program; the old one answers no more."""
    row, _made = CalendarFeed.objects.update_or_create(
        person_id=person_id,
        defaults={
            "token": secrets.token_urlsafe(32),
            "is_neutral": is_neutral,
            "made_at": now,
        },
    )
    return row


def end_feed(*, person_id: int) -> None:
    """Close the secret address."""
    CalendarFeed.objects.filter(person_id=person_id).delete()


def feed_etag(state: str, *, is_neutral: bool, language: str, since: dt.date) -> str:
    """The entity tag of a feed: equal tags, equal files."""
    name = f"{state}/{is_neutral}/{language}/{since}"
    return f'"{hashlib.blake2s(name.encode(), digest_size=12).hexdigest()}"'


def _locked(uid: object, person_id: int) -> Held | None:
    """The person's block in its newest state, its rows locked where the database can."""
    rows = Booking.objects.select_for_update().filter(uid=str(uid), person_id=person_id)
    row = rows.order_by("-sequence").first()
    return bookings.held(row) if row else None


def booking_row(
    wish: Wish, placed: Placement, now: dt.datetime, *, first: Reason | None = None
) -> Booking:
    """The row of a place: the first state of a new block, or the next of one that moves.

    `first` is said before the planner's own reasons.
    """
    told = [first, *placed.reasons] if first else placed.reasons
    kind, thing = wish.things[0]
    return Booking(
        uid=wish.uid,
        sequence=wish.instead_of.sequence + 1 if wish.instead_of else 0,
        person_id=wish.person_id,
        thing_kind=kind,
        thing_id=thing,
        things=[list(one) for one in wish.things],
        title=wish.title[:200],
        starts_at=placed.span.start,
        ends_at=placed.span.end,
        state=Booking.State.BOOKED,
        reasons=[stored(reason) for reason in told],
        recorded_at=now,
    )


def next_state(
    held: Held, state: str, now: dt.datetime, *, reasons: Sequence[object] | None = None
) -> Booking:
    """The row of a block's next state."""
    return Booking(
        uid=held.uid,
        sequence=held.sequence + 1,
        person_id=held.person_id,
        thing_kind=held.kind,
        thing_id=held.thing_id,
        things=[list(one) for one in held.things],
        title=held.title,
        starts_at=held.starts_at,
        ends_at=held.ends_at,
        state=state,
        reasons=list(held.reasons) if reasons is None else list(reasons),
        recorded_at=now,
    )


def stored(reason: Reason) -> dict[str, object]:
    """A reason as it is kept: dates as text."""
    values = {
        name: value.isoformat() if isinstance(value, dt.date) else value
        for name, value in reason.values.items()
    }
    return {"code": reason.code, "values": values}
