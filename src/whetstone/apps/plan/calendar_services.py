"""Writing planned posts: make, change, move, pause all at once, and take the pause back."""

from __future__ import annotations

import datetime as dt
import secrets
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from whetstone.apps.field import selectors as field
from whetstone.apps.keepup import services as keepup
from whetstone.apps.learn.selectors import holidays_between
from whetstone.apps.plan import calendar_selectors as selectors
from whetstone.apps.plan.models_calendar import (
    CrisisSwitch,
    PlanFeed,
    PlannedPost,
    PostMove,
    TeamDay,
)
from whetstone.apps.plan.services import cite_only, log_act
from whetstone.core.kernel.errors import Missing, Refused
from whetstone.core.strategy.awareness_days import by_next_time
from whetstone.core.strategy.content_calendar import (
    Standing,
    State,
    is_paused_by_switch,
    is_too_far,
    limits_for,
    why_not,
)

if TYPE_CHECKING:
    import uuid
    from collections.abc import Iterable

PLANNED_POST = "planned_post"
READ = ("title", "network", "shape", "words", "link", "has_picture", "alt_text")
"""What somebody reads who approves a post."""
YEAR = 365
HOLIDAYS = "public holidays of the holidays package"
UN = "United Nations"


@transaction.atomic
def make_post(
    *,
    workspace_id: int,
    now: dt.datetime,
    form_key: uuid.UUID,
    actor_id: int | None = None,
    rests_on: Iterable[str] = (),
    state: State = State.IDEA,
    **facts: Any,
) -> PlannedPost:
    """A planned post, as an idea unless said otherwise. A form sent twice is one post.

    Sent again with other words (somebody went back, and wrote on), it changes that post, as long
    as nobody has touched it since.

    Raises:
        Refused: `touched`: it would write over what became of the post since.
    """
    post, is_new = PlannedPost.objects.select_for_update().get_or_create(
        workspace_id=workspace_id, form_key=form_key, defaults={"changed_at": now, **facts}
    )
    if not is_new and any(getattr(post, name) != value for name, value in facts.items()):
        if post.version or actor_id is None:
            raise Refused("plan a post", "touched")
        own: dict[str, Any] = {"workspace_id": workspace_id, "actor_id": actor_id, "now": now}
        change_post(post_id=post.pk, rests_on=rests_on, **own, **facts)
        post.refresh_from_db()
    if is_new:
        _log(post, "", state, actor_id, now)
        _cite(post, rests_on, now.date())
        log_act(workspace_id, actor_id, "plan post", post.pk, now)
    return post


@transaction.atomic
def change_post(
    *,
    workspace_id: int,
    post_id: int,
    actor_id: int,
    now: dt.datetime,
    rests_on: Iterable[str] = (),
    **facts: Any,
) -> None:
    """Write a post anew, and what it rests on.

    An approval covers the words that were read: other words are a draft again.

    Raises:
        Missing: when the workspace has no such post.
        Refused: when it is posted already and would stand on another day.
    """
    post = _locked(workspace_id, post_id)
    here = selectors.state_of(post.pk)
    if here is State.POSTED and facts.get("on", post.on) != post.on:
        raise Refused("move a post to another day", "posted")
    before = selectors.before_pause(workspace_id).get(post.pk, here)
    is_new = any(getattr(post, name) != facts.get(name, getattr(post, name)) for name in READ)
    if is_new and before in {State.APPROVED, State.SCHEDULED}:
        _log(post, here, State.DRAFT, actor_id, now)
    for name, value in facts.items():
        setattr(post, name, value)
    post.version += 1
    post.changed_at = now
    post.save(update_fields=[*facts, "version", "changed_at"])
    _cite(post, rests_on, now.date())
    log_act(workspace_id, actor_id, "change planned post", post.pk, now)


@transaction.atomic
def put_on_day(
    *,
    workspace_id: int,
    post_id: int,
    on: dt.date | None,
    today: dt.date,
    actor_id: int,
    now: dt.datetime,
) -> bool:
    """Put a post on another day; False where it stands there already. Without a day, no time.

    Raises:
        Missing: when the workspace has no such post.
        Refused: when it is posted already, or the day is over or too far ahead, or it is scheduled
            and has no day.
    """
    post = _locked(workspace_id, post_id)
    if post.on == on:
        return False
    state = selectors.state_of(post.pk)
    if state in {State.POSTED, State.DROPPED}:
        raise Refused("move a post to another day", str(state))
    if on is None and state == State.SCHEDULED:
        raise Refused("take the day off a scheduled post", "no_day")
    if on is not None and on < today:
        raise Refused("move a post to another day", "day_over")
    if on is not None and is_too_far(on, today=today):
        raise Refused("move a post to another day", "day_far")
    post.on, post.version, post.changed_at = on, post.version + 1, now
    post.at_time = post.at_time if on is not None else None
    post.save(update_fields=["on", "at_time", "version", "changed_at"])
    log_act(workspace_id, actor_id, "move planned post", post.pk, now)
    return True


