"""Days on which nothing is booked: somebody's own, or everybody's. What lay there moves."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Final

from django.db import transaction
from django.utils.translation import gettext as _

from whetstone.apps.learn.selectors import bookings
from whetstone.apps.learn.services.bookings import Placed, get_current
from whetstone.apps.people import selectors as whose
from whetstone.apps.people import services as people
from whetstone.core.kernel.errors import Fault, raise_all

if TYPE_CHECKING:
    from collections.abc import Iterable

TEAM_REASONS: Final = ("launch", "crisis", "month_end", "other")
AWAY: Final = "leave"
LONGEST: Final = dt.timedelta(days=365)
A_DAY: Final = dt.timedelta(days=1)


@transaction.atomic
def close_days(
    *,
    workspace_id: int,
    actor_id: int,
    days: tuple[dt.date, dt.date],
    reason: str,
    now: dt.datetime,
    is_own: bool,
) -> Placed | None:
    """Book nothing on these days: one's own, or everybody's. None: they were closed already.

    Blocks that lie there find another place; the coming 48 hours stay as they are.

    Raises:
        Faults: the days are none, too many or over, or the reason is another.
    """
    first, last = days
    faults = []
    if last < first:
        faults.append(Fault("last", _("The last day is before the first.")))
    elif last - first > LONGEST:
        faults.append(Fault("last", _("That is more than a year. Close a part of it.")))
    if last < now.date() - dt.timedelta(days=1):
        faults.append(Fault("last", _("These days are over.")))
    if reason not in ((AWAY,) if is_own else TEAM_REASONS):
        faults.append(Fault("reason", _("Choose one of the reasons.")))
    raise_all(faults)
    owner = actor_id if is_own else None
    if (owner, first, last, reason) in whose.blackouts(workspace_id):
        return None
    people.black_out(
        workspace_id=workspace_id, starts_on=first, ends_on=last, reason=reason, person_id=owner
    )
    _note("close days", workspace_id, actor_id, is_own=is_own, now=now)
    ids = [actor_id] if is_own else [one.id for one in whose.members(workspace_id)]
    return _move_what_lies_there(ids, workspace_id, actor_id, now)


@transaction.atomic
def open_days(
    *, closed_id: int, workspace_id: int, actor_id: int, is_own: bool, now: dt.datetime
) -> bool:
    """Book on these days again; a second time does nothing (False)."""
    owner = actor_id if is_own else None
    is_open = people.open_closed(closed_id, workspace_id=workspace_id, person_id=owner)
    if is_open:
        _note("open days", workspace_id, actor_id, is_own=is_own, now=now)
    return is_open


@transaction.atomic
def move_off_closed_days(
    *,
    workspace_id: int,
    days: tuple[dt.date, dt.date],
    actor_id: int | None,
    now: dt.datetime,
) -> int:
    """Blocks on days that were just closed for everybody find another place; how many did.

    The coming 48 hours stay as they are. Where nothing lies there, nothing is looked at.
    """
    first, last = days
    since = dt.datetime.combine(first, dt.time(), dt.UTC) - A_DAY
    until = dt.datetime.combine(last, dt.time(), dt.UTC) + 2 * A_DAY
    ids = [one.id for one in whose.members(workspace_id)]
    there = [one for one in bookings.latest(ids, since=since) if one.starts_at < until]
    hit = {one.person_id for one in there if one.is_waiting(now)}
    return _move_what_lies_there(hit, workspace_id, actor_id, now).moved if hit else 0


def _move_what_lies_there(
    ids: Iterable[int], workspace_id: int, actor_id: int | None, now: dt.datetime
) -> Placed:
    """Nothing new is placed: only what lost its place gets another."""
    return get_current(
        person_ids=ids, workspace_id=workspace_id, now=now, actor_id=actor_id, only=()
    )


def _note(act: str, workspace_id: int, actor_id: int, *, is_own: bool, now: dt.datetime) -> None:
    people.audit(
        workspace_id=workspace_id,
        actor_id=actor_id,
        act=act,
        object_kind="person" if is_own else "workspace",
        object_id=actor_id if is_own else workspace_id,
        now=now,
    )
