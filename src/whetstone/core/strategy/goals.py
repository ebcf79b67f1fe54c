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

    `era` names the definition in force (a network may redefine a metric); `direction` is +1
    when more is better and -1 when less is. None is "not written down".
    """

    name: str
    baseline: float | None = None
    target: float | None = None
    owner: str | None = None
    due: date | None = None
    direction: int = 1
    era: str = ""


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
    """Everything that serves, or should serve, a goal."""

    goals: tuple[GoalNode, ...] = ()
    campaigns: tuple[CampaignNode, ...] = ()
    posts: tuple[PostNode, ...] = ()


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
    """Alignment coverage of what hangs on campaigns: `amounts` by campaign, None for on none.

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


def priority_gap(tree: GoalTree) -> float | None:
    """How far the hours are from the stated priorities: sum |share - share| / 2, 0 to 1.

    Hours of campaigns without a path count as their own, unwanted heap. None without stated
    priorities or without hours.
    """
    wanted = {goal.id: goal.priority for goal in tree.goals if goal.priority}
    whole = sum(wanted.values())
    hours: defaultdict[str, float] = defaultdict(float)
    for campaign in tree.campaigns:
        served = [goal for goal in path_to_top(tree, campaign.id) if goal in wanted]
        hours[served[0] if served else ""] += campaign.hours
    spent = sum(hours.values())
    if not whole or not spent:
        return None
    names = wanted.keys() | hours.keys()
    return sum(abs(hours[n] / spent - wanted.get(n, 0.0) / whole) for n in sorted(names)) / 2


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
    wanted: defaultdict[str, set[int]] = defaultdict(set)
    for goal in tree.goals:
        if goal.aim is not None:
            wanted[goal.aim.name].add(goal.aim.direction)
    for name, directions in sorted(wanted.items()):
        if len(directions) > 1:
            yield because("metric_opposed", metric=name)
