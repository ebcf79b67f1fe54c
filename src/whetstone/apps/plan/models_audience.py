"""Whom the team wants to reach, what it asked them, and who engaged."""

from __future__ import annotations

from django.db import models

from whetstone.web.append_only import AppendOnly

__all__ = ["AudienceSegment", "AudienceSource", "AudienceSurvey", "EngagerTable"]


class AudienceSegment(models.Model):
    """A part of the target: its country, the groups that it is the crossing of, its weight."""

    workspace = models.ForeignKey("people.Workspace", on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=80)
    country = models.CharField(max_length=2)
    groups = models.JSONField(default=list)  # ["women", "age-18-29"]: both at once
    weight = models.FloatField(default=1.0)

    def __str__(self) -> str:
        return self.name


class AudienceSurvey(AppendOnly):
    """Own answers: so many of the target who were asked use a network."""

    workspace = models.ForeignKey("people.Workspace", on_delete=models.CASCADE, related_name="+")
    network = models.CharField(max_length=40)
    users = models.PositiveIntegerField()
    asked = models.PositiveIntegerField()
    on = models.DateField()
    source = models.CharField(max_length=160)

    def __str__(self) -> str:
        return f"{self.users} of {self.asked} use {self.network}"


class AudienceSource(AppendOnly):
    """A table of use that the team brought, for a country and a group.

    `use` is {"YouTube": 0.71}; `asked` people stand behind it.
    """

    workspace = models.ForeignKey("people.Workspace", on_delete=models.CASCADE, related_name="+")
    country = models.CharField(max_length=2)
    group = models.CharField(max_length=60)
    use = models.JSONField()
    asked = models.PositiveIntegerField()
    on = models.DateField()
    source = models.CharField(max_length=200)

    def __str__(self) -> str:
        return f"{self.country} {self.group}: {self.source}"


class EngagerTable(AppendOnly):
    """Who engaged, by the groups of one dimension, as a network's own table gave it."""

    workspace = models.ForeignKey("people.Workspace", on_delete=models.CASCADE, related_name="+")
    network = models.CharField(max_length=40)
    counts = models.JSONField()  # {"women": 620}; of a table of per cents, effective counts
    target = models.JSONField()  # {"women": 60}: wanted weight by group
    is_rounded = models.BooleanField(default=False)
    people = models.PositiveIntegerField()
    followers = models.PositiveIntegerField(null=True, blank=True)
    on = models.DateField()
    source = models.CharField(max_length=160)

    def __str__(self) -> str:
        return f"{self.network}, {self.on}"
