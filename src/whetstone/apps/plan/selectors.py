"""Reading goals and campaigns. No other app touches these tables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef

from whetstone.apps.field import selectors as field
from whetstone.apps.keepup.words import network_name
from whetstone.apps.plan.argument import Argument, Case, Day, argue_case
from whetstone.apps.plan.breaks import Break, breaks
from whetstone.apps.plan.fatigue_selectors import account_days, has_frequency
from whetstone.apps.plan.goal_trees import METRIC as METRIC
from whetstone.apps.plan.goal_trees import as_tree
from whetstone.apps.plan.models import (
    Campaign,
    CampaignFigure,
    Goal,
    GoalReading,
    ObjectiveDecision,
)
from whetstone.apps.plan.models_calendar import PlannedPost
from whetstone.apps.plan.outlook import Outlook, Reading, in_one_way, outlook
from whetstone.apps.plan.telling import act_name
from whetstone.core.strategy.goals import check_tree
from whetstone.web.prepared import Prepared

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from whetstone.core.kernel.reasons import Reason
    from whetstone.core.strategy.goals import GoalTree

KINDS = tuple(kind.value for kind in Goal.Kind)
MEASURABLE = frozenset({"feature", "metric", "platform"})


@dataclass(frozen=True, slots=True)
class GoalView:
    """A node of the tree with its newest figure and what broke under it."""

    id: int
    parent_id: int | None
    kind: str
    title: str
    definition: str
    era: str
    unit: str
    baseline: float | None
    target: float | None
    due_on: dt.date | None
    owner_id: int | None
    owner: str
    position: int
    priority: float | None
    first: Reading | None
    newest: Reading | None
    outlook: Outlook
    breaks: tuple[Break, ...]

    @property
    def is_measured(self) -> bool:
        """Whether it carries figures of its own."""
        return self.kind == METRIC or self.target is not None or self.newest is not None


@dataclass(frozen=True, slots=True)
class DecisionView:
    """What was decided, by whom, with the reasons as they stood."""

    id: int
    counts: str
    days: int
    by: str
    at: dt.datetime
    reasons: dict[str, Any]

    @property
    def act(self) -> str:
        """What is counted, as a word."""
        return act_name(self.counts)


@dataclass(frozen=True, slots=True)
class CampaignView:
    """A campaign, the goal it serves, and what broke under its objective."""

    id: int
    workspace_id: int
    goal_id: int | None
    name: str
    aim: str
    wanted_act: str
    counted_as: str
    starts_on: dt.date
    ends_on: dt.date
    people_a_day: int
    audience: int
    lift: float
    values: tuple[tuple[str, float], ...]
    value_unit: str
    owner_id: int | None
    owner: str
    breaks: tuple[Break, ...]
    decision: DecisionView | None = None
    decide_days: float | None = None
    half_life_days: float | None = None
    most_times: float | None = None

    @property
    def act(self) -> str:
        """What people should do, as a word."""
        return act_name(self.wanted_act)

    @property
    def planned_days(self) -> int:
        """Its length as planned, both ends counted."""
        return max(1, (self.ends_on - self.starts_on).days + 1)


@dataclass(frozen=True, slots=True)
class Board:
    """Everything a workspace wants, what serves it, and what is missing."""

    goals: tuple[GoalView, ...]
    campaigns: tuple[CampaignView, ...]
    missing: tuple[Reason, ...]

    def goal(self, goal_id: int | None) -> GoalView | None:
        """A node by its id."""
        return next((one for one in self.goals if one.id == goal_id), None)

    def under(self, goal_id: int | None) -> tuple[GoalView, ...]:
        """The children of a node; the tops for None."""
        return tuple(one for one in self.goals if one.parent_id == goal_id)

    def serving(self, goal_id: int) -> tuple[CampaignView, ...]:
        """Campaigns that hang on a node."""
        return tuple(one for one in self.campaigns if one.goal_id == goal_id)

    def path(self, goal_id: int | None) -> tuple[GoalView, ...]:
        """From the top down to a node, the node included."""
        steps: list[GoalView] = []
        here = self.goal(goal_id)
        while here is not None and here not in steps:
            steps.append(here)
            here = self.goal(here.parent_id)
        return tuple(reversed(steps))

    def below(self, goal_id: int) -> frozenset[int]:
        """Ids of a node and all that hangs under it."""
        found, todo = {goal_id}, [goal_id]
        while todo:
            children = [one.id for one in self.under(todo.pop()) if one.id not in found]
            found.update(children)
            todo += children
        return frozenset(found)

    @property
    def orphans(self) -> tuple[CampaignView, ...]:
        """Campaigns that serve no goal."""
        return tuple(one for one in self.campaigns if self.goal(one.goal_id) is None)

    @property
    def broken(self) -> tuple[GoalView | CampaignView, ...]:
        """Goals and campaigns that rest on something that is no longer so."""
        goals = tuple(one for one in self.goals if one.breaks)
        return (*goals, *(one for one in self.campaigns if one.breaks))

    @property
    def measured(self) -> tuple[GoalView, ...]:
        """Nodes with figures of their own."""
        return tuple(one for one in self.goals if one.is_measured)


def board(workspace_id: int, *, today: dt.date, ledger: field.Ledger | None = None) -> Board:
    """The goal tree of a workspace with readings, campaigns and breaks; six queries."""
    readings = readings_by_goal(workspace_id)
    ledger = ledger or field.ledger(workspace_id, on=today)
    broken = breaks(workspace_id, kind="goal_metric", today=today, ledger=ledger)
    goals = tuple(
        _goal_view(row, readings.get(row.pk, []), broken.get(str(row.pk), ()), today)
        for row in _TREE(workspace_id)
    )
    campaigns = tuple(campaigns_of(workspace_id, today=today, ledger=ledger))
    return Board(goals, campaigns, check_tree(as_tree(goals, campaigns)))


_TREE = Prepared(
    lambda workspace_id: (
        Goal.objects.filter(workspace_id=workspace_id)
        .select_related("owner")
        .order_by("position", "pk")
    )
)
_READINGS = Prepared(
    lambda workspace_id: (
        GoalReading.objects.filter(goal__workspace_id=workspace_id)
        .order_by("on", "pk")
        .values_list("goal_id", "on", "value", "hits", "n", "source", "era")
    )
)


def readings_by_goal(workspace_id: int) -> dict[int, list[Reading]]:
    """Every reading of every goal, the oldest first; one query."""
    found: dict[int, list[Reading]] = {}
    for goal, *facts in _READINGS(workspace_id):
        found.setdefault(goal, []).append(Reading(*facts))
    return found


def _goal_view(
    row: Goal, readings: Sequence[Reading], broken: tuple[Break, ...], today: dt.date
) -> GoalView:
    counted = in_one_way(readings)
    first, newest = (counted[0], counted[-1]) if counted else (None, None)
    return GoalView(
        id=row.pk,
        parent_id=row.parent_id,
        kind=row.kind,
        title=row.title,
        definition=row.definition,
        era=row.era,
        unit=row.unit,
        baseline=row.baseline,
        target=row.target,
        due_on=row.due_on,
        owner_id=row.owner_id,
        owner=row.owner.name if row.owner else "",
        position=row.position,
        priority=row.priority,
        first=first,
        newest=newest,
        outlook=outlook(
            baseline=row.baseline,
            target=row.target,
            due=row.due_on,
            first=first,
            newest=newest,
            today=today,
            is_broken=bool(broken),
        ),
        breaks=broken,
    )


def tree_of(found: Board) -> GoalTree:
    """A board as the core's tree; campaigns are named "c" and their number."""
    return as_tree(found.goals, found.campaigns)


