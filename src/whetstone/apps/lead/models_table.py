"""The table where the organisation plans: its meetings, what social brings, what became of it."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models

from whetstone.web.append_only import AppendOnly


class PlanningMeeting(models.Model):
    """A meeting of the planning cycle. `form_key`: a form sent twice makes one meeting.

    `who` holds names or roles as they were typed, one a line: most have no account here.
    """

    class Seat(models.TextChoices):
        """Whether social sits there."""

        YES = "yes"
        NO = "no"
        ASKED = "asked"

    workspace = models.ForeignKey("people.Workspace", on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=120)
    quarter = models.CharField(max_length=7)
    on = models.DateField()
    at_time = models.TimeField(null=True, blank=True)
    seat = models.CharField(max_length=6, choices=Seat.choices)
    who = models.TextField(blank=True)
    form_key = models.UUIDField(default=uuid.uuid4)
    version = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["workspace", "form_key"], name="one_meeting_a_form"),
        ]
        indexes: ClassVar = [models.Index(fields=["workspace", "on"])]

    def __str__(self) -> str:
        return f"{self.name}, {self.on}"


class GoalInput(AppendOnly):
    """What social says at a meeting about a business goal: one sentence, typed by its head.

    `standing` is how the goal stood by its figures when that was said. The newest row counts.
    """

    workspace = models.ForeignKey("people.Workspace", on_delete=models.CASCADE, related_name="+")
    meeting = models.ForeignKey(PlanningMeeting, on_delete=models.CASCADE, related_name="inputs")
    goal = models.ForeignKey("plan.Goal", on_delete=models.CASCADE, related_name="+")
    words = models.CharField(max_length=240)
    standing = models.CharField(max_length=12, blank=True)
    by = models.ForeignKey(
        "people.Person", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.words


class DecisionStep(AppendOnly):
    """What became of a decision: done, dropped with a reason, or open again. Newest counts.

    An open decision may be told who sees to it and by when: then that counts, the newest of it,
    and no longer what the decision said itself.
    """

    class State(models.TextChoices):
        """Where a decision stands; without a step it is open."""

        OPEN = "open"
        DONE = "done"
        DROPPED = "dropped"

    workspace = models.ForeignKey("people.Workspace", on_delete=models.CASCADE, related_name="+")
    decision = models.ForeignKey("lead.Decision", on_delete=models.CASCADE, related_name="steps")
    state = models.CharField(max_length=8, choices=State.choices)
    reason = models.CharField(max_length=240, blank=True)
    owner = models.ForeignKey(
        "people.Person", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    owner_name = models.CharField(max_length=120, blank=True)
    due_on = models.DateField(null=True, blank=True)
    by = models.ForeignKey(
        "people.Person", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.state} {self.at}"


class BriefAnswer(AppendOnly):
    """A leader's answer to a brief: each kind once a person, and once a link.

    By link, `label` is whom the sender typed: nobody was asked to prove it. `mark` names the
    figures that were read; "" from before they were named.
    """

    class Kind(models.TextChoices):
        """What was answered."""

        AGREE = "agree"
        ASK = "ask"
        DECIDE = "decide"

    workspace = models.ForeignKey("people.Workspace", on_delete=models.CASCADE, related_name="+")
    brief = models.ForeignKey("lead.Brief", on_delete=models.CASCADE, related_name="answers")
    kind = models.CharField(max_length=6, choices=Kind.choices)
    words = models.CharField(max_length=240, blank=True)
    by = models.ForeignKey(
        "people.Person", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    link = models.ForeignKey(
        "lead.SharedLink", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    label = models.CharField(max_length=80, blank=True)
    mark = models.CharField(max_length=64, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["brief", "kind", "by"], name="one_answer_a_person"),
            models.UniqueConstraint(fields=["link", "kind"], name="one_answer_a_link"),
        ]

    def __str__(self) -> str:
        return self.kind
