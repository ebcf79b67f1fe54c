"""Reading reviews of plans: always inside one workspace, but for one's own counts elsewhere."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db.models import F, OuterRef, Subquery
from django.utils.translation import gettext as _

from whetstone.apps.diagnose.judged import Told
from whetstone.apps.learn.judged import FirstWords
from whetstone.apps.plan.models_audience import AudienceSegment
from whetstone.apps.plan.models_campaign import ChoiceMade
from whetstone.apps.plan.models_review import (
    CommentStep,
    EvidenceSay,
    PlanJudgement,
    PlanReview,
    PlanSignature,
    ReviewComment,
)
from whetstone.apps.plan.review_lines import lines
from whetstone.apps.plan.review_rubric import SKILLS
from whetstone.core.strategy.plan_review import (
    UNANSWERED,
    CommentState,
    Difference,
    Line,
    ReviewState,
    comment_state,
    differences,
    may_sign,
    review_state,
    seal,
)
from whetstone.web.prepared import Prepared

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping, Sequence

    from django.db.models import QuerySet

    from whetstone.apps.plan.selectors import Board


@dataclass(frozen=True, slots=True)
class CommentView:
    """A comment on a choice, with what became of it."""

    row: ReviewComment
    steps: tuple[CommentStep, ...]

    @property
    def state(self) -> CommentState:
        """Where it stands."""
        return comment_state(
            wants_change=self.row.wants_change, steps=[one.kind for one in self.steps]
        )


@dataclass(frozen=True, slots=True)
class ReviewView:
    """One review with its comments and signatures, beside the plan as it stands now."""

    row: PlanReview
    comments: tuple[CommentView, ...] = ()
    judgements: tuple[PlanJudgement, ...] = ()
    signatures: tuple[PlanSignature, ...] = ()
    plan: tuple[Line, ...] = field(default=())

    @property
    def id(self) -> int:
        """Its number."""
        return self.row.pk

    @property
    def name(self) -> str:
        """The plan's name."""
        return self.row.campaign.name if self.row.campaign else _("The goal tree")

    @property
    def signed(self) -> PlanSignature | None:
        """The newest signature."""
        return self.signatures[-1] if self.signatures else None

    @property
    def changed(self) -> tuple[Difference, ...]:
        """What is not as it was signed."""
        return differences(as_lines(self.signed.plan), self.plan) if self.signed else ()

    @property
    def state(self) -> ReviewState:
        """Whose turn it is."""
        return review_state(
            [one.state for one in self.comments],
            is_judged=bool(self.judgements),
            is_signed=self.signed is not None,
            is_as_signed=not self.changed,
        )

    @property
    def asks(self) -> int:
        """How many changes are still asked for."""
        return sum(one.state is CommentState.ASKED for one in self.comments)

    @property
    def unanswered(self) -> int:
        """How many comments wait for the team."""
        return sum(one.state in UNANSWERED for one in self.comments)

    @property
    def may_be_signed(self) -> bool:
        """Whether no change is still asked for."""
        return may_sign([one.state for one in self.comments])

    @property
    def seal(self) -> str:
        """A name of the plan as it stands: another plan, another name."""
        return seal(self.plan)

    def on(self, key: str) -> tuple[CommentView, ...]:
        """The comments on one choice."""
        return tuple(one for one in self.comments if one.row.line == key)


def as_lines(kept: Sequence[Sequence[Any]]) -> tuple[Line, ...]:
    """Lines as a signature keeps them."""
    return tuple(Line(key, facts) for key, facts in kept)


def claims_in(lines: Iterable[Line]) -> set[str]:
    """The claims that some lines rest on."""
    return {slug for one in lines for slug in one.facts.get("claims", ())}


_REVIEWS = Prepared(
    lambda workspace_id: (
        PlanReview.objects.filter(workspace_id=workspace_id)
        .select_related("campaign", "reviewer", "asked_by", "subject")
        .order_by("-pk")
    )
)
_COMMENTS = Prepared(
    lambda workspace_id: (
        ReviewComment.objects.filter(workspace_id=workspace_id).select_related("by").order_by("pk")
    )
)
_STEPS = Prepared(
    lambda workspace_id: (
        CommentStep.objects.filter(workspace_id=workspace_id).select_related("by").order_by("pk")
    )
)
_SIGNED = Prepared(
    lambda workspace_id: (
        PlanSignature.objects.filter(workspace_id=workspace_id).select_related("by").order_by("pk")
    )
)
_JUDGED = Prepared(
    lambda workspace_id: (
        PlanJudgement.objects.filter(workspace_id=workspace_id, rater__isnull=False)
        .select_related("rater")
        .order_by("pk")
    )
)