def campaigns_of(
    workspace_id: int, *, today: dt.date, ledger: field.Ledger | None = None
) -> list[CampaignView]:
    """The campaigns of a workspace with their newest decisions and breaks; four queries."""
    newest: dict[int, DecisionView] = {}
    for one in _DECIDED(workspace_id):
        newest[one.campaign_id] = _decision(one)
    broken = breaks(workspace_id, kind="campaign", today=today, ledger=ledger)
    return [
        _campaign_view(row, broken.get(str(row.pk), ()), newest.get(row.pk))
        for row in _RUNNING(workspace_id)
    ]


_RUNNING = Prepared(
    lambda workspace_id: (
        Campaign.objects.filter(workspace_id=workspace_id)
        .select_related("owner")
        .order_by("starts_on", "pk")
    )
)
_DECIDED = Prepared(
    lambda workspace_id: (
        ObjectiveDecision.objects.filter(campaign__workspace_id=workspace_id)
        .select_related("decided_by")
        .order_by("pk")
    )
)


def campaign(campaign_id: int, *, workspace_id: int, today: dt.date) -> CampaignView | None:
    """One campaign, only of this workspace."""
    row = (
        Campaign.objects.filter(pk=campaign_id, workspace_id=workspace_id)
        .select_related("owner")
        .first()
    )
    if row is None:
        return None
    broken = breaks(workspace_id, kind="campaign", today=today, ids=[str(row.pk)])
    return _campaign_view(row, broken.get(str(row.pk), ()), None)


