"""Pages sent to somebody without an account: making, ending and opening their links.

A link shows content, never people: a lesson, a change, or the parts of the page for leaders that
name nobody, which may be answered where the page was kept. Only the hash of its address is kept,
and of openings only how many.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from whetstone.apps.field import selectors as field
from whetstone.apps.keepup.selectors import standing_of
from whetstone.apps.lead import selectors
from whetstone.apps.lead.models import SharedLink
from whetstone.apps.lead.models_table import BriefAnswer
from whetstone.apps.lead.read_marks import as_read, mark_of
from whetstone.apps.learn import selectors as learn
from whetstone.apps.people.letting_go import by_days, deleted, in_pieces
from whetstone.apps.people.services import audit
from whetstone.core.kernel.errors import Refused
from whetstone.web.wording import day

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    from whetstone.apps.field.models import Change
    from whetstone.apps.lead.selectors import BriefView
    from whetstone.apps.lead.sheet import Sheet

DAYS: Final = 14
MOST_DAYS: Final = 90
MOST_OPEN: Final = 200
LONGEST_KEY: Final = 18
LESSON: Final = "lesson"
CHANGE: Final = "change"
BLOCK: Final = "block"
BRIEF: Final = "brief"
"""A kept page for leaders, as far as it names nobody; it may be answered."""
KINDS: Final = (LESSON, CHANGE, BLOCK, BRIEF)
BLOCKS: Final[dict[str, str | _StrPromise]] = {
    "goals": _("Goals, and what serves them"),
    "threats": _("What is threatened, and by what"),
    "field": _("What changed, what may break next"),
}
"""Parts of the page for leaders that tell of goals and of the field, and of nobody."""


@dataclass(frozen=True, slots=True)
class Link:
    """One of a person's links, as their list shows it."""

    id: int
    kind: str
    thing: str
    made_at: dt.datetime
    expires_at: dt.datetime
    ended_at: dt.datetime | None
    opened: int
    is_open: bool


@dataclass(frozen=True, slots=True)
class Opened:
    """What somebody who has the address may see."""

    kind: str
    thing: str
    workspace_id: int
    workspace: str
    by: str
    expires_at: dt.datetime
    link_id: int = 0
    whom: str = ""


def title_of(kind: str, thing: str, *, workspace_id: int) -> str:
    """What a thing is called, in this workspace's view; "" where there is no such thing."""
    if kind == LESSON:
        return learn.lesson_titles([thing]).get(thing, "")
    if kind == CHANGE:
        found = field.change(workspace_id, thing)
        return found.title if found and _is_news(found, workspace_id) else ""
    if kind == BRIEF:
        return _brief_title(thing, workspace_id)
    return str(BLOCKS.get(thing, "")) if kind == BLOCK else ""


def _brief_title(thing: str, workspace_id: int) -> str:
    if not (thing.isascii() and thing.isdigit() and len(thing) <= LONGEST_KEY):
        return ""
    found = selectors.brief(int(thing), workspace_id=workspace_id)
    return str(_("Brief of %(day)s")) % {"day": day(found.frozen_at)} if found else ""


def _is_news(change: Change, workspace_id: int) -> bool:
    """Whether it may be told outside: nothing that nobody has read at its source."""
    return change.undoes_id is None and not standing_of(change, workspace_id).is_no_fact


@transaction.atomic
def send(
    *,
    kind: str,
    thing: str,
    signed: bool,
    days: int,
    workspace_id: int,
    actor_id: int,
    now: dt.datetime,
    whom: str = "",
) -> str:
    """A link's token, shown once. `signed`: the sender ticked their own name.

    `whom`: for whom it is, as typed; kept where the page may be answered.

    Raises:
        Refused: where somebody has so many open links already.
    """
    mine = SharedLink.objects.filter(made_by_id=actor_id, ended_at=None, expires_at__gt=now)
    if mine.count() >= MOST_OPEN:
        raise Refused("link", "too_many")
    token = secrets.token_urlsafe(24)
    made = SharedLink.objects.create(
        workspace_id=workspace_id,
        made_by_id=actor_id,
        token_hash=_hash(token),
        kind=kind,
        thing=thing,
        signed=signed,
        whom=whom if kind == BRIEF else "",
        made_at=now,
        expires_at=now + dt.timedelta(days=min(days, MOST_DAYS)),
    )
    _write(made.pk, act="send page", workspace_id=workspace_id, actor_id=actor_id, now=now)
    return token