_CHOSEN = Prepared(
    lambda workspace_id: (
        ChoiceMade.objects.filter(workspace_id=workspace_id)
        .order_by("pk")
        .values_list("choice__campaign_id", "choice__part", "values", "reason", "claims")
    )
)
_SEGMENTS = Prepared(
    lambda workspace_id: (
        AudienceSegment.objects.filter(workspace_id=workspace_id)
        .order_by("pk")
        .values_list("pk", "name", "country", "groups", "weight")
    )
)


def _parts(workspace_id: int) -> dict[int, dict[str, dict[str, Any]]]:
    """By campaign and part, what holds, why, and on what it rests; two queries."""
    found: dict[int, dict[str, dict[str, Any]]] = {}
    parts = {pk: content for pk, *content in _SEGMENTS(workspace_id)}
    for campaign, part, values, reason, claims in _CHOSEN(workspace_id):
        wanted = values.get("segments", [])
        found.setdefault(campaign, {})[part] = {
            "values": values,
            "reason": reason,
            "claims": claims,
            "segments": {str(pk): parts[pk] for pk in wanted if pk in parts},
        }
    return found


def plan_of(campaign_id: int, *, workspace_id: int, board: Board) -> tuple[Line, ...]:
    """A campaign's lines as they stand; two queries."""
    return lines(board, campaign_id, _parts(workspace_id).get(campaign_id, {})) or ()


def reviews(workspace_id: int, board: Board) -> tuple[ReviewView, ...]:
    """Every review of a workspace, the newest first, against the plan of now; seven queries."""
    rows: list[PlanReview] = list(_REVIEWS(workspace_id))
    if not rows:
        return ()
    steps: dict[int, list[CommentStep]] = {}
    for step in _STEPS(workspace_id):
        steps.setdefault(step.comment_id, []).append(step)
    comments: dict[int, list[CommentView]] = {}
    for one in _COMMENTS(workspace_id):
        view = CommentView(one, tuple(steps.get(one.pk, ())))
        comments.setdefault(one.review_id, []).append(view)
    signed, judged = _by_review(_SIGNED(workspace_id)), _by_review(_JUDGED(workspace_id))
    parts = _parts(workspace_id)
    keys = {row.campaign_id for row in rows}
    plans = {key: lines(board, key, parts.get(key or 0, {})) or () for key in keys}
    return tuple(
        ReviewView(
            row,
            tuple(comments.get(row.pk, ())),
            tuple(judged.get(row.pk, ())),
            tuple(signed.get(row.pk, ())),
            plans[row.campaign_id],
        )
        for row in rows
    )


def _by_review(rows: Any) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    for row in rows:
        found.setdefault(row.review_id, []).append(row)
    return found


def review(review_id: int, *, workspace_id: int, board: Board) -> ReviewView | None:
    """One review, only of this workspace; eight queries."""
    found = PlanReview.objects.filter(pk=review_id, workspace_id=workspace_id)
    if not found.exists():
        return None
    return next(one for one in reviews(workspace_id, board) if one.id == review_id)


def say_of(review_id: int, person_id: int) -> EvidenceSay | None:
    """What the owner of the plan said last of whether it counts; one query."""
    rows = EvidenceSay.objects.filter(review_id=review_id, person_id=person_id)
    return rows.order_by("-pk").first()


@dataclass(frozen=True, slots=True)
class Waits:
    """What waits in one place of an adviser: counts, and nothing else."""

    yours: int = 0
    team: int = 0
    signed: int = 0


def waits(person_ids: Sequence[int]) -> dict[int, Waits]:
    """By person, what waits in reviews that they were asked for; three queries, counts only.

    Everything is found through the reviewer's own person in each workspace, so nothing of a
    workspace can be counted by somebody who has no place in it.
    """
    mine = PlanReview.objects.filter(reviewer_id__in=person_ids)
    signed = Subquery(PlanSignature.objects.filter(review=OuterRef("pk")).values("review")[:1])
    rows = list(mine.annotate(signed=signed).values_list("pk", "reviewer_id", "signed"))
    busy = _with_team([pk for pk, _who, is_signed in rows if is_signed is None])
    counts: Counter[tuple[int, str]] = Counter()
    for pk, who, is_signed in rows:
        turn = "signed" if is_signed else "team" if pk in busy else "yours"
        counts[who or 0, turn] += 1
    return {
        who: Waits(counts[who, "yours"], counts[who, "team"], counts[who, "signed"])
        for who in person_ids
    }


