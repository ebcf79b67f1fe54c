"""Letting go of what is past its time: links that opened something, sign-ins that are over.

Other rooms let go of their own (`letting_go.py` beside their rows); `config.retention` runs all.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from typing import TYPE_CHECKING, Any, Final

from django.contrib.sessions.models import Session
from django.db.models import Q

from whetstone.apps.people.models import (
    Invitation,
    RecoveryLink,
    RetentionRun,
    Workspace,
    WorkspaceRules,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from django.db.models import QuerySet

PIECE: Final = 2000
"""Rows of one statement, so that nobody waits for the store."""
MOST_PIECES: Final = 100
"""Pieces of one kind in one run; the rest waits for the next day."""


def by_days(column: str) -> dict[int, list[int]]:
    """Workspaces by how many days they keep something; demos go as a whole, so without them."""
    kept = dict(WorkspaceRules.objects.values_list("workspace_id", column))
    default = getattr(WorkspaceRules(), column)
    found: dict[int, list[int]] = defaultdict(list)
    rows = Workspace.objects.filter(is_demo=False, is_template=False)
    for pk in rows.values_list("pk", flat=True):
        found[kept.get(pk, default)].append(pk)
    return found


def in_pieces(rows: QuerySet[Any, Any], act: Callable[[QuerySet[Any, Any]], int]) -> int:
    """Do something to rows piece by piece. The act must take them out of `rows`."""
    done = 0
    for _n in range(MOST_PIECES):
        keys = list(rows.order_by("pk").values_list("pk", flat=True)[:PIECE])
        if not keys:
            break
        done += act(rows.filter(pk__in=keys))
    return done


def deleted(rows: QuerySet[Any, Any]) -> int:
    """Delete rows that nothing hangs on; how many went."""
    return rows.delete()[0]


def let_go_of_links(now: dt.datetime) -> dict[str, int]:
    """Invitations and ways back that opened or ended so many days ago; sign-ins that are over."""
    counts = {"invitations": 0, "ways_back": 0}
    for days, workspaces in by_days("link_days").items():
        before = now - dt.timedelta(days=days)
        counts["invitations"] += in_pieces(
            Invitation.objects.filter(workspace__in=workspaces).filter(
                Q(expires_at__lt=before) | Q(taken_at__lt=before)
            ),
            deleted,
        )
        counts["ways_back"] += in_pieces(
            RecoveryLink.objects.filter(person__workspace__in=workspaces, expires_at__lt=before),
            deleted,
        )
    counts["sign_ins"] = in_pieces(Session.objects.filter(expire_date__lt=now), deleted)
    return counts


def ran(*, counts: Mapping[str, int], now: dt.datetime) -> None:
    """Write down that everything past its time was looked for, and what went."""
    RetentionRun.objects.create(at=now, counts=dict(counts))


def last_run() -> RetentionRun | None:
    """The newest run; None before the first."""
    return RetentionRun.objects.order_by("-at", "-pk").first()