@transaction.atomic
def end(*, link_id: int, workspace_id: int, actor_id: int, now: dt.datetime) -> bool:
    """End one of one's own links. False: there is no such open link of theirs."""
    rows = SharedLink.objects.filter(
        pk=link_id, workspace_id=workspace_id, made_by_id=actor_id, ended_at=None
    )
    if not rows.update(ended_at=now):
        return False
    _write(link_id, act="end shared link", workspace_id=workspace_id, actor_id=actor_id, now=now)
    return True


def links(*, workspace_id: int, person_id: int, now: dt.datetime) -> list[Link]:
    """Somebody's own links, newest first; one query."""
    rows = SharedLink.objects.filter(workspace_id=workspace_id, made_by_id=person_id)
    return [
        Link(
            row.pk,
            row.kind,
            row.thing,
            row.made_at,
            row.expires_at,
            row.ended_at,
            row.opened,
            row.ended_at is None and row.expires_at > now,
        )
        for row in rows.order_by("-pk")[:MOST_OPEN]
    ]


def opened(token: str, *, now: dt.datetime, counts: bool) -> Opened | None:
    """What a link shows; None where it has ended. Counts the opening, and nothing about whose."""
    rows = SharedLink.objects.filter(token_hash=_hash(token), ended_at=None, expires_at__gt=now)
    row = rows.select_related("workspace", "made_by").first()
    if row is None or row.made_by is None or row.made_by.left_at is not None:
        return None
    if counts:
        rows.update(opened=F("opened") + 1)
    return Opened(
        row.kind,
        row.thing,
        row.workspace_id,
        row.workspace.name,
        row.made_by.name if row.signed else "",
        row.expires_at,
        row.pk,
        row.whom,
    )


@transaction.atomic
def answer_by_link(
    token: str, *, kind: str, words: str, mark: str, now: dt.datetime
) -> bool | None:
    """Answer the brief that a link opens, each kind once; None where the link opens none.

    What is kept is the label that the sender typed: whoever has the address may answer.

    Raises:
        Refused: "moved", the page is no longer the one of `mark`, which was read.
    """
    found = opened(token, now=now, counts=False)
    if found is None or found.kind != BRIEF or not title_of(
        BRIEF, found.thing, workspace_id=found.workspace_id
    ):  # fmt: skip
        return None
    view = selectors.brief(int(found.thing), workspace_id=found.workspace_id)
    if view is None or mark_of(_as_read(view, found.workspace_id)) != mark:
        raise Refused("brief", "moved")
    _made, is_new = BriefAnswer.objects.get_or_create(
        link_id=found.link_id,
        kind=kind,
        defaults={
            "workspace_id": found.workspace_id,
            "brief_id": int(found.thing),
            "words": words,
            "label": found.whom,
            "mark": mark,
            "at": now,
        },
    )
    if is_new:
        audit(
            workspace_id=found.workspace_id,
            actor_id=None,
            act="answer brief by link",
            object_kind="link",
            object_id=found.link_id,
            now=now,
        )
    return is_new


def _as_read(view: BriefView, workspace_id: int) -> Sheet:
    return as_read(view.figures, view.frozen_at, workspace_id=workspace_id)


def let_go_of_pages(now: dt.datetime) -> dict[str, int]:
    """Forget links to the outside that ended longer ago than their workspace keeps them."""
    n = 0
    for days, workspaces in by_days("link_days").items():
        before = now - dt.timedelta(days=days)
        rows = SharedLink.objects.filter(workspace__in=workspaces).filter(
            Q(expires_at__lt=before) | Q(ended_at__lt=before)
        )
        n += in_pieces(rows, deleted)
    return {"pages": n}


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _write(link_id: int, *, act: str, workspace_id: int, actor_id: int, now: dt.datetime) -> None:
    audit(
        workspace_id=workspace_id,
        actor_id=actor_id,
        act=act,
        object_kind="link",
        object_id=link_id,
        now=now,
    )
