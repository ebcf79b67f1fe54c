"""The goal tree: business goal -> marketing goal -> social objective -> question -> metric.

Campaigns hang on a goal and posts on a campaign. The checks are those of goal-question-metric
(Basili, Caldiera & Rombach 1994) and of plain care: every post has a path to a top goal; every
goal has a metric with baseline, target, owner and date; no metric is wanted up by one goal and
down by another.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from whetstone.core.kernel.reasons import Reason, because

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date


class GoalLevel(StrEnum):
    """The levels of the tree, top first."""

    BUSINESS = "business"
    MARKETING = "marketing"
    SOCIAL = "social"
    QUESTION = "question"


LEVELS = tuple(GoalLevel)


@dataclass(frozen=True, slots=True)
class MetricAim:
    """A metric with where it stands and where it should be.

    `era` names the definition in force (a network may redefine a metric), `is_over` says that the
    network has ended it; `direction` is +1 when more is better, -1 when less is, 0 where it cannot
    be told. `measures`: what it counts, where two goals name the same. None is "not written down".
    """

    name: str
    baseline: float | None = None
    target: float | None = None
    owner: str | None = None
    due: date | None = None
    direction: int = 1
    era: str = ""
    measures: str = ""
    is_over: bool = False


@dataclass(frozen=True, slots=True)
class GoalNode:
    """One goal. `priority` is its stated share of the work (any positive numbers)."""

    id: str
    level: GoalLevel
    title: str
    parent: str | None = None
    aim: MetricAim | None = None
    priority: float | None = None


@dataclass(frozen=True, slots=True)
class CampaignNode:
    """A campaign, the goal it serves and the hours it takes."""

    id: str
    goal: str | None
    hours: float = 0.0


@dataclass(frozen=True, slots=True)
class PostNode:
    """A post and the campaign it belongs to."""

    id: str
    campaign: str | None


@dataclass(frozen=True, slots=True)
class GoalTree:
    """Everything that serves, or should serve, a goal.

    `more_aims`: (goal, aim) of metrics beyond the one by which a goal is judged.
    """

    goals: tuple[GoalNode, ...] = ()
    campaigns: tuple[CampaignNode, ...] = ()
    posts: tuple[PostNode, ...] = ()
    more_aims: tuple[tuple[str, MetricAim], ...] = ()

    @property
    def aims(self) -> tuple[tuple[str, MetricAim], ...]:
        """(goal, aim) of every metric, each once and at the goal it was written for."""
        own = ((goal.id, goal.aim) for goal in self.goals if goal.aim is not None)
        found: dict[tuple[str, int], tuple[str, MetricAim]] = {}
        for goal, aim in (*self.more_aims, *own):
            found.setdefault((aim.name, aim.direction), (goal, aim))
        return tuple(found.values())


@dataclass(frozen=True, slots=True)
class Share:
    """A plain count out of a total."""

    count: int
    total: int

    @property
    def value(self) -> float | None:
        """The share, 0 to 1; None of nothing."""
        return self.count / self.total if self.total else None


def check_tree(tree: GoalTree) -> tuple[Reason, ...]:
    """Everything that is missing or contradictory, goals first."""
    goals = {goal.id: goal for goal in tree.goals}
    return (
        *(fault for goal in tree.goals for fault in _faults_of_goal(goal, goals)),
        *_opposed(tree),
        *_over(tree),
        *(
            because("campaign_without_goal", campaign=campaign.id)
            for campaign in tree.campaigns
            if not path_to_top(tree, campaign.id)
        ),
        *(because("orphan_post", post=post.id) for post in _orphans(tree)),
    )


def path_to_top(tree: GoalTree, node: str) -> tuple[str, ...]:
    """Ids from a post, campaign or goal up to a business goal; empty when there is no path."""
    goals = {goal.id: goal for goal in tree.goals}
    campaigns = {campaign.id: campaign.goal for campaign in tree.campaigns}
    posts = {post.id: post.campaign for post in tree.posts}
    path: list[str] = []
    here: str | None = node
    if here in posts:
        path.append(here)
        here = posts[here]
    if here in campaigns and here is not None:
        path.append(here)
        here = campaigns[here]
    climb = _climb(goals, here)
    return (*path, *climb) if climb else ()


def orphan_share(tree: GoalTree) -> Share:
    """How many posts have no path to a top goal."""
    return Share(len(_orphans(tree)), len(tree.posts))


@dataclass(frozen=True, slots=True)
class Alignment:
    """How much of an amount (posts, reach, hours) has a path to a top goal."""

    aligned: float
    whole: float


def aligned_share(tree: GoalTree, amounts: Mapping[str | None, float]) -> Alignment:
    """Alignment coverage: `amounts` by campaign or goal, None for what hangs on neither.

    For any number of posts: they are added up by campaign before.
    """
    return Alignment(
        aligned=sum(
            amount
            for campaign, amount in amounts.items()
            if campaign is not None and path_to_top(tree, campaign)
        ),
        whole=sum(amounts.values()),
    )


@dataclass(frozen=True, slots=True)
class PriorityRow:
    """A goal's stated share of the work and its share of the hours, both 0 to 1.

    `goal` is empty for hours that serve none of the goals with a priority.
    """

    goal: str
    wanted: float
    spent: float


@dataclass(frozen=True, slots=True)
class Priorities:
    """Hours against stated priorities. `gap`: the share of the hours that would have to move."""

    gap: float
    hours: float
    rows: tuple[PriorityRow, ...]


def priorities(tree: GoalTree, hours: Mapping[str | None, float]) -> Priorities | None:
    """How far the hours are from the stated priorities: sum |share - share| / 2, 0 to 1.

    `hours` by campaign or goal, None for those on neither; they count for the nearest goal above
    with a priority, and otherwise as a heap of their own that nobody wanted. None without stated
    priorities or without hours. The gap is the total variation distance of the two shares.
    """
    wanted = {goal.id: goal.priority for goal in tree.goals if goal.priority}
    whole = sum(wanted.values())
    heaps: defaultdict[str, float] = defaultdict(float)
    for node, amount in hours.items():
        served = [goal for goal in path_to_top(tree, node) if goal in wanted] if node else []
        heaps[served[0] if served else ""] += amount
    spent = sum(heaps.values())
    if not whole or not spent:
        return None
    rows = tuple(
        PriorityRow(name, wanted.get(name, 0.0) / whole, heaps.get(name, 0.0) / spent)
        for name in sorted(wanted.keys() | heaps.keys())
    )
    return Priorities(sum(abs(row.spent - row.wanted) for row in rows) / 2, spent, rows)


def priority_gap(tree: GoalTree) -> float | None:
    """The gap between stated priorities and the hours of the tree's campaigns."""
    hours: dict[str | None, float] = {one.id: one.hours for one in tree.campaigns}
    found = priorities(tree, hours)
    return None if found is None else found.gap


