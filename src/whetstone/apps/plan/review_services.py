"""Writing reviews of plans: hand in, comment, answer, judge, sign. Rows are only ever added."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from whetstone.apps.diagnose import services as diagnose
from whetstone.apps.people import selectors as people
from whetstone.apps.plan import review_selectors as selectors
from whetstone.apps.plan import selectors as goals
from whetstone.apps.plan.models_review import (
    CommentStep,
    EvidenceSay,
    PlanJudgement,
    PlanReview,
    PlanSignature,
    ReviewComment,
)
from whetstone.apps.plan.review_rubric import rubric
from whetstone.apps.plan.services import log_act
from whetstone.core.kernel.errors import Fault, Missing, Refused, raise_all
from whetstone.core.strategy.plan_review import CommentState, ReviewState, Step
from whetstone.web.request import Right

if TYPE_CHECKING:
    from whetstone.apps.learn.judging import Judgement
    from whetstone.apps.plan.review_selectors import CommentView, ReviewView

REVIEWERS = (Right.PARTNER, Right.LEAD)
AT_ONCE = dt.timedelta(minutes=1)
"""Within it the same words are one comment."""


@transaction.atomic
def ask_review(
    *,
    workspace_id: int,
    campaign_id: int | None,
    reviewer_id: int,
    actor_id: int,
    now: dt.datetime,
    note: str = "",
) -> PlanReview:
    """Hand a plan to a reviewer. While they have not signed it, asking them again is the same.

    Raises:
        Missing: the workspace has no such campaign.
        Refused: this person cannot be asked, or it is their own plan.
    """
    subject_id: int | None = actor_id
    if campaign_id is not None:
        row = goals.campaign_row(campaign_id, workspace_id=workspace_id)
        if row is None:
            raise Missing("campaign", str(campaign_id))
        subject_id = row.owner_id or actor_id
    if not _can_review(reviewer_id, workspace_id):
        raise Refused("hand a plan to a reviewer", "no_reviewer")
    if reviewer_id == subject_id:
        raise Refused("hand a plan to a reviewer", "own_plan")
    there = PlanReview.objects.filter(
        workspace_id=workspace_id, reviewer_id=reviewer_id, subject_id=subject_id
    )
    there = there.filter(campaign=campaign_id) if campaign_id else there.filter(campaign=None)
    open_one = there.filter(signatures=None).order_by("-pk").first()
    if open_one is not None:
        return open_one
    made = PlanReview.objects.create(
        workspace_id=workspace_id,
        campaign_id=campaign_id,
        subject_id=subject_id,
        asked_by_id=actor_id,
        reviewer_id=reviewer_id,
        note=note,
        asked_at=now,
    )
    log_act(workspace_id, actor_id, "ask for a review", made.pk, now)
    return made


def _can_review(person_id: int, workspace_id: int) -> bool:
    found = people.with_rights(person_id, workspace_id=workspace_id)
    return found is not None and any(right in REVIEWERS for right in found[1])


@transaction.atomic
def comment(
    *,
    workspace_id: int,
    review_id: int,
    line: str,
    text: str,
    wants_change: bool,
    actor_id: int,
    now: dt.datetime,
) -> ReviewComment:
    """A comment on one choice, kept with the choice as it stands.

    The same words within a minute are one comment (a double click); later they are a second one.

    Raises:
        Missing: no such review here, or the plan has no such choice.
        Refused: only the reviewer comments, and not on what they signed as it stands.
    """
    view = _locked(workspace_id, review_id, now)
    _only_reviewer(view, actor_id)
    if view.state is ReviewState.SIGNED:
        raise Refused("comment on a plan", "signed")
    facts = next((dict(one.facts) for one in view.plan if one.key == line), None)
    if facts is None:
        raise Missing("choice", line)
    said: dict[str, Any] = {"line": line, "text": text, "wants_change": wants_change}
    same = ReviewComment.objects.filter(review_id=review_id, by_id=actor_id, **said).last()
    if same is not None and now - same.at < AT_ONCE:
        return same
    made = ReviewComment.objects.create(
        workspace_id=workspace_id, review_id=review_id, by_id=actor_id, stood=facts, at=now, **said
    )
    log_act(workspace_id, actor_id, "comment on a plan", review_id, now)
    return made


@transaction.atomic
def take_step(
    *,
    workspace_id: int,
    review_id: int,
    comment_id: int,
    kind: Step,
    text: str,
    actor_id: int,
    now: dt.datetime,
) -> CommentStep:
    """Answer a comment, say that its change is made, or take it back. Twice is once.

    Raises:
        Missing: no such comment in this review.
        Refused: `not_yours`: only the reviewer takes back, only the team changes; `over`: it was
            taken back; `no_words`: an answer without words.
    """
    view = _locked(workspace_id, review_id, now)
    on = next((one for one in view.comments if one.row.pk == comment_id), None)
    if on is None:
        raise Missing("comment", str(comment_id))
    last = on.steps[-1] if on.steps else None
    if last is not None and (last.kind, last.text, last.by_id) == (kind, text, actor_id):
        return last
    own = {view.row.subject_id, view.row.asked_by_id}
    why = _why_no_step(
        on,
        kind,
        text,
        is_reviewer=view.row.reviewer_id == actor_id,
        is_own=actor_id in own or _leads(actor_id, workspace_id),
    )
    if why:
        raise Refused("answer a comment", why)
    made = CommentStep.objects.create(
        workspace_id=workspace_id, comment_id=comment_id, by_id=actor_id, kind=kind, text=text,
        at=now,
    )  # fmt: skip
    log_act(workspace_id, actor_id, "answer a comment on a plan", review_id, now)
    return made


def _leads(person_id: int, workspace_id: int) -> bool:
    found = people.with_rights(person_id, workspace_id=workspace_id)
    return found is not None and Right.LEAD in found[1]


def _why_no_step(
    on: CommentView, kind: Step, text: str, *, is_reviewer: bool, is_own: bool
) -> str:
    if on.state is CommentState.TAKEN_BACK:
        return "over"
    if (kind is Step.TAKEN_BACK and not is_reviewer) or (kind is Step.CHANGED and is_reviewer):
        return "not_yours"
    if kind is Step.CHANGED and not is_own:
        return "not_yours"  # anybody of the team answers; who only reads unlocks no signature
    return "no_words" if kind is Step.ANSWER and not text else ""


@transaction.atomic
def say_counts(
    *, workspace_id: int, review_id: int, counts: bool, told: str, actor_id: int, now: dt.datetime
) -> EvidenceSay:
    """The owner of a plan says whether its judgement counts for their levels, and may say so anew.

    Raises:
        Missing: no such review here.
        Refused: only the owner of the plan says it.
    """
    view = _locked(workspace_id, review_id, now)
    if view.row.subject_id != actor_id:
        raise Refused("say whether a plan counts", "not_yours")
    last = selectors.say_of(review_id, actor_id)
    if last is not None and last.counts == counts:
        return last
    made = EvidenceSay.objects.create(
        workspace_id=workspace_id, review_id=review_id, person_id=actor_id, counts=counts,
        told=told, at=now,
    )  # fmt: skip
    log_act(workspace_id, actor_id, "say whether a plan counts", review_id, now)
    if view.judgements:
        diagnose.reestimate([actor_id], now, workspace_id=workspace_id)
    return made


@transaction.atomic
def judge(
    *,
    workspace_id: int,
    review_id: int,
    judgement: Judgement,
    actor_id: int,
    now: dt.datetime,
) -> PlanJudgement:
    """A level and a sentence for each row. A second judgement takes the place of the first.

    Raises:
        Missing: no such review here, or nobody whose plan it is.
        Refused: only the reviewer judges.
        Faults: a row has no level, or nothing is said of it.
    """
    view = _locked(workspace_id, review_id, now)
    _only_reviewer(view, actor_id)
    if view.row.subject_id is None:
        raise Missing("owner of the plan", str(review_id))
    raise_all(_unjudged(judgement))
    last = next((one for one in reversed(view.judgements) if one.rater_id == actor_id), None)
    if last is not None and (last.rows, last.words) == (judgement.rows, judgement.words):
        return last
    made = PlanJudgement.objects.create(
        workspace_id=workspace_id,
        review_id=review_id,
        person_id=view.row.subject_id,
        rater_id=actor_id,
        rows=judgement.rows,
        words=judgement.words,
        judged_at=now,
    )
    log_act(workspace_id, actor_id, "judge a plan", review_id, now)
    said = selectors.say_of(review_id, view.row.subject_id)
    if said is not None and said.counts:
        diagnose.reestimate([view.row.subject_id], now, workspace_id=workspace_id)
    return made


def _unjudged(judgement: Judgement) -> list[Fault]:
    faults = []
    for row in rubric():
        name, found = row["id"], judgement.rows.get(row["id"])
        if found is None:
            faults.append(
                Fault(f"row-{name}", _("Not judged yet: %(row)s") % {"row": row["name"]})
            )
        elif not found[1]:
            faults.append(
                Fault(f"said-{name}", _("Say why, in a sentence: %(row)s") % {"row": row["name"]})
            )
    return faults


@transaction.atomic
def sign(
    *,
    workspace_id: int,
    review_id: int,
    seal: str,
    actor_id: int,
    now: dt.datetime,
    words: str = "",
) -> PlanSignature:
    """Sign the plan as it stands; what was signed is kept. Signed twice unchanged, it is once.

    `seal` names the plan that was read: another one by now is not signed unseen.

    Raises:
        Missing: no such review here.
        Refused: `not_yours`, `asked` (a change is still asked for), `moved` (not what was read).
    """
    view = _locked(workspace_id, review_id, now)
    _only_reviewer(view, actor_id)
    if view.signed is not None and not view.changed:
        return view.signed
    if not view.may_be_signed:
        raise Refused("sign a plan", "asked")
    if seal != view.seal:
        raise Refused("sign a plan", "moved")
    made = PlanSignature.objects.create(
        workspace_id=workspace_id,
        review_id=review_id,
        by_id=actor_id,
        plan=[[one.key, dict(one.facts)] for one in view.plan],
        words=words,
        signed_at=now,
    )
    log_act(workspace_id, actor_id, "sign a plan", review_id, now)
    return made


def _locked(workspace_id: int, review_id: int, now: dt.datetime) -> ReviewView:
    PlanReview.objects.select_for_update().filter(pk=review_id).first()  # one at a time
    board = goals.board(workspace_id, today=now.date())
    found = selectors.review(review_id, workspace_id=workspace_id, board=board)
    if found is None:
        raise Missing("review", str(review_id))
    return found


def _only_reviewer(view: ReviewView, actor_id: int) -> None:
    if view.row.reviewer_id != actor_id:
        raise Refused("review a plan", "not_yours")
