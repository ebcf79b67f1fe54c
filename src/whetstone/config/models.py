"""The installation's own rows: when each regular chore is due."""

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
