"""What somebody did with a notice: the audit trail from which its state is worked out."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from whetstone.web.append_only import AppendOnly


class NoticeStep(AppendOnly):
    """One step of the triage of a notice; `core.freshness.triage` folds them into its state.

    `owner` belongs to "taken" (null: given back), `severity` to "severity", `claim` and `change`
    to a doubt, a link or a confirmation.
    """

    class Act(models.TextChoices):
        TAKEN = "taken"
        SEVERITY = "severity"
        CONFIRMED = "confirmed"
        DOUBTED = "doubted"
        LINKED = "linked"
        REPAIRED = "repaired"
        DISMISSED = "dismissed"
        CLOSED = "closed"
        REOPENED = "reopened"
        NOTE = "note"

    workspace = models.ForeignKey("people.Workspace", null=True, on_delete=models.CASCADE)
    notice = models.ForeignKey("field.Notice", on_delete=models.CASCADE, related_name="+")
    act = models.CharField(max_length=10, choices=Act.choices)
    person = models.ForeignKey(
        "people.Person", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    owner = models.ForeignKey(
        "people.Person", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    severity = models.CharField(max_length=10, blank=True)
    claim = models.ForeignKey(
        "field.Claim", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    change = models.ForeignKey(
        "field.Change", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    reason = models.TextField(blank=True)
    at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["notice", "act", "at"]),
            models.Index(fields=["workspace", "at"]),
        ]

    def __str__(self) -> str:
        return f"{self.act} {self.notice_id}"
