"""Reviews of plans: who was asked, what was said of which choice, what was signed."""

from __future__ import annotations

from django.db import models

from whetstone.web.append_only import AppendOnly

__all__ = [
    "CommentStep", "EvidenceSay", "PlanJudgement", "PlanReview", "PlanSignature", "ReviewComment",
]  # fmt: skip


class PlanReview(AppendOnly):
    """A plan was handed to a reviewer: a campaign, or (no campaign) the whole goal tree.

    `subject`: whose plan it is. Nobody reviews their own.
    """

    workspace = models.ForeignKey("people.Workspace", on_delete=models.CASCADE, related_name="+")
    campaign = models.ForeignKey(
        "plan.Campaign", null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    subject = models.ForeignKey(
        "people.Person", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    asked_by = models.ForeignKey(
        "people.Person", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    reviewer = models.ForeignKey(
        "people.Person", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    note = models.TextField(blank=True)
    asked_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"review {self.pk}"


class ReviewComment(AppendOnly):
    """A comment on one choice of the plan. `stood`: that choice's facts as they were then."""

    workspace = models.ForeignKey("people.Workspace", on_delete=models.CASCADE, related_name="+")
    review = models.ForeignKey(PlanReview, on_delete=models.CASCADE, related_name="comments")
    by = models.ForeignKey(
        "people.Person", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    line = models.CharField(max_length=60)
    stood = models.JSONField(default=dict)
    text = models.TextField()
    wants_change = models.BooleanField(default=False)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"on {self.line}"


class CommentStep(AppendOnly):
    """A comment was answered, its change made, or taken back."""

    workspace = models.ForeignKey("people.Workspace", on_delete=models.CASCADE, related_name="+")
    comment = models.ForeignKey(ReviewComment, on_delete=models.CASCADE, related_name="steps")
    by = models.ForeignKey(
        "people.Person", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    kind = models.CharField(max_length=10)
    text = models.TextField(blank=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.kind


class EvidenceSay(AppendOnly):
    """Whoever owns a plan said whether its judgement counts for their levels; the newest stands.

    `told`: the words they read when they said it.
    """

    workspace = models.ForeignKey("people.Workspace", on_delete=models.CASCADE, related_name="+")
    review = models.ForeignKey(PlanReview, on_delete=models.CASCADE, related_name="says")
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    counts = models.BooleanField()
    told = models.TextField()
    at = models.DateTimeField()

    def __str__(self) -> str:
        return "counts" if self.counts else "does not count"


class PlanJudgement(AppendOnly):
    """A plan judged row by row: `rows` by rubric row, [level, what was said]."""

    workspace = models.ForeignKey("people.Workspace", on_delete=models.CASCADE, related_name="+")
    review = models.ForeignKey(PlanReview, on_delete=models.CASCADE, related_name="judgements")
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    rater = models.ForeignKey(
        "people.Person", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    rows = models.JSONField(default=dict)
    words = models.TextField(blank=True)
    judged_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"judgement {self.pk}"


class PlanSignature(AppendOnly):
    """A plan was signed: `plan` holds its lines as they stood, [[key, facts], ...]."""

    workspace = models.ForeignKey("people.Workspace", on_delete=models.CASCADE, related_name="+")
    review = models.ForeignKey(PlanReview, on_delete=models.CASCADE, related_name="signatures")
    by = models.ForeignKey(
        "people.Person", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    plan = models.JSONField()
    words = models.TextField(blank=True)
    signed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"signature {self.pk}"
