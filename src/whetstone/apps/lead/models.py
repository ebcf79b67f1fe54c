"""The dated, frozen page for leaders, and what they decided."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from whetstone.apps.lead.models_brief import *  # noqa: F403  # tables of the brief
from whetstone.apps.lead.models_budget import *  # noqa: F403  # what a team says of its budget
from whetstone.apps.lead.models_rollup import *  # noqa: F403  # figures kept by day
from whetstone.apps.lead.models_table import *  # noqa: F403  # the planning cycle
from whetstone.apps.lead.models_voices import *  # noqa: F403  # what customers say
from whetstone.web.append_only import AppendOnly


class Brief(AppendOnly):
    """The leader's page as it stood: figures as computed, frozen."""

    workspace = models.ForeignKey("people.Workspace", on_delete=models.CASCADE, related_name="+")
    frozen_at = models.DateTimeField()
    frozen_by = models.ForeignKey(
        "people.Person", null=True, blank=True, on_delete=models.SET_NULL
    )
    cause = models.CharField(max_length=120, blank=True)
    figures = models.JSONField()

    def __str__(self) -> str:
        return f"brief of {self.frozen_at}"


class Decision(AppendOnly):
    """A decision taken from a brief, or at a meeting.

    One taken from a brief before the table was there has no workspace of its own: its brief has.
    Who sees to it is somebody here, or a name as it was typed. Where it stands is its newest
    `DecisionStep`.
    """

    workspace = models.ForeignKey(
        "people.Workspace", null=True, on_delete=models.CASCADE, related_name="+"
    )
    brief = models.ForeignKey(
        Brief, null=True, blank=True, on_delete=models.CASCADE, related_name="decisions"
    )
    code = models.CharField(max_length=40)
    text = models.TextField()
    taken_by = models.ForeignKey("people.Person", null=True, blank=True, on_delete=models.SET_NULL)
    taken_at = models.DateTimeField()
    meeting = models.ForeignKey(
        "lead.PlanningMeeting",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="decisions",
    )
    owner = models.ForeignKey(
        "people.Person", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    owner_name = models.CharField(max_length=120, blank=True)
    due_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["meeting", "code"], name="one_decision_a_form"),
            models.UniqueConstraint(fields=["brief", "code"], name="one_decision_a_page"),
        ]

    def __str__(self) -> str:
        return self.text


class ReleasedGroup(AppendOnly):
    """Who stood behind a number when it was shown, frozen or live.

    No number is shown about a group that differs from one of these by one to four people.
    """

    workspace = models.ForeignKey("people.Workspace", on_delete=models.CASCADE, related_name="+")
    topic = models.CharField(max_length=40)
    members = models.JSONField()
    digest = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["workspace", "topic", "digest"], name="a_group_is_released_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.topic}: {len(self.members)} people"


class ReleasedSum(AppendOnly):
    """A sum over the team as it was shown, and the parts it was made of, under names that hide.

    No sum is shown that, beside these, tells of one to four people (`core.rollup.sums`). A part's
    name is keyed with the installation's secret: it names nobody and says no hours.
    """

    workspace = models.ForeignKey("people.Workspace", on_delete=models.CASCADE, related_name="+")
    topic = models.CharField(max_length=40)
    value = models.FloatField()
    on = models.DateField()
    since = models.DateField()
    parts = models.JSONField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["workspace", "topic", "on"], name="a_sum_is_released_once_a_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.topic} on {self.on}"


class ReleasedFigure(AppendOnly):
    """Cover of an area, or currency, as it was shown, and whose doings stood behind it.

    A part is a name, keyed with the installation's secret, for a person and all they did until
    then (answers, learning, relearning). No figure is shown that, beside these, tells of what one
    to four people did (`core.rollup.sums`). `figures` are of the whole group: chances for cover,
    for currency how many of its answers rest on each claim. `world` is what counts for everybody
    alike: the ledger, and the number of people wanted.
    """

    workspace = models.ForeignKey("people.Workspace", on_delete=models.CASCADE, related_name="+")
    topic = models.CharField(max_length=40)
    on = models.DateField()
    at = models.DateTimeField()
    world = models.CharField(max_length=120)
    figures = models.JSONField()
    parts = models.JSONField()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["workspace", "topic", "-id"], name="newest_figure_of_a_topic"),
        ]

    def __str__(self) -> str:
        return f"{self.topic} on {self.on}"


class SharedLink(models.Model):
    """One page sent to somebody without an account. Only the hash of its address is kept.

    `opened` counts openings and nothing about who opened. `whom`: for whom it was made, as the
    sender typed it, where the page may be answered.
    """

    workspace = models.ForeignKey("people.Workspace", on_delete=models.CASCADE, related_name="+")
    made_by = models.ForeignKey(
        "people.Person", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    token_hash = models.CharField(max_length=64, unique=True)
    kind = models.CharField(max_length=12)
    thing = models.CharField(max_length=80)
    signed = models.BooleanField(default=False)
    whom = models.CharField(max_length=80, blank=True)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    opened = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.kind} {self.thing}"


from whetstone.apps.lead.models_effect import *  # noqa: E402, F403  # tables of comparisons
