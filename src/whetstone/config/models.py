"""The installation's own rows: when each regular chore is due, and what processes remember."""

from __future__ import annotations

from django.db import models


class ChoreClock(models.Model):
    """When a chore is due next. Whoever moves the hand does the chore: one worker of many."""

    name = models.CharField(max_length=40, unique=True)
    due_at = models.DateTimeField()

    class Meta:
        app_label = "composition"

    def __str__(self) -> str:
        return f"{self.name} at {self.due_at}"


class Remembered(models.Model):
    """What all server processes remember together for a while (`config.memory`).

    Above all how often a password was guessed. `name` is keyed with the installation's secret: no
    address of a person or a machine stands in it.
    """

    name = models.CharField(max_length=64, primary_key=True)
    value = models.JSONField()
    until = models.DateTimeField(null=True, db_index=True)

    class Meta:
        app_label = "composition"

    def __str__(self) -> str:
        return self.name
