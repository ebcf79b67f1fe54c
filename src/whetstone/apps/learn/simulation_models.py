"""A task run by the clock: its start, its log, and what was said of it. All rows are written once.

Which messages have come, and whether it is over, follows from the start row and the clock.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from whetstone.web.append_only import AppendOnly


class Simulation(AppendOnly):
    """Somebody started a timed task. `case` is the whole of it in the version of that moment.

    `pace`: minutes of the case in a minute of the clock. `key`: of the form that started it, so
    that one press starts one.
    """

    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    task_slug = models.CharField(max_length=80)
    task_version = models.CharField(max_length=20)
    pace = models.PositiveSmallIntegerField(default=1)
    case = models.JSONField()
    key = models.UUIDField()
    started_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "key"], name="simulation_started_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["person", "task_slug"])]

    def __str__(self) -> str:
        return f"{self.person_id} runs {self.task_slug}"


class SimulationEntry(AppendOnly):
    """A line of the log. `key`: of the form it was typed in, so that it is written once.

    `waited`: seconds that it lay on a device without a connection, by the device's word.
    """

    class Kind(models.TextChoices):
        NOTE = "note"
        LEVEL = "level"
        CALL = "call"
        STOP = "stop"
        STATEMENT = "statement"
        REPLY = "reply"
        HAND_OVER = "hand-over"
        END = "end"  # the person ended it; the only way to stop the clock

    simulation = models.ForeignKey(Simulation, on_delete=models.CASCADE, related_name="entries")
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    key = models.UUIDField()
    kind = models.CharField(max_length=10, choices=Kind.choices)
    text = models.TextField(blank=True)
    waited = models.PositiveIntegerField(default=0)
    recorded_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["simulation", "key"], name="entry_written_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} in {self.simulation_id}"


class SelfAssessment(AppendOnly):
    """A state of somebody's note and own judgement after a drill. The newest counts.

    `rows`: by rubric row, [level 0-4 or null, what was said]. Once settled, no other follows.
    """

    simulation = models.ForeignKey(Simulation, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    note = models.TextField(blank=True)
    rows = models.JSONField(default=dict)
    is_settled = models.BooleanField(default=False)
    saved_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["simulation"],
                condition=models.Q(is_settled=True),
                name="assessment_settled_once",
            ),
        ]

    def __str__(self) -> str:
        return f"own word on {self.simulation_id}"


class SimulationHanding(AppendOnly):
    """Somebody handed their drill to a reviewer: from here on, that one may read and judge it."""

    simulation = models.ForeignKey(Simulation, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    reviewer = models.ForeignKey(
        "people.Person", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    handed_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["simulation", "reviewer"], name="handed_once_each"),
        ]

    def __str__(self) -> str:
        return f"{self.simulation_id} to {self.reviewer_id}"


class SimulationJudgement(AppendOnly):
    """A reviewer's word on a drill. A newer one of the same reviewer supersedes; both are kept."""

    handing = models.ForeignKey(SimulationHanding, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    rater = models.ForeignKey(
        "people.Person", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    rows = models.JSONField()
    words = models.TextField(blank=True)
    judged_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"judgement of {self.handing_id}"