@transaction.atomic
def move_post(
    *,
    workspace_id: int,
    post_id: int,
    to: State,
    actor_id: int | None,
    now: dt.datetime,
    is_seen: bool = False,
    read: int | None = None,
) -> bool:
    """Move a post to another state; False where it stands there already.

    A post that is let go rests on nothing any more; taken back, on the limits of its network.
    `is_seen`: an export shows that it went out. `read`: the version that was read by whoever
    approves; another by now is not approved unseen.

    Raises:
        Missing: when the workspace has no such post.
        Refused: with the core's word for why not.
    """
    post = _locked(workspace_id, post_id)
    here = selectors.state_of(post.pk)
    if here == to:
        return False
    crisis = selectors.crisis(workspace_id) is not None
    is_past = post.on is not None and post.on < now.date()
    standing = Standing(here, post.on is not None, crisis, is_past=is_past, is_seen=is_seen)
    reason = why_not(standing, to)
    if reason is None and to is State.APPROVED and read not in {None, post.version}:
        reason = "changed"
    if reason is not None:
        raise Refused("move a planned post", reason)
    _log(post, here, to, actor_id, now)
    _rise([post.pk], now)
    if to is State.DROPPED:
        cite_only(workspace_id=workspace_id, kind=PLANNED_POST, id=post.pk, claims=[])
    elif here is State.DROPPED:
        _cite(post, (), now.date())
    log_act(workspace_id, actor_id, "move planned post", post.pk, now)
    return True


@transaction.atomic
def pause_all(
    *, workspace_id: int, reason: str, today: dt.date, actor_id: int, now: dt.datetime
) -> int:
    """The crisis switch: everything planned from now on is paused. Returns how many posts.

    `today` is the day of the team's clock, which may not be that of `now` in UTC.

    A switch that is on stays as it is.
    """
    rows = list(PlannedPost.objects.select_for_update().filter(workspace_id=workspace_id))
    if selectors.crisis(workspace_id) is not None:
        return 0
    states = selectors.states(workspace_id)
    hit = [
        (post, states[post.pk])
        for post in rows
        if is_paused_by_switch(states[post.pk], post.on, today=today)
    ]
    _log_all([(post, here, State.PAUSED) for post, here in hit], actor_id, now)
    CrisisSwitch.objects.create(
        workspace_id=workspace_id, is_on=True, reason=reason, by_id=actor_id, at=now
    )
    log_act(workspace_id, actor_id, "pause everything planned", workspace_id, now)
    return len(hit)


@transaction.atomic
def lift_all(*, workspace_id: int, actor_id: int, now: dt.datetime) -> int:
    """The crisis is over: each paused post goes back to where it stood. Returns how many."""
    rows = list(PlannedPost.objects.select_for_update().filter(workspace_id=workspace_id))
    before = selectors.before_pause(workspace_id)
    hit = [(post, State.PAUSED, before[post.pk]) for post in rows if post.pk in before]
    is_on = selectors.crisis(workspace_id) is not None
    if not hit and not is_on:
        return 0
    _log_all(hit, actor_id, now)
    if is_on:
        CrisisSwitch.objects.create(workspace_id=workspace_id, is_on=False, by_id=actor_id, at=now)
    log_act(workspace_id, actor_id, "lift the pause", workspace_id, now)
    return len(hit)


@transaction.atomic
def lift_post(*, workspace_id: int, post_id: int, actor_id: int, now: dt.datetime) -> bool:
    """One paused post goes back to where it stood; False where it is not paused.

    Raises:
        Missing: when the workspace has no such post.
    """
    post = _locked(workspace_id, post_id)
    before = selectors.before_pause(workspace_id).get(post.pk)
    if before is None:
        return False
    _log(post, State.PAUSED, before, actor_id, now)
    _rise([post.pk], now)
    log_act(workspace_id, actor_id, "lift the pause of a post", post.pk, now)
    return True


@transaction.atomic
def tell_near_miss(
    *, workspace_id: int, post_id: int, almost: str, stopped: str, actor_id: int, now: dt.datetime
) -> None:
    """What almost went out, in one sentence, for keep up.

    Raises:
        Missing: when the workspace has no such post.
    """
    post = _locked(workspace_id, post_id)
    keepup.log_near_miss(
        workspace_id=workspace_id,
        person_id=actor_id,
        almost=almost,
        stopped=stopped,
        happened_on=now.date(),
        network=post.network,
        now=now,
    )


@transaction.atomic
def add_day(
    *, workspace_id: int, on: dt.date, name: str, source: str, actor_id: int, now: dt.datetime
) -> None:
    """A day the team keeps in mind. The same day under the same name is one."""
    row, is_new = TeamDay.objects.get_or_create(
        workspace_id=workspace_id, on=on, name=name, defaults={"source": source}
    )
    if is_new:
        log_act(workspace_id, actor_id, "add a day", row.pk, now)


