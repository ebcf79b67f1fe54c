"""Planned posts, the log of how they moved, the crisis switch, and the team's own days."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models

from whetstone.web.append_only import AppendOnly


class PlannedPost(models.Model):
    """A post that is meant to go out. Where it stands is its newest `PostMove`.

    `form_key`: the form that made it, so that a form sent twice makes one post. `version` rises
    with every change, for calendar programs. Null minutes are unknown, not 0.
    """

    workspace = models.ForeignKey("people.Workspace", on_delete=models.CASCADE, related_name="+")
    campaign = models.ForeignKey(
        "plan.Campaign", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    goal = models.ForeignKey(
        "plan.Goal", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    owner = models.ForeignKey(
        "people.Person", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    network = models.CharField(max_length=40)
    shape = models.CharField(max_length=10)
    title = models.CharField(max_length=160)
    words = models.TextField(blank=True)
    link = models.URLField(max_length=500, blank=True)
    has_picture = models.BooleanField(default=False)
    alt_text = models.TextField(blank=True)
    parts = models.PositiveSmallIntegerField(null=True, blank=True)
    seconds = models.PositiveIntegerField(null=True, blank=True)
    minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    on = models.DateField(null=True, blank=True)
    at_time = models.TimeField(null=True, blank=True)
    form_key = models.UUIDField(default=uuid.uuid4)
    version = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["workspace", "form_key"], name="one_post_a_form"),
        ]
        indexes: ClassVar = [models.Index(fields=["workspace", "on"])]

    def __str__(self) -> str:
        return self.title


class PostMove(AppendOnly):
    """A planned post went from one state to another (from "" when it was made)."""

    workspace = models.ForeignKey("people.Workspace", on_delete=models.CASCADE, related_name="+")
    post = models.ForeignKey(PlannedPost, on_delete=models.CASCADE, related_name="moves")
    from_state = models.CharField(max_length=10, blank=True)
    to_state = models.CharField(max_length=10)
    by = models.ForeignKey(
        "people.Person", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.from_state} > {self.to_state}"


class CrisisSwitch(AppendOnly):
    """Everything planned was paused, or is no longer. The newest row says which."""

    workspace = models.ForeignKey("people.Workspace", on_delete=models.CASCADE, related_name="+")
    is_on = models.BooleanField()
    reason = models.CharField(max_length=200, blank=True)
    by = models.ForeignKey(
        "people.Person", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField()

    def __str__(self) -> str:
        return "on" if self.is_on else "off"


class TeamDay(models.Model):
    """A day the team keeps in mind, and where that was read."""

    workspace = models.ForeignKey("people.Workspace", on_delete=models.CASCADE, related_name="+")
    on = models.DateField()
    name = models.CharField(max_length=80)
    source = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["workspace", "on", "name"], name="one_team_day"),
        ]

    def __str__(self) -> str:
        return self.name


class PlanFeed(models.Model):
    """The secret address under which a person's calendar program finds the planned posts."""

    person = models.OneToOneField("people.Person", on_delete=models.CASCADE, related_name="+")
    token = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"plan feed of {self.person_id}"