def _campaign_view(
    row: Campaign, broken: tuple[Break, ...], decision: DecisionView | None
) -> CampaignView:
    return CampaignView(
        id=row.pk,
        workspace_id=row.workspace_id,
        goal_id=row.goal_id,
        name=row.name,
        aim=row.aim,
        wanted_act=row.wanted_act,
        counted_as=row.counted_as,
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        people_a_day=row.people_a_day,
        audience=row.audience,
        lift=row.worthwhile_lift,
        values=tuple(sorted((act, float(worth)) for act, worth in row.value_per_act.items())),
        value_unit=row.value_unit,
        owner_id=row.owner_id,
        owner=row.owner.name if row.owner else "",
        breaks=broken,
        decision=decision,
        decide_days=row.decide_days,
        half_life_days=row.half_life_days,
        most_times=row.most_times,
    )


def decisions(campaign_id: int) -> list[DecisionView]:
    """What was decided about a campaign's objective, newest first; one query."""
    rows = ObjectiveDecision.objects.filter(campaign_id=campaign_id).select_related("decided_by")
    return [_decision(row) for row in rows.order_by("-pk")]


def _decision(row: ObjectiveDecision) -> DecisionView:
    return DecisionView(
        id=row.pk,
        counts=row.counts,
        days=row.days,
        by=row.decided_by.name if row.decided_by else "",
        at=row.decided_at,
        reasons=row.reasons,
    )


def case(view: CampaignView) -> Case:
    """What a campaign's argument rests on; one query, two where it has no views and people."""
    figures: tuple[Day, ...] = tuple(_FIGURES(view.id))
    is_unseen = bool(figures) and not has_frequency(figures)
    return Case(
        wanted_act=view.wanted_act,
        planned_days=view.planned_days,
        people_a_day=view.people_a_day,
        audience=view.audience,
        lift=view.lift,
        values=view.values,
        figures=figures,
        decide_days=view.decide_days,
        half_life_days=view.half_life_days,
        most_times=view.most_times,
        elsewhere=account_days(view.workspace_id) if is_unseen else None,
    )


_FIGURES = Prepared(
    lambda campaign_id: (
        CampaignFigure.objects.filter(campaign_id=campaign_id)
        .order_by("on")
        .values_list("on", "people", "views", "replies", "link_taps")
    )
)


def argument(view: CampaignView) -> Argument:
    """What to count and for how long; one query."""
    return argue_case(case(view))


def kinds_under(goal_id: int) -> set[str]:
    """The kinds of the nodes that hang on one; one query."""
    return set(Goal.objects.filter(parent=goal_id).values_list("kind", flat=True))


