"""Hours of planned posts: what they serve, and how far they are from the stated priorities."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db.models import Count, Max, Min, Sum

from whetstone.apps.plan.calendar_selectors import let_go
from whetstone.apps.plan.models_calendar import PlannedPost
from whetstone.core.strategy.goals import Priorities, aligned_share, priorities
from whetstone.web.prepared import Prepared

if TYPE_CHECKING:
    import datetime as dt

    from django.db.models import QuerySet

    from whetstone.core.strategy.goals import Alignment, GoalTree

MINUTES_AN_HOUR = 60


@dataclass(frozen=True, slots=True)
class Hours:
    """Hours of the planned posts. `served`: hours with a path to a business goal, of all.

    `posts_served`: the same of posts. `unknown`: posts without minutes, which are not 0.
    """

    posts: int
    unknown: int
    served: Alignment
    posts_served: Alignment
    against: Priorities | None
    first: dt.date | None
    last: dt.date | None


def hours(workspace_id: int, tree: GoalTree) -> Hours:
    """What the work on planned posts serves; one query."""
    rows = [_Heap(*row) for row in _HEAPS(workspace_id)]
    work: dict[str | None, float] = {}
    posts: dict[str | None, float] = {}
    for row in rows:
        node = row.node
        work[node] = work.get(node, 0.0) + (row.minutes or 0) / MINUTES_AN_HOUR
        posts[node] = posts.get(node, 0.0) + row.n
    return Hours(
        posts=sum(row.n for row in rows),
        unknown=sum(row.n - row.known for row in rows),
        served=aligned_share(tree, work),
        posts_served=aligned_share(tree, posts),
        against=priorities(tree, work),
        first=min((row.first for row in rows if row.first), default=None),
        last=max((row.last for row in rows if row.last), default=None),
    )


class _Heap(NamedTuple):
    """Planned posts of one campaign and goal, added up."""

    campaign: int | None
    goal: int | None
    n: int
    known: int
    minutes: int | None
    first: dt.date | None
    last: dt.date | None

    @property
    def node(self) -> str | None:
        """What they serve: their own goal before their campaign's, as the calendar says."""
        if self.goal:
            return str(self.goal)
        return f"c{self.campaign}" if self.campaign else None


def _heaps(workspace_id: int) -> QuerySet[PlannedPost, Any]:
    rows = PlannedPost.objects.filter(workspace_id=workspace_id).order_by()
    rows = rows.exclude(pk__in=let_go())
    return rows.values_list("campaign", "goal").annotate(
        n=Count("pk"), known=Count("minutes"), spent=Sum("minutes"), first=Min("on"),
        last=Max("on"),
    )  # fmt: skip


_HEAPS = Prepared(_heaps)
