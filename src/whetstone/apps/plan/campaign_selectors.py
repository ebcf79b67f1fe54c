"""What a campaign has settled, what is open, who said yes, and whether the team is ready."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from whetstone.apps.diagnose import selectors as diagnose
from whetstone.apps.field import selectors as field
from whetstone.apps.people import selectors as people
from whetstone.apps.plan import review_selectors, selectors
from whetstone.apps.plan.audience_selectors import audience
from whetstone.apps.plan.breaks import Break, breaks
from whetstone.apps.plan.campaign_parts import APPROVALS, FACTS, PARTS, SKILLS
from whetstone.apps.plan.models import AudienceSegment
from whetstone.apps.plan.models_campaign import (
    CampaignChoice,
    CampaignLearning,
    CampaignSay,
    ChoiceMade,
)
from whetstone.apps.plan.review_lines import PART
from whetstone.core.kernel.verdict import Verdict
from whetstone.core.rollup.readiness import Readiness, readiness
from whetstone.core.strategy.plan_review import Line, differences, seal

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Mapping, Sequence

    from whetstone.apps.plan.selectors import CampaignView, DecisionView

CAMPAIGN_CHOICE = "campaign_choice"
SHARED_LEVEL = 2
"""The level that shared verdict words are about; of another one nothing is shared."""


@dataclass(frozen=True, slots=True)
class Names:
    """Names of what values point at; who left has none. `claims`: the statement of each."""

    people: Mapping[int, str]
    segments: Mapping[int, str]
    goals: Mapping[int, str]
    areas: Mapping[str, str]
    claims: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Settled:
    """One part: what holds, how it came to hold (oldest first), what broke under it."""

    part: str
    choice_id: int
    made: tuple[ChoiceMade, ...]
    breaks: tuple[Break, ...]

    @property
    def newest(self) -> ChoiceMade:
        """What holds."""
        return self.made[-1]

    @property
    def values(self) -> dict[str, Any]:
        """What holds, as plain values."""
        found: dict[str, Any] = self.newest.values
        return found


@dataclass(frozen=True, slots=True)
class Approval:
    """Somebody who must say yes: what they said last, and which parts changed since.

    `then` is the plan as they read it; empty where an older version kept none.
    """

    person_id: int
    say: CampaignSay | None
    changed: tuple[str, ...]
    then: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True)
class Whole:
    """A campaign with all its parts. `plan`: its lines, where somebody must say yes to them."""

    settled: Mapping[str, Settled]
    says: tuple[CampaignSay, ...]
    learning: tuple[CampaignLearning, ...]
    decisions: tuple[DecisionView, ...]
    names: Names
    plan: tuple[Line, ...] = ()

    @property
    def seal(self) -> str:
        """A name of what is approved: another plan, another name."""
        return seal(self.plan)

    @property
    def open_parts(self) -> tuple[str, ...]:
        """Parts that nobody has settled, in order."""
        return tuple(one.slug for one in PARTS if one.slug not in self.settled)

    @property
    def touched(self) -> tuple[Settled, ...]:
        """Parts that rest on something that is no longer so."""
        return tuple(one for one in self.settled.values() if one.breaks)

    def values(self, part: str) -> dict[str, Any]:
        """What holds in a part; empty where nothing does."""
        return self.settled[part].values if part in self.settled else {}

    def approvals(self) -> tuple[Approval, ...]:
        """One for each person who must say yes."""
        return tuple(self._approval(one) for one in self.values(APPROVALS).get("people", []))

    def _approval(self, person_id: int) -> Approval:
        mine = [one for one in self.says if one.by_id == person_id]
        if not mine:
            return Approval(person_id, None, ())
        said = mine[-1]
        if not said.plan:
            return Approval(person_id, said, self._changed_since(said.at))
        then = review_selectors.as_lines(said.plan)
        moved = (_part_of(one.key) for one in differences(then, self.plan))
        return Approval(person_id, said, tuple(dict.fromkeys(moved)), then)

    def _changed_since(self, at: dt.datetime) -> tuple[str, ...]:
        found = [
            one.part
            for one in self.settled.values()
            if one.part != APPROVALS and one.newest.at > at
        ]
        if any(one.at > at for one in self.decisions):
            found.append("objective")
        return tuple(found)


def _part_of(key: str) -> str:
    """The part that a line of the plan belongs to."""
    if key.startswith(PART):
        return key.removeprefix(PART)
    return "objective" if key == "measure" else FACTS


def to_approve(campaign_id: int, *, workspace_id: int, today: dt.date) -> tuple[Line, ...]:
    """The lines that a yes is about: all but who must say it."""
    board = selectors.board(workspace_id, today=today)
    found = review_selectors.plan_of(campaign_id, workspace_id=workspace_id, board=board)
    return tuple(one for one in found if one.key != f"{PART}{APPROVALS}")


def whole(view: CampaignView, *, workspace_id: int, today: dt.date) -> Whole:
    """All parts of a campaign; as many queries for one as for all of them."""
    rows: dict[str, list[ChoiceMade]] = {}
    for row in (
        ChoiceMade.objects.filter(workspace_id=workspace_id, choice__campaign_id=view.id)
        .select_related("choice", "by")
        .order_by("pk")
    ):
        rows.setdefault(row.choice.part, []).append(row)
    ids = [str(made[-1].choice_id) for made in rows.values()]
    broken = breaks(workspace_id, kind=CAMPAIGN_CHOICE, today=today, ids=ids) if ids else {}
    settled = {
        part: Settled(
            part, made[-1].choice_id, tuple(made), broken.get(str(made[-1].choice_id), ())
        )
        for part, made in rows.items()
    }
    says = CampaignSay.objects.filter(workspace_id=workspace_id, campaign_id=view.id)
    asked = CampaignLearning.objects.filter(workspace_id=workspace_id, campaign_id=view.id)
    said = tuple(says.select_related("by").order_by("pk"))
    cited = {slug for one in settled.values() for slug in one.newest.claims}
    read = (line for one in said for line in review_selectors.as_lines(one.plan or ()))
    return Whole(
        settled=settled,
        says=said,
        learning=tuple(asked.order_by("pk")),
        decisions=tuple(selectors.decisions(view.id)),
        names=names(workspace_id, claims=cited | review_selectors.claims_in(read)),
        plan=(
            to_approve(view.id, workspace_id=workspace_id, today=today)
            if APPROVALS in settled
            else ()
        ),
    )


def names(workspace_id: int, *, claims: Collection[str] = ()) -> Names:
    """What values may point at, and these claims; four queries, and one where there are claims."""
    parts = AudienceSegment.objects.filter(workspace_id=workspace_id).order_by("pk")
    return Names(
        people={one.id: one.name for one, _rights in people.everybody(workspace_id)},
        segments=dict(parts.values_list("pk", "name")),
        goals={pk: title for pk, _kind, title in selectors.goal_choices(workspace_id)},
        areas={one.id: one.name for one in field.framework().areas},
        claims=(
            {slug: row.statement for slug, row in field.claims(workspace_id, set(claims)).items()}
            if claims
            else {}
        ),
    )


def touched_campaigns(workspace_id: int, *, today: dt.date) -> dict[int, tuple[str, ...]]:
    """By campaign, its parts that rest on something no longer so; one query more when any does."""
    broken = breaks(workspace_id, kind=CAMPAIGN_CHOICE, today=today)
    found: dict[int, tuple[str, ...]] = {}
    if broken:
        rows = CampaignChoice.objects.filter(workspace_id=workspace_id, pk__in=map(int, broken))
        for campaign, part in rows.order_by("pk").values_list("campaign_id", "part"):
            found[campaign] = (*found.get(campaign, ()), part)
    return found


class NeededSkill(NamedTuple):
    """A campaign needs so many people at a level in an area, from its first day to its last."""

    campaign_id: int
    campaign: str
    area_id: str
    level: int
    people: int
    starts_on: dt.date
    ends_on: dt.date


def skills_needed(workspace_id: int) -> list[NeededSkill]:
    """What the campaigns of a workspace need, as settled last, by first day; one query."""
    newest: dict[int, ChoiceMade] = {}
    for row in (
        ChoiceMade.objects.filter(workspace_id=workspace_id, choice__part=SKILLS)
        .select_related("choice__campaign")
        .order_by("choice__campaign__starts_on", "pk")
    ):
        newest[row.choice_id] = row
    return [
        NeededSkill(
            campaign.pk, campaign.name, need["area"], need["level"], need["people"],
            campaign.starts_on, campaign.ends_on,
        )
        for row in newest.values()
        for campaign in [row.choice.campaign]
        for need in row.values.get("skills", [])
    ]  # fmt: skip


class Effort(NamedTuple):
    """Hours a week that a campaign is given, and the share of 100 its goal should get."""

    campaign_id: int
    goal_id: int | None
    hours: float
    wanted: float | None


def efforts(workspace_id: int, *, today: dt.date) -> list[Effort]:
    """The hours of all campaigns that are not over; one query."""
    newest: dict[int, ChoiceMade] = {}
    for row in (
        ChoiceMade.objects.filter(
            workspace_id=workspace_id, choice__part="money", choice__campaign__ends_on__gte=today
        )
        .select_related("choice__campaign")
        .order_by("pk")
    ):
        newest[row.choice_id] = row
    return [
        Effort(
            row.choice.campaign_id, row.choice.campaign.goal_id, row.values["hours"],
            row.values.get("wanted"),
        )
        for row in newest.values()
        if row.values.get("hours") is not None
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Ready:
    """One needed area: what shared words say, and who shares that they are not there yet.

    `found` is None where the level is not the one that words are about.
    """

    area_id: str
    level: int
    people: int
    found: Readiness | None
    could: tuple[tuple[int, str], ...]


def ready(workspace_id: int, needs: Sequence[Mapping[str, Any]]) -> list[Ready]:
    """The team held against what a campaign needs, for its lead; three queries.

    Only the words that people chose to share are read: what the lead may see anyway.
    """
    team = people.members(workspace_id)
    ids = [one.id for one in team]
    shared = diagnose.shared_areas(ids)
    known = diagnose.estimates_of(list(shared))
    found = []
    for need in needs:
        area, level, wanted = need["area"], need["level"], need["people"]
        words: dict[int, Verdict] = {
            person: known[person][area].verdict
            for person, areas in shared.items()
            if area in areas and area in known.get(person, {}) and known[person][area].is_measured
        }
        told = readiness(list(words.values()), need=wanted) if level == SHARED_LEVEL else None
        could = tuple(
            (one.id, one.name)
            for one in team
            if one.id in words and words[one.id] is not Verdict.MET_PROBABLY
        )
        found.append(Ready(area, level, wanted, told, could if told else ()))
    return found


class NetworkShare(NamedTuple):
    """What the sources say of one network: a share of the target with its interval."""

    network: str
    share: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class NetworkAnswer:
    """The answer on networks as it stands: shares, where they come from, which claims."""

    shares: tuple[NetworkShare, ...]
    sources: tuple[str, ...]
    claims: tuple[str, ...]


def network_answer(workspace_id: int, *, today: dt.date) -> NetworkAnswer:
    """Which networks the target uses, as plain values to stand beside the choice."""
    found = audience(workspace_id, today=today)
    networks = found.fit.networks if found.fit else ()
    return NetworkAnswer(
        tuple(
            NetworkShare(one.network, one.reach.value, one.reach.lo, one.reach.hi)
            for one in networks
            if one.reach.is_known
        ),
        tuple(f"{one.text}, {one.year}" for one in found.sources),
        tuple(sorted({one.claim for one in found.sources if one.claim and one.is_live})),
    )