def holds_nothing(goal_id: int) -> bool:
    """Whether no node, campaign, planned post or figure hangs on a node; one query."""
    free = Goal.objects.filter(
        ~Exists(Goal.objects.filter(parent=OuterRef("pk"))),
        ~Exists(Campaign.objects.filter(goal=OuterRef("pk"))),
        ~Exists(PlannedPost.objects.filter(goal=OuterRef("pk"))),
        ~Exists(GoalReading.objects.filter(goal=OuterRef("pk"))),
        pk=goal_id,
    )
    return free.exists()


def goal_at(workspace_id: int, *, parent_id: int | None, kind: str, title: str) -> Goal | None:
    """The node of this title at this place; one query."""
    rows = Goal.objects.filter(workspace=workspace_id, parent=parent_id, kind=kind, title=title)
    return rows.first()


def goal_row(goal_id: int, *, workspace_id: int) -> Goal | None:
    """A node of the tree, only of this workspace, to be changed."""
    return Goal.objects.filter(pk=goal_id, workspace_id=workspace_id).first()


def campaign_called(name: str, starts_on: dt.date, *, workspace_id: int) -> Campaign | None:
    """The campaign of this name that begins on this day; one query."""
    rows = Campaign.objects.filter(workspace_id=workspace_id, name=name, starts_on=starts_on)
    return rows.first()


def campaign_row(campaign_id: int, *, workspace_id: int) -> Campaign | None:
    """A campaign, only of this workspace, to be changed."""
    return Campaign.objects.filter(pk=campaign_id, workspace_id=workspace_id).first()


def readings_of(goal_id: int) -> list[Reading]:
    """The figures of a node, newest first; one query."""
    rows = GoalReading.objects.filter(goal_id=goal_id).order_by("-on", "-pk")
    facts = rows.values_list("on", "value", "hits", "n", "source", "era")
    return [Reading(*one) for one in facts]


def campaign_names(workspace_id: int) -> list[tuple[int, str]]:
    """(id, name) of every campaign, the newest first; one query."""
    rows = Campaign.objects.filter(workspace_id=workspace_id).order_by("-starts_on", "-pk")
    return list(rows.values_list("pk", "name"))


def goal_choices(workspace_id: int) -> list[tuple[int, str, str]]:
    """(id, kind, title) of every node; one query."""
    rows = Goal.objects.filter(workspace_id=workspace_id).order_by("position", "pk")
    return list(rows.values_list("pk", "kind", "title"))


def rests_on(workspace_id: int, kind: str, thing: int) -> list[str]:
    """The claims that a metric or a campaign rests on; one query."""
    rows = field.cited_by(workspace_id, kind, [str(thing)]).get(str(thing), [])
    return [slug for slug, role in rows if role == "rests_on"]


def claim_choices(
    workspace_id: int, *, today: dt.date, besides: Sequence[str] = ()
) -> list[tuple[str, str]]:
    """Facts of the field that a metric can rest on: live features, metrics and platforms.

    `besides` are claims to be offered even where they no longer hold. Two queries.
    """
    ledger = field.ledger(workspace_id, on=today)
    rows = field.claims(workspace_id, {*ledger.live, *besides})
    found = [
        (slug, f"{network_name(row.claim.network)}: {row.statement}")
        for slug, row in rows.items()
        if slug in besides or row.claim.kind in MEASURABLE
    ]
    return sorted(found, key=lambda one: (one[0] not in besides, one[1].lower()))


def path_to(workspace_id: int, goal_id: int | None) -> list[tuple[str, str, str]]:
    """(kind, title, owner) from the top down to a node; one query."""
    rows = Goal.objects.filter(workspace_id=workspace_id).values_list(
        "pk", "parent_id", "kind", "title", "owner__name"
    )
    known = {pk: (parent, kind, title, owner or "") for pk, parent, kind, title, owner in rows}
    steps: list[tuple[str, str, str]] = []
    here, seen = goal_id, set()
    while here in known and here not in seen:
        seen.add(here)
        parent, kind, title, owner = known[here]
        steps.append((kind, title, owner))
        here = parent
    return steps[::-1]
