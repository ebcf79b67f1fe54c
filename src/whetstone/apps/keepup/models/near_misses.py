"""Mistakes that almost went public, and what a team made of them: what, never who."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from whetstone.web.append_only import AppendOnly


class NearMiss(AppendOnly):
    """What almost went out, and what stopped it. Who wrote it down is kept, and never shown."""

    workspace = models.ForeignKey("people.Workspace", on_delete=models.CASCADE)
    person = models.ForeignKey(
        "people.Person", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    almost = models.TextField()
    stopped = models.TextField()
    happened_on = models.DateField()
    network = models.CharField(max_length=40, blank=True)
    recorded_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["workspace", "happened_on"])]

    def __str__(self) -> str:
        return self.almost[:60]


class NearMissFate(AppendOnly):
    """What became of a near miss, where no draft and no drill says it."""

    class Kind(models.TextChoices):
        CLAIM = "claim"
        NOTICE = "notice"
        NOTHING = "nothing"

    near_miss = models.ForeignKey(NearMiss, on_delete=models.CASCADE, related_name="fates")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    claim = models.ForeignKey(
        "field.Claim", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    notice = models.ForeignKey(
        "field.Notice", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    person = models.ForeignKey(
        "people.Person", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    reason = models.TextField(blank=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.kind} of {self.near_miss_id}"


class QuestionDraft(AppendOnly):
    """A question made of a near miss: a draft, never asked and never scored.

    `item` is the question in the curriculum's own format. Writing it anew is a new row.
    """

    near_miss = models.ForeignKey(NearMiss, on_delete=models.CASCADE, related_name="questions")
    item = models.JSONField()
    person = models.ForeignKey(
        "people.Person", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"question from {self.near_miss_id}"


class Drill(AppendOnly):
    """A near miss to practise: the situation, the first move, the steps, in a few minutes."""

    near_miss = models.ForeignKey(NearMiss, on_delete=models.CASCADE, related_name="drills")
    title = models.CharField(max_length=120)
    situation = models.TextField()
    first = models.TextField()
    steps = models.JSONField(default=list)
    minutes = models.PositiveSmallIntegerField()
    person = models.ForeignKey(
        "people.Person", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.title


class DrillRun(AppendOnly):
    """Somebody ran a drill: what they would do, before they saw the steps. Theirs alone."""

    drill = models.ForeignKey(Drill, on_delete=models.CASCADE, related_name="runs")
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    first = models.TextField()
    then = models.TextField(blank=True)
    run_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["person", "drill"])]

    def __str__(self) -> str:
        return f"run of {self.drill_id}"