def places_signed(person_ids: Sequence[int]) -> dict[int, int]:
    """(person, their workspace) of those who have signed a plan there; one query."""
    rows = PlanReview.objects.filter(reviewer_id__in=person_ids, signatures__isnull=False)
    return {who: space for who, space in rows.values_list("reviewer_id", "workspace_id") if who}


def with_changed(waits: Waits, person_id: int, found: Sequence[ReviewView]) -> Waits:
    """What was signed and is another by now waits for whoever signed it."""
    n = sum(
        one.row.reviewer_id == person_id and one.state is ReviewState.CHANGED_SINCE
        for one in found
    )
    return Waits(waits.yours + n, waits.team, waits.signed - n)


def _with_team(review_ids: Sequence[int]) -> set[int]:
    """Those of these reviews in which a change is still asked for."""
    if not review_ids:
        return set()
    steps: dict[int, list[str]] = {}
    said = CommentStep.objects.filter(comment__review_id__in=review_ids).order_by("pk")
    for comment, kind in said.values_list("comment_id", "kind"):
        steps.setdefault(comment, []).append(kind)
    rows = ReviewComment.objects.filter(review_id__in=review_ids, wants_change=True)
    return {
        review_id
        for pk, review_id in rows.values_list("pk", "review_id")
        if comment_state(wants_change=True, steps=steps.get(pk, ())) is CommentState.ASKED
    }


def told_plans(given: Any, now: dt.datetime) -> list[Told]:
    """Judged plans of people (ids or a sub-query) whose owners let them count; one query.

    Nobody judges their own; an erased rater is nobody; the newest word of each rater stands.
    """
    found: dict[tuple[int, int | None], dict[int, PlanJudgement]] = {}
    for row in _TOLD(*given, now) if isinstance(given, list) and given else _told(given, now):
        found.setdefault((row.person_id, row.review.campaign_id), {})[row.rater_id or 0] = row
    return [
        Told(
            person_id=person,
            task_slug=f"plan-{campaign or 'tree'}",
            title=_plan_name(said),
            done_at=max(one.review.asked_at for one in said.values()),
            judged_at=max(one.judged_at for one in said.values()),
            said=tuple({k: int(v[0]) for k, v in one.rows.items()} for one in said.values()),
            skills=SKILLS,
        )
        for (person, campaign), said in found.items()
    ]


def _plan_name(said: Mapping[int, PlanJudgement]) -> str:
    campaign = next(iter(said.values())).review.campaign
    return campaign.name if campaign else _("The goal tree")


def _told(given: Any, now: dt.datetime) -> QuerySet[PlanJudgement]:
    newest = EvidenceSay.objects.filter(review=OuterRef("review"), person=OuterRef("person"))
    says = Subquery(newest.order_by("-pk").values("counts")[:1])
    rows = PlanJudgement.objects.filter(
        person_id__in=given, rater__isnull=False, judged_at__lte=now
    )
    rows = rows.exclude(rater=F("person")).annotate(counts=says).filter(counts=True)
    return rows.select_related("review__campaign").order_by("pk")


_TOLD = Prepared(lambda *given: _told(given[:-1], given[-1]))


def first_words_on_plans(workspace_id: int) -> list[FirstWords]:
    """What each rater first said of the plans of a workspace; one query."""
    rows = PlanJudgement.objects.filter(workspace_id=workspace_id, rater__isnull=False)
    rows = rows.exclude(rater=F("person")).order_by("pk")
    first: dict[tuple[int, int | None], dict[int, dict[str, int]]] = {}
    for person, campaign, rater, said in rows.values_list(
        "person_id", "review__campaign_id", "rater_id", "rows"
    ):
        levels = {row: int(level[0]) for row, level in said.items()}
        first.setdefault((person, campaign), {}).setdefault(rater or 0, levels)
    return [FirstWords(person, tuple(by.values())) for (person, _plan), by in first.items()]