def _climb(goals: Mapping[str, GoalNode], start: str | None) -> tuple[str, ...]:
    path: list[str] = []
    here = goals.get(start) if start else None
    while here is not None and here.id not in path:
        path.append(here.id)
        if here.level is GoalLevel.BUSINESS:
            return tuple(path)
        here = goals.get(here.parent) if here.parent else None
    return ()


def _orphans(tree: GoalTree) -> list[PostNode]:
    served = {campaign.id for campaign in tree.campaigns if path_to_top(tree, campaign.id)}
    return [post for post in tree.posts if post.campaign not in served]


def _faults_of_goal(goal: GoalNode, goals: Mapping[str, GoalNode]) -> Iterator[Reason]:
    if not _climb(goals, goal.id):
        yield because("goal_without_top", goal=goal.id)
    parent = goals.get(goal.parent) if goal.parent else None
    if parent is not None and LEVELS.index(parent.level) >= LEVELS.index(goal.level):
        yield because("parent_not_above", goal=goal.id, parent=parent.id)
    if goal.level is GoalLevel.QUESTION:
        if goal.aim is None:
            yield because("question_without_metric", goal=goal.id)
        return
    if goal.aim is None:
        yield because("goal_without_metric", goal=goal.id)
        return
    for name in ("baseline", "target", "owner", "due"):
        if getattr(goal.aim, name) in (None, ""):
            yield because("aim_without", goal=goal.id, missing=name)
    yield from _backwards(goal.id, goal.aim)


def _backwards(goal: str, aim: MetricAim) -> Iterator[Reason]:
    if aim.baseline is None or aim.target is None:
        return
    if (aim.target - aim.baseline) * aim.direction <= 0:
        yield because("target_backwards", goal=goal, metric=aim.name)


def _opposed(tree: GoalTree) -> Iterator[Reason]:
    """A metric that one goal wants up and another down steers nobody."""
    wanted: defaultdict[str, dict[int, str]] = defaultdict(dict)
    names: dict[str, str] = {}
    for goal, aim in tree.aims:
        if aim.direction:
            key = aim.measures or aim.name
            names.setdefault(key, aim.name)
            wanted[key].setdefault(aim.direction, goal)
    for key, goals in sorted(wanted.items()):
        if len(goals) > 1:
            yield because("metric_opposed", metric=names[key], goal=goals[1], other=goals[-1])


def _over(tree: GoalTree) -> Iterator[Reason]:
    """A metric whose era ended says nothing of the time after it."""
    for goal, aim in tree.aims:
        if aim.is_over:
            yield because("era_over", metric=aim.name, goal=goal)
