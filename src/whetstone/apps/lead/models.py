"""The dated, frozen page for leaders, and what they decided."""

from __future__ import annotations

from django.db import models

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
    """A decision taken from a brief."""

    brief = models.ForeignKey(Brief, on_delete=models.CASCADE, related_name="decisions")
    code = models.CharField(max_length=40)
    text = models.TextField()
    taken_by = models.ForeignKey("people.Person", null=True, blank=True, on_delete=models.SET_NULL)
    taken_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.text