@transaction.atomic
def add_holidays(
    *, workspace_id: int, country: str, first: dt.date, actor_id: int, now: dt.datetime
) -> int:
    """Public holidays of another country, a year from `first`, as days of the team; how many.

    Those that are there already stay as they are; each can be taken out by itself.
    """
    last = first + dt.timedelta(days=YEAR)
    known = set(TeamDay.objects.filter(workspace_id=workspace_id).values_list("on", "name"))
    rows = [
        TeamDay(workspace_id=workspace_id, on=on, name=name, source=f"{country}, {HOLIDAYS}")
        for on, said in holidays_between(country, first, last).items()
        if (on, name := f"{said[:70]} ({country})") not in known
    ]
    TeamDay.objects.bulk_create(rows, ignore_conflicts=True)
    if rows:
        log_act(workspace_id, actor_id, "add holidays", 0, now)
    return len(rows)


@transaction.atomic
def add_awareness(
    *, workspace_id: int, keys: Iterable[str], first: dt.date, actor_id: int, now: dt.datetime
) -> int:
    """International days as they come next from `first`, with the resolution of each; how many.

    Those that are there already stay as they are.
    """
    wanted = set(keys)
    known = set(TeamDay.objects.filter(workspace_id=workspace_id).values_list("on", "source"))
    rows = [
        TeamDay(workspace_id=workspace_id, on=on, name=_(one.name), source=source)
        for on, one in by_next_time(today=first)
        if one.key in wanted and (on, source := f"{UN}, {one.basis}") not in known
    ]
    TeamDay.objects.bulk_create(rows, ignore_conflicts=True)
    if rows:
        log_act(workspace_id, actor_id, "add awareness days", 0, now)
    return len(rows)


@transaction.atomic
def drop_day(*, workspace_id: int, day_id: int, actor_id: int, now: dt.datetime) -> None:
    """A day is no longer kept in mind.

    Raises:
        Missing: when the workspace has no such day.
    """
    gone, _each = TeamDay.objects.filter(workspace_id=workspace_id, pk=day_id).delete()
    if not gone:
        raise Missing("day", str(day_id))
    log_act(workspace_id, actor_id, "drop a day", day_id, now)


@transaction.atomic
def renew_feed(*, workspace_id: int, person_id: int, now: dt.datetime) -> PlanFeed:
    """A new secret address for somebody's calendar program; the old one answers no more."""
    facts = {"token": secrets.token_urlsafe(32), "made_at": now}
    row, _new = PlanFeed.objects.update_or_create(person_id=person_id, defaults=facts)
    log_act(workspace_id, person_id, "renew plan feed", person_id, now)
    return row


@transaction.atomic
def end_feed(*, workspace_id: int, person_id: int, now: dt.datetime) -> None:
    """Close the secret address."""
    PlanFeed.objects.filter(person_id=person_id).delete()
    log_act(workspace_id, person_id, "close plan feed", person_id, now)


def _locked(workspace_id: int, post_id: int) -> PlannedPost:
    rows = PlannedPost.objects.select_for_update()
    post = rows.filter(pk=post_id, workspace_id=workspace_id).first()
    if post is None:
        raise Missing("planned post", str(post_id))
    return post


def _log(  # noqa: PLR0917  # one row of the log has this many facts
    post: PlannedPost, here: str, to: State, actor_id: int | None, now: dt.datetime
) -> None:
    PostMove.objects.create(
        workspace_id=post.workspace_id,
        post=post,
        from_state=here,
        to_state=to,
        by_id=actor_id,
        at=now,
    )


def _log_all(
    moves: list[tuple[PlannedPost, State, State]], actor_id: int, now: dt.datetime
) -> None:
    PostMove.objects.bulk_create(
        PostMove(
            workspace_id=post.workspace_id,
            post=post,
            from_state=here,
            to_state=to,
            by_id=actor_id,
            at=now,
        )
        for post, here, to in moves
    )
    _rise([post.pk for post, _here, _to in moves], now)


def _rise(ids: Iterable[int], now: dt.datetime) -> None:
    """Calendar programs hear of a move, too: the state stands in the title."""
    rows = PlannedPost.objects.filter(pk__in=list(ids))
    rows.update(version=F("version") + 1, changed_at=now)


def _cite(post: PlannedPost, chosen: Iterable[str], today: dt.date) -> None:
    """A post rests on what its maker chose and on the limits that apply to it today."""
    live = field.ledger(post.workspace_id, on=today).live
    limits = limits_for(selectors.draft_of(post), live)
    claims = sorted({*chosen, *(one.claim for one in limits)})
    cite_only(workspace_id=post.workspace_id, kind=PLANNED_POST, id=post.pk, claims=claims)
