"""What the leaders' page reads: figures kept by day, and what happened since they were kept."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models.functions import Now


class RollUp(models.Model):
    """The figures of a workspace's page for leaders on one of its days.

    The newest day is open: its figures are worked out anew when something happened (`RollUpMark`)
    or the day is over. A day that is over is closed: it holds what had been told of people by its
    end, which follows from rows that are written once. Both may be dropped and made again at any
    time.

    `pending` are the releases that go with the figures, as JSON that nobody searches: they are
    kept for good when somebody first looks (`is_told`), and never before. `basis` names the newest
    releases that the figures were weighed against, `world` the state of the field; `until` and
    `soon` are when time alone moves a figure: a day that ends, a block of learning that is over.
    """

    workspace = models.ForeignKey("people.Workspace", on_delete=models.CASCADE, related_name="+")
    day = models.DateField()
    is_open = models.BooleanField(default=True)
    is_told = models.BooleanField(default=False)
    at = models.DateTimeField()
    until = models.DateTimeField()
    soon = models.DateTimeField(null=True)
    team = models.PositiveIntegerField(default=0)
    world = models.CharField(max_length=64)
    basis = models.CharField(max_length=80)
    shape = models.PositiveSmallIntegerField()
    took_ms = models.PositiveIntegerField(default=0)
    figures = models.JSONField()
    pending = models.TextField(default="", blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["workspace", "day"], name="one_roll_up_a_day"),
        ]

    def __str__(self) -> str:
        return f"roll-up of {self.workspace_id} for {self.day}"


class RollUpMark(models.Model):
    """Something happened here since the figures were kept.

    The store writes it itself, in the transaction of what happened (`rollup_marks`). `reach`: what
    it calls for; `number`: how often it happened, where one row stands for all.
    """

    class Reach(models.IntegerChoices):
        SOON = 1  # learners did something: a large team's page may say "as of" for some minutes
        NOW = 2  # somebody decided something, or is no longer here: the next look counts anew
        ALL_DAYS = 3  # what is gone is gone from the days before too

    workspace = models.ForeignKey(
        "people.Workspace", on_delete=models.DO_NOTHING, db_constraint=False, related_name="+"
    )
    reach = models.PositiveSmallIntegerField(choices=Reach.choices)
    number = models.PositiveIntegerField(default=1)
    at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return f"{self.number} x {self.reach} in {self.workspace_id}"
